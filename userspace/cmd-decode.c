// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk decode: one raw entry explained, without root and without the module.
 * People get a line for each part of the entry; -J, -r, -P and -o give one row
 * with the columns below.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "columns.h"
#include "explain.h"
#include "number.h"
#include "source.h"

enum {
	COL_RAW, COL_LEVEL, COL_TABLE, COL_LINUX, COL_KIND, COL_FLAGS,
	COL_P, COL_FLAGS_END = COL_P + NR_FLAG_COLUMNS - 1,
	COL_PHYS, COL_PFN, COL_PAGESIZE,
	COL_PAT_INDEX, COL_MEMTYPE, COL_PKEY, COL_SWAP_TYPE, COL_SWAP_OFFSET,
	COL_RESERVED, COL_MEANING,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_RAW]	= { "RAW", OUTPUT_STRING, true, "the value" },
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true, "level of the table that it stands in" },
	[COL_TABLE]	= { "TABLE", OUTPUT_STRING, false, "Intel's name of the table" },
	[COL_LINUX]	= { "LINUX", OUTPUT_STRING, false, "Linux's name of the entry" },
	[COL_KIND]	= { "KIND", OUTPUT_STRING, false,
			    "what it is: table, page, none, swap, protnone ..." },
	[COL_FLAGS]	= { "FLAGS", OUTPUT_STRING, false,
			    "the flags below, one letter each; from SOFT-DIRTY on with --dict" },
	FLAG_COLUMNS(COL_P),
	[COL_PHYS]	= { "PHYS", OUTPUT_STRING, true,
			    "physical address of the page or of the next table" },
	[COL_PFN]	= { "PFN", OUTPUT_STRING, true, "its page frame" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true,
			    "what one entry of the level translates" },
	[COL_PAT_INDEX]	= { "PAT-INDEX", OUTPUT_NUMBER, true, "PAT * 4 + PCD * 2 + PWT" },
	[COL_MEMTYPE]	= { "MEMTYPE", OUTPUT_STRING, false,
			    "memory type that it selects (with --dict)" },
	[COL_PKEY]	= { "PKEY", OUTPUT_NUMBER, true, "protection key" },
	[COL_SWAP_TYPE]	= { "SWAP-TYPE", OUTPUT_NUMBER, true, "swap file" },
	[COL_SWAP_OFFSET] = { "SWAP-OFFSET", OUTPUT_STRING, true, "offset in it, pages" },
	[COL_RESERVED]	= { "RESERVED", OUTPUT_STRING, true, "set bits that must be 0" },
	[COL_MEANING]	= { "MEANING", OUTPUT_STRING, false, "what it is, in words" },
};

static const struct output_form form = {
	.name = "decode",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "RAW,LEVEL,TABLE,KIND,FLAGS,PHYS,PAGESIZE",
};

/**
 * struct entry - what there is to explain
 * @dict: the dictionary
 * @levels: of page tables
 * @pte: the entry
 */
struct entry {
	struct ptwalk_dict	dict;
	unsigned int		levels;
	struct ptwalk_pte	pte;
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
};

static void print_row(struct output_table *table, const struct entry *entry)
{
	const struct ptwalk_pte *pte = &entry->pte;
	struct output_row *row = output_row(table, NULL);
	char sentence[EXPLAIN_SENTENCE_SIZE];

	columns_print_entry(table, row, &entry_columns, &entry->dict, pte);
	output_string(table, row, COL_TABLE, ptwalk_level_name(pte->level));
	output_string(table, row, COL_LINUX,
		      ptwalk_level_linux(pte->level, entry->levels));
	output_size(table, row, COL_PAGESIZE, ptwalk_span(pte->level));
	if (pte->kind == PTWALK_PAGE)
		output_number(table, row, COL_PAT_INDEX, pte->pat);
	if (pte->kind == PTWALK_SWAP) {
		output_number(table, row, COL_SWAP_TYPE, pte->swap_type);
		output_address(table, row, COL_SWAP_OFFSET, pte->offset);
	}
	output_address(table, row, COL_RESERVED, pte->reserved);
	output_string(table, row, COL_MEANING,
		      explain_entry(&entry->dict, pte, NULL, sentence));
}

