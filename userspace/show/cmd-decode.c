// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk decode: explains raw entries, without root and without the module.  The argument is
 * one raw value, or the text of an oops with several (cmd-decode-oops.c).  By default it
 * prints a line for each field of an entry; with -J, -r, -P or -o a row with the columns below.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "cmd-decode.h"
#include "columns.h"
#include "kind.h"
#include "level.h"
#include "number.h"
#include "source.h"
#include "terminal.h"

enum {
	COL_RAW, COL_LEVEL, COL_TABLE, COL_LINUX, COL_KIND, COL_FLAGS,
	COL_P, COL_FLAGS_END = COL_P + NR_FLAG_COLUMNS - 1,
	COL_PHYS, COL_PFN, COL_PAGESIZE,
	COL_PAT_INDEX, COL_MEMTYPE, COL_PKEY, COL_SWAP_TYPE, COL_SWAP_OFFSET,
	COL_RESERVED, COL_MEANING, COL_ASSUMED,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_RAW]	= { "RAW", OUTPUT_STRING, true, "the value" },
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true, "level of the table that the entry stands in" },
	[COL_TABLE]	= { "TABLE", OUTPUT_STRING, false, "Intel's name of the table" },
	[COL_LINUX]	= { "LINUX", OUTPUT_STRING, false, "Linux's name of the entry" },
	[COL_KIND]	= { "KIND", OUTPUT_STRING, false,
			    "what the value is: table, page, none, swap, protnone ...; error-code" },
	[COL_FLAGS]	= { "FLAGS", OUTPUT_STRING, false,
			    "the flags below, one letter each; from SOFT-DIRTY on with --dict" },
	FLAG_COLUMNS(COL_P),
	[COL_PHYS]	= { "PHYS", OUTPUT_STRING, true,
			    "physical address of the page or of the next table" },
	[COL_PFN]	= { "PFN", OUTPUT_STRING, true, "page frame of PHYS" },
	[COL_PAGESIZE]	= { "PAGESIZE", OUTPUT_SIZE, true,
			    "what one entry of the level translates" },
	[COL_PAT_INDEX]	= { "PAT-INDEX", OUTPUT_NUMBER, true, "PAT * 4 + PCD * 2 + PWT" },
	[COL_MEMTYPE]	= { "MEMTYPE", OUTPUT_STRING, false,
			    "memory type that PAT-INDEX selects (with --dict)" },
	[COL_PKEY]	= { "PKEY", OUTPUT_NUMBER, true, "protection key" },
	[COL_SWAP_TYPE]	= { "SWAP-TYPE", OUTPUT_NUMBER, true, "swap file" },
	[COL_SWAP_OFFSET] = { "SWAP-OFFSET", OUTPUT_STRING, true, "offset in the swap file, pages" },
	[COL_RESERVED]	= { "RESERVED", OUTPUT_STRING, true, "set bits that must be 0" },
	[COL_MEANING]	= { "MEANING", OUTPUT_SENTENCE, false, "what RAW means, in words" },
	[COL_ASSUMED]	= ASSUMED_COLUMN,
};

const struct output_form decode_form = {
	.name = "decode",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "RAW,LEVEL,TABLE,KIND,FLAGS,PHYS,PAGESIZE",
	.drop = "LEVEL,PAGESIZE",
};

/* A kernel message contains at least one of these; a single argument without them is a VALUE. */
#define WORDS	" \t\n:=#("
/* Largest text read from standard input, in bytes: more than the log of a long uptime. */
#define LOG_MAX	(64UL << 20)

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

/* Linux's name of the entry depends on the number of levels; if not known, take 4. */
static const char *linux_name(const struct entry *entry)
{
	return ptwalk_level_linux(entry->pte.level,
				  entry->levels ? entry->levels : 4);
}

/**
 * decode_print_row() - print the row of an entry
 * @table: a table of the form decode_form
 * @entry: the entry; its @assumed is added to
 */
void decode_print_row(struct output_table *table, struct entry *entry)
{
	const struct ptwalk_pte *pte = &entry->pte;
	struct output_row *row = output_row(table, NULL);
	char sentence[EXPLAIN_SENTENCE_SIZE];

	entry->assumed |= columns_print_entry(table, row, &entry_columns, &entry->dict, pte,
					      ptwalk_kind_name(kind_of(&entry->dict, NULL, pte)));
	output_string(table, row, COL_TABLE, ptwalk_level_name(pte->level));
	output_string(table, row, COL_LINUX, linux_name(entry));
	output_size(table, row, COL_PAGESIZE, ptwalk_span(pte->level));
	if (pte->kind == PTWALK_PAGE)
		output_number(table, row, COL_PAT_INDEX, pte->pat);
	if (pte->kind == PTWALK_SWAP) {
		output_number(table, row, COL_SWAP_TYPE, pte->swap_type);
		output_address(table, row, COL_SWAP_OFFSET, pte->offset);
	}
	output_address(table, row, COL_RESERVED, pte->reserved);
	output_string(table, row, COL_MEANING,
		      explain_entry(&entry->dict, pte, NULL, false, sentence));
}

