// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which accesses to a page are allowed: see access.h.
 */
#include "access.h"
#include "area.h"

/**
 * access_hinted() - does an entry wait for a NUMA hinting fault?
 * @pte: the entry
 * @vma: the VMA that contains it, or NULL
 *
 * NUMA balancing makes the same entry as mprotect(PROT_NONE).  The kernel tells the two
 * apart by the VMA: do_numa_page() is called only if vma_is_accessible().  The answer
 * can be relied on only if @pte and @vma were read at one moment, see dump_moment().
 *
 * Return: true if it does; false also without a VMA.
 */
bool access_hinted(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	return pte->kind == PTWALK_PROTNONE && vma && area_accessible(vma) &&
	       !access_protected(pte, vma);
}

/**
 * access_protected() - does userfaultfd protect an entry against reads as well?
 * @pte: the entry
 * @vma: the VMA that contains it, or NULL
 *
 * As userfaultfd_pte_rwp() of 7.3: in a VMA with read-write protection, a PROT_NONE entry
 * with the uffd-wp bit is protected by userfaultfd, and one without it is a NUMA hint.
 * If the VMA is PROT_NONE itself, the entry is neither.  A protected entry allows no
 * access until the process that monitors the userfaultfd lifts the protection.
 *
 * Return: true if it does; false also without a VMA.
 */
bool access_protected(const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	return pte->kind == PTWALK_PROTNONE && (pte->flags & PTWALK_F_UFFD_WP) &&
	       vma && (vma->flags & PTWALK_VMA_UFFD_RWP) && area_accessible(vma);
}

/**
 * access_now() - which accesses does the CPU allow, by the entry as it is?
 * @dict: the dictionary that @pte was decoded with
 * @above: effective permissions of the tables above
 * @pte: an entry that names a page
 *
 * Return: a mask of PTWALK_F_P (the page can be read), PTWALK_F_RW, PTWALK_F_US and
 * PTWALK_F_NX.  For an entry that is not present, PTWALK_F_NX alone.
 */
__u32 access_now(const struct ptwalk_dict *dict, __u32 above,
		 const struct ptwalk_pte *pte)
{
	if (!(pte->flags & PTWALK_F_P))
		return PTWALK_F_NX;
	return PTWALK_F_P | ptwalk_effective(dict, above, pte);
}

/*
 * What the entry will allow after the hinting fault: do_numa_page() sets it up from
 * vma->vm_page_prot.
 */
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
	/* the tables above can only restrict: clear RW and US, set NX */
	return (access & (above | PTWALK_F_P | PTWALK_F_NX)) |
	       (above & PTWALK_F_NX);
}

/**
 * access_of() - which accesses to a page are allowed, NUMA hints aside?
 * @dict: the dictionary that @pte was decoded with
 * @above: effective permissions of the tables above
 * @pte: an entry that names a page
 * @vma: the VMA that contains it, or NULL
 *
 * For a page with a NUMA hint, return what the VMA permits: the entry does not hold its
 * former permissions any more, and the hinting fault gives it at most those of the
 * VMA.  So the result does not depend on when NUMA balancing last scanned the page.
 * A huge entry that the kernel has invalidated for a split or a migration keeps its
 * permission bits, and they are returned as if it were present.
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

/**
 * access_copied() - is a page copy on write?
 * @access: what access_of() says about the entry
 * @pte: the entry
 * @vma: the VMA that contains it, or NULL
 *
 * The VMA is private and permits writes, the entries do not: a write faults, and do_wp_page()
 * copies the page, or makes the entry writable where nobody else has the page.  An entry that
 * userfaultfd protects is left out, as its fault goes to the monitor, and a shadow stack, which the
 * CPU writes to by read-only entries.
 *
 * Return: true if it is; false also without a VMA.
 */
bool access_copied(__u32 access, const struct ptwalk_pte *pte, const struct ptwalk_vma *vma)
{
	return (access & PTWALK_F_P) && !(access & PTWALK_F_RW) &&
	       !(pte->flags & PTWALK_F_UFFD_WP) && vma && !area_is_region(vma) &&
	       (vma->flags & PTWALK_VMA_WRITE) &&
	       !(vma->flags & (PTWALK_VMA_SHARED | PTWALK_VMA_SHADOW_STACK));
}
