// SPDX-License-Identifier: GPL-2.0
/*
 * Print a table: as a whole at its end, or in several portions while the command still
 * adds rows.  output.c fills it in.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output-private.h"
#include "stream.h"

/*
 * Number of rows in a portion: enough to find the widths of the columns, and only some
 * megabytes in JSON.
 */
#define FLUSH_ROWS	2048

/* Make the columns of the next portion at least as wide as those of this one. */
static int keep_widths(struct output_table *table)
{
	struct libscols_iter *i = scols_new_iter(SCOLS_ITER_FORWARD);
	struct libscols_column *column;

	if (!i)
		return -ENOMEM;
	while (!scols_table_next_column(table->scols, i, &column))
		scols_column_set_whint(column, scols_column_get_width(column));
	scols_free_iter(i);
	return 0;
}

/* Print the rows that the table has, and remove them from it. */
static int print_rows(struct output_table *table)
{
	int rc;

	if (table->out.json) {
		rc = output_json_rows(table);
	} else {
		rc = scols_print_table(table->scols) ? -ENOMEM :
						       keep_widths(table);
		scols_table_enable_noheadings(table->scols, true);
	}
	scols_table_remove_lines(table->scols);
	table->rows = 0;
	table->printed = true;
	return rc;
}

/**
 * output_flush() - allow the rows so far to be printed before the end of the table
 * @table: table
 *
 * The caller must not add a cell or a child to any of these rows afterwards, and must not
 * print anything else before output_end().  The rows are printed and freed once there are
 * FLUSH_ROWS of them, so that the memory of a table does not grow with its length.  The
 * price is that columns can get wider from one portion to the next.  A table that is
 * sorted, or limited by @top, is printed at its end only.
 */
void output_flush(struct output_table *table)
{
	if (table->rows >= FLUSH_ROWS && !table->error && !ferror(stdout) &&
	    table->sort < 0 && !table->out.top)
		table->error = print_rows(table);
}

static int print_rest(struct output_table *table)
{
	int rc = 0;

	if (table->rows || !table->printed)
		rc = print_rows(table);
	/* a document that lacks rows must not look like a whole one */
	if (!rc && table->out.json)
		output_json_end();
	return rc;
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
	int rc = table->error;

	if (!rc)
		rc = output_sort_end(table);
	if (!rc)
		rc = print_rest(table);
	scols_unref_table(table->scols);
	free(table->choice);
	free(table);
	if (rc)
		return errmsg_set(err, rc, "out of memory");
	if (fflush(stdout) || ferror(stdout)) {
		rc = errmsg_set(err, -EIO, "standard output: %m");
		stream_drop();
	}
	return rc;
}
