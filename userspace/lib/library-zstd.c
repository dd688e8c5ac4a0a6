// SPDX-License-Identifier: GPL-2.0-only
/*
 * libzstd: see library-zstd.h.
 */
#ifdef PTWALK_LIBZSTD
#include "library-zstd.h"
#include "library.h"

void *library_zstd[ZSTD_NR_FUNCTIONS];

static const char *const names[ZSTD_NR_FUNCTIONS] = {
#define X(function) #function,
	ZSTD_FUNCTIONS(X)
#undef X
};

/**
 * library_zstd_load() - load libzstd
 * @err: says why it cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_zstd_load(struct errmsg *err)
{
	return library_load("libzstd.so.1", names, library_zstd, ZSTD_NR_FUNCTIONS, err);
}
#endif /* PTWALK_LIBZSTD */
