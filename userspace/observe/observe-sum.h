/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judgements counted by process and by reason.  Pure: no output, no files.
 */
#ifndef PTWALK_OBSERVE_SUM_H
#define PTWALK_OBSERVE_SUM_H

#include "observe.h"

/**
 * struct observe_count - judgements with the same word
 * @status: the word; lives as long as the trace
 * @nr: how many
 */
struct observe_count {
	const char	*status;
	__u64		nr;
};

/**
 * struct observe_counts - judgements by word
 * @count: words, from observe_sums_end() on the most frequent one first
 * @nr: how many words
 * @all: how many judgements
 */
struct observe_counts {
	struct observe_count	*count;
	size_t			nr;
	__u64			all;
};

/**
 * struct observe_process - judgements about one process
 * @pid: its ID, 0 where it had ended by then
 * @comm: its name; one that changes its name is another process here
 * @counts: judgements
 */
struct observe_process {
	int			pid;
	char			comm[TRACE_COMM];
	struct observe_counts	counts;
};

/**
 * struct observe_sums - judgements counted
 * @counts: all of them
 * @process: the located ones by process; from observe_sums_end() on, the process with
 *	     the most first
 * @nr: how many processes
 * @unlocated: judgements of an unknown range
 * @collapsed: ranges of which a page of 2 MiB was made
 */
struct observe_sums {
	struct observe_counts	counts;
	struct observe_process	*process;
	size_t			nr;
	__u64			unlocated;
	__u64			collapsed;
};

int observe_sums_add(struct observe_sums *sums,
		     const struct observe_judgement *judgement);
void observe_sums_end(struct observe_sums *sums);
void observe_sums_free(struct observe_sums *sums);

#endif /* PTWALK_OBSERVE_SUM_H */
