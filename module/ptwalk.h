/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the module know of each other.  The format of a dump is
 * uapi/ptwalk.h, decoding is shared/.
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
 * struct ptwalk_request - what a reader asked for
 * @pid: a thread; 0: the reader itself
 * @initial_ns: @pid is numbered in the initial pid namespace, not in the reader's
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64
 * @half: enum ptwalk_half
 * @pgd: enum ptwalk_pgd
 */
struct ptwalk_request {
	pid_t	pid;
	bool	initial_ns;
	u64	start;
	u64	end;
	u32	half;
	u32	pgd;
};

/**
 * struct ptwalk_target - whose page tables are walked
 * @mm: the address space; an mm_count reference, so that the struct stays but
 *	its memory does not: a file left open must not keep a dead process's
 *	pages, and closing it must never be what frees them
 * @pid: the thread, in the initial pid namespace
 * @tgid: its process
 * @start_time: nanoseconds since boot
 * @comm: its name
 */
struct ptwalk_target {
	struct mm_struct *mm;
	pid_t	pid;
	pid_t	tgid;
	u64	start_time;
	char	comm[TASK_COMM_LEN];
};

/**
 * struct ptwalk_area - the area record that was sent last
 * @start: vm_start as it was in the tree
 * @end: vm_end
 * @flags: vm_flags
 * @pgoff: vm_pgoff
 * @ino: inode of its file
 * @dev: and device
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
 * struct ptwalk_census - counts that differ when an address space has changed
 * @writes: times that the mmap lock was taken for writing, where the kernel counts
 * @vmas: VMAs
 * @pages: pages in them
 * @tables: bytes of page tables
 */
struct ptwalk_census {
	u32		writes;
	unsigned long	vmas;
	unsigned long	pages;
	unsigned long	tables;
};

/* Room for all tables of a small process, which is then dumped in one hold. */
#define PTWALK_BUFFER_SIZE	(256 * 1024)

/*
 * How long a slice may take where nobody waits: where somebody does, it ends with the
 * step under way, the longest of which is an area with a path of some thousand bytes,
 * about 0.2 million instructions.  On a machine of today the buffer is full long before,
 * unless it is emulated, or the tables are sparse.
 */
#define PTWALK_SLICE_NS		(2 * 1000 * 1000)

/* The largest record of a table. */
#define PTWALK_TABLE_ROOM	(sizeof(struct ptwalk_table) + \
				 PTWALK_ENTRIES * sizeof(u64))

/*
 * Room for an area and for the tables on the way to its first address.  An area
 * is begun only where they fit, so that the cursor has moved when it is met
 * again: should it have changed by then, the new one starts later than the old.
 */
#define PTWALK_AREA_ROOM	(sizeof(struct ptwalk_vma) + PAGE_SIZE + \
				 PTWALK_LEVEL_MAX * PTWALK_TABLE_ROOM)

/**
 * struct ptwalk_walk - a walk under way
 * @target: whose tables
 * @request: what was asked for
 * @cur: first address that was not walked yet
 * @levels: 4 or 5
 * @sent: by level, base of the table sent last; 1, which is no base, for none
 * @area: the area sent last; valid where @end.vmas is not 0
 * @census: at the beginning of the last slice; of tables, at its end
 * @end: the last record in the making: the counters
 * @name: a page to put an area's name together in
 * @named: the file whose @path is in @name; compared only, and forgotten when
 *	   the lock is dropped
 * @path: where in @name, or a constant
 * @below: by level, which entries of the table sent last lead to tables that
 *	   are to be sent as well
 * @lowest: lowest level of which tables are sent, 1 where all of them are
 * @mapping: file whose i_mmap_rwsem is held for reading, or NULL
 * @wanted: file whose i_mmap_rwsem the next hold has to wait for, or NULL; a reference
 * @pinned: a reference to the file that @mapping may be of, or NULL
 * @tries: holds in a row that ended for want of an i_mmap_rwsem
 * @began: when the lock was taken, nanoseconds of CLOCK_MONOTONIC
 * @deadline: when to drop it
 * @steps: descents so far
 * @buf: records not yet taken by the reader
 * @len: bytes in @buf
 * @begun: the header was sent
 * @walked: nothing is left to walk
 * @finished: the last record was sent
 */
struct ptwalk_walk {
	struct ptwalk_target	target;
	struct ptwalk_request	request;
	u64			cur;
	unsigned int		levels;
	u64			sent[PTWALK_LEVEL_MAX + 1];
	struct ptwalk_area	area;
	struct ptwalk_census	census;
	struct ptwalk_end	end;
	char			*name;
	const void		*named;
	const char		*path;
	DECLARE_BITMAP(below[PTWALK_LEVEL_MAX + 1], PTWALK_ENTRIES);
	unsigned int		lowest;
	struct address_space	*mapping;
	struct file		*wanted;
	struct file		*pinned;
	unsigned int		tries;
	u64			began;
	u64			deadline;
	unsigned int		steps;
	void			*buf;
	size_t			len;
	bool			begun;
	bool			walked;
	bool			finished;
};

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

/* hold.c */
int ptwalk_hold_begin(struct ptwalk_walk *walk);
void ptwalk_hold_end(struct ptwalk_walk *walk);
void ptwalk_hold_changed(struct ptwalk_walk *walk);
int ptwalk_hold_mapping(struct ptwalk_walk *walk, struct vm_area_struct *vma);
void ptwalk_hold_mapping_end(struct ptwalk_walk *walk);
void ptwalk_hold_forget(struct ptwalk_walk *walk);

/* table.c */
bool ptwalk_slice_over(const struct ptwalk_walk *walk);
int ptwalk_send_tables(struct ptwalk_walk *walk, u64 stop);

/* kernel.c */
void ptwalk_kernel_init(void);
int ptwalk_kernel_allowed(void);
int ptwalk_kernel_slice(struct ptwalk_walk *walk);

/* main.c: the module parameter "kernel" */
extern bool ptwalk_kernel;

/* record.c: false where the record does not fit */
bool ptwalk_record_header(struct ptwalk_walk *walk);
bool ptwalk_record_vma(struct ptwalk_walk *walk, struct vm_area_struct *vma,
		       u64 start);
bool ptwalk_record_region(struct ptwalk_walk *walk, u64 start, u64 end,
			  const char *name);
bool ptwalk_record_end(struct ptwalk_walk *walk);

/* dict.c */
unsigned int ptwalk_levels(void);
unsigned int ptwalk_dict_fill(struct ptwalk_dict_entry *entry);

/* debugfs.c */
int ptwalk_debugfs_add(void);
void ptwalk_debugfs_remove(void);
void ptwalk_debugfs_files(struct dentry *parent, umode_t mode, pid_t pid);

/* pids.c */
void ptwalk_pids_add(struct dentry *root);
void ptwalk_pids_remove(void);

/* text.c */
struct ptwalk_text;
struct ptwalk_text *ptwalk_text_alloc(void);
void ptwalk_text_free(struct ptwalk_text *text);
int ptwalk_text_fill(struct ptwalk_text *text, struct ptwalk_walk *walk);
const char *ptwalk_text_data(const struct ptwalk_text *text, size_t *len);

#endif /* PTWALK_H */
