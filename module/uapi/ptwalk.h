/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR MIT */
/*
 * ptwalk: what travels between the module, a dump file and user space.
 *
 * This header is the manual of the format; Documentation/dump-format.rst
 * tells the same story with examples.  It owns the layout of records and
 * nothing else: what an entry means is module/shared/pte.h.
 *
 * A dump is a stream of records, the same bytes whether read from
 * /sys/kernel/debug/ptwalk/raw or kept in a file:
 *
 *	HEADER  (VMA | TABLE)*  (KNOB | SMAPS | PAGES | MOUNT | NODES)*  END
 *
 * Every record begins with struct ptwalk_record, so that a reader skips a
 * type that it does not know by its length.  All fields are little-endian,
 * naturally aligned, and padding is zero.  Every record's length is a multiple
 * of 8, so every record starts 8-byte aligned.  No kernel pointer is in a dump;
 * physical addresses are, and they are as confidential as the frame numbers
 * in /proc/PID/pagemap.
 *
 * Levels are the hardware's: 1 = PT (Linux: pte), 2 = PD (pmd), 3 = PDPT (pud),
 * 4 = PML4 (p4d, or pgd where there are four levels), 5 = PML5 (pgd).
 */
#ifndef _UAPI_PTWALK_H
#define _UAPI_PTWALK_H

#include <linux/const.h>
#include <linux/types.h>

/* Bumped when an old reader would misread a new dump; never for additions. */
#define PTWALK_FORMAT		1

/* The longest request that raw and text accept, final newline included. */
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
 * The last five are never from the module: user space reads what they say from
 * sysfs and /proc, right after the dump, and "ptwalk record" puts them before the end
 * record; all but what is known of frames (the huge zero page, NUMA nodes) with
 * --pages alone.
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
 * enum ptwalk_half - the part of the address space that a dump covers
 * @PTWALK_HALF_USER: addresses below 1 << 47 (4 levels) or 1 << 56 (5)
 * @PTWALK_HALF_KERNEL: the addresses from there to the top
 */
enum ptwalk_half {
	PTWALK_HALF_USER	= 0,
	PTWALK_HALF_KERNEL	= 1,
};

/**
 * enum ptwalk_pgd - which top-level table was walked
 * @PTWALK_PGD_KERNEL: the one that the CPU uses in kernel mode, and the only
 *		       one without page-table isolation
 * @PTWALK_PGD_USER: the copy used in user mode under page-table isolation
 */
enum ptwalk_pgd {
	PTWALK_PGD_KERNEL	= 0,
	PTWALK_PGD_USER		= 1,
};

/**
 * struct ptwalk_dict_entry - one fact needed to decode this kernel's entries
 * @key: enum ptwalk_dict_key; a reader skips a key that it does not know
 * @pad: zero
 * @value: what the key says
 *
 * A key that is absent is unknown: the module could not learn it.  That is not
 * the same as a mask of 0, which says that this kernel has no such bit.
 */
struct ptwalk_dict_entry {
	__u32	key;
	__u32	pad;
	__u64	value;
};

/* A value of a swap-type key: this kernel has no such type. */
#define PTWALK_NO_TYPE		(~0ULL)

