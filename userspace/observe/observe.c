// SPDX-License-Identifier: GPL-2.0-only
/*
 * Combines kprobe events and tracepoints into judgements: see observe.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe.h"

/*
 * Threads that can be in a scan at the same time: khugepaged, and callers of
 * MADV_COLLAPSE.  With more of them, the oldest scans are dropped and not located.
 */
#define MAX_SCANS	512

/* A range of 2 MiB is 2^9 pages of 4 KiB. */
#define ORDER		9

/**
 * struct scan - a scan that a thread has not finished
 * @thread: thread ID
 * @begun: the kprobe event was seen: @mm and address and process in @range are valid
 * @judged: one result was passed on; the thread scans the same range again, see
 *	    scans_again()
 * @mm: the mm of the kprobe event
 * @range: the judgement so far: address and process from the kprobe event, steps from the
 *	   tracepoints since
 */
struct scan {
	int				thread;
	bool				begun;
	bool				judged;
	__u64				mm;
	struct observe_judgement	range;
};

/**
 * struct queued - an event that is not used yet
 * @event: event
 * @seq: sequence number in the order of reading; orders events of the same time
 */
struct queued {
	struct trace_event	event;
	__u64			seq;
};

/**
 * struct observe - events and scans that are not finished
 * @queue: events that are not used yet
 * @nr: number of events in @queue
 * @room: number of events that @queue has memory for
 * @seq: number of events taken so far
 * @scan: unfinished scans, at most one for each thread, the oldest first
 * @nr_scans: number of scans in @scan
 * @blind: end of the last loss of events on any CPU; kprobe events before it are not used
 * @lost: number of lost events, at least
 */
struct observe {
	struct queued	*queue;
	size_t		nr;
	size_t		room;
	__u64		seq;
	struct scan	scan[MAX_SCANS];
	size_t		nr_scans;
	__u64		blind;
	__u64		lost;
};

/**
 * observe_new() - begin an observation
 *
 * Return: the observation, to be freed with observe_free(); NULL if there is no memory.
 */
struct observe *observe_new(void)
{
	return calloc(1, sizeof(struct observe));
}

/**
 * observe_event() - queue an event until observe_settle() uses it
 * @o: observation
 * @event: event, copied; events may come in any order of time
 *
 * Return: 0 or -ENOMEM.
 */
