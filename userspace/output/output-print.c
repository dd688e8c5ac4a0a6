// SPDX-License-Identifier: GPL-2.0-only
/*
 * When the rows of a table are printed: at its end, or while the command still adds rows.
 * output.c fills the table in.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output-private.h"
#include "stream.h"

/*
 * Print the rows that the table has, and remove them from it.  If @below is a row, it is the last
 * one and can still get children.
 */
static void print_rows(struct output_table *table, const struct output_row *below)
{
	if (table->out.json)
		output_json_rows(table, below);
	else if (table->out.raw)
		output_raw_rows(table);
	else if (table->out.pairs)
		output_pairs_rows(table);
	else
		output_layout_rows(table, below);
	output_rows_clear(&table->rows);
	table->printed = true;
}

/*
 * Which rows are the first ones is known at the end, unless they are those that were added first.
 * Drop what cannot be among them now and then.
 */
static bool keep_first(struct output_table *table)
{
	if (!table->out.top)
		return true;
	if (table->sort < 0)
		return table->rows.nr < table->out.top;
	if (table->rows.nr / 2 >= table->out.top && table->rows.nr >= table->hold)
		output_sort_rows(table);
	return !table->error;
}

/* The first rows of a table for people, and all with sentences, are laid out together. */
static bool print_later(const struct output_table *table)
{
	return output_for_people(table) && !output_layout_streams(table) &&
	       table->rows.nr < table->hold;
}

/**
 * output_flush() - allow the rows so far to be printed before the end of the table
 * @table: table
 *
 * The caller must not add a cell or a child to any of these rows afterwards, and must not
 * print anything else before output_end().  Rows for programs are printed and freed at once.
 * Those for people are once there are some thousand, enough to find the widths of the columns.
 * So the memory of a table does not grow with its length, unless it is sorted; if it is limited
 * by @top, the memory grows with that.
 *
 * Return: false if no more rows are needed: standard output has failed, which output_end()
 * reports, or there are @top.
 */
bool output_flush(struct output_table *table)
{
	if (table->error)
		return false;
	if (table->sort >= 0 || table->out.top)
		return keep_first(table);
	if (print_later(table))
		return true;
	print_rows(table, NULL);
	return !table->error;
}

/**
 * output_flush_below() - allow the rows so far to be printed, but for children of the last
 * @table: table
 * @row: the last row without a parent, which can still get children; they have none themselves
 *
 * As output_flush(), for a row with so many children that they should not all be in memory.
 *
 * Return: the row to be used from now on as the parent of others, without setting cells of it;
 * NULL if no more rows are needed.
 */
struct output_row *output_flush_below(struct output_table *table, struct output_row *row)
{
	const bool lines = table->out.raw || table->out.pairs;

	if (table->error)
		return NULL;
	if (table->sort >= 0 || table->out.top)
		return keep_first(table) ? row : NULL;
	/* rows that come after @row and its children have to wait for these */
	if (print_later(table) || table->rows.deep || (!lines && table->rows.last != row) ||
	    table->wraps)
		return row;
	print_rows(table, lines ? NULL : row);
	return table->error ? NULL : output_rows_open(table);
}

/**
 * output_hold() - set how many rows are laid out together
 * @table: table for people
 * @rows: number of rows; some thousand if this function is not called
 *
 * For tests.
 */
void output_hold(struct output_table *table, unsigned long rows)
{
	table->hold = rows;
}

static void print_rest(struct output_table *table)
{
	if (table->finished)
		return;
	table->finished = true;
	if (table->sort >= 0 || table->out.top)
		output_sort_rows(table);
	if (!table->error && (table->rows.first || !table->printed))
		print_rows(table, NULL);
	/* a document that lacks rows must not look like a whole one */
	if (!table->error && table->out.json)
		output_json_end(table);
	table->writer.held = 0;
	output_write_all(table);
}

/**
 * output_left_out() - is a column left out, as the terminal is too narrow?
 * @table: table, to which all rows have been added; they are printed
 * @column: index into the command's columns
 *
 * Return: true if it was chosen, but is not printed.
 */
bool output_left_out(struct output_table *table, size_t column)
{
	const size_t cell = table->cell[column];

	print_rest(table);
	return table->layout && cell < table->choice->nr && !table->layout->width[cell];
}

/**
 * output_end() - print a table, or its rows that are not printed yet, and free it
 * @table: table
 * @err: filled in on failure
 *
 * Return: 0; -ENOMEM; -EIO if writing to standard output failed.  Then the rest of its
 * buffer is dropped and its error flag cleared, so that the failure is not reported once
 * more at exit.
 */
int output_end(struct output_table *table, struct errmsg *err)
{
	int rc, reason;

	print_rest(table);
	errno = 0;
	if (!table->error && (ferror(stdout) || fflush(stdout)))
		output_failed(table);
	rc = table->error;
	reason = table->reason;
	output_rows_free(&table->rows);
	output_layout_free(table->layout);
	output_json_free(table);
	free(table->writer.data);
	free(table->open);
	free(table->choice);
	free(table);
	if (rc == -EPIPE) {
		stream_drop();
		return 0;
	}
	if (rc == -EIO) {
		errmsg_set(err, rc, "standard output: %s",
			   reason ? strerror(reason) : "write error");
		stream_drop();
	} else if (rc) {
		errmsg_set(err, rc, "out of memory");
	}
	return rc;
}
