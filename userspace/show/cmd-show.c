// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk show: lists an address space as rows of merged ranges, or entry by entry.  ranges.c
 * decides what a range is; this file prints it.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd-show.h"
#include "cmd.h"
#include "columns.h"
#include "dump-empty.h"
#include "explain.h"
#include "facts-live.h"
#include "kind.h"
#include "nodes.h"
#include "number.h"
#include "ranges.h"
#include "source.h"
#include "terminal.h"
#include "where.h"

enum {
	COL_START, COL_END, COL_SIZE, COL_PRESENT, COL_PAGES, COL_LEVEL,
	COL_PAGESIZE, COL_KIND, COL_HUGE, COL_FLAGS, COL_EFF,
	COL_P, COL_FLAGS_END = COL_P + NR_FLAG_COLUMNS - 1,
	COL_PFN, COL_PHYS, COL_EXTENTS, COL_NODE, COL_MEMTYPE, COL_PKEY, COL_SWAP,
	COL_SLOT, COL_RAW, COL_VMA, COL_PERM, COL_NAME, COL_EMPTY,
	COL_ASSUMED,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after the range" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "size of the range" },
	[COL_PRESENT]	= { "PRESENT", OUTPUT_SIZE, true, "how much of the range is present" },
	[COL_PAGES]	= { "PAGES", OUTPUT_NUMBER, true, "entries that were merged" },
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true,
			    "level of the table: 1 PT, 2 PD, 3 PDPT, 4 PML4, 5 PML5" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true, "what each entry translates" },
	[COL_KIND]	= { "KIND", OUTPUT_STRING, false,
			    "what the entries are: page, swap, protnone, table ...; or HUGE-KIND" },
	[COL_HUGE]	= { "HUGE-KIND", OUTPUT_STRING, false,
			    "pages above 4K: thp, file-thp, hugetlb, device (KIND of tables)" },
	[COL_FLAGS]	= { "FLAGS", OUTPUT_STRING, false, "the flags below, one letter each" },
	[COL_EFF]	= { "EFF", OUTPUT_STRING, false,
			    "allowed by all levels together: r w x, u user or s supervisor" },
	FLAG_COLUMNS(COL_P),
	[COL_PFN]	= { "PFN", OUTPUT_STRING, true,
			    "page frame of START; where EXTENTS is 1, the next ones follow it" },
	[COL_PHYS]	= { "PHYS", OUTPUT_STRING, true,
			    "physical address of START; of the next table where KIND is table" },
	[COL_EXTENTS]	= { "EXTENTS", OUTPUT_NUMBER, true,
			    "runs of frames one after the other; if 1, PFN begins the only one" },
	[COL_NODE]	= { "NODE", OUTPUT_NUMBER, true,
			    "NUMA node that the frames are memory of, where EXTENTS is 1" },
	[COL_MEMTYPE]	= { "MEMTYPE", OUTPUT_STRING, false,
			    "memory type that PWT, PCD and PAT select" },
	[COL_PKEY]	= { "PKEY", OUTPUT_NUMBER, true, "protection key" },
	[COL_SWAP]	= { "SWAP", OUTPUT_STRING, true, "swap file and offset of START" },
	[COL_SLOT]	= { "SLOT", OUTPUT_STRING, true,
			    "physical address of the entry (--entries, --tables)" },
	[COL_RAW]	= { "RAW", OUTPUT_STRING, true, "raw value of the first entry" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "start and end of the area" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false,
			    "permissions of the area: r w x, p private or s shared" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
	[COL_EMPTY]	= { "EMPTY-TABLES", OUTPUT_SIZE, true,
			    "--by-vma: page-table pages of level 1 that map nothing" },
	[COL_ASSUMED]	= ASSUMED_COLUMN,
};

/*
 * The default columns fit into 120 characters, with room for a name.  A terminal of 80 has the
 * others than these: where a range begins, of which pages it is and what they allow.
 */
#define DROP_RANGES	"EXTENTS,PFN,END,PERM,EFF,SIZE"
#define DROP_ENTRIES	"SLOT,PFN,PERM,EFF,SIZE"
#define DROP_BY_VMA	"EXTENTS,PFN,END,EFF,PERM,SIZE"

#define DEFAULT_RANGES	"START,END,SIZE,PAGESIZE,KIND,FLAGS,EFF,PFN,EXTENTS,PERM,NAME"
#define DEFAULT_ENTRIES	"START,SIZE,KIND,FLAGS,EFF,PFN,SLOT,RAW,PERM,NAME"
#define DEFAULT_BY_VMA	"START,END,SIZE,PRESENT,PAGESIZE,KIND,FLAGS,EFF,PFN,EXTENTS,PERM,NAME"

