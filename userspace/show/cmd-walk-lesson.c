// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk walk" as a lesson: the address as a picture of its index bits, and each step as the CPU
 * does it.  Fits into 80 columns, and is drawn with ASCII where there is no UTF-8.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-walk.h"
#include "kind.h"
#include "pager.h"

#define INDENT	6	/* of what stands below the name of a table */

/* A field of an address: what it selects, and its bits */
struct field {
	unsigned int	level;	/* 0: the offset; PTWALK_LEVEL_MAX + 1: the bits above the top level */
	unsigned int	high;
	unsigned int	low;
};

#define MAX_FIELDS	(PTWALK_LEVEL_MAX + 2)

static enum terminal_style lesson_style(unsigned int level)
{
	static const enum terminal_style styles[] = {
		TERMINAL_BOLD, TERMINAL_YELLOW, TERMINAL_GREEN, TERMINAL_CYAN, TERMINAL_BLUE,
		TERMINAL_MAGENTA, TERMINAL_DIM,
	};

	return styles[level];
}

/* Split an address; below @leaf, the level of the last table, all bits are the offset. */
static unsigned int split(unsigned int levels, unsigned int leaf, struct field field[MAX_FIELDS])
{
	unsigned int n = 0, level;

	field[n++] = (struct field){ PTWALK_LEVEL_MAX + 1, 63, ptwalk_shift(levels) + 9 };
	for (level = levels; level >= leaf; level--)
		field[n++] = (struct field){ level, ptwalk_shift(level) + 8, ptwalk_shift(level) };
	field[n++] = (struct field){ 0, ptwalk_shift(leaf) - 1, 0 };
	return n;
}

static unsigned int field_width(const struct field *field)
{
	return field->high - field->low + 1;
}

/* Draw a line of the box around the bits: the characters left, between, and right of fields */
static void draw_line(const struct terminal *t, const struct field *field, unsigned int nr,
		      const char *const utf8[3])
{
	unsigned int i, n;

	for (i = 0; i < nr; i++) {
		fputs(t->utf8 ? utf8[!!i] : "+", stdout);
		for (n = field_width(&field[i]); n; n--)
			fputs(t->utf8 ? "─" : "-", stdout);
	}
	puts(t->utf8 ? utf8[2] : "+");
}

/* The numbers of the first and the last bit of each field, above the box */
static void draw_numbers(const struct field *field, unsigned int nr)
{
	char low[8];
	unsigned int i;

	for (i = 0; i < nr; i++) {
		snprintf(low, sizeof(low), "%u", field[i].low);
		printf(" %-*u%s", (int)(field_width(&field[i]) - strlen(low)), field[i].high, low);
	}
	putchar('\n');
}

static void draw_bits(const struct terminal *t, const struct field *field, unsigned int nr,
		      __u64 addr)
{
	const char *wall = t->utf8 ? "│" : "|";
	unsigned int i;
	int bit;

	for (i = 0; i < nr; i++) {
		printf("%s%s", wall, terminal_style(t, lesson_style(field[i].level)));
		for (bit = field[i].high; bit >= (int)field[i].low; bit--)
			putchar(addr >> bit & 1 ? '1' : '0');
		fputs(terminal_style(t, TERMINAL_PLAIN), stdout);
	}
	puts(wall);
}

/* What each field is, below the box */
static void draw_names(const struct terminal *t, const struct field *field, unsigned int nr,
		       __u64 addr)
{
	char text[32];
	unsigned int i;

	for (i = 0; i < nr; i++) {
		const unsigned int level = field[i].level;

		if (!level)
			snprintf(text, sizeof(text), "0x%llx",
				 addr & (ptwalk_span(1) * (1ULL << (field[i].high - 11)) - 1));
		else if (level > PTWALK_LEVEL_MAX)
			snprintf(text, sizeof(text), "sign");
		else
			snprintf(text, sizeof(text), "%s %u", ptwalk_level_name(level),
				 ptwalk_index(addr, level));
		printf(" %s%-*s%s", terminal_style(t, lesson_style(level)),
		       i + 1 == nr ? 0 : (int)field_width(&field[i]), text,
		       terminal_style(t, TERMINAL_PLAIN));
	}
	putchar('\n');
}

static void draw_address(const struct terminal *t, const struct dump *dump,
			 const struct walk *walk)
{
	static const char *const top[] = { "┌", "┬", "┐" };
	static const char *const bottom[] = { "└", "┴", "┘" };
	const unsigned int leaf = walk->end == WALK_PAGE ? walk_last(walk)->pte.level : 1;
	struct field field[MAX_FIELDS];
	unsigned int nr = split(dump->header->levels, leaf, field);

	draw_numbers(field, nr);
	draw_line(t, field, nr, top);
	draw_bits(t, field, nr, walk->addr);
	draw_line(t, field, nr, bottom);
	draw_names(t, field, nr, walk->addr);
}

