/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libzstd, loaded when it is needed: see library.h.  To be included in place of <zstd.h>, where
 * PTWALK_LIBZSTD is defined.
 */
#ifndef PTWALK_LIBRARY_ZSTD_H
#define PTWALK_LIBRARY_ZSTD_H

#include <zstd.h>

struct errmsg;

/* The functions that ptwalk calls */
#define ZSTD_FUNCTIONS(X)						\
	X(ZSTD_createCCtx)						\
	X(ZSTD_freeCCtx)						\
	X(ZSTD_CCtx_setParameter)					\
	X(ZSTD_CCtx_setPledgedSrcSize)					\
	X(ZSTD_compressStream2)						\
	X(ZSTD_createDCtx)						\
	X(ZSTD_freeDCtx)						\
	X(ZSTD_decompressStream)					\
	X(ZSTD_isError)							\
	X(ZSTD_getErrorName)

enum {
#define X(function) LIBRARY_##function,
	ZSTD_FUNCTIONS(X)
#undef X
	ZSTD_NR_FUNCTIONS
};

extern void *library_zstd[ZSTD_NR_FUNCTIONS];

int library_zstd_load(struct errmsg *err);

#define LIBRARY_ZSTD(function) \
	((__typeof__(function) *)library_zstd[LIBRARY_##function])

#define ZSTD_createCCtx			LIBRARY_ZSTD(ZSTD_createCCtx)
#define ZSTD_freeCCtx			LIBRARY_ZSTD(ZSTD_freeCCtx)
#define ZSTD_CCtx_setParameter		LIBRARY_ZSTD(ZSTD_CCtx_setParameter)
#define ZSTD_CCtx_setPledgedSrcSize	LIBRARY_ZSTD(ZSTD_CCtx_setPledgedSrcSize)
#define ZSTD_compressStream2		LIBRARY_ZSTD(ZSTD_compressStream2)
#define ZSTD_createDCtx			LIBRARY_ZSTD(ZSTD_createDCtx)
#define ZSTD_freeDCtx			LIBRARY_ZSTD(ZSTD_freeDCtx)
#define ZSTD_decompressStream		LIBRARY_ZSTD(ZSTD_decompressStream)
#define ZSTD_isError			LIBRARY_ZSTD(ZSTD_isError)
#define ZSTD_getErrorName		LIBRARY_ZSTD(ZSTD_getErrorName)

#endif /* PTWALK_LIBRARY_ZSTD_H */
