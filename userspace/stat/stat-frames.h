/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page frames of runs, as extents of frames that follow each other.  Never prints.
 */
#ifndef PTWALK_STAT_FRAMES_H
#define PTWALK_STAT_FRAMES_H

#include "dump.h"

/**
 * struct frames_extent - frames that follow each other
 * @frame: the first one
 * @nr: how many
 */
struct frames_extent {
	__u64	frame;
	__u64	nr;
};

/**
 * struct frames - a list of extents; all 0 at first, but for @block
 * @block: an extent does not reach over a multiple of this; 0 for no such limit
 * @extent: they
 * @nr: how many
 */
struct frames {
	__u64			block;
	struct frames_extent	*extent;
	size_t			nr;
};

#define frames_for_each(at, frames)					\
	for ((at) = (frames)->extent; (at) < (frames)->extent + (frames)->nr; (at)++)

int frames_of_run(const struct dump *dump, const struct ptwalk_run *run,
		  int (*fn)(void *arg, __u64 frame, __u64 nr), void *arg);
int frames_add(void *frames, __u64 frame, __u64 nr);
void frames_sort(struct frames *frames);
void frames_free(struct frames *frames);

#endif /* PTWALK_STAT_FRAMES_H */
