// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk huge: why a range is not huge.  People get a first screen with the sums
 * by reason (cmd-huge-page.c) and the areas that lose most; --by-vma, --windows, -J,
 * -r, -P and -o give rows, with the columns below: one for each verdict, area or
 * window.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-huge-observe.h"
#include "cmd-huge.h"
#include "cmd-stat.h"
#include "cmd.h"
#include "columns.h"
#include "facts-live.h"
#include "huge-text.h"
#include "number.h"
#include "source.h"

enum {
	COL_START, COL_END, COL_SIZE, COL_WINDOWS, COL_PIECES, COL_PAGESIZE, COL_VERDICT,
	COL_RSS, COL_RSS_PERCENT, COL_HUGE, COL_NOT_HUGE, COL_HUGETLB, COL_ELIGIBLE,
	COL_PRESENT, COL_NONE, COL_ZERO, COL_SWAP, COL_NONPRESENT, COL_ACCESSED,
	COL_DIRTY, COL_WRITABLE, COL_UFFD_WP, COL_SPECIAL, COL_EXTENTS, COL_ORDER,
	COL_LOOKED_AT, COL_SHARED, COL_REFERENCED, COL_NOT_ANON, COL_OFF_LRU,
	COL_LOCKED, COL_LAZYFREE, COL_LARGE,
	COL_COUNT, COL_LIMIT, COL_SHORT, COL_KNOB, COL_REASON, COL_ALSO, COL_LACKS,
	COL_FIX, COL_VMA, COL_PERM, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after it" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "size of the addresses" },
	[COL_WINDOWS]	= { "WINDOWS", OUTPUT_NUMBER, true, "aligned windows of 2M" },
	[COL_PIECES]	= { "PIECES", OUTPUT_NUMBER, true,
			    "parts of an area that fill no window" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true, "size of the pages there, if any" },
	[COL_VERDICT]	= { "VERDICT", OUTPUT_STRING, false,
			    "huge, collapse, or the first reason against it" },
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true, "resident, as Rss in smaps counts it" },
	[COL_RSS_PERCENT] = { "RSS-PERCENT", OUTPUT_NUMBER, true, "share in all that is resident" },
	[COL_HUGE]	= { "HUGE", OUTPUT_SIZE, true, "resident in 2M and 1G pages" },
	[COL_NOT_HUGE]	= { "NOT-HUGE", OUTPUT_SIZE, true, "resident in 4K pages" },
	[COL_HUGETLB]	= { "HUGETLB", OUTPUT_SIZE, true, "hugetlb pages, not in RSS" },
	[COL_ELIGIBLE]	= { "ELIGIBLE", OUTPUT_BOOLEAN, true,
			    "of an area: what THPeligible in smaps should say" },
	[COL_PRESENT]	= { "PRESENT", OUTPUT_NUMBER, true,
			    "4K pages: present, zero page not counted" },
	[COL_NONE]	= { "NONE", OUTPUT_NUMBER, true, "4K pages: empty entries" },
	[COL_ZERO]	= { "ZERO", OUTPUT_NUMBER, true, "4K pages: the zero page" },
	[COL_SWAP]	= { "SWAP", OUTPUT_NUMBER, true, "4K pages: swapped out" },
	[COL_NONPRESENT] = { "NONPRESENT", OUTPUT_NUMBER, true,
			    "4K pages: not present for any other reason" },
	[COL_ACCESSED]	= { "ACCESSED", OUTPUT_NUMBER, true, "present pages with A set" },
	[COL_DIRTY]	= { "DIRTY", OUTPUT_NUMBER, true,
			    "present pages with D set, or saved-dirty" },
	[COL_WRITABLE]	= { "WRITABLE", OUTPUT_NUMBER, true,
			    "present pages that the entry allows to write to" },
	[COL_UFFD_WP]	= { "UFFD-WP", OUTPUT_NUMBER, true,
			    "entries write-protected by userfaultfd" },
	[COL_SPECIAL]	= { "SPECIAL", OUTPUT_NUMBER, true,
			    "present pages without a struct page to be used" },
	[COL_EXTENTS]	= { "EXTENTS", OUTPUT_NUMBER, true,
			    "physically contiguous pieces of the present pages" },
	[COL_ORDER]	= { "ORDER", OUTPUT_NUMBER, true,
			    "log2 of the largest piece that is aligned, in 4K pages" },
	[COL_LOOKED_AT]	= { "LOOKED-AT", OUTPUT_NUMBER, true,
			    "present pages of which kpageflags was read; the next seven count these" },
	[COL_SHARED]	= { "SHARED", OUTPUT_NUMBER, true, "pages mapped more than once" },
	[COL_REFERENCED] = { "REFERENCED", OUTPUT_NUMBER, true,
			    "pages with A set, or that the kernel holds referenced" },
	[COL_NOT_ANON]	= { "NOT-ANON", OUTPUT_NUMBER, true, "pages that are not anonymous" },
	[COL_OFF_LRU]	= { "OFF-LRU", OUTPUT_NUMBER, true, "pages on no LRU list" },
	[COL_LOCKED]	= { "LOCKED", OUTPUT_NUMBER, true, "pages that were locked" },
	[COL_LAZYFREE]	= { "LAZYFREE", OUTPUT_NUMBER, true, "pages given up by MADV_FREE" },
	[COL_LARGE]	= { "LARGE", OUTPUT_NUMBER, true, "pages of a larger folio" },
	[COL_COUNT]	= { "COUNT", OUTPUT_NUMBER, true, "what VERDICT counted" },
	[COL_LIMIT]	= { "LIMIT", OUTPUT_NUMBER, true, "what it is held against" },
	[COL_SHORT]	= { "SHORT", OUTPUT_NUMBER, true,
			    "entries that would have to be different for VERDICT to fall away" },
	[COL_KNOB]	= { "KNOB", OUTPUT_STRING, false, "setting behind VERDICT" },
	[COL_REASON]	= { "REASON", OUTPUT_STRING, false, "VERDICT in words, with its numbers" },
	[COL_ALSO]	= { "ALSO", OUTPUT_LIST, false,
			    "other reasons, that the kernel meets later or not at all" },
	[COL_LACKS]	= { "LACKS", OUTPUT_LIST, false,
			    "not known: knobs, pages, range, table, cache, policy, decoding, moment" },
	[COL_FIX]	= { "FIX", OUTPUT_STRING, false, "what root or the program can do about it" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "area: START-END" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false, "its permissions, as in /proc/PID/maps" },
	[COL_NAME]	= { "NAME", OUTPUT_STRING, false, "name of the area" },
};

