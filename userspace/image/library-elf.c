// SPDX-License-Identifier: GPL-2.0-only
/*
 * libelf: see library-elf.h.
 */
#include "library.h"
#include "library-elf.h"

void *library_elf[ELF_NR_FUNCTIONS];

static const char *const names[ELF_NR_FUNCTIONS] = {
#define X(function) #function,
	ELF_FUNCTIONS(X)
#undef X
};

/**
 * library_elf_load() - load libelf
 * @err: says why it cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_elf_load(struct errmsg *err)
{
	return library_load("libelf.so.1", names, library_elf, ELF_NR_FUNCTIONS, err);
}
