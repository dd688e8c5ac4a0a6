/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * ptwalk: the dictionary in the header of a dump, which says what this kernel stores in
 * entries, and where.  Owns the keys and the unit of each value; module/dict.c finds the
 * values, module/shared/pte.c decodes by them.  Part of ptwalk.h.
 */
#ifndef _UAPI_PTWALK_DICT_H
#define _UAPI_PTWALK_DICT_H

#include <linux/const.h>
#include <linux/types.h>

/**
 * struct ptwalk_dict_entry - one fact needed to decode this kernel's entries
 * @key: enum ptwalk_dict_key; a reader skips a key that it does not know
 * @pad: zero
 * @value: the value; its meaning and unit depend on the key
 *
 * A key that is absent is unknown: the module could not find out its value.  A
 * mask of 0 is different: it says that this kernel has no such bit.
 */
struct ptwalk_dict_entry {
	__u32	key;
	__u32	pad;
	__u64	value;
};

/* Value of a swap-type key if this kernel has no such type. */
#define PTWALK_NO_TYPE		(~0ULL)

/**
 * enum ptwalk_dict_key - the keys of the dictionary
 * @PTWALK_DICT_PHYS_BITS: width of a physical address (MAXPHYADDR), in bits
 * @PTWALK_DICT_VIRT_BITS: width of a linear address, in bits: 48 or 57
 * @PTWALK_DICT_PHYS_MASK: mask of the address field of a 4K entry
 * @PTWALK_DICT_ENC_MASK: AMD's C-bit, or 0
 * @PTWALK_DICT_FEATURES: PTWALK_CPU_* of the features that are enabled
 * @PTWALK_DICT_SPECIAL: mask: a leaf whose struct page, if any, the kernel does not use
 * @PTWALK_DICT_UFFD_WP: mask: in a present leaf: write-protected by userfaultfd;
 *			 with PROTNONE in a VMA of PTWALK_VMA_UFFD_RWP, protected
 *			 against reads as well
 * @PTWALK_DICT_SOFT_DIRTY: mask: soft-dirty, in a present leaf
 * @PTWALK_DICT_SAVED_DIRTY: mask: bit to which write protection moves D
 * @PTWALK_DICT_DEVMAP: mask: a ZONE_DEVICE page
 * @PTWALK_DICT_PROTNONE: mask: with P = 0, a page that cannot be accessed; its
 *			  address field is stored inverted (L1TF)
 * @PTWALK_DICT_PKEY: mask of the protection key
 * @PTWALK_DICT_SWAP_TYPE_SHIFT: swap format: lowest bit of the type
 * @PTWALK_DICT_SWAP_TYPE_BITS: swap format: width of the type
 * @PTWALK_DICT_SWAP_OFFSET_SHIFT: swap format: lowest bit of the offset
 * @PTWALK_DICT_SWAP_OFFSET_BITS: swap format: width of the offset
 * @PTWALK_DICT_SWAP_INVERTED: 1 where the offset is stored inverted
 * @PTWALK_DICT_SWAP_SOFT_DIRTY: mask of soft-dirty in the swap format
 * @PTWALK_DICT_SWAP_UFFD_WP: mask of uffd-wp in the swap format
 * @PTWALK_DICT_SWAP_EXCLUSIVE: mask of anon-exclusive in the swap format
 * @PTWALK_DICT_MAX_SWAPFILES: types below this number are swap files, in swapon order
 * @PTWALK_DICT_SWP_HWPOISON: swap type of a hwpoison entry
 * @PTWALK_DICT_SWP_MIG_READ: swap type of a read-only page under migration
 * @PTWALK_DICT_SWP_MIG_READ_EXCL: the same, for an anonymous exclusive page
 * @PTWALK_DICT_SWP_MIG_WRITE: the same, for a writable page
 * @PTWALK_DICT_SWP_DEV_READ: swap type of read-only device-private memory
 * @PTWALK_DICT_SWP_DEV_WRITE: the same, writable
 * @PTWALK_DICT_SWP_DEV_EXCL_READ: swap type of a device-exclusive page that was read-only
 * @PTWALK_DICT_SWP_DEV_EXCL_WRITE: the same, was writable (6.18 on: the
 *				    only device-exclusive type)
 * @PTWALK_DICT_SWP_MARKER: swap type of a PTE marker
 * @PTWALK_DICT_SWP_SWAPIN_ERROR: 6.1: swap type of a page lost to an error at swap-in
 * @PTWALK_DICT_SWP_PFN_BITS: number of low offset bits that are the frame number,
 *			      for swap types whose offset contains one
 * @PTWALK_DICT_MIG_YOUNG: mask, in the offset of a migration entry, of the A bit that
 *			   it preserves; absent if the module cannot tell whether it does
 * @PTWALK_DICT_MIG_DIRTY: the same, of the D bit
 * @PTWALK_DICT_MARKER_UFFD_WP: offset mask of a uffd-wp marker
 * @PTWALK_DICT_MARKER_POISONED: offset mask of a poison marker
 * @PTWALK_DICT_MARKER_GUARD: offset mask of a guard marker
 * @PTWALK_DICT_PAT: the IA32_PAT register: the memory types that the PAT index selects
 * @PTWALK_DICT_MM_HUGEPAGE: mask in mm->flags of MMF_VM_HUGEPAGE: the mm is on
 *			     khugepaged's list; if clear, khugepaged never
 *			     scans it
 * @PTWALK_DICT_MM_NO_THP: mask in mm->flags of MMF_DISABLE_THP, from 6.18 on
 *			   MMF_DISABLE_THP_COMPLETELY: prctl(PR_SET_THP_DISABLE)
 * @PTWALK_DICT_MM_ADVISED_THP: mask in mm->flags of
 *				MMF_DISABLE_THP_EXCEPT_ADVISED (6.18): THP is off,
 *				except in VMAs advised with MADV_HUGEPAGE
 * @PTWALK_DICT_NR: one past the last key
 */
