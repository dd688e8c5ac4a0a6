// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of "ptwalk huge": which columns there are, and their content for a verdict, a
 * VMA or a window.  Which rows are printed is decided in cmd-huge.c.
 */
#include <stdio.h>
#include <string.h>

#include "cmd-huge.h"
#include "columns.h"
#include "huge-text.h"
#include "number.h"

enum {
	COL_START, COL_END, COL_SIZE, COL_WINDOWS, COL_PIECES, COL_PAGESIZE, COL_VERDICT,
	COL_RSS, COL_RSS_PERCENT, COL_HUGE, COL_NOT_HUGE, COL_GROWTH, COL_HUGETLB, COL_ELIGIBLE,
	COL_PRESENT, COL_NONE, COL_ZERO, COL_SWAP, COL_NONPRESENT, COL_ACCESSED,
	COL_DIRTY, COL_WRITABLE, COL_UFFD_WP, COL_SPECIAL, COL_EXTENTS, COL_ORDER,
	COL_LOOKED_AT, COL_SHARED, COL_REFERENCED, COL_NOT_ANON, COL_OFF_LRU,
	COL_LOCKED, COL_LAZYFREE, COL_LARGE,
	COL_COUNT, COL_LIMIT, COL_SHORT, COL_KNOB, COL_REASON, COL_ALSO, COL_COULD, COL_LACKS,
	COL_FIX, COL_AFTER, COL_VMA, COL_PERM, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after the range" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "size of the addresses" },
	[COL_WINDOWS]	= { "WINDOWS", OUTPUT_NUMBER, true, "aligned windows of 2M" },
	[COL_PIECES]	= { "PIECES", OUTPUT_NUMBER, true,
			    "parts of an area that fill no window" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true, "size of the pages there, if any" },
	[COL_VERDICT]	= { "VERDICT", OUTPUT_STRING, false,
			    "huge, collapse, or the first reason against it" },
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true, "resident, as Rss in smaps counts it" },
	[COL_RSS_PERCENT] = { "RSS-PERCENT", OUTPUT_NUMBER, true, "share of RSS in all resident memory" },
	[COL_HUGE]	= { "HUGE", OUTPUT_SIZE, true, "resident in 2M and 1G pages" },
	[COL_NOT_HUGE]	= { "NOT-HUGE", OUTPUT_SIZE, true, "resident in 4K pages" },
	[COL_GROWTH]	= { "GROWTH", OUTPUT_SIZE, true,
			    "what RSS would grow by if all of the row were collapsed" },
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
			    "present pages whose entry allows writing" },
	[COL_UFFD_WP]	= { "UFFD-WP", OUTPUT_NUMBER, true,
			    "entries protected by userfaultfd" },
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
	[COL_LAZYFREE]	= { "LAZYFREE", OUTPUT_NUMBER, true, "pages freed by MADV_FREE" },
	[COL_LARGE]	= { "LARGE", OUTPUT_NUMBER, true, "pages of a larger folio" },
	[COL_COUNT]	= { "COUNT", OUTPUT_NUMBER, true, "what VERDICT counted" },
	[COL_LIMIT]	= { "LIMIT", OUTPUT_NUMBER, true, "what COUNT is compared with" },
	[COL_SHORT]	= { "SHORT", OUTPUT_NUMBER, true,
			    "entries that would have to be different for VERDICT to fall away" },
	[COL_KNOB]	= { "KNOB", OUTPUT_STRING, false, "setting behind VERDICT" },
	[COL_REASON]	= { "REASON", OUTPUT_SENTENCE, false, "VERDICT in words, with its numbers" },
	[COL_ALSO]	= { "ALSO", OUTPUT_LIST, false,
			    "the other reasons against it" },
	[COL_COULD]	= { "COULD-BE", OUTPUT_LIST, false,
			    "verdicts that may hold instead of VERDICT, depending on what LACKS lists" },
	[COL_LACKS]	= { "LACKS", OUTPUT_LIST, false,
		"not known: knobs, pages, range, table, cache, policy, decoding, moment, folios" },
	[COL_FIX]	= { "FIX", OUTPUT_SENTENCE, false,
			    "what root or the program can do about VERDICT" },
	[COL_AFTER]	= { "AFTER", OUTPUT_LIST, false,
			    "with --fix: verdicts that are taken to be mended before this one" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "area: START-END" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false,
			    "permissions of the area, as in /proc/PID/maps" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
};

#define DEFAULT_VERDICTS	"VERDICT,RSS,RSS-PERCENT,SIZE,WINDOWS,PIECES,REASON"
#define DEFAULT_BY_VMA		"START,END,SIZE,RSS,HUGE,NOT-HUGE,VERDICT,REASON,PERM,NAME"
#define DEFAULT_WINDOWS		"START,END,WINDOWS,PRESENT,NONE,SWAP,ACCESSED,DIRTY,EXTENTS,ORDER,VERDICT,REASON,NAME"
#define DEFAULT_TOP		"START,SIZE,RSS,NOT-HUGE,VERDICT,REASON,NAME"

