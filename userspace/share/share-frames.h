/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which page frames are mapped, and which of these more than once: two bits for each frame, in
 * blocks of 2M of memory, so that the size depends on the memory that is mapped.  Never prints.
 */
#ifndef PTWALK_SHARE_FRAMES_H
#define PTWALK_SHARE_FRAMES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#define SHARE_BLOCK	512U	/* frames in a block */

/**
 * struct share_block - the frames of 2M of memory
 * @number: number of its first frame, divided by SHARE_BLOCK
 * @once: a bit for each frame: it is mapped
 * @again: a bit for each frame: it is mapped more than once; a subset of @once
 */
struct share_block {
	__u64	number;
	__u64	once[SHARE_BLOCK / 64];
	__u64	again[SHARE_BLOCK / 64];
};

/**
 * struct share_frames - the mapped frames; zeroed before its first use
 * @block: blocks in the order in which they were met
 * @nr: number of blocks
 * @index: hash table of the numbers of elements of @block, plus 1; 0 is a free place
 * @log: log2 of the places in @index
 * @filter: a bit for each place in @index: a block whose number has this hash may have frames that
 *	    are mapped more than once.  It is small enough for a cache, and of most blocks the only
 *	    thing that is looked at after share_frames_map()
 */
struct share_frames {
	struct share_block	*block;
	size_t			nr;
	__u32			*index;
	unsigned int		log;
	__u64			*filter;
};

int share_frames_map(struct share_frames *f, __u64 frame, __u64 nr);
void share_frames_map_again(struct share_frames *f, __u64 frame, __u64 nr);
__u64 share_frames_alike(const struct share_frames *f, __u64 frame, __u64 nr, bool *again);
void share_frames_free(struct share_frames *f);

#endif /* PTWALK_SHARE_FRAMES_H */
