// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk stat with -J, -r, -P or -o: one row of columns for each TARGET.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-stat.h"
#include "cmd.h"
#include "number.h"

/* stat_rows_print_row() relies on PAGES_4K to PAGES_1G and PT to PML5 being in order of level. */
enum {
	COL_TARGET, COL_PID, COL_COMM, COL_AREAS, COL_SIZE, COL_RSS, COL_DISTINCT,
	COL_PRESENT, COL_PAGES_4K, COL_PAGES_2M, COL_PAGES_1G, COL_HUGE,
	COL_HUGE_PERCENT, COL_ACCESSED, COL_ACCESSED_PERCENT, COL_DIRTY,
	COL_DIRTY_PERCENT, COL_SOFT_DIRTY, COL_WRITABLE, COL_EXECUTABLE,
	COL_SPECIAL, COL_HUGETLB, COL_NODES, COL_LAZYFREE, COL_HELD, COL_HELD_FOLIOS,
	COL_HELD_ANON, COL_HELD_ANON_FOLIOS,
	COL_PROTNONE, COL_INVALID, COL_SWAP, COL_MIG_READ, COL_MIG_READ_EXCL,
	COL_MIG_WRITE, COL_HWPOISON, COL_DEV_READ, COL_DEV_WRITE,
	COL_DEV_EXCL_READ, COL_DEV_EXCL_WRITE, COL_MARKER, COL_GUARD,
	COL_POISON, COL_UFFD_WP, COL_SWAPIN_ERROR, COL_UNKNOWN, COL_UNREAD, COL_REPEAT,
	COL_ZERO_PAGE, COL_HUGE_ZERO_PAGE, COL_ENTRY_SIZES,
	COL_PT, COL_PD, COL_PDPT, COL_PML4, COL_PML5, COL_TABLES,
	COL_TABLE_BYTES, COL_EMPTY_TABLES, COL_EMPTY_SIZE,
	COL_COMPLETE, COL_ONE_MOMENT, COL_AREAS_CHANGED, COL_TABLES_CHANGED, COL_CONSISTENT,
	COL_BEST_EFFORT, COL_UNSTABLE, COL_HOLDS, COL_HOLD_MAX, COL_HOLD_TOTAL, COL_SOURCE,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_TARGET]	= { "TARGET", OUTPUT_STRING, false, "TARGET as it was given" },
	[COL_PID]	= { "PID", OUTPUT_NUMBER, true, "process" },
	[COL_COMM]	= { "COMM", OUTPUT_TEXT, false, "name of the process" },
	[COL_AREAS]	= { "AREAS", OUTPUT_NUMBER, true, "areas (VMAs)" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "size of the areas" },
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true, "resident, as Rss in smaps counts it" },
	[COL_DISTINCT]	= { "DISTINCT", OUTPUT_SIZE, true,
			    "of RSS, each page once, however often the process maps it" },
	[COL_PRESENT]	= { "PRESENT", OUTPUT_SIZE, true, "present pages of any sort" },
	[COL_PAGES_4K]	= { "PAGES-4K", OUTPUT_NUMBER, true, "present 4K pages" },
	[COL_PAGES_2M]	= { "PAGES-2M", OUTPUT_NUMBER, true, "present 2M pages" },
	[COL_PAGES_1G]	= { "PAGES-1G", OUTPUT_NUMBER, true, "present 1G pages" },
	[COL_HUGE]	= { "HUGE", OUTPUT_SIZE, true, "resident in 2M and 1G pages" },
	[COL_HUGE_PERCENT] = { "HUGE-PERCENT", OUTPUT_NUMBER, true,
			    "share of HUGE in all resident memory" },
	[COL_ACCESSED]	= { "ACCESSED", OUTPUT_SIZE, true, "present pages with A set" },
	[COL_ACCESSED_PERCENT] = { "ACCESSED-PERCENT", OUTPUT_NUMBER, true,
			    "share of ACCESSED in PRESENT" },
	[COL_DIRTY]	= { "DIRTY", OUTPUT_SIZE, true,
			    "present pages with D set, or saved-dirty" },
	[COL_DIRTY_PERCENT] = { "DIRTY-PERCENT", OUTPUT_NUMBER, true, "share of DIRTY in PRESENT" },
	[COL_SOFT_DIRTY] = { "SOFT-DIRTY", OUTPUT_SIZE, true, "present pages with soft-dirty set" },
	[COL_WRITABLE]	= { "WRITABLE", OUTPUT_SIZE, true,
			    "present pages that can be written to, NUMA hints aside" },
	[COL_EXECUTABLE] = { "EXECUTABLE", OUTPUT_SIZE, true,
			    "present pages that can be executed, NUMA hints aside" },
	[COL_SPECIAL]	= { "SPECIAL", OUTPUT_SIZE, true,
			    "present, neither resident nor hugetlb: zero page, device memory" },
	[COL_HUGETLB]	= { "HUGETLB", OUTPUT_SIZE, true, "hugetlb pages, not in RSS" },
	[COL_NODES]	= { "NODES", OUTPUT_LIST, false,
			    "memory and hugetlb pages by NUMA node, as NODE:SIZE" },
	[COL_LAZYFREE]	= { "LAZYFREE", OUTPUT_SIZE, true,
			    "--pages: of RSS, freed by MADV_FREE, as LazyFree in smaps counts it" },
	[COL_HELD]	= { "HELD", OUTPUT_SIZE, true,
			    "--pages: unmapped pages of 2M folios of which other pages are mapped" },
	[COL_HELD_FOLIOS] = { "HELD-FOLIOS", OUTPUT_NUMBER, true,
			    "--pages: folios that HELD counts pages of" },
	[COL_HELD_ANON]	= { "HELD-ANON", OUTPUT_SIZE, true,
			    "--pages: of HELD, pages in folios of anonymous memory" },
	[COL_HELD_ANON_FOLIOS] = { "HELD-ANON-FOLIOS", OUTPUT_NUMBER, true,
			    "--pages: folios that HELD-ANON counts pages of" },
	[COL_PROTNONE]	= { "PROTNONE", OUTPUT_NUMBER, true,
			    "entries: PRESENT, but no access allowed or a NUMA hinting fault awaited" },
	[COL_INVALID]	= { "INVALID", OUTPUT_NUMBER, true,
			    "entries: huge pages being split or migrated; kernel half: unmapped pages" },
	[COL_SWAP]	= { "SWAP", OUTPUT_NUMBER, true, "entries: swapped out" },
	[COL_MIG_READ]	= { "MIGRATION-READ", OUTPUT_NUMBER, true,
			    "entries: being migrated, read-only" },
	[COL_MIG_READ_EXCL] = { "MIGRATION-READ-EXCLUSIVE", OUTPUT_NUMBER, true,
			    "entries: being migrated, read-only, anonymous and not shared" },
	[COL_MIG_WRITE]	= { "MIGRATION-WRITE", OUTPUT_NUMBER, true,
			    "entries: being migrated, writable" },
	[COL_HWPOISON]	= { "HWPOISON", OUTPUT_NUMBER, true, "entries: lost to a memory error" },
	[COL_DEV_READ]	= { "DEVICE-READ", OUTPUT_NUMBER, true,
			    "entries: in a device's memory, read-only" },
	[COL_DEV_WRITE]	= { "DEVICE-WRITE", OUTPUT_NUMBER, true,
			    "entries: in a device's memory, writable" },
	[COL_DEV_EXCL_READ] = { "DEVICE-EXCLUSIVE-READ", OUTPUT_NUMBER, true,
			    "entries: held by a device, read-only" },
	[COL_DEV_EXCL_WRITE] = { "DEVICE-EXCLUSIVE", OUTPUT_NUMBER, true,
			    "entries: held by a device" },
	[COL_MARKER]	= { "MARKER", OUTPUT_NUMBER, true, "entries: state kept where no page is" },
	[COL_GUARD]	= { "GUARD", OUTPUT_NUMBER, true, "of MARKER: any access faults" },
	[COL_POISON]	= { "POISON", OUTPUT_NUMBER, true,
			    "of MARKER: any access is answered with SIGBUS" },
	[COL_UFFD_WP]	= { "UFFD-WP-MARKER", OUTPUT_NUMBER, true,
			    "of MARKER: write-protected by userfaultfd" },
	[COL_SWAPIN_ERROR] = { "SWAPIN-ERROR", OUTPUT_NUMBER, true, "entries: lost at swap-in" },
	[COL_UNKNOWN]	= { "UNKNOWN", OUTPUT_NUMBER, true,
			    "entries: not present, meaning unknown" },
	[COL_UNREAD]	= { "UNREAD", OUTPUT_NUMBER, true,
			    "entries: lead to tables that are not in the dump" },
	[COL_REPEAT]	= { "REPEAT", OUTPUT_NUMBER, true,
			    "entries: lead to the same table as the one before (kernel half)" },
	[COL_ZERO_PAGE]	= { "ZERO-PAGE", OUTPUT_NUMBER, true,
			    "entries: PRESENT, the zero page" },
	[COL_HUGE_ZERO_PAGE] = { "HUGE-ZERO-PAGE", OUTPUT_NUMBER, true,
			    "entries: PRESENT, the huge zero page" },
	[COL_ENTRY_SIZES] = { "ENTRY-SIZES", OUTPUT_LIST, false,
			    "what entries without a page of their own translate, as KIND:SIZE" },
	[COL_PT]	= { "PT", OUTPUT_NUMBER, true, "page-table pages of level 1" },
	[COL_PD]	= { "PD", OUTPUT_NUMBER, true, "page-table pages of level 2" },
	[COL_PDPT]	= { "PDPT", OUTPUT_NUMBER, true, "page-table pages of level 3" },
	[COL_PML4]	= { "PML4", OUTPUT_NUMBER, true, "page-table pages of level 4" },
	[COL_PML5]	= { "PML5", OUTPUT_NUMBER, true, "page-table pages of level 5" },
	[COL_TABLES]	= { "TABLES", OUTPUT_NUMBER, true, "page-table pages of all levels" },
	[COL_TABLE_BYTES] = { "TABLE-SIZE", OUTPUT_SIZE, true, "memory that TABLES take" },
	[COL_EMPTY_TABLES] = { "EMPTY-TABLES", OUTPUT_NUMBER, true,
			    "of TABLES, those that map nothing" },
	[COL_EMPTY_SIZE] = { "EMPTY-SIZE", OUTPUT_SIZE, true,
			    "memory that freeing EMPTY-TABLES would give back" },
	[COL_COMPLETE]	= { "COMPLETE", OUTPUT_BOOLEAN, true,
			    "the dump covers all that was asked for" },
	[COL_ONE_MOMENT] = { "ONE-MOMENT", OUTPUT_BOOLEAN, true,
			    "no area changed while the dump was made" },
	[COL_AREAS_CHANGED] = { "AREAS-CHANGED", OUTPUT_BOOLEAN, true,
			    "areas changed meanwhile, or the mmap lock was taken for writing" },
	[COL_TABLES_CHANGED] = { "TABLES-CHANGED", OUTPUT_BOOLEAN, true,
			    "page-table pages were seen to be added or freed meanwhile" },
	[COL_CONSISTENT] = { "CONSISTENT", OUTPUT_BOOLEAN, true,
			    "the process was stopped for the dump, and nothing was seen to change" },
	[COL_BEST_EFFORT] = { "BEST-EFFORT", OUTPUT_BOOLEAN, true,
			    "some tables were copied without the lock that keeps them" },
	[COL_UNSTABLE]	= { "UNSTABLE", OUTPUT_NUMBER, true,
			    "tables that kept changing while they were copied" },
	[COL_HOLDS]	= { "HOLDS", OUTPUT_NUMBER, true,
			    "times that the target's mmap lock was taken" },
	[COL_HOLD_MAX]	= { "HOLD-MAX-NS", OUTPUT_NUMBER, true,
			    "longest time that the mmap lock was held, nanoseconds" },
	[COL_HOLD_TOTAL] = { "HOLD-TOTAL-NS", OUTPUT_NUMBER, true,
			    "sum of the times that the mmap lock was held, nanoseconds" },
	[COL_SOURCE]	= { "SOURCE", OUTPUT_STRING, false,
			    "what copied the tables: module, bpf, kcore or image" },
};

