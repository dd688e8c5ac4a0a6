/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What present, resident, huge and hugetlb mean: the one place that decides it for
 * an entry, for every command that counts.  Resident and hugetlb are what
 * /proc/PID/smaps of the kernel that the dump is of counts (smaps_pte_entry(),
 * smaps_pmd_entry() and smaps_hugetlb_range() in fs/proc/task_mmu.c).  Never prints.
 */
#ifndef PTWALK_RSS_H
#define PTWALK_RSS_H

#include "pte.h"

/**
 * DOC: RSS_* - what an entry counts as
 *
 * %RSS_PRESENT: the kernel's pte_present() and pmd_present(): a page is there,
 *	also behind PROT_NONE, behind a NUMA hint, and in a huge entry that is
 *	made invalid while it is split or migrated.  The kernel half: P is set
 * %RSS_RESIDENT: Rss of smaps counts it
 * %RSS_UNSEEN: memory as %RSS_RESIDENT is, but smaps of this kernel does not
 *	count it: 2M entries of PROT_NONE before 6.6; 1G entries of a DAX file,
 *	which smaps takes apart; the kernel half, which has no smaps
 * %RSS_HUGE: of these two, in a 2M or 1G page.  Of resident ones that is
 *	AnonHugePages, ShmemPmdMapped and FilePmdMapped together, and DAX
 * %RSS_HUGETLB: Private_Hugetlb or Shared_Hugetlb counts it; never in Rss
 */
#define RSS_PRESENT	(1U << 0)
#define RSS_RESIDENT	(1U << 1)
#define RSS_UNSEEN	(1U << 2)
#define RSS_HUGE	(1U << 3)
#define RSS_HUGETLB	(1U << 4)
#define RSS_MEMORY	(RSS_RESIDENT | RSS_UNSEEN)

/* The smaps of the older of two sorts of kernels: see rss.c. */
static inline bool rss_before_6_6(const struct ptwalk_dict *dict)
{
	return (dict->known & (1ULL << PTWALK_DICT_SAVED_DIRTY)) &&
	       !dict->value[PTWALK_DICT_SAVED_DIRTY];
}

/* Before 6.2 walk_page_vma() passed by VM_PFNMAP, and what was copied on write. */
static inline bool rss_unseen_4k(const struct ptwalk_dict *dict,
				 const struct ptwalk_vma *vma)
{
	return rss_before_6_6(dict) && vma && (vma->flags & PTWALK_VMA_PFNMAP);
}

unsigned int rss_of(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma);

#endif /* PTWALK_RSS_H */
