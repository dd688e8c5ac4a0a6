// SPDX-License-Identifier: GPL-2.0
/*
 * What an entry counts as: see rss.h.
 *
 * smaps changed between 6.1 and 6.12, and a dump must say what its own kernel's
 * says.  The dictionary tells: 6.6 brought both the saved-dirty bit (fca4d413c5be,
 * "x86/mm: Introduce _PAGE_SAVED_DIRTY") and vm_normal_page_pmd() in
 * smaps_pmd_entry() (8b9c1cc0418a, "smaps: use vm_normal_page_pmd() instead of
 * follow_trans_huge_pmd()").  follow_trans_huge_pmd() gives no page for an entry
 * of PROT_NONE, whether mprotect() or NUMA balancing made it one, and gives one
 * for a 2M entry of DAX.
 *
 * Before 6.18 the entry of the huge zero page is that of any clean read-only 2M page.
 * Where the dump does not say which frame that is, what is said here is 2M too much
 * for each time that it is mapped.
 */
#include "kind.h"
#include "rss.h"

static bool is_present(const struct ptwalk_dict *dict, unsigned int kind)
{
	return kind == PTWALK_PAGE || kind == PTWALK_PROTNONE ||
	       (kind == PTWALK_INVALID && !dict->kernel);
}

/* Not present, but with a struct page: softleaf_has_pfn(), is_pfn_swap_entry() */
static bool has_page(unsigned int kind)
{
	switch (kind) {
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
	case PTWALK_HWPOISON:
	case PTWALK_DEV_READ:
	case PTWALK_DEV_WRITE:
	case PTWALK_DEV_EXCL_READ:
	case PTWALK_DEV_EXCL_WRITE:
		return true;
	default:
		return false;
	}
}

/* Is there no struct page to be used: does vm_normal_page() give none? */
static bool is_special(const struct ptwalk_dict *dict,
		       const struct ptwalk_pte *pte)
{
	if ((pte->flags & PTWALK_F_SPECIAL) || kind_huge_zero(dict, pte))
		return true;
	return pte->level > 1 && (pte->flags & PTWALK_F_DEVMAP) &&
	       !rss_before_6_6(dict);
}

/* Memory of the process, not hugetlb: does smaps of this kernel see it? */
static unsigned int seen(const struct ptwalk_dict *dict,
			 const struct ptwalk_pte *pte,
			 const struct ptwalk_vma *vma)
{
	if (pte->level > 2)
		return RSS_UNSEEN;
	if (pte->level == 2 && pte->kind == PTWALK_PROTNONE &&
	    rss_before_6_6(dict))
		return RSS_UNSEEN;
	return rss_unseen_4k(dict, vma) ? RSS_UNSEEN : RSS_RESIDENT;
}

/**
 * rss_of() - what does an entry count as?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @vma: the VMA that it lies in, or NULL
 *
 * What it says of an entry holds for all the addresses that the entry translates.
 *
 * Return: RSS_*, or 0.
 */
unsigned int rss_of(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma)
{
	unsigned int what = is_present(dict, pte->kind) ? RSS_PRESENT : 0;
	bool page = what || has_page(pte->kind);

	if (!page)
		return 0;
	if (vma && vma->hugetlb_shift)
		return what | RSS_HUGETLB;
	if (dict->kernel)
		what |= RSS_UNSEEN;
	else if (!what || !is_special(dict, pte))
		what |= seen(dict, pte, vma);
	if ((what & RSS_MEMORY) && pte->level > 1)
		what |= RSS_HUGE;
	return what;
}
