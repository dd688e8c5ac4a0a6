/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which pages were touched, by their accessed bits, in merged ranges.  That is
 * since the bits were cleared: clear_refs of /proc does that.  Never prints.
 */
#ifndef PTWALK_TOUCHED_H
#define PTWALK_TOUCHED_H

#include "dump.h"

/**
 * struct touched - neighbouring pages that were touched
 * @start: first address
 * @end: first address after it
 * @vma: the area that they lie in, or NULL
 * @pages: how many
 * @level: of the table that their entries stand in
 */
struct touched {
	__u64				start;
	__u64				end;
	const struct ptwalk_vma		*vma;
	__u64				pages;
	unsigned int			level;
};

/**
 * struct touched_ranges - iterator
 * @dump: dump
 * @runs: the runs of it
 * @open: what is being merged; none where its @pages is 0
 */
struct touched_ranges {
	const struct dump	*dump;
	struct runs		runs;
	struct touched		open;
};

void touched_begin(struct touched_ranges *ranges, const struct dump *dump);
bool touched_next(struct touched_ranges *ranges, struct touched *touched);

#endif /* PTWALK_TOUCHED_H */
