/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dumps of one process taken one after the other: what lies between two of them,
 * whether they are still of the process that was begun with, and what they cost
 * it.  Keeps the last dump and no more.  Never prints and never waits; when a
 * dump is taken, and what is done about the changes, is cmd-watch.c's.
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
 * enum watch_verdict - what a dump is to the one before it
 * @WATCH_FIRST: there is none to compare with
 * @WATCH_NEXT: the same address space, later
 * @WATCH_EXEC: another address space of the same process: execve(2)
 * @WATCH_OTHER: of another process, which has got the number
 */
enum watch_verdict {
	WATCH_FIRST,
	WATCH_NEXT,
	WATCH_EXEC,
	WATCH_OTHER,
};

/**
 * struct watch_cost - what watching cost the process
 * @dumps: dumps that were taken
 * @bytes: their size
 * @holds: how many times its mmap lock was held
 * @hold_max_ns: longest time
 * @hold_total_ns: sum of these times
 */
struct watch_cost {
	__u64	dumps;
	__u64	bytes;
	__u64	holds;
	__u64	hold_max_ns;
	__u64	hold_total_ns;
};

/**
 * struct watch - a process being watched; { .wanted = ... } is one to begin with
 * @wanted: changes to look for
 * @last: the last dump, or none
 * @list: what changed since, in change_order(), while two dumps are there
 * @report: of the comparison
 * @cost: of all dumps
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