/**
 * struct show - one run of the command
 * @out: output options
 * @where: --range, or @WHERE
 * @filter: which entries to show
 * @what: RANGES_*
 * @by_vma: group the rows by VMA
 * @dump: the dump
 * @table: the output
 * @vma: with @by_vma: the current VMA, or NULL
 * @heading: with @by_vma: the row of @vma, or NULL
 * @assumed: keys of the assumed values that the rows so far rest on
 * @flags: PTWALK_F_* of the rows so far
 * @rows: number of rows so far
 * @terminal: the output is a table on a terminal
 * @runs: a row says how many frames follow PFN
 */
struct show {
	struct output		 out;
	struct where		 where;
	struct filter		 filter;
	unsigned int		 what;
	bool			 by_vma;
	const struct dump	*dump;
	struct output_table	*table;
	const struct ptwalk_vma	*vma;
	struct output_row	*heading;
	__u64			 assumed;
	__u32			 flags;
	__u64			 rows;
	bool			 terminal;
	bool			 runs;
};

static const struct entry_columns entry_columns = {
	.raw = COL_RAW,
	.level = COL_LEVEL,
	.kind = COL_KIND,
	.flags = COL_FLAGS,
	.first_flag = COL_P,
	.phys = COL_PHYS,
	.pfn = COL_PFN,
	.memtype = COL_MEMTYPE,
	.pkey = COL_PKEY,
	.assumed = COL_ASSUMED,
};

static const struct area_columns area_columns = {
	.span = COL_VMA,
	.perm = COL_PERM,
	.name = COL_NAME,
};

static void print_span(struct show *show, struct output_row *row, __u64 start,
		       __u64 end)
{
	output_address(show->table, row, COL_START, start);
	output_limit(show->table, row, COL_END, end);
	output_size(show->table, row, COL_SIZE, end - start);
}

/*
 * On a terminal, PFN also says how many frames follow one another from there on, as START+SIZE
 * does of addresses.
 */
static void print_frames(struct show *show, struct output_row *row, const struct range *range)
{
	const unsigned int node = show_node(show->dump, range);
	const __u64 nr = show_frames(range);

	if (node != NODE_UNKNOWN)
		output_number(show->table, row, COL_NODE, node);
	if (nr < 2 || !show->terminal || !output_shows(show->table, COL_PFN))
		return;
	output_printf(show->table, row, COL_PFN, "0x%llx+%llu", range->pte.phys >> ptwalk_shift(1),
		      nr);
	show->runs = true;
}

static void print_entry(struct show *show, struct output_row *row,
			const struct range *range)
{
	const struct ptwalk_dict *dict = &show->dump->dict;
	const struct ptwalk_pte *pte = &range->pte;
	struct output_table *table = show->table;
	const char *huge;

	if (output_shows(table, COL_FLAGS))
		show->flags |= pte->flags;
	show->assumed |= columns_print_entry(table, row, &entry_columns, dict, pte,
					     columns_kind(table, dict, range->vma, pte,
							  range->kind));
	huge = kind_huge_name(dict, range->vma, pte);
	if (huge)
		output_string(table, row, COL_HUGE, huge);
	columns_print_effective(table, row, COL_EFF, pte, range->effective);
	columns_print_swap(table, row, COL_SWAP, pte);
	output_number(table, row, COL_PAGES, range->entries);
	output_size(table, row, COL_PAGESIZE, ptwalk_span(pte->level));
	output_number(table, row, COL_EXTENTS, range->extents);
	print_frames(show, row, range);
	if (range->slot)
		output_address(table, row, COL_SLOT, range->slot);
}

static void end_vma(struct show *show)
{
	show->heading = NULL;
	show->vma = NULL;
}

