// SPDX-License-Identifier: GPL-2.0-only
/*
 * libkmod: see library-kmod.h.
 */
#include "library.h"
#include "library-kmod.h"

void *library_kmod[KMOD_NR_FUNCTIONS];

static const char *const names[KMOD_NR_FUNCTIONS] = {
#define X(function) #function,
	KMOD_FUNCTIONS(X)
#undef X
};

/**
 * library_kmod_load() - load libkmod
 * @err: says why it cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_kmod_load(struct errmsg *err)
{
	return library_load("libkmod.so.2", names, library_kmod, KMOD_NR_FUNCTIONS, err);
}
