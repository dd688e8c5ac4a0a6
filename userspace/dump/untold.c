// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a dump does not tell about its entries: see untold.h.
 *
 * This file has no table of its own that maps keys to flags: it gives each key that the
 * dictionary lacks all bits that no other key claims, and decodes the entry once more.  A flag
 * that is set then is one that the entry may have.
 */
#include "untold.h"

#define BIT64(n)	(1ULL << (n))
#define KEY(name)	BIT64(PTWALK_DICT_##name)

/* Bits that the CPU ignores in a leaf and leaves to Linux: SDM 3A 4.5, tables 4-15 to 4-20 */
#define IGNORED_BITS	((7ULL << 9) | (0x7fULL << 52))
#define PKEY_BITS	(15ULL << 59)

/* Keys whose value is the mask of a bit in a present entry, except for the C-bit */
#define PRESENT_KEYS	(KEY(SPECIAL) | KEY(UFFD_WP) | KEY(SOFT_DIRTY) | KEY(SAVED_DIRTY) |	\
			 KEY(DEVMAP))
/* The same in the swap format, below the offset */
#define SWAP_KEYS	(KEY(SWAP_SOFT_DIRTY) | KEY(SWAP_UFFD_WP) | KEY(SWAP_EXCLUSIVE))
/* The same in the offset of a migration entry, above the frame number */
#define OFFSET_KEYS	(KEY(MIG_YOUNG) | KEY(MIG_DIRTY))
#define MARKER_KEYS	(KEY(MARKER_UFFD_WP) | KEY(MARKER_POISONED) | KEY(MARKER_GUARD))
/* Without these, the kind of an entry that is not present may be unknown */
#define KIND_KEYS	(KEY(PROTNONE) | KEY(MAX_SWAPFILES) | KEY(SWP_HWPOISON) |		\
			 KEY(SWP_MIG_READ) | KEY(SWP_MIG_READ_EXCL) | KEY(SWP_MIG_WRITE) |	\
			 KEY(SWP_MARKER))
#define ALL_KEYS	(PRESENT_KEYS | SWAP_KEYS | OFFSET_KEYS | KIND_KEYS | KEY(ENC_MASK))

/* Give each of @keys that @dict lacks the value @mask. */
static void give(struct ptwalk_dict *dict, __u64 keys, __u64 mask)
{
	unsigned int key;

	keys &= ~dict->known;
	for (key = 0; keys >> key; key++)
		if (keys >> key & 1)
			dict->value[key] = mask;
}

/* The bits of @keys that @dict has */
static __u64 claimed(const struct ptwalk_dict *dict, __u64 keys)
{
	unsigned int key;
	__u64 bits = 0;

	for (key = 0; keys >> key; key++)
		if (keys >> key & 1)
			bits |= dict->value[key];
	return bits;
}

static __u64 bits_of_linux(const struct ptwalk_dict *dict)
{
	__u64 bits = IGNORED_BITS;

	if (!(dict->value[PTWALK_DICT_FEATURES] & PTWALK_CPU_PKU))
		bits |= PKEY_BITS;
	return bits & ~claimed(dict, PRESENT_KEYS);
}

/**
 * untold_flags() - flags that an entry may have or not, for all that its dump tells
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * No flag is untold that needs a bit which is clear, or which the dictionary knows as another's.
 *
 * Return: a mask of PTWALK_F_*, disjoint from @pte->flags unless the kind is %PTWALK_UNKNOWN.
 */
__u32 untold_flags(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	unsigned int shift = dict->value[PTWALK_DICT_SWAP_OFFSET_SHIFT];
	struct ptwalk_dict most;
	struct ptwalk_pte other;

	if (pte->kind == PTWALK_UNKNOWN)
		return ~(__u32)PTWALK_F_P;
	if (!(ALL_KEYS & ~dict->known) || pte->kind == PTWALK_NONE ||
	    pte->kind == PTWALK_UNREAD || pte->kind == PTWALK_REPEAT)
		return 0;
	most = *dict;
	give(&most, PRESENT_KEYS, bits_of_linux(dict));
	give(&most, SWAP_KEYS, (BIT64(shift) - BIT64(1)) & ~claimed(dict, SWAP_KEYS));
	give(&most, OFFSET_KEYS, -BIT64(dict->value[PTWALK_DICT_SWP_PFN_BITS]) &
	     ~claimed(dict, OFFSET_KEYS));
	/* the C-bit is in the address field: what is left of the field is no bit of the address */
	give(&most, KEY(ENC_MASK), BIT64(52) - BIT64(12));
	if (dict->known & KEY(PHYS_MASK))
		give(&most, KEY(ENC_MASK), (BIT64(52) - BIT64(12)) &
		     ~dict->value[PTWALK_DICT_PHYS_MASK]);
	ptwalk_decode(&most, pte->raw, pte->level, &other);
	return other.flags & ~pte->flags;
}

/**
 * untold_kinds() - kinds that an entry may be of, beside the one that it was decoded as
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * Return: a mask with bit K set for the kind K of enum ptwalk_kind or enum ptwalk_part_kind.
 */
__u32 untold_kinds(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	__u32 not = 1U << PTWALK_NONE | 1U << PTWALK_TABLE | 1U << PTWALK_PAGE |
		    1U << PTWALK_ZERO_PAGE | 1U << PTWALK_HUGE_ZERO_PAGE |
		    1U << PTWALK_UNREAD | 1U << PTWALK_REPEAT | 1U << PTWALK_UNKNOWN;

	switch (pte->kind) {
	case PTWALK_UNKNOWN:
		if (pte->level == 1)
			not |= 1U << PTWALK_INVALID;
		return (BIT64(PTWALK_ALL_KINDS) - 1) & ~not;
	case PTWALK_PAGE:
		if (!(untold_flags(dict, pte) & PTWALK_F_SPECIAL) || dict->kernel)
			return 0;
		return pte->level == 1 ? 1U << PTWALK_ZERO_PAGE :
		       pte->level == 2 ? 1U << PTWALK_HUGE_ZERO_PAGE : 0;
	case PTWALK_MARKER:
		if (!(MARKER_KEYS & ~dict->known) ||
		    pte->offset & claimed(dict, MARKER_KEYS))
			return 0;
		return 1U << PTWALK_GUARD | 1U << PTWALK_POISON | 1U << PTWALK_UFFD_WP_MARKER;
	default:
		return 0;
	}
}

/**
 * untold_add() - add up what a dump does not tell
 * @sum: added to
 * @dump: dump
 * @start: first address that counts
 * @end: first address after those that count; 0 for 1 << 64, or together with a @start of 0 for
 *	 all that the dump covers.  The range has to be within that, see dump_clip()
 *
 * Reads the entries of the dump only if its dictionary lacks a value.
 */
void untold_add(struct untold *sum, const struct dump *dump, __u64 start, __u64 end)
{
	struct ptwalk_pte pte;
	struct ptwalk_run run;
	struct runs runs;

	if (!(ALL_KEYS & ~dump->dict.known))
		return;
	runs_begin(&runs, dump);
	if (start | end)
		runs_limit(&runs, start, end);
	while (runs_next(&runs, &run)) {
		if (run.kind == PTWALK_UNKNOWN) {
			sum->entries += run.entries;
			sum->bytes += run.end - run.start;
		} else if (run.kind == PTWALK_PAGE) {
			ptwalk_decode(&dump->dict, run.raw, run.level, &pte);
			sum->flags |= untold_flags(&dump->dict, &pte);
		}
	}
}