/* @range is what @ranges has returned last: the first one of its VMA, or of none. */
static void begin_vma(struct show *show, const struct ranges *ranges, const struct range *range)
{
	const struct ptwalk_vma *vma = range->vma;
	__u64 assumed = show->dump->tail.assumed & PTWALK_ASSUMED_VMA_FLAGS;
	char keys[EXPLAIN_KEYS_SIZE];
	struct ranges_sum sum;

	if (show->vma == vma)
		return;
	end_vma(show);
	show->vma = vma;
	if (!vma)
		return;
	show->heading = output_row(show->table, NULL);
	show->rows++;
	print_span(show, show->heading, vma->start,
		   dump_vma_end(show->dump, vma));
	sum = ranges_sum(ranges, range);
	output_size(show->table, show->heading, COL_PRESENT, sum.present);
	output_number(show->table, show->heading, COL_PAGES, sum.entries);
	output_printf(show->table, show->heading, COL_KIND, "area%s",
		      assumed && output_for_people(show->table) ? "?" : "");
	output_list(show->table, show->heading, COL_ASSUMED,
		    explain_keys(assumed, ",", keys));
	show->assumed |= assumed;
	columns_print_area(show->table, show->heading, &area_columns,
			   show->dump, vma);
	if (!show->dump->dict.kernel)
		output_size(show->table, show->heading, COL_EMPTY,
			    dump_empty_of(show->dump, vma));
}

static void print_range(struct show *show, const struct range *range)
{
	bool table = range->pte.kind == PTWALK_TABLE;
	struct output_row *row;

	/* a table can map addresses of several VMAs: do not put it below one of them */
	row = output_row(show->table, table ? NULL : show->heading);
	show->rows++;
	print_span(show, row, range->start, range->end);
	if (range->entries) {
		print_entry(show, row, range);
	} else {
		output_string(show->table, row, COL_KIND,
			      ptwalk_kind_name(range->pte.kind));
		output_list(show->table, row, COL_ASSUMED, "");
	}
	if (ranges_present(show->dump, range))
		output_size(show->table, row, COL_PRESENT,
			    range->end - range->start);
	/* in text output, the row of the VMA above already has these columns */
	if (range->vma && (!show->heading || !output_is_table(&show->out)))
		columns_print_area(show->table, row, &area_columns, show->dump,
				   range->vma);
}

/*
 * With --by-vma, a VMA without any entry has a row as well, unless a filter selects entries.
 * ranges_next() then has to return empty ranges too, so that print_ranges() sees such a VMA.
 */
static bool wants_all_areas(const struct show *show)
{
	const struct filter *f = &show->filter;

	return show->by_vma && !f->set && !f->clear && !f->kinds &&
	       !f->not_kinds && !f->levels;
}

/* Returns false if no more rows are needed. */
static bool print_flush(struct show *show)
{
	if (!show->heading)
		return output_flush(show->table);
	/* more rows will be below that of the VMA */
	show->heading = output_flush_below(show->table, show->heading);
	return show->heading;
}

static void print_ranges(struct show *show, struct ranges *ranges)
{
	bool skip = wants_all_areas(show) && !(show->what & RANGES_NONE);
	struct range range;

	while (ranges_next(ranges, &range)) {
		if (show->by_vma && range.pte.kind != PTWALK_TABLE)
			begin_vma(show, ranges, &range);
		if (!skip || range.pte.kind != PTWALK_NONE)
			print_range(show, &range);
		if (!print_flush(show))
			break;
	}
	end_vma(show);
}

static struct output_form form_of(const struct show *show)
{
	return (struct output_form){
		.name = "show",
		.columns = columns,
		.nr = NR_COLUMNS,
		.defaults = show->what & RANGES_ENTRIES ? DEFAULT_ENTRIES :
			    show->by_vma ? DEFAULT_BY_VMA : DEFAULT_RANGES,
		.drop = show->what & RANGES_ENTRIES ? DROP_ENTRIES :
			show->by_vma ? DROP_BY_VMA : DROP_RANGES,
	};
}

static int show_source(struct show *show, const struct source *source,
		       const struct output_form *form)
{
	unsigned int what = show->what;
	struct ranges ranges;
	struct errmsg err;

	show->dump = source->dump;
	if (wants_all_areas(show))
		what |= RANGES_NONE;
	if (where_resolve(&show->where, &show->dump, 1, &show->filter.start, &show->filter.end,
			  &err) ||
	    filter_levels_of(&show->filter, show->dump->header->levels, &err) ||
	    ranges_begin(&ranges, show->dump, &show->filter, what, &err)) {
		warn("%s: %s", source->name, err.text);
		return EXIT_FAILURE;
	}
	show->table = command_begin(&show->out, form);
	if (!show->table)
		return EXIT_FAILURE;
	show->terminal = output_is_table(&show->out) && terminal_is_screen();
	print_ranges(show, &ranges);
	show->runs &= !output_left_out(show->table, COL_PFN);
	if (command_end(show->table))
		return EXIT_FAILURE;
	if (show->terminal)
		command_tell_flags(show->flags);
	if (show->runs)
		show_tell_runs();
	if (!show->rows && terminal_is_screen())
		show_note_empty(source, &show->filter);
	command_tell_assumed(source->name, show->assumed);
	show_note_maybe(source, &ranges);
	return EXIT_SUCCESS;
}

