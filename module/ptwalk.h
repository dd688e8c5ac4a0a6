/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the source files of the module: shared types, and the functions that
 * one file calls in another.  Not here: the format of a dump (uapi/ptwalk.h) and the decoding
 * of entries (shared/).  No lock is defined here; walk.c says which locks a walk takes.
 */
#ifndef PTWALK_H
#define PTWALK_H

#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/bitmap.h>
#include <linux/types.h>

#include "shared/pte.h"
#include "uapi/ptwalk.h"

struct dentry;
struct vm_area_struct;

/**
 * struct ptwalk_request - a parsed request: whose page tables to walk, and which range
 * @pid: thread ID of the target; 0 means the reader itself
 * @initial_ns: true if @pid is a number of the initial pid namespace, false if it is a
 *		number of the reader's pid namespace
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64
 * @half: enum ptwalk_half
 * @pgd: enum ptwalk_pgd
 * @pathless: leave out the paths of mapped files
 */
struct ptwalk_request {
	pid_t	pid;
	bool	initial_ns;
	u64	start;
	u64	end;
	u32	half;
	u32	pgd;
	bool	pathless;
};

/**
 * struct ptwalk_target - the thread and the address space whose page tables are walked
 * @mm: the address space, with a reference on mm_count.  That keeps the struct mm_struct
 *	but not the memory: an open file must not keep the pages of a dead process, and
 *	closing the file must never run exit_mmap().
 * @pid: thread ID in the initial pid namespace
 * @tgid: thread group ID (process) in the initial pid namespace
 * @start_time: start of the process, nanoseconds since boot
 * @comm: name of the thread
 */
struct ptwalk_target {
	struct mm_struct *mm;
	pid_t	pid;
	pid_t	tgid;
	u64	start_time;
	char	comm[TASK_COMM_LEN];
};

/**
 * struct ptwalk_area - the VMA whose record was sent last
 * @start: vm_start; the record itself may start later, see ptwalk_record_vma()
 * @end: vm_end
 * @flags: vm_flags
 * @pgoff: vm_pgoff
 * @ino: inode number of the mapped file, 0 without a file
 * @dev: device (s_dev) of the mapped file, 0 without a file
 *
 * The walk compares it with the VMA that it finds in the next hold of the mmap lock.  For
 * the kernel half only @start is used: the start of the region sent last.
 */
struct ptwalk_area {
	unsigned long	start;
	unsigned long	end;
	unsigned long	flags;
	unsigned long	pgoff;
	unsigned long	ino;
	unsigned long	dev;
};

/**
 * struct ptwalk_census - counts of an mm that show that its VMAs or page tables changed
 * @writes: changes each time the mmap lock is taken for writing; 0 where the kernel does
 *	    not count that, see ptwalk_mm_write_locks()
 * @vmas: number of VMAs (map_count)
 * @pages: pages that the VMAs span (total_vm)
 * @tables: bytes of page tables (mm_pgtables_bytes())
 */
struct ptwalk_census {
	u32		writes;
	unsigned long	vmas;
	unsigned long	pages;
	unsigned long	tables;
};

/*
 * Bytes of a walk's buffer.  All tables of a small process fit, so that one hold of the mmap
 * lock is enough to dump it.  A reader that reads in large pieces has this room itself, and the
 * buffer then holds only what is between two PTs.  The page behind it, for names, makes it a
 * power of two.
 */
#define PTWALK_BUFFER_SIZE	(256 * 1024 - PAGE_SIZE)
#define PTWALK_BUFFER_SMALL	(32 * 1024 - PAGE_SIZE)

/* Bytes of the reader's memory that one slice may fill, and the least for which that is done */
#define PTWALK_READER_SIZE	(256 * 1024)
#define PTWALK_READER_LEAST	(64 * 1024)

/*
 * How much work one slice does, in instructions, roughly: see PTWALK_WORK_*.  Unlike the time
 * below it does not depend on the speed of the machine, so that the same process needs as many
 * holds of the mmap lock everywhere.
 */
