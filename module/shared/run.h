/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From records to runs: the leaves of an address space in ascending order,
 * neighbours that say the same merged into one run.  Written once for the
 * module's text file and for the command-line tool, so that both cut an address
 * space at the same places.  It owns the order of records and the merging; what
 * an entry means is pte.h, and who reads or prints the records is not here.
 *
 * No allocation, no locks, no output: the caller feeds records and takes runs.
 *
 *	ptwalk_cursor_init(&c, header, &dict);
 *	for each record after the header:
 *		ptwalk_cursor_seek(&c, rec);
 *		while (ptwalk_cursor_next(&c, &run))
 *			use run;
 *		ptwalk_cursor_add(&c, rec);
 *
 * Between seek and add nothing that the record replaces is used any more, which
 * is when a caller without the whole dump in memory may overwrite it.
 */
#ifndef PTWALK_SHARED_RUN_H
#define PTWALK_SHARED_RUN_H

#include "pte.h"

/**
 * struct ptwalk_run - a range of addresses whose entries say the same
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @raw: the first entry; all others equal it but for their frame or offset
 * @entries: entries merged, 0 where @kind is %PTWALK_NONE
 * @extents: physically contiguous pieces that they form (or pieces of
 *	     consecutive swap offsets), 0 where @kind is %PTWALK_NONE
 * @vma: the area it lies in, or NULL
 * @above: effective permissions of the tables above (ptwalk_effective())
 * @kind: enum ptwalk_kind
 * @level: the table the entries stand in, 1 to 5; 0 for %PTWALK_NONE, where
 *	   empty entries of different levels are merged
 *
 * In a user half, tables are only there for areas: an entry outside of them that
 * leads to a table that is not in the dump counts as empty.
 *
 * A run ends where its area ends, so one that is clipped in the middle of a
 * huge page may begin at an address that is not a multiple of its span.
 */
struct ptwalk_run {
	__u64	start;
	__u64	end;
	__u64	raw;
	__u64	entries;
	__u64	extents;
	const struct ptwalk_vma *vma;
	__u32	above;
	__u8	kind;
	__u8	level;
};

/**
 * struct ptwalk_cursor - a place in a dump
 * @dict: dictionary
 * @levels: 4 or 5
 * @areas: the dump lists areas: it is of a user half
 * @pos: every address before it has been looked at
 * @limit: how far the records so far allow to look
 * @end: end of the range the dump covers
 * @vma: the area that @pos is in, or NULL
 * @table: by level, the table read last
 * @above: by level, effective permissions of the tables above that table
 * @run: the run being merged; @open says that there is one
 * @mask: bits in which an entry must equal @run.raw to join it
 * @step: difference to its neighbour's, where entries are contiguous
 * @last: the entry that joined last
 * @open: @run is in use
 * @flush: @run ends at @limit
 *
 * Private to run.c, but for the memory it takes.
 */
struct ptwalk_cursor {
	const struct ptwalk_dict *dict;
	unsigned int	levels;
	bool		areas;
	__u64		pos;
	__u64		limit;
	__u64		end;
	const struct ptwalk_vma *vma;
	const struct ptwalk_table *table[PTWALK_LEVEL_MAX + 1];
	__u32		above[PTWALK_LEVEL_MAX + 1];
	struct ptwalk_run run;
	__u64		mask;
	__u64		step;
	__u64		last;
	bool		open;
	bool		flush;
};

void ptwalk_cursor_init(struct ptwalk_cursor *c,
			const struct ptwalk_header *header,
			const struct ptwalk_dict *dict);
void ptwalk_cursor_seek(struct ptwalk_cursor *c,
			const struct ptwalk_record *rec);
bool ptwalk_cursor_next(struct ptwalk_cursor *c, struct ptwalk_run *run);
void ptwalk_cursor_add(struct ptwalk_cursor *c,
		       const struct ptwalk_record *rec);

/**
 * ptwalk_table_entry() - one entry of a table record
 * @table: the record
 * @index: 0 to 511
 *
 * Return: the entry; 0 for those that the record leaves out.
 */
static inline __u64 ptwalk_table_entry(const struct ptwalk_table *table,
				       unsigned int index)
{
	if (index < table->first || index - table->first >= table->count)
		return 0;
	return table->entry[index - table->first];
}

#endif /* PTWALK_SHARED_RUN_H */