static int show_run(int argc, char **argv)
{
	enum { OPT_ENTRIES = CHAR_MAX + 1, OPT_TABLES, OPT_BY_VMA, OPT_RANGE, OPT_LEVEL,
	       OPT_BITS };
	static const struct option options[] = {
		{ "all",	no_argument,	   NULL, 'a' },
		{ "bits",	required_argument, NULL, OPT_BITS },
		{ "by-vma",	no_argument,	   NULL, OPT_BY_VMA },
		{ "entries",	no_argument,	   NULL, OPT_ENTRIES },
		{ "help",	no_argument,	   NULL, 'h' },
		{ "level",	required_argument, NULL, OPT_LEVEL },
		{ "range",	required_argument, NULL, OPT_RANGE },
		{ "tables",	no_argument,	   NULL, OPT_TABLES },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct show show = { 0 };
	struct source_request request = { 0 };
	struct output_form form;
	struct source source;
	struct errmsg err;
	int c, rc;

	while ((c = command_getopt(&cmd_show, argc, argv, "ah" OUTPUT_SHORT, options)) != -1) {
		rc = 0;
		switch (c) {
		case 'a':
			show.what |= RANGES_NONE;
			break;
		case OPT_ENTRIES:
			show.what |= RANGES_ENTRIES;
			break;
		case OPT_TABLES:
			show.what |= RANGES_TABLES;
			break;
		case OPT_BY_VMA:
			show.by_vma = true;
			break;
		case OPT_BITS:
			rc = filter_bits(&show.filter, optarg, &err);
			break;
		case OPT_LEVEL:
			rc = filter_levels(&show.filter, optarg, &err);
			break;
		case OPT_RANGE:
			rc = where_parse(optarg, &show.where, &err);
			break;
		case 'h':
			return command_help(&cmd_show);
		default:
			if (!command_option(&cmd_show, &show.out, c, optarg))
				return EXIT_USAGE;
		}
		if (rc)
			return usage_error(&cmd_show, "%s", err.text);
	}
	form = form_of(&show);
	if (command_settled(&cmd_show, &show.out, &form, &rc))
		return rc;
	if (command_where(&cmd_show, &argc, argv, &show.where))
		return EXIT_USAGE;
	if (argc - optind != 1)
		return usage_error(&cmd_show, argc == optind ?
				   "no TARGET given" : "more than one TARGET");
	if (command_names(argv + optind, 1))
		return EXIT_FAILURE;
	/* the VMA of an address or name is known only when the dump is there */
	if (show.where.kind == WHERE_RANGE) {
		request.start = show.where.start;
		request.end = show.where.end;
	}
	if (command_open(&source, argv[optind], &request))
		return EXIT_FAILURE;
	rc = EXIT_SUCCESS;
	if (source.live && command_shows(&show.out, &form, COL_NODE))
		rc = facts_read(source.dump, 0, FACTS_NODES, &err);
	if (rc)
		warn("%s: %s", source.name, err.text);
	else
		rc = show_source(&show, &source, &form);
	source_close(&source);
	return rc;
}

const struct command cmd_show = {
	.name = "show",
	.summary = "show what is mapped, in ranges of equal entries",
	.usage = "[OPTION...] TARGET [@WHERE]",
	.help =
	" -a, --all               also where nothing is mapped\n"
	"     --entries           each entry on a line of its own\n"
	"     --tables            also the entries that lead to tables\n"
	"     --by-vma            group by area, with the sums of each\n"
	"     --range WHERE       these addresses only: START-END, START+SIZE, ADDRESS,\n"
	"                         vma:ADDRESS or the name of an area; or @WHERE\n"
	"     --level LIST        entries of these levels only: 1 (4K) 2 (2M) 3 (1G) 4 5,\n"
	"                         or by name: PT PD ... or pte pmd ...\n"
	"     --bits LIST         entries with all of these flags (~FLAG: without), of\n"
	"                         any of these kinds: --bits rw,~nx or --bits swap\n",
	.has_output = true,
	.has_source = true,
	.run = show_run,
};