const struct output_form stat_form = {
	.name = "stat",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "TARGET,COMM,SIZE,RSS,PRESENT,PAGES-4K,PAGES-2M,PAGES-1G,HUGE,ACCESSED,DIRTY,TABLES,TABLE-SIZE",
	.drop = "PAGES-1G,TABLES,PAGES-4K,PAGES-2M,ACCESSED,DIRTY,SIZE,TABLE-SIZE",
};

/**
 * struct sum_column - a column that is a sum as it stands
 * @column: COL_*; its type says whether it is a size or a number
 * @sum: offset in struct stat_sums
 * @pages: known with --pages only
 * @process: of a process only
 */
struct sum_column {
	int	column;
	size_t	sum;
	bool	pages;
	bool	process;
};

static const struct sum_column sum_columns[] = {
	{ .column = COL_AREAS, .sum = SUM(areas) },
	{ .column = COL_SIZE, .sum = SUM(size) },
	{ .column = COL_RSS, .sum = SUM(rss), .process = true },
	{ .column = COL_DISTINCT, .sum = SUM(distinct), .process = true },
	{ .column = COL_PRESENT, .sum = SUM(present) },
	{ .column = COL_PAGES_4K, .sum = SUM(pages[1]) },
	{ .column = COL_PAGES_2M, .sum = SUM(pages[2]) },
	{ .column = COL_PAGES_1G, .sum = SUM(pages[3]) },
	{ .column = COL_HUGE, .sum = SUM(huge) },
	{ .column = COL_ACCESSED, .sum = SUM(accessed) },
	{ .column = COL_DIRTY, .sum = SUM(dirty) },
	{ .column = COL_SOFT_DIRTY, .sum = SUM(soft_dirty) },
	{ .column = COL_WRITABLE, .sum = SUM(writable) },
	{ .column = COL_EXECUTABLE, .sum = SUM(executable) },
	{ .column = COL_SPECIAL, .sum = SUM(special) },
	{ .column = COL_HUGETLB, .sum = SUM(hugetlb) },
	{ .column = COL_LAZYFREE, .sum = SUM(lazy_free), .pages = true },
	{ .column = COL_HELD, .sum = SUM(held), .pages = true },
	{ .column = COL_HELD_FOLIOS, .sum = SUM(held_folios), .pages = true },
	{ .column = COL_HELD_ANON, .sum = SUM(held_anon), .pages = true },
	{ .column = COL_HELD_ANON_FOLIOS, .sum = SUM(held_anon_folios), .pages = true },
	{ .column = COL_PT, .sum = SUM(tables[1]) },
	{ .column = COL_PD, .sum = SUM(tables[2]) },
	{ .column = COL_PDPT, .sum = SUM(tables[3]) },
	{ .column = COL_PML4, .sum = SUM(tables[4]) },
	{ .column = COL_PML5, .sum = SUM(tables[5]) },
	{ .column = COL_TABLES, .sum = SUM(all_tables) },
	{ .column = COL_TABLE_BYTES, .sum = SUM(table_bytes) },
	{ .column = COL_EMPTY_TABLES, .sum = SUM(all_empty) },
	{ .column = COL_EMPTY_SIZE, .sum = SUM(empty_bytes) },
};

