// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder: see pte.h for what it owns.
 */
#include "pte.h"

#define BIT64(n)	(1ULL << (n))
#define TABLE		1
#define LEAF		2
#define BOTH		(TABLE | LEAF)

/* Linux's bits in a present (or PROT_NONE) entry; the dictionary has the mask of each */
static const struct {
	__u8	key;
	__u8	form;
	__u32	flag;
} software[] = {
	{ PTWALK_DICT_SPECIAL,		LEAF,	PTWALK_F_SPECIAL },
	{ PTWALK_DICT_UFFD_WP,		LEAF,	PTWALK_F_UFFD_WP },
	{ PTWALK_DICT_SOFT_DIRTY,	LEAF,	PTWALK_F_SOFT_DIRTY },
	{ PTWALK_DICT_SAVED_DIRTY,	LEAF,	PTWALK_F_SAVED_DIRTY },
	{ PTWALK_DICT_DEVMAP,		LEAF,	PTWALK_F_DEVMAP },
	{ PTWALK_DICT_ENC_MASK,		BOTH,	PTWALK_F_ENC },
};

/*
 * The swap types that are not a swap file, and what their offset contains: a frame number; a
 * frame number and the A and D bits; or the bits of a marker.
 */
enum { FRAME, MIGRATION, BITS };
static const struct {
	__u8	key;
	__u8	kind;
	__u8	offset;
} special_types[] = {
	{ PTWALK_DICT_SWP_HWPOISON,	  PTWALK_HWPOISON,	 FRAME },
	{ PTWALK_DICT_SWP_MIG_READ,	  PTWALK_MIG_READ,	 MIGRATION },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL,  PTWALK_MIG_READ_EXCL,	 MIGRATION },
	{ PTWALK_DICT_SWP_MIG_WRITE,	  PTWALK_MIG_WRITE,	 MIGRATION },
	{ PTWALK_DICT_SWP_DEV_READ,	  PTWALK_DEV_READ,	 FRAME },
	{ PTWALK_DICT_SWP_DEV_WRITE,	  PTWALK_DEV_WRITE,	 FRAME },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ,  PTWALK_DEV_EXCL_READ,	 FRAME },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_DEV_EXCL_WRITE, FRAME },
	{ PTWALK_DICT_SWP_MARKER,	  PTWALK_MARKER,	 BITS },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	  PTWALK_SWAPIN_ERROR,	 FRAME },
};

static bool known(const struct ptwalk_dict *dict, unsigned int key)
{
	return dict->known & BIT64(key);
}

/**
 * ptwalk_addr_mask() - mask of the address field of an entry
 * @dict: dictionary; if it lacks PTWALK_DICT_PHYS_MASK, the SDM's bits 51:12 are used
 * @level: 1 for a 4K page or any entry that leads to a table, 2 or 3 for a
 *	   huge leaf
 *
 * Return: the mask.  It does not contain PAT (bit 12) of a huge leaf.
 */
__u64 ptwalk_addr_mask(const struct ptwalk_dict *dict, unsigned int level)
{
	__u64 mask = BIT64(52) - BIT64(12);

	if (known(dict, PTWALK_DICT_PHYS_MASK))
		mask &= dict->value[PTWALK_DICT_PHYS_MASK];
	return mask & ~(ptwalk_span(level) - 1);
}

/* Bits that must be 0 (SDM 4.5.4): the CPU faults on an entry with one of them set. */
static __u64 reserved_bits(const struct ptwalk_dict *dict, unsigned int level,
			   bool leaf)
{
	__u64 features = dict->value[PTWALK_DICT_FEATURES];
	__u64 bits = 0;

	if (known(dict, PTWALK_DICT_PHYS_BITS)) {
		unsigned int width = dict->value[PTWALK_DICT_PHYS_BITS];

		if (width < 52)
			bits = BIT64(52) - BIT64(width);
		bits &= ~dict->value[PTWALK_DICT_ENC_MASK];
	}
	if (leaf && level > 1)
		bits |= ptwalk_span(level) - BIT64(13);
	if (level > 3)
		bits |= PTWALK_RAW_PS;
	if (known(dict, PTWALK_DICT_FEATURES)) {
		if (!(features & PTWALK_CPU_NX))
			bits |= BIT64(63);
		if (level == 3 && !(features & PTWALK_CPU_GBPAGES))
			bits |= PTWALK_RAW_PS;
	}
	return bits;
}

