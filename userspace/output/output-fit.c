// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fit a table for people into the width of a terminal: which of the chosen columns are printed, and
 * how wide.  A terminal that breaks a line anywhere makes a table unreadable, so columns that are
 * there by default only are left out, in the order that the command gives, and long names and texts
 * are cut.  What the user has named with -o, or has all of with -O, is never left out.
 */
#include <stdint.h>

#include "output-private.h"
#include "terminal.h"

/* Least widths of cells that are cut, and of sentences, which are broken into lines */
#define NAME_MIN	12
#define TEXT_MIN	16
#define SENTENCE_MIN	24
#define SENTENCE_MAX	60	/* more would be hard to read */

/* The least width of a column that need not be as wide as its widest cell; 0 for any other */
static size_t fit_least(const struct output_table *table, size_t i)
{
	switch (output_chosen(table, i)->type) {
	case OUTPUT_NAME:
		return NAME_MIN;
	case OUTPUT_TEXT:
		return TEXT_MIN;
	case OUTPUT_LIST:
		/* a list in the middle of a row is short */
		return i == table->choice->nr - 1 ? TEXT_MIN : 0;
	case OUTPUT_SENTENCE:
		return SENTENCE_MIN;
	}
	return 0;
}

/* The width that a column would have on a terminal that is wide enough */
static size_t fit_most(const struct output_table *table, size_t i, size_t need)
{
	if (output_chosen(table, i)->type == OUTPUT_SENTENCE && need > SENTENCE_MAX)
		return SENTENCE_MAX;
	return need;
}

/* Width of a line: a blank is between two columns. */
static size_t fit_line(const struct output_table *table, const size_t *width)
{
	size_t i, line = 0;

	for (i = 0; i < table->choice->nr; i++)
		if (width[i])
			line += width[i] + !!line;
	return line;
}

/* Is a column among those of -o by its name? */
static bool fit_named(const struct output_table *table, size_t column)
{
	const char *name = table->out.list;
	size_t length;

	for (; name; name = name[length] ? name + length + 1 : NULL) {
		if (output_list_signed(name))
			name++;
		length = strcspn(name, ",");
		if (output_find(&table->form, name, length) == column)
			return true;
	}
	return false;
}

/* Index in the chosen columns of the next one to leave out; @drop is moved behind its name. */
static size_t fit_next(const struct output_table *table, const char **drop)
{
	size_t column, length;
	int cell;

	while (**drop) {
		length = strcspn(*drop, ",");
		column = output_find(&table->form, *drop, length);
		*drop += length + !!(*drop)[length];
		if (column == table->form.nr)
			continue;
		cell = table->cell[column];
		if (cell >= 0 && (size_t)cell < table->choice->nr && !fit_named(table, column))
			return cell;
	}
	return table->choice->nr;
}

/* Widen the columns that can be cut, the narrowest first, as far as the line has room. */
static void fit_widen(const struct output_table *table, const size_t *need, size_t *width,
		      size_t columns)
{
	size_t line = fit_line(table, width), i, narrow;

	for (; line < columns; line++) {
		narrow = table->choice->nr;
		for (i = 0; i < table->choice->nr; i++)
			if (width[i] && width[i] < fit_most(table, i, need[i]) &&
			    (narrow == table->choice->nr || width[i] < width[narrow]))
				narrow = i;
		if (narrow == table->choice->nr)
			return;
		width[narrow]++;
	}
}

/**
 * output_fit() - fit the columns of a table into a line
 * @table: table for people
 * @need: by chosen column: the width of its widest cell, which can be the heading
 * @width: by chosen column: set to the width that it gets; 0 if it is not printed
 * @columns: width of the terminal, or %OUTPUT_NO_LIMIT
 */
void output_fit(const struct output_table *table, const size_t *need, size_t *width,
		size_t columns)
{
	const bool asked = table->out.all ||
			   (table->out.list && !output_list_signed(table->out.list));
	const char *drop = !asked && table->form.drop ? table->form.drop : "";
	size_t i, least;

	for (i = 0; i < table->choice->nr; i++) {
		least = fit_least(table, i);
		width[i] = least && least < need[i] && columns != OUTPUT_NO_LIMIT ? least : need[i];
	}
	while (fit_line(table, width) > columns) {
		i = fit_next(table, &drop);
		if (i == table->choice->nr)
			break;
		width[i] = 0;
	}
	if (columns != OUTPUT_NO_LIMIT)
		fit_widen(table, need, width, columns);
}

/**
 * output_cuts() - is a cell cut where it is wider than its column?
 * @table: table for people
 * @i: index in the chosen columns
 * @front: set to true if it is cut in front, false if at its end
 *
 * Return: true if it is.
 */
bool output_cuts(const struct output_table *table, size_t i, bool *front)
{
	const int type = output_chosen(table, i)->type;

	*front = type == OUTPUT_NAME;
	return type != OUTPUT_SENTENCE && fit_least(table, i);
}