/**
 * enum ptwalk_dict_key - what the dictionary can say
 * @PTWALK_DICT_PHYS_BITS: width of a physical address (MAXPHYADDR), in bits
 * @PTWALK_DICT_VIRT_BITS: width of a linear address, in bits: 48 or 57
 * @PTWALK_DICT_PHYS_MASK: mask of the address field of a 4K entry
 * @PTWALK_DICT_ENC_MASK: AMD's C-bit, or 0
 * @PTWALK_DICT_FEATURES: PTWALK_CPU_* that are in force
 * @PTWALK_DICT_SPECIAL: mask: no struct page to be used behind a leaf
 * @PTWALK_DICT_UFFD_WP: mask: write-protected by userfaultfd, in a present leaf;
 *			 with PROTNONE in a VMA of PTWALK_VMA_UFFD_RWP, protected
 *			 against reads as well
 * @PTWALK_DICT_SOFT_DIRTY: mask: soft-dirty, in a present leaf
 * @PTWALK_DICT_SAVED_DIRTY: mask: where D was moved to at write protection
 * @PTWALK_DICT_DEVMAP: mask: a ZONE_DEVICE page
 * @PTWALK_DICT_PROTNONE: mask: with P = 0, a page that no access may use; its
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
 * @PTWALK_DICT_MAX_SWAPFILES: types below are swap files, in swapon order
 * @PTWALK_DICT_SWP_HWPOISON: the type of a hwpoison entry
 * @PTWALK_DICT_SWP_MIG_READ: the type of a read-only page being migrated
 * @PTWALK_DICT_SWP_MIG_READ_EXCL: the same, anonymous and exclusive
 * @PTWALK_DICT_SWP_MIG_WRITE: the same, writable
 * @PTWALK_DICT_SWP_DEV_READ: the type of read-only device-private memory
 * @PTWALK_DICT_SWP_DEV_WRITE: the same, writable
 * @PTWALK_DICT_SWP_DEV_EXCL_READ: a page held by a device, restored read-only
 * @PTWALK_DICT_SWP_DEV_EXCL_WRITE: the same, restored writable (6.18 on: the
 *				    only device-exclusive type)
 * @PTWALK_DICT_SWP_MARKER: the type of a PTE marker
 * @PTWALK_DICT_SWP_SWAPIN_ERROR: 6.1: a page lost to an error at swap-in
 * @PTWALK_DICT_SWP_PFN_BITS: low bits of the offset that hold a frame number,
 *			      where the type's offset is one
 * @PTWALK_DICT_MIG_YOUNG: offset mask of a migration entry's A; absent where
 *			   the kernel may or may not keep it
 * @PTWALK_DICT_MIG_DIRTY: offset mask of a migration entry's D, likewise
 * @PTWALK_DICT_MARKER_UFFD_WP: offset mask of a uffd-wp marker
 * @PTWALK_DICT_MARKER_POISONED: offset mask of a poison marker
 * @PTWALK_DICT_MARKER_GUARD: offset mask of a guard marker
 * @PTWALK_DICT_PAT: the IA32_PAT register, which gives memory types their names
 * @PTWALK_DICT_MM_HUGEPAGE: mask in mm->flags of MMF_VM_HUGEPAGE: khugepaged has
 *			     the address space on its list; without it, it never
 *			     looks there
 * @PTWALK_DICT_MM_NO_THP: mask in mm->flags of MMF_DISABLE_THP, from 6.18 on
 *			   MMF_DISABLE_THP_COMPLETELY: prctl(PR_SET_THP_DISABLE)
 * @PTWALK_DICT_MM_ADVISED_THP: mask in mm->flags of
 *				MMF_DISABLE_THP_EXCEPT_ADVISED (6.18): the same,
 *				but for VMAs advised with MADV_HUGEPAGE
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

/* PTWALK_DICT_FEATURES: CPU features in force that change decoding. */
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
 * @pid: the thread asked for, numbered in the initial pid namespace
 * @tgid: its process
 * @start_time: when the process started, nanoseconds since boot
 * @time_realtime: when the dump began, nanoseconds since the epoch
 * @time_monotonic: when, in nanoseconds of CLOCK_MONOTONIC
 * @start: first address asked for
 * @end: first address after the range asked for; 0 stands for 1 << 64
 * @dict_count: entries in @dict
 * @pad: zero
 * @comm: the thread's name, NUL-padded
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
 * @mm_flags: the target's mm->flags when the walk began, as this kernel numbers
 *	      them; the PTWALK_DICT_MM_* masks give some of the bits their meaning
 *
 * A reader has as much of it as @rec.length says.  Dumps of the first versions end
 * with the dictionary: there the flags are unknown, not 0.
 */
struct ptwalk_header_tail {
	__u64	mm_flags;
};

/*
 * ptwalk_vma.flags: our own stable numbering, since VM_* positions move
 * between kernels.  From bit 48 on: facts that are no VM_* flag.
 *
 * Modules before PTWALK_VMA_FILE set none of the flags about the file: there, an
 * area without PTWALK_VMA_ANON and with an inode number or a device maps one.
 *
 * PTWALK_VMA_FILE_THP: khugepaged can make pages of 2M in the page cache of such a
 * file; from 7.2 on its file system says so, before that the kernel must have been
 * built with CONFIG_READ_ONLY_THP_FOR_FS.  Nothing is said of a tmpfs by it.
 * PTWALK_VMA_SIZE_2M: the file does not end before the first aligned 2M after
 * @offset do, which is what the policy within_size of a tmpfs asks.
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
#define PTWALK_VMA_ANON		_BITULL(48)	/* the kernel calls it anonymous */
#define PTWALK_VMA_ANON_VMA	_BITULL(49)	/* had an anonymous fault */
#define PTWALK_VMA_DAX		_BITULL(50)
#define PTWALK_VMA_TEMP_STACK	_BITULL(51)	/* execve is moving it */
/* Of its file; that it has one is this flag alone: an inode number can be 0 */
#define PTWALK_VMA_FILE		_BITULL(52)	/* maps a file */
#define PTWALK_VMA_REGULAR	_BITULL(53)	/* a regular one */
#define PTWALK_VMA_SHMEM	_BITULL(54)	/* of a tmpfs */
#define PTWALK_VMA_INTERNAL	_BITULL(55)	/* of a mount of the kernel's own */
#define PTWALK_VMA_WRITERS	_BITULL(56)	/* open for writing */
#define PTWALK_VMA_FILE_THP	_BITULL(57)	/* 2M pages of its cache can be made */
#define PTWALK_VMA_SIZE_2M	_BITULL(58)	/* has 2M from the next 2M on */
#define PTWALK_VMA_HUGE_FAULT	_BITULL(59)	/* a fault can map a huge page */

