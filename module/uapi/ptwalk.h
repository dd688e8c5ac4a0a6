/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR MIT */
/*
 * ptwalk: the format of a dump, as the module sends it and as a file stores it.
 *
 * This header is the reference of the format; Documentation/dump-format.rst
 * explains it with examples.  It owns the layout of the records only; the
 * meaning of an entry is in module/shared/pte.h.
 *
 * A dump is a stream of records, the same bytes whether read from
 * /sys/kernel/debug/ptwalk/raw or kept in a file:
 *
 *	HEADER  (VMA | TABLE)*  (KNOB | SMAPS | PAGES | MOUNT | NODES)*  END
 *
 * Every record begins with struct ptwalk_record: a reader uses its length to skip a record of
 * unknown type.  All fields are little-endian and naturally aligned, and padding is zero.
 * Every record's length is a multiple of 8, so every record starts 8-byte aligned.  A dump
 * contains no kernel pointers.  It contains physical addresses, which are as confidential as
 * the frame numbers in /proc/PID/pagemap.
 *
 * Levels are the hardware's: 1 = PT (Linux: pte), 2 = PD (pmd), 3 = PDPT (pud),
 * 4 = PML4 (p4d, or pgd where there are four levels), 5 = PML5 (pgd).
 */
#ifndef _UAPI_PTWALK_H
#define _UAPI_PTWALK_H

#include <linux/const.h>
#include <linux/types.h>

/* Incremented when an old reader would misread a new dump; not for additions. */
#define PTWALK_FORMAT		1

/* Longest request that the files raw and text accept, in bytes, with the final newline. */
#define PTWALK_REQUEST_MAX	256

/**
 * enum ptwalk_record_type - what follows a struct ptwalk_record
 * @PTWALK_REC_HEADER: struct ptwalk_header; the bytes "PTWK", which makes the
 *		       first four bytes of every dump its magic number
 * @PTWALK_REC_VMA: struct ptwalk_vma
 * @PTWALK_REC_TABLE: struct ptwalk_table
 * @PTWALK_REC_END: struct ptwalk_end; a stream without one was cut short
 * @PTWALK_REC_KNOB: struct ptwalk_knob
 * @PTWALK_REC_SMAPS: struct ptwalk_smaps
 * @PTWALK_REC_PAGES: struct ptwalk_pages
 * @PTWALK_REC_MOUNT: struct ptwalk_mount
 * @PTWALK_REC_NODES: struct ptwalk_nodes
 *
 * The module never sends the last five.  "ptwalk record" reads their contents from sysfs and
 * /proc right after the dump and puts them before the end record.  Without --pages it adds
 * only facts about frames: the knob "huge_zero_frame" and the NODES record.
 */
enum ptwalk_record_type {
	PTWALK_REC_HEADER	= 0x4b575450,
	PTWALK_REC_VMA		= 1,
	PTWALK_REC_TABLE	= 2,
	PTWALK_REC_END		= 3,
	PTWALK_REC_KNOB		= 4,
	PTWALK_REC_SMAPS	= 5,
	PTWALK_REC_PAGES	= 6,
	PTWALK_REC_MOUNT	= 7,
	PTWALK_REC_NODES	= 8,
};

/**
 * struct ptwalk_record - the beginning of every record
 * @type: enum ptwalk_record_type
 * @length: bytes of the whole record, this struct included; a multiple of 8
 */
struct ptwalk_record {
	__u32	type;
	__u32	length;
};

/**
 * enum ptwalk_half - the half of the address space that a dump covers
 * @PTWALK_HALF_USER: addresses below 1 << 47 (4 levels) or 1 << 56 (5)
 * @PTWALK_HALF_KERNEL: the addresses from there to the top
 */
enum ptwalk_half {
	PTWALK_HALF_USER	= 0,
	PTWALK_HALF_KERNEL	= 1,
};

/**
 * enum ptwalk_pgd - the top-level table at which the walk started
 * @PTWALK_PGD_KERNEL: the table that the CPU uses in kernel mode; without
 *		       page-table isolation (PTI) in user mode as well
 * @PTWALK_PGD_USER: with PTI, the copy that the CPU uses in user mode
 */
enum ptwalk_pgd {
	PTWALK_PGD_KERNEL	= 0,
	PTWALK_PGD_USER		= 1,
};

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