/*
 * The hardware's bits: SDM 3A 4.5, tables 4-14 to 4-20.  P, RW, US, PWT, PCD and A are bits 0 to
 * 5 of every entry, as of the flags; NX is bit 63.  Only a leaf has D and G.  Two bits change
 * their meaning: bit 7 is PAT in a PT entry and PS in a PD or PDPT entry; bit 12 is PAT in a
 * huge leaf and else the lowest bit of the address.  Every analysis decodes, some of them each
 * entry, so this has no loop.
 */
static __u32 hardware_flags(__u64 raw, unsigned int level, bool leaf)
{
	__u32 flags = raw & 0x3f;

	if (raw & BIT64(63))
		flags |= PTWALK_F_NX;
	if (!leaf || level > 3)
		return flags;
	flags |= raw & BIT64(6);
	if (raw & BIT64(8))
		flags |= PTWALK_F_G;
	if (level == 1)
		return raw & BIT64(7) ? flags | PTWALK_F_PAT : flags;
	flags |= raw & BIT64(7);
	return raw & BIT64(12) ? flags | PTWALK_F_PAT : flags;
}

static void decode_present(const struct ptwalk_dict *dict, bool leaf,
			   struct ptwalk_pte *pte)
{
	unsigned int form = leaf ? LEAF : TABLE;
	__u64 raw = pte->raw;
	size_t i;

	pte->flags |= hardware_flags(raw, pte->level, leaf);
	for (i = 0; i < ARRAY_SIZE(software); i++)
		if ((software[i].form & form) &&
		    (raw & dict->value[software[i].key]))
			pte->flags |= software[i].flag;

	pte->pat = !!(pte->flags & PTWALK_F_PWT) +
		   2 * !!(pte->flags & PTWALK_F_PCD) +
		   4 * !!(pte->flags & PTWALK_F_PAT);
	if (leaf && (pte->flags & PTWALK_F_US) &&
	    (dict->value[PTWALK_DICT_FEATURES] & PTWALK_CPU_PKU))
		pte->pkey = (raw & dict->value[PTWALK_DICT_PKEY]) >> 59 & 15;
}

/*
 * Decode a leaf with P clear.  Linux stores its address inverted, so that a speculative
 * access never reaches real memory (L1TF, asm/pgtable-invert.h).  Bit 8 is PROTNONE
 * here, not G, so G is cleared.
 *
 * For a huge leaf, pmd_modify() inverts the address only, from bit 21 on; hugetlb and set_memory
 * use pte_modify(), which inverts from bit 12 on, with PAT and the reserved bits above it.  Bit
 * 13 of a huge leaf is reserved and 0 before the inversion: if it is 1, PAT is inverted too.
 */
static void decode_inverted(const struct ptwalk_dict *dict,
			    struct ptwalk_pte *pte)
{
	__u64 raw = pte->raw;

	if (pte->level > 1 && (raw & BIT64(13)))
		pte->raw ^= BIT64(12);
	decode_present(dict, true, pte);
	pte->raw = raw;
	pte->flags &= ~PTWALK_F_G;
	pte->phys = ~raw & ptwalk_addr_mask(dict, pte->level);
}

static __u64 swap_offset(const struct ptwalk_dict *dict, __u64 raw)
{
	unsigned int bits = dict->value[PTWALK_DICT_SWAP_OFFSET_BITS];

	if (dict->value[PTWALK_DICT_SWAP_INVERTED])
		raw = ~raw;
	return (raw >> dict->value[PTWALK_DICT_SWAP_OFFSET_SHIFT]) &
	       (BIT64(bits) - 1);
}

/*
 * Decode the swap format, drawn in asm/pgtable_64.h; the dictionary has the positions of its
 * fields.  If the dictionary does not know the swap type, the kind stays %PTWALK_UNKNOWN.
 */
