// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk huge: which 2M ranges are not huge, and why.  Without options, people get a
 * first screen with the sums by reason (cmd-huge-page.c) and the VMAs that lose most;
 * --by-vma, --windows, -J, -r, -P and -o give rows (cmd-huge-rows.c): one for each
 * verdict, VMA or window.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-huge.h"
#include "cmd.h"
#include "facts-live.h"
#include "huge-text.h"
#include "number.h"
#include "pager.h"
#include "source.h"
#include "untold.h"
#include "where.h"

#define TOP	10	/* VMAs on the first screen */

/* Resident bytes that are not in huge pages */
static __u64 lost(const struct huge_part *part)
{
	return part->all.rss - part->huge;
}

/* VMAs that lose most come first; those that nothing can be done about come last. */
static int by_loss(const void *a, const void *b)
{
	const struct huge_part *x = a, *y = b;

	if (!lost(x) != !lost(y))
		return lost(x) ? -1 : 1;
	if (huge_curable(x->reason.verdict) != huge_curable(y->reason.verdict))
		return huge_curable(x->reason.verdict) ? -1 : 1;
	if (lost(x) != lost(y))
		return lost(x) < lost(y) ? 1 : -1;
	return x->vma->start < y->vma->start ? -1 : 1;
}

/* The VMAs that lose most, at the end of the first screen */
static int print_top(struct command_huge *c, const struct output_form *form)
{
	struct huge_report *report = &c->report;
	size_t i;

	if (!report->nr_parts)
		return 0;
	qsort(report->part, report->nr_parts, sizeof(report->part[0]), by_loss);
	if (!lost(&report->part[0]))
		return 0;
	puts("\nareas with the most memory not in huge pages");
	if (!c->out.top)
		c->out.top = TOP;
	c->table = command_begin(&c->out, form);
	if (!c->table)
		return -EINVAL;
	/* with --sort the table chooses the first rows itself, and needs all */
	for (i = 0; i < report->nr_parts && (c->out.sort || i < c->out.top); i++)
		if (lost(&report->part[i]))
			huge_print_part(c, &report->part[i]);
	return command_end(c->table);
}

/* Only for the screen, and only if a window may be refused as its pages are shared */
static void find_sharers(struct command_huge *c)
{
	const struct huge_sum *of = c->report.sums.of;
	struct errmsg err;

	if (!c->pid || !(of[HUGE_EXCEED_SHARED].windows || of[HUGE_NO_WRITABLE].windows))
		return;
	if (huge_look_up_sharers(c->dump, c->judge, c->pid, c->sharers, &err))
		warn("note: %s", err.text);
}

static int print_screen(struct command_huge *c, const struct output_form *form)
{
	int rc;

	find_sharers(c);
	pager_begin();
	if (c->fix) {
		huge_print_fixes(c);
		return 0;
	}
	huge_print_head(c);
	huge_print_settings(c);
	huge_print_sharers(c);
	rc = print_top(c, form);
	if (rc)
		return rc;
	huge_print_unknown(&c->report);
	return 0;
}

static int print_rows(struct command_huge *c, const struct output_form *form,
		      struct huge *h)
{
	size_t i;

	c->table = command_begin(&c->out, form);
	if (!c->table)
		return -EINVAL;
	if (c->windows)
		huge_print_windows(c, h);
	else if (c->by_vma)
		for (i = 0; i < c->report.nr_parts; i++)
			huge_print_part(c, &c->report.part[i]);
	else
		huge_print_verdicts(c);
	return command_end(c->table);
}

