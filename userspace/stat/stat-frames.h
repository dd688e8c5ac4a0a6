/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of the page frames of runs, as extents of contiguous frames.  Never prints.
 */
#ifndef PTWALK_STAT_FRAMES_H
#define PTWALK_STAT_FRAMES_H

#include "dump.h"

/**
 * struct frames_extent - contiguous page frames
 * @frame: number of the first frame
 * @nr: number of frames
 */
struct frames_extent {
	__u64	frame;
	__u64	nr;
};

/**
 * struct frames - a list of extents; the caller sets @block and zeroes the rest
 * @block: extents are cut at multiples of this frame number; 0 to leave them whole
 * @extent: array of extents
 * @nr: number of extents
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
