/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The decoder: from a raw entry, its level and the dictionary of its kernel, it computes what
 * the entry means.  Pure functions on values, without allocation, locks or output.  The same
 * source is compiled into the module and into the command-line tool, so both decode alike.
 * Not here: merging the entries of an address space, see run.h.
 *
 * The hardware bits are from the Intel SDM, volume 3A, section 4.5 (tables 4-14 to 4-20).
 * Linux's bits differ between kernels; they come from the dictionary, which the module fills
 * from the macros of the kernel that it is built for.
 */
#ifndef PTWALK_SHARED_PTE_H
#define PTWALK_SHARED_PTE_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif
#endif

#include "../uapi/ptwalk.h"

#define PTWALK_LEVEL_MAX	5
#define PTWALK_ENTRIES		512	/* in a table of any level */

/* Bits of a raw entry that mean the same at every level: SDM vol. 3A, 4.5 */
#define PTWALK_RAW_P		_BITULL(0)
#define PTWALK_RAW_RW		_BITULL(1)
#define PTWALK_RAW_A		_BITULL(5)
#define PTWALK_RAW_D		_BITULL(6)
#define PTWALK_RAW_PS		_BITULL(7)	/* above level 1 */

/* struct ptwalk_pte.flags: the hardware's, then Linux's */
#define PTWALK_F_P		_BITUL(0)
#define PTWALK_F_RW		_BITUL(1)
#define PTWALK_F_US		_BITUL(2)
#define PTWALK_F_PWT		_BITUL(3)
#define PTWALK_F_PCD		_BITUL(4)
#define PTWALK_F_A		_BITUL(5)
#define PTWALK_F_D		_BITUL(6)
#define PTWALK_F_PS		_BITUL(7)
#define PTWALK_F_PAT		_BITUL(8)
#define PTWALK_F_G		_BITUL(9)
#define PTWALK_F_NX		_BITUL(10)
#define PTWALK_F_HARDWARE	(_BITUL(11) - 1)
#define PTWALK_F_SOFT_DIRTY	_BITUL(11)
#define PTWALK_F_UFFD_WP	_BITUL(12)
#define PTWALK_F_SPECIAL	_BITUL(13)
#define PTWALK_F_SAVED_DIRTY	_BITUL(14)
#define PTWALK_F_DEVMAP		_BITUL(15)
#define PTWALK_F_EXCLUSIVE	_BITUL(16)
#define PTWALK_F_ENC		_BITUL(17)

/**
 * enum ptwalk_kind - the kind of an entry
 * @PTWALK_NONE: empty (pte_none())
 * @PTWALK_TABLE: leads to a table of the next lower level
 * @PTWALK_PAGE: a present leaf: a 4K, 2M or 1G page
 * @PTWALK_PROTNONE: a page that cannot be accessed: PROT_NONE, or marked for a
 *		     NUMA hinting fault; the permissions of the VMA tell which
 * @PTWALK_INVALID: a leaf made not present: in the user half a huge leaf
 *		    while it is split or migrated (pmd_mkinvalid()); in the kernel
 *		    half any leaf that set_memory_np() or a similar function unmapped
 * @PTWALK_SWAP: swapped out
 * @PTWALK_MIG_READ: being migrated, was read-only
 * @PTWALK_MIG_READ_EXCL: being migrated, was read-only and exclusive
 * @PTWALK_MIG_WRITE: being migrated, was writable
 * @PTWALK_HWPOISON: the page behind it was lost to a memory error
 * @PTWALK_DEV_READ: moved to a device's memory, readable
 * @PTWALK_DEV_WRITE: moved to a device's memory, writable
 * @PTWALK_DEV_EXCL_READ: a device has exclusive access for atomic operations; was read-only
 * @PTWALK_DEV_EXCL_WRITE: the same; was writable, or (6.18 on) either
 * @PTWALK_MARKER: a PTE marker: state of an address without a page
 * @PTWALK_SWAPIN_ERROR: the page was lost to an error while it was swapped in
 * @PTWALK_UNKNOWN: not present, and the dictionary does not tell what it is
 * @PTWALK_UNREAD: leads to a table that the dump does not contain; set by code
 *		   that reads a dump, such as ptwalk_cursor_next(), never by
 *		   ptwalk_decode()
 * @PTWALK_REPEAT: leads to the same table as the entry before it, in the kernel
 *		   half, where one table can be linked many times; set by
 *		   ptwalk_cursor_next() too
 * @PTWALK_NR_KINDS: number of kinds
 */
