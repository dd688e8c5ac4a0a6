// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk walk: follows one address through every level of page tables and explains the result.
 * People get a lesson (cmd-walk-lesson.c).  With -o and the other output options there is a row for
 * each entry on the path; the last row also has the result: the physical address, or the reason
 * why there is none.  cmd-walk-text.c tells it in words below.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd-walk.h"
#include "cmd.h"
#include "columns.h"
#include "explain.h"
#include "kind.h"
#include "level.h"
#include "number.h"
#include "source.h"
#include "walk.h"

enum {
	COL_LEVEL, COL_TABLE, COL_LINUX, COL_INDEX, COL_SLOT, COL_RAW, COL_KIND,
	COL_FLAGS, COL_EFF,
	COL_P, COL_FLAGS_END = COL_P + NR_FLAG_COLUMNS - 1,
	COL_PHYS, COL_PFN, COL_SWAP, COL_ADDR, COL_RESULT, COL_PAGESIZE,
	COL_MEMTYPE, COL_PKEY, COL_STOP, COL_VMA, COL_PERM, COL_NAME,
	COL_ASSUMED,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true,
			    "level of the table that the entry stands in, 5 to 1" },
	[COL_TABLE]	= { "TABLE", OUTPUT_STRING, false, "Intel's name of the table" },
	[COL_LINUX]	= { "LINUX", OUTPUT_STRING, false, "Linux's name of the entry" },
	[COL_INDEX]	= { "INDEX", OUTPUT_NUMBER, true, "which entry of the table" },
	[COL_SLOT]	= { "SLOT", OUTPUT_STRING, true, "physical address of the entry" },
	[COL_RAW]	= { "RAW", OUTPUT_STRING, true, "raw value of the entry" },
	[COL_KIND]	= { "KIND", OUTPUT_STRING, false,
			    "what the entry is: table, page, none, swap, protnone ...; huge: as show" },
	[COL_FLAGS]	= { "FLAGS", OUTPUT_STRING, false, "the flags below, one letter each" },
	[COL_EFF]	= { "EFF", OUTPUT_STRING, false,
			    "allowed from the top to here: r w x, u user or s supervisor" },
	FLAG_COLUMNS(COL_P),
	[COL_PHYS]	= { "PHYS", OUTPUT_STRING, true,
			    "physical address of the next table or of the page" },
	[COL_PFN]	= { "PFN", OUTPUT_STRING, true, "page frame of PHYS" },
	[COL_SWAP]	= { "SWAP", OUTPUT_STRING, true, "swap file and offset" },
	[COL_ADDR]	= { "ADDR", OUTPUT_STRING, true, "the address walked" },
	[COL_RESULT]	= { "RESULT", OUTPUT_STRING, true, "last row: physical address of ADDR" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true, "last row: size of the page" },
	[COL_MEMTYPE]	= { "MEMTYPE", OUTPUT_STRING, false,
			    "last row: memory type that PWT, PCD and PAT select" },
	[COL_PKEY]	= { "PKEY", OUTPUT_NUMBER, true, "last row: protection key" },
	[COL_STOP]	= { "STOP", OUTPUT_STRING, false, "last row: why there is no page" },
	[COL_VMA]	= { "VMA", OUTPUT_STRING, false, "last row: start and end of the area" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false, "last row: permissions of the area" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "last row: name of the area" },
	[COL_ASSUMED]	= ASSUMED_COLUMN,
};

