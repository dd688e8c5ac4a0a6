// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk collapse: asks the kernel to collapse one 2 MiB range of a process to a huge page, and
 * shows the answer, what ptwalk had predicted, and what changed.  This changes the process.
 * Anything but one aligned range inside one VMA is refused before the kernel is asked.  Owns
 * the order of steps and the output; the system call is in collapse.h, the comparison of the
 * dumps from before and after in diff.h.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area.h"
#include "change-text.h"
#include "cmd.h"
#include "collapse.h"
#include "columns.h"
#include "facts-live.h"
#include "huge-text.h"
#include "level.h"
#include "number.h"
#include "observe-words.h"
#include "pidfd.h"
#include "signals.h"
#include "source.h"
#include "trace.h"

/* Bytes for the meaning of an answer, which is one line */
#define MEANING_TEXT	256

enum {
	COL_START, COL_END, COL_ANSWER, COL_MEANING, COL_STATUS, COL_PREDICTED,
	COL_AGREES, COL_REASON, COL_CHANGE, COL_DETAIL, COL_RSS_CHANGE, COL_VMA,
	COL_PERM, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address of the range" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after the range" },
	[COL_ANSWER]	= { "ANSWER", OUTPUT_STRING, false, "ok, or the errno of MADV_COLLAPSE" },
	[COL_MEANING]	= { "MEANING", OUTPUT_SENTENCE, false, "what ANSWER means on this kernel" },
	[COL_STATUS]	= { "STATUS", OUTPUT_STRING, false,
			    "status of the kernel's tracepoint; none without a scan, or without tracing" },
	[COL_PREDICTED]	= { "PREDICTED", OUTPUT_STRING, false,
			    "verdict of ptwalk huge before the attempt" },
	[COL_AGREES]	= { "AGREES", OUTPUT_BOOLEAN, true,
			    "the kernel did what was predicted; none if that cannot be known" },
	[COL_REASON]	= { "REASON", OUTPUT_SENTENCE, false, "PREDICTED in words" },
	[COL_CHANGE]	= { "CHANGE", OUTPUT_LIST, false, "what changed in the range, as in diff" },
	[COL_DETAIL]	= { "DETAIL", OUTPUT_SENTENCE, false, "more about CHANGE, in words" },
	[COL_RSS_CHANGE] = { "RSS-CHANGE", OUTPUT_SIZE, true, "what Rss gained by the attempt" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "area: START-END" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false,
			    "permissions of the area, as in /proc/PID/maps" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
};

static const struct output_form form = {
	.name = "collapse",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "START,END,ANSWER,STATUS,PREDICTED,AGREES,CHANGE,DETAIL,RSS-CHANGE,NAME",
	.drop = "END,STATUS,DETAIL,RSS-CHANGE,NAME",
};

static const struct area_columns area_columns = {
	.span = COL_VMA,
	.perm = COL_PERM,
	.name = COL_NAME,
};

/**
 * struct attempt - the attempt to collapse one range
 * @out: output options
 * @target: the process, as on the command line
 * @pid: its process ID
 * @fd: its pidfd
 * @traced: true if the kernel's tracepoints were recorded
 * @addr: first address of the range
 * @was: dump of the range from before the attempt
 * @now: dump of the range from after the attempt
 * @rules: rules by which the prediction was made
 * @predicted: the verdict of ptwalk huge from before the attempt
 * @answer: the kernel's answer: 0 or an errno
 * @status: the status from the kernel's tracepoint, or ""
 * @detail: change_detail() of the most important change
 * @change: all changes between the two dumps
 * @report: their sums
 */
struct attempt {
	const struct output	*out;
	const char		*target;
	int			pid;
	int			fd;
	bool			traced;
	__u64			addr;
	struct source		was;
	struct source		now;
	struct huge_rules	rules;
	struct huge_window	predicted;
	int			answer;
	char			status[64];
	char			detail[CHANGE_TEXT];
	struct changes		change;
	struct diff_report	report;
};

