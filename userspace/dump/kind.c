// SPDX-License-Identifier: GPL-2.0
/*
 * The kinds of entries as they are named to people: see kind.h.
 */
#include <string.h>

#include "kind.h"

static const unsigned int within[PTWALK_ALL_KINDS - PTWALK_NR_KINDS] = {
	[PTWALK_ZERO_PAGE - PTWALK_NR_KINDS]		= PTWALK_PAGE,
	[PTWALK_HUGE_ZERO_PAGE - PTWALK_NR_KINDS]	= PTWALK_PAGE,
	[PTWALK_GUARD - PTWALK_NR_KINDS]		= PTWALK_MARKER,
	[PTWALK_POISON - PTWALK_NR_KINDS]		= PTWALK_MARKER,
	[PTWALK_UFFD_WP_MARKER - PTWALK_NR_KINDS]	= PTWALK_MARKER,
};

/**
 * kind_within() - the kind of enum ptwalk_kind that a kind is part of
 * @kind: enum ptwalk_kind or enum ptwalk_part_kind
 *
 * Return: @kind itself where it is one of enum ptwalk_kind.
 */
unsigned int kind_within(unsigned int kind)
{
	if (kind < PTWALK_NR_KINDS || kind >= PTWALK_ALL_KINDS)
		return kind;
	return within[kind - PTWALK_NR_KINDS];
}

/**
 * kind_find() - the kinds that a name stands for
 * @name: name, need not end with a NUL
 * @length: how many letters
 *
 * Return: bit K for kind K and for those that are part of it; 0 where there is no
 * such name.
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
 * kind_huge_zero() - does the frame of an entry tell that it maps the huge zero page?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * Before 6.18 the entry of the huge zero page has no special bit.
 *
 * Return: true where it does.
 */
bool kind_huge_zero(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	return dict->huge_zero && pte->level == 2 &&
	       !(pte->flags & PTWALK_F_RW) &&
	       pte->phys >> ptwalk_shift(2) ==
	       dict->huge_zero >> (ptwalk_shift(2) - ptwalk_shift(1));
}

/*
 * vm_normal_page() of the kernel: a special PTE or PMD in a VMA that is neither
 * VM_PFNMAP nor VM_MIXEDMAP, and that is no ZONE_DEVICE page, can only map the zero
 * page.
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
 * kind_of() - what an entry is
 * @dict: the dictionary that @pte was decoded with
 * @vma: the VMA that the entry lies in, or NULL where that is not known
 * @pte: the entry
 *
 * Return: enum ptwalk_part_kind, or @pte->kind where nothing more is known.
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