int observe_event(struct observe *o, const struct trace_event *event)
{
	struct queued *more;
	size_t room;

	if (o->nr == o->room) {
		room = o->room ? o->room * 2 : 1024;
		more = reallocarray(o->queue, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		o->queue = more;
		o->room = room;
	}
	o->queue[o->nr].event = *event;
	o->queue[o->nr++].seq = o->seq++;
	return 0;
}

static struct scan *find_scan(struct observe *o, int thread)
{
	size_t i;

	for (i = 0; i < o->nr_scans; i++)
		if (o->scan[i].thread == thread)
			return &o->scan[i];
	return NULL;
}

static void end_scan(struct observe *o, struct scan *scan)
{
	size_t after = &o->scan[o->nr_scans] - (scan + 1);

	memmove(scan, scan + 1, after * sizeof(*scan));
	o->nr_scans--;
}

static struct scan *new_scan(struct observe *o, int thread)
{
	struct scan *scan = find_scan(o, thread);

	if (scan)
		end_scan(o, scan);
	if (o->nr_scans == MAX_SCANS)
		end_scan(o, o->scan);
	scan = &o->scan[o->nr_scans++];
	*scan = (struct scan){ .thread = thread };
	return scan;
}

static void begin(struct observe *o, const struct trace_event *event)
{
	struct scan *scan = new_scan(o, event->pid);

	scan->begun = true;
	scan->mm = trace_value(event, TRACE_MM, 0);
	scan->range.addr = trace_value(event, TRACE_ADDR, 0) & -OBSERVE_WINDOW;
	/* if mm->owner is NULL, the probe could not read pid and comm through it */
	if (!trace_value(event, TRACE_OWNER, 0))
		return;
	scan->range.pid = trace_value(event, TRACE_PID, 0);
	memcpy(scan->range.comm, event->comm, sizeof(event->comm));
}

static void reached(struct observe_judgement *range, unsigned int step)
{
	if (range->step < step)
		range->step = step;
}

static bool says(const struct trace_event *event, const char *status)
{
	return event->status && !strcmp(event->status, status);
}

static void tried(struct observe_judgement *range,
		  const struct trace_event *event)
{
	unsigned int order = trace_value(event, TRACE_ORDER, ORDER);

	reached(range, OBSERVE_COLLAPSE);
	if (order > 31)
		return;
	range->tried |= 1U << order;
	if (says(event, "succeeded"))
		range->done |= 1U << order;
}

static void scan_step(struct observe *o, const struct trace_event *event)
{
	struct scan *scan = find_scan(o, event->pid);

	if (!scan)
		scan = new_scan(o, event->pid);
	switch (event->kind) {
	case TRACE_COLLAPSE:
		tried(&scan->range, event);
		break;
	case TRACE_ISOLATE:
		reached(&scan->range, OBSERVE_ISOLATE);
		break;
	case TRACE_SWAPIN:
		reached(&scan->range, OBSERVE_SWAPIN);
		scan->range.swapped_in = trace_value(event, TRACE_SWAPPED_IN, 0);
		break;
	case TRACE_COLLAPSE_FILE:
		reached(&scan->range, OBSERVE_COLLAPSE);
		break;
	}
}

/*
 * Will the thread scan the same range again without another kprobe event?  MADV_COLLAPSE of
 * a file writes dirty pages back and retries within collapse_single_pmd(), which the kprobe
 * is on.
 */
static bool scans_again(const struct trace_event *event)
{
	return event->kind == TRACE_SCAN_FILE &&
	       says(event, "page_dirty_or_writeback");
}

/*
 * Pass on the judgement of the scan that @event ended.  It is located if the thread's kprobe
 * event was seen and has the same mm.  A second result after one kprobe event is located for a
 * file only, where it comes from scans_again().
 */
static int scan_judge(struct observe *o, const struct trace_event *event,
		      observe_fn fn, void *arg)
{
	struct scan *scan = find_scan(o, event->pid);
	struct observe_judgement j = { .thread = event->pid };
	bool whole = scan && scan->begun &&
		     scan->mm == (__u64)trace_value(event, TRACE_MM, 0) &&
		     (!scan->judged || event->kind == TRACE_SCAN_FILE);

	if (scan)
		j = scan->range;
	if (!whole) {
		j.addr = 0;
		j.pid = 0;
		*j.comm = '\0';
	}
	j.thread = event->pid;
	j.located = whole;
	j.time = event->time;
	/* the number of the status has no name in the format of the tracepoint */
	j.status = event->status ? event->status : "unknown";
	j.file = event->kind == TRACE_SCAN_FILE;
	/* before 7.2 a collapse always makes 2 MiB, and the event has no order */
	if (!j.tried && says(event, "succeeded"))
		j.done = 1U << ORDER;
	j.none = trace_value(event, TRACE_NONE, -1);
	j.unmapped = trace_value(event, TRACE_UNMAPPED,
				 trace_value(event, TRACE_SWAP, -1));
	j.referenced = trace_value(event, TRACE_REFERENCED, -1);
	j.present = trace_value(event, TRACE_PRESENT, -1);
	if (j.step < OBSERVE_SWAPIN)
		j.swapped_in = -1;
	if (scan && whole && scans_again(event)) {
		scan->judged = true;
		scan->range.step = OBSERVE_SCAN;
		scan->range.tried = 0;
	} else if (scan) {
		end_scan(o, scan);
	}
	return fn(&j, arg);
}

/* Forget all unfinished scans: any of their threads may have run on the CPU that lost events. */
static void lose(struct observe *o, const struct trace_event *event)
{
	o->nr_scans = 0;
	o->lost += event->lost;
	if (o->blind < event->until)
		o->blind = event->until;
}

static int scan_settle(struct observe *o, const struct trace_event *event,
		       observe_fn fn, void *arg)
{
	switch (event->kind) {
	case TRACE_LOST:
		lose(o, event);
		break;
	case TRACE_PROBE:
	case TRACE_PROBE_FILE:
		if (event->time >= o->blind)
			begin(o, event);
		break;
	case TRACE_SCAN_PMD:
	case TRACE_SCAN_FILE:
		return scan_judge(o, event, fn, arg);
	default:
		if (event->time >= o->blind)
			scan_step(o, event);
	}
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct queued *x = a, *y = b;

	if (x->event.time != y->event.time)
		return x->event.time < y->event.time ? -1 : 1;
	return x->seq < y->seq ? -1 : 1;
}

/**
 * observe_settle() - use the queued events up to a time
 * @o: observation
 * @until: use events before this time, nanoseconds of CLOCK_MONOTONIC; the caller has queued
 *	   all of them
 * @fn: called with each judgement that these events complete, in the order of time
 * @arg: second argument of @fn
 *
 * Return: 0; the return value of @fn if it was not 0, with later events still queued.
 */
int observe_settle(struct observe *o, __u64 until, observe_fn fn, void *arg)
{
	size_t i;
	int rc = 0;

	if (o->nr)
		qsort(o->queue, o->nr, sizeof(o->queue[0]), by_time);
	for (i = 0; !rc && i < o->nr && o->queue[i].event.time < until; i++)
		rc = scan_settle(o, &o->queue[i].event, fn, arg);
	o->nr -= i;
	if (i && o->nr)
		memmove(o->queue, o->queue + i, o->nr * sizeof(o->queue[0]));
	return rc;
}

/**
 * observe_lost() - how many events were lost
 * @o: observation
 *
 * Return: number of lost events, as far as observe_settle() has used the events; more may be
 * lost where the kernel does not know how many.
 */
__u64 observe_lost(const struct observe *o)
{
	return o->lost;
}

/**
 * observe_succeeded() - did the scan collapse the range to a 2 MiB page?
 * @judgement: judgement
 *
 * Return: true if so; false also for a collapse to a smaller folio.
 */
bool observe_succeeded(const struct observe_judgement *judgement)
{
	return judgement->done & 1U << ORDER;
}

/**
 * observe_free() - end an observation and free its memory
 * @o: observation, or NULL
 */
void observe_free(struct observe *o)
{
	if (!o)
		return;
	free(o->queue);
	free(o);
}