static void decode_swap(const struct ptwalk_dict *dict, struct ptwalk_pte *pte)
{
	const __u64 *v = dict->value;
	size_t i;

	if (pte->raw & v[PTWALK_DICT_SWAP_SOFT_DIRTY])
		pte->flags |= PTWALK_F_SOFT_DIRTY;
	if (pte->raw & v[PTWALK_DICT_SWAP_UFFD_WP])
		pte->flags |= PTWALK_F_UFFD_WP;
	pte->offset = swap_offset(dict, pte->raw);
	pte->swap_type = (pte->raw >> v[PTWALK_DICT_SWAP_TYPE_SHIFT]) &
			 (BIT64(v[PTWALK_DICT_SWAP_TYPE_BITS]) - 1);

	if (pte->swap_type < v[PTWALK_DICT_MAX_SWAPFILES]) {
		pte->kind = PTWALK_SWAP;
		if (pte->raw & v[PTWALK_DICT_SWAP_EXCLUSIVE])
			pte->flags |= PTWALK_F_EXCLUSIVE;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(special_types); i++) {
		if (!known(dict, special_types[i].key) ||
		    v[special_types[i].key] != pte->swap_type)
			continue;
		pte->kind = special_types[i].kind;
		if (special_types[i].offset == BITS)
			return;
		if (special_types[i].offset == MIGRATION) {
			if (pte->offset & v[PTWALK_DICT_MIG_YOUNG])
				pte->flags |= PTWALK_F_A;
			if (pte->offset & v[PTWALK_DICT_MIG_DIRTY])
				pte->flags |= PTWALK_F_D;
		}
		if (known(dict, PTWALK_DICT_SWP_PFN_BITS))
			pte->phys = (pte->offset &
				(BIT64(v[PTWALK_DICT_SWP_PFN_BITS]) - 1)) << 12;
		pte->offset = 0;
		return;
	}
}

/**
 * ptwalk_decode() - decode one entry
 * @dict: the dictionary of the kernel that the entry is from
 * @raw: the entry
 * @level: level of the table that the entry is in, 1 (PT) to 5 (PML5)
 * @pte: filled in
 *
 * An entry that is not present and that the dictionary does not explain becomes
 * %PTWALK_UNKNOWN; its meaning is not guessed.
 *
 * Context: any; no locks.
 */
void ptwalk_decode(const struct ptwalk_dict *dict, __u64 raw,
		   unsigned int level, struct ptwalk_pte *pte)
{
	*pte = (struct ptwalk_pte){ .raw = raw, .level = level };

	if (raw & PTWALK_RAW_P) {
		bool leaf = !ptwalk_leads_to_table(raw, level);

		pte->kind = leaf ? PTWALK_PAGE : PTWALK_TABLE;
		pte->phys = raw & ptwalk_addr_mask(dict, leaf ? level : 1);
		pte->reserved = raw & reserved_bits(dict, level, leaf);
		decode_present(dict, leaf, pte);
		return;
	}
	if (ptwalk_is_none(raw)) {
		pte->kind = PTWALK_NONE;
		return;
	}
	pte->kind = PTWALK_UNKNOWN;
	if (level > 3 || !known(dict, PTWALK_DICT_PROTNONE))
		return;
	if (dict->kernel) {
		pte->kind = PTWALK_INVALID;
		decode_inverted(dict, pte);
	} else if (raw & dict->value[PTWALK_DICT_PROTNONE]) {
		pte->kind = PTWALK_PROTNONE;
		decode_inverted(dict, pte);
	} else if (level > 1 && (raw & PTWALK_RAW_PS)) {
		pte->kind = PTWALK_INVALID;
		decode_inverted(dict, pte);
	} else if (known(dict, PTWALK_DICT_SWAP_TYPE_SHIFT) &&
		   known(dict, PTWALK_DICT_SWAP_TYPE_BITS) &&
		   known(dict, PTWALK_DICT_SWAP_OFFSET_SHIFT) &&
		   known(dict, PTWALK_DICT_SWAP_OFFSET_BITS) &&
		   known(dict, PTWALK_DICT_MAX_SWAPFILES)) {
		decode_swap(dict, pte);
	}
}

/**
 * ptwalk_effective() - permissions of an entry combined with those of the entries above it
 * @dict: dictionary
 * @above: the return value for the entry above; %PTWALK_F_RW | %PTWALK_F_US
 *	   for an entry of the top level
 * @pte: the entry
 *
 * The CPU combines RW and US of all entries on the path by AND, NX by OR (SDM 3A 4.6.1).  A
 * and D are not combined: each entry has its own.  Page-table isolation sets NX in the
 * top-level entries of user addresses, only so that user mode faults if the kernel returns
 * to it with the wrong table.  That NX does not hold in user mode, and is left out.
 *
 * Return: the combined %PTWALK_F_RW, %PTWALK_F_US and %PTWALK_F_NX.
 */
