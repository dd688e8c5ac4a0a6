// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of a table for people that libsmartcols prints: the first ones, and all of a tree of more
 * than two levels or with sentences in several lines.  How wide columns are, and what is in a cell,
 * comes from output-layout.c.
 */
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>

#include "output-private.h"
#include "terminal.h"

/* A sentence is several lines on a terminal. */
static bool scols_wraps(const struct output_table *table, size_t i)
{
	return table->wraps && output_chosen(table, i)->type == OUTPUT_SENTENCE;
}

static int scols_add_columns(const struct output_table *table, struct libscols_table *scols)
{
	const struct output_layout *layout = table->layout;
	struct libscols_column *added;
	size_t i;
	int flags;

	for (i = 0; i < table->choice->nr; i++) {
		if (!layout->width[i])
			continue;
		flags = output_chosen(table, i)->right ? SCOLS_FL_RIGHT : 0;
		if (!i && table->rows.nested)
			flags |= SCOLS_FL_TREE;
		if (scols_wraps(table, i))
			flags |= SCOLS_FL_WRAP;
		added = scols_table_new_column(scols, output_chosen(table, i)->name,
					       layout->width[i], flags);
		if (!added || ((flags & SCOLS_FL_WRAP) &&
			       scols_column_set_wrapfunc(added, scols_wrapnl_chunksize,
							 scols_wrapnl_nextchunk, NULL)))
			return -ENOMEM;
	}
	return 0;
}

static struct libscols_table *scols_begin(const struct output_table *table)
{
	struct libscols_table *scols = scols_new_table();

	if (scols && !scols_add_columns(table, scols) &&
	    !scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER) &&
	    !scols_table_enable_noencoding(scols, true) &&
	    !scols_table_enable_colors(scols, table->layout->terminal.color) &&
	    !scols_table_enable_noheadings(scols, !table->layout->heading))
		return scols;
	scols_unref_table(scols);
	return NULL;
}

/* Hand over a cell as it is to be printed. */
static int scols_set(struct output_table *table, struct libscols_line *line, size_t column,
		     size_t i, const struct output_cell *cell)
{
	const struct terminal *terminal = &table->layout->terminal;
	size_t width = table->layout->width[i], size;
	const char *text = cell->text;
	char *broken;

	if (!cell->plain) {
		/* twice the room, for newlines */
		text = output_layout_text(table, i, cell, &size, &width);
		if (!text)
			return -ENOMEM;
		if (scols_wraps(table, i)) {
			broken = (char *)text + size + 1;
			size = output_wrap(broken, text, size, table->layout->width[i]);
			broken[size] = '\0';
			text = broken;
		}
	}
	if (scols_line_set_data(line, column, text))
		return -ENOMEM;
	if (cell->style && terminal->color &&
	    scols_cell_set_color(scols_line_get_cell(line, column),
				 terminal_style(terminal, cell->style)))
		return -ENOMEM;
	return 0;
}

/* Hand over the rows from @row on, with their children. */
static int scols_add_rows(struct output_table *table, struct libscols_table *scols,
			  struct libscols_line *parent, const struct output_row *row)
{
	struct libscols_line *line;
	size_t i, column;

	for (; row; row = row->next) {
		line = scols_table_new_line(scols, parent);
		if (!line)
			return -ENOMEM;
		for (i = 0, column = 0; i < table->choice->nr; i++) {
			if (!table->layout->width[i])
				continue;
			if (row->cell[i].text && scols_set(table, line, column, i, &row->cell[i]))
				return -ENOMEM;
			column++;
		}
		if (row->child && scols_add_rows(table, scols, line, row->child))
			return -ENOMEM;
	}
	return 0;
}

/*
 * scols_print_table().  It leaves out a cell that it has no memory for and returns 0 all the same,
 * but what has failed sets errno.
 */
static int scols_print_now(struct libscols_table *scols)
{
	errno = 0;
	return scols_print_table(scols) || errno == ENOMEM ? -ENOMEM : 0;
}

/* The same, but the last line is held. */
static int scols_print_held(struct output_table *table, struct libscols_table *scols)
{
	char *text, *line, *to;
	size_t size;

	errno = 0;
	if (scols_print_table_to_string(scols, &text))
		return -ENOMEM;
	if (errno == ENOMEM) {
		free(text);
		return -ENOMEM;
	}
	size = strlen(text);
	to = output_write_begin(table, size + 1);
	if (to) {
		to = output_append(to, text, size);
		*to++ = '\n';
		output_write_end(table, to);
		line = strrchr(text, '\n');
		table->writer.held = text + size - (line ? line : text - 1);
	}
	free(text);
	return 0;
}

/**
 * output_scols_rows() - print the rows there are
 * @table: table with a layout
 * @hold: hold the last line, which is that of a child and may not be the last one
 *
 * Return: 0 or -ENOMEM.
 */
int output_scols_rows(struct output_table *table, bool hold)
{
	struct libscols_table *scols;
	int rc;

	output_write_all(table);
	scols = scols_begin(table);
	if (!scols)
		return -ENOMEM;
	rc = scols_add_rows(table, scols, NULL, table->rows.first);
	if (!rc && hold)
		rc = scols_print_held(table, scols);
	else if (!rc)
		rc = scols_print_now(scols);
	scols_unref_table(scols);
	return rc;
}