#define PTWALK_SLICE_WORK	72000
#define PTWALK_WORK_DESCENT	300	/* to go down to an address */
#define PTWALK_WORK_TABLE	1300	/* to search a table that has few entries, without AVX2 */
#define PTWALK_WORK_PT		200	/* the same for a PT that has many */
#define PTWALK_WORK_ENTRY	2	/* to copy an entry */
#define PTWALK_WORK_NOTE	6	/* to note where an entry of an upper table leads */
#define PTWALK_WORK_VMA		800	/* to write the record of a VMA */
#define PTWALK_WORK_PATH	1500	/* to find the path of its file */

/*
 * Longest time of one slice, in nanoseconds, while no other task waits.  A slice is one hold
 * of the mmap lock; in the kernel half, which takes no lock, one ptwalk_kernel_slice().
 * As soon as another task waits for the lock or for this CPU, the slice ends after the current
 * step; with PREEMPT_LAZY, need_resched() of most tasks becomes true only at the next tick.  The
 * longest step is a VMA whose path has some thousand bytes: about 0.2 million instructions.  On a
 * current machine the work of a slice is done long before this time is over.
 */
#define PTWALK_SLICE_NS		(2 * 1000 * 1000)

/* ptwalk_walk.sent[] before the first table of a level; bases of tables are page-aligned. */
#define PTWALK_NOT_SENT		1

/* ptwalk_walk.checked[] at the start of a slice; no table has this physical address */
#define PTWALK_NOT_CHECKED	(~0ULL)

/* Bytes of the largest table record: no entry is trimmed. */
#define PTWALK_TABLE_ROOM	(sizeof(struct ptwalk_table) + \
				 PTWALK_ENTRIES * sizeof(u64))

/*
 * Bytes that must be free in the buffer before the record of a VMA is written: the record
 * with the longest name, and one table per level for the first address of the VMA.  So the
 * cursor is past the VMA's start before the slice can end.  If the next hold of the mmap lock
 * finds a changed VMA here, the new record starts at the cursor, which is above the start of
 * the old record: VMA records ascend strictly.
 */
#define PTWALK_AREA_ROOM	(sizeof(struct ptwalk_vma) + PAGE_SIZE + \
				 PTWALK_LEVEL_MAX * PTWALK_TABLE_ROOM)

/* ptwalk_make_room() relies on them: an empty buffer has room, and so has an unused read() */
static_assert(PTWALK_AREA_ROOM <= PTWALK_BUFFER_SMALL);
static_assert(PTWALK_AREA_ROOM <= PTWALK_READER_LEAST);
static_assert(sizeof(struct ptwalk_table) % sizeof(u64) == 0);

/**
 * struct ptwalk_reader - the memory of the process whose read() the walk serves
 * @to: where the next record belongs
 * @room: bytes left there; 0 where the walk must not write to it
 * @done: bytes written during this read()
 */
struct ptwalk_reader {
	void __user	*to;
	size_t		room;
	size_t		done;
};

