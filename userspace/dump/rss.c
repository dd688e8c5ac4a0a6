// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an entry counts as: see rss.h.
 *
 * smaps changed between 5.10 and 6.1 and between 6.1 and 6.12, and a dump is counted as smaps
 * of its own kernel counts.  The dictionary tells which one that is: 6.6 brought both the saved-dirty bit
 * (fca4d413c5be, "x86/mm: Introduce _PAGE_SAVED_DIRTY") and vm_normal_page_pmd() in
 * smaps_pmd_entry() (8b9c1cc0418a, "smaps: use vm_normal_page_pmd() instead of
 * follow_trans_huge_pmd()").  follow_trans_huge_pmd() returns no page for a PROT_NONE
 * entry, whether mprotect() or NUMA balancing has made it, and it returns a page for a
 * 2M entry of DAX.  Before 6.1 it returned a page for PROT_NONE, too (474098edac26, "mm/gup:
 * replace FOLL_NUMA by gup_can_follow_protnone()"), and smaps did not count poisoned pages.  The
 * test for that is the exclusive bit of swap entries, 5.19: no kernel between is supported.
 *
 * Before 6.18 the entry of the huge zero page looks like that of any clean read-only 2M
 * page.  If the dump does not know the frame of the huge zero page, rss_of() counts 2M
 * too much for each entry that maps it.
 */
#include "area.h"
#include "kind.h"
#include "rss.h"

static bool is_present(const struct ptwalk_dict *dict, unsigned int kind)
{
	return kind == PTWALK_PAGE || kind == PTWALK_PROTNONE ||
	       (kind == PTWALK_INVALID && !dict->kernel);
}

/*
 * Is an entry not present, but names a page that smaps counts?  As the kernel's
 * softleaf_has_pfn(), in older kernels is_pfn_swap_entry().
 */
static bool has_page(const struct ptwalk_dict *dict, unsigned int kind)
{
	switch (kind) {
	case PTWALK_HWPOISON:
		return !rss_before_6_1(dict);
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
	case PTWALK_DEV_READ:
	case PTWALK_DEV_WRITE:
	case PTWALK_DEV_EXCL_READ:
	case PTWALK_DEV_EXCL_WRITE:
		return true;
	default:
		return false;
	}
}

/* Does vm_normal_page() or its PMD variant return no page for an entry? */
static bool is_special(const struct ptwalk_dict *dict,
		       const struct ptwalk_pte *pte)
{
	if ((pte->flags & PTWALK_F_SPECIAL) || kind_huge_zero(dict, pte))
		return true;
	return pte->level > 1 && (pte->flags & PTWALK_F_DEVMAP) &&
	       !rss_before_6_6(dict);
}

/* Does smaps of the dump's kernel count an entry that is memory, but not hugetlb? */
static unsigned int seen(const struct ptwalk_dict *dict,
			 const struct ptwalk_pte *pte,
			 const struct ptwalk_vma *vma)
{
	if (pte->level > 2)
		return RSS_UNSEEN;
	if (pte->level == 2 && pte->kind == PTWALK_PROTNONE &&
	    rss_before_6_6(dict) && !rss_before_6_1(dict))
		return RSS_UNSEEN;
	return rss_unseen_4k(dict, vma) ? RSS_UNSEEN : RSS_RESIDENT;
}

/**
 * rss_of() - what does an entry count as?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @vma: the VMA that contains it, or NULL
 *
 * The result holds for all addresses that the entry translates.
 *
 * Return: a mask of RSS_*, or 0.
 */
unsigned int rss_of(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma)
{
	unsigned int what = is_present(dict, pte->kind) ? RSS_PRESENT : 0;
	bool page = what || has_page(dict, pte->kind);

	if (!page)
		return 0;
	if (vma && vma->hugetlb_shift)
		return what | RSS_HUGETLB;
	if (dict->kernel || area_is_region(vma))
		what |= RSS_UNSEEN;
	else if (!what || !is_special(dict, pte))
		what |= seen(dict, pte, vma);
	if ((what & RSS_MEMORY) && pte->level > 1)
		what |= RSS_HUGE;
	return what;
}
