/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares successive dumps of one process: what changed between two of them, whether they
 * are still of the same process, and what the dumps cost it.  Keeps the last dump only.
 * Does not decide when a dump is taken and what happens with the changes (cmd-watch.c).
 * Never prints and never waits.
 *
 *	while (source_open(&source, ...) is 0) {
 *		watch_compare(&watch, &source, &verdict, &err);
 *		use watch.list;
 *		watch_keep(&watch, &source);
 *	}
 *	watch_stop(&watch);
 */
#ifndef PTWALK_WATCH_H
#define PTWALK_WATCH_H

#include "change-list.h"
#include "source.h"

/**
 * enum watch_verdict - how a dump relates to the one before it
 * @WATCH_FIRST: there is no dump before it
 * @WATCH_NEXT: both are of the same address space
 * @WATCH_EXEC: the process has another address space now: it called execve(2)
 * @WATCH_OTHER: the dump is of another process, which got the PID of the first one
 */
enum watch_verdict {
	WATCH_FIRST,
	WATCH_NEXT,
	WATCH_EXEC,
	WATCH_OTHER,
};

/**
 * struct watch_cost - what the dumps cost the process
 * @dumps: number of dumps
 * @bytes: total size of the dumps
 * @holds: how many times the mmap lock of the process was held
 * @hold_max_ns: longest single hold, nanoseconds
 * @hold_total_ns: sum of all holds, nanoseconds
 */
struct watch_cost {
	__u64	dumps;
	__u64	bytes;
	__u64	holds;
	__u64	hold_max_ns;
	__u64	hold_total_ns;
};

/**
 * struct watch - a process that is watched; initialise with { .wanted = ... }
 * @wanted: changes to look for
 * @last: the last dump; all zero before the first one
 * @list: changes since @last, in change_order(); valid from watch_compare() to watch_keep()
 * @report: sums of that comparison
 * @cost: cost of all dumps
 */
struct watch {
	struct changes		wanted;
	struct source		last;
	struct change_list	list;
	struct diff_report	report;
	struct watch_cost	cost;
};

struct changes watch_events(bool thp);
int watch_compare(struct watch *watch, const struct source *source,
		  enum watch_verdict *verdict, struct errmsg *err);
void watch_keep(struct watch *watch, struct source *source);
void watch_stop(struct watch *watch);

#endif /* PTWALK_WATCH_H */
