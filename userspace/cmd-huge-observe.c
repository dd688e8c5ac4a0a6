// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk huge --observe: follow khugepaged while dumps of the target are taken.
 * Owns the pace, the signals that end it early, and what is said of the
 * observation as a whole.  Which window a judgement was about is observe.h, the
 * rows are in cmd-huge-observed.c.  No setting is changed.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "area.h"
#include "cmd-huge-observe.h"
#include "cmd.h"
#include "facts-live.h"
#include "host.h"
#include "signals.h"
#include "source.h"
#include "trace.h"

#define THP		"/sys/kernel/mm/transparent_hugepage/"
#define POLL_MS		100
/* a dump each second, unless they would take more of the time than a 20th */
#define INTERVAL_NS	1000000000ULL
#define PART		20

/**
 * struct follow - an observation under way
 * @out: output options
 * @target: as on the command line
 * @pid: its number
 * @trace: the events
 * @lost: how many of them had been lost when last asked
 * @o: the joining of events and dumps
 * @first: the first dump
 * @last: the last one
 * @dumps: how many there were
 * @ended: the target has ended
 * @scans: khugepaged/full_scans at the beginning
 * @collapsed: khugepaged/pages_collapsed, likewise
 * @seen: what is to be printed
 */
struct follow {
	const struct output	*out;
	const char		*target;
	int			pid;
	struct trace		*trace;
	__u64			lost;
	struct observe		*o;
	struct source		first;
	struct source		last;
	unsigned int		dumps;
	bool			ended;
	__u64			scans;
	__u64			collapsed;
	struct huge_observed	seen;
};

static __u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static __u64 khugepaged_number(const char *name)
{
	char path[128], line[32];

	snprintf(path, sizeof(path), THP "khugepaged/%s", name);
	host_read_line(path, line, sizeof(line));
	return strtoull(line, NULL, 10);
}

/* For people below the table; for programs, that read it, on standard error */
static void say(const struct follow *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct follow *f, const char *format, ...)
{
	bool people = !f->out->json && !f->out->raw && !f->out->pairs;
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (people)
		puts(text);
	else
		warn("%s: %s", f->target, text);
}

/* The thread is there exactly as long as some size of huge pages is enabled. */
static int find_khugepaged(void)
{
	int pid = host_kernel_thread("khugepaged");
	char enabled[64];

	if (pid)
		return pid;
	if (!host_read_line(THP "enabled", enabled, sizeof(enabled)))
		warn("this kernel has no transparent huge pages (no " THP "), so there is no khugepaged");
	else if (!strstr(enabled, "[never]"))
		warn("khugepaged cannot be seen from here, although huge pages are on (" THP "enabled: %s): in a container, run it in the host's PID namespace",
		     enabled);
	else
		warn("khugepaged is not running: huge pages are switched off (" THP "enabled: %s), so it judges nothing",
		     enabled);
	return 0;
}

static int take(const struct trace_event *event, void *arg)
{
	struct follow *f = arg;

	if (trace_lost(f->trace) != f->lost) {
		f->lost = trace_lost(f->trace);
		observe_lost(f->o);
	}
	return observe_event(f->o, event);
}

static int read_events(struct follow *f)
{
	struct errmsg err = { "out of memory" };

	if (!trace_read(f->trace, take, f, &err))
		return 0;
	warn("%s: %s", f->target, err.text);
	return -EIO;
}

static int add_dump(struct follow *f, const struct source *source)
{
	int rc = observe_dump(f->o, source->dump);

	if (!rc)
		f->dumps++;
	else if (rc == -E2BIG)
		warn("%s: what is kept of %u dumps takes all the memory that it may: observing ends here",
		     f->target, f->dumps);
	else
		warn("%s: out of memory", f->target);
	return rc;
}

/* Return: 0; -ESRCH where the target has ended, which is no error. */
static int next_dump(struct follow *f)
{
	struct source source;
	struct errmsg err;
	int rc;

	rc = source_open(&source, f->target, NULL, &err);
	/* the same number is not the same process */
	if (!rc && (source.dump->end->flags & PTWALK_END_GONE ||
		    source.dump->header->start_time !=
		    f->first.dump->header->start_time)) {
		source_close(&source);
		rc = -ESRCH;
	}
	if (rc) {
		f->ended = rc == -ESRCH;
		if (f->ended)
			warn("%s: the process has ended meanwhile", f->target);
		else
			warn("%s", err.text);
		return rc;
	}
	rc = add_dump(f, &source);
	if (rc) {
		source_close(&source);
		return rc;
	}
	source_close(&f->last);
	f->last = source;
	return 0;
}

/* Return: 0 where it came to its end, that of the target included. */
static int wait_and_follow(struct follow *f, const struct signals *signals,
			   unsigned int seconds)
{
	__u64 until = f->seen.began + seconds * 1000000000ULL;
	__u64 next = f->seen.began + INTERVAL_NS, before;
	bool ended = false;
	int rc = 0;

	while (!rc && !ended) {
		ended = signals_wait(signals, POLL_MS) || now() >= until;
		rc = read_events(f);
		before = now();
		if (rc || (!ended && before < next))
			continue;
		rc = next_dump(f);
		next = now() + (now() - before) * PART;
		if (next < before + INTERVAL_NS)
			next = before + INTERVAL_NS;
	}
	return f->ended ? 0 : rc;
}

