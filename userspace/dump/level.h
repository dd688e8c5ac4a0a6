/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parse the level of a page table that a user has typed: a number from 1 to 5, or a
 * name in upper or lower case: Intel's name of the table (PT, PD ...) or of its entry
 * (PTE, PDE ...), or Linux's name of the entry (pte, pmd ...).  Owns the notation; the
 * names are in names.c.  Never prints.
 */
#ifndef PTWALK_LEVEL_H
#define PTWALK_LEVEL_H

#include <linux/types.h>
#include <stddef.h>

struct errmsg;

/* Linux's pgd: the top level, 4 or 5; level_of() resolves it */
#define LEVEL_TOP	0

int level_parse(const char *text, size_t length, unsigned int *level,
		struct errmsg *err);
int level_of(unsigned int *level, unsigned int levels, struct errmsg *err);
int level_check_address(__u64 addr, unsigned int levels, unsigned int half,
			struct errmsg *err);

#endif /* PTWALK_LEVEL_H */
