/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of entries as they are named to people: those of enum ptwalk_kind, and
 * within two of them what an entry stands for, where the dump tells: which PTE marker
 * it is, and that a page is the zero page or the huge zero page.  Never prints.
 */
#ifndef PTWALK_KIND_H
#define PTWALK_KIND_H

#include "pte.h"

/**
 * enum kind - kinds that are part of one of enum ptwalk_kind; numbers go on from there
 * @KIND_ZERO_PAGE: %PTWALK_PAGE of 4K: the one page full of zeros that all processes
 *		    read where they have not written
 * @KIND_HUGE_ZERO_PAGE: %PTWALK_PAGE of 2M: likewise
 * @KIND_GUARD: %PTWALK_MARKER of MADV_GUARD_INSTALL
 * @KIND_POISON: %PTWALK_MARKER of UFFDIO_POISON, or of a page lost at swap-in
 * @KIND_UFFD_WP: %PTWALK_MARKER that keeps the write protection of userfaultfd
 * @KIND_NR: one past the last
 */
enum kind {
	KIND_ZERO_PAGE = PTWALK_NR_KINDS,
	KIND_HUGE_ZERO_PAGE,
	KIND_GUARD,
	KIND_POISON,
	KIND_UFFD_WP,
	KIND_NR,
};

_Static_assert(KIND_NR <= 32, "a kind is a bit of a __u32");

const char *kind_name(unsigned int kind);
unsigned int kind_within(unsigned int kind);
__u32 kind_find(const char *name, size_t length);
bool kind_huge_zero(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
unsigned int kind_of(const struct ptwalk_dict *dict,
		     const struct ptwalk_vma *vma, const struct ptwalk_pte *pte);

#endif /* PTWALK_KIND_H */