#define DEFAULT_VERDICTS	"VERDICT,RSS,RSS-PERCENT,SIZE,WINDOWS,PIECES,REASON"
#define DEFAULT_BY_VMA		"START,END,SIZE,RSS,HUGE,NOT-HUGE,VERDICT,REASON,PERM,NAME"
#define DEFAULT_WINDOWS		"START,END,WINDOWS,PRESENT,NONE,SWAP,ACCESSED,DIRTY,EXTENTS,ORDER,VERDICT,REASON,NAME"
#define DEFAULT_TOP		"START,SIZE,RSS,NOT-HUGE,VERDICT,REASON,NAME"

#define TOP	10	/* areas on the first screen */

static const struct area_columns area_columns = {
	.span = COL_VMA,
	.perm = COL_PERM,
	.name = COL_NAME,
};

/**
 * struct command_huge - one run of the command
 * @out: output options
 * @windows: --windows
 * @by_vma: --by-vma
 * @fix: --fix
 * @pages: --pages
 * @judge: --judge
 * @dump: the dump
 * @report: its sums
 * @table: the output
 */
struct command_huge {
	struct output		out;
	bool			windows;
	bool			by_vma;
	bool			fix;
	bool			pages;
	enum huge_judge		judge;
	const struct dump	*dump;
	struct huge_report	report;
	struct output_table	*table;
};

static bool wants_rows(const struct command_huge *c)
{
	return c->windows || c->by_vma || c->out.json || c->out.raw ||
	       c->out.pairs || c->out.list;
}

static void print_percent(struct command_huge *c, struct output_row *row,
			  __u64 rss)
{
	unsigned int share = stat_permille(rss, c->report.sums.all.rss);

	output_printf(c->table, row, COL_RSS_PERCENT, "%u.%u", share / 10,
		      share % 10);
}

