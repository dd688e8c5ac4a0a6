// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk huge --observe: a row for each judgement of a window, beside what was
 * predicted for it; judgements that follow each other and are the same are one
 * row.  Neighbouring windows that were not judged are one as well.
 */
#include <stdio.h>
#include <string.h>

#include "cmd-huge-observe.h"
#include "cmd.h"
#include "columns.h"
#include "huge-text.h"

enum {
	COL_START, COL_END, COL_TIMES, COL_VERDICT, COL_STEP, COL_NONE,
	COL_UNMAPPED, COL_REFERENCED, COL_PRESENT, COL_SWAPPED_IN, COL_ORDERS,
	COL_LOCATED, COL_AFTER, COL_PREDICTED, COL_AGREES, COL_REASON, COL_VMA,
	COL_PERM, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after it" },
	[COL_TIMES]	= { "TIMES", OUTPUT_NUMBER, true,
			    "how often khugepaged said so, one after the other" },
	[COL_VERDICT]	= { "VERDICT", OUTPUT_STRING, false,
			    "khugepaged's word; none where it was not seen to look" },
	[COL_STEP]	= { "STEP", OUTPUT_STRING, false,
			    "how far it came: scan, collapse, swapin, isolate" },
	[COL_NONE]	= { "NONE", OUTPUT_NUMBER, true,
			    "entries that are empty or the zero page, as far as it looked" },
	[COL_UNMAPPED]	= { "UNMAPPED", OUTPUT_NUMBER, true,
			    "entries, or pages of shmem, that are swapped out, likewise" },
	[COL_REFERENCED] = { "REFERENCED", OUTPUT_NUMBER, true,
			    "entries whose page was used of late, likewise" },
	[COL_PRESENT]	= { "PRESENT", OUTPUT_NUMBER, true,
			    "pages of a file that are in memory, likewise" },
	[COL_SWAPPED_IN] = { "SWAPPED-IN", OUTPUT_NUMBER, true,
			    "pages that it fetched from swap" },
	[COL_ORDERS]	= { "ORDERS", OUTPUT_LIST, false,
			    "log2 of the sizes that it made, in 4K pages" },
	[COL_LOCATED]	= { "LOCATED", OUTPUT_STRING, false,
			    "by what its judgement was located: address, frame, promoted, order" },
	[COL_AFTER]	= { "AFTER", OUTPUT_NUMBER, true,
			    "seconds from the beginning to the first of them" },
	[COL_PREDICTED]	= { "PREDICTED", OUTPUT_STRING, false,
			    "ptwalk's own verdict, before the first judgement or in the end" },
	[COL_AGREES]	= { "AGREES", OUTPUT_BOOLEAN, true,
			    "both say the same; none where ptwalk cannot know" },
	[COL_REASON]	= { "REASON", OUTPUT_STRING, false, "PREDICTED in words" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "area: START-END" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false, "its permissions, as in /proc/PID/maps" },
	[COL_NAME]	= { "NAME", OUTPUT_STRING, false, "name of the area" },
};

const struct output_form huge_observe_form = {
	.name = "huge",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "START,END,TIMES,VERDICT,NONE,UNMAPPED,REFERENCED,LOCATED,PREDICTED,REASON,NAME",
};

static const struct area_columns area_columns = {
	.span = COL_VMA,
	.perm = COL_PERM,
	.name = COL_NAME,
};

static const char *const how_names[] = {
	[OBSERVE_ADDRESS]	= "address",
	[OBSERVE_FRAME]		= "frame",
	[OBSERVE_PROMOTED]	= "promoted",
	[OBSERVE_ORDER]		= "order",
};

static const char *const step_names[] = {
	[OBSERVE_SCAN]		= "scan",
	[OBSERVE_COLLAPSE]	= "collapse",
	[OBSERVE_SWAPIN]	= "swapin",
	[OBSERVE_ISOLATE]	= "isolate",
};

