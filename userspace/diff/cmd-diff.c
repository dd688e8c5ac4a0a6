// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk diff: what changed between two dumps, or two processes.  Owns the options, the table
 * with one row for each change, the notes on standard error and the exit status; the comparison
 * is diff.h, the rows of --summary are cmd-diff-sum.c.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change-list.h"
#include "change-text.h"
#include "cmd.h"
#include "cmd-diff.h"
#include "columns.h"
#include "diff.h"
#include "source.h"
#include "terminal.h"
#include "where.h"

/* Exit statuses like those of diff(1) and cmp(1) */
enum { EXIT_SAME, EXIT_DIFFER, EXIT_TROUBLE };

enum {
	COL_START, COL_END, COL_SIZE, COL_PAGES, COL_LEVEL, COL_CHANGE, COL_WAS,
	COL_NOW, COL_DETAIL, COL_WAS_PRESENT, COL_NOW_PRESENT, COL_SAME_FRAMES,
	COL_NEW_FRAMES, COL_ZERO, COL_SWAPPED, COL_OTHER, COL_EMPTY, COL_HOLES, COL_RSS,
	COL_WAS_PHYS, COL_NOW_PHYS, COL_WAS_RAW, COL_NOW_RAW, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after the range" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "size of the range" },
	[COL_PAGES]	= { "PAGES", OUTPUT_NUMBER, true,
			    "entries that were merged; of page-table pages, how many" },
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true,
			    "level of the table: 1 PT, 2 PD, 3 PDPT, 4 PML4, 5 PML5" },
	[COL_CHANGE]	= { "CHANGE", OUTPUT_LIST, false, "what changed; --help lists the kinds" },
	[COL_WAS]	= { "WAS", OUTPUT_TEXT, false,
			    "page size and flags in the first dump; * is set in some of the entries" },
	[COL_NOW]	= { "NOW", OUTPUT_TEXT, false, "page size and flags in the second dump" },
	[COL_DETAIL]	= { "DETAIL", OUTPUT_SENTENCE, false, "more about the change, in words" },
	[COL_WAS_PRESENT] = { "WAS-PRESENT", OUTPUT_NUMBER, true,
			    "promoted: small pages that were present" },
	[COL_NOW_PRESENT] = { "NOW-PRESENT", OUTPUT_NUMBER, true,
			    "split: small pages that are present" },
	[COL_SAME_FRAMES] = { "SAME-FRAMES", OUTPUT_NUMBER, true,
			    "promoted, split: small pages in the frames of the large one" },
	[COL_NEW_FRAMES] = { "NEW-FRAMES", OUTPUT_NUMBER, true,
			    "promoted, split: small pages in other frames" },
	[COL_ZERO]	= { "ZERO", OUTPUT_NUMBER, true,
			    "promoted, split: of the small pages, those that are the zero page" },
	[COL_SWAPPED]	= { "SWAPPED", OUTPUT_NUMBER, true,
			    "promoted, split: small entries that are swap entries" },
	[COL_OTHER]	= { "OTHER", OUTPUT_NUMBER, true,
			    "promoted, split: small entries of any other kind that is not present" },
	[COL_EMPTY]	= { "EMPTY", OUTPUT_NUMBER, true,
			    "promoted, split: small entries that are empty" },
	[COL_HOLES]	= { "HOLES", OUTPUT_STRING, false,
			    "promoted, split: indices of ZERO and EMPTY, without memory of their own" },
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true,
			    "what Rss of smaps gained by the change; below 0 what it lost" },
	[COL_WAS_PHYS]	= { "WAS-PHYS", OUTPUT_STRING, true,
			    "physical address of the first page or table, first dump" },
	[COL_NOW_PHYS]	= { "NOW-PHYS", OUTPUT_STRING, true,
			    "physical address of the first page or table, second dump" },
	[COL_WAS_RAW]	= { "WAS-RAW", OUTPUT_STRING, true,
			    "raw value of the first entry, first dump" },
	[COL_NOW_RAW]	= { "NOW-RAW", OUTPUT_STRING, true, "raw value of the first entry, second dump" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
};

static const struct output_form form = {
	.name = "diff",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "START,END,SIZE,RSS,CHANGE,WAS,NOW,DETAIL,NAME",
	.drop = "END,DETAIL,SIZE,RSS,NAME",
};

