// SPDX-License-Identifier: GPL-2.0-only
/*
 * zlib: see library-zlib.h.
 */
#include "library-zlib.h"
#include "library.h"

void *library_zlib[ZLIB_NR_FUNCTIONS];

static const char *const names[ZLIB_NR_FUNCTIONS] = {
#define X(function) #function,
	ZLIB_FUNCTIONS(X)
#undef X
};

/**
 * library_zlib_load() - load zlib
 * @err: says why it cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_zlib_load(struct errmsg *err)
{
	return library_load("libz.so.1", names, library_zlib, ZLIB_NR_FUNCTIONS, err);
}