static void say_beginning(const struct follow *f, unsigned int seconds)
{
	warn("%s: observing for %u s; khugepaged looks at %llu windows at a time and sleeps %llu ms in between; a signal (Ctrl-C) ends it early",
	     f->target, seconds, khugepaged_number("pages_to_scan") / 512,
	     khugepaged_number("scan_sleep_millisecs"));
}

static void say_target(const struct follow *f)
{
	const struct observe_report *r = &f->seen.report;

	if (!r->judged)
		say(f, "khugepaged judged no window of any process; it sleeps %llu ms between scans (khugepaged/scan_sleep_millisecs): observe for longer",
		    khugepaged_number("scan_sleep_millisecs"));
	else if (r->target == OBSERVE_UNSEEN)
		say(f, "none of them was about a frame of this process, so it is not known whether any was about this process; it may not have been this one's turn: observe for longer");
	else if (r->target == OBSERVE_ALIKE)
		say(f, "several address spaces hold the frames of this process (after fork, say), and cannot be told apart: nothing is located");
}

static void say_end(const struct follow *f)
{
	const struct observe_report *r = &f->seen.report;
	__u64 tenths = (now() - f->seen.began) / 100000000;

	say(f, "observed for %llu.%llu s with %u dumps; full scans of khugepaged meanwhile: %llu, collapses: %llu",
	    tenths / 10, tenths % 10, f->dumps,
	    khugepaged_number("full_scans") - f->scans,
	    khugepaged_number("pages_collapsed") - f->collapsed);
	say(f, "judgements: %llu of %llu address spaces; of others %llu, located here %llu, not located %llu",
	    r->judged, r->spaces, r->others, r->located, r->unlocated);
	if (r->skipped)
		say(f, "not looked at, too many at a time: %llu", r->skipped);
	if (f->lost)
		say(f, "lost, the kernel's buffer was full: at least %llu",
		    f->lost);
	if (r->asked)
		say(f, "asked for by programs (MADV_COLLAPSE), and left out: %llu",
		    r->asked);
	say_target(f);
}

static void read_facts(const struct follow *f, const struct source *source)
{
	struct errmsg err;

	if (facts_read(source->dump, f->pid, FACTS_KNOBS | FACTS_PAGES,
		       HUGE_KHUGEPAGED, &err))
		warn("%s: %s", f->target, err.text);
}

static int report(struct follow *f)
{
	const struct source *last = f->last.dump ? &f->last : &f->first;
	int rc;

	if (last == &f->last && !f->ended)
		read_facts(f, last);
	f->seen.first = f->first.dump;
	f->seen.last = last->dump;
	if (observe_report(f->o, &f->seen.report)) {
		warn("%s: out of memory", f->target);
		return -ENOMEM;
	}
	rc = huge_print_observed(f->out, &f->seen);
	if (!rc)
		say_end(f);
	return rc;
}

static int follow(struct follow *f, const struct signals *signals,
		  unsigned int seconds)
{
	struct errmsg err;
	int rc;

	rc = trace_open(&f->trace, &err);
	if (rc) {
		warn("%s", err.text);
		return rc;
	}
	say_beginning(f, seconds);
	f->scans = khugepaged_number("full_scans");
	f->collapsed = khugepaged_number("pages_collapsed");
	read_facts(f, &f->first);
	rc = add_dump(f, &f->first);
	if (rc) {
		trace_close(f->trace);
		f->trace = NULL;
		return rc;
	}
	rc = wait_and_follow(f, signals, seconds);
	/* before anything is printed, which a closed pipe would end us for */
	trace_close(f->trace);
	f->trace = NULL;
	/* what was seen until something failed is worth printing, not a success */
	return report(f) ? -EIO : rc;
}

/**
 * huge_observe() - ptwalk huge --observe
 * @out: output options
 * @target: a live process
 * @seconds: for how long
 *
 * Return: exit status.
 */
int huge_observe(const struct output *out, const char *target,
		 unsigned int seconds)
{
	struct follow f = { .out = out, .target = target };
	struct source_place place;
	struct signals signals;
	int khugepaged, rc = -ENOMEM;

	if (source_place(target, &place) || place.half != PTWALK_HALF_USER) {
		warn("%s: only a live process can be observed: give its PID",
		     target);
		return EXIT_USAGE;
	}
	khugepaged = find_khugepaged();
	if (!khugepaged)
		return EXIT_FAILURE;
	f.pid = place.pid;
	if (command_open(&f.first, target, NULL))
		return EXIT_FAILURE;
	f.o = observe_new(khugepaged);
	f.seen.began = now();
	signals_hold(&signals);
	if (f.o)
		rc = follow(&f, &signals, seconds);
	else
		warn("out of memory");
	signals_release(&signals);
	observe_free(f.o);
	free(f.seen.report.verdict);
	source_close(&f.last);
	source_close(&f.first);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
