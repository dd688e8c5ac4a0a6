// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk map: a VMA as a row of characters, the marks of changes below it, and the legend.
 *
 * A character stands for what most of its cell's memory is; that little of the cell is mapped
 * shows in its weight.  Each meaning has a character of its own, in ASCII as well, so that the
 * picture can be read without colours.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-map.h"
#include "number.h"
#include "output.h"

/* SIZE, CELL and PERM, with a mark before the address and a blank behind each of them all */
#define BESIDE_ADDRESS	20
#define NAME_MIN	12

enum glyph {
	NOTHING, CLEAN, ACCESSED, DIRTY, SHARED_CLEAN, SHARED_ACCESSED, SHARED_DIRTY,
	HUGE_CLEAN, HUGE_ACCESSED, HUGE_DIRTY, ZERO, PROTNONE, SWAPPED, GUARD, OTHER, UNREAD,
	NR_GLYPHS
};

static const struct {
	char			ascii;
	const char		*utf8;
	enum terminal_style	style;
	const char		*meaning;
} glyphs[NR_GLYPHS] = {
	[NOTHING]	  = { '.', "·", TERMINAL_DIM, "nothing" },
	[CLEAN]		  = { '-', "░", TERMINAL_GREEN, "4K pages, not accessed" },
	[ACCESSED]	  = { 'a', "▒", TERMINAL_YELLOW, "4K pages, accessed" },
	[DIRTY]		  = { 'd', "█", TERMINAL_RED, "4K pages, dirty" },
	[SHARED_CLEAN]	  = { '+', "▤", TERMINAL_GREEN, "4K pages that others map too, not accessed" },
	[SHARED_ACCESSED] = { 'c', "▥", TERMINAL_YELLOW, "4K pages that others map too, accessed" },
	[SHARED_DIRTY]	  = { 'w', "▦", TERMINAL_RED, "4K pages that others map too, dirty" },
	[HUGE_CLEAN]	  = { '=', "◇", TERMINAL_GREEN, "huge pages, not accessed" },
	[HUGE_ACCESSED]	  = { 'A', "◈", TERMINAL_YELLOW, "huge pages, accessed" },
	[HUGE_DIRTY]	  = { 'D', "◆", TERMINAL_RED, "huge pages, dirty" },
	[ZERO]		  = { 'z', "∅", TERMINAL_CYAN, "the zero page" },
	[PROTNONE]	  = { 'x', "×", TERMINAL_BLUE, "PROT_NONE pages" },
	[SWAPPED]	  = { 's', "↓", TERMINAL_MAGENTA, "swapped out" },
	[GUARD]		  = { 'g', "g", TERMINAL_BLUE, "guard" },
	[OTHER]		  = { '?', "?", TERMINAL_MAGENTA, "another entry that is not present" },
	[UNREAD]	  = { '!', "!", TERMINAL_MAGENTA, "table not in the dump" },
};

static unsigned int draw_prefix(const struct map_drawing *d)
{
	return BESIDE_ADDRESS + d->address;
}

/**
 * map_draw_begin() - find out how much fits into a row
 * @d: filled in
 * @last: the highest address that is drawn
 */
void map_draw_begin(struct map_drawing *d, __u64 last)
{
	unsigned int left;

	*d = (struct map_drawing){ .address = 2 + 12 };
	while (d->address < 2 + 16 && last >> (4 * (d->address - 2)))
		d->address++;
	terminal_look(&d->terminal);
	left = 2 * NAME_MIN;
	if (d->terminal.width > draw_prefix(d) + left)
		left = d->terminal.width - draw_prefix(d);
	d->name = left / 4 > NAME_MIN ? left / 4 : NAME_MIN;
	d->cells = left - 1 - d->name;
}

static enum glyph present_glyph(const struct map_cell *cell)
{
	const bool dirty = 2 * cell->dirty >= cell->present;
	const bool accessed = 2 * cell->accessed >= cell->present;
	enum glyph first = CLEAN;

	if (2 * cell->huge >= cell->present)
		first = HUGE_CLEAN;
	else if (2 * cell->shared >= cell->present)
		first = SHARED_CLEAN;
	return first + (dirty ? 2 : accessed ? 1 : 0);
}

/* What most of the memory of a cell is; @filled is set to how much that is */
static enum glyph cell_glyph(const struct map_cell *cell, __u64 *filled)
{
	const struct {
		__u64		bytes;
		enum glyph	glyph;
	} sorts[] = {
		{ cell->present, CLEAN },
		{ cell->zero, ZERO },
		{ cell->protnone, PROTNONE },
		{ cell->swapped, SWAPPED },
		{ cell->guard, GUARD },
		{ cell->other, OTHER },
		{ cell->unread, UNREAD },
	};
	size_t i, most = 0;

	*filled = 0;
	for (i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
		*filled += sorts[i].bytes;
		if (sorts[i].bytes > sorts[most].bytes)
			most = i;
	}
	if (!sorts[most].bytes)
		return NOTHING;
	return sorts[most].glyph == CLEAN ? present_glyph(cell) : sorts[most].glyph;
}

