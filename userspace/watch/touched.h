/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the pages that were touched since their accessed bits were cleared, as merged ranges.
 * Does not clear the bits: /proc/PID/clear_refs does.  Never prints.
 */
#ifndef PTWALK_TOUCHED_H
#define PTWALK_TOUCHED_H

#include "dump.h"

/**
 * struct touched - a range of adjacent touched pages
 * @start: first address
 * @end: first address after the range
 * @vma: the VMA of the pages, or NULL
 * @pages: number of pages
 * @level: level of the table that holds their entries, which gives the page size
 */
struct touched {
	__u64				start;
	__u64				end;
	const struct ptwalk_vma		*vma;
	__u64				pages;
	unsigned int			level;
};

/**
 * struct touched_ranges - iterator over the touched ranges of a dump
 * @dump: the dump
 * @runs: iterator over its runs
 * @open: the range that the next run may still extend; none if @open.pages is 0
 */
struct touched_ranges {
	const struct dump	*dump;
	struct runs		runs;
	struct touched		open;
};

void touched_begin(struct touched_ranges *ranges, const struct dump *dump);
bool touched_next(struct touched_ranges *ranges, struct touched *touched);

#endif /* PTWALK_TOUCHED_H */