/**
 * decode_print_fault_row() - print the row of a page-fault error code
 * @table: a table of the form decode_form
 * @code: the error code
 * @known: @code is the complete error code; false if the message only tells the kind of
 *	   the access
 * @meaning: its meaning in words
 */
void decode_print_fault_row(struct output_table *table, __u64 code,
			    bool known, const char *meaning)
{
	struct output_row *row = output_row(table, NULL);

	if (known)
		output_address(table, row, COL_RAW, code);
	output_string(table, row, COL_KIND, "error-code");
	output_list(table, row, COL_ASSUMED, "");
	output_string(table, row, COL_MEANING, meaning);
}

static int print_table(const struct output *out, struct entry *entry, const char *dict)
{
	struct output_table *table = command_begin(out, &decode_form);

	if (!table)
		return EXIT_FAILURE;
	decode_print_row(table, entry);
	if (command_end(table))
		return EXIT_FAILURE;
	command_tell_assumed(dict, entry->assumed);
	return EXIT_SUCCESS;
}

/* List the hardware flags that an entry of this level and kind can have and that are clear. */
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

/**
 * decode_print_fields() - print one line for each bit field
 * @field: array of fields
 * @nr: number of fields; nothing is printed for 0
 */
void decode_print_fields(const struct explain_field *field, size_t nr)
{
	char bits[8], value[24], before[64];
	size_t i;

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
		snprintf(before, sizeof(before), "%5s  %-16s  %-11s  ", bits, value, f->name);
		terminal_say(before, "%s", f->meaning);
	}
}

/*
 * What a page without P allows, and when that ends.  The entry has no permissions to come back to:
 * the kernel takes RW and US out of it together with P, and makes them anew from the area.
 */
static void print_protnone(const struct ptwalk_pte *pte)
{
	if (pte->kind != PTWALK_PROTNONE)
		return;
	puts("\naccess: none: P is clear, so the CPU raises #PF, in user mode and in the kernel\n"
	     "#PF: SIGSEGV if the area is PROT_NONE; at a NUMA hint the kernel sets P again,\n"
	     "     with the permissions of the area, and the access is repeated");
}

/* Say on which assumed values the explanation rests. */
static void print_assumed(const struct entry *entry)
{
	__u64 keys = explain_assumed(&entry->dict, &entry->pte) |
		     explain_assumed_memtype(&entry->dict, &entry->pte);
	char names[EXPLAIN_KEYS_SIZE];

	if (keys)
		terminal_say("", "assumed for the release of the kernel, not learnt from the kernel: %s",
			     explain_keys(keys, ", ", names));
}

/**
 * decode_print_words() - explain an entry in words, for people
 * @entry: the entry
 */
void decode_print_words(const struct entry *entry)
{
	const struct ptwalk_pte *pte = &entry->pte;
	const char *memtype = explain_memtype(&entry->dict, pte->pat);
	struct explain_field field[EXPLAIN_FIELDS];
	char sentence[EXPLAIN_SENTENCE_SIZE];
	bool unsure = !entry->levels && pte->level == 4;

	terminal_say("", "0x%llx in a %s (level %u, Linux: %s%s): %s", pte->raw,
		     ptwalk_level_name(pte->level), pte->level, linux_name(entry),
		     unsure ? ", or p4d where there are 5 levels" : "",
		     explain_entry(&entry->dict, pte, NULL, false, sentence));
	decode_print_fields(field, explain_fields(&entry->dict, pte, field));
	if (pte->flags & PTWALK_F_P) {
		putchar('\n');
		print_clear(pte);
	}
	print_protnone(pte);
	if (pte->kind == PTWALK_PAGE)
		terminal_say("memory type: ", "index %u of IA32_PAT (4 * PAT + 2 * PCD + PWT)%s%s",
			     pte->pat, memtype ? ", " : "", memtype ? memtype : "");
	print_assumed(entry);
}

/**
 * decode_load_dict() - load the dictionary to decode entries by
 * @entry: @dict and @levels are filled in
 * @target: the DUMP to take them from; NULL for the facts of the SDM only, @levels 0
 *
 * Return: 0, or -1 after an error message was printed.
 */
int decode_load_dict(struct entry *entry, const char *target)
{
	struct source source;

	entry->levels = 0;
	entry->assumed = 0;
	ptwalk_dict_hardware(&entry->dict);
	if (!target)
		return 0;
	if (command_open(&source, target, NULL))
		return -1;
	entry->dict = source.dump->dict;
	entry->levels = source.dump->header->levels;
	source_close(&source);
	return 0;
}

static int decode(const struct output *out, __u64 value, unsigned int level,
		  const char *dict)
{
	struct entry entry;
	struct errmsg err;

	if (decode_load_dict(&entry, dict))
		return EXIT_FAILURE;
	if (level == 5 && !dict)
		entry.levels = 5;
	if (level_of(&level, entry.levels, &err)) {
		if (!dict)
			return usage_error(&cmd_decode, "%s", err.text);
		warn("%s: %s", dict, err.text);
		return EXIT_FAILURE;
	}
	ptwalk_decode(&entry.dict, value, level, &entry.pte);
	if (!output_is_words(out))
		return print_table(out, &entry, dict);
	decode_print_words(&entry);
	return EXIT_SUCCESS;
}

