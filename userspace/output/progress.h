/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line on a terminal that says how far a long capture is, how fast, and how long it takes yet.
 * It is on standard error, so that it never mixes with output.
 */
#ifndef PTWALK_PROGRESS_H
#define PTWALK_PROGRESS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#define PROGRESS_SIZE	96

/**
 * struct progress - the line
 * @total: what there is to do, or 0 if that is not known
 * @things: what is counted; NULL for bytes
 * @began: when it began, nanoseconds of CLOCK_MONOTONIC
 * @next: when the line is to be written again, likewise
 * @terminal: standard error is a terminal
 * @shown: it was written at least once
 */
struct progress {
	__u64		total;
	const char	*things;
	__u64		began;
	__u64		next;
	bool		terminal;
	bool		shown;
};

void progress_begin(struct progress *progress, __u64 total, const char *things);
void progress_show(struct progress *progress, __u64 done);
void progress_end(const struct progress *progress);
char *progress_text(const struct progress *progress, __u64 done, __u64 ns,
		    char buf[PROGRESS_SIZE]);

#endif /* PTWALK_PROGRESS_H */