/* Return: 0 if the range lies in one VMA; -EINVAL, with a message, if not. */
static int check_window(const struct attempt *a)
{
	const struct dump *dump = a->was.dump;
	const struct ptwalk_vma *vma = dump_vma(dump, a->addr);

	if (!vma) {
		warn("%s: there is no VMA at 0x%llx", a->target, a->addr);
		return -EINVAL;
	}
	if (vma->end - a->addr >= COLLAPSE_WINDOW)
		return 0;
	warn("%s: the range 0x%llx-0x%llx is not inside one VMA: that at its beginning is 0x%llx-0x%llx",
	     a->target, a->addr, a->addr + COLLAPSE_WINDOW, vma->start, vma->end);
	return -EINVAL;
}

static int predict(struct attempt *a)
{
	struct errmsg err;
	struct huge h;

	if (facts_read(a->was.dump, a->pid, FACTS_KNOBS, &err) ||
	    huge_look_up_pages(a->was.dump, false, HUGE_MADVISE, &err))
		warn("%s: %s", a->target, err.text);
	huge_begin(&h, a->was.dump, HUGE_MADVISE);
	a->rules = h.rules;
	while (huge_next(&h, &a->predicted))
		if (a->predicted.start <= a->addr &&
		    a->predicted.end - 1 >= a->addr)
			return 0;
	warn("%s: the address space changed: nothing is at 0x%llx any more",
	     a->target, a->addr);
	return -EAGAIN;
}

/* The kernel scans in the context of process_madvise(2), so its events have the PID of ptwalk. */
static int take_status(const struct trace_event *event, void *arg)
{
	struct attempt *a = arg;

	if (event->pid == getpid() && event->status &&
	    (event->kind == TRACE_SCAN_PMD || event->kind == TRACE_SCAN_FILE))
		snprintf(a->status, sizeof(a->status), "%s", event->status);
	return 0;
}

/* Ask the kernel to collapse the range.  Tracing may fail: the errno is known without it. */
static int ask(struct attempt *a)
{
	struct trace *trace = NULL;
	struct signals signals;
	struct errmsg err;
	int rc;

	signals_hold(&signals);
	if (trace_open(&trace, false, &err))
		warn("note: %s; the scan status is not known", err.text);
	a->traced = trace;
	rc = collapse_range(a->fd, a->addr, &a->answer, &err);
	if (rc)
		warn("%s: %s", a->target, err.text);
	else if (trace && trace_read(trace, take_status, a, &err))
		warn("note: %s", err.text);
	trace_close(trace);
	signals_release(&signals);
	return rc;
}

/* Keep the detail of the first change that has one, or of a promotion or split: it says most. */
static int take_change(const struct change *change, void *arg)
{
	const struct change_rules rules = { .frames = true, .same_process = true };
	struct attempt *a = arg;
	char text[CHANGE_TEXT];

	a->change.kinds |= change->what.kinds;
	a->change.gained |= change->what.gained;
	a->change.lost |= change->what.lost;
	change_detail(change, &rules, text);
	if (*text && (!*a->detail || change->small))
		strcpy(a->detail, text);
	return 0;
}

static int collapse_compare(struct attempt *a)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct errmsg err = { "out of memory" };

	if (!diff_dumps(a->was.dump, a->now.dump, &all, take_change, a,
			&a->report, &err))
		return 0;
	warn("%s: %s", a->target, err.text);
	return -EIO;
}