/**
 * struct options - options of the command line
 * @out: output options
 * @where: --range, or @WHERE
 * @only: --only: report these changes only; all if empty
 * @ignore: --ignore: do not report these changes
 * @summary: --summary: sums for each kind of change instead of a row for each change
 */
struct options {
	struct output	out;
	struct where	where;
	struct changes	only;
	struct changes	ignore;
	bool		summary;
};

static void print_side(struct output_table *table, struct output_row *row,
		       const struct change_side *side, int phys, int raw)
{
	bool exists = side->kind != PTWALK_NONE;

	if (change_has_phys(side->kind, side->phys))
		output_address(table, row, phys, side->phys);
	if (exists)
		output_address(table, row, raw, side->raw);
}

static void print_counts(struct output_table *table, struct output_row *row,
			 const struct change *change,
			 const struct change_rules *rules)
{
	bool was_small = change->was.kind == PTWALK_TABLE;
	char holes[CHANGE_HOLES];

	output_number(table, row, was_small ? COL_WAS_PRESENT : COL_NOW_PRESENT,
		      change->small_present);
	if (rules->frames) {
		output_number(table, row, COL_SAME_FRAMES, change->same_frames);
		output_number(table, row, COL_NEW_FRAMES,
			      change_new_frames(change));
	}
	output_number(table, row, COL_ZERO, change->small_zero);
	output_number(table, row, COL_SWAPPED, change->small_swapped);
	output_number(table, row, COL_OTHER, change->small_other);
	output_number(table, row, COL_EMPTY, change->small_empty);
	output_string(table, row, COL_HOLES, change_holes(change, holes));
}

/**
 * struct rows - the rows of changes
 * @table: the output
 * @rules: what could be compared
 */
struct rows {
	struct output_table		*table;
	const struct change_rules	*rules;
};

/* As the lines of diff(1): what came is green, what went red, all else yellow. */
static enum terminal_style change_style(__u32 kinds)
{
	const __u32 came = 1U << CHANGE_MAPPED | 1U << CHANGE_PROMOTED | 1U << CHANGE_SWAPPED_IN |
			   1U << CHANGE_VMA_ADDED | 1U << CHANGE_TABLE_GAINED;
	const __u32 went = 1U << CHANGE_UNMAPPED | 1U << CHANGE_SPLIT | 1U << CHANGE_SWAPPED_OUT |
			   1U << CHANGE_VMA_REMOVED | 1U << CHANGE_TABLE_LOST;

	if (kinds & came)
		return TERMINAL_GREEN;
	return kinds & went ? TERMINAL_RED : TERMINAL_YELLOW;
}

static void print_change(struct output_table *table,
			 const struct change *change,
			 const struct change_rules *rules)
{
	struct output_row *row = output_row(table, NULL);
	const struct ptwalk_vma *vma = change->now.vma;
	char text[CHANGES_TEXT];

	output_address(table, row, COL_START, change->start);
	output_limit(table, row, COL_END, change->end);
	output_size(table, row, COL_SIZE, change->end - change->start);
	changes_format(&change->what, text, sizeof(text));
	output_list(table, row, COL_CHANGE, text);
	output_style(table, row, COL_CHANGE, change_style(change->what.kinds));
	output_string(table, row, COL_WAS,
		      change_side_text(change, &change->was, text));
	output_string(table, row, COL_NOW,
		      change_side_text(change, &change->now, text));
	output_string(table, row, COL_DETAIL,
		      change_detail(change, rules, text));
	if (!vma)
		vma = change->was.vma;
	columns_print_name(table, row, COL_NAME, vma);
	if (change->subject == SUBJECT_VMA)
		return;
	output_number(table, row, COL_PAGES, change->entries);
	output_number(table, row, COL_LEVEL, change->level);
	if (change->subject == SUBJECT_ENTRY && rules->areas)
		output_change(table, row, COL_RSS, change->rss);
	if (change->small)
		print_counts(table, row, change, rules);
	print_side(table, row, &change->was, COL_WAS_PHYS, COL_WAS_RAW);
	print_side(table, row, &change->now, COL_NOW_PHYS, COL_NOW_RAW);
}

