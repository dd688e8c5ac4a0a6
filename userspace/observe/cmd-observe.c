// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk observe: shows what khugepaged decides, as it happens.
 *
 * Owns the options, the process that is observed, what is printed before the first judgement
 * and after the last one, and that tracing is switched off in the end; cmd-observe-loop.c has
 * what is between.  No setting is changed.
 */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "cmd-observe.h"
#include "cmd.h"
#include "host-khugepaged.h"
#include "number.h"
#include "observe-text.h"
#include "pidfd.h"
#include "signals.h"
#include "source.h"
#include "stream.h"

#define MS		1000000ULL

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

static int observer_finish(struct observer *ob, enum observer_end how, __u64 scans)
{
	static const enum observe_reason reasons[] = {
		[OBSERVER_TIME]		= OBSERVE_TIME,
		[OBSERVER_COUNT]	= OBSERVE_COUNT,
		[OBSERVER_SIGNAL]	= OBSERVE_SIGNAL,
		[OBSERVER_EXITED]	= OBSERVE_EXITED,
		[OBSERVER_FAILED]	= OBSERVE_FAILED,
	};
	struct observe_end last = {
		.others = ob->others,
		.lost = ob->lost,
		.scans = host_khugepaged_number("full_scans") - scans,
	};

	if (how == OBSERVER_NO_READER) {
		/* end without a message, as SIGPIPE would */
		stream_drop();
		return EXIT_SUCCESS;
	}
	last.reason = reasons[how];
	observe_sums_end(&ob->sums);
	observe_line_end(&ob->out, &ob->sums, &last);
	say_nothing_seen(ob, last.scans);
	return how == OBSERVER_FAILED ? EXIT_FAILURE : EXIT_SUCCESS;
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
	if (ob->pid && observer_predict(ob) != OBSERVER_GO_ON)
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
	ob->out.monotonic = clock_ns(CLOCK_MONOTONIC);
	observe_line_begin(&ob->out, &begin);
	status = observer_finish(ob, observer_watch(ob, signals), scans);
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
	struct observe_options options = { 0 };
	struct observer ob = {
		.options = &options,
		.out = { .to = stdout },
		.process = -1,
		.next_dump = ~0ULL,
	};
	struct errmsg err;
	int c, rc;

	while ((c = command_getopt(&cmd_observe, argc, argv, "d:c:Jh", long_options)) != -1) {
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
	if (command_name(&argv[optind], false))
		return EXIT_FAILURE;
	options.target = argv[optind];
	rc = source_place(options.target, &ob.place);
	if (rc || ob.place.half != PTWALK_HALF_USER)
		return usage_error(&cmd_observe,
				   "'%s' is no live process: give a PID, or the name of one",
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
	"Without a PID it follows khugepaged through all processes.  With one, the\n"
	"verdicts of ptwalk huge stand beside the kernel's.  ^C ends it; the sums are\n"
	"printed then.\n",
	.has_source = true,
	.run = observe_run,
};