/**
 * struct prediction - the verdicts of one dump, taken by ascending address
 * @dump: the dump
 * @h: where they come from
 * @w: the current one
 * @any: there is one
 */
struct prediction {
	const struct dump	*dump;
	struct huge		h;
	struct huge_window	w;
	bool			any;
};

/**
 * struct rows - the table under way
 * @seen: the observation
 * @table: the output
 * @then: what was predicted at the beginning
 * @now: what is predicted in the end
 * @next: the first verdict that has not been printed
 * @quiet: windows that were not judged, with the prediction for them
 */
struct rows {
	const struct huge_observed *seen;
	struct output_table	*table;
	struct prediction	then;
	struct prediction	now;
	size_t			next;
	struct huge_window	quiet;
};

static void predict(struct prediction *p, const struct dump *dump)
{
	p->dump = dump;
	huge_begin(&p->h, dump, HUGE_KHUGEPAGED);
	p->any = huge_next(&p->h, &p->w);
}

/* The prediction for a window, or NULL; addresses ascend. */
static const struct huge_window *predicted(struct prediction *p, __u64 addr)
{
	while (p->any && p->w.end - 1 < addr)
		p->any = huge_next(&p->h, &p->w);
	return p->any && p->w.start <= addr && p->w.windows ? &p->w : NULL;
}

static void print_prediction(struct rows *r, struct output_row *row,
			     const struct prediction *p,
			     const struct huge_window *w)
{
	char reason[HUGE_TEXT];

	if (!w)
		return;
	output_string(r->table, row, COL_PREDICTED,
		      huge_verdict_name(w->verdict));
	output_string(r->table, row, COL_REASON,
		      huge_reason(&p->h.rules, w, reason));
	columns_print_area(r->table, row, &area_columns, p->dump, w->vma);
}

static void print_span(struct rows *r, struct output_row *row, __u64 start,
		       __u64 end, size_t times)
{
	output_address(r->table, row, COL_START, start);
	output_limit(r->table, row, COL_END, end);
	output_number(r->table, row, COL_TIMES, times);
}

static void print_quiet(struct rows *r)
{
	struct output_row *row;

	if (!r->quiet.windows)
		return;
	row = output_row(r->table, NULL);
	print_span(r, row, r->quiet.start, r->quiet.end, 0);
	output_list(r->table, row, COL_ORDERS, "");
	print_prediction(r, row, &r->now, &r->quiet);
	r->quiet.windows = 0;
}

static void keep_quiet(struct rows *r, const struct huge_window *w,
		       __u64 start, __u64 end)
{
	struct huge_window *quiet = &r->quiet;

	if (quiet->windows && quiet->vma == w->vma && quiet->end == start &&
	    quiet->verdict == w->verdict && quiet->number == w->number) {
		quiet->end = end;
		return;
	}
	print_quiet(r);
	*quiet = *w;
	quiet->start = start;
	quiet->end = end;
}

/* What ptwalk's verdict is called by khugepaged; NULL where it cannot know. */
static const char *word_of(enum huge_verdict verdict)
{
	switch (verdict) {
	case HUGE_IS:
		return "page_pmd_mapped";
	case HUGE_COLLAPSE:
	case HUGE_MTHP:
		return "succeeded";
	case HUGE_UNKNOWN:
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
		return NULL;
	default:
		return huge_verdict_name(verdict);
	}
}

static void print_orders(struct rows *r, struct output_row *row, __u32 done)
{
	char list[128] = "";
	unsigned int order;
	size_t used = 0;

	for (order = 0; order < 32; order++)
		if (done & 1U << order)
			used += snprintf(list + used, sizeof(list) - used,
					 "%s%u", used ? "," : "", order);
	output_list(r->table, row, COL_ORDERS, list);
}

/* What the event does not have stays empty */
static void print_count(struct rows *r, struct output_row *row, int column,
			__s64 value)
{
	if (value >= 0)
		output_number(r->table, row, column, value);
}