/**
 * struct ptwalk_header - the first record
 * @rec: PTWALK_REC_HEADER
 * @format: PTWALK_FORMAT
 * @levels: 4 or 5
 * @half: enum ptwalk_half
 * @pgd: enum ptwalk_pgd
 * @pid: thread ID of the target in the initial pid namespace
 * @tgid: thread group ID (process) of the target in the initial pid namespace
 * @start_time: when the process started, nanoseconds since boot
 * @time_realtime: when the dump began, nanoseconds since the epoch
 * @time_monotonic: when the dump began, nanoseconds of CLOCK_MONOTONIC
 * @start: first address of the requested range
 * @end: first address after the requested range; 0 stands for 1 << 64
 * @dict_count: entries in @dict
 * @pad: zero
 * @comm: name of the thread, NUL-padded
 * @release: the kernel's release (uname -r), NUL-padded
 * @dict: the dictionary, ascending by key; struct ptwalk_header_tail follows
 */
struct ptwalk_header {
	struct ptwalk_record	rec;
	__u32	format;
	__u32	levels;
	__u32	half;
	__u32	pgd;
	__s32	pid;
	__s32	tgid;
	__u64	start_time;
	__u64	time_realtime;
	__u64	time_monotonic;
	__u64	start;
	__u64	end;
	__u32	dict_count;
	__u32	pad;
	__u8	comm[16];
	__u8	release[64];
	struct ptwalk_dict_entry dict[];
};

/**
 * struct ptwalk_header_tail - what follows the dictionary in the header's record
 * @mm_flags: the target's mm->flags when the walk began, in the bit numbers of that
 *	      kernel; the PTWALK_DICT_MM_* masks say where some of the flags are
 *
 * ptwalk_header.rec.length says how much of it a dump has.  In dumps of the first
 * versions the header ends with the dictionary: there the flags are unknown, not 0.
 */
struct ptwalk_header_tail {
	__u64	mm_flags;
};

/*
 * ptwalk_vma.flags.  The numbering is ptwalk's own and does not change, while VM_* bits move
 * between kernels.  Bits from 48 on are facts that are no VM_* flag.
 *
 * A module older than PTWALK_VMA_FILE sets none of the flags about the file.  In its dumps a
 * VMA maps a file if PTWALK_VMA_ANON is clear and the inode number or device is not 0.
 *
 * PTWALK_VMA_FILE_THP: khugepaged can make 2M pages in the page cache of the file.  From 7.2
 * on the file system decides; before that the kernel must have been built with
 * CONFIG_READ_ONLY_THP_FOR_FS.  The flag has no meaning for tmpfs.
 * PTWALK_VMA_SIZE_2M: the file reaches at least to the next 2M boundary after @offset, which
 * is the test of the tmpfs policy within_size.
 */