/* By kind_of(): the column that counts the entries of the kind; 0 if there is none */
static const int kind_columns[PTWALK_ALL_KINDS] = {
	[PTWALK_PROTNONE]	= COL_PROTNONE,
	[PTWALK_INVALID]	= COL_INVALID,
	[PTWALK_SWAP]		= COL_SWAP,
	[PTWALK_MIG_READ]	= COL_MIG_READ,
	[PTWALK_MIG_READ_EXCL]	= COL_MIG_READ_EXCL,
	[PTWALK_MIG_WRITE]	= COL_MIG_WRITE,
	[PTWALK_HWPOISON]	= COL_HWPOISON,
	[PTWALK_DEV_READ]	= COL_DEV_READ,
	[PTWALK_DEV_WRITE]	= COL_DEV_WRITE,
	[PTWALK_DEV_EXCL_READ]	= COL_DEV_EXCL_READ,
	[PTWALK_DEV_EXCL_WRITE]	= COL_DEV_EXCL_WRITE,
	[PTWALK_MARKER]		= COL_MARKER,
	[PTWALK_SWAPIN_ERROR]	= COL_SWAPIN_ERROR,
	[PTWALK_UNKNOWN]	= COL_UNKNOWN,
	[PTWALK_UNREAD]		= COL_UNREAD,
	[PTWALK_REPEAT]		= COL_REPEAT,
	[PTWALK_ZERO_PAGE]	= COL_ZERO_PAGE,
	[PTWALK_HUGE_ZERO_PAGE]	= COL_HUGE_ZERO_PAGE,
	[PTWALK_GUARD]		= COL_GUARD,
	[PTWALK_POISON]		= COL_POISON,
	[PTWALK_UFFD_WP_MARKER]		= COL_UFFD_WP,
};

