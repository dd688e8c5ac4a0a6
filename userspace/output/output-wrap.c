// SPDX-License-Identifier: GPL-2.0
/*
 * Break sentences in the cells of a table into lines, on a terminal: callbacks for libsmartcols,
 * which by itself breaks at any character.
 */
#include <libsmartcols/libsmartcols.h>
#include <stdint.h>
#include <unistd.h>

#include "output-private.h"
#include "terminal.h"

/* A cell is a third of the terminal wide, within these bounds: more would be hard to read. */
#define CELL_MIN	24
#define CELL_MAX	60

static size_t wrap_chunksize(const struct libscols_column *column, const char *data, void *width)
{
	size_t n, widest = 0;

	(void)column;
	while (data && *data) {
		n = terminal_break(data, (uintptr_t)width);
		widest = n > widest ? n : widest;
		data += n + !!data[n];
	}
	return widest;
}

/* Ends the first line of @data with a NUL; returns the rest, or NULL if there is none. */
static char *wrap_nextchunk(const struct libscols_column *column, char *data, void *width)
{
	size_t n;

	(void)column;
	if (!data)
		return NULL;
	n = terminal_break(data, (uintptr_t)width);
	if (!data[n])
		return NULL;
	data[n] = '\0';
	return data + n + 1;
}

/**
 * output_wrap() - have the sentences of a column broken into lines, if people read them
 * @table: table
 * @column: a column of type %OUTPUT_SENTENCE
 *
 * A table that is piped stays one line a row.
 *
 * Return: 0 or -1.
 */
int output_wrap(const struct output_table *table, struct libscols_column *column)
{
	struct terminal t;
	uintptr_t width;

	if (!output_for_people(table) || !isatty(STDOUT_FILENO))
		return 0;
	terminal_look(&t, TERMINAL_AUTO);
	width = t.width / 3;
	width = width < CELL_MIN ? CELL_MIN : width > CELL_MAX ? CELL_MAX : width;
	if (scols_column_set_flags(column, SCOLS_FL_WRAP))
		return -1;
	return scols_column_set_wrapfunc(column, wrap_chunksize, wrap_nextchunk, (void *)width) ?
	       -1 : 0;
}