static void print_counts(struct command_huge *c, struct output_row *row,
			 const struct huge_counts *n)
{
	const struct {
		int	column;
		__u64	value;
	} counts[] = {
		{ COL_PRESENT, n->present },
		{ COL_NONE, n->none },
		{ COL_ZERO, n->zero },
		{ COL_SWAP, n->swap },
		{ COL_NONPRESENT, n->nonpresent },
		{ COL_ACCESSED, n->accessed },
		{ COL_DIRTY, n->dirty },
		{ COL_WRITABLE, n->writable },
		{ COL_UFFD_WP, n->uffd_wp },
		{ COL_SPECIAL, n->special },
		{ COL_EXTENTS, n->extents },
		{ COL_LOOKED_AT, n->paged },
		{ COL_SHARED, n->shared },
		{ COL_REFERENCED, n->referenced },
		{ COL_NOT_ANON, n->not_anon },
		{ COL_OFF_LRU, n->off_lru },
		{ COL_LOCKED, n->locked },
		{ COL_LAZYFREE, n->lazyfree },
		{ COL_LARGE, n->large },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (n->paged || counts[i].column < COL_LOOKED_AT ||
		    counts[i].column > COL_LARGE)
			output_number(c->table, row, counts[i].column,
				      counts[i].value);
	if (n->present)
		output_number(c->table, row, COL_ORDER, n->order);
}

/* The names of a set, with commas */
static void print_also(struct command_huge *c, struct output_row *row,
		       const struct huge_window *w)
{
	char list[HUGE_VERDICTS * 32] = "";
	size_t used = 0;
	unsigned int v;

	for (v = 0; v < HUGE_VERDICTS; v++)
		if ((w->reasons & HUGE_BIT(v)) && v != w->verdict)
			used += snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? "," : "",
					 huge_verdict_name(v));
	output_list(c->table, row, COL_ALSO, list);
}

static void print_lacks(struct command_huge *c, struct output_row *row,
			unsigned int lacks)
{
	char list[128] = "";
	size_t used = 0;
	unsigned int i;

	for (i = 0; huge_lack_name(i); i++)
		if (lacks & (1U << i))
			used += snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? "," : "",
					 huge_lack_name(i));
	output_list(c->table, row, COL_LACKS, list);
}

static void print_verdict(struct command_huge *c, struct output_row *row,
			  enum huge_verdict verdict)
{
	const char *knob = huge_knob(&c->report.rules, verdict);
	const char *fix = huge_fix(verdict);

	output_string(c->table, row, COL_VERDICT, huge_verdict_name(verdict));
	if (knob)
		output_string(c->table, row, COL_KNOB, knob);
	if (fix)
		output_string(c->table, row, COL_FIX, fix);
}

/* What is said of one window, and of an area by its most frequent one */
static void print_judged(struct command_huge *c, struct output_row *row,
			 const struct huge_window *w)
{
	char reason[HUGE_TEXT];

	print_verdict(c, row, w->verdict);
	if (w->needs) {
		output_number(c->table, row, COL_COUNT, w->number);
		output_number(c->table, row, COL_LIMIT, w->limit);
		output_number(c->table, row, COL_SHORT, w->needs);
	}
	output_string(c->table, row, COL_REASON,
		      huge_reason(&c->report.rules, w, reason));
	print_also(c, row, w);
	print_lacks(c, row, w->lacks);
}

static void print_span(struct command_huge *c, struct output_row *row,
		       __u64 start, __u64 end)
{
	output_address(c->table, row, COL_START, start);
	output_limit(c->table, row, COL_END, end);
	output_size(c->table, row, COL_SIZE, end - start);
}

static void print_window(struct command_huge *c, const struct huge_window *w)
{
	struct output_row *row = output_row(c->table, NULL);
	bool huge = w->verdict == HUGE_IS;

	print_span(c, row, w->start, w->end);
	output_number(c->table, row, COL_WINDOWS, w->windows);
	output_number(c->table, row, COL_PIECES, !w->windows);
	if (w->level)
		output_size(c->table, row, COL_PAGESIZE, ptwalk_span(w->level));
	output_size(c->table, row, COL_RSS, w->counts.rss);
	output_size(c->table, row, COL_HUGE, huge ? w->counts.rss : 0);
	output_size(c->table, row, COL_NOT_HUGE, huge ? 0 : w->counts.rss);
	output_size(c->table, row, COL_HUGETLB,
		    huge && w->vma->hugetlb_shift ? w->end - w->start : 0);
	print_counts(c, row, &w->counts);
	print_judged(c, row, w);
	columns_print_area(c->table, row, &area_columns, c->dump, w->vma);
}