/* VERDICT says in a word what REASON says in many, and START with SIZE or WINDOWS where it is. */
#define DROP			"PIECES,ORDER,EXTENTS,DIRTY,ACCESSED,END,PERM,REASON,HUGE,NONE,SWAP,SIZE,AFTER," \
				"RSS-PERCENT,PRESENT,NAME"

static const struct area_columns area_columns = {
	.span = COL_VMA,
	.perm = COL_PERM,
	.name = COL_NAME,
};

/**
 * huge_wants_rows() - does a run print rows instead of the first screen?
 * @c: the run
 *
 * Return: true where it does.
 */
bool huge_wants_rows(const struct command_huge *c)
{
	return c->windows || c->by_vma || !output_is_words(&c->out);
}

static void print_percent(struct command_huge *c, struct output_row *row,
			  __u64 rss)
{
	unsigned int share = number_permille(rss, c->report.sums.all.rss);

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

	/* columns about pages stay empty where no page was looked up */
	for (i = 0; i < ARRAY_SIZE(counts); i++)
		if (n->paged || counts[i].column < COL_LOOKED_AT ||
		    counts[i].column > COL_LARGE)
			output_number(c->table, row, counts[i].column,
				      counts[i].value);
	if (n->present)
		output_number(c->table, row, COL_ORDER, n->order);
}

/* The names of a set of verdicts, with commas */
static void print_set(struct command_huge *c, struct output_row *row, int column,
		      __u64 set)
{
	char list[HUGE_VERDICTS * 32] = "";
	size_t used = 0;
	unsigned int v;

	for (v = 0; v < HUGE_VERDICTS; v++)
		if (set & HUGE_BIT(v))
			used += snprintf(list + used, sizeof(list) - used,
					 "%s%s", used ? "," : "",
					 huge_verdict_name(v));
	output_list(c->table, row, column, list);
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
			  const struct huge_window *w)
{
	const char *knob = huge_knob(&c->report.rules, w);
	char room[HUGE_TEXT];
	const char *fix = huge_fix(&c->report.rules, w, room);

	output_string(c->table, row, COL_VERDICT, huge_verdict_name(w->verdict));
	output_style(c->table, row, COL_VERDICT, huge_verdict_style(w->verdict));
	if (knob)
		output_string(c->table, row, COL_KNOB, knob);
	if (fix)
		output_string(c->table, row, COL_FIX, fix);
}

/* The columns for one window, or for several that were joined */
static void print_judged(struct command_huge *c, struct output_row *row,
			 const struct huge_window *w)
{
	char reason[HUGE_TEXT];

	print_verdict(c, row, w);
	/* joined windows have a number only where all have the same */
	if (w->needs && !w->varies && !w->spread) {
		output_number(c->table, row, COL_COUNT, w->number);
		output_number(c->table, row, COL_LIMIT, w->limit);
		output_number(c->table, row, COL_SHORT, w->needs);
	}
	output_string(c->table, row, COL_REASON,
		      huge_reason(&c->report.rules, w, reason));
	print_set(c, row, COL_ALSO, w->reasons & ~HUGE_BIT(w->verdict));
	print_set(c, row, COL_COULD, w->could);
	print_lacks(c, row, w->lacks);
	output_list(c->table, row, COL_AFTER, "");
}

static void print_span(struct command_huge *c, struct output_row *row,
		       __u64 start, __u64 end)
{
	output_address(c->table, row, COL_START, start);
	output_limit(c->table, row, COL_END, end);
	output_size(c->table, row, COL_SIZE, end - start);
}

/* Returns false if no more rows are needed. */
static bool print_window(struct command_huge *c, const struct huge_window *w)
{
	struct output_row *row = output_row(c->table, NULL);
	bool huge = w->verdict == HUGE_IS;

	print_span(c, row, w->start, w->end);
	output_number(c->table, row, COL_WINDOWS, w->windows);
	output_number(c->table, row, COL_PIECES, !w->windows);
	if (w->level)
		output_size(c->table, row, COL_PAGESIZE, ptwalk_span(w->level));
	output_size(c->table, row, COL_RSS, w->counts.rss - w->counts.unseen);
	output_size(c->table, row, COL_HUGE, huge ? w->counts.rss : 0);
	output_size(c->table, row, COL_NOT_HUGE, huge ? 0 : w->counts.rss);
	output_size(c->table, row, COL_GROWTH, huge_growth(w));
	output_size(c->table, row, COL_HUGETLB, w->counts.hugetlb);
	print_counts(c, row, &w->counts);
	print_judged(c, row, w);
	columns_print_area(c->table, row, &area_columns, c->dump, w->vma);
	return output_flush(c->table);
}

/* Can @w join the row of the window before it?  People need not see them one by one. */
static bool continues(const struct huge_window *last,
		      const struct huge_window *w)
{
	return last->vma == w->vma && last->end == w->start &&
	       last->verdict == w->verdict && last->number == w->number &&
	       last->limit == w->limit && last->order == w->order &&
	       last->not_2m == w->not_2m && last->level == w->level &&
	       last->windows && w->windows &&
	       last->reasons == w->reasons && last->lacks == w->lacks;
}