static const struct output_form form = {
	.name = "walk",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "LEVEL,TABLE,LINUX,INDEX,SLOT,RAW,KIND,FLAGS,EFF,PHYS",
	.drop = "LINUX,SLOT,LEVEL,PHYS,INDEX",
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

static void print_result(struct output_table *table, struct output_row *row,
			 const struct dump *dump, const struct walk *walk)
{
	char reason[WALK_REASON_SIZE];

	output_address(table, row, COL_ADDR, walk->addr);
	if (walk->end == WALK_PAGE) {
		output_address(table, row, COL_RESULT, walk->phys);
		output_size(table, row, COL_PAGESIZE,
			    ptwalk_span(walk_last(walk)->pte.level));
	} else {
		output_string(table, row, COL_STOP,
			      walk_stop_reason(dump, walk, reason));
	}
	if (walk->vma)
		columns_print_area(table, row, &area_columns, dump, walk->vma);
}

static struct output_row *walk_print_step(struct output_table *table,
					  const struct dump *dump,
					  const struct walk *walk,
					  const struct walk_step *step, __u64 *assumed)
{
	const struct ptwalk_pte *pte = &step->pte;
	struct output_row *row = output_row(table, NULL);
	const char *kind = columns_kind(table, &dump->dict, walk->vma, pte,
					kind_of(&dump->dict, walk->vma, pte));

	*assumed |= columns_print_entry(table, row, &entry_columns, &dump->dict, pte, kind);
	columns_print_effective(table, row, COL_EFF, pte, step->effective);
	columns_print_swap(table, row, COL_SWAP, pte);
	output_string(table, row, COL_TABLE, ptwalk_level_name(pte->level));
	output_string(table, row, COL_LINUX,
		      ptwalk_level_linux(pte->level, dump->header->levels));
	output_number(table, row, COL_INDEX, step->index);
	output_address(table, row, COL_SLOT, step->slot);
	return row;
}

/* Are the steps told as a lesson?  With -o they are rows of a table. */
static bool walk_in_lesson(const struct output *out)
{
	return output_is_words(out) && !out->noheadings;
}

/* The keys of the assumed values that the steps rest on */
static __u64 walk_assumed(const struct dump *dump, const struct walk *walk)
{
	__u64 keys = 0;
	unsigned int i;

	for (i = 0; i < walk->nr; i++)
		keys |= explain_assumed(&dump->dict, &walk->step[i].pte);
	return keys;
}

/* Print the steps; @assumed is set to the keys of the assumed values that they rest on. */
static int print_walk(const struct output *out, const struct dump *dump,
		      const struct walk *walk, __u64 *assumed)
{
	struct output_table *table = command_begin(out, &form);
	struct output_row *row = NULL;
	unsigned int i;

	*assumed = 0;
	if (!table)
		return EXIT_FAILURE;
	for (i = 0; i < walk->nr; i++)
		row = walk_print_step(table, dump, walk, &walk->step[i], assumed);
	if (row)
		print_result(table, row, dump, walk);
	return command_end(table) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/*
 * /proc/PID/maps prints hexadecimal addresses without 0x.  If the user typed such an address
 * and all its digits are decimal, number_parse() read it as decimal: print a note if the
 * hexadecimal reading is in a VMA.
 */
static void note_decimal(const struct dump *dump, const char *text, __u64 addr)
{
	char hex[32];
	__u64 value;

	if (snprintf(hex, sizeof(hex), "0x%s", text) < (int)sizeof(hex) &&
	    !number_parse(hex, "address", 0, ~0ULL, &value, NULL) &&
	    dump_vma(dump, value))
		warn("note: address %s was read as decimal, 0x%llx; read as hexadecimal, as /proc/PID/maps has it, it lies in an area: write 0x%s",
		     text, addr, text);
}

static int walk_source(const struct output *out, const struct source *source,
		       __u64 addr, const char *text)
{
	const struct dump *dump = source->dump;
	char reason[WALK_REASON_SIZE];
	struct errmsg err;
	struct walk walk;
	unsigned int i;
	__u64 assumed;
	int rc;

	if (level_check_address(addr, dump->header->levels, dump->header->half,
				&err)) {
		warn("%s: %s", source->name, err.text);
		return EXIT_FAILURE;
	}
	walk_address(dump, addr, &walk);
	if (!walk.vma)
		note_decimal(dump, text, addr);
	if (walk_in_lesson(out)) {
		walk_tell_lesson(dump, &walk);
		assumed = walk_assumed(dump, &walk);
	} else {
		rc = print_walk(out, dump, &walk, &assumed);
		if (rc)
			return rc;
	}
	if (output_is_table(out) && walk.end == WALK_PAGE)
		assumed |= explain_assumed_memtype(&dump->dict, &walk_last(&walk)->pte);
	if (walk.vma)
		assumed |= dump->tail.assumed & PTWALK_ASSUMED_VMA_FLAGS;
	command_tell_assumed(source->name, assumed);
	for (i = 0; i < walk.nr; i++)
		if (walk.step[i].unstable)
			warn("%s: the %s kept changing while it was copied",
			     source->name,
			     ptwalk_level_name(walk.step[i].pte.level));
	if (walk.end == WALK_NO_TABLE || walk.end == WALK_NOT_COVERED ||
	    walk.end == WALK_INCOMPLETE) {
		/* the dump cannot tell what the address is mapped to */
		warn("%s: 0x%llx: %s", source->name, addr,
		     walk_stop_reason(dump, &walk, reason));
		return EXIT_FAILURE;
	}
	if (output_is_table(out))
		walk_tell(dump, &walk);
	return EXIT_SUCCESS;
}

/*
 * Request the page that contains @addr.  For a live target, this refuses an address that is
 * not canonical or not in the half before the module is asked.
 */
static int request_page(__u64 addr, const struct source_place *place,
			struct source_request *request, struct errmsg *err)
{
	unsigned int levels = source_levels();
	__u64 size = ptwalk_span(1);
	int rc;

	rc = levels ? level_check_address(addr, levels, place->half, err) : 0;
	if (rc == -ERANGE && place->half == PTWALK_HALF_USER)
		return errmsg_set(err, rc,
				  "address 0x%llx belongs to the kernel, whose half is the same in every process: ptwalk walk kernel 0x%llx",
				  addr, addr);
	if (rc)
		return rc;
	request->start = addr & ~(size - 1);
	request->end = request->start + size;
	return 0;
}

static int walk_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct source_request request = { 0 };
	struct output out = { 0 };
	struct source source;
	struct errmsg err;
	__u64 addr;
	struct source_place place;
	int c, rc;

	while ((c = command_getopt(&cmd_walk, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		if (c == 'h')
			return command_help(&cmd_walk);
		if (!command_option(&cmd_walk, &out, c, optarg))
			return EXIT_USAGE;
	}
	if (command_settled(&cmd_walk, &out, &form, &rc))
		return rc;
	if (argc - optind != 2)
		return usage_error(&cmd_walk,
				   "expected a TARGET and an address");
	if (number_parse(argv[optind + 1], "address", 0, ~0ULL, &addr, &err))
		return usage_error(&cmd_walk, "%s", err.text);
	if (command_names(argv + optind, 1))
		return EXIT_FAILURE;
	if (!source_place(argv[optind], &place) &&
	    request_page(addr, &place, &request, &err)) {
		warn("%s: %s", argv[optind], err.text);
		return EXIT_FAILURE;
	}
	if (command_open(&source, argv[optind], &request))
		return EXIT_FAILURE;
	if (source.live && !dump_vma(source.dump, addr)) {
		/*
		 * The module descends only at addresses in VMAs, so a request for a page
		 * outside of them returns no tables.  A dump of everything has the tables
		 * above the address if they map neighbouring VMAs.
		 */
		source_close(&source);
		if (command_open(&source, argv[optind], NULL))
			return EXIT_FAILURE;
	}
	rc = walk_source(&out, &source, addr, argv[optind + 1]);
	source_close(&source);
	return rc;
}

const struct command cmd_walk = {
	.name = "walk",
	.summary = "follow one address through every level",
	.usage = "[OPTION...] TARGET ADDRESS",
	.help = "",
	.has_output = true,
	.has_source = true,
	.run = walk_run,
};