/**
 * struct ptwalk_walk - the state of one walk, kept between reads of the open file
 * @target: whose page tables are walked
 * @request: the range and the half of the address space
 * @cur: the cursor: first address that was not walked yet
 * @levels: 4 or 5
 * @top: physical address of the top-level table; with PTI a process has two of them
 * @sent: by level, base address of the table sent last; 1, which is no table's base, if
 *	  no table of the level was sent yet
 * @area: the VMA (kernel half: the region) sent last; valid if @end.vmas is not 0
 * @census: counts at the start of the last hold of the mmap lock; @census.tables at its end
 * @end: counters and flags of the end record, collected during the walk
 * @name: one page behind @buf, in which the name of a VMA is built
 * @named: the file whose path is in @name, or NULL.  A pointer to compare with, without a
 *	   reference: each hold of the mmap lock starts with NULL.
 * @path: where in @name the path of @named starts, or a constant string
 * @path_length: its bytes
 * @below: by level, bitmap of those entries of the table sent last that lead to tables
 *	   which have to be sent as well
 * @below_end: by level, index after the last bit of @below that is set
 * @lowest: lowest level whose tables are sent: 1, or 3 in a shared hugetlb VMA whose
 *	    i_mmap_rwsem could not be taken
 * @mapping: address_space whose i_mmap_rwsem is held for reading, or NULL
 * @wanted: file whose i_mmap_rwsem ptwalk_hold_begin() has to wait for before the next hold,
 *	    or NULL; the walk owns a reference
 * @pinned: reference to the file that @wanted was when this hold began, or NULL; keeps
 *	    @mapping valid even if the VMA of that file is gone
 * @tries: number of consecutive holds that ended because i_mmap_rwsem was not free
 * @began: when the mmap lock was taken, nanoseconds of CLOCK_MONOTONIC
 * @deadline: when the slice has to end, nanoseconds of CLOCK_MONOTONIC
 * @work: what this slice has done so far
 * @look: how much it will have done when the clock is read again
 * @budget: after how much work it ends: %PTWALK_SLICE_WORK, or more, see compare_vmas() in hold.c
 * @checked: by level, physical address of the table that the last entry led to whose frame was
 *	     found to exist in this slice; %PTWALK_NOT_CHECKED at first
 * @subsection: number of the subsection of memory (2M) that has the frame which pfn_valid() was
 *		asked for last in this slice of the user half; %PTWALK_NOT_CHECKED at first
 * @reader: memory that the walk may write to directly
 * @buf: room for records that the reader has not taken yet
 * @size: bytes of @buf
 * @len: bytes used in @buf
 * @begun: the header record was written
 * @walked: no address is left to walk
 * @finished: the end record was written
 */
struct ptwalk_walk {
	struct ptwalk_target	target;
	struct ptwalk_request	request;
	u64			cur;
	unsigned int		levels;
	u64			top;
	u64			sent[PTWALK_LEVEL_MAX + 1];
	struct ptwalk_area	area;
	struct ptwalk_census	census;
	struct ptwalk_end	end;
	char			*name;
	const void		*named;
	const char		*path;
	size_t			path_length;
	DECLARE_BITMAP(below[PTWALK_LEVEL_MAX + 1], PTWALK_ENTRIES);
	unsigned int		below_end[PTWALK_LEVEL_MAX + 1];
	unsigned int		lowest;
	struct address_space	*mapping;
	struct file		*wanted;
	struct file		*pinned;
	unsigned int		tries;
	u64			began;
	u64			deadline;
	unsigned int		work;
	unsigned int		look;
	unsigned int		budget;
	u64			checked[PTWALK_LEVEL_MAX + 1];
	u64			subsection;
	struct ptwalk_reader	reader;
	void			*buf;
	size_t			size;
	size_t			len;
	bool			begun;
	bool			walked;
	bool			finished;
};

/* Was the table of @level that translates @addr the one of that level that was sent last? */
static inline bool ptwalk_was_sent(const struct ptwalk_walk *walk, u64 addr, unsigned int level)
{
	return walk->sent[level] == ptwalk_table_base(addr, level);
}

/* request.c */
int ptwalk_request_parse(char *text, struct ptwalk_request *request);
void ptwalk_request_default(struct ptwalk_request *request);

/* target.c */
int ptwalk_target_get(struct ptwalk_target *target,
		      const struct ptwalk_request *request);
void ptwalk_target_put(struct ptwalk_target *target);

/* walk.c */
int ptwalk_walk_begin(struct ptwalk_walk *walk,
		      const struct ptwalk_request *request);
int ptwalk_walk_fill(struct ptwalk_walk *walk);
void ptwalk_walk_end(struct ptwalk_walk *walk);
void ptwalk_walk_exit(void);

/* hold.c */
int ptwalk_hold_begin(struct ptwalk_walk *walk);
void ptwalk_hold_end(struct ptwalk_walk *walk);
void ptwalk_hold_changed(struct ptwalk_walk *walk);
int ptwalk_hold_mapping(struct ptwalk_walk *walk, struct vm_area_struct *vma);
void ptwalk_hold_mapping_end(struct ptwalk_walk *walk);
void ptwalk_hold_forget(struct ptwalk_walk *walk);