static void draw_glyph(struct map_drawing *d, enum glyph glyph, bool weak)
{
	const struct terminal *t = &d->terminal;

	d->used |= 1U << glyph;
	fputs(terminal_style(t, glyphs[glyph].style), stdout);
	if (weak && t->color)
		fputs("\033[2m", stdout);
	if (t->utf8)
		fputs(glyphs[glyph].utf8, stdout);
	else
		putchar(glyphs[glyph].ascii);
}

/* The name of a VMA, or the end of it where it is too long: the end of a path says more. */
static void draw_name(const struct map_drawing *d, const struct ptwalk_vma *vma)
{
	char name[AREA_NAME_SIZE], text[OUTPUT_TEXT_SIZE(AREA_NAME_SIZE)];
	size_t width = d->name;

	area_name(vma, name);
	fwrite(text, 1, output_text_cut(text, name, strlen(name), true, &width), stdout);
}

/**
 * map_draw_band() - draw the row of a VMA
 * @d: picture
 * @band: the VMA
 * @mark: '+' if the VMA is new, '-' if it is gone, else ' '
 */
void map_draw_band(struct map_drawing *d, const struct map_band *band, char mark)
{
	const struct terminal *t = &d->terminal;
	const __u64 start = band->start < band->vma->start ? band->vma->start : band->start;
	char size[16], cell[16], perm[AREA_PERM_SIZE];
	__u64 filled;
	unsigned int i;

	d->marked |= mark != ' ';
	printf("%c0x%0*llx %6s %5s %-4s ", mark, (int)d->address - 2, start,
	       output_format_size(size, sizeof(size), band->end - start),
	       output_format_size(cell, sizeof(cell), band->span), area_perm(band->vma, perm));
	for (i = 0; i < band->nr; i++) {
		enum glyph glyph = cell_glyph(&band->cell[i], &filled);

		draw_glyph(d, glyph, glyph != NOTHING && 2 * filled < band->span);
	}
	fputs(terminal_style(t, TERMINAL_PLAIN), stdout);
	if (band->vma->name_length) {
		printf("%*s", d->cells - band->nr + 1, "");
		draw_name(d, band->vma);
	}
	putchar('\n');
}

/* What a change is below the cell that it is in */
static char change_mark(const struct change *change)
{
	if (change->what.kinds & (1U << CHANGE_MAPPED))
		return '+';
	if (change->what.kinds & (1U << CHANGE_UNMAPPED))
		return '-';
	return '*';
}

/**
 * map_draw_marks() - draw a line that marks the cells with changes, if there are any
 * @d: picture
 * @band: the VMA, drawn above
 * @changes: changes, sorted
 */
void map_draw_marks(struct map_drawing *d, const struct map_band *band,
		    const struct change_list *changes)
{
	char marks[512];
	unsigned int cell, until, last = 0;
	size_t i;

	memset(marks, ' ', sizeof(marks));
	while (d->next < changes->nr && changes->change[d->next].end - 1 < band->start)
		d->next++;
	for (i = d->next; i < changes->nr && changes->change[i].start <= band->end - 1; i++) {
		const struct change *change = &changes->change[i];
		const __u64 end = change->end - 1, start = change->start;

		if (change->subject != SUBJECT_ENTRY || end < band->start)
			continue;
		cell = start < band->start ? 0 : (start - band->start) / band->span;
		until = end > band->end - 1 ? band->nr - 1 : (end - band->start) / band->span;
		for (; cell <= until && cell < sizeof(marks); cell++) {
			marks[cell] = marks[cell] == ' ' || marks[cell] == change_mark(change) ?
				      change_mark(change) : '*';
			if (cell >= last)
				last = cell + 1;
		}
	}
	if (!last)
		return;
	d->marked = true;
	printf("%*s%s%.*s%s\n", draw_prefix(d), "",
	       terminal_style(&d->terminal, TERMINAL_BOLD), last, marks,
	       terminal_style(&d->terminal, TERMINAL_PLAIN));
}

/**
 * map_draw_gap() - draw a line for addresses that are in no VMA
 * @d: picture
 * @size: how many bytes
 */
void map_draw_gap(const struct map_drawing *d, __u64 size)
{
	char text[16];

	printf("%s%*s%s in no area%s\n", terminal_style(&d->terminal, TERMINAL_DIM),
	       d->address + 2, "",
	       output_format_size(text, sizeof(text), size),
	       terminal_style(&d->terminal, TERMINAL_PLAIN));
}

/**
 * map_draw_legend() - say what the characters that were drawn mean
 * @d: picture, drawn to its end
 */
void map_draw_legend(const struct map_drawing *d)
{
	struct map_drawing legend = *d;
	unsigned int glyph;

	if (d->used & ~(1U << NOTHING))
		putchar('\n');
	for (glyph = 0; glyph < NR_GLYPHS; glyph++) {
		if (!(d->used & (1U << glyph)))
			continue;
		fputs("  ", stdout);
		draw_glyph(&legend, glyph, false);
		printf("%s  %s\n", terminal_style(&d->terminal, TERMINAL_PLAIN),
		       glyphs[glyph].meaning);
	}
	if (d->marked)
		puts("  + - *  came, went, changed; before a row: the area itself");
}
