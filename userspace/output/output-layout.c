// SPDX-License-Identifier: GPL-2.0
/*
 * A table for people.  libsmartcols lays out the first rows, which are all that most tables have;
 * it costs ten microseconds a row, and what a thousand columns of output cost in memory.  When
 * there are more rows than a person reads, the widths that it has found are kept, and the rest is
 * written in the same layout: a cell that is wider than its column moves the rest of its line, and
 * widens the column from then on.
 *
 * On a terminal, where columns are cut to its width, and in a tree of more than two levels,
 * libsmartcols lays out all rows, some thousand at a time.
 */
#include <errno.h>
#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wctype.h>

#include "output-private.h"
#include "utf8.h"

/**
 * struct output_layout - how a table for people is laid out
 * @scols: the table of libsmartcols, without rows
 * @stream: write rows without libsmartcols
 * @width: widths of the columns, for @stream
 */
struct output_layout {
	struct libscols_table	*scols;
	bool			stream;
	size_t			width[];
};

static const struct output_column *layout_column(const struct output_table *table, size_t i)
{
	return &table->form.columns[table->choice->column[i]];
}

static int layout_add_columns(const struct output_table *table, struct libscols_table *scols)
{
	const size_t last = table->choice->nr - 1;
	size_t i;

	for (i = 0; i <= last; i++) {
		const struct output_column *column = layout_column(table, i);
		int flags = column->right ? SCOLS_FL_RIGHT : 0;
		struct libscols_column *added;

		/* libsmartcols cuts a text on a terminal only; never cut a number */
		if (i == last && column->type == OUTPUT_STRING && !column->right)
			flags |= SCOLS_FL_TRUNC;
		added = scols_table_new_column(scols, column->name, 0, flags);
		if (!added || (column->type == OUTPUT_SENTENCE && output_wrap(table, added)))
			return -ENOMEM;
	}
	return 0;
}

static struct output_layout *layout_new(const struct output_table *table)
{
	struct output_layout *layout;

	layout = calloc(1, sizeof(*layout) + table->choice->nr * sizeof(layout->width[0]));
	if (!layout)
		return NULL;
	layout->scols = scols_new_table();
	if (layout->scols && !layout_add_columns(table, layout->scols)) {
		scols_table_enable_noheadings(layout->scols, table->out.noheadings);
		return layout;
	}
	output_layout_free(layout);
	return NULL;
}

/**
 * output_layout_free() - free a layout
 * @layout: layout, or NULL
 */
void output_layout_free(struct output_layout *layout)
{
	if (!layout)
		return;
	scols_unref_table(layout->scols);
	free(layout);
}

/*
 * libsmartcols takes a copy, and escapes control characters, but not what utf8_deceives(): that
 * becomes question marks.
 */
static int layout_set(struct libscols_line *line, size_t i, const struct output_cell *cell)
{
	size_t at, n;
	char *safe;
	__u32 c;
	int rc;

	if (cell->plain || output_text_plain(cell->text, cell->length))
		return scols_line_set_data(line, i, cell->text);
	safe = strdup(cell->text);
	if (!safe)
		return -ENOMEM;
	for (at = 0; at < cell->length; at += n ? n : 1) {
		n = utf8_decode(safe + at, cell->length - at, &c);
		if (n && utf8_deceives(c) && iswprint(c))
			memset(safe + at, '?', n);
	}
	rc = scols_line_set_data(line, i, safe);
	free(safe);
	return rc;
}

/* Hand the rows from @row on, with their children, to libsmartcols. */
static int layout_add_rows(const struct output_table *table, struct libscols_line *parent,
			   const struct output_row *row)
{
	struct libscols_line *line;
	size_t i;

	for (; row; row = row->next) {
		line = scols_table_new_line(table->layout->scols, parent);
		if (!line)
			return -ENOMEM;
		for (i = 0; i < table->choice->nr; i++)
			if (row->cell[i].text && layout_set(line, i, &row->cell[i]))
				return -ENOMEM;
		if (row->child && layout_add_rows(table, line, row->child))
			return -ENOMEM;
	}
	return 0;
}