/* Neighbours that people need not see one by one */
static bool continues(const struct huge_window *last,
		      const struct huge_window *w)
{
	return last->vma == w->vma && last->end == w->start &&
	       last->verdict == w->verdict && last->number == w->number &&
	       last->level == w->level && last->windows && w->windows &&
	       last->reasons == w->reasons && last->lacks == w->lacks;
}

static void join(struct huge_window *last, const struct huge_window *w)
{
	const size_t nr = sizeof(w->counts) / sizeof(__u64);
	__u64 order = last->counts.order;
	const __u64 *from = (const __u64 *)&w->counts;
	__u64 *to = (__u64 *)&last->counts;
	size_t i;

	for (i = 0; i < nr; i++)
		to[i] += from[i];
	last->counts.order = order > w->counts.order ? order : w->counts.order;
	last->end = w->end;
	last->windows += w->windows;
}

/* Programs get one row a window, people one for neighbours that say the same. */
static void print_windows(struct command_huge *c, struct huge *h)
{
	bool people = !c->out.json && !c->out.raw && !c->out.pairs;
	struct huge_window w, last = { 0 };

	while (huge_next(h, &w)) {
		if (people && last.end && continues(&last, &w)) {
			join(&last, &w);
			continue;
		}
		if (last.end)
			print_window(c, &last);
		last = w;
	}
	if (last.end)
		print_window(c, &last);
}

static void print_eligible(struct command_huge *c, struct output_row *row,
			   const struct huge_part *part)
{
	struct huge_area area;
	int eligible;

	if (c->judge != HUGE_KHUGEPAGED)
		return;
	huge_rules_area(&c->report.rules, part->vma, part->end, &area);
	eligible = huge_rules_eligible(&c->report.rules, &area);
	if (eligible != HUGE_UNSET)
		output_boolean(c->table, row, COL_ELIGIBLE, eligible);
}

static void print_part(struct command_huge *c, const struct huge_part *part)
{
	struct output_row *row = output_row(c->table, NULL);

	print_span(c, row, part->vma->start, part->end);
	output_number(c->table, row, COL_WINDOWS, part->all.windows);
	output_number(c->table, row, COL_PIECES, part->all.pieces);
	output_size(c->table, row, COL_RSS, part->all.rss);
	print_percent(c, row, part->all.rss);
	output_size(c->table, row, COL_HUGE, part->huge);
	output_size(c->table, row, COL_NOT_HUGE, part->all.rss - part->huge);
	output_size(c->table, row, COL_HUGETLB, part->hugetlb);
	print_eligible(c, row, part);
	print_judged(c, row, &part->reason);
	columns_print_area(c->table, row, &area_columns, c->dump, part->vma);
}

static void print_verdicts(struct command_huge *c)
{
	const struct huge_sums *sums = &c->report.sums;
	struct output_row *row;
	unsigned int v;

	for (v = 0; v < HUGE_VERDICTS; v++) {
		const struct huge_sum *sum = &sums->of[v];

		if (!sum->size)
			continue;
		row = output_row(c->table, NULL);
		print_verdict(c, row, v);
		output_size(c->table, row, COL_SIZE, sum->size);
		output_number(c->table, row, COL_WINDOWS, sum->windows);
		output_number(c->table, row, COL_PIECES, sum->pieces);
		output_size(c->table, row, COL_RSS, sum->rss);
		print_percent(c, row, sum->rss);
		output_size(c->table, row, COL_HUGE, v == HUGE_IS ? sum->rss : 0);
		output_size(c->table, row, COL_NOT_HUGE, v == HUGE_IS ? 0 : sum->rss);
		output_size(c->table, row, COL_HUGETLB, sum->hugetlb);
		output_string(c->table, row, COL_REASON, huge_summary(v));
		output_list(c->table, row, COL_ALSO, "");
		output_list(c->table, row, COL_LACKS, "");
	}
}

