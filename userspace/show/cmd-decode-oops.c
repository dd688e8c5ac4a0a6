// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk decode for the text of kernel messages: explains the entries of a page walk, from the
 * top level down, and page-fault error codes.  oops.c finds them in the text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "cmd-decode.h"
#include "oops.h"
#include "terminal.h"

/**
 * struct reader - state while a text is decoded
 * @dict: dictionary of the DUMP given by --dict, or the facts of the SDM only
 * @levels: number of page-table levels of that DUMP, or 0 without one
 * @table: table for the rows; NULL if the output is words for people
 * @assumed: keys of the assumed values that the rows so far rest on
 */
struct reader {
	struct ptwalk_dict	dict;
	unsigned int		levels;
	struct output_table	*table;
	__u64			assumed;
};

/*
 * Choose the dictionary and the number of levels for the entries of an item.  A PGD without
 * other entries is of level 4 or 5, which only a DUMP can tell; without one, level 4 is taken.
 */
static struct entry begin_entries(const struct reader *reader,
				  struct oops_item *item)
{
	const __u32 top = 1U << PTWALK_LEVEL_MAX;
	struct entry entry = {
		.dict = reader->dict,
		.levels = item->levels ? item->levels : reader->levels,
	};
	__u64 features = entry.dict.value[PTWALK_DICT_FEATURES];

	if (!item->levels && (item->has & top) && entry.levels != 5) {
		item->has = 1U << 4;
		item->entry[4] = item->entry[5];
		entry.levels = 4;
	} else if (!entry.levels && (item->has & 1U << 4)) {
		entry.levels = 5;
	}
	/* the kernel sets NX in the top-level entries of user addresses for PTI only */
	if (!reader->levels)
		ptwalk_dict_set(&entry.dict, PTWALK_DICT_FEATURES,
				features | PTWALK_CPU_PTI |
				(entry.levels == 5 ? PTWALK_CPU_LA57 : 0));
	return entry;
}

static unsigned int count_levels(__u32 has)
{
	return __builtin_popcount(has);
}

/*
 * Decode the entries of an item from the top level down; print a row for each if @table is not
 * NULL.  @last brings the dictionary in and holds the lowest entry afterwards.  Returns the
 * combined permissions.
 */
static __u32 print_entries(struct output_table *table,
			   const struct oops_item *item, struct entry *last)
{
	__u32 effective = PTWALK_F_RW | PTWALK_F_US;
	unsigned int level;

	for (level = PTWALK_LEVEL_MAX; level; level--) {
		if (!(item->has & 1U << level))
			continue;
		ptwalk_decode(&last->dict, item->entry[level], level,
			      &last->pte);
		effective = ptwalk_effective(&last->dict, effective,
					     &last->pte);
		if (table)
			decode_print_row(table, last);
	}
	return effective;
}

static int entries_for_people(const struct output *out,
			      struct reader *reader,
			      struct oops_item *item)
{
	bool alone = !item->levels && !reader->levels &&
		     (item->has & 1U << PTWALK_LEVEL_MAX);
	struct entry entry = begin_entries(reader, item);
	bool several = count_levels(item->has) > 1;
	struct output_table *table = several ?
		command_begin(out, &decode_form) : NULL;
	char text[EXPLAIN_EFFECTIVE_SIZE];
	__u32 effective;

	if (several && !table)
		return -1;
	effective = print_entries(table, item, &entry);
	reader->assumed |= entry.assumed;
	if (table && command_end(table))
		return -1;
	if (several)
		putchar('\n');
	decode_print_words(&entry);
	if (several && entry.pte.kind == PTWALK_PAGE)
		printf("allowed by the entries above and this one: %s\n",
		       explain_effective(effective, text));
	if (item->bad)
		puts("BAD: the kernel could not read the table that this entry leads to");
	if (alone)
		terminal_put(0, "with 5 levels of page tables this is an entry of the PML5; it means the same");
	return 0;
}

static void fault_for_people(const struct oops_item *item)
{
	struct explain_field field[EXPLAIN_FIELDS];
	char sentence[EXPLAIN_SENTENCE_SIZE];

	explain_fault(item->code, item->known, sentence);
	if (item->known & OOPS_PF_P)
		terminal_say("", "page fault, error code 0x%llx: %s", item->code,
			     sentence);
	else
		terminal_say("", "page fault: %s", sentence);
	if (item->user_mode && !(item->code & OOPS_PF_US))
		terminal_put(0, "user code ran, but the CPU made this access by itself: to the GDT, IDT, LDT or TSS");
	decode_print_fields(field, explain_fault_bits(item->code, item->known,
						      field));
}

static int print_item(const struct output *out, struct reader *reader,
		      struct oops_item *item)
{
	char sentence[EXPLAIN_SENTENCE_SIZE];
	struct entry entry;
	int rc = 0;

	if (reader->table && item->has) {
		entry = begin_entries(reader, item);
		print_entries(reader->table, item, &entry);
		reader->assumed |= entry.assumed;
	} else if (reader->table) {
		decode_print_fault_row(reader->table, item->code,
				       item->known & OOPS_PF_P,
				       explain_fault(item->code, item->known,
						     sentence));
	} else if (item->has) {
		rc = entries_for_people(out, reader, item);
	} else {
		fault_for_people(item);
	}
	return rc;
}

/*
 * Check the text before anything is printed: it must contain an entry or error code, and agree
 * with the dump in the number of levels.  Returns -1 after an error message.
 */
static int check_text(const char *text, const struct reader *reader)
{
	struct oops_item item;
	struct errmsg err;
	struct oops oops;
	int rc, nr = 0;

	oops_begin(&oops, text);
	while ((rc = oops_next(&oops, &item, &err)) > 0) {
		nr++;
		if (!reader->levels || !item.levels ||
		    reader->levels == item.levels)
			continue;
		warn("the dump has %u levels of page tables, but the entries P4D and PGD show %u",
		     reader->levels, item.levels);
		return -1;
	}
	if (rc < 0)
		warn("%s", err.text);
	else if (!nr)
		warn("no entry and no error code found: an oops prints 'PGD 12345067 P4D ...' and '#PF: error_code(0x0002)'");
	return rc < 0 || !nr ? -1 : 0;
}

/**
 * decode_text() - explain the entries and error codes in an oops or another kernel message
 * @out: output options
 * @text: the message, or a whole log
 * @dict: the DUMP whose dictionary to use, or NULL
 *
 * Return: exit status.
 */
int decode_text(const struct output *out, const char *text, const char *dict)
{
	struct reader reader = { 0 };
	struct entry entry = { 0 };
	struct oops_item item;
	struct oops oops;
	int nr = 0;

	if (decode_load_dict(&entry, dict))
		return EXIT_FAILURE;
	reader.dict = entry.dict;
	reader.levels = entry.levels;
	if (check_text(text, &reader))
		return EXIT_FAILURE;
	if (!output_is_words(out)) {
		reader.table = command_begin(out, &decode_form);
		if (!reader.table)
			return EXIT_FAILURE;
	}
	oops_begin(&oops, text);
	while (oops_next(&oops, &item, NULL) > 0) {
		if (!reader.table && nr++)
			putchar('\n');
		if (print_item(out, &reader, &item))
			return EXIT_FAILURE;
	}
	if (reader.table && command_end(reader.table))
		return EXIT_FAILURE;
	command_tell_assumed(dict, reader.assumed);
	return EXIT_SUCCESS;
}
