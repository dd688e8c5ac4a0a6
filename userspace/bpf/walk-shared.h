/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that the BPF program and its loader share: what is asked for, the cursor of the
 * walk, and room for the VMAs and tables of one hold of the mmap lock.  The program runs only
 * while the loader is in read(), so neither needs a lock.
 */
#ifndef PTWALK_BPF_WALK_H
#define PTWALK_BPF_WALK_H

#include <linux/types.h>

/* Tables and VMAs of one hold of the mmap lock.  Powers of two: an index is masked with them. */
#define WALK_TABLES	128
#define WALK_AREAS	128

/* Longest time of a hold while nobody waits for the mmap lock: PTWALK_SLICE_NS of the module. */
#define WALK_SLICE_NS	(2 * 1000 * 1000)

/* How often one run of the program calls its step: see walk_step() */
#define WALK_STEPS	4096

#define WALK_ENTRIES	512
#define WALK_LEVELS	5

/* Longest name of an anonymous VMA, with its NUL: ANON_VMA_NAME_MAX_LEN */
#define WALK_NAME	80

/**
 * enum walk_stop - why the program ended a hold
 * @WALK_ON: it did not: the iterator ran out of VMAs, or nothing was shown
 * @WALK_SLICE: its time is over, or somebody waits for the mmap lock
 * @WALK_FULL: no room for another VMA or table
 * @WALK_END: the requested range is walked
 * @WALK_AGAIN: VMAs changed where the walk stopped, and the iterator, which remembers only the
 *		end of the VMA shown last, may have left one out: it has to begin at the first VMA
 * @WALK_GONE: this is another address space than that of the first read
 * @WALK_FAULT: the top-level table cannot be read
 */
enum walk_stop {
	WALK_ON,
	WALK_SLICE,
	WALK_FULL,
	WALK_END,
	WALK_AGAIN,
	WALK_GONE,
	WALK_FAULT,
};

/**
 * struct walk_table - a copy of one page-table page
 * @base: address that entry 0 translates
 * @phys: physical address of the table
 * @parent: entry that led to it, 0 for the top level
 * @level: 1 to 5
 * @unstable: an entry above it changed during each copy
 * @entry: the entries; of the top-level table only the first half
 */
struct walk_table {
	__u64	base;
	__u64	phys;
	__u64	parent;
	__u32	level;
	__u32	unstable;
	__u64	entry[WALK_ENTRIES];
};

/**
 * struct walk_area - one VMA
 * @start: first address of the record: vm_start, or the cursor if a record before covers the
 *	   VMA up to there
 * @vm_start: vm_start
 * @vm_end: vm_end
 * @vm_flags: vm_flags, in the kernel's bits
 * @vm_pgoff: vm_pgoff
 * @ino: inode number of the file
 * @known: PTWALK_VMA_* from bit 48 on
 * @dev: s_dev of the file
 * @hugetlb_shift: log2 of the hugetlb page size, or 0
 * @before: tables in the shared memory that come before this VMA
 * @heap: the VMA overlaps the heap
 * @stack: the VMA contains the start of the stack
 * @name: name given by prctl(PR_SET_VMA_ANON_NAME), or ""
 */
struct walk_area {
	__u64	start;
	__u64	vm_start;
	__u64	vm_end;
	__u64	vm_flags;
	__u64	vm_pgoff;
	__u64	ino;
	__u64	known;
	__u32	dev;
	__u32	hugetlb_shift;
	__u32	before;
	__u8	heap;
	__u8	stack;
	__u8	pad[2];
	char	name[WALK_NAME];
};

/**
 * struct walk_target - whose address space it is, from the first VMA that was shown
 * @mm: address of its struct mm_struct, to notice another one
 * @exec_id: task_struct.self_exec_id, likewise
 * @start_time: start_boottime of the process
 * @mm_flags: mm->flags
 * @pid: number in the initial pid namespace of the thread that was asked for
 * @tgid: number of its process there
 * @process: number of its process in the loader's pid namespace
 * @task: address of the struct task_struct of the last VMA, so that only a new one is looked at
 * @comm: name of the thread
 */
