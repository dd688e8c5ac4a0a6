/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Levels of page tables as they are typed: 1 to 5, or a name of names.c, in either
 * case: Intel's of the table (PT, PD ...) or of its entry (PTE, PDE ...), Linux's of
 * the entry (pte, pmd ...).
 */
#ifndef PTWALK_LEVEL_H
#define PTWALK_LEVEL_H

#include <linux/types.h>
#include <stddef.h>

struct errmsg;

/* The top level, whichever it is: Linux's pgd */
#define LEVEL_TOP	0

int level_parse(const char *text, size_t length, unsigned int *level,
		struct errmsg *err);
int level_of(unsigned int *level, unsigned int levels, struct errmsg *err);
int level_check_address(__u64 addr, unsigned int levels, unsigned int half,
			struct errmsg *err);

#endif /* PTWALK_LEVEL_H */
