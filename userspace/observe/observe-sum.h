/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts judgements by process and by status.  No output, no files.
 */
#ifndef PTWALK_OBSERVE_SUM_H
#define PTWALK_OBSERVE_SUM_H

#include "observe.h"

/**
 * struct observe_count - number of judgements with one status
 * @status: the status; lives as long as the struct trace
 * @nr: number of judgements
 */
struct observe_count {
	const char	*status;
	__u64		nr;
};

/**
 * struct observe_counts - number of judgements by status
 * @count: counts of the statuses that occurred; the largest first after observe_sums_end()
 * @nr: number of statuses in @count
 * @all: number of judgements
 */
struct observe_counts {
	struct observe_count	*count;
	size_t			nr;
	__u64			all;
};

/**
 * struct observe_process - number of judgements about one process
 * @pid: process ID, 0 if the mm had no owner any more
 * @comm: name; a process that changes its name is counted as another one
 * @counts: its judgements
 */
struct observe_process {
	int			pid;
	char			comm[TRACE_COMM];
	struct observe_counts	counts;
};

/**
 * struct observe_sums - counts of all judgements
 * @counts: all judgements
 * @process: located judgements by process; the process with most judgements first after
 *	     observe_sums_end()
 * @nr: number of processes in @process
 * @unlocated: number of judgements that are not located
 * @collapsed: number of judgements that collapsed their range to a 2 MiB page
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