/**
 * struct ptwalk_vma - one virtual memory area
 * @rec: PTWALK_REC_VMA
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @flags: PTWALK_VMA_*
 * @offset: where in the file it begins, bytes; for anonymous memory the
 *	    kernel's pgoff in bytes
 * @ino: with PTWALK_VMA_FILE, the file's inode number, of which 0 is a valid one
 * @dev_major: the file's device, likewise
 * @dev_minor: the file's device
 * @pkey: protection key, 0 by default
 * @hugetlb_shift: log2 of the hugetlb page size, or 0
 * @name_length: bytes of @name, without padding
 * @pad: zero
 * @name: the path, or [heap], [stack], [vdso], [anon:NAME] ...; not
 *	  NUL-terminated, zero-padded to a multiple of 8; any byte can occur
 *
 * In a dump of the kernel half areas are the regions of its layout, by the names
 * of the kernel's own dump ("vmalloc() Area"); only @start, @end and @name count.
 *
 * Strictly ascending by @start.  When the address space changes while it is
 * dumped, an area can begin before the end of the one before it; that one then
 * counts only up to there.
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
#define PTWALK_TABLE_UNSTABLE	_BITUL(0)	/* kept changing while copied */

/**
 * struct ptwalk_table - one page-table page
 * @rec: PTWALK_REC_TABLE
 * @base: the address that entry 0 translates, such that @base plus index times
 *	  span is the (canonical) address of every entry it holds
 * @phys: physical address of the table page
 * @parent: the entry that led here, as it was read together with this copy; 0
 *	    for the top level.  It counts more than the copy of the same entry
 *	    in the parent's record, which can be older
 * @level: 1 to 5
 * @flags: PTWALK_TABLE_*
 * @first: index of the first entry in @entry
 * @count: entries in @entry; those before and after are all 0, or in the other
 *	   half of the top level, which is not copied
 * @pad: zero
 * @entry: raw entries
 *
 * Parents come before children, tables of a level in ascending order, each
 * once; areas and tables together ascend by address as well: a table follows the
 * area that it is copied for.  A table holds entries outside the areas and the range asked for as
 * well: whole pages are copied.  A table that no area needs is not copied,
 * even where an entry leads to it: it may be going away.
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
 * The user half is walked under the target's mmap lock, held for reading, in one or
 * more holds.  No VMA is made, unmapped, moved or given other permissions during a hold.
 * So all VMA records are of one moment where there was one hold only, or where the
 * lock was not taken for writing between any two; then PTWALK_END_ONE_MOMENT is set.
 * PTWALK_END_VMAS_CHANGED says that it was taken for writing, which is what it needs to
 * change a VMA, or that a change was seen.  Neither: there were several holds, and this
 * kernel (6.1) does not count write locks; the VMAs may have changed.
 *
 * One moment is that of the VMAs.  Entries change under any of these locks: by page
 * faults, MADV_DONTNEED, reclaim, migration and NUMA balancing, and A and D by the CPU.
 * An entry is as it was some time during the dump, and what it says of permissions
 * agrees with its VMA.  Only a stopped target, in a system at rest, has a snapshot.
 *
 * Where PTWALK_END_TABLES_CHANGED is clear, no change was noticed.
 */
#define PTWALK_END_COMPLETE	_BITULL(0)	/* the whole range was walked */
#define PTWALK_END_GONE		_BITULL(1)	/* the address space went away */
#define PTWALK_END_VMAS_CHANGED	_BITULL(2)	/* VMAs of different moments */
#define PTWALK_END_TABLES_CHANGED _BITULL(3)	/* tables came or went */
#define PTWALK_END_BEST_EFFORT	_BITULL(4)	/* no lock kept them: kernel half */
#define PTWALK_END_ONE_MOMENT	_BITULL(5)	/* all VMAs of one moment */
#define PTWALK_END_LEFT_OUT	_BITULL(6)	/* file locked: PDs and PTs of shared
						 * hugetlb VMAs are missing
						 */

