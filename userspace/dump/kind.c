// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kinds of entries that the commands name: see kind.h.
 */
#include <string.h>

#include "area.h"
#include "kind.h"

/* For each kind of enum ptwalk_part_kind, the kind of enum ptwalk_kind that includes it */
static const unsigned int within[PTWALK_ALL_KINDS - PTWALK_NR_KINDS] = {
	[PTWALK_ZERO_PAGE - PTWALK_NR_KINDS]		= PTWALK_PAGE,
	[PTWALK_HUGE_ZERO_PAGE - PTWALK_NR_KINDS]	= PTWALK_PAGE,
	[PTWALK_GUARD - PTWALK_NR_KINDS]		= PTWALK_MARKER,
	[PTWALK_POISON - PTWALK_NR_KINDS]		= PTWALK_MARKER,
	[PTWALK_UFFD_WP_MARKER - PTWALK_NR_KINDS]	= PTWALK_MARKER,
};

/**
 * kind_within() - map a kind to the one of enum ptwalk_kind that includes it
 * @kind: enum ptwalk_kind or enum ptwalk_part_kind
 *
 * Return: enum ptwalk_kind; @kind itself if it already is one.
 */
unsigned int kind_within(unsigned int kind)
{
	if (kind < PTWALK_NR_KINDS || kind >= PTWALK_ALL_KINDS)
		return kind;
	return within[kind - PTWALK_NR_KINDS];
}

/**
 * kind_find() - find the kinds that a name stands for
 * @name: name, need not end with a NUL
 * @length: number of bytes in @name
 *
 * Return: a mask with bit K set for the kind K of that name, and for the kinds that it
 * includes ("marker" includes "guard"); 0 if there is no such name.
 */
__u32 kind_find(const char *name, size_t length)
{
	unsigned int kind, part;
	__u32 found = 0;

	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++)
		if (strlen(ptwalk_kind_name(kind)) == length &&
		    !memcmp(ptwalk_kind_name(kind), name, length))
			break;
	for (part = 0; kind < PTWALK_ALL_KINDS && part < PTWALK_ALL_KINDS; part++)
		if (part == kind || kind_within(part) == kind)
			found |= 1U << part;
	return found;
}

/**
 * kind_huge_zero() - does an entry map the huge zero page, as its frame tells?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * Needed before 6.18, where the entry of the huge zero page has no special bit.
 *
 * Return: true if it does; false also if the dump does not know that page's frame.
 */
bool kind_huge_zero(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	return dict->huge_zero && pte->level == 2 &&
	       !(pte->flags & PTWALK_F_RW) &&
	       pte->phys >> ptwalk_shift(2) ==
	       dict->huge_zero >> (ptwalk_shift(2) - ptwalk_shift(1));
}

/*
 * As the kernel's vm_normal_page(): in a VMA that is neither VM_PFNMAP nor VM_MIXEDMAP,
 * a special PTE or PMD that is no ZONE_DEVICE page can only map the zero page.
 */
static bool is_zero(const struct ptwalk_dict *dict, const struct ptwalk_vma *vma,
		    const struct ptwalk_pte *pte)
{
	const __u64 mapped = PTWALK_VMA_PFNMAP | PTWALK_VMA_MIXEDMAP;

	if (pte->flags & PTWALK_F_SPECIAL)
		return vma && !(vma->flags & mapped) &&
		       !(pte->flags & PTWALK_F_DEVMAP);
	return kind_huge_zero(dict, pte);
}

/**
 * kind_of() - the kind of an entry, as exactly as the dump tells
 * @dict: the dictionary that @pte was decoded with
 * @vma: the VMA that contains the entry, or NULL if that is not known
 * @pte: the entry
 *
 * Return: enum ptwalk_part_kind, or @pte->kind if nothing more is known.
 */
unsigned int kind_of(const struct ptwalk_dict *dict,
		     const struct ptwalk_vma *vma, const struct ptwalk_pte *pte)
{
	if (pte->kind == PTWALK_PAGE && !dict->kernel && pte->level <= 2 &&
	    is_zero(dict, vma, pte))
		return pte->level == 1 ? PTWALK_ZERO_PAGE : PTWALK_HUGE_ZERO_PAGE;
	return pte->kind == PTWALK_MARKER ? ptwalk_marker_kind(dict, pte->offset) :
					    pte->kind;
}

/**
 * kind_huge_name() - what Linux calls a page of 2M or 1G of a process
 * @dict: the dictionary that @pte was decoded with
 * @vma: the VMA that contains the entry, or NULL if that is not known
 * @pte: the entry
 *
 * These are no kinds: the bits of a THP, of a hugetlb page and of a device's memory can be the
 * same, only the VMA tells.
 *
 * Return: "thp" for an anonymous one, "file-thp", "hugetlb" or "device"; NULL for a page of 4K, the
 * huge zero page, the kernel half, an entry that is no present page, and where VMAs are not known.
 */
const char *kind_huge_name(const struct ptwalk_dict *dict, const struct ptwalk_vma *vma,
			   const struct ptwalk_pte *pte)
{
	const __u64 device = PTWALK_VMA_PFNMAP | PTWALK_VMA_MIXEDMAP | PTWALK_VMA_DAX;

	if (!vma || area_is_region(vma) || pte->level == 1 ||
	    kind_of(dict, vma, pte) != PTWALK_PAGE)
		return NULL;
	if (vma->hugetlb_shift)
		return "hugetlb";
	if (pte->flags & (PTWALK_F_DEVMAP | PTWALK_F_SPECIAL) || vma->flags & device)
		return "device";
	return vma->flags & PTWALK_VMA_ANON ? "thp" : "file-thp";
}
