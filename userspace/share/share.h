/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page frames that several processes map: how often each frame is mapped in all address spaces,
 * and from that what part of a process's memory is its own.  Owns the list of frames and the
 * counts; the caller makes the dumps.  Never prints.
 *
 * A frame is counted as /proc/PID/smaps counts it: pages of Rss (RSS_RESIDENT, rss.h), once for
 * each entry that maps it.
 */
#ifndef PTWALK_SHARE_H
#define PTWALK_SHARE_H

#include "dump.h"
#include "share-frames.h"

#define SHARE_TARGETS	64	/* at most */

/* PSS is summed up in these parts of a byte, as the kernel does (PSS_SHIFT, fs/proc/task_mmu.c) */
#define SHARE_PSS_SHIFT	12

/**
 * struct share_extent - contiguous frames, as one process maps them
 * @frame: number of the first frame
 * @nr: number of frames
 * @target: number of the process among those that are asked about; %SHARE_TARGETS for another one
 */
struct share_extent {
	__u64	frame;
	__u64	nr;
	__u32	target;
};

/**
 * struct share_segment - contiguous frames that are mapped by the same processes, more than once
 * @frame: number of the first frame
 * @nr: number of frames
 * @targets: bit N is set if the process number N maps them
 * @maps: number of entries that map each of them, in all processes
 * @others: they are mapped also by a process that is not asked about
 */
struct share_segment {
	__u64	frame;
	__u64	nr;
	__u64	targets;
	__u32	maps;
	bool	others;
};

/**
 * struct share - the frames of the processes that are asked about
 * @dump: by number, their dumps
 * @frames: which frames they map, and which are mapped more than once
 * @extent: frames that are mapped more than once, as they are mapped: first by other processes
 * @nr_others: number of elements in @extent that other processes map
 * @nr_extents: number of elements in @extent
 * @segment: the same frames, ascending and without overlaps; from share_settle()
 * @nr_segments: number of elements in @segment
 */
struct share {
	const struct dump	*dump[SHARE_TARGETS];
	struct share_frames	frames;
	struct share_extent	*extent;
	size_t			nr_others;
	size_t			nr_extents;
	struct share_segment	*segment;
	size_t			nr_segments;
};

/**
 * struct share_sums - how much memory of a process, or of one of its VMAs, is shared; in bytes
 * @rss: resident memory
 * @pss: proportional set size: of each page the part that falls to one of its mappings; in units
 *	 of 1 / (1 << SHARE_PSS_SHIFT) byte
 * @uss: unique set size: pages that nobody else maps, nor the process itself a second time
 * @shared: pages that another process which was asked about maps
 * @others: pages that a process which was not asked about maps
 * @with: bit N is set if the process number N maps some of @shared
 */
struct share_sums {
	__u64	rss;
	__u64	pss;
	__u64	uss;
	__u64	shared;
	__u64	others;
	__u64	with;
};

int share_add_target(struct share *s, const struct dump *dump, unsigned int target);
int share_add_other(struct share *s, const struct dump *dump, __u64 *bytes);
int share_settle(struct share *s);
void share_add_sums(struct share_sums *to, const struct share_sums *sums);
void share_sum(const struct share *s, const struct dump *dump, unsigned int target,
	       struct share_sums *all, struct share_sums *by_vma);
void share_free(struct share *s);

#endif /* PTWALK_SHARE_H */