/**
 * struct ptwalk_end - the last record
 * @rec: PTWALK_REC_END
 * @flags: PTWALK_END_*
 * @reached: the walk is complete up to here: the header's @end, or less where
 *	     the address space went away
 * @tables: table records before this one
 * @entries: entries in them
 * @vmas: area records
 * @unstable: table records that are PTWALK_TABLE_UNSTABLE
 * @retries: copies made again because the path to a table changed under it
 * @holds: how many times the target's mmap lock was taken
 * @hold_max_ns: longest time it was held
 * @hold_total_ns: sum of those times
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
 * struct ptwalk_knob - a setting that decides about huge pages, as its file says
 * @rec: PTWALK_REC_KNOB
 * @name_length: bytes of the name
 * @value_length: bytes of the value
 * @text: the name, then the value, zero-padded to a multiple of 8; neither is
 *	  NUL-terminated
 *
 * The name is the file's below /sys/kernel/mm/transparent_hugepage/ ("enabled",
 * "khugepaged/max_ptes_none"), "status/THP_enabled" for that line of the
 * target's /proc/PID/status, or "vm/zone_reclaim_mode" for that file below
 * /proc/sys/.  One is no setting: "huge_zero_frame" is the frame number of the huge
 * zero page, with 0x, where kpageflags said so of one that the target maps; before
 * 6.18 nothing else tells.  The value is without its newline ("always [madvise] never").
 * Each name comes once.
 */
struct ptwalk_knob {
	struct ptwalk_record	rec;
	__u32	name_length;
	__u32	value_length;
	__u8	text[];
};

/**
 * struct ptwalk_smaps - what /proc/PID/smaps says of an area
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
 * Ascending, without overlap.  Read after the dump: the areas can be others.
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
 * struct ptwalk_page_run - pages of neighbouring addresses that say the same
 * @addr: address of the first one
 * @nr: how many, one every 4096 bytes
 * @maps: /proc/kpagecount of each; PTWALK_MAPS_UNKNOWN where it was not read
 * @flags: /proc/kpageflags of each: KPF_* of linux/kernel-page-flags.h
 *
 * The page of an address is the one whose frame its entry in this dump names.  It
 * can have become another's by the time that it was looked at.
 */
struct ptwalk_page_run {
	__u64	addr;
	__u32	nr;
	__u32	maps;
	__u64	flags;
};

#define PTWALK_MAPS_UNKNOWN	(~0U)

/**
 * struct ptwalk_pages - what the kernel says of the pages themselves
 * @rec: PTWALK_REC_PAGES
 * @run: as many as the record's length has room for, ascending by address without
 *	 overlap, also from one record to the next
 */
struct ptwalk_pages {
	struct ptwalk_record	rec;
	struct ptwalk_page_run	run[];
};

/**
 * struct ptwalk_mount - a file system that areas map files of
 * @rec: PTWALK_REC_MOUNT
 * @dev_major: its device, as areas have it
 * @dev_minor: likewise
 * @type_length: bytes of its type ("tmpfs")
 * @point_length: bytes of the path that it is mounted at
 * @options_length: bytes of its options ("rw,size=65536k,huge=always")
 * @pad: zero
 * @text: type, path and options, zero-padded to a multiple of 8; none is
 *	  NUL-terminated
 *
 * From /proc/PID/mountinfo: type and options are those of the superblock, the path
 * is of its first mount there, as the process sees it, with spaces and the like
 * as they are.  Strictly ascending by device.  What the kernel has mounted for
 * itself (PTWALK_VMA_INTERNAL) is in no such file.
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

/* One past the highest number of a NUMA node: NODES_SHIFT is at most 10 on x86 */
#define PTWALK_NODES_MAX	1024U

/**
 * struct ptwalk_node_range - frames that are memory of one NUMA node
 * @frame: the first one
 * @nr: how many, not 0
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
 * struct ptwalk_nodes - which frame is memory of which NUMA node
 * @rec: PTWALK_REC_NODES
 * @range: as many as the record's length has room for, ascending by frame without
 *	   overlap
 *
 * From /proc/zoneinfo and, where there are any, the memory blocks of
 * /sys/devices/system/node/nodeN.  The zones of two nodes can span the same frames;
 * of what neither file decides, and of device memory, the node is not known, and no
 * range has it.  A dump has at most one such record.
 */
struct ptwalk_nodes {
	struct ptwalk_record	rec;
	struct ptwalk_node_range range[];
};

#endif /* _UAPI_PTWALK_H */