static __u64 lost(const struct huge_part *part)
{
	return part->all.rss - part->huge;
}

static int by_loss(const void *a, const void *b)
{
	const struct huge_part *x = a, *y = b;

	if (lost(x) != lost(y))
		return lost(x) < lost(y) ? 1 : -1;
	return x->vma->start < y->vma->start ? -1 : 1;
}

/* The areas that lose most, behind the first screen */
static int print_top(struct command_huge *c, const struct output_form *form)
{
	struct huge_report *report = &c->report;
	size_t i;

	if (!report->nr_parts)
		return 0;
	qsort(report->part, report->nr_parts, sizeof(report->part[0]), by_loss);
	if (!lost(&report->part[0]))
		return 0;
	puts("\nareas with most of it");
	c->table = command_begin(&c->out, form);
	if (!c->table)
		return -EINVAL;
	for (i = 0; i < TOP && i < report->nr_parts; i++)
		if (lost(&report->part[i]))
			print_part(c, &report->part[i]);
	return command_end(c->table);
}

static int print_screen(struct command_huge *c, const struct output_form *form)
{
	int rc;

	huge_print_head(&c->out, c->dump, &c->report);
	rc = print_top(c, form);
	if (rc)
		return rc;
	if (c->fix)
		huge_print_fixes(&c->report.sums);
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
		print_windows(c, h);
	else if (c->by_vma)
		for (i = 0; i < c->report.nr_parts; i++)
			print_part(c, &c->report.part[i]);
	else
		print_verdicts(c);
	return command_end(c->table);
}