#define PTWALK_VMA_READ		_BITULL(0)
#define PTWALK_VMA_WRITE	_BITULL(1)
#define PTWALK_VMA_EXEC		_BITULL(2)
#define PTWALK_VMA_SHARED	_BITULL(3)
#define PTWALK_VMA_MAYREAD	_BITULL(4)
#define PTWALK_VMA_MAYWRITE	_BITULL(5)
#define PTWALK_VMA_MAYEXEC	_BITULL(6)
#define PTWALK_VMA_MAYSHARE	_BITULL(7)
#define PTWALK_VMA_GROWSDOWN	_BITULL(8)
#define PTWALK_VMA_PFNMAP	_BITULL(9)
#define PTWALK_VMA_LOCKED	_BITULL(10)
#define PTWALK_VMA_IO		_BITULL(11)
#define PTWALK_VMA_SEQ_READ	_BITULL(12)
#define PTWALK_VMA_RAND_READ	_BITULL(13)
#define PTWALK_VMA_DONTCOPY	_BITULL(14)
#define PTWALK_VMA_DONTEXPAND	_BITULL(15)
#define PTWALK_VMA_LOCKONFAULT	_BITULL(16)
#define PTWALK_VMA_ACCOUNT	_BITULL(17)
#define PTWALK_VMA_NORESERVE	_BITULL(18)
#define PTWALK_VMA_HUGETLB	_BITULL(19)
#define PTWALK_VMA_SYNC		_BITULL(20)
#define PTWALK_VMA_WIPEONFORK	_BITULL(21)
#define PTWALK_VMA_DONTDUMP	_BITULL(22)
#define PTWALK_VMA_SOFTDIRTY	_BITULL(23)
#define PTWALK_VMA_MIXEDMAP	_BITULL(24)
#define PTWALK_VMA_HUGEPAGE	_BITULL(25)
#define PTWALK_VMA_NOHUGEPAGE	_BITULL(26)
#define PTWALK_VMA_MERGEABLE	_BITULL(27)
#define PTWALK_VMA_UFFD_MISSING	_BITULL(28)
#define PTWALK_VMA_UFFD_WP	_BITULL(29)
#define PTWALK_VMA_UFFD_MINOR	_BITULL(30)
#define PTWALK_VMA_SHADOW_STACK	_BITULL(31)
#define PTWALK_VMA_SEALED	_BITULL(32)
#define PTWALK_VMA_DROPPABLE	_BITULL(33)
#define PTWALK_VMA_MAYBE_GUARD	_BITULL(34)
#define PTWALK_VMA_UFFD_RWP	_BITULL(35)
#define PTWALK_VMA_ANON		_BITULL(48)	/* vma_is_anonymous() */
#define PTWALK_VMA_ANON_VMA	_BITULL(49)	/* had an anonymous fault: anon_vma set */
#define PTWALK_VMA_DAX		_BITULL(50)
#define PTWALK_VMA_TEMP_STACK	_BITULL(51)	/* stack that execve() still moves */
/* About the mapped file.  Only PTWALK_VMA_FILE tells that there is one: inode 0 is valid. */
#define PTWALK_VMA_FILE		_BITULL(52)	/* the VMA maps a file */
#define PTWALK_VMA_REGULAR	_BITULL(53)	/* the file is a regular file */
#define PTWALK_VMA_SHMEM	_BITULL(54)	/* the file is on a tmpfs */
#define PTWALK_VMA_INTERNAL	_BITULL(55)	/* on a kernel-internal mount (SB_KERNMOUNT) */
#define PTWALK_VMA_WRITERS	_BITULL(56)	/* the file is open for writing */
#define PTWALK_VMA_FILE_THP	_BITULL(57)	/* see above */
#define PTWALK_VMA_SIZE_2M	_BITULL(58)	/* see above */
#define PTWALK_VMA_HUGE_FAULT	_BITULL(59)	/* vm_ops->huge_fault: a fault can map huge pages */

/**
 * struct ptwalk_vma - one virtual memory area
 * @rec: PTWALK_REC_VMA
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @flags: PTWALK_VMA_*
 * @offset: offset in the file of @start, in bytes; for anonymous memory
 *	    vm_pgoff in bytes
 * @ino: with PTWALK_VMA_FILE, the file's inode number; 0 is a valid one
 * @dev_major: with PTWALK_VMA_FILE, major number of the file's device
 * @dev_minor: with PTWALK_VMA_FILE, its minor number
 * @pkey: protection key, 0 by default
 * @hugetlb_shift: log2 of the hugetlb page size, or 0
 * @name_length: bytes of @name, without padding
 * @pad: zero
 * @name: the path, or [heap], [stack], [vdso], [anon:NAME] ...; not
 *	  NUL-terminated, zero-padded to a multiple of 8; any byte can occur
 *
 * In a dump of the kernel half these records are the regions of its layout, with the names of
 * the kernel's own dump ("vmalloc() Area"); only @start, @end and @name are used.
 *
 * Records ascend strictly by @start.  If VMAs change during the dump, a record can start
 * before the end of the previous one; the previous one then holds only up to that start.
 */
struct ptwalk_vma {
	struct ptwalk_record	rec;
	__u64	start;
	__u64	end;
	__u64	flags;
	__u64	offset;
	__u64	ino;
	__u32	dev_major;
	__u32	dev_minor;
	__u32	pkey;
	__u32	hugetlb_shift;
	__u32	name_length;
	__u32	pad;
	__u8	name[];
};

/* ptwalk_table.flags */
#define PTWALK_TABLE_UNSTABLE	_BITUL(0)	/* an entry above it changed during each copy */

/**
 * struct ptwalk_table - one page-table page
 * @rec: PTWALK_REC_TABLE
 * @base: the address that entry 0 translates: @base plus index times span is
 *	  the (canonical) address of each entry in @entry
 * @phys: physical address of the table page
 * @parent: the entry that leads to this table, read together with this copy; 0
 *	    for the top level.  The copy of that entry in the parent's record
 *	    can be older: use this one
 * @level: 1 to 5
 * @flags: PTWALK_TABLE_*
 * @first: index of the first entry in @entry
 * @count: entries in @entry; the entries before and after them are 0, or belong
 *	   to the other half of the top-level table, which is not copied
 * @pad: zero
 * @entry: raw entries
 *
 * A parent comes before its children; tables of a level ascend by address, each once; VMA and
 * table records together ascend by address: a table follows the VMA that needs it.  A whole
 * table is copied, with its entries outside of the VMAs and of the requested range.  A table
 * that no VMA needs is not copied, even if an entry leads to it: it may be about to be freed.
 */