struct walk_target {
	__u64	mm;
	__u64	exec_id;
	__u64	start_time;
	__u64	mm_flags;
	__s32	pid;
	__s32	tgid;
	__s32	process;
	__u32	pad;
	__u64	task;
	char	comm[16];
};

/**
 * struct walk - request, state and counts of a walk
 * @direct_map: page_offset_base; found by the program if @find_map, else set by the loader
 * @find_map: look for @direct_map instead of walking; the target is the loader itself, and
 *	      @stop is WALK_END if it was found
 * @end: first address after the range
 * @user_pgd: walk the PGD of user mode
 * @pid: number of the thread in the loader's pid namespace
 * @any_thread: @pid is the first thread of a process, and any thread of the process will do
 * @pid_level: level of the loader's pid namespace; like the next one set with @find_map
 * @pid_ns: address of that namespace
 * @slice_ns: longest time of a hold, %WALK_SLICE_NS but in tests
 * @hugetlb: VM_HUGETLB
 * @folio_thp: khugepaged goes by the folio orders that a mapping allows: 7.2, whose kernels have
 *	       no address_space.nr_thps any more; one before without it has CONFIG_READ_ONLY_THP_FOR_FS
 *	       off
 * @fresh: set before each read(): the mmap lock was dropped
 * @first: set before a read() that begins at the first VMA
 * @levels: 4 or 5
 * @stop: enum walk_stop
 * @shown: number of VMAs of the target that the iterator has shown in this read()
 * @cur: first address that was not walked yet
 * @up_to: where the step has to stop: the end of the VMA, or @end
 * @top: address of the top-level table
 * @hole: level of the entry that leads to no table, set by copy_table(): nothing below that
 *	  entry has to be tried
 * @next_map: with @find_map, the next base to try, 0 at first
 * @reached: by level, base of the table sent last; 1 before the first one
 * @area: the VMA sent last; valid if @areas_sent
 * @unsent_end: end of the VMA at @cur that was shown last and for which there was no room; 0 if the
 *		VMA shown last was sent
 * @target: whose address space it is
 * @tables: tables in the shared memory
 * @areas: VMAs in the shared memory
 * @tries: copies of the current table so far
 * @steps: number of steps so far; says when to read the clock
 * @began: when this hold began, CLOCK_MONOTONIC
 * @held: how long it has lasted
 * @writes: mm_lock_seq
 * @vmas: map_count
 * @pages: total_vm
 * @table_bytes: pgtables_bytes
 * @prev_start: prev_vm_start of the iterator, which changes when it drops the mmap lock
 * @prev_end: prev_vm_end, likewise
 * @areas_sent: VMAs in all
 * @end_flags: PTWALK_END_*
 * @retries: tables copied again
 * @holds: number of holds
 * @hold_max: longest of them, without this one, nanoseconds
 * @hold_total: sum of them, without this one
 */
struct walk {
	__u64			direct_map;
	__u64			end;
	__u64			hugetlb;
	__u64			slice_ns;
	__u64			pid_ns;
	__u32			pid_level;
	__s32			pid;
	__u32			any_thread;
	__u32			find_map;
	__u32			user_pgd;
	__u32			folio_thp;
	__u32			fresh;
	__u32			first;
	__u32			levels;
	__u32			stop;
	__u32			shown;
	__u64			cur;
	__u64			up_to;
	__u64			top;
	__u64			next_map;
	__u64			reached[WALK_LEVELS + 1];
	struct walk_area	area;
	__u64			unsent_end;
	struct walk_target	target;
	__u32			tables;
	__u32			areas;
	__u32			tries;
	__u32			steps;
	__u32			hole;
	__u64			began;
	__u64			held;
	__u64			pages;
	__u64			table_bytes;
	__u64			prev_start;
	__u64			prev_end;
	__u32			writes;
	__u32			vmas;
	__u64			areas_sent;
	__u64			end_flags;
	__u64			retries;
	__u64			holds;
	__u64			hold_max;
	__u64			hold_total;
};

#endif /* PTWALK_BPF_WALK_H */
