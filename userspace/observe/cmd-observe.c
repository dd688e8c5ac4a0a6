// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk observe: shows what khugepaged decides, as it happens.
 *
 * Owns the polling, the signals and the end.  Signals are blocked and checked only between
 * two reads of events, so that no line is cut and the tracing instance and kprobe events are
 * always removed.  With a PID, ptwalk takes a dump of that process about once a second, to
 * compare the verdicts of ptwalk huge with the kernel's.  No setting is changed.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "facts-live.h"
#include "host-khugepaged.h"
#include "huge.h"
#include "number.h"
#include "observe-text.h"
#include "pidfd.h"
#include "signals.h"
#include "source.h"
#include "stream.h"

#define MS		1000000ULL

/* Milliseconds to the next read of events: after a read that gave some, and after one without */
#define BUSY_MS		5
#define IDLE_MS		100

/* A dump each second, but seldom enough that dumps take at most a 20th of the time */
#define DUMP_NS		CLOCK_SECOND
#define DUMP_PART	20

/* The clock of trace events may lag behind clock_gettime() by less than this. */
#define MARGIN_NS	MS

/* Why the observation ends; GO_ON if it does not */
enum end {
	GO_ON,
	END_TIME,
	END_COUNT,
	END_SIGNAL,
	END_NO_READER,
	END_EXITED,
	END_FAILED,
};

/**
 * struct options - options of the command line
 * @target: process as given, or NULL for all
 * @duration: --duration in nanoseconds; 0 for no limit
 * @count: --count, number of judgements to be printed; 0 for no limit
 */
struct options {
	const char	*target;
	__u64		duration;
	__u64		count;
};

/**
 * struct observer - state of the command
 * @options: options
 * @out: where and how to print
 * @khugepaged: thread ID of khugepaged
 * @place: the process that is observed
 * @process: its pidfd; -1 if all processes are observed
 * @pid: its PID in the initial PID namespace, as in events; 0 if all are observed
 * @trace: source of the events
 * @o: combines events into judgements
 * @maps: cache of VMAs
 * @sums: counts of judgements, without @others
 * @events: number of events in the last read
 * @printed: number of judgements printed
 * @others: number of judgements about processes that are not observed
 * @lost: number of lost events that the last line about them included
 * @predictions: verdicts of ptwalk huge on the last dump
 * @noted: it was said that facts could not be read
 * @next_dump: when the next dump is due, nanoseconds of CLOCK_MONOTONIC; ~0 for never
 */
struct observer {
	const struct options		*options;
	struct observe_out		out;
	int				khugepaged;
	struct source_place		place;
	int				process;
	int				pid;
	struct trace			*trace;
	struct observe			*o;
	struct observe_maps		maps;
	struct observe_sums		sums;
	__u64				events;
	__u64				printed;
	__u64				others;
	__u64				lost;
	struct observe_predictions	predictions;
	bool				noted;
	__u64				next_dump;
};