enum ptwalk_kind {
	PTWALK_NONE,
	PTWALK_TABLE,
	PTWALK_PAGE,
	PTWALK_PROTNONE,
	PTWALK_INVALID,
	PTWALK_SWAP,
	PTWALK_MIG_READ,
	PTWALK_MIG_READ_EXCL,
	PTWALK_MIG_WRITE,
	PTWALK_HWPOISON,
	PTWALK_DEV_READ,
	PTWALK_DEV_WRITE,
	PTWALK_DEV_EXCL_READ,
	PTWALK_DEV_EXCL_WRITE,
	PTWALK_MARKER,
	PTWALK_SWAPIN_ERROR,
	PTWALK_UNKNOWN,
	PTWALK_UNREAD,
	PTWALK_REPEAT,
	PTWALK_NR_KINDS,
};

/**
 * enum ptwalk_part_kind - subdivisions of two kinds; the numbers continue enum ptwalk_kind
 * @PTWALK_ZERO_PAGE: a %PTWALK_PAGE of 4K that maps the shared zero page
 * @PTWALK_HUGE_ZERO_PAGE: a %PTWALK_PAGE of 2M that maps the huge zero page
 * @PTWALK_GUARD: a %PTWALK_MARKER that MADV_GUARD_INSTALL made
 * @PTWALK_POISON: a %PTWALK_MARKER of UFFDIO_POISON, or of a page lost at swap-in
 * @PTWALK_UFFD_WP_MARKER: a %PTWALK_MARKER that keeps the write protection of userfaultfd
 * @PTWALK_ALL_KINDS: number of kinds and subdivisions together
 */
enum ptwalk_part_kind {
	PTWALK_ZERO_PAGE = PTWALK_NR_KINDS,
	PTWALK_HUGE_ZERO_PAGE,
	PTWALK_GUARD,
	PTWALK_POISON,
	PTWALK_UFFD_WP_MARKER,
	PTWALK_ALL_KINDS,
};

/**
 * struct ptwalk_dict - the dictionary of a kernel, as an array by key
 * @known: bit K is set if @value[K] is known
 * @value: the values, indexed by enum ptwalk_dict_key; 0 if not known
 * @assumed: bit K is set if @value[K] is assumed, see struct ptwalk_header_tail
 * @huge_zero: frame number of the huge zero page if user space knows it, else 0
 * @kernel: the entries are of the kernel half, which has no swap entries
 */
struct ptwalk_dict {
	__u64	known;
	__u64	value[PTWALK_DICT_NR];
	__u64	assumed;
	__u64	huge_zero;
	bool	kernel;
};

/**
 * struct ptwalk_pte - a decoded entry
 * @raw: the entry
 * @phys: physical address of the page or table in the entry, also if it is not
 *	  present; 0 for %PTWALK_SWAP, %PTWALK_MARKER and entries without address
 * @offset: for %PTWALK_SWAP the offset in the swap file, in pages; for %PTWALK_MARKER
 *	    the bits of the marker; else 0
 * @reserved: bits that are set although the CPU reserves them at this level;
 *	      an access through such an entry faults
 * @flags: PTWALK_F_*
 * @level: level of the table that the entry is in, 1 to 5
 * @kind: enum ptwalk_kind
 * @swap_type: number of the swap file, or the raw swap type if @kind is
 *	       %PTWALK_UNKNOWN
 * @pkey: protection key of a present user leaf
 * @pat: index into the IA32_PAT register: PAT * 4 + PCD * 2 + PWT
 */
struct ptwalk_pte {
	__u64	raw;
	__u64	phys;
	__u64	offset;
	__u64	reserved;
	__u32	flags;
	__u8	level;
	__u8	kind;
	__u8	swap_type;
	__u8	pkey;
	__u8	pat;
};

/**
 * struct ptwalk_flag - the name of a flag
 * @flag: one of PTWALK_F_*
 * @letter: one-letter form, for columns of flags
 * @name: lower-case name, for filters and JSON
 * @help: what the flag means when set, in a few words
 */
struct ptwalk_flag {
	__u32		flag;
	char		letter;
	const char	*name;
	const char	*help;
};

