// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loop of "ptwalk observe": reads events, prints a line for each judgement, and finds out
 * when the observation is over.
 *
 * Signals are blocked and checked only between two reads of events, so that no line is cut.
 * With a PID, ptwalk takes a dump of that process about once a second, to compare the verdicts
 * of ptwalk huge with the kernel's.
 */
#include <errno.h>

#include "clock.h"
#include "cmd-observe.h"
#include "cmd.h"
#include "facts-live.h"
#include "huge.h"
#include "pidfd.h"
#include "signals.h"
#include "stream.h"

/* Milliseconds to the next read of events: after a read that gave some, and after one without */
#define BUSY_MS		5
#define IDLE_MS		100

/* A dump each second, but seldom enough that dumps take at most a 20th of the time */
#define DUMP_NS		CLOCK_SECOND
#define DUMP_PART	20

/* The clock of trace events may lag behind clock_gettime() by less than this. */
#define MARGIN_NS	1000000ULL

/* Return: 0; -ECANCELED after the last judgement that --count allows; -ENOMEM. */
static int observer_take_judgement(const struct observe_judgement *judgement, void *arg)
{
	struct observer *ob = arg;
	struct observe_line line = {
		.judgement = judgement,
		.khugepaged = judgement->thread == ob->khugepaged,
		.agrees = OBSERVE_OPEN,
	};

	/* a judgement that is not located can be of any process: count it, do not print it */
	if (ob->pid && judgement->located && judgement->pid != ob->pid) {
		ob->others++;
		return 0;
	}
	if (observe_sums_add(&ob->sums, judgement))
		return -ENOMEM;
	if (ob->pid && !judgement->located)
		return 0;
	if (judgement->located && judgement->pid)
		line.vma = observe_maps_find(&ob->maps, judgement->pid,
					     judgement->addr, judgement->time);
	if (ob->pid && line.khugepaged)
		line.predicted = observe_predicted(&ob->predictions, judgement,
						   &line.agrees);
	observe_line_judgement(&ob->out, &line);
	return ++ob->printed == ob->options->count ? -ECANCELED : 0;
}

static int observer_take_event(const struct trace_event *event, void *arg)
{
	struct observer *ob = arg;

	ob->events++;
	return observe_event(ob->o, event);
}

static enum observer_end observer_check_output(void)
{
	int rc = stream_flush();

	return rc == -EPIPE ? OBSERVER_NO_READER : rc ? OBSERVER_FAILED : OBSERVER_GO_ON;
}

/* Read all events that have come, and print the judgements from before @until. */
static enum observer_end observer_read_until(struct observer *ob, __u64 until)
{
	struct errmsg err = { "out of memory" };
	int rc;

	ob->events = 0;
	rc = trace_read(ob->trace, observer_take_event, ob, &err);
	if (!rc)
		rc = observe_settle(ob->o, until, observer_take_judgement, ob);
	if (observe_lost(ob->o) != ob->lost) {
		observe_line_lost(&ob->out, observe_lost(ob->o) - ob->lost);
		ob->lost = observe_lost(ob->o);
	}
	if (rc == -ECANCELED)
		return OBSERVER_COUNT;
	if (rc) {
		warn("%s", err.text);
		return OBSERVER_FAILED;
	}
	return observer_check_output();
}

/* Take a dump.  If that fails, predictions end; if facts cannot be read, they go on. */
static int observer_read_dump(struct observer *ob, struct source *source)
{
	struct errmsg err;
	int rc;

	rc = source_open(source, ob->options->target, NULL, &err);
	if (rc) {
		if (pidfd_alive(ob->process))
			warn("note: nothing is predicted: %s", err.text);
		return rc;
	}
	rc = facts_read(source->dump, ob->place.pid, FACTS_KNOBS, &err);
	if (!rc)
		rc = huge_look_up_pages(source->dump, false, HUGE_KHUGEPAGED,
					&err);
	/* one line, not one for each dump */
	if (rc && !ob->noted && pidfd_alive(ob->process)) {
		warn("note: %s: %s", ob->options->target, err.text);
		ob->noted = true;
	}
	return 0;
}

/**
 * observer_predict() - take a dump, and from it the verdicts of ptwalk huge
 * @ob: observer of one process
 *
 * Judgements from before the new dump are compared with the last one.  A scan that ended while
 * dump and facts were read may have changed them or not, so it is compared with neither.
 *
 * Return: OBSERVER_GO_ON, or why the observation is over.
 */
enum observer_end observer_predict(struct observer *ob)
{
	__u64 before = clock_ns(CLOCK_MONOTONIC), after, end_ns;
	enum observer_end end = OBSERVER_GO_ON;
	struct source source;

	if (observer_read_dump(ob, &source)) {
		ob->next_dump = ~0ULL;
		return OBSERVER_GO_ON;
	}
	after = clock_ns(CLOCK_MONOTONIC);
	if (ob->trace)
		end = observer_read_until(ob, source.dump->header->time_monotonic);
	if (observe_predict(&ob->predictions, source.dump, after)) {
		warn("out of memory");
		end = OBSERVER_FAILED;
	}
	source_close(&source);
	end_ns = clock_ns(CLOCK_MONOTONIC);
	ob->next_dump = end_ns + (end_ns - before) * DUMP_PART;
	if (ob->next_dump < before + DUMP_NS)
		ob->next_dump = before + DUMP_NS;
	return end;
}

static enum observer_end observer_step(struct observer *ob)
{
	enum observer_end end = observer_read_until(ob, clock_ns(CLOCK_MONOTONIC) - MARGIN_NS);

	if (end == OBSERVER_GO_ON && clock_ns(CLOCK_MONOTONIC) >= ob->next_dump)
		end = observer_predict(ob);
	if (end == OBSERVER_GO_ON && ob->pid && !pidfd_alive(ob->process))
		end = OBSERVER_EXITED;
	return end;
}

/**
 * observer_watch() - read events and print judgements until the observation is over
 * @ob: observer, with tracing switched on
 * @signals: held signals, of which each ends it
 *
 * Return: why it is over; never OBSERVER_GO_ON.
 */
enum observer_end observer_watch(struct observer *ob, const struct signals *signals)
{
	__u64 deadline = ob->options->duration ?
			 ob->out.monotonic + ob->options->duration : ~0ULL;
	enum observer_end end, last;
	struct errmsg err;

	do {
		end = observer_step(ob);
		if (end == OBSERVER_GO_ON && clock_ns(CLOCK_MONOTONIC) >= deadline)
			end = OBSERVER_TIME;
		if (end == OBSERVER_GO_ON &&
		    signals_wait(signals, ob->events ? BUSY_MS : IDLE_MS))
			end = OBSERVER_SIGNAL;
	} while (end == OBSERVER_GO_ON);
	if (end == OBSERVER_FAILED || end == OBSERVER_NO_READER || end == OBSERVER_COUNT)
		return end;
	if (trace_stop(ob->trace, &err)) {
		warn("%s", err.text);
		return OBSERVER_FAILED;
	}
	last = observer_read_until(ob, ~0ULL);
	return last == OBSERVER_GO_ON ? end : last;
}
