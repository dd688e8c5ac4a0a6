// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of flags, kinds, levels and dictionary keys, as the module's files, all commands
 * and JSON print them.  pte.h says what they mean, pte.c when they apply.
 */
#include "pte.h"

const struct ptwalk_flag ptwalk_flags[] = {
	{ PTWALK_F_P,	'P', "p",   "present" },
	{ PTWALK_F_RW,	'W', "rw",  "writable" },
	{ PTWALK_F_US,	'U', "us",  "user mode may use it" },
	{ PTWALK_F_PWT,	'T', "pwt", "memory type: write-through bit" },
	{ PTWALK_F_PCD,	'C', "pcd", "memory type: cache-disable bit" },
	{ PTWALK_F_A,	'A', "a",   "accessed" },
	{ PTWALK_F_D,	'D', "d",   "dirty" },
	{ PTWALK_F_PS,	'S', "ps",  "page size: a leaf at this level" },
	{ PTWALK_F_PAT,	't', "pat", "memory type: PAT bit" },
	{ PTWALK_F_G,	'G', "g",   "global: survives a CR3 load" },
	{ PTWALK_F_NX,	'N', "nx",  "no execute" },
	{ PTWALK_F_SOFT_DIRTY,	's', "soft-dirty",  "written since clear_refs" },
	{ PTWALK_F_UFFD_WP,	'u', "uffd-wp",	    "protected by userfaultfd" },
	{ PTWALK_F_SPECIAL,	'p', "special",	    "no struct page to be used" },
	{ PTWALK_F_SAVED_DIRTY,	'd', "saved-dirty", "dirty, kept aside while write-protected" },
	{ PTWALK_F_DEVMAP,	'v', "devmap",	    "a ZONE_DEVICE page" },
	{ PTWALK_F_EXCLUSIVE,	'x', "exclusive",   "anonymous and not shared" },
	{ PTWALK_F_ENC,		'e', "enc",	    "encrypted memory (C-bit)" },
};

const size_t ptwalk_nr_flags = ARRAY_SIZE(ptwalk_flags);

static const char *const kind_names[PTWALK_ALL_KINDS] = {
	[PTWALK_NONE]		= "none",
	[PTWALK_TABLE]		= "table",
	[PTWALK_PAGE]		= "page",
	[PTWALK_PROTNONE]	= "protnone",
	[PTWALK_INVALID]	= "invalid",
	[PTWALK_SWAP]		= "swap",
	[PTWALK_MIG_READ]	= "migration-read",
	[PTWALK_MIG_READ_EXCL]	= "migration-read-exclusive",
	[PTWALK_MIG_WRITE]	= "migration-write",
	[PTWALK_HWPOISON]	= "hwpoison",
	[PTWALK_DEV_READ]	= "device-read",
	[PTWALK_DEV_WRITE]	= "device-write",
	[PTWALK_DEV_EXCL_READ]	= "device-exclusive-read",
	[PTWALK_DEV_EXCL_WRITE]	= "device-exclusive",
	[PTWALK_MARKER]		= "marker",
	[PTWALK_SWAPIN_ERROR]	= "swapin-error",
	[PTWALK_UNKNOWN]	= "unknown",
	[PTWALK_UNREAD]		= "unread",
	[PTWALK_REPEAT]		= "repeat",
	[PTWALK_ZERO_PAGE]	= "zero-page",
	[PTWALK_HUGE_ZERO_PAGE]	= "huge-zero-page",
	[PTWALK_GUARD]		= "guard",
	[PTWALK_POISON]		= "poison",
	[PTWALK_UFFD_WP_MARKER]	= "uffd-wp-marker",
};

