/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A dump in memory, checked and indexed: look up any table by level and
 * address, any area by address, and take merged runs.  A dump file is a hostile
 * input: dump_parse() checks every length, index and order before anything else
 * may rely on it.  Never prints; where the bytes come from is source.h.
 */
#ifndef PTWALK_DUMP_H
#define PTWALK_DUMP_H

#include <stddef.h>

#include "facts.h"
#include "pte.h"
#include "run.h"

struct errmsg;

/**
 * struct dump - a parsed dump; all pointers lead into the bytes it was made of
 * @header: the first record
 * @end: the last record
 * @dict: the header's dictionary
 * @tail: what follows it, or NULL: dumps of the first versions have none
 * @vma: area records, ascending
 * @nr_vmas: how many
 * @table: by level 1 to 5: table records, ascending by base
 * @nr_tables: by level, how many
 * @facts: what is known beside the tables; of a live target only what
 *	   facts_read() was asked for
 * @data: the bytes
 * @size: how many
 */
struct dump {
	const struct ptwalk_header	*header;
	const struct ptwalk_end		*end;
	struct ptwalk_dict		dict;
	const struct ptwalk_header_tail	*tail;
	const struct ptwalk_vma		**vma;
	size_t				nr_vmas;
	const struct ptwalk_table	**table[PTWALK_LEVEL_MAX + 1];
	size_t				nr_tables[PTWALK_LEVEL_MAX + 1];
	struct facts			facts;
	const void			*data;
	size_t				size;
};

/**
 * struct entry_at - one entry, where it stands and what it inherits
 * @table: the table record it stands in
 * @raw: the entry; where a table was copied below it, as read with that copy
 * @addr: first address that it translates
 * @index: 0 to 511
 * @above: effective permissions of the tables above
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
 * enum dump_moment - are the VMAs of a dump of one moment?
 * @DUMP_ONE_MOMENT: they did not change while the dump was made; their entries can have,
 *		     by page faults and by whatever else takes no mmap lock for writing
 * @DUMP_NOT_ONE_MOMENT: they changed, or the mmap lock was taken in order to
 * @DUMP_MAYBE_ONE_MOMENT: not known; always so of the kernel half
 */
enum dump_moment {
	DUMP_ONE_MOMENT,
	DUMP_NOT_ONE_MOMENT,
	DUMP_MAYBE_ONE_MOMENT,
};

enum dump_moment dump_moment(const struct ptwalk_end *end);
const char *dump_moment_text(const struct ptwalk_end *end);
int dump_mm_flag(const struct dump *dump, enum ptwalk_dict_key key);
__u64 dump_vma_end(const struct dump *dump, const struct ptwalk_vma *vma);
int dump_clip(const struct dump *dump, __u64 *start, __u64 *end,
	      struct errmsg *err);

/**
 * struct runs - an iterator over the merged runs of a dump
 * @dump: the dump
 * @cursor: run.h
 * @next: the record after the one that @cursor is at
 * @rest: what is left of a run that was cut; @cut says that there is one
 *
 * Private to dump.c, but for the memory it takes.
 */
struct runs {
	const struct dump	*dump;
	struct ptwalk_cursor	cursor;
	const struct ptwalk_record *next;
	struct ptwalk_run	rest;
	bool			cut;
};

void runs_begin(struct runs *runs, const struct dump *dump);
void runs_limit(struct runs *runs, __u64 start, __u64 end);
bool runs_next(struct runs *runs, struct ptwalk_run *run);

#endif /* PTWALK_DUMP_H */