static void print_verdict(struct rows *r, const struct observe_verdict *v,
			  size_t times, const struct prediction *p,
			  const struct huge_window *w)
{
	struct output_row *row = output_row(r->table, NULL);
	__u64 after = (v->time - r->seen->began) / 100000000;
	const char *word = w ? word_of(w->verdict) : NULL;

	print_span(r, row, v->addr, v->addr + OBSERVE_WINDOW, times);
	output_string(r->table, row, COL_VERDICT, v->status);
	output_string(r->table, row, COL_STEP, step_names[v->step]);
	print_count(r, row, COL_NONE, v->none);
	print_count(r, row, COL_UNMAPPED, v->unmapped);
	print_count(r, row, COL_REFERENCED, v->referenced);
	print_count(r, row, COL_PRESENT, v->present);
	if (v->step >= OBSERVE_SWAPIN)
		print_count(r, row, COL_SWAPPED_IN, v->swapped_in);
	print_orders(r, row, v->done);
	output_string(r->table, row, COL_LOCATED, how_names[v->how]);
	output_printf(r->table, row, COL_AFTER, "%llu.%llu", after / 10,
		      after % 10);
	if (word)
		output_boolean(r->table, row, COL_AGREES,
			       !strcmp(word, v->status));
	print_prediction(r, row, p, w);
}

static bool same(const struct observe_verdict *a,
		 const struct observe_verdict *b)
{
	return a->addr == b->addr && a->step == b->step && a->done == b->done &&
	       !strcmp(a->status, b->status);
}

/* All judgements of the window that the next one is about */
static void print_window(struct rows *r)
{
	const struct observe_verdict *v = &r->seen->report.verdict[r->next];
	size_t left = r->seen->report.located - r->next, i, from;
	const struct prediction *p = &r->then;
	const struct huge_window *w = predicted(&r->then, v->addr);

	for (from = 0; from < left && v[from].addr == v->addr; from = i) {
		for (i = from + 1; i < left && same(&v[from], &v[i]);)
			i++;
		/* an area that came later is judged as it is in the end */
		if (from || !w) {
			p = &r->now;
			w = predicted(&r->now, v->addr);
		}
		print_verdict(r, &v[from], i - from, p, w);
	}
	r->next += from;
}

/* The address of the next judgement, or the end of the space */
static __u64 next_address(const struct rows *r)
{
	const struct observe_report *report = &r->seen->report;

	return r->next < report->located ? report->verdict[r->next].addr : -1ULL;
}

static void print_all(struct rows *r)
{
	struct huge_window w;
	struct huge h;
	__u64 from, to;

	huge_begin(&h, r->seen->last, HUGE_KHUGEPAGED);
	while (huge_next(&h, &w)) {
		if (!w.windows)
			continue;
		for (from = w.start; from != w.end; from = to) {
			/* those of areas that are gone come in between */
			while (next_address(r) <= from) {
				bool here = next_address(r) == from;

				print_quiet(r);
				print_window(r);
				if (here)
					break;
			}
			if (r->next && r->seen->report.verdict[r->next - 1].addr == from) {
				to = from + OBSERVE_WINDOW;
				continue;
			}
			to = next_address(r) < w.end - 1 ? next_address(r) :
							   w.end;
			keep_quiet(r, &w, from, to);
		}
	}
	print_quiet(r);
	while (r->next < r->seen->report.located)
		print_window(r);
}

/**
 * huge_print_observed() - print an observation
 * @out: output options
 * @seen: the observation
 *
 * Return: 0, or a negative errno after a message.
 */
int huge_print_observed(const struct output *out,
			const struct huge_observed *seen)
{
	struct rows rows = { .seen = seen };

	rows.table = command_begin(out, &huge_observe_form);
	if (!rows.table)
		return -1;
	predict(&rows.then, seen->first);
	predict(&rows.now, seen->last);
	print_all(&rows);
	return command_end(rows.table);
}