static int print_table(const struct output *out, const struct entry *entry)
{
	struct output_table *table = command_begin(out, &form);

	if (!table)
		return EXIT_FAILURE;
	print_row(table, entry);
	return command_end(table) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The flags of the hardware that the form has and the entry has not. */
static void print_clear(const struct ptwalk_pte *pte)
{
	__u32 form = PTWALK_F_HARDWARE & ~pte->flags;
	const char *comma = "";
	size_t i;

	if (pte->kind == PTWALK_TABLE)
		form &= ~(PTWALK_F_D | PTWALK_F_PAT | PTWALK_F_G);
	if (pte->level == 1 || pte->level > 3)
		form &= ~PTWALK_F_PS;
	if (!form)
		return;
	printf("clear: ");
	for (i = 0; i < ptwalk_nr_flags; i++) {
		if (!(form & ptwalk_flags[i].flag))
			continue;
		printf("%s%s", comma, ptwalk_flags[i].name);
		comma = ", ";
	}
	putchar('\n');
}

static void print_fields(const struct entry *entry)
{
	const struct ptwalk_pte *pte = &entry->pte;
	struct explain_field field[EXPLAIN_FIELDS];
	size_t i, nr = explain_fields(&entry->dict, pte, field);
	char bits[8], value[24];

	if (!nr)
		return;
	printf("\n%5s  %-16s  %-11s  %s\n", "BITS", "VALUE", "NAME", "MEANING");
	for (i = 0; i < nr; i++) {
		const struct explain_field *f = &field[i];

		if (f->low == f->high)
			snprintf(bits, sizeof(bits), "%u", f->low);
		else
			snprintf(bits, sizeof(bits), "%u-%u", f->high, f->low);
		snprintf(value, sizeof(value),
			 f->low == f->high ? "%llu" : "0x%llx", f->value);
		printf("%5s  %-16s  %-11s  %s\n", bits, value, f->name,
		       f->meaning);
	}
}

static void print_words(const struct entry *entry)
{
	const struct ptwalk_pte *pte = &entry->pte;
	const char *memtype = explain_memtype(&entry->dict, pte->pat);
	char sentence[EXPLAIN_SENTENCE_SIZE];

	printf("0x%llx in a %s (level %u, Linux: %s): %s\n", pte->raw,
	       ptwalk_level_name(pte->level), pte->level,
	       ptwalk_level_linux(pte->level, entry->levels),
	       explain_entry(&entry->dict, pte, NULL, sentence));
	print_fields(entry);
	if (!(pte->flags & PTWALK_F_P))
		return;
	putchar('\n');
	print_clear(pte);
	if (pte->kind == PTWALK_PAGE)
		printf("memory type: index %u of IA32_PAT (4 * PAT + 2 * PCD + PWT)%s%s\n",
		       pte->pat, memtype ? ", " : "", memtype ? memtype : "");
}

/* The dictionary of a dump; without one, what the hardware alone says. */
static int load_dict(struct entry *entry, const char *target,
		     unsigned int level)
{
	struct source source;

	entry->levels = level == 5 ? 5 : 4;
	ptwalk_dict_hardware(&entry->dict);
	if (!target)
		return 0;
	if (command_open(&source, target, NULL))
		return -1;
	entry->dict = source.dump->dict;
	entry->levels = source.dump->header->levels;
	source_close(&source);
	if (level > entry->levels) {
		warn("%s has %u levels of page tables, not the level %u",
		     target, entry->levels, level);
		return -1;
	}
	return 0;
}

static int decode(const struct output *out, __u64 value, unsigned int level,
		  const char *dict)
{
	struct entry entry;

	if (load_dict(&entry, dict, level))
		return EXIT_FAILURE;
	ptwalk_decode(&entry.dict, value, level, &entry.pte);
	if (out->json || out->raw || out->pairs || out->list)
		return print_table(out, &entry);
	print_words(&entry);
	return EXIT_SUCCESS;
}

static int run(int argc, char **argv)
{
	enum { OPT_DICT = CHAR_MAX + 1, OPT_LEVEL };
	static const struct option options[] = {
		{ "dict",  required_argument, NULL, OPT_DICT },
		{ "help",  no_argument,	      NULL, 'h' },
		{ "level", required_argument, NULL, OPT_LEVEL },
		OUTPUT_LONG,
		{ 0 }
	};
	struct output out = { 0 };
	__u64 value, level = 0;
	const char *dict = NULL;
	struct errmsg err;
	int c, status;

	while ((c = getopt_long(argc, argv, "h" OUTPUT_SHORT, options,
				NULL)) != -1) {
		switch (c) {
		case OPT_DICT:
			dict = optarg;
			break;
		case OPT_LEVEL:
			if (number_parse(optarg, "level", 1, PTWALK_LEVEL_MAX,
					 &level, &err))
				return usage_error(&cmd_decode, "%s", err.text);
			break;
		case 'h':
			return command_help(&cmd_decode);
		default:
			if (!output_option(&out, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (command_settled(&cmd_decode, &out, &form, &status))
		return status;
	if (argc - optind != 1)
		return usage_error(&cmd_decode, "expected one VALUE");
	if (number_parse(argv[optind], "value", 0, ~0ULL, &value, &err))
		return usage_error(&cmd_decode, "%s", err.text);
	if (!level)
		return usage_error(&cmd_decode,
				   "no level given: the same bits say different things at different levels; --level 1 is a PT entry (4K), 2 PD (2M), 3 PDPT (1G), 4 PML4, 5 PML5");
	return decode(&out, value, level, dict);
}

const struct command cmd_decode = {
	.name = "decode",
	.summary = "explain one raw entry, bit by bit",
	.usage = "[OPTION...] VALUE --level N",
	.help =
	"     --level N           the table it stands in: 1 PT, 2 PD, 3 PDPT, 4 PML4, 5 PML5\n"
	"     --dict DUMP         decode the kernel's own bits as in this dump\n",
	.has_output = true,
	.run = run,
};
