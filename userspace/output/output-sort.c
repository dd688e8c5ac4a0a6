// SPDX-License-Identifier: GPL-2.0
/*
 * Sort rows by a column, and keep only the first ones: @sort and @top of struct output.
 * All rows of such a table are in memory until its end.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output-private.h"

static int order(double x, double y)
{
	return x < y ? -1 : x > y;
}

/* Numeric value of a cell: @key from set_key() if not 0, else the number in the text */
static double number_of(const char *text, uintptr_t key)
{
	if (key)
		return key;
	return strncmp(text, "0x", 2) ? strtod(text, NULL) : strtoull(text, NULL, 16);
}

/*
 * Compare two cells of the sort column.  Cells without a value come last.  Numbers and
 * sizes are in descending order, all others ascending; a string that begins with 0x is an
 * address, and compared by its value.
 */
static int by_cell(struct libscols_cell *a, struct libscols_cell *b, void *arg)
{
	const struct output_column *column = arg;
	const char *x = scols_cell_get_data(a), *y = scols_cell_get_data(b);
	double n, m;

	if (!x || !*x || !y || !*y)
		return (!x || !*x) - (!y || !*y);
	if (column->type == OUTPUT_LIST || column->type == OUTPUT_SENTENCE ||
	    (column->type == OUTPUT_STRING && (strncmp(x, "0x", 2) || strncmp(y, "0x", 2))))
		return strcmp(x, y);
	n = number_of(x, (uintptr_t)scols_cell_get_userdata(a));
	m = number_of(y, (uintptr_t)scols_cell_get_userdata(b));
	return column->type == OUTPUT_STRING ? order(n, m) : order(m, n);
}

/**
 * output_sort_begin() - find the column by which rows are to be sorted
 * @table: table, whose columns have been chosen.  If the sort column is not among them,
 *	   it is added as a hidden column
 * @form: table with all columns; output_choose() has checked that it has that column
 *
 * Return: 0 or -ENOMEM.
 */
int output_sort_begin(struct output_table *table, const struct output_form *form)
{
	const char *name = table->out.sort;
	struct libscols_column *column;
	size_t i;

	table->sort = -1;
	if (!name)
		return 0;
	i = output_find(form, name, strlen(name));
	if (!table->chosen[i])
		table->chosen[i] = scols_table_new_column(table->scols, form->columns[i].name, 0,
							  SCOLS_FL_HIDDEN);
	column = table->chosen[i];
	if (!column || scols_column_set_cmpfunc(column, by_cell, (void *)&form->columns[i]))
		return -ENOMEM;
	table->sort = i;
	return 0;
}

/**
 * output_sort_end() - sort the rows, and remove all but the first @top of them
 * @table: table, whose rows are complete
 *
 * Return: 0 or -ENOMEM.
 */
int output_sort_end(struct output_table *table)
{
	struct libscols_line *line;
	struct libscols_iter *i;
	unsigned long nr = 0;

	if (table->sort >= 0 && table->rows &&
	    scols_sort_table(table->scols, table->chosen[table->sort]))
		return -ENOMEM;
	if (!table->out.top)
		return 0;
	i = scols_new_iter(SCOLS_ITER_FORWARD);
	if (!i)
		return -ENOMEM;
	while (!scols_table_next_line(table->scols, i, &line))
		if (++nr > table->out.top)
			scols_table_remove_line(table->scols, line);
	scols_free_iter(i);
	return 0;
}