static const char *const dict_names[PTWALK_DICT_NR] = {
	[PTWALK_DICT_PHYS_BITS]		= "phys-bits",
	[PTWALK_DICT_VIRT_BITS]		= "virt-bits",
	[PTWALK_DICT_PHYS_MASK]		= "phys-mask",
	[PTWALK_DICT_ENC_MASK]		= "enc-mask",
	[PTWALK_DICT_FEATURES]		= "features",
	[PTWALK_DICT_SPECIAL]		= "special",
	[PTWALK_DICT_UFFD_WP]		= "uffd-wp",
	[PTWALK_DICT_SOFT_DIRTY]	= "soft-dirty",
	[PTWALK_DICT_SAVED_DIRTY]	= "saved-dirty",
	[PTWALK_DICT_DEVMAP]		= "devmap",
	[PTWALK_DICT_PROTNONE]		= "protnone",
	[PTWALK_DICT_PKEY]		= "pkey",
	[PTWALK_DICT_SWAP_TYPE_SHIFT]	= "swap-type-shift",
	[PTWALK_DICT_SWAP_TYPE_BITS]	= "swap-type-bits",
	[PTWALK_DICT_SWAP_OFFSET_SHIFT]	= "swap-offset-shift",
	[PTWALK_DICT_SWAP_OFFSET_BITS]	= "swap-offset-bits",
	[PTWALK_DICT_SWAP_INVERTED]	= "swap-inverted",
	[PTWALK_DICT_SWAP_SOFT_DIRTY]	= "swap-soft-dirty",
	[PTWALK_DICT_SWAP_UFFD_WP]	= "swap-uffd-wp",
	[PTWALK_DICT_SWAP_EXCLUSIVE]	= "swap-exclusive",
	[PTWALK_DICT_MAX_SWAPFILES]	= "max-swapfiles",
	[PTWALK_DICT_SWP_HWPOISON]	= "type-hwpoison",
	[PTWALK_DICT_SWP_MIG_READ]	= "type-migration-read",
	[PTWALK_DICT_SWP_MIG_READ_EXCL]	= "type-migration-read-exclusive",
	[PTWALK_DICT_SWP_MIG_WRITE]	= "type-migration-write",
	[PTWALK_DICT_SWP_DEV_READ]	= "type-device-read",
	[PTWALK_DICT_SWP_DEV_WRITE]	= "type-device-write",
	[PTWALK_DICT_SWP_DEV_EXCL_READ]	= "type-device-exclusive-read",
	[PTWALK_DICT_SWP_DEV_EXCL_WRITE] = "type-device-exclusive",
	[PTWALK_DICT_SWP_MARKER]	= "type-marker",
	[PTWALK_DICT_SWP_SWAPIN_ERROR]	= "type-swapin-error",
	[PTWALK_DICT_SWP_PFN_BITS]	= "swap-pfn-bits",
	[PTWALK_DICT_MIG_YOUNG]		= "migration-young",
	[PTWALK_DICT_MIG_DIRTY]		= "migration-dirty",
	[PTWALK_DICT_MARKER_UFFD_WP]	= "marker-uffd-wp",
	[PTWALK_DICT_MARKER_POISONED]	= "marker-poisoned",
	[PTWALK_DICT_MARKER_GUARD]	= "marker-guard",
	[PTWALK_DICT_PAT]		= "pat",
	[PTWALK_DICT_MM_HUGEPAGE]	= "mm-hugepage",
	[PTWALK_DICT_MM_NO_THP]		= "mm-disable-thp",
	[PTWALK_DICT_MM_ADVISED_THP]	= "mm-disable-thp-except-advised",
};

/**
 * ptwalk_dict_name() - the name of a dictionary key
 * @key: enum ptwalk_dict_key
 *
 * Return: the name, or NULL for a key from a newer format.
 */
const char *ptwalk_dict_name(unsigned int key)
{
	return key < PTWALK_DICT_NR ? dict_names[key] : NULL;
}

/**
 * ptwalk_kind_name() - the name of a kind
 * @kind: enum ptwalk_kind or enum ptwalk_part_kind
 *
 * Return: the name, "?" if there is no such kind.
 */
const char *ptwalk_kind_name(unsigned int kind)
{
	return kind < PTWALK_ALL_KINDS ? kind_names[kind] : "?";
}

/**
 * ptwalk_level_name() - Intel's name of the table of a level
 * @level: 1 to 5
 *
 * Return: PT, PD, PDPT, PML4, PML5, or "?" for any other number.
 */
const char *ptwalk_level_name(unsigned int level)
{
	static const char *const names[] = {
		"?", "PT", "PD", "PDPT", "PML4", "PML5",
	};

	return names[level <= PTWALK_LEVEL_MAX ? level : 0];
}

/**
 * ptwalk_level_linux() - Linux's name of an entry of a level
 * @level: 1 to 5
 * @levels: number of levels, 4 or 5: the top one is always the pgd
 *
 * Return: pte, pmd, pud, p4d, pgd, or "?" for any other number.
 */
const char *ptwalk_level_linux(unsigned int level, unsigned int levels)
{
	static const char *const names[] = {
		"?", "pte", "pmd", "pud", "p4d", "pgd",
	};

	if (level == levels)
		level = PTWALK_LEVEL_MAX;
	return names[level <= PTWALK_LEVEL_MAX ? level : 0];
}

/**
 * ptwalk_flag_letters() - flags as one letter each
 * @flags: PTWALK_F_*
 * @buf: receives the letters and a final NUL.  A hardware flag that is clear becomes '-', so
 *	 that they align in columns; Linux's flags follow, those that are set only.
 * @size: bytes in @buf; 19 are always enough
 *
 * Return: letters written.
 */
size_t ptwalk_flag_letters(__u32 flags, char *buf, size_t size)
{
	size_t i, n = 0;

	for (i = 0; i < ptwalk_nr_flags && n + 1 < size; i++) {
		if (flags & ptwalk_flags[i].flag)
			buf[n++] = ptwalk_flags[i].letter;
		else if (ptwalk_flags[i].flag & PTWALK_F_HARDWARE)
			buf[n++] = '-';
	}
	if (size)
		buf[n] = '\0';
	return n;
}
