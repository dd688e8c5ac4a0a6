/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which accesses to a page are allowed: what the entries of all levels allow together,
 * and for a page with a NUMA hint, what the VMA permits after the hinting fault.
 * Decides on copies of entries; decoding is in pte.h.  Never prints.
 */
#ifndef PTWALK_ACCESS_H
#define PTWALK_ACCESS_H

#include "pte.h"

bool access_hinted(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma);
bool access_protected(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma);
__u32 access_now(const struct ptwalk_dict *dict, __u32 above,
		 const struct ptwalk_pte *pte);
__u32 access_of(const struct ptwalk_dict *dict, __u32 above,
		const struct ptwalk_pte *pte, const struct ptwalk_vma *vma);
bool access_copied(__u32 access, const struct ptwalk_pte *pte, const struct ptwalk_vma *vma);

#endif /* PTWALK_ACCESS_H */