/* Branches of the tree, as libsmartcols draws them: to the last child, and to any other */
static const char *layout_branch(bool last)
{
	if (!strcmp(nl_langinfo(CODESET), "UTF-8"))
		return last ? "\u2514\u2500" : "\u251c\u2500";
	return last ? "`-" : "|-";
}

/* The line that was written last, of @size bytes, is a child's: the next row says if the last. */
static void layout_hold(struct output_table *table, size_t size)
{
	table->writer.held = size;
}

/* Write what is held, if any, as the line of the last child or of another one. */
static void layout_release(struct output_table *table, bool last)
{
	struct output_writer *w = &table->writer;
	char *line = w->data + w->used - w->held, *branch;
	const char *mark = layout_branch(true);

	if (w->held && !last) {
		branch = memmem(line, w->held, mark, strlen(mark));
		if (branch)
			memcpy(branch, layout_branch(false), strlen(mark));
	}
	w->held = 0;
}

/*
 * scols_print_table().  It leaves out a cell that it has no memory for and returns 0 all the same,
 * but what has failed sets errno.
 */
static int layout_print_now(struct output_table *table)
{
	errno = 0;
	return scols_print_table(table->layout->scols) || errno == ENOMEM ? -ENOMEM : 0;
}

/* The same, but the last line is held. */
static int layout_print_held(struct output_table *table)
{
	char *text, *line, *to;
	size_t size;

	errno = 0;
	if (scols_print_table_to_string(table->layout->scols, &text))
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
		layout_hold(table, text + size - (line ? line : text - 1));
	}
	free(text);
	return 0;
}

/*
 * Print all rows by libsmartcols.  The columns of the next ones are to be at least as wide as
 * those of these.
 */
static int layout_print(struct output_table *table, const struct output_row *below)
{
	struct output_layout *layout = table->layout;
	struct libscols_column *column;
	size_t i;
	int rc;

	layout_release(table, true);
	output_write_all(table);
	for (i = 0; i < table->choice->nr; i++) {
		column = scols_table_get_column(layout->scols, i);
		if (layout->width[i])
			scols_column_set_whint(column, layout->width[i]);
		if (!i && table->rows.nested)
			scols_column_set_flags(column, scols_column_get_flags(column) |
					       SCOLS_FL_TREE);
	}
	rc = layout_add_rows(table, NULL, table->rows.first);
	if (!rc && below && below->child)
		rc = layout_print_held(table);
	else if (!rc)
		rc = layout_print_now(table);
	scols_table_remove_lines(layout->scols);
	scols_table_enable_noheadings(layout->scols, true);
	for (i = 0; i < table->choice->nr; i++) {
		column = scols_table_get_column(layout->scols, i);
		layout->width[i] = scols_column_get_width(column);
	}
	return rc;
}

/* Write blanks; there is room for OUTPUT_BLOCK more. */
static char *layout_pad(char *to, size_t width)
{
	static const char blanks[] = "                                ";

	_Static_assert(sizeof(blanks) > OUTPUT_BLOCK, "a block of blanks");
	if (width > OUTPUT_BLOCK)
		memset(to, ' ', width);
	else
		memcpy(to, blanks, OUTPUT_BLOCK);
	return to + width;
}

/* Write a cell that is as wide as it is long, in at least @width columns. */
static char *layout_plain(char *to, const struct output_cell *cell, size_t width, bool right)
{
	size_t pad = cell->length < width ? width - cell->length : 0;

	if (right)
		to = layout_pad(to, pad);
	to = output_append_block(to, cell->text, cell->length);
	return right ? to : layout_pad(to, pad);
}

