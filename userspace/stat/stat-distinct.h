/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames that one process maps several times, each of which Rss counts every time.
 * Never prints.
 */
#ifndef PTWALK_STAT_DISTINCT_H
#define PTWALK_STAT_DISTINCT_H

#include "stat-frames.h"

/**
 * struct distinct - frames seen so far
 * @dump: the dump
 * @may_alias: by VMA: can its pages be mapped elsewhere in this process, too?
 * @vma: the VMA of the run added last
 * @frames: frames of such VMAs
 *
 * Private to stat-distinct.c, but for the memory it takes.
 */
struct distinct {
	const struct dump	*dump;
	bool			*may_alias;
	size_t			vma;
	struct frames		frames;
};

int distinct_begin(struct distinct *distinct, const struct dump *dump);
int distinct_add(struct distinct *distinct, const struct ptwalk_run *run);
__u64 distinct_end(struct distinct *distinct);

#endif /* PTWALK_STAT_DISTINCT_H */
