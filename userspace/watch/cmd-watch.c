// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk watch: shows what happens to the page tables of a process, as it happens.
 *
 * Owns the clock, the signals and the end.  Dumps are due at fixed times, however long the
 * last one took.  Signals are blocked and checked only while ptwalk waits for the next dump,
 * so that no line is cut.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "explain.h"
#include "number.h"
#include "signals.h"
#include "stream.h"
#include "watch-text.h"

#define MS		1000000ULL
#define DAY		(86400 * CLOCK_SECOND)

/**
 * struct options - options of the command line
 * @target: the process, as given
 * @interval: --interval: time from one dump to the next, nanoseconds
 * @count: --count: number of intervals; 0 for no limit
 * @json: --json: print JSON lines
 * @thp: --thp: report promoted and split only
 * @clear_refs: --clear-refs: clear the accessed bits after each dump
 */
struct options {
	const char	*target;
	__u64		interval;
	__u64		count;
	bool		json;
	bool		thp;
	bool		clear_refs;
};

/* Why watching ends; GO_ON if it does not */
enum end {
	GO_ON,
	END_SIGNAL,
	END_NO_READER,
	END_EXITED,
	END_REUSED,
	END_FAILED,
};

/**
 * struct watcher - state of the command
 * @options: options
 * @out: where and how to print
 * @watch: the last dump, and what changed since
 * @proc: descriptor of /proc/PID, or -1; never refers to another process that gets the PID
 * @signals: descriptor that is readable once a signal has come that ends the command
 */
struct watcher {
	const struct options	*options;
	struct watch_out	out;
	struct watch		watch;
	int			proc;
	int			signals;
};

/*
 * Wait until @deadline, nanoseconds of CLOCK_MONOTONIC, for a signal, or until nobody reads
 * stdout any more.  Deadlines are absolute, so that an interval that began late does not delay
 * those after it.
 */
static enum end wait_until(__u64 deadline, int signals)
{
	enum { OUT, SIGNALS, NR };
	struct pollfd fds[NR] = {
		[OUT] = { .fd = STDOUT_FILENO },
		[SIGNALS] = { .fd = signals, .events = POLLIN },
	};
	struct timespec left;
	__u64 now, ns;
	int n;

	do {
		now = watch_time_now().monotonic;
		ns = deadline > now ? deadline - now : 0;
		left.tv_sec = ns / CLOCK_SECOND;
		left.tv_nsec = ns % CLOCK_SECOND;
		n = ppoll(fds, NR, &left, NULL);
		if (n <= 0)
			continue;
		if (fds[OUT].revents & (POLLERR | POLLHUP))
			return END_NO_READER;
		if (fds[SIGNALS].revents)
			return END_SIGNAL;
		fds[OUT].fd = -1;
	} while (ns);
	return GO_ON;
}

static enum end check_output(void)
{
	int rc = stream_flush();

	return rc == -EPIPE ? END_NO_READER : rc ? END_FAILED : GO_ON;
}

/*
 * Clear the accessed bits of the process.  That the process has ended (ESRCH, ENOENT) is no
 * failure: the next dump finds out.
 */
