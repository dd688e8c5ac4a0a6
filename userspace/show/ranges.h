/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What "show" lists: ranges of an address space, each of them a merged run, one
 * entry, or an entry that leads to a table, in ascending order and filtered.
 * Owns the cutting; how a range is printed is the command's.
 */
#ifndef PTWALK_RANGES_H
#define PTWALK_RANGES_H

#include "dump.h"
#include "filter.h"

/* struct ranges.what */
#define RANGES_NONE	(1U << 0)	/* ranges where nothing is mapped, too */
#define RANGES_ENTRIES	(1U << 1)	/* every entry on its own */
#define RANGES_TABLES	(1U << 2)	/* entries that lead to tables, too */

/**
 * struct range - one range
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @pte: its first entry; all others say the same, but for the frame.  @pte.phys
 *	 is what @start translates to, even where the range begins in the middle
 *	 of a huge page
 * @kind: what it is: enum ptwalk_kind, or enum ptwalk_part_kind where more is known
 * @entries: how many; 0 where nothing is mapped
 * @extents: physically contiguous pieces they form, 0 likewise
 * @slot: physical address of the entry, where the range is a single one; else 0
 * @effective: permissions, those of the tables above included
 * @vma: the area, or NULL; always NULL for an entry that leads to a table
 */
struct range {
	__u64			start;
	__u64			end;
	struct ptwalk_pte	pte;
	unsigned int		kind;
	__u64			entries;
	__u64			extents;
	__u64			slot;
	__u32			effective;
	const struct ptwalk_vma	*vma;
};

/**
 * struct ranges - an iterator over ranges
 * @dump: the dump
 * @filter: what is wanted
 * @what: RANGES_*
 * @runs: where runs come from
 * @run: the current run
 * @pos: how far it has been taken
 * @next: by level, the first table that has not been listed
 * @end: of the range wanted; 0 stands for 1 << 64
 * @open: there is a current run
 *
 * Private to ranges.c, but for the memory it takes.
 */
struct ranges {
	const struct dump	*dump;
	const struct filter	*filter;
	unsigned int		what;
	struct runs		runs;
	struct ptwalk_run	run;
	__u64			pos;
	size_t			next[PTWALK_LEVEL_MAX + 1];
	__u64			end;
	bool			open;
};

int ranges_begin(struct ranges *ranges, const struct dump *dump,
		 const struct filter *filter, unsigned int what,
		 struct errmsg *err);
bool ranges_next(struct ranges *ranges, struct range *range);

#endif /* PTWALK_RANGES_H */