static int judge_dump(struct command_huge *c, const struct output_form *form,
		      __u64 start, __u64 end)
{
	struct huge h;
	int rc;

	huge_begin(&h, c->dump, c->judge);
	huge_limit(&h, start, end);
	c->report.rules = h.rules;
	if (!huge_rules_apply(&h.rules)) {
		warn("Linux %.*s has no MADV_COLLAPSE, of which 6.1 is the first: leave out --judge madvise",
		     (int)sizeof(c->dump->header->release),
		     (const char *)c->dump->header->release);
		return EXIT_FAILURE;
	}
	if (!c->windows && huge_report(&c->report, &h, c->fix && !c->by_vma)) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	rc = huge_wants_rows(c) ? print_rows(c, form, &h) : print_screen(c, form);
	huge_report_free(&c->report);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* What cannot be read gets a message, and makes verdicts unknown, not wrong. */
static void read_facts(struct command_huge *c, struct source *source)
{
	unsigned int what = FACTS_KNOBS;
	struct source_place place;
	struct errmsg err;

	if (!source->live || source_place(source->name, &place))
		return;
	if (c->pages)
		what |= FACTS_SMAPS;
	if (facts_read(source->dump, place.pid, what, &err) ||
	    huge_look_up_pages(source->dump, c->pages, c->judge, &err))
		warn("%s: %s", source->name, err.text);
	c->pid = place.pid;
}

static int huge_target(struct command_huge *c, const char *target,
		       const struct output_form *form,
		       const struct source_request *request)
{
	const struct dump *dump;
	__u64 start, end;
	struct untold untold = { 0 };
	struct source source;
	struct errmsg err;
	int status = EXIT_FAILURE;

	if (command_open(&source, target, request))
		return EXIT_FAILURE;
	dump = source.dump;
	if (c->pages && !source.live) {
		status = usage_error(&cmd_huge,
				     "--pages is for live processes: a dump has what 'record --pages' put into it");
	} else if (source.dump->header->half != PTWALK_HALF_USER) {
		warn("%s: the kernel half has no areas that khugepaged would look at",
		     target);
	} else if (dump_lacks_vmas(source.dump)) {
		warn("%s: the dump of a memory image has no areas, by which khugepaged decides",
		     target);
	} else if (where_resolve(&c->where, &dump, 1, &start, &end, &err) ||
		   dump_clip(source.dump, &start, &end, &err)) {
		warn("%s: %s", target, err.text);
	} else {
		if (source.dump->tail.assumed & PTWALK_ASSUMED_VMA_FLAGS)
			warn("%s: the bits of VMA flags, by which khugepaged decides, are those of the release of its kernel, not learnt from the kernel",
			     source.name);
		untold_add(&untold, source.dump, start, end);
		command_tell_untold(source.name, &untold);
		read_facts(c, &source);
		c->dump = source.dump;
		status = judge_dump(c, form, start, end);
	}
	source_close(&source);
	return status;
}

/*
 * The first screens of several processes, one after the other.  If one fails, such as a process that
 * has ended, the others are printed anyway.
 */
static int huge_targets(const struct command_huge *c, const struct targets *targets,
			const struct output_form *form, const struct source_request *request)
{
	int rc, status = EXIT_SUCCESS;
	struct command_huge each;
	bool printed = false;
	size_t i;

	if (targets->nr > 1 && huge_wants_rows(c))
		return usage_error(&cmd_huge,
				   "%zu processes, but rows do not say which they are of: --windows, --by-vma, -J, -r, -P and -o are for one; 'stat --all' has a row for each process",
				   targets->nr);
	for (i = 0; i < targets->nr; i++) {
		if (printed)
			putchar('\n');
		each = *c;
		rc = huge_target(&each, targets->word[i], form, request);
		status = rc ? rc : status;
		printed |= !rc;
	}
	return status;
}

static int huge_run(int argc, char **argv)
{
	enum { OPT_WINDOWS = CHAR_MAX + 1, OPT_BY_VMA, OPT_RANGE, OPT_PAGES, OPT_FIX,
	       OPT_JUDGE, OPT_SORT, OPT_TOP };
	static const struct option options[] = {
		{ "by-vma",	no_argument,	   NULL, OPT_BY_VMA },
		{ "fix",	no_argument,	   NULL, OPT_FIX },
		{ "help",	no_argument,	   NULL, 'h' },
		{ "judge",	required_argument, NULL, OPT_JUDGE },
		{ "pages",	no_argument,	   NULL, OPT_PAGES },
		{ "range",	required_argument, NULL, OPT_RANGE },
		{ "sort",	required_argument, NULL, OPT_SORT },
		{ "top",	required_argument, NULL, OPT_TOP },
		{ "windows",	no_argument,	   NULL, OPT_WINDOWS },
		OUTPUT_LONG,
		COMMAND_LONG,
		COMMAND_CGROUP_LONG,
		{ 0 }
	};
	struct source_request request = { 0 };
	struct command_huge command = { 0 };
	const char *cgroup = NULL;
	struct output_form form;
	struct targets targets;
	struct errmsg err;
	__u64 top;
	int c, rc;

	while ((c = command_getopt(&cmd_huge, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		switch (c) {
		case OPT_WINDOWS:
			command.windows = true;
			break;
		case OPT_BY_VMA:
			command.by_vma = true;
			break;
		case OPT_FIX:
			command.fix = true;
			break;
		case OPT_PAGES:
			command.pages = true;
			break;
		case COMMAND_CGROUP:
			cgroup = optarg;
			break;
		case OPT_RANGE:
			if (where_parse(optarg, &command.where, &err))
				return usage_error(&cmd_huge, "%s", err.text);
			break;
		case OPT_SORT:
			command.out.sort = optarg;
			break;
		case OPT_TOP:
			if (number_parse(optarg, "number of rows", 1, LONG_MAX, &top, &err))
				return usage_error(&cmd_huge, "%s", err.text);
			command.out.top = top;
			break;
		case OPT_JUDGE:
			if (!strcmp(optarg, "madvise"))
				command.judge = HUGE_MADVISE;
			else if (!strcmp(optarg, "khugepaged"))
				command.judge = HUGE_KHUGEPAGED;
			else
				return usage_error(&cmd_huge,
						   "--judge is khugepaged or madvise, not '%s'",
						   optarg);
			break;
		case 'h':
			return command_help(&cmd_huge);
		default:
			if (!command_option(&cmd_huge, &command.out, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (command.windows && command.by_vma)
		return usage_error(&cmd_huge,
				   "--windows and --by-vma exclude each other");
	if ((command.out.sort || command.out.top) && command.fix &&
	    !huge_wants_rows(&command))
		return usage_error(&cmd_huge,
				   "--fix alone prints no rows that --sort and --top could be for");
	if (command.out.top && !command.out.sort && huge_wants_rows(&command))
		command.out.sort = "NOT-HUGE";
	form = huge_form(&command);
	if (command_settled(&cmd_huge, &command.out, &form, &rc))
		return rc;
	if (command_where(&cmd_huge, &argc, argv, &command.where))
		return EXIT_USAGE;
	if (command.where.kind == WHERE_RANGE) {
		request.start = command.where.start;
		request.end = command.where.end;
	}
	if (argc == optind && !cgroup)
		return usage_error(&cmd_huge, "no TARGET given");
	rc = command_targets(&cmd_huge, &targets, argv + optind, argc - optind, cgroup);
	if (rc)
		return rc;
	rc = huge_targets(&command, &targets, &form, &request);
	free(targets.word);
	return rc;
}

const struct command cmd_huge = {
	.name = "huge",
	.summary = "say which 2M ranges are not huge, and why",
	.usage = "[OPTION...] TARGET... [@WHERE] | --cgroup PATH [@WHERE]",
	.help =
	"     --windows           a row for each window of 2M; for people, neighbours\n"
	"                         that say the same are one row\n"
	"     --by-vma            a row for each area, with the reason that costs it most\n"
	"     --range WHERE       these addresses only: START-END, START+SIZE, ADDRESS,\n"
	"                         vma:ADDRESS or the name of an area; or @WHERE\n"
	"     --judge WHO         whose rules: khugepaged (default), or madvise for\n"
	"                         MADV_COLLAPSE\n"
	"     --pages             of a live process: look at every page and read smaps\n"
	"     --sort COLUMN       rows in the order of this column: the largest first\n"
	"     --top N             the first N rows, by what is not huge without --sort\n"
	"     --fix               instead: for each reason what can be done about it,\n"
	"                         what is met after that, and what is huge in the end\n"
	COMMAND_CGROUP_HELP,
	.has_output = true,
	.has_source = true,
	.run = huge_run,
};
