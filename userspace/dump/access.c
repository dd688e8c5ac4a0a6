// SPDX-License-Identifier: GPL-2.0
/*
 * What may be done with a page: see access.h.
 */
#include "access.h"
#include "area.h"

/**
 * access_hinted() - does an entry wait for a NUMA hinting fault?
 * @pte: the entry
 * @vma: the VMA that it lies in, or NULL
 *
 * The entry of a hint is that of PROT_NONE; the VMA tells them apart, as
 * vma_is_accessible() does for do_numa_page().  It can do so only where both were
 * read at one moment.
 *
 * Return: true where it does.
 */
bool access_hinted(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	return pte->kind == PTWALK_PROTNONE && vma && area_accessible(vma) &&
	       !access_protected(pte, vma);
}

/**
 * access_protected() - does userfaultfd protect an entry against reads as well?
 * @pte: the entry
 * @vma: the VMA that it lies in, or NULL
 *
 * userfaultfd_pte_rwp() of 7.3: in a VMA of read-write protection the uffd bit of a
 * PROT_NONE entry tells it from a NUMA hint.  mprotect(PROT_NONE) goes before both.
 * Such an entry allows nothing until userfaultfd's monitor gives the page back.
 *
 * Return: true where it does.
 */
bool access_protected(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	return pte->kind == PTWALK_PROTNONE && (pte->flags & PTWALK_F_UFFD_WP) &&
	       vma && (vma->flags & PTWALK_VMA_UFFD_RWP) && area_accessible(vma);
}

/**
 * access_now() - what does the hardware allow?
 * @dict: the dictionary that @pte was decoded with
 * @above: effective permissions of the tables above
 * @pte: an entry with a page
 *
 * An entry that is not present allows nothing.
 *
 * Return: PTWALK_F_P where it can be accessed at all, PTWALK_F_RW, PTWALK_F_US and
 * PTWALK_F_NX.
 */
__u32 access_now(const struct ptwalk_dict *dict, __u32 above,
		 const struct ptwalk_pte *pte)
{
	if (!(pte->flags & PTWALK_F_P))
		return PTWALK_F_NX;
	return PTWALK_F_P | ptwalk_effective(dict, above, pte);
}

/* do_numa_page() takes the permissions of vma->vm_page_prot. */
static __u32 after_hint(__u32 above, const struct ptwalk_pte *pte,
			const struct ptwalk_vma *vma)
{
	__u32 access = PTWALK_F_P | PTWALK_F_US;

	if ((vma->flags & PTWALK_VMA_WRITE) &&
	    !(vma->flags & PTWALK_VMA_SHADOW_STACK) &&
	    !(pte->flags & PTWALK_F_UFFD_WP))
		access |= PTWALK_F_RW;
	if (!(vma->flags & PTWALK_VMA_EXEC))
		access |= PTWALK_F_NX;
	return (access & (above | PTWALK_F_P | PTWALK_F_NX)) |
	       (above & PTWALK_F_NX);
}

/**
 * access_of() - what may be done with a page?
 * @dict: the dictionary that @pte was decoded with
 * @above: effective permissions of the tables above
 * @pte: an entry with a page
 * @vma: the VMA that it lies in, or NULL
 *
 * Of a page behind a NUMA hint it says what its VMA permits: the entry has lost
 * what it allowed before, and gets back no more than that.  So the answer does not
 * depend on when the balancer came by.  A huge entry that is made invalid while it
 * is split or migrated keeps its permissions.
 *
 * Return: as access_now().
 */
__u32 access_of(const struct ptwalk_dict *dict, __u32 above,
		const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	if (access_hinted(pte, vma))
		return after_hint(above, pte, vma);
	if (pte->kind == PTWALK_INVALID && !dict->kernel)
		return PTWALK_F_P | ptwalk_effective(dict, above, pte);
	return access_now(dict, above, pte);
}