static __u64 now(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* Return: 0; -ECANCELED after the last judgement that --count allows; -ENOMEM. */
static int take_judgement(const struct observe_judgement *judgement, void *arg)
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

static int take_event(const struct trace_event *event, void *arg)
{
	struct observer *ob = arg;

	ob->events++;
	return observe_event(ob->o, event);
}

static enum end check_output(void)
{
	int rc = stream_flush();

	return rc == -EPIPE ? END_NO_READER : rc ? END_FAILED : GO_ON;
}

/* Read all events that have come, and print the judgements from before @until. */
static enum end read_until(struct observer *ob, __u64 until)
{
	struct errmsg err = { "out of memory" };
	int rc;

	ob->events = 0;
	rc = trace_read(ob->trace, take_event, ob, &err);
	if (!rc)
		rc = observe_settle(ob->o, until, take_judgement, ob);
	if (observe_lost(ob->o) != ob->lost) {
		observe_line_lost(&ob->out, observe_lost(ob->o) - ob->lost);
		ob->lost = observe_lost(ob->o);
	}
	if (rc == -ECANCELED)
		return END_COUNT;
	if (rc) {
		warn("%s", err.text);
		return END_FAILED;
	}
	return check_output();
}

/* Take a dump.  If that fails, predictions end; if facts cannot be read, they go on. */
static int read_dump(struct observer *ob, struct source *source)
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

/*
 * Judgements from before the new dump are compared with the last one.  A scan that ended while
 * dump and facts were read may have changed them or not, so it is compared with neither.
 */
static enum end predict(struct observer *ob)
{
	__u64 before = now(), after;
	enum end end = GO_ON;
	struct source source;

	if (read_dump(ob, &source)) {
		ob->next_dump = ~0ULL;
		return GO_ON;
	}
	after = now();
	if (ob->trace)
		end = read_until(ob, source.dump->header->time_monotonic);
	if (observe_predict(&ob->predictions, source.dump, after)) {
		warn("out of memory");
		end = END_FAILED;
	}
	source_close(&source);
	ob->next_dump = now() + (now() - before) * DUMP_PART;
	if (ob->next_dump < before + DUMP_NS)
		ob->next_dump = before + DUMP_NS;
	return end;
}

static enum end observer_step(struct observer *ob)
{
	enum end end = read_until(ob, now() - MARGIN_NS);

	if (end == GO_ON && now() >= ob->next_dump)
		end = predict(ob);
	if (end == GO_ON && ob->pid && !pidfd_alive(ob->process))
		end = END_EXITED;
	return end;
}

static enum end observe(struct observer *ob, const struct signals *signals)
{
	__u64 deadline = ob->options->duration ?
			 ob->out.monotonic + ob->options->duration : ~0ULL;
	enum end end, last;
	struct errmsg err;

	do {
		end = observer_step(ob);
		if (end == GO_ON && now() >= deadline)
			end = END_TIME;
		if (end == GO_ON &&
		    signals_wait(signals, ob->events ? BUSY_MS : IDLE_MS))
			end = END_SIGNAL;
	} while (end == GO_ON);
	if (end == END_FAILED || end == END_NO_READER || end == END_COUNT)
		return end;
	if (trace_stop(ob->trace, &err)) {
		warn("%s", err.text);
		return END_FAILED;
	}
	last = read_until(ob, ~0ULL);
	return last == GO_ON ? end : last;
}

static void say_nothing_seen(const struct observer *ob, __u64 scans)
{
	if (ob->sums.counts.all)
		return;
	if (ob->pid && scans > 1)
		warn("%s: khugepaged went through all processes it knows %llu times and did not look at this one: ptwalk huge says why",
		     ob->options->target, scans);
	else
		warn("khugepaged scanned nothing%s; it sleeps %llu ms between scans (khugepaged/scan_sleep_millisecs): observe for longer",
		     ob->pid ? " of this process" : "",
		     host_khugepaged_number("scan_sleep_millisecs"));
}

static int observer_finish(struct observer *ob, enum end how, __u64 scans)
{
	static const enum observe_reason reasons[] = {
		[END_TIME]	= OBSERVE_TIME,
		[END_COUNT]	= OBSERVE_COUNT,
		[END_SIGNAL]	= OBSERVE_SIGNAL,
		[END_EXITED]	= OBSERVE_EXITED,
		[END_FAILED]	= OBSERVE_FAILED,
	};
	struct observe_end last = {
		.others = ob->others,
		.lost = ob->lost,
		.scans = host_khugepaged_number("full_scans") - scans,
	};

	if (how == END_NO_READER) {
		/* end without a message, as SIGPIPE would */
		stream_drop();
		return EXIT_SUCCESS;
	}
	last.reason = reasons[how];
	observe_sums_end(&ob->sums);
	observe_line_end(&ob->out, &ob->sums, &last);
	say_nothing_seen(ob, last.scans);
	return how == END_FAILED ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run_observer(struct observer *ob, const struct signals *signals)
{
	__u64 scans = host_khugepaged_number("full_scans");
	struct observe_begin begin = {
		.pid = ob->pid,
		.pages = host_khugepaged_number("pages_to_scan"),
		.sleep_ms = host_khugepaged_number("scan_sleep_millisecs"),
	};
	struct errmsg err;
	int status;

	ob->o = observe_new();
	if (!ob->o) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	/* the first dump precedes all events, so that the first scan has a prediction */
	if (ob->pid && predict(ob) != GO_ON)
		return EXIT_FAILURE;
	if (trace_open(&ob->trace, true, &err)) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	begin.unlocated = trace_unlocated(ob->trace);
	if (begin.unlocated)
		warn("process and address of the scans are not known, they are counted by their reason only: %s",
		     begin.unlocated);
	ob->out.realtime = clock_ns(CLOCK_REALTIME);
	ob->out.monotonic = now();
	observe_line_begin(&ob->out, &begin);
	status = observer_finish(ob, observe(ob, signals), scans);
	fflush(stdout);
	return status;
}

static int observe_all(struct observer *ob)
{
	struct signals signals;
	struct errmsg err;
	int status;

	ob->khugepaged = host_khugepaged(&err);
	if (ob->khugepaged < 0) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	/* blocked until trace_close() has removed tracing instance and kprobe events */
	signals_hold(&signals);
	status = run_observer(ob, &signals);
	trace_close(ob->trace);
	signals_release(&signals);
	observe_free(ob->o);
	observe_sums_free(&ob->sums);
	observe_maps_free(&ob->maps);
	observe_predictions_free(&ob->predictions);
	return status;
}

/* Events have PIDs of the initial PID namespace: take the PID as /proc numbers it here. */
static int observe_process(struct observer *ob)
{
	struct errmsg err;
	int status;

	ob->process = pidfd_hold(ob->place.pid, &err);
	if (ob->process < 0) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	ob->pid = pidfd_number(ob->process);
	status = ob->pid > 0 ? observe_all(ob) : EXIT_FAILURE;
	if (ob->pid <= 0)
		warn("%s: the process has ended, or /proc does not show it",
		     ob->options->target);
	close(ob->process);
	return status;
}

static int observe_run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "duration",	required_argument, NULL, 'd' },
		{ "count",	required_argument, NULL, 'c' },
		{ "json",	no_argument,	   NULL, 'J' },
		{ "help",	no_argument,	   NULL, 'h' },
		COMMAND_LONG,
		{ 0 }
	};
	struct options options = { 0 };
	struct observer ob = {
		.options = &options,
		.out = { .to = stdout },
		.process = -1,
		.next_dump = ~0ULL,
	};
	struct errmsg err;
	int c, rc;

	while ((c = getopt_long(argc, argv, "d:c:Jh", long_options,
				NULL)) != -1) {
		rc = 0;
		switch (c) {
		case 'd':
			rc = number_seconds(optarg, "duration", MS,
					    86400 * CLOCK_SECOND,
					    &options.duration, &err);
			break;
		case 'c':
			rc = number_parse(optarg, "count", 1, ~0U,
					  &options.count, &err);
			break;
		case 'J':
			ob.out.json = true;
			break;
		case 'h':
			return command_help(&cmd_observe);
		default:
			if (!command_option(&cmd_observe, NULL, c, optarg))
				return EXIT_USAGE;
		}
		if (rc)
			return usage_error(&cmd_observe, "%s", err.text);
	}
	if (optind == argc)
		return observe_all(&ob);
	if (optind + 1 != argc)
		return usage_error(&cmd_observe, "one process at a time");
	options.target = argv[optind];
	rc = source_place(options.target, &ob.place);
	if (rc || ob.place.half != PTWALK_HALF_USER)
		return usage_error(&cmd_observe,
				   "'%s' is no live process: give a PID",
				   options.target);
	return observe_process(&ob);
}

const struct command cmd_observe = {
	.name = "observe",
	.summary = "what khugepaged decides for each range of 2M, as it happens",
	.usage = "[OPTION...] [PID]",
	.help =
	" -d, --duration SEC      end after so many seconds, decimal\n"
	" -c, --count N           end after so many judgements\n"
	" -J, --json              print JSON lines: one object a line\n",
	.notes =
	"Without a PID it follows khugepaged through all processes.  With one, the verdicts\n"
	"of ptwalk huge stand beside the kernel's.  ^C ends it; the sums are printed then.\n",
	.has_source = true,
	.run = observe_run,
};