/* search.c */
void ptwalk_search_init(void);
unsigned int ptwalk_entries_used(const u64 *e, unsigned int *count, bool fpu);
unsigned int ptwalk_entries_below(const struct ptwalk_table *table, bool kernel,
				  unsigned long *below);

/* copy.c */
void ptwalk_entries_copy(u64 *to, const u64 *from, unsigned int count);
bool ptwalk_table_give(void __user *to, const struct ptwalk_table *head, const u64 *from);
bool ptwalk_records_give(void __user *to, const void *from, size_t size);

/* reader.c */
void ptwalk_reader_begin(struct ptwalk_walk *walk, void __user *to, size_t size);
size_t ptwalk_reader_end(struct ptwalk_walk *walk);
void ptwalk_reader_refuse(struct ptwalk_walk *walk);
bool ptwalk_reader_given(struct ptwalk_walk *walk, size_t size);
bool ptwalk_reader_flush(struct ptwalk_walk *walk);

/**
 * ptwalk_reader_room() - how much can be written to the reader's memory directly?
 * @walk: the walk
 * @ahead: bytes that the walk may still add to its buffer before
 *
 * Return: bytes that are left behind the records of the walk's buffer and @ahead more.
 */
static inline size_t ptwalk_reader_room(const struct ptwalk_walk *walk, size_t ahead)
{
	size_t taken = walk->len + ahead;

	return walk->reader.room > taken ? walk->reader.room - taken : 0;
}

/**
 * ptwalk_make_room() - make room in the walk's buffer
 * @walk: the walk
 * @size: how many bytes the caller will write there, at most %PTWALK_BUFFER_SMALL
 *
 * Context: does not sleep; the locks of the target may be held.
 * Return: true if there is room, perhaps because the records so far went to the reader.
 */
static inline bool ptwalk_make_room(struct ptwalk_walk *walk, size_t size)
{
	return walk->len + size <= walk->size || ptwalk_reader_flush(walk);
}

/* descent.c */
int ptwalk_descend(struct ptwalk_walk *walk, u64 addr, u64 limit, u64 *next);

/* table.c */
void ptwalk_slice_begin(struct ptwalk_walk *walk);
bool ptwalk_slice_over(struct ptwalk_walk *walk);
int ptwalk_send_tables(struct ptwalk_walk *walk, u64 stop);

/* kernel.c */
void ptwalk_kernel_init(void);
int ptwalk_kernel_allowed(void);
int ptwalk_kernel_slice(struct ptwalk_walk *walk);

/* main.c: the module parameter "kernel" */
extern bool ptwalk_kernel;

/* record.c: these return false if the record does not fit into the buffer */
void ptwalk_record_init(void);
bool ptwalk_record_header(struct ptwalk_walk *walk);
bool ptwalk_record_vma(struct ptwalk_walk *walk, struct vm_area_struct *vma,
		       u64 start);
bool ptwalk_record_region(struct ptwalk_walk *walk, u64 start, u64 end,
			  const char *name);
bool ptwalk_record_end(struct ptwalk_walk *walk);

/* dict.c */
void ptwalk_dict_init(void);
unsigned int ptwalk_levels(void);
unsigned int ptwalk_dict_fill(struct ptwalk_dict_entry *entry);

/* debugfs.c */
struct dentry *ptwalk_debugfs_add(void);
void ptwalk_debugfs_remove(void);
int ptwalk_debugfs_files(struct dentry *parent, umode_t mode, pid_t pid);

/* pids.c */
int ptwalk_pids_add(struct dentry *root);
void ptwalk_pids_remove(void);

/* text.c */
struct ptwalk_text;
struct ptwalk_text *ptwalk_text_alloc(void);
void ptwalk_text_free(struct ptwalk_text *text);
int ptwalk_text_fill(struct ptwalk_text *text, struct ptwalk_walk *walk);
const char *ptwalk_text_data(const struct ptwalk_text *text, size_t *len);

#endif /* PTWALK_H */
