/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An iterator over what "show" lists: ranges of an address space in ascending order, filtered.
 * A range is a merged run of entries, a single entry, or an entry that leads to a table.  Owns
 * the boundaries of the ranges; cmd-show.c prints them.
 */
#ifndef PTWALK_RANGES_H
#define PTWALK_RANGES_H

#include "dump.h"
#include "filter.h"

/* struct ranges.what */
#define RANGES_NONE	(1U << 0)	/* also return ranges where nothing is mapped */
#define RANGES_ENTRIES	(1U << 1)	/* return each entry on its own, not merged runs */
#define RANGES_TABLES	(1U << 2)	/* also return entries that lead to tables */

/**
 * struct range - one range
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @pte: the first entry, decoded; the others differ from it in frame or swap offset
 *	 only.  @pte.phys is the physical address of @start, even if the range starts
 *	 inside a huge page
 * @kind: enum ptwalk_kind, or enum ptwalk_part_kind if it is known more precisely
 * @entries: number of entries; 0 if nothing is mapped
 * @extents: number of extents of contiguous frames that the entries form; 0 if
 *	     nothing is mapped
 * @slot: physical address of the entry if the range is a single entry; else 0
 * @effective: permissions combined with those of the tables above
 * @vma: the VMA, or NULL; always NULL for an entry that leads to a table
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
 * @filter: which ranges to return
 * @what: RANGES_*
 * @runs: iterator over the merged runs of the dump
 * @run: the current run; valid if @open
 * @pos: first address of @run that was not returned yet
 * @next: by level, index of the first table that was not returned yet
 * @end: end of the requested range; 0 stands for 1 << 64
 * @open: @run has addresses that were not returned yet
 * @maybe_not: number of entries returned that the filter may refuse, for all the dump tells
 * @maybe: number of entries not returned that it may let pass
 *
 * Only ranges.c uses the fields, except for the last two.  The struct is defined here so that
 * callers can allocate it.
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
	__u64			maybe_not;
	__u64			maybe;
};

/**
 * struct ranges_sum - sums over the ranges of a VMA
 * @present: bytes that are present
 * @entries: number of entries
 */
struct ranges_sum {
	__u64	present;
	__u64	entries;
};

int ranges_begin(struct ranges *ranges, const struct dump *dump,
		 const struct filter *filter, unsigned int what,
		 struct errmsg *err);
bool ranges_present(const struct dump *dump, const struct range *range);
bool ranges_next(struct ranges *ranges, struct range *range);
struct ranges_sum ranges_sum(const struct ranges *ranges, const struct range *first);

#endif /* PTWALK_RANGES_H */
