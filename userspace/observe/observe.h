/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Combines trace events into judgements.  A judgement is the result of one scan of a 2 MiB
 * range, by khugepaged or by MADV_COLLAPSE: the tracepoint at the end of the scan has the
 * result, the kprobe event before it in the same thread has address and process.  Does not
 * read the events (trace.h).  No output, no files.
 *
 * A thread scans one range at a time.  Its events are a kprobe event (trace-probe.h) when
 * the scan begins, tracepoints while it collapses the range, and a tracepoint with the
 * result at the end.  Events of several threads interleave, and a thread can move between
 * CPUs, whose buffers are read one after the other; so events are queued and sorted by time
 * before they are used.
 *
 * A kprobe event and a result belong together if they are of the same thread and the same
 * mm, and no event between them was lost.  So when a CPU lost events, kprobe events from
 * before the end of the loss are not used: the events that followed them may be missing.
 */
#ifndef PTWALK_OBSERVE_H
#define PTWALK_OBSERVE_H

#include "trace.h"

#define OBSERVE_WINDOW	0x200000ULL	/* bytes of a range that is scanned */

/**
 * enum observe_step - the last step of the kernel's work on a range
 * @OBSERVE_SCAN: examined the PTEs, or the page cache
 * @OBSERVE_COLLAPSE: began a collapse: allocated a huge page, took the locks
 * @OBSERVE_SWAPIN: read swapped-out pages back
 * @OBSERVE_ISOLATE: isolated the pages from their LRU lists and examined them again
 * @OBSERVE_STEPS: number of steps
 */
enum observe_step {
	OBSERVE_SCAN,
	OBSERVE_COLLAPSE,
	OBSERVE_SWAPIN,
	OBSERVE_ISOLATE,
	OBSERVE_STEPS,
};

/**
 * struct observe_judgement - result of one scan of a 2 MiB range
 * @time: when the scan ended, nanoseconds of CLOCK_MONOTONIC
 * @thread: thread ID of the scanner: khugepaged, or a caller of madvise(2)
 * @located: true if @addr, @pid and @comm are known
 * @addr: first address of the range; 0 if not @located
 * @pid: process that owns the range, in the initial PID namespace; 0 if its mm has no
 *	 owner any more or if not @located
 * @comm: name of that process; "" where @pid is 0
 * @status: the result, as the kernel's SCAN_STATUS names it ("exceed_none_pte"); lives as
 *	    long as the struct trace
 * @step: enum observe_step: the last step that the kernel began
 * @file: true for a file or shmem, whose page cache was scanned instead of PTEs
 * @tried: bit N is set if a collapse to 2^N pages was tried
 * @done: bit N is set if a collapse to 2^N pages succeeded
 * @none: PTEs that are empty or map the zero page.  This count and those below cover what
 *	  the kernel examined before it stopped; -1 where the event has no such field
 * @unmapped: PTEs, or pages of shmem, that are swapped out
 * @referenced: PTEs whose page was accessed recently
 * @present: pages of a file that are in the page cache
 * @swapped_in: pages read from swap
 */
struct observe_judgement {
	__u64		time;
	int		thread;
	bool		located;
	__u64		addr;
	int		pid;
	char		comm[TRACE_COMM];
	const char	*status;
	unsigned int	step;
	bool		file;
	__u32		tried;
	__u32		done;
	__s32		none;
	__s32		unmapped;
	__s32		referenced;
	__s32		present;
	__s32		swapped_in;
};

struct observe;

/* Called with each judgement; a return value other than 0 stops observe_settle(). */
typedef int (*observe_fn)(const struct observe_judgement *judgement, void *arg);

struct observe *observe_new(void);
int observe_event(struct observe *o, const struct trace_event *event);
int observe_settle(struct observe *o, __u64 until, observe_fn fn, void *arg);
__u64 observe_lost(const struct observe *o);
bool observe_succeeded(const struct observe_judgement *judgement);
void observe_free(struct observe *o);

#endif /* PTWALK_OBSERVE_H */