/* Did the kernel do what was predicted?  1 if so, 0 if not, -1 if that cannot be known. */
static int agrees(const struct attempt *a)
{
	enum huge_verdict verdict = a->predicted.verdict;

	if (verdict == HUGE_UNKNOWN || verdict == HUGE_FILE_UNKNOWN ||
	    verdict == HUGE_SHMEM_UNKNOWN)
		return -1;
	if (verdict == HUGE_IS || verdict == HUGE_COLLAPSE)
		return !a->answer;
	/* a status is about the page cache of the file; the private copies are not collapsed */
	if (verdict == HUGE_PRIVATE_COPIES)
		return a->answer != 0;
	if (!a->traced)
		return a->answer ? -1 : 0;
	/* for a VMA that it rejects, the kernel does not scan the range, and gives no status */
	if (!*a->status || verdict < HUGE_PMD_NULL)
		return a->answer && !*a->status;
	return !strcmp(a->status, huge_verdict_name(verdict));
}

/*
 * Explain the answer.  EINVAL stands for most reasons: the status of the tracepoint tells which
 * one.  If there was no tracepoint, the kernel rejected the VMA and did not scan the range.
 */
static const char *meaning(const struct attempt *a, char text[MEANING_TEXT])
{
	const char *words = collapse_meaning(a->answer, a->rules.release);

	if (a->answer != EINVAL || !a->traced)
		return words;
	if (*a->status)
		snprintf(text, MEANING_TEXT,
			 "the range cannot be collapsed as it is: %s (%s)",
			 observe_word_text(a->status), a->status);
	else
		snprintf(text, MEANING_TEXT,
			 "the VMA does not allow it: the kernel did not look at what is in the range");
	return text;
}

static void print_lines(const struct attempt *a)
{
	const struct ptwalk_vma *vma = a->predicted.vma;
	char name[AREA_NAME_SIZE], safe[AREA_ESCAPED_SIZE];
	char perm[AREA_PERM_SIZE], text[CHANGES_TEXT], size[24];
	char reason[HUGE_TEXT], means[MEANING_TEXT];

	area_name(vma, name);
	printf("range          0x%llx-0x%llx %s %s\n", a->addr,
	       a->addr + COLLAPSE_WINDOW, area_perm(vma, perm),
	       area_escape(name, strlen(name), safe, sizeof(safe)));
	printf("MADV_COLLAPSE  %s: %s\n", collapse_errno_name(a->answer),
	       meaning(a, means));
	if (*a->status)
		printf("scan status    %s: %s\n", a->status,
		       observe_word_text(a->status));
	printf("predicted      %s: %s%s\n",
	       huge_verdict_name(a->predicted.verdict),
	       huge_reason(&a->rules, &a->predicted, reason),
	       agrees(a) ? "" : " (the kernel did something else)");
	changes_format(&a->change, text, sizeof(text));
	printf("changed        %s%s%s\n", *text ? text : "nothing",
	       *a->detail ? ": " : "", a->detail);
	if (*text)
		printf("Rss            %s\n",
		       output_format_change(size, sizeof(size), a->report.rss));
}

static int collapse_print_row(const struct attempt *a)
{
	struct output_table *table = command_begin(a->out, &form);
	char text[CHANGES_TEXT], reason[HUGE_TEXT], means[MEANING_TEXT];
	struct output_row *row;

	if (!table)
		return -EINVAL;
	row = output_row(table, NULL);
	output_address(table, row, COL_START, a->addr);
	output_limit(table, row, COL_END, a->addr + COLLAPSE_WINDOW);
	output_string(table, row, COL_ANSWER, collapse_errno_name(a->answer));
	output_string(table, row, COL_MEANING, meaning(a, means));
	if (*a->status)
		output_string(table, row, COL_STATUS, a->status);
	output_string(table, row, COL_PREDICTED,
		      huge_verdict_name(a->predicted.verdict));
	if (agrees(a) >= 0)
		output_boolean(table, row, COL_AGREES, agrees(a));
	output_string(table, row, COL_REASON,
		      huge_reason(&a->rules, &a->predicted, reason));
	changes_format(&a->change, text, sizeof(text));
	output_list(table, row, COL_CHANGE, text);
	output_string(table, row, COL_DETAIL, a->detail);
	output_change(table, row, COL_RSS_CHANGE, a->report.rss);
	columns_print_area(table, row, &area_columns, a->was.dump,
			   a->predicted.vma);
	return command_end(table);
}

