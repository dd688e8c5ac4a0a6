/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts the frames that one process maps more than once: Rss counts such a frame for every
 * mapping.  Never prints.
 */
#ifndef PTWALK_STAT_DISTINCT_H
#define PTWALK_STAT_DISTINCT_H

#include "stat-frames.h"

/**
 * struct distinct - frames that may be mapped more than once
 * @dump: the dump
 * @may_alias: by index of the VMA in @dump: true if this process may map its pages elsewhere too
 * @vma: index of the VMA of the run added last
 * @frames: frames mapped by the VMAs in @may_alias
 *
 * The caller allocates the structure; its fields are private to stat-distinct.c.
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