static int clear_refs(const struct watcher *w)
{
	int fd, rc = 0;

	fd = openat(w->proc, "clear_refs", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		rc = errno == ESRCH || errno == ENOENT ? 0 : -errno;
	if (fd >= 0)
		close(fd);
	if (rc)
		warn("%s: cannot clear accessed bits: /proc/PID/clear_refs: %s",
		     w->options->target, strerror(-rc));
	return rc;
}

static void print_touched(const struct watcher *w, const struct dump *dump)
{
	struct watch_time time = watch_time_of(dump);
	struct touched_ranges ranges;
	struct touched touched;

	touched_begin(&ranges, dump);
	while (touched_next(&ranges, &touched))
		watch_line_touched(&w->out, &time, &touched);
}

static void print_changes(const struct watcher *w, const struct dump *dump)
{
	struct watch_time time = watch_time_of(dump);
	size_t i;

	for (i = 0; i < w->watch.list.nr; i++)
		watch_line_change(&w->out, &time, &w->watch.list.change[i],
				  &w->watch.report.rules);
}

/* Warn of what makes a dump incomplete or inexact; the end of the process has its own line. */
static void warn_of(const struct watcher *w, const struct dump *dump)
{
	struct errmsg text;
	unsigned int i;

	if (dump->end->flags & PTWALK_END_GONE)
		return;
	for (i = 0; explain_caveat(dump, i, &text); i++)
		warn("%s: %s", w->options->target, text.text);
}

static void watch_print_step(const struct watcher *w, const struct dump *dump,
			     enum watch_verdict verdict)
{
	warn_of(w, dump);
	switch (verdict) {
	case WATCH_FIRST:
		watch_line_begin(&w->out, dump, w->options->interval);
		break;
	case WATCH_EXEC:
		watch_line_exec(&w->out, dump);
		break;
	default:
		print_changes(w, dump);
		if (w->options->clear_refs)
			print_touched(w, dump);
	}
}

/* Take a dump and print what changed since the last one. */
static enum end watcher_step(struct watcher *w)
{
	enum watch_verdict verdict;
	struct source source;
	struct errmsg err;
	int rc;

	rc = source_open(&source, w->options->target, NULL, &err);
	if (rc == -ESRCH && w->watch.last.dump)
		return END_EXITED;
	if (!rc) {
		/* right after the dump: pages touched from here on show up in the next one */
		if (w->options->clear_refs && clear_refs(w)) {
			source_close(&source);
			return END_FAILED;
		}
		rc = watch_compare(&w->watch, &source, &verdict, &err);
	}
	if (rc) {
		warn("%s", err.text);
		source_close(&source);
		return END_FAILED;
	}
	if (verdict == WATCH_OTHER) {
		source_close(&source);
		return END_REUSED;
	}
	if (verdict == WATCH_FIRST)
		w->out.began = watch_time_of(source.dump);
	watch_print_step(w, source.dump, verdict);
	watch_keep(&w->watch, &source);
	return check_output();
}

/* Did the process end, or call execve(2), while the last dump was made? */
static bool was_cut_short(const struct watcher *w)
{
	return w->watch.last.dump->end->flags & PTWALK_END_GONE;
}

static enum end step_at(struct watcher *w, __u64 deadline)
{
	enum end end = wait_until(deadline, w->signals);

	if (end == GO_ON)
		end = watcher_step(w);
	/* the next dump tells whether the process ended or called execve(2) */
	if (end == GO_ON && was_cut_short(w))
		end = watcher_step(w);
	return end;
}

static enum end watch(struct watcher *w)
{
	const struct options *options = w->options;
	enum end end = watcher_step(w);
	/* the first dump can take longer: BPF's program is loaded for it */
	__u64 deadline = watch_time_now().monotonic, now, missed, n;

	for (n = 0; end == GO_ON && (!options->count || n < options->count);
	     n++) {
		deadline += options->interval;
		now = watch_time_now().monotonic;
		if (now > deadline) {
			missed = (now - deadline) / options->interval + 1;
			deadline += missed * options->interval;
			watch_line_missed(&w->out, missed);
		}
		end = step_at(w, deadline);
	}
	return end;
}

static void watch_print_end(const struct watcher *w, enum watch_reason reason)
{
	const struct watch_cost *cost = &w->watch.cost;
	__u64 ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	char text[256];

	watch_line_end(&w->out, w->watch.last.dump, reason, cost, ns);
	if (!w->out.json)
		warn("%s", watch_cost_text(cost, ns, text, sizeof(text)));
}

static int watch_finish(const struct watcher *w, enum end end)
{
	static const enum watch_reason reasons[] = {
		[GO_ON]		= WATCH_COUNT,
		[END_SIGNAL]	= WATCH_SIGNAL,
		[END_EXITED]	= WATCH_EXITED,
		[END_REUSED]	= WATCH_REUSED,
		[END_FAILED]	= WATCH_FAILED,
	};

	if (end == END_NO_READER) {
		/* end without a message, as SIGPIPE would */
		stream_drop();
		return EXIT_SUCCESS;
	}
	if (w->watch.last.dump)
		watch_print_end(w, reasons[end]);
	return end == END_FAILED ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int open_proc(const struct source_place *place)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", place->pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int watch_process(const struct options *options,
			 const struct source_place *place)
{
	struct watcher w = {
		.options = options,
		.out = { .to = stdout, .json = options->json },
		.watch = { .wanted = watch_events(options->thp) },
		.proc = open_proc(place),
	};
	struct signals signals;
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	/* until the process exits, so that no signal cuts the last lines either */
	signals_hold(&signals);
	w.signals = signals_open(&signals);
	if (w.signals < 0) {
		warn("cannot wait for signals: %m");
		return EXIT_FAILURE;
	}
	status = watch_finish(&w, watch(&w));
	watch_stop(&w.watch);
	close(w.signals);
	if (w.proc >= 0)
		close(w.proc);
	return status;
}

static int watch_run(int argc, char **argv)
{
	enum { OPT_THP = 256, OPT_CLEAR_REFS };
	static const struct option long_options[] = {
		{ "interval",	required_argument, NULL, 'i' },
		{ "count",	required_argument, NULL, 'c' },
		{ "json",	no_argument,	   NULL, 'J' },
		{ "thp",	no_argument,	   NULL, OPT_THP },
		{ "clear-refs",	no_argument,	   NULL, OPT_CLEAR_REFS },
		{ "help",	no_argument,	   NULL, 'h' },
		COMMAND_LONG,
		{ 0 }
	};
	struct options options = { .interval = CLOCK_SECOND };
	struct source_place place;
	struct errmsg err;
	int c, rc;

	while ((c = command_getopt(&cmd_watch, argc, argv, "i:c:Jh", long_options)) != -1) {
		rc = 0;
		switch (c) {
		case 'i':
			rc = number_seconds(optarg, "interval", MS, DAY,
					    &options.interval, &err);
			break;
		case 'c':
			rc = number_parse(optarg, "count", 1, ~0U,
					  &options.count, &err);
			break;
		case 'J':
			options.json = true;
			break;
		case OPT_THP:
			options.thp = true;
			break;
		case OPT_CLEAR_REFS:
			options.clear_refs = true;
			break;
		case 'h':
			return command_help(&cmd_watch);
		default:
			if (!command_option(&cmd_watch, NULL, c, optarg))
				return EXIT_USAGE;
		}
		if (rc)
			return usage_error(&cmd_watch, "%s", err.text);
	}
	if (optind + 1 != argc)
		return usage_error(&cmd_watch,
				   optind == argc ? "no process given" :
						    "one process at a time");
	if (command_name(&argv[optind], false))
		return EXIT_FAILURE;
	options.target = argv[optind];
	rc = source_place(options.target, &place);
	if (rc == -ENOENT || (!rc && place.half != PTWALK_HALF_USER))
		return usage_error(&cmd_watch,
				   "'%s' is no live process: give a PID, or the name of one",
				   options.target);
	return watch_process(&options, &place);
}

const struct command cmd_watch = {
	.name = "watch",
	.summary = "what happens to the page tables of a process, as it happens",
	.usage = "[OPTION...] PID",
	.help =
	" -i, --interval SEC      from one dump to the next, decimal (1)\n"
	" -c, --count N           end after so many intervals\n"
	" -J, --json              print JSON lines: one object a line\n"
	"     --thp               promoted and split only\n"
	"     --clear-refs        clear accessed bits after each dump, and print what was\n"
	"                         touched since; this changes the process: see ptwalk(8)\n",
	.notes =
	"It ends with the process, after N intervals, or by ^C; what it cost is said\n"
	"then.\n",
	.has_source = true,
	.run = watch_run,
};
