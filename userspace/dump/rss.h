/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decide whether an entry counts as present, resident, huge or hugetlb, for every
 * command that counts.  Resident and hugetlb are what /proc/PID/smaps of the dump's
 * kernel counts (smaps_pte_entry(), smaps_pmd_entry() and smaps_hugetlb_range() in
 * fs/proc/task_mmu.c).  Never prints.
 */
#ifndef PTWALK_RSS_H
#define PTWALK_RSS_H

#include "pte.h"

/**
 * DOC: RSS_* - what an entry counts as
 *
 * %RSS_PRESENT: in the user half, what the kernel's pte_present() and pmd_present() are
 *	true for: the entry has P set, or is a PROT_NONE entry or a NUMA hint, or is a
 *	huge entry that is invalidated for a split or a migration.  In the kernel half,
 *	P is set
 * %RSS_RESIDENT: Rss of smaps counts it
 * %RSS_UNSEEN: memory as for %RSS_RESIDENT, but smaps of the dump's kernel does not
 *	count it: 2M entries of PROT_NONE before 6.6; VMAs with VM_PFNMAP before 6.2; 1G
 *	entries of a DAX file, which smaps splits; the kernel half, which has no smaps; the
 *	dump of a memory image, which has no VMAs
 * %RSS_HUGE: set in addition to %RSS_RESIDENT or %RSS_UNSEEN for a 2M or 1G page.  The
 *	resident ones are AnonHugePages, ShmemPmdMapped and FilePmdMapped together, and
 *	huge pages of DAX
 * %RSS_HUGETLB: Private_Hugetlb or Shared_Hugetlb counts it; Rss never does
 */
#define RSS_PRESENT	(1U << 0)
#define RSS_RESIDENT	(1U << 1)
#define RSS_UNSEEN	(1U << 2)
#define RSS_HUGE	(1U << 3)
#define RSS_HUGETLB	(1U << 4)
#define RSS_MEMORY	(RSS_RESIDENT | RSS_UNSEEN)

/* Is the dump of a kernel before 6.6, whose smaps counts in another way?  See rss.c. */
static inline bool rss_before_6_6(const struct ptwalk_dict *dict)
{
	return (dict->known & (1ULL << PTWALK_DICT_SAVED_DIRTY)) &&
	       !dict->value[PTWALK_DICT_SAVED_DIRTY];
}

/* Is the dump of a kernel before 6.1, likewise? */
static inline bool rss_before_6_1(const struct ptwalk_dict *dict)
{
	return (dict->known & (1ULL << PTWALK_DICT_SWAP_EXCLUSIVE)) &&
	       !dict->value[PTWALK_DICT_SWAP_EXCLUSIVE];
}

/*
 * Does smaps skip a VMA with all its pages?  Before 6.2 walk_page_vma() skipped a VMA
 * with VM_PFNMAP, including pages that were copied on write there.  Of the kernels before 6.6,
 * only 5.10 and 6.1 are supported, so the test for 6.6 is enough.
 */
static inline bool rss_unseen_4k(const struct ptwalk_dict *dict,
				 const struct ptwalk_vma *vma)
{
	return rss_before_6_6(dict) && vma && (vma->flags & PTWALK_VMA_PFNMAP);
}

unsigned int rss_of(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma);

#endif /* PTWALK_RSS_H */