/* Returns another value than 0 if no more rows are needed. */
static int print_row(const struct change *change, void *arg)
{
	const struct rows *rows = arg;

	print_change(rows->table, change, rows->rules);
	return output_flush(rows->table) ? 0 : -EPIPE;
}

/*
 * Print the sums of Rss below the table, unless the output is for scripts: JSON, raw, pairs,
 * without headings, or with a list of columns.
 */
static void print_rss(const struct output *out,
		      const struct diff_report *report)
{
	const struct change_total *promoted = &report->total[CHANGE_PROMOTED];
	const struct change_total *split = &report->total[CHANGE_SPLIT];
	char all[16], gained[16], lost[16];

	if (!output_is_words(out) || out->noheadings ||
	    !(report->rss || promoted->runs || split->runs))
		return;
	printf("\nRss: %s in all",
	       output_format_change(all, sizeof(all), report->rss));
	if (promoted->runs)
		printf(", %s by promotion",
		       output_format_change(gained, sizeof(gained),
					    promoted->rss));
	if (split->runs)
		printf(", %s by splitting",
		       output_format_change(lost, sizeof(lost), split->rss));
	putchar('\n');
}

/*
 * Is there a difference, for the exit status?  A page table that two processes share and a VMA
 * that cannot be compared have a row, but are no difference.
 */
static bool differs(const struct diff_report *report)
{
	unsigned int change;

	for (change = 0; change < CHANGE_NR; change++)
		if (change != CHANGE_TABLE_SHARED && change != CHANGE_VMA_APART &&
		    report->total[change].runs)
			return true;
	return false;
}

static const struct output_form *form_of(const struct options *options)
{
	return options->summary ? &diff_sum_form : &form;
}

/* Without changes the table prints nothing, not even a heading; JSON is complete anyway. */
static int diff_print(const struct options *options, struct change_job *job,
		      const struct diff_report *report)
{
	struct output_table *table = command_begin(&options->out,
						   form_of(options));
	struct rows rows = { table, &report->rules };
	int rc = 0;

	if (!table)
		return EXIT_TROUBLE;
	if (options->summary)
		diff_print_sums(table, report);
	else
		rc = change_list_each(job, print_row, &rows);
	if (command_end(table))
		return EXIT_TROUBLE;
	if (rc) {
		warn("out of memory");
		return EXIT_TROUBLE;
	}
	if (!options->summary)
		print_rss(&options->out, report);
	return differs(report) ? EXIT_DIFFER : EXIT_SAME;
}

static struct changes wanted(const struct options *options)
{
	const struct changes *only = &options->only;
	const struct changes *ignore = &options->ignore;
	struct changes all = { ~0U, ~0U, ~0U };

	if (changes_any(only))
		all = *only;
	all.kinds &= ~ignore->kinds;
	all.gained &= ~ignore->gained;
	all.lost &= ~ignore->lost;
	return all;
}

static int diff_compare(const struct options *options, const struct source *a,
			const struct source *b)
{
	struct change_job job = { .was = a->dump, .now = b->dump, .wanted = wanted(options) };
	struct diff_report report;
	const struct dump *const dumps[] = { a->dump, b->dump };
	struct errmsg err = { "out of memory" };
	int status = EXIT_TROUBLE;

	if (where_resolve(&options->where, dumps, 2, &job.start, &job.end, &err) ||
	    (options->summary ?
	     diff_range(job.was, job.now, &job.wanted, job.start, job.end, NULL, NULL, &report,
			&err) :
	     change_list_compare(&job, &report, &err))) {
		warn("%s, %s: %s", a->name, b->name, err.text);
	} else {
		diff_print_notes(a, b, &report, options->where.kind == WHERE_ALL);
		status = diff_print(options, &job, &report);
		if (status == EXIT_SAME && output_is_table(&options->out) && terminal_is_screen())
			warn("note: no difference");
	}
	change_list_free(&job.list);
	return status;
}

static int diff_targets(const struct options *options, char **target)
{
	struct source source[2];
	int status;

	if (diff_open(source, target, &options->where))
		return EXIT_TROUBLE;
	status = diff_compare(options, &source[0], &source[1]);
	source_close(&source[1]);
	source_close(&source[0]);
	return status;
}