/**
 * huge_print_windows() - print a row for each window
 * @c: the run, its @table begun
 * @h: iterator, at its end afterwards
 *
 * Programs get one row for each window, people one for neighbours that say the same.
 */
void huge_print_windows(struct command_huge *c, struct huge *h)
{
	bool people = output_is_table(&c->out);
	struct huge_window w, last = { 0 };

	while (huge_next(h, &w)) {
		if (people && last.end && continues(&last, &w)) {
			huge_join(&last, &w);
			continue;
		}
		if (last.end && !print_window(c, &last))
			return;
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

/**
 * huge_print_part() - print the row of a VMA
 * @c: the run, its @table begun
 * @part: the VMA and its sums
 */
void huge_print_part(struct command_huge *c, const struct huge_part *part)
{
	struct output_row *row = output_row(c->table, NULL);

	print_span(c, row, part->vma->start, part->end);
	output_number(c->table, row, COL_WINDOWS, part->all.windows);
	output_number(c->table, row, COL_PIECES, part->all.pieces);
	output_size(c->table, row, COL_RSS, part->all.rss - part->all.unseen);
	print_percent(c, row, part->all.rss);
	output_size(c->table, row, COL_HUGE, part->huge);
	output_size(c->table, row, COL_NOT_HUGE, part->all.rss - part->huge);
	output_size(c->table, row, COL_GROWTH, part->all.growth);
	output_size(c->table, row, COL_HUGETLB, part->all.hugetlb);
	print_eligible(c, row, part);
	print_judged(c, row, &part->reason);
	columns_print_area(c->table, row, &area_columns, c->dump, part->vma);
	output_flush(c->table);
}

static void print_sum(struct command_huge *c, unsigned int verdict,
		      const struct huge_sum *sum, const char *after)
{
	const struct huge_window common = huge_common(sum, verdict);
	const bool huge = verdict == HUGE_IS;
	struct output_row *row;

	if (!sum->size)
		return;
	row = output_row(c->table, NULL);
	print_verdict(c, row, &common);
	output_size(c->table, row, COL_SIZE, sum->size);
	output_number(c->table, row, COL_WINDOWS, sum->windows);
	output_number(c->table, row, COL_PIECES, sum->pieces);
	output_size(c->table, row, COL_RSS, sum->rss - sum->unseen);
	print_percent(c, row, sum->rss);
	output_size(c->table, row, COL_HUGE, huge ? sum->rss : 0);
	output_size(c->table, row, COL_NOT_HUGE, huge ? 0 : sum->rss);
	output_size(c->table, row, COL_GROWTH, sum->growth);
	output_size(c->table, row, COL_HUGETLB, sum->hugetlb);
	output_string(c->table, row, COL_REASON, huge_summary(verdict));
	output_list(c->table, row, COL_ALSO, "");
	print_set(c, row, COL_COULD, sum->could);
	output_list(c->table, row, COL_LACKS, "");
	output_list(c->table, row, COL_AFTER, after);
}

/* Names of the reasons before step @i, the first one first */
static char *list_before(const struct huge_road *road, size_t i, char *list, size_t size)
{
	size_t before = road->step[i].before, used;

	if (!before) {
		*list = '\0';
		return list;
	}
	used = strlen(list_before(road, before - 1, list, size));
	snprintf(list + used, size - used, "%s%s", used ? "," : "",
		 huge_verdict_name(road->step[before - 1].verdict));
	return list;
}

/**
 * huge_print_verdicts() - print a row for each verdict that there is
 * @c: the run, its @table begun
 *
 * With --fix, a verdict has one row for each list of reasons that come before it.
 */
void huge_print_verdicts(struct command_huge *c)
{
	const struct huge_road *road = &c->report.road;
	char after[HUGE_VERDICTS * 32];
	unsigned int v;
	size_t i;

	for (v = 0; v < (c->fix ? HUGE_COLLAPSE : HUGE_VERDICTS); v++)
		print_sum(c, v, &c->report.sums.of[v], "");
	for (i = 0; i < road->nr; i++)
		print_sum(c, road->step[i].verdict, &road->step[i].sum,
			  list_before(road, i, after, sizeof(after)));
}

static const char *defaults(const struct command_huge *c)
{
	if (c->windows)
		return c->fix ? DEFAULT_WINDOWS ",FIX" : DEFAULT_WINDOWS;
	if (c->by_vma)
		return c->fix ? DEFAULT_BY_VMA ",FIX" : DEFAULT_BY_VMA;
	if (huge_wants_rows(c))
		return c->fix ? DEFAULT_VERDICTS ",AFTER,FIX" : DEFAULT_VERDICTS;
	return DEFAULT_TOP;
}

/**
 * huge_form() - the table that a run prints
 * @c: the run, its options
 *
 * Return: the form.
 */
struct output_form huge_form(const struct command_huge *c)
{
	return (struct output_form){
		.name = "huge",
		.columns = columns,
		.nr = NR_COLUMNS,
		.defaults = defaults(c),
		.drop = DROP,
	};
}
