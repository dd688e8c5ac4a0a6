/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * zlib, loaded when it is needed: see library.h.  To be included in place of <zlib.h>.
 */
#ifndef PTWALK_LIBRARY_ZLIB_H
#define PTWALK_LIBRARY_ZLIB_H

#include <zlib.h>

struct errmsg;

/* The functions that ptwalk calls */
#define ZLIB_FUNCTIONS(X)						\
	X(deflateInit_)							\
	X(deflate)							\
	X(deflateEnd)

enum {
#define X(function) ZLIB_##function,
	ZLIB_FUNCTIONS(X)
#undef X
	ZLIB_NR_FUNCTIONS
};

extern void *library_zlib[ZLIB_NR_FUNCTIONS];

int library_zlib_load(struct errmsg *err);

#define LIBRARY_ZLIB(function) \
	((__typeof__(function) *)library_zlib[ZLIB_##function])

#define deflateInit_		LIBRARY_ZLIB(deflateInit_)
#define deflate			LIBRARY_ZLIB(deflate)
#define deflateEnd		LIBRARY_ZLIB(deflateEnd)

#endif /* PTWALK_LIBRARY_ZLIB_H */
