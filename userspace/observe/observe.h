/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judgements of khugepaged and of MADV_COLLAPSE, put together from trace events.
 * The tracepoint of a judgement has its reason, the kprobe event before it in the
 * same thread has address and process.  Pure: no output, no files.
 *
 * A thread works on one range at a time: a kprobe event (trace-probe.h) when it
 * begins, tracepoints while it collapses, and the tracepoint of the judgement at the
 * end.  Threads interleave, and each can move between CPUs, whose buffers are read
 * one after the other: events are queued, and sorted by time before they are used.
 *
 * A kprobe event and a judgement belong together if they are of the same thread and
 * the same address space, and nothing in between was lost.  While events of one CPU
 * are lost, none are put together: the one in the middle could be missing.
 */
#ifndef PTWALK_OBSERVE_H
#define PTWALK_OBSERVE_H

#include "trace.h"

#define OBSERVE_WINDOW	0x200000ULL

/**
 * enum observe_step - how far the kernel came with a range
 * @OBSERVE_SCAN: it looked at the entries, or at the page cache
 * @OBSERVE_COLLAPSE: it began to collapse: allocated a huge page, locked
 * @OBSERVE_SWAPIN: it fetched what was swapped out
 * @OBSERVE_ISOLATE: it took the pages off their lists, and looked again
 */
enum observe_step {
	OBSERVE_SCAN,
	OBSERVE_COLLAPSE,
	OBSERVE_SWAPIN,
	OBSERVE_ISOLATE,
	OBSERVE_STEPS,
};

/**
 * struct observe_judgement - one judgement of one range of 2 MiB
 * @time: when, nanoseconds of CLOCK_MONOTONIC
 * @thread: who judged: khugepaged, or a caller of madvise(2)
 * @located: @addr is known
 * @addr: first address of the range
 * @pid: process whose range it is, in the initial PID namespace; 0 where it has
 *	 no owner any more or @located is false
 * @comm: its name, "" likewise
 * @status: the kernel's word; lives as long as the trace
 * @step: enum observe_step: the last one that was begun
 * @file: of a file or shmem: judged by the page cache, not by PTEs
 * @tried: bit N: a collapse to 2^N pages was tried
 * @done: bit N: it was done
 * @none: PTEs that are empty or the zero page, as far as it looked; -1 where
 *	  the event does not say
 * @unmapped: PTEs, or pages of shmem, that are swapped out, likewise
 * @referenced: PTEs whose page was used lately, likewise
 * @present: pages of a file that are in memory, likewise
 * @swapped_in: pages fetched from swap, likewise
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

/* Takes one judgement; anything but 0 stops and is returned. */
typedef int (*observe_fn)(const struct observe_judgement *judgement, void *arg);

struct observe *observe_new(void);
int observe_event(struct observe *o, const struct trace_event *event);
int observe_settle(struct observe *o, __u64 until, observe_fn fn, void *arg);
__u64 observe_lost(const struct observe *o);
bool observe_succeeded(const struct observe_judgement *judgement);
void observe_free(struct observe *o);

#endif /* PTWALK_OBSERVE_H */