enum ptwalk_dict_key {
	PTWALK_DICT_PHYS_BITS		= 0,
	PTWALK_DICT_VIRT_BITS		= 1,
	PTWALK_DICT_PHYS_MASK		= 2,
	PTWALK_DICT_ENC_MASK		= 3,
	PTWALK_DICT_FEATURES		= 4,
	PTWALK_DICT_SPECIAL		= 5,
	PTWALK_DICT_UFFD_WP		= 6,
	PTWALK_DICT_SOFT_DIRTY		= 7,
	PTWALK_DICT_SAVED_DIRTY		= 8,
	PTWALK_DICT_DEVMAP		= 9,
	PTWALK_DICT_PROTNONE		= 10,
	PTWALK_DICT_PKEY		= 11,
	PTWALK_DICT_SWAP_TYPE_SHIFT	= 12,
	PTWALK_DICT_SWAP_TYPE_BITS	= 13,
	PTWALK_DICT_SWAP_OFFSET_SHIFT	= 14,
	PTWALK_DICT_SWAP_OFFSET_BITS	= 15,
	PTWALK_DICT_SWAP_INVERTED	= 16,
	PTWALK_DICT_SWAP_SOFT_DIRTY	= 17,
	PTWALK_DICT_SWAP_UFFD_WP	= 18,
	PTWALK_DICT_SWAP_EXCLUSIVE	= 19,
	PTWALK_DICT_MAX_SWAPFILES	= 20,
	PTWALK_DICT_SWP_HWPOISON	= 21,
	PTWALK_DICT_SWP_MIG_READ	= 22,
	PTWALK_DICT_SWP_MIG_READ_EXCL	= 23,
	PTWALK_DICT_SWP_MIG_WRITE	= 24,
	PTWALK_DICT_SWP_DEV_READ	= 25,
	PTWALK_DICT_SWP_DEV_WRITE	= 26,
	PTWALK_DICT_SWP_DEV_EXCL_READ	= 27,
	PTWALK_DICT_SWP_DEV_EXCL_WRITE	= 28,
	PTWALK_DICT_SWP_MARKER		= 29,
	PTWALK_DICT_SWP_SWAPIN_ERROR	= 30,
	PTWALK_DICT_SWP_PFN_BITS	= 31,
	PTWALK_DICT_MIG_YOUNG		= 32,
	PTWALK_DICT_MIG_DIRTY		= 33,
	PTWALK_DICT_MARKER_UFFD_WP	= 34,
	PTWALK_DICT_MARKER_POISONED	= 35,
	PTWALK_DICT_MARKER_GUARD	= 36,
	PTWALK_DICT_PAT			= 37,
	PTWALK_DICT_MM_HUGEPAGE		= 38,
	PTWALK_DICT_MM_NO_THP		= 39,
	PTWALK_DICT_MM_ADVISED_THP	= 40,
	PTWALK_DICT_NR			= 41,
};

/* PTWALK_DICT_FEATURES: enabled CPU features that change the decoding of entries. */
#define PTWALK_CPU_NX		_BITULL(0)	/* EFER.NXE: bit 63 is NX */
#define PTWALK_CPU_GBPAGES	_BITULL(1)	/* 1G leaves exist */
#define PTWALK_CPU_LA57		_BITULL(2)	/* CR4.LA57: 5 levels */
#define PTWALK_CPU_PKU		_BITULL(3)	/* CR4.PKE: keys in 59-62 */
#define PTWALK_CPU_PCID		_BITULL(4)
#define PTWALK_CPU_PTI		_BITULL(5)	/* page-table isolation is on */
#define PTWALK_CPU_SHSTK	_BITULL(6)	/* user shadow stacks are on */

#endif /* _UAPI_PTWALK_DICT_H */