extern const struct ptwalk_flag ptwalk_flags[];
extern const size_t ptwalk_nr_flags;

/**
 * ptwalk_shift() - log2 of the bytes that one entry of a level translates
 * @level: 1 to 5
 *
 * Return: 12 for level 1, then 9 more for each level above.
 */
static inline unsigned int ptwalk_shift(unsigned int level)
{
	return 3 + 9 * level;
}

/**
 * ptwalk_span() - bytes that one entry of a level translates
 * @level: 1 to 5
 *
 * Return: 4K, 2M, 1G, 512G or 256T.
 */
static inline __u64 ptwalk_span(unsigned int level)
{
	return 1ULL << ptwalk_shift(level);
}

/**
 * ptwalk_index() - which entry of a table translates an address
 * @addr: linear address
 * @level: level of the table, 1 to 5
 *
 * Return: 0 to 511.
 */
static inline unsigned int ptwalk_index(__u64 addr, unsigned int level)
{
	return (addr >> ptwalk_shift(level)) & (PTWALK_ENTRIES - 1);
}

/**
 * ptwalk_table_base() - the first address that the table for an address translates
 * @addr: linear address
 * @level: level of the table, 1 to 5
 *
 * Return: @addr, aligned to what the table translates.
 */
static inline __u64 ptwalk_table_base(__u64 addr, unsigned int level)
{
	return addr & -(ptwalk_span(level) * PTWALK_ENTRIES);
}

/**
 * ptwalk_half_end() - the first address after the user half
 * @levels: 4 or 5
 *
 * Return: 1 << 47 or 1 << 56 (SDM 3.3.7.1, canonical addresses).
 */
static inline __u64 ptwalk_half_end(unsigned int levels)
{
	return 1ULL << (ptwalk_shift(levels) + 8);
}

/**
 * ptwalk_leads_to_table() - does an entry lead to a lower table?
 * @raw: the entry
 * @level: level of the table that the entry is in, 1 to 5
 *
 * Tests the raw bits, since the meaning of p?d_leaf() and p?d_bad() differs between kernels:
 * P is set, and at levels 2 and 3, which have PS, PS is clear.
 *
 * Return: true if it does.
 */
static inline bool ptwalk_leads_to_table(__u64 raw, unsigned int level)
{
	return level > 1 && (raw & 1) && (level > 3 || !(raw & (1 << 7)));
}

/**
 * ptwalk_repeats() - does an entry lead to the same table as the entry before it?
 * @raw: an entry that leads to a table
 * @left: the entry before it, or 0 if there is none
 *
 * A and D are ignored: the CPU sets them, and they can differ between the two.
 *
 * Return: true if all other bits are equal.
 */
static inline bool ptwalk_repeats(__u64 raw, __u64 left)
{
	return !((raw ^ left) & ~((1ULL << 5) | (1ULL << 6)));
}

/**
 * ptwalk_is_none() - is an entry empty?
 * @raw: the entry
 *
 * A and D are ignored: some CPUs set them in an entry that is not present
 * (the kernel's pte_none() ignores them too).
 *
 * Return: true if it is.
 */
static inline bool ptwalk_is_none(__u64 raw)
{
	return !(raw & ~((1ULL << 5) | (1ULL << 6)));
}

__u64 ptwalk_addr_mask(const struct ptwalk_dict *dict, unsigned int level);
void ptwalk_decode(const struct ptwalk_dict *dict, __u64 raw,
		   unsigned int level, struct ptwalk_pte *pte);
__u32 ptwalk_effective(const struct ptwalk_dict *dict, __u32 above,
		       const struct ptwalk_pte *pte);
bool ptwalk_dict_set(struct ptwalk_dict *dict, __u32 key, __u64 value);
void ptwalk_dict_hardware(struct ptwalk_dict *dict);
unsigned int ptwalk_marker_kind(const struct ptwalk_dict *dict, __u64 bits);
const char *ptwalk_dict_name(unsigned int key);
const char *ptwalk_kind_name(unsigned int kind);
const char *ptwalk_level_name(unsigned int level);
const char *ptwalk_level_linux(unsigned int level, unsigned int levels);
size_t ptwalk_flag_letters(__u32 flags, char *buf, size_t size);

#endif /* PTWALK_SHARED_PTE_H */