static int decode_value(const struct output *out, const char *text,
			const char *level_text, const char *dict)
{
	unsigned int level;
	struct errmsg err;
	bool decimal;
	__u64 value;

	if (number_entry(text, &value, &decimal, &err))
		return usage_error(&cmd_decode, "%s", err.text);
	if (!level_text)
		return usage_error(&cmd_decode,
				   "no level given: the same bits say different things at different levels; --level 1 is a PT entry (4K), 2 PD (2M), 3 PDPT (1G), 4 PML4, 5 PML5");
	if (level_parse(level_text, strlen(level_text), &level, &err))
		return usage_error(&cmd_decode, "%s", err.text);
	if (decimal)
		warn("note: %s was read as decimal, 0x%llx; if it is hexadecimal, as the kernel prints entries, write 0x%s",
		     text, value, text);
	return decode(out, value, level, dict);
}

/* Reads standard input to its end, as a string; NULL after an error message was printed. */
static char *read_text(void)
{
	size_t size = 0, room = 0;
	char *text = NULL, *more;

	do {
		if (size + 1 >= room) {
			room = room ? 2 * room : 65536;
			more = room <= LOG_MAX ? realloc(text, room) : NULL;
			if (!more) {
				warn("%s", room <= LOG_MAX ? "out of memory" :
				     "standard input is too long: give the lines of the oops alone");
				free(text);
				return NULL;
			}
			text = more;
		}
		size += fread(text + size, 1, room - size - 1, stdin);
	} while (!feof(stdin) && !ferror(stdin));
	if (ferror(stdin)) {
		warn("cannot read standard input: %m");
		free(text);
		return NULL;
	}
	text[size] = '\0';
	/* a NUL byte inside the text would end the string there */
	for (more = text; more < text + size; more++)
		if (!*more)
			*more = ' ';
	return text;
}

/* Joins the arguments of a message typed without quotes; NULL after an error message. */
static char *decode_join(char *const *word, int nr)
{
	size_t size = 0, used = 0;
	char *text;
	int i;

	for (i = 0; i < nr; i++)
		size += strlen(word[i]) + 1;
	text = malloc(size);
	if (!text)
		warn("out of memory");
	for (i = 0; text && i < nr; i++)
		used += sprintf(text + used, "%s%s", i ? " " : "", word[i]);
	return text;
}

static int decode_words(const struct output *out, char *const *word, int nr,
			const char *dict)
{
	bool stdin_too = !strcmp(word[0], "-") && nr == 1;
	char *text = stdin_too ? read_text() : decode_join(word, nr);
	int status = text ? decode_text(out, text, dict) : EXIT_FAILURE;

	free(text);
	return status;
}

static int decode_run(int argc, char **argv)
{
	enum { OPT_DICT = CHAR_MAX + 1, OPT_LEVEL };
	static const struct option options[] = {
		{ "dict",  required_argument, NULL, OPT_DICT },
		{ "help",  no_argument,	      NULL, 'h' },
		{ "level", required_argument, NULL, OPT_LEVEL },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct output out = { 0 };
	const char *dict = NULL, *level = NULL;
	int c, status;

	while ((c = command_getopt(&cmd_decode, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		switch (c) {
		case OPT_DICT:
			dict = optarg;
			break;
		case OPT_LEVEL:
			level = optarg;
			break;
		case 'h':
			return command_help(&cmd_decode);
		default:
			if (!command_option(&cmd_decode, &out, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (command_settled(&cmd_decode, &out, &decode_form, &status))
		return status;
	if (argc == optind)
		return usage_error(&cmd_decode,
				   "expected a VALUE, or what the kernel printed");
	if (argc - optind == 1 && strcmp(argv[optind], "-") &&
	    !strpbrk(argv[optind], WORDS))
		return decode_value(&out, argv[optind], level, dict);
	if (level)
		return usage_error(&cmd_decode,
				   "--level is for one VALUE: what the kernel prints names the level of each entry");
	return decode_words(&out, argv + optind, argc - optind, dict);
}

const struct command cmd_decode = {
	.name = "decode",
	.summary = "explain raw entries and page-fault error codes, bit by bit",
	.usage = "[OPTION...] VALUE --level LEVEL | TEXT... | -",
	.help =
	"     --level LEVEL       the table VALUE stands in: 1 PT pte, 2 PD pmd,\n"
	"                         3 PDPT pud, 4 PML4 p4d, 5 PML5; pgd is the top one\n"
	"     --dict DUMP         decode the kernel's own bits as in this dump\n",
	.notes =
	"TEXT is what the kernel printed, in any of these forms; - reads it, or a log:\n"
	" PGD 12345067 P4D 12345067 PUD 0\n"
	" #PF: error_code(0x0002) - not-present page\n"
	" name[123]: segfault at 8 ip 401136 sp 7ffc0 error 6 in name\n"
	" BUG: Bad page map in process name  pte:8000000123456867 pmd:12345067\n",
	.has_output = true,
	.has_source = true,
	.run = decode_run,
};