/* Print a word of a list, in a new line if it does not fit any more; @at is the column. */
static void put_word(const struct terminal *t, const char *word, bool last, unsigned int *at)
{
	const unsigned int length = strlen(word) + !last;

	if (*at && *at + 1 + length > t->width) {
		putchar('\n');
		*at = 0;
	}
	*at += *at ? printf(" %s", word) : printf("%*s%s", INDENT, "", word);
	if (!last) {
		putchar(',');
		++*at;
	}
}

/* What an entry says: its flags by letter and name, and where it leads */
static void tell_entry(const struct terminal *t, const struct dump *dump, const struct walk *walk,
		       const struct walk_step *step)
{
	const struct ptwalk_pte *pte = &step->pte;
	char text[96];
	unsigned int at = 0;
	size_t i;

	for (i = 0; i < ptwalk_nr_flags; i++) {
		const struct ptwalk_flag *flag = &ptwalk_flags[i];

		if (!(pte->flags & flag->flag))
			continue;
		snprintf(text, sizeof(text), "%c %s", flag->letter, flag->help);
		put_word(t, text, false, &at);
	}
	if (pte->reserved && (pte->flags & PTWALK_F_P)) {
		snprintf(text, sizeof(text), "reserved and not 0: 0x%llx", pte->reserved);
		put_word(t, text, false, &at);
	}
	if (pte->kind == PTWALK_TABLE || pte->kind == PTWALK_UNREAD)
		snprintf(text, sizeof(text), "the %s at 0x%llx",
			 ptwalk_level_name(pte->level - 1), pte->phys);
	else if (pte->kind == PTWALK_PAGE)
		snprintf(text, sizeof(text), "a page of %s at 0x%llx", explain_span(pte->level),
			 pte->phys);
	else
		snprintf(text, sizeof(text), "%s%s%s",
			 ptwalk_kind_name(kind_of(&dump->dict, walk->vma, pte)),
			 explain_assumed(&dump->dict, pte) ? "?" : "",
			 pte->flags & PTWALK_F_P ? "" : ": P is clear");
	put_word(t, text, true, &at);
	putchar('\n');
}

/* One step: the slot of the entry, its value, and what it says */
static void tell_step(const struct terminal *t, const struct dump *dump, const struct walk *walk,
		      const struct walk_step *step)
{
	const unsigned int level = step->pte.level;
	const __u64 table = step->slot - step->index * sizeof(__u64);

	printf("%s%-*s%s0x%llx + %s%u%s x 8 = 0x%llx: %s0x%016llx%s\n",
	       terminal_style(t, lesson_style(level)), INDENT, ptwalk_level_name(level),
	       terminal_style(t, TERMINAL_PLAIN), table,
	       terminal_style(t, lesson_style(level)), step->index,
	       terminal_style(t, TERMINAL_PLAIN), step->slot,
	       terminal_style(t, TERMINAL_BOLD), step->pte.raw, terminal_style(t, TERMINAL_PLAIN));
	tell_entry(t, dump, walk, step);
}

/**
 * walk_tell_lesson() - print the walk as the CPU does it, step by step
 * @dump: the dump
 * @walk: a walk of it
 */
void walk_tell_lesson(const struct dump *dump, const struct walk *walk)
{
	const struct ptwalk_header *header = dump->header;
	char comm[4 * sizeof(header->comm) + 1];
	struct terminal t;
	unsigned int i;

	pager_begin();
	terminal_look(&t);
	area_escape((const char *)header->comm, sizeof(header->comm), comm, sizeof(comm));
	printf("%s0x%llx%s", terminal_style(&t, TERMINAL_BOLD), walk->addr,
	       terminal_style(&t, TERMINAL_PLAIN));
	if (header->tgid)
		printf(" of process %d (%s)", header->tgid, comm);
	printf(", by %u levels of page tables\n\n", header->levels);
	draw_address(&t, dump, walk);
	if (!walk->nr)
		return;
	printf("\n%-*s0x%llx, the %s\n", INDENT, "CR3",
	       walk->step[0].slot - walk->step[0].index * sizeof(__u64),
	       ptwalk_level_name(walk->step[0].pte.level));
	for (i = 0; i < walk->nr; i++)
		tell_step(&t, dump, walk, &walk->step[i]);
	if (walk->end == WALK_PAGE)
		printf("%-*s0x%llx + 0x%llx = 0x%llx\n", INDENT, "sum", walk_last(walk)->pte.phys,
		       walk->phys - walk_last(walk)->pte.phys, walk->phys);
}