__u32 ptwalk_effective(const struct ptwalk_dict *dict, __u32 above,
		       const struct ptwalk_pte *pte)
{
	__u64 features = dict->value[PTWALK_DICT_FEATURES];
	unsigned int top = (features & PTWALK_CPU_LA57) ? 5 : 4;
	__u32 nx = (above | pte->flags) & PTWALK_F_NX;

	if ((features & PTWALK_CPU_PTI) && pte->level == top &&
	    (pte->flags & PTWALK_F_US))
		nx = above & PTWALK_F_NX;
	return (above & pte->flags & (PTWALK_F_RW | PTWALK_F_US)) | nx;
}

/**
 * ptwalk_dict_set() - set the value of one key
 * @dict: dictionary, zeroed before its first use; then @dict->kernel is set, if it is to be
 * @key: enum ptwalk_dict_key; an unknown key, from a newer module, is ignored
 * @value: its value
 *
 * The decoder shifts by some of these values, so a shift or width that is too large for a
 * 64-bit value is refused; a swap type has at most 8 bits.
 *
 * The kernel half has neither soft-dirty nor userfaultfd: there the bits mean something else, if
 * anything.  Since 6.15, _PAGE_KERNEL_4K is the bit of soft-dirty (asm/pgtable_types.h).
 *
 * Return: true, or false if @value is out of range for @key.
 */
bool ptwalk_dict_set(struct ptwalk_dict *dict, __u32 key, __u64 value)
{
	switch (key) {
	case PTWALK_DICT_PHYS_BITS:
	case PTWALK_DICT_VIRT_BITS:
	case PTWALK_DICT_SWAP_TYPE_SHIFT:
	case PTWALK_DICT_SWAP_OFFSET_SHIFT:
	case PTWALK_DICT_SWAP_OFFSET_BITS:
	case PTWALK_DICT_SWP_PFN_BITS:
		if (value > 63)
			return false;
		break;
	case PTWALK_DICT_SWAP_TYPE_BITS:
		if (value > 8)
			return false;
		break;
	case PTWALK_DICT_SOFT_DIRTY:
	case PTWALK_DICT_UFFD_WP:
		if (dict->kernel)
			value = 0;
		break;
	}
	if (key < PTWALK_DICT_NR) {
		dict->known |= BIT64(key);
		dict->value[key] = value;
	}
	return true;
}

/**
 * ptwalk_dict_hardware() - make a dictionary with the SDM's facts only
 * @dict: filled in
 *
 * For decoding an entry of unknown origin: Linux's bits and the meaning of
 * entries that are not present stay unknown.
 */
void ptwalk_dict_hardware(struct ptwalk_dict *dict)
{
	*dict = (struct ptwalk_dict){ 0 };
	ptwalk_dict_set(dict, PTWALK_DICT_PHYS_BITS, 52);
	ptwalk_dict_set(dict, PTWALK_DICT_FEATURES,
			PTWALK_CPU_NX | PTWALK_CPU_GBPAGES | PTWALK_CPU_PKU);
	ptwalk_dict_set(dict, PTWALK_DICT_PKEY, BIT64(63) - BIT64(59));
}

/**
 * ptwalk_marker_kind() - the subdivision of a PTE marker
 * @dict: dictionary
 * @bits: the bits of the marker: ptwalk_pte.offset of a %PTWALK_MARKER entry
 *
 * Return: enum ptwalk_part_kind; %PTWALK_MARKER if the dictionary knows none of the bits.
 */
unsigned int ptwalk_marker_kind(const struct ptwalk_dict *dict, __u64 bits)
{
	const __u64 *v = dict->value;

	if (bits & v[PTWALK_DICT_MARKER_GUARD])
		return PTWALK_GUARD;
	if (bits & v[PTWALK_DICT_MARKER_POISONED])
		return PTWALK_POISON;
	if (bits & v[PTWALK_DICT_MARKER_UFFD_WP])
		return PTWALK_UFFD_WP_MARKER;
	return PTWALK_MARKER;
}