static int diff_run(int argc, char **argv)
{
	enum { OPT_ONLY = 256, OPT_IGNORE, OPT_SUMMARY, OPT_RANGE };
	static const struct option long_options[] = {
		{ "only",    required_argument, NULL, OPT_ONLY },
		{ "ignore",  required_argument, NULL, OPT_IGNORE },
		{ "range",   required_argument, NULL, OPT_RANGE },
		{ "summary", no_argument,	NULL, OPT_SUMMARY },
		{ "help",    no_argument,	NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct options options = { 0 };
	struct errmsg err;
	struct changes what;
	int c, rc;

	while ((c = command_getopt(&cmd_diff, argc, argv, "h" OUTPUT_SHORT, long_options)) != -1) {
		rc = 0;
		switch (c) {
		case OPT_ONLY:
			rc = changes_parse(optarg, &options.only, &err);
			break;
		case OPT_IGNORE:
			rc = changes_parse(optarg, &options.ignore, &err);
			break;
		case OPT_RANGE:
			rc = where_parse(optarg, &options.where, &err);
			break;
		case OPT_SUMMARY:
			options.summary = true;
			break;
		case 'h':
			return command_help(&cmd_diff);
		default:
			if (!command_option(&cmd_diff, &options.out, c, optarg))
				return EXIT_USAGE;
		}
		if (rc)
			return usage_error(&cmd_diff, "%s", err.text);
	}
	if (command_settled(&cmd_diff, &options.out, form_of(&options), &rc))
		return rc;
	what = wanted(&options);
	if (!changes_any(&what))
		return usage_error(&cmd_diff,
				   "--ignore leaves nothing of --only to compare");
	if (command_where(&cmd_diff, &argc, argv, &options.where))
		return EXIT_USAGE;
	if (argc - optind != 2)
		return usage_error(&cmd_diff,
				   "two targets are compared, %d given",
				   argc - optind);
	if (!strcmp(argv[optind], "-") && !strcmp(argv[optind + 1], "-"))
		return usage_error(&cmd_diff,
				   "only one of the targets can be standard input");
	if (command_names(argv + optind, 2))
		return EXIT_TROUBLE;
	return diff_targets(&options, argv + optind);
}

const struct command cmd_diff = {
	.name = "diff",
	.summary = "what changed between two dumps, or two processes",
	.usage = "[OPTION...] TARGET TARGET [@WHERE]",
	.help =
	"     --range WHERE       these addresses only: START-END, START+SIZE, ADDRESS,\n"
	"                         vma:ADDRESS or the name of an area; or @WHERE\n"
	"     --only KINDS        these changes only\n"
	"     --ignore KINDS      leave these changes out\n"
	"     --summary           one line for each kind of change\n",
	.notes =
	"KINDS, with commas between; a name without its sign means both:\n"
	" mapped unmapped         a page came, a page went\n"
	" promoted split          a table became one large page, or the reverse; what its\n"
	"                         entries became (swapped-out, cow ...) is named as well\n"
	" cow                     copied on write: another frame, and writable now\n"
	" moved                   another frame, for another reason\n"
	" swapped-out swapped-in  a page became a swap entry, or the reverse\n"
	" nonpresent              other changes of entries that are not present\n"
	" +protnone -protnone     out of reach (PROT_NONE, NUMA hint), or back\n"
	" +invalid -invalid       a large page out of use for a moment, or back\n"
	" +reserved -reserved     reserved bits set, or no longer\n"
	" pkey                    another protection key\n"
	" +FLAG -FLAG             a flag was set or cleared: rw us pwt pcd a d pat g nx\n"
	"                         soft-dirty uffd-wp special saved-dirty devmap\n"
	"                         exclusive enc\n"
	" raw                     bits that have no name\n"
	" vma-added vma-removed vma-resized vma-changed\n"
	"                         an area came, went, grew or shrank, has other flags\n"
	" vma-apart               of two processes: an area that cannot be compared with\n"
	"                         one of the other; this is no difference\n"
	" table-gained table-lost table-moved\n"
	"                         a page-table page came, went, was replaced\n"
	" table-shared            two processes use one page-table page (hugetlb); this\n"
	"                         is no difference, and does not count for the status\n"
	" swapped vma table       all kinds whose names begin so\n"
	"\n"
	"Exit status: 0 nothing differs, 1 something does, 2 trouble\n",
	.has_output = true,
	.has_source = true,
	.answers = true,
	.run = diff_run,
};