static void print_sums(struct output_table *table, struct output_row *row,
		       const struct stat_subject *subject)
{
	const struct sum_column *c;
	__u64 sum;

	for (c = sum_columns; c < sum_columns + ARRAY_SIZE(sum_columns); c++) {
		if (c->pages && !subject->pages)
			continue;
		if (c->process && !subject->process)
			continue;
		sum = stat_sum_at(&subject->sums, c->sum);
		if (columns[c->column].type == OUTPUT_SIZE)
			output_size(table, row, c->column, sum);
		else
			output_number(table, row, c->column, sum);
	}
}

static void print_percent(struct output_table *table, struct output_row *row,
			  int column, __u64 part, __u64 whole)
{
	unsigned int share = number_permille(part, whole);

	output_printf(table, row, column, "%u.%u", share / 10, share % 10);
}

/* Number of entries of a kind, including those of the kinds that are part of it. */
static __u64 count_kind(const struct stat_sums *sums, unsigned int kind)
{
	__u64 count = sums->kind[kind];
	unsigned int part;

	for (part = PTWALK_NR_KINDS; part < PTWALK_ALL_KINDS; part++)
		if (part != kind && kind_within(part) == kind)
			count += sums->kind[part];
	return count;
}

static void print_kinds(struct output_table *table, struct output_row *row,
			const struct output *out, const struct stat_sums *sums)
{
	char text[PTWALK_ALL_KINDS * 48], size[24];
	unsigned int kind;
	size_t used = 0;

	text[0] = '\0';
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++) {
		if (!kind_columns[kind])
			continue;
		output_number(table, row, kind_columns[kind],
			      count_kind(sums, kind));
		if (!sums->kind[kind])
			continue;
		if (out->json || out->bytes)
			snprintf(size, sizeof(size), "%llu", sums->kind_bytes[kind]);
		else
			output_format_size(size, sizeof(size),
					   sums->kind_bytes[kind]);
		used += snprintf(text + used, sizeof(text) - used, "%s%s:%s",
				 used ? "," : "", ptwalk_kind_name(kind), size);
	}
	output_list(table, row, COL_ENTRY_SIZES, text);
}

