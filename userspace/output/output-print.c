// SPDX-License-Identifier: GPL-2.0
/*
 * Tables, printed: at once, or in pieces while rows still come.
 */
#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "output-private.h"

/* Enough for columns to find their widths; some megabytes in JSON */
#define FLUSH_ROWS	2048

/* The columns of the rows to come are as wide as those of the first, or wider. */
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

/* Prints the rows there are, and forgets them. */
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
 * output_flush() - let rows be printed before the table is at its end
 * @table: table
 *
 * All rows so far are as they should be: none of them may be given a cell or a
 * child any more.  They are printed when they are many, so that a table takes the
 * memory of so many rows, however long it is; its columns can get wider on the
 * way.  Nothing else may be printed before output_end().
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
	if (table->out.json)
		output_json_end();
	return rc;
}

/**
 * output_end() - print a table, or what is left of it, and free it
 * @table: table
 * @err: says why not
 *
 * Return: 0; -ENOMEM; -EIO where standard output failed, and what could not be
 * written is dropped, so that the failure is reported once.
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
		__fpurge(stdout);
		clearerr(stdout);
	}
	return rc;
}