struct ptwalk_table {
	struct ptwalk_record	rec;
	__u64	base;
	__u64	phys;
	__u64	parent;
	__u8	level;
	__u8	flags;
	__u16	first;
	__u16	count;
	__u16	pad;
	__u64	entry[];
};

/*
 * ptwalk_end.flags.
 *
 * The module walks the user half in one or more holds of the target's mmap lock for reading.
 * No VMA can be created, unmapped, moved or change its permissions during a hold.
 * PTWALK_END_ONE_MOMENT says that all VMAs of the dump existed at one moment: there was a
 * single hold, or the lock was not taken for writing between the holds.
 * PTWALK_END_VMAS_CHANGED says that the lock was taken for writing between two holds, so that
 * VMAs could change, or that a change was seen.  With neither flag there were several holds,
 * and this kernel (6.1) does not count write locks: the VMAs may have changed.
 *
 * These flags are about VMAs only.  Entries change during a hold too: by page faults,
 * MADV_DONTNEED, reclaim, migration and NUMA balancing; the CPU sets A and D.  Each entry is
 * as it was at some time during the dump, and its permissions agree with its VMA.  A dump is
 * a true snapshot only if the target is stopped and the system is idle.
 *
 * PTWALK_END_TABLES_CHANGED clear means only that no change was noticed.
 */
#define PTWALK_END_COMPLETE	_BITULL(0)	/* the whole range was walked */
#define PTWALK_END_GONE		_BITULL(1)	/* the address space went away */
#define PTWALK_END_VMAS_CHANGED	_BITULL(2)	/* VMAs changed, or could change */
#define PTWALK_END_TABLES_CHANGED _BITULL(3)	/* tables were added or freed */
#define PTWALK_END_BEST_EFFORT	_BITULL(4)	/* kernel half: no lock kept the tables */
#define PTWALK_END_ONE_MOMENT	_BITULL(5)	/* all VMAs existed at one moment */
#define PTWALK_END_LEFT_OUT	_BITULL(6)	/* i_mmap_rwsem was not free: PDs and PTs of
						 * shared hugetlb VMAs are missing
						 */

/**
 * struct ptwalk_end - the last record
 * @rec: PTWALK_REC_END
 * @flags: PTWALK_END_*
 * @reached: first address that was not walked: the header's @end, or less if
 *	     the address space went away
 * @tables: number of table records in the dump
 * @entries: number of entries in them
 * @vmas: number of VMA records in the dump
 * @unstable: number of table records with PTWALK_TABLE_UNSTABLE
 * @retries: number of times a table was copied again, because an entry above it changed
 * @holds: how many times the target's mmap lock was taken
 * @hold_max_ns: longest time that it was held at a stretch, nanoseconds
 * @hold_total_ns: sum of the times that it was held, nanoseconds
 * @time_monotonic: when the dump ended, nanoseconds of CLOCK_MONOTONIC
 */
struct ptwalk_end {
	struct ptwalk_record	rec;
	__u64	flags;
	__u64	reached;
	__u64	tables;
	__u64	entries;
	__u64	vmas;
	__u64	unstable;
	__u64	retries;
	__u64	holds;
	__u64	hold_max_ns;
	__u64	hold_total_ns;
	__u64	time_monotonic;
};

/**
 * struct ptwalk_knob - the name and value of one setting about huge pages
 * @rec: PTWALK_REC_KNOB
 * @name_length: bytes of the name
 * @value_length: bytes of the value
 * @text: the name, then the value, zero-padded to a multiple of 8; neither is
 *	  NUL-terminated
 *
 * The name is that of a file below /sys/kernel/mm/transparent_hugepage/ ("enabled",
 * "khugepaged/max_ptes_none"), "status/THP_enabled" for that line of the target's
 * /proc/PID/status, or "vm/zone_reclaim_mode" for that file below /proc/sys/.  The value is
 * the contents of the file without the newline ("always [madvise] never").  One name is no
 * setting: "huge_zero_frame" is the frame number of the huge zero page, in hex with 0x, if the
 * target maps that page and kpageflags marks it so; before 6.18 nothing else tells it.
 * Each name occurs once.
 */
