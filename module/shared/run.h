/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From records to runs: goes through the entries of a dump in ascending order of address and
 * merges neighbours with equal contents into one run.  The module's text file and the
 * command-line tool both use this code, so their ranges are the same.  It owns the
 * order of the records and the merging; pte.h owns the meaning of an entry; the callers read
 * the records and print the runs.
 *
 * No allocation, no locks, no output.  The caller passes records in and takes runs out:
 *
 *	ptwalk_cursor_init(&c, header, &dict);
 *	for each record after the header:
 *		ptwalk_cursor_seek(&c, rec);
 *		while (ptwalk_cursor_next(&c, &run))
 *			use run;
 *		ptwalk_cursor_add(&c, rec);
 *
 * When ptwalk_cursor_next() has returned false, the cursor no longer uses the earlier VMA or
 * table record that @rec replaces in ptwalk_cursor_add(): a caller that does not have the
 * whole dump in memory may overwrite it then.
 */
#ifndef PTWALK_SHARED_RUN_H
#define PTWALK_SHARED_RUN_H

#include "pte.h"

/**
 * struct ptwalk_run - a range of addresses with equal entries
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @raw: the first entry; the others differ from it in frame or swap offset only, or in A and D
 *	 if the cursor merges regardless of these
 * @entries: number of entries merged, 0 if @kind is %PTWALK_NONE
 * @accessed: of @entries, with A set, if the cursor merges regardless of A and D and @kind is
 *	      one of entries with a page, else 0
 * @dirty: the same, with D set
 * @extents: number of extents of contiguous frames (or consecutive swap offsets) that the
 *	     entries form, 0 if @kind is %PTWALK_NONE
 * @vma: the VMA record that contains the run, or NULL
 * @above: effective permissions of the tables above (ptwalk_effective())
 * @kind: enum ptwalk_kind
 * @level: level of the table that the entries are in, 1 to 5; 0 for %PTWALK_NONE, where
 *	   empty entries of different levels are merged
 *
 * A dump of the user half has tables for VMAs only: outside of VMAs, an entry that leads to
 * a table which is not in the dump counts as empty.
 *
 * A run never crosses the boundary of a VMA.  Where the boundary is inside a huge page,
 * @start is not a multiple of the span of the entry.
 */
struct ptwalk_run {
	__u64	start;
	__u64	end;
	__u64	raw;
	__u64	entries;
	__u64	accessed;
	__u64	dirty;
	__u64	extents;
	const struct ptwalk_vma *vma;
	__u32	above;
	__u8	kind;
	__u8	level;
};

/**
 * struct ptwalk_cursor - state of the pass over one dump
 * @dict: dictionary of the dump
 * @levels: 4 or 5
 * @areas: the dump is of the user half, where VMA records are VMAs, not regions
 * @loose: merge pages of level 1 regardless of A and D, and count these two in each run: for
 *	   sums.  May be set after ptwalk_cursor_init(), which clears it
 * @pos: the position: all addresses before it are done
 * @limit: the position may move up to here with the records passed in so far
 * @end: end of the range that the dump covers; 0 stands for 1 << 64
 * @vma: the VMA record that contains @pos, or NULL
 * @table: by level, the last table record
 * @above: by level, effective permissions of the tables above that table
 * @run: the run that is being merged; valid if @open
 * @mask: the bits in which an entry must equal @run.raw to join the run
 * @step: difference between the raw values of two neighbours that are contiguous
 * @last: the entry that joined the run last, without A and D if they are counted
 * @counts: A and D of the entries of @run are counted
 * @open: @run is in use
 * @flush: @run ends at @limit at the latest: a VMA starts there, or the dump ends
 *
 * Only run.c uses the fields, but for @loose.  The struct is defined here so that callers can
 * allocate it.
 */
struct ptwalk_cursor {
	const struct ptwalk_dict *dict;
	unsigned int	levels;
	bool		areas;
	bool		loose;
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
	bool		counts;
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
