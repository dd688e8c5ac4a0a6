// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for programs that read lines: raw (-r), with a blank between two cells, and pairs (-P),
 * NAME="value".  Bytes that would end a cell or a value, or are not printable, are \xHH: the
 * notation of libsmartcols, which other tools use as well.  A raw line has a word for each column,
 * also where there is no value.
 */
#include <ctype.h>
#include <string.h>

#include "output-private.h"

/*
 * A cell without a value.  With nothing between two blanks, a line would have fewer words than
 * columns for awk and read.  No value has a NUL, and printf %b makes nothing of it.
 */
#define OUTPUT_RAW_EMPTY	"\\x00"

/* Which bytes need no escape, in each of both formats; a locale of single bytes has more */
#define RAW	1
#define PAIR	2

static const unsigned char *output_raw_safe(void)
{
	static unsigned char safe[256];
	unsigned int c;

	if (safe['a'])
		return safe;
	for (c = 0; c < 256; c++) {
		if (!isprint(c) || iscntrl(c) || c == '\\')
			continue;
		safe[c] = isblank(c) ? 0 : RAW;
		safe[c] |= strchr("\"`$", c) ? 0 : PAIR;
	}
	return safe;
}

static char *output_raw_text(char *to, const struct output_cell *cell, unsigned int how)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *safe = output_raw_safe();
	unsigned int i;

	if (!cell->text)
		return to;
	if (cell->plain)
		return output_append_block(to, cell->text, cell->length);
	for (i = 0; i < cell->length; i++) {
		const unsigned char byte = cell->text[i];

		if (safe[byte] & how) {
			*to++ = byte;
			continue;
		}
		*to++ = '\\';
		*to++ = 'x';
		*to++ = digit[byte >> 4];
		*to++ = digit[byte & 15];
	}
	return to;
}

/* Room that a row needs at most; the length of a name does not matter, but is counted */
static size_t output_raw_size(const struct output_table *table, const struct output_row *row)
{
	size_t size = OUTPUT_BLOCK, i;

	for (i = 0; i < table->choice->nr; i++)
		size += row->cell[i].length * (row->cell[i].plain ? 1 : OUTPUT_ESCAPE) + 1 +
			strlen(OUTPUT_RAW_EMPTY);
	return size;
}

static void output_raw_heading(struct output_table *table)
{
	size_t i;

	for (i = 0; i < table->choice->nr; i++) {
		const char *name = output_chosen(table, i)->name;

		output_write(table, " ", i ? 1 : 0);
		output_write(table, name, strlen(name));
	}
	output_write(table, "\n", 1);
}

static void output_raw_row(struct output_table *table, const struct output_row *row)
{
	char *to = output_write_begin(table, output_raw_size(table, row));
	size_t i;

	if (!to)
		return;
	for (i = 0; i < table->choice->nr; i++) {
		if (i)
			*to++ = ' ';
		if (row->cell[i].length)
			to = output_raw_text(to, &row->cell[i], RAW);
		else
			to = output_append(to, OUTPUT_RAW_EMPTY, strlen(OUTPUT_RAW_EMPTY));
	}
	*to++ = '\n';
	output_write_end(table, to);
}

/**
 * output_raw_rows() - print the rows there are, each as a line of cells
 * @table: table; @printed says whether the heading was
 */
void output_raw_rows(struct output_table *table)
{
	const struct output_row *row;

	if (!table->printed && !table->out.noheadings && table->rows.first)
		output_raw_heading(table);
	for (row = table->rows.first; row; row = row->next)
		output_raw_row(table, row);
}

static void output_pairs_row(struct output_table *table, const struct output_row *row)
{
	size_t i, length;
	char *to;

	for (i = 0; i < table->choice->nr; i++) {
		const struct output_cell *cell = &row->cell[i];
		const char *name = output_chosen(table, i)->name;

		length = strlen(name);
		to = output_write_begin(table, length + cell->length * OUTPUT_ESCAPE + 4 +
					OUTPUT_BLOCK);
		if (!to)
			return;
		to = output_append(to, name, length);
		to = output_append(to, "=\"", 2);
		to = output_raw_text(to, cell, PAIR);
		*to++ = '"';
		*to++ = i + 1 < table->choice->nr ? ' ' : '\n';
		output_write_end(table, to);
	}
}

/**
 * output_pairs_rows() - print the rows there are, each as a line of NAME="value"
 * @table: table
 */
void output_pairs_rows(struct output_table *table)
{
	const struct output_row *row;

	for (row = table->rows.first; row; row = row->next)
		output_pairs_row(table, row);
}