static int judge_dump(struct command_huge *c, const struct output_form *form,
		      __u64 start, __u64 end)
{
	struct huge h;
	int rc;

	huge_begin(&h, c->dump, c->judge);
	if (start | end)
		huge_limit(&h, start, end);
	c->report.rules = h.rules;
	if (!c->windows && huge_report(&c->report, &h)) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	rc = wants_rows(c) ? print_rows(c, form, &h) : print_screen(c, form);
	huge_report_free(&c->report);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* What cannot be read is said, and makes verdicts unknown, not wrong. */
static void read_facts(struct command_huge *c, struct source *source)
{
	unsigned int what = FACTS_KNOBS | FACTS_PAGES;
	struct source_place place;
	struct errmsg err;

	if (!source->live || source_place(source->name, &place))
		return;
	if (c->pages)
		what = FACTS_KNOBS | FACTS_SMAPS | FACTS_ALL_PAGES;
	if (facts_read(source->dump, place.pid, what, c->judge, &err))
		warn("%s: %s", source->name, err.text);
}

/* A part of a file: only what the dump covers */
static int clip(const struct source *source, __u64 *start, __u64 *end)
{
	const struct ptwalk_header *header = source->dump->header;

	if (!(*start | *end))
		return 0;
	if (*start < header->start)
		*start = header->start;
	if (*end > header->end)
		*end = header->end;
	if (*start < *end)
		return 0;
	warn("%s: the range is outside of 0x%llx-0x%llx, which the dump covers",
	     source->name, header->start, header->end);
	return -EINVAL;
}

static int huge_target(struct command_huge *c, const char *target,
		       const struct output_form *form,
		       const struct source_request *request)
{
	__u64 start = request->start, end = request->end;
	struct source source;
	int status = EXIT_FAILURE;

	if (command_open(&source, target, request))
		return EXIT_FAILURE;
	if (source.dump->header->half != PTWALK_HALF_USER) {
		warn("%s: the kernel half has no areas that khugepaged would look at",
		     target);
	} else if (!clip(&source, &start, &end)) {
		read_facts(c, &source);
		c->dump = source.dump;
		status = judge_dump(c, form, start, end);
	}
	source_close(&source);
	return status;
}

static struct output_form form_of(const struct command_huge *c)
{
	return (struct output_form){
		.name = "huge",
		.columns = columns,
		.nr = NR_COLUMNS,
		.defaults = c->windows ? DEFAULT_WINDOWS :
			    c->by_vma ? DEFAULT_BY_VMA :
			    wants_rows(c) ? DEFAULT_VERDICTS : DEFAULT_TOP,
	};
}

static int run(int argc, char **argv)
{
	enum { OPT_WINDOWS = CHAR_MAX + 1, OPT_BY_VMA, OPT_RANGE, OPT_PAGES, OPT_FIX,
	       OPT_JUDGE, OPT_OBSERVE, OPT_TRY };
	static const struct option options[] = {
		{ "by-vma",	no_argument,	   NULL, OPT_BY_VMA },
		{ "fix",	no_argument,	   NULL, OPT_FIX },
		{ "help",	no_argument,	   NULL, 'h' },
		{ "judge",	required_argument, NULL, OPT_JUDGE },
		{ "observe",	required_argument, NULL, OPT_OBSERVE },
		{ "pages",	no_argument,	   NULL, OPT_PAGES },
		{ "range",	required_argument, NULL, OPT_RANGE },
		{ "try",	required_argument, NULL, OPT_TRY },
		{ "windows",	no_argument,	   NULL, OPT_WINDOWS },
		OUTPUT_LONG,
		{ 0 }
	};
	struct source_request request = { 0 };
	struct command_huge command = { 0 };
	__u64 seconds = 0, address = 0;
	bool try = false, judge = false;
	struct output_form form;
	struct errmsg err;
	int c, rc;

	while ((c = getopt_long(argc, argv, "h" OUTPUT_SHORT, options,
				NULL)) != -1) {
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
		case OPT_RANGE:
			if (number_range(optarg, &request.start, &request.end,
					 &err))
				return usage_error(&cmd_huge, "%s", err.text);
			break;
		case OPT_JUDGE:
			judge = true;
			if (!strcmp(optarg, "madvise"))
				command.judge = HUGE_MADVISE;
			else if (!strcmp(optarg, "khugepaged"))
				command.judge = HUGE_KHUGEPAGED;
			else
				return usage_error(&cmd_huge,
						   "--judge is khugepaged or madvise, not '%s'",
						   optarg);
			break;
		case OPT_OBSERVE:
			if (number_parse(optarg, "number of seconds", 1, 86400,
					 &seconds, &err))
				return usage_error(&cmd_huge, "%s", err.text);
			break;
		case OPT_TRY:
			if (number_parse(optarg, "address", 0, ~0ULL, &address,
					 &err))
				return usage_error(&cmd_huge, "%s", err.text);
			try = true;
			break;
		case 'h':
			return command_help(&cmd_huge);
		default:
			if (!output_option(&command.out, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (command.windows && command.by_vma)
		return usage_error(&cmd_huge,
				   "--windows and --by-vma exclude each other");
	if ((seconds && try) ||
	    ((seconds || try) && (command.windows || command.by_vma ||
				  command.fix || command.pages || judge ||
				  (request.start | request.end))))
		return usage_error(&cmd_huge,
				   "--observe and --try go with output options only");
	form = seconds ? huge_observe_form : try ? huge_try_form :
						   form_of(&command);
	if (command_settled(&cmd_huge, &command.out, &form, &rc))
		return rc;
	if (argc - optind != 1)
		return usage_error(&cmd_huge, argc == optind ?
				   "no TARGET given" : "more than one TARGET");
	if (seconds)
		return huge_observe(&command.out, argv[optind], seconds);
	if (try)
		return huge_try(&command.out, argv[optind], address);
	return huge_target(&command, argv[optind], &form, &request);
}

const struct command cmd_huge = {
	.name = "huge",
	.summary = "say which 2M ranges are not huge, and why",
	.usage = "[OPTION...] TARGET",
	.help =
	"     --windows           a row for each window of 2M; for people, neighbours that\n"
	"                         say the same are one row\n"
	"     --by-vma            a row for each area, with the reason that costs it most\n"
	"     --range RANGE       these addresses only: START-END or START+SIZE\n"
	"     --judge WHO         whose verdict: khugepaged (default), or madvise for\n"
	"                         MADV_COLLAPSE\n"
	"     --pages             of a live process: look at every page and read smaps\n"
	"     --fix               for each reason, what can be done about it\n"
	"     --observe SEC       follow khugepaged for so long: what it decided itself for\n"
	"                         each window\n"
	"     --try ADDRESS       have the kernel make the window at ADDRESS huge, by\n"
	"                         MADV_COLLAPSE; the only option that changes the process\n",
	.has_output = true,
	.run = run,
};