struct ptwalk_knob {
	struct ptwalk_record	rec;
	__u32	name_length;
	__u32	value_length;
	__u8	text[];
};

/**
 * struct ptwalk_smaps - what /proc/PID/smaps says of one VMA
 * @rec: PTWALK_REC_SMAPS
 * @start: first address
 * @end: first address after it
 * @eligible: THPeligible: 0 or 1
 * @pad: zero
 * @rss: Rss, bytes
 * @anon_huge: AnonHugePages, bytes
 * @shmem_huge: ShmemPmdMapped, bytes
 * @file_huge: FilePmdMapped, bytes
 *
 * Ascending, without overlap.  Read after the dump: the VMAs may have changed since.
 */
struct ptwalk_smaps {
	struct ptwalk_record	rec;
	__u64	start;
	__u64	end;
	__u32	eligible;
	__u32	pad;
	__u64	rss;
	__u64	anon_huge;
	__u64	shmem_huge;
	__u64	file_huge;
};

/**
 * struct ptwalk_page_run - pages at consecutive addresses with the same count and flags
 * @addr: address of the first page
 * @nr: number of pages, one every 4096 bytes
 * @maps: /proc/kpagecount of each page; PTWALK_MAPS_UNKNOWN if it was not read
 * @flags: /proc/kpageflags of each page: KPF_* of linux/kernel-page-flags.h
 *
 * The page of an address is the one whose frame number is in the address's entry in this dump.
 * kpagecount and kpageflags are read after the dump, when the frame may have another use.
 */
struct ptwalk_page_run {
	__u64	addr;
	__u32	nr;
	__u32	maps;
	__u64	flags;
};

#define PTWALK_MAPS_UNKNOWN	(~0U)

/**
 * struct ptwalk_pages - map counts and page flags of the target's pages
 * @rec: PTWALK_REC_PAGES
 * @run: the runs of pages, as many as fit into the record's length; ascending by
 *	 address without overlap, also from one record to the next
 */
struct ptwalk_pages {
	struct ptwalk_record	rec;
	struct ptwalk_page_run	run[];
};

/**
 * struct ptwalk_mount - a mounted file system of which VMAs of the dump map files
 * @rec: PTWALK_REC_MOUNT
 * @dev_major: major number of its device, as in struct ptwalk_vma
 * @dev_minor: minor number of its device
 * @type_length: bytes of its type ("tmpfs")
 * @point_length: bytes of the path that it is mounted at
 * @options_length: bytes of its options ("rw,size=65536k,huge=always")
 * @pad: zero
 * @text: type, path and options, zero-padded to a multiple of 8; none is
 *	  NUL-terminated
 *
 * From /proc/PID/mountinfo: type and options are those of the superblock; the path is that of
 * the first mount of the device there, as the target sees it, with escapes (\040 for a space)
 * decoded.  Records ascend strictly by device.  Kernel-internal mounts
 * (PTWALK_VMA_INTERNAL) are not in mountinfo.
 */
struct ptwalk_mount {
	struct ptwalk_record	rec;
	__u32	dev_major;
	__u32	dev_minor;
	__u32	type_length;
	__u32	point_length;
	__u32	options_length;
	__u32	pad;
	__u8	text[];
};

/* One past the highest possible NUMA node: NODES_SHIFT is at most 10 on x86. */
#define PTWALK_NODES_MAX	1024U

/**
 * struct ptwalk_node_range - a range of frames that belong to one NUMA node
 * @frame: number of the first frame
 * @nr: number of frames, not 0
 * @node: number of the node, below %PTWALK_NODES_MAX
 * @pad: zero
 */
struct ptwalk_node_range {
	__u64	frame;
	__u64	nr;
	__u32	node;
	__u32	pad;
};

/**
 * struct ptwalk_nodes - the NUMA node of each frame, as far as it is known
 * @rec: PTWALK_REC_NODES
 * @range: the ranges, as many as fit into the record's length; ascending by
 *	   frame without overlap
 *
 * From /proc/zoneinfo and, if present, the memory blocks of /sys/devices/system/node/nodeN.
 * The zones of two nodes can span the same frames.  No range contains a frame whose node
 * neither file decides, or a frame of device memory: its node is unknown.  A dump has at most
 * one such record.
 */
struct ptwalk_nodes {
	struct ptwalk_record	rec;
	struct ptwalk_node_range range[];
};

#endif /* _UAPI_PTWALK_H */
