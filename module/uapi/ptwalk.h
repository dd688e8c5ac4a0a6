/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * ptwalk: the format of a dump, as the module sends it and as a file stores it.
 *
 * This header is the reference of the format; Documentation/dump-format.rst
 * explains it with examples.  It owns the layout of the records only.  The keys of the
 * dictionary in the header are in ptwalk-dict.h, the records that user space adds in
 * ptwalk-facts.h; the meaning of an entry is in module/shared/pte.h.
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

#include "ptwalk-dict.h"

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
 * enum ptwalk_source - where the tables of a dump were copied from
 * @PTWALK_SOURCE_MODULE: a running kernel, by the module
 * @PTWALK_SOURCE_IMAGE: the image of a machine's physical memory, by "ptwalk record --image".
 *			 @time_realtime is the time of the crash if the image has it, else 0.
 *			 @release is empty if the image does not tell it.  If @tgid is 0,
 *			 only CR3 was known: there is no process, and one VMA record without
 *			 flags stands for the whole range
 * @PTWALK_SOURCE_BPF: a running kernel, by a BPF program, without the module
 * @PTWALK_SOURCE_KCORE: a running kernel, by /proc/kcore and without any lock
 */
enum ptwalk_source {
	PTWALK_SOURCE_MODULE	= 0,
	PTWALK_SOURCE_IMAGE	= 1,
	PTWALK_SOURCE_BPF	= 2,
	PTWALK_SOURCE_KCORE	= 3,
};

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
 * @source: enum ptwalk_source
 * @flags: PTWALK_HEADER_*
 * @assumed: bit K is set if the value of dictionary key K was not learnt from the kernel
 *	     that the dump is of, but is what its release is known to use; 0 from the module,
 *	     whose values are the kernel's own macros.  PTWALK_ASSUMED_VMA_FLAGS stands for the
 *	     bits of vm_flags, from which the flags of VMA records were translated
 *
 * ptwalk_header.rec.length says how much of it a dump has.  In dumps of the first
 * versions the header ends with the dictionary: there the flags are unknown, not 0.  Later
 * it ended with @mm_flags; a dump without @source is the module's.  Then it ended with @flags; a
 * dump without @assumed assumes nothing.
 */
struct ptwalk_header_tail {
	__u64	mm_flags;
	__u32	source;
	__u32	flags;
	__u64	assumed;
};

/* ptwalk_header_tail.flags: the paths of mapped files were left out, as the request wanted it */
#define PTWALK_HEADER_PATHLESS	_BITUL(0)

/* ptwalk_header_tail.assumed: above all keys of the dictionary */
#define PTWALK_ASSUMED_VMA_FLAGS	_BITULL(63)

/*
 * ptwalk_vma.flags.  The numbering is ptwalk's own and does not change, while VM_* bits move
 * between kernels.  Bits from 48 on are facts that are no VM_* flag.
 *
 * A module older than PTWALK_VMA_FILE sets none of the flags about the file.  In its dumps a
 * VMA maps a file if PTWALK_VMA_ANON is clear and the inode number or device is not 0.
 *
 * PTWALK_VMA_FILE_THP: khugepaged can make 2M pages in the page cache of the file.  From 7.2
 * on the file system decides; before that the kernel must have been built with
 * CONFIG_READ_ONLY_THP_FOR_FS, and up to 5.14 execve() have mapped the file.  The flag has no
 * meaning for tmpfs.
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
 *	  NUL-terminated, zero-padded to a multiple of 8; any byte can occur.  With
 *	  PTWALK_HEADER_PATHLESS empty for a file that is not PTWALK_VMA_INTERNAL
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
 * and this kernel, before 6.4, does not count write locks: the VMAs may have changed.
 *
 * These flags are about VMAs only.  Entries change during a hold too: by page faults,
 * MADV_DONTNEED, reclaim, migration and NUMA balancing; the CPU sets A and D.  Each entry is
 * as it was at some time during the dump; with PTWALK_END_ONE_MOMENT it permits no more than
 * its VMA.  A dump is a true snapshot only if the target is stopped and the system is idle.
 *
 * PTWALK_END_TABLES_CHANGED clear means only that no change was noticed.
 */
#define PTWALK_END_COMPLETE	_BITULL(0)	/* the whole range was walked */
#define PTWALK_END_GONE		_BITULL(1)	/* the address space went away */
#define PTWALK_END_VMAS_CHANGED	_BITULL(2)	/* VMAs changed, or could change */
#define PTWALK_END_TABLES_CHANGED _BITULL(3)	/* tables were added or freed */
#define PTWALK_END_BEST_EFFORT	_BITULL(4)	/* no lock kept the tables: kernel half, image,
						 * or shared hugetlb VMAs by BPF
						 */
#define PTWALK_END_ONE_MOMENT	_BITULL(5)	/* all VMAs existed at one moment */
#define PTWALK_END_LEFT_OUT	_BITULL(6)	/* i_mmap_rwsem was not free: PDs and PTs of
						 * shared hugetlb VMAs are missing; or tables
						 * are, whose memory an image does not have or
						 * BPF could not read
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

#endif /* _UAPI_PTWALK_H */
