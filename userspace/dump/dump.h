/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dump in memory, checked and indexed: look up any page table by level and
 * address, any VMA by address, and iterate over merged runs of entries.  A dump file
 * is a hostile input: dump_parse() checks every length, index and order before
 * anything else may rely on it.  Never prints; source.h reads the bytes from a file or
 * a live target.
 */
#ifndef PTWALK_DUMP_H
#define PTWALK_DUMP_H

#include <stddef.h>

#include "facts.h"
#include "pte.h"
#include "run.h"

struct errmsg;

/**
 * struct dump - a parsed dump; pointers to records point into @data
 * @header: the first record
 * @end: the last record
 * @dict: the dictionary of @header
 * @tail: the part of @header's record that follows the dictionary; 0 where the dump has no
 *	  more of it
 * @tail_size: how many bytes of @tail the dump has; 0 in dumps of the first versions
 * @vma: VMA records, ascending by start
 * @nr_vmas: number of VMA records
 * @table: table records, indexed by level (1 to 5), ascending by base
 * @nr_tables: number of table records of each level
 * @facts: what is known besides the page tables; for a live target only what the
 *	   caller requests with facts_read()
 * @data: the bytes of the dump; not owned
 * @size: number of bytes in @data
 */
struct dump {
	const struct ptwalk_header	*header;
	const struct ptwalk_end		*end;
	struct ptwalk_dict		dict;
	struct ptwalk_header_tail	tail;
	size_t				tail_size;
	const struct ptwalk_vma		**vma;
	size_t				nr_vmas;
	const struct ptwalk_table	**table[PTWALK_LEVEL_MAX + 1];
	size_t				nr_tables[PTWALK_LEVEL_MAX + 1];
	struct facts			facts;
	const void			*data;
	size_t				size;
};

/**
 * struct entry_at - one page-table entry, its position and its inherited permissions
 * @table: the table record that contains the entry
 * @raw: the entry; if it leads to a table in the dump, the value that the module read
 *	 together with its copy of that table
 * @addr: first address that the entry translates
 * @index: index of the entry in its table, 0 to 511
 * @above: effective permissions of the tables above: PTWALK_F_RW, PTWALK_F_US and
 *	   PTWALK_F_NX, as from ptwalk_effective()
 */
struct entry_at {
	const struct ptwalk_table	*table;
	__u64				raw;
	__u64				addr;
	unsigned int			index;
	__u32				above;
};

int dump_parse(struct dump **dump, const void *data, size_t size,
	       struct errmsg *err);
void dump_free(struct dump *dump);
bool dump_is_over(const void *data, size_t size, size_t *offset);
bool dump_same_boot(const struct ptwalk_header *a,
		    const struct ptwalk_header *b);

const struct ptwalk_table *dump_table(const struct dump *dump,
				      unsigned int level, __u64 addr);
size_t dump_vmas_until(const struct dump *dump, __u64 addr);
const struct ptwalk_vma *dump_vma(const struct dump *dump, __u64 addr);
int dump_entry(const struct dump *dump, unsigned int level, __u64 addr,
	       struct entry_at *entry);

/**
 * enum dump_moment - did all VMA records of a dump hold at one moment?
 * @DUMP_ONE_MOMENT: the VMAs did not change while the dump was made.  Entries can have
 *		     changed: by page faults, and by anything else that does not take
 *		     the mmap lock for writing
 * @DUMP_NOT_ONE_MOMENT: a VMA changed, or a writer took the mmap lock and may have
 *			 changed one
 * @DUMP_MAYBE_ONE_MOMENT: the dump does not tell; always so for the kernel half
 */
enum dump_moment {
	DUMP_ONE_MOMENT,
	DUMP_NOT_ONE_MOMENT,
	DUMP_MAYBE_ONE_MOMENT,
};

enum dump_moment dump_moment(const struct ptwalk_end *end);
const char *dump_moment_text(const struct ptwalk_end *end);
bool dump_consistent(const struct dump *dump);
const char *dump_exact_text(const struct dump *dump);
const char *dump_source_name(__u32 source);
bool dump_of_image(const struct dump *dump);
bool dump_lacks_vmas(const struct dump *dump);
int dump_mm_flag(const struct dump *dump, enum ptwalk_dict_key key);
__u64 dump_vma_end_at(const struct dump *dump, size_t nr);
__u64 dump_vma_end(const struct dump *dump, const struct ptwalk_vma *vma);
int dump_clip(const struct dump *dump, __u64 *start, __u64 *end,
	      struct errmsg *err);

/**
 * struct runs - an iterator over the merged runs of a dump
 * @dump: the dump
 * @cursor: position in the dump, see run.h
 * @next: the next record that is to be added to @cursor
 * @rest: second half of a run that cut_run() has cut; valid if @cut
 * @cut: runs_next() returns @rest next
 *
 * The fields are private to dump-runs.c; the struct is here so that callers can allocate it.
 */
struct runs {
	const struct dump	*dump;
	struct ptwalk_cursor	cursor;
	const struct ptwalk_record *next;
	struct ptwalk_run	rest;
	bool			cut;
};

void runs_begin(struct runs *runs, const struct dump *dump);
void runs_loosen(struct runs *runs);
void runs_limit(struct runs *runs, __u64 start, __u64 end);
bool runs_next(struct runs *runs, struct ptwalk_run *run);
void runs_bits(const struct dump *dump, const struct ptwalk_run *run, __u64 start, __u64 end,
	       __u64 *accessed, __u64 *dirty);

#endif /* PTWALK_DUMP_H */
