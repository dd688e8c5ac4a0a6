// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of ptwalk diff --summary: see cmd-diff.h.
 */
#include "cmd-diff.h"

enum { SUM_CHANGE, SUM_RANGES, SUM_PAGES, SUM_BYTES, SUM_RSS, NR_SUM_COLUMNS };

static const struct output_column sum_columns[NR_SUM_COLUMNS] = {
	[SUM_CHANGE]	= { "CHANGE", OUTPUT_STRING, false, "what changed; (all) is the sum" },
	[SUM_RANGES]	= { "RANGES", OUTPUT_NUMBER, true, "ranges of addresses" },
	[SUM_PAGES]	= { "PAGES", OUTPUT_NUMBER, true,
			    "entries in RANGES, of whatever size; page-table pages; none for (all)" },
	[SUM_BYTES]	= { "BYTES", OUTPUT_SIZE, true,
			    "size of RANGES; memory of page-table pages; none for (all)" },
	[SUM_RSS]	= { "RSS", OUTPUT_SIZE, true,
			    "what Rss of smaps gained by the change; below 0 what it lost" },
};

const struct output_form diff_sum_form = {
	.name = "diff",
	.columns = sum_columns,
	.nr = NR_SUM_COLUMNS,
	.defaults = "CHANGE,RANGES,PAGES,BYTES,RSS",
};

/*
 * The row of sums; counts a run with two changes once, although it is in two rows above.
 *
 * PAGES and BYTES have no sum.  An area, the table below it and the entries of that table can all
 * be among the changes, and cover the same addresses; and of a table that became one page, some
 * rows count the page and others the 512 entries.
 */
static void print_all(struct output_table *table,
		      const struct diff_report *report)
{
	struct output_row *row = output_row(table, NULL);

	output_string(table, row, SUM_CHANGE, "(all)");
	output_number(table, row, SUM_RANGES, report->runs);
	if (report->rules.areas)
		output_change(table, row, SUM_RSS, report->rss);
}

/**
 * diff_print_sums() - add one row for each kind of change, and one with the sums
 * @table: table with the columns of diff_sum_form
 * @report: result of the comparison
 */
void diff_print_sums(struct output_table *table,
		     const struct diff_report *report)
{
	const struct change_total *total;
	struct output_row *row;
	unsigned int change;
	char name[32];

	for (change = 0; change < CHANGE_NR; change++) {
		total = &report->total[change];
		if (!total->runs || !change_name(change, name, sizeof(name)))
			continue;
		row = output_row(table, NULL);
		output_string(table, row, SUM_CHANGE, name);
		output_number(table, row, SUM_RANGES, total->runs);
		/* a VMA has no number of pages; page tables and VMAs are not part of Rss */
		if (total->entries)
			output_number(table, row, SUM_PAGES, total->entries);
		if (report->rules.areas &&
		    (change < CHANGE_VMA_ADDED || change >= CHANGE_KINDS))
			output_change(table, row, SUM_RSS, total->rss);
		output_size(table, row, SUM_BYTES, total->bytes);
	}
	if (report->runs)
		print_all(table, report);
}