static void print_nodes(struct output_table *table, struct output_row *row,
			const struct output *out, const struct stat_sums *sums)
{
	char text[4096], size[24], name[24];
	size_t used = 0;
	unsigned int node;

	text[0] = '\0';
	for (node = 0; node <= NODE_UNKNOWN && used < sizeof(text); node++) {
		if (!sums->node[node])
			continue;
		if (out->json || out->bytes)
			snprintf(size, sizeof(size), "%llu", sums->node[node]);
		else
			output_format_size(size, sizeof(size), sums->node[node]);
		used += snprintf(text + used, sizeof(text) - used, "%s%s:%s",
				 used ? "," : "", stat_node_name(node, name), size);
	}
	output_list(table, row, COL_NODES, text);
}

static void stat_rows_print_row(struct output_table *table, const struct output *out,
				const struct stat_subject *subject)
{
	const struct stat_sums *s = &subject->sums;
	const struct ptwalk_end *end = &subject->end;
	struct output_row *row = output_row(table, NULL);

	output_string(table, row, COL_TARGET, subject->target);
	output_number(table, row, COL_PID, subject->pid);
	output_string(table, row, COL_COMM, subject->comm);
	print_sums(table, row, subject);
	print_percent(table, row, COL_HUGE_PERCENT, s->huge, s->memory);
	print_percent(table, row, COL_ACCESSED_PERCENT, s->accessed, s->present);
	print_percent(table, row, COL_DIRTY_PERCENT, s->dirty, s->present);
	print_nodes(table, row, out, s);
	print_kinds(table, row, out, s);
	output_boolean(table, row, COL_COMPLETE,
		       end->flags & PTWALK_END_COMPLETE);
	output_boolean(table, row, COL_ONE_MOMENT,
		       dump_moment(end) == DUMP_ONE_MOMENT);
	output_boolean(table, row, COL_AREAS_CHANGED,
		       dump_moment(end) == DUMP_NOT_ONE_MOMENT);
	output_boolean(table, row, COL_TABLES_CHANGED,
		       end->flags & PTWALK_END_TABLES_CHANGED);
	output_boolean(table, row, COL_CONSISTENT, subject->consistent);
	output_boolean(table, row, COL_BEST_EFFORT,
		       end->flags & PTWALK_END_BEST_EFFORT);
	output_number(table, row, COL_UNSTABLE, end->unstable);
	output_number(table, row, COL_HOLDS, end->holds);
	output_number(table, row, COL_HOLD_MAX, end->hold_max_ns);
	output_number(table, row, COL_HOLD_TOTAL, end->hold_total_ns);
	output_string(table, row, COL_SOURCE, dump_source_name(subject->source));
}

/**
 * stat_print_rows() - print a row for each TARGET
 * @out: output options
 * @subject: array of TARGETs with their sums
 * @nr: number of TARGETs
 *
 * Return: exit status.
 */
int stat_print_rows(const struct output *out, const struct stat_subject *subject,
		    size_t nr)
{
	struct output_table *table = command_begin(out, &stat_form);
	size_t i;

	if (!table)
		return EXIT_FAILURE;
	for (i = 0; i < nr; i++)
		stat_rows_print_row(table, out, &subject[i]);
	return command_end(table) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/**
 * stat_rows_have_nodes() - was the column with memory by NUMA node chosen?
 * @out: output options
 *
 * Return: true if it was.
 */
bool stat_rows_have_nodes(const struct output *out)
{
	return command_shows(out, &stat_form, COL_NODES);
}