static int attempt(struct attempt *a, const struct source_request *request)
{
	const struct output *out = a->out;
	int rc;

	rc = check_window(a);
	if (!rc)
		rc = predict(a);
	if (!rc && !pidfd_alive(a->fd)) {
		warn("%s: the process has ended", a->target);
		rc = -ESRCH;
	}
	if (!rc)
		rc = ask(a);
	if (rc)
		return rc;
	rc = command_open(&a->now, a->target, request);
	if (rc) {
		warn("%s: what changed is not known; the kernel's answer had been: %s",
		     a->target, a->answer ? collapse_errno_name(a->answer) : "done");
		return rc;
	}
	rc = collapse_compare(a);
	if (!rc && !output_is_words(out))
		rc = collapse_print_row(a);
	else if (!rc)
		print_lines(a);
	source_close(&a->now);
	return rc;
}

static int collapse(const struct output *out, const char *target, __u64 addr)
{
	const struct source_request request = {
		.start = addr,
		.end = addr + COLLAPSE_WINDOW,
	};
	struct attempt a = { .out = out, .target = target, .addr = addr };
	unsigned int levels = source_levels();
	struct source_place place;
	struct errmsg err;
	int rc;

	if (source_place(target, &place) || place.half != PTWALK_HALF_USER)
		return usage_error(&cmd_collapse,
				   "'%s' is no live process: give a PID, or the name of one", target);
	if (addr & (COLLAPSE_WINDOW - 1))
		return usage_error(&cmd_collapse,
				   "0x%llx is not a multiple of 2M: the range that holds it begins at 0x%llx",
				   addr, addr & -COLLAPSE_WINDOW);
	if (levels && level_check_address(addr, levels, place.half, &err)) {
		warn("%s: %s", target, err.text);
		return EXIT_FAILURE;
	}
	a.pid = place.pid;
	/* before the dump, so that the dump is of the process that the kernel is asked about */
	a.fd = pidfd_hold(a.pid, &err);
	if (a.fd < 0) {
		warn("%s: %s", target, err.text);
		return EXIT_FAILURE;
	}
	rc = command_open(&a.was, target, &request);
	if (!rc) {
		rc = attempt(&a, &request);
		source_close(&a.was);
	}
	close(a.fd);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int collapse_run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "help",	no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct output out = { 0 };
	struct errmsg err;
	__u64 addr;
	int c, rc;

	while ((c = command_getopt(&cmd_collapse, argc, argv, "h" OUTPUT_SHORT, long_options)) != -1) {
		if (c == 'h')
			return command_help(&cmd_collapse);
		if (!command_option(&cmd_collapse, &out, c, optarg))
			return EXIT_USAGE;
	}
	if (command_settled(&cmd_collapse, &out, &form, &rc))
		return rc;
	if (argc - optind != 2)
		return usage_error(&cmd_collapse,
				   "a PID and an ADDRESS are needed");
	if (number_parse(argv[optind + 1], "address", 0, ~0ULL, &addr, &err))
		return usage_error(&cmd_collapse, "%s", err.text);
	if (command_name(&argv[optind], false))
		return command_failure(&cmd_collapse);
	return collapse(&out, argv[optind], addr);
}

const struct command cmd_collapse = {
	.name = "collapse",
	.summary = "have the kernel make 2M of a process a huge page (MADV_COLLAPSE)",
	.usage = "[OPTION...] PID ADDRESS",
	.help = "",
	.notes =
	"ADDRESS is a multiple of 2M.  This changes the process, and of a file or shared\n"
	"memory the page cache for all who map it.\n",
	.has_output = true,
	.has_source = true,
	.run = collapse_run,
};
