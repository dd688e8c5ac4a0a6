/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kinds of entries that the commands name: those of enum ptwalk_kind, and those of
 * enum ptwalk_part_kind, which are more exact where the dump tells more: which PTE
 * marker an entry is, and whether a page is the zero page or the huge zero page.  The
 * names themselves are in names.c.  Never prints.
 */
#ifndef PTWALK_KIND_H
#define PTWALK_KIND_H

#include "pte.h"

_Static_assert(PTWALK_ALL_KINDS <= 32, "a kind is a bit of a __u32");

unsigned int kind_within(unsigned int kind);
__u32 kind_find(const char *name, size_t length);
bool kind_huge_zero(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
const char *kind_huge_name(const struct ptwalk_dict *dict, const struct ptwalk_vma *vma,
			   const struct ptwalk_pte *pte);
unsigned int kind_of(const struct ptwalk_dict *dict,
		     const struct ptwalk_vma *vma, const struct ptwalk_pte *pte);

#endif /* PTWALK_KIND_H */