/* Write any cell in at least @width columns; set @wide to how many it takes without padding. */
static char *layout_safe(char *to, const struct output_cell *cell, size_t width, bool right,
			 size_t *wide)
{
	size_t size = output_text_safe(to, cell->text, cell->length, wide);

	/* libsmartcols leaves out what nobody would see */
	if (!*wide)
		size = 0;
	if (*wide >= width)
		return to + size;
	if (!right)
		return layout_pad(to + size, width - *wide);
	memmove(to + width - *wide, to, size);
	memset(to, ' ', width - *wide);
	return to + width - *wide + size;
}

/* Write a cell.  The last one is not padded behind, nor at all if it is empty. */
static char *layout_cell(char *to, const struct output_cell *cell, size_t *width, bool right,
			 bool last)
{
	const size_t least = last && !right ? 0 : *width;
	size_t wide = cell->length;

	if (!cell->length)
		return last ? to : layout_pad(to, *width);
	if (cell->plain || output_text_plain(cell->text, cell->length))
		to = layout_plain(to, cell, least, right);
	else
		to = layout_safe(to, cell, least, right, &wide);
	if (wide > *width)
		*width = wide;
	return to;
}

/* Write a row; returns the size of its line, which is in the buffer as a whole. */
static size_t layout_row(struct output_table *table, const struct output_row *row)
{
	struct output_layout *layout = table->layout;
	const size_t last = table->choice->nr - 1;
	size_t size = 2 * OUTPUT_BLOCK, i;
	char *begin, *to;

	for (i = 0; i <= last; i++)
		size += layout->width[i] + row->cell[i].length * OUTPUT_ESCAPE + 1;
	begin = output_write_begin(table, size);
	if (!begin)
		return 0;
	to = begin;
	for (i = 0; i <= last; i++) {
		to = layout_cell(to, &row->cell[i], &layout->width[i],
				 layout_column(table, i)->right, i == last);
		*to++ = i == last ? '\n' : ' ';
	}
	output_write_end(table, to);
	return to - begin;
}

/* Write a child of a row: a row whose first cell begins with a branch. */
static void layout_child(struct output_table *table, struct output_row *row)
{
	const char *branch = layout_branch(true);
	struct output_cell *cell = &row->cell[0];
	size_t size = strlen(branch) + cell->length;
	char *text = output_rows_room(table, size);

	if (!text)
		return;
	memcpy(text, branch, strlen(branch));
	if (cell->length)
		memcpy(text + strlen(branch), cell->text, cell->length);
	*cell = (struct output_cell){ text, size, false };
	layout_hold(table, layout_row(table, row));
}

/**
 * output_layout_streams() - are rows written one by one from now on?
 * @table: table
 *
 * Return: true if the next rows need not be laid out together.
 */
bool output_layout_streams(const struct output_table *table)
{
	return table->layout && table->layout->stream;
}

/**
 * output_layout_rows() - print the rows there are
 * @table: table; if it has been printed before, it has more rows than a person reads
 * @below: the last row, if it can still get children; or NULL
 */
void output_layout_rows(struct output_table *table, const struct output_row *below)
{
	struct output_row *row, *child;

	if (!table->layout) {
		table->layout = layout_new(table);
		if (!table->layout) {
			table->error = -ENOMEM;
			return;
		}
	}
	if (!table->layout->stream || table->rows.deep) {
		const bool before = ferror(stdout);

		if (layout_print(table, below))
			table->error = -ENOMEM;
		if (before)
			errno = 0;	/* what it is now has another cause */
		output_failed(table);
		table->layout->stream = !table->rows.deep && !isatty(STDOUT_FILENO);
		return;
	}
	for (row = table->rows.first; row; row = row->next) {
		if (row != table->open) {
			layout_release(table, true);
			layout_row(table, row);
		}
		for (child = row->child; child; child = child->next) {
			layout_release(table, false);
			layout_child(table, child);
		}
	}
}
