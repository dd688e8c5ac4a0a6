// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sort rows by a column, and keep only the first ones: @sort and @top of struct output.  Without
 * @top, all rows of such a table are in memory until its end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output-private.h"

/**
 * struct sort_row - a row to be sorted
 * @row: the row
 * @cell: its cell of the sort column
 * @type: enum output_type of that column
 */
struct sort_row {
	struct output_row		*row;
	const struct output_cell	*cell;
	int				type;
};

static int order(double x, double y)
{
	return x < y ? -1 : x > y;
}

/* Numeric value of a cell: @key of its row if not 0, else the number in the text */
static double number_of(const char *text, unsigned long long key)
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
static int by_cell(const struct sort_row *a, const struct sort_row *b)
{
	const char *x = a->cell->text, *y = b->cell->text;
	double n, m;

	if (!x || !*x || !y || !*y)
		return (!x || !*x) - (!y || !*y);
	if (a->type == OUTPUT_LIST || (a->type != OUTPUT_STRING && output_type_is_text(a->type)) ||
	    (a->type == OUTPUT_STRING && (strncmp(x, "0x", 2) || strncmp(y, "0x", 2))))
		return strcmp(x, y);
	n = number_of(x, a->row->key);
	m = number_of(y, b->row->key);
	return a->type == OUTPUT_STRING ? order(n, m) : order(m, n);
}

/* Rows with equal cells stay in the order in which they were added. */
static int by_cell_then_row(const void *a, const void *b)
{
	const struct sort_row *x = a, *y = b;
	int rc = by_cell(x, y);

	return rc ? rc : x->row->nr < y->row->nr ? -1 : 1;
}

/**
 * output_sort_begin() - find the column by which rows are to be sorted
 * @table: table, whose columns have been chosen.  If the sort column is not among them, the
 *	   rows get one more cell, which is not printed; output_choose() has checked that there
 *	   is that column
 */
void output_sort_begin(struct output_table *table)
{
	const char *name = table->out.sort;

	table->sort = -1;
	if (!name)
		return;
	table->sort = output_find(&table->form, name, strlen(name));
	if (table->cell[table->sort] < 0)
		table->cell[table->sort] = table->cells++;
}

/* Link rows in the order of @array. */
static void sort_link(struct output_rows *rows, const struct sort_row *array, size_t nr)
{
	size_t i;

	for (i = 0; i + 1 < nr; i++)
		array[i].row->next = array[i + 1].row;
	array[nr - 1].row->next = NULL;
	rows->first = array[0].row;
	rows->last = array[nr - 1].row;
}

static int sort_all(struct output_table *table)
{
	struct output_rows *rows = &table->rows;
	const int cell = table->cell[table->sort];
	struct output_row *row;
	struct sort_row *array;
	size_t nr = 0;

	array = calloc(rows->nr, sizeof(*array));
	if (!array)
		return -ENOMEM;
	for (row = rows->first; row; row = row->next)
		array[nr++] = (struct sort_row){
			row, &row->cell[cell], table->form.columns[table->sort].type,
		};
	qsort(array, nr, sizeof(*array), by_cell_then_row);
	sort_link(rows, array, nr);
	free(array);
	return 0;
}

/* Copy a row, to the end of the rows of @table. */
static void sort_keep(struct output_table *table, const struct output_row *row)
{
	struct output_row *copy = output_rows_add(table, NULL);
	char *text;
	size_t i;

	if (!copy)
		return;
	copy->key = row->key;
	memcpy(copy->cell, row->cell, table->cells * sizeof(row->cell[0]));
	for (i = 0; i < table->cells; i++) {
		if (!row->cell[i].text)
			continue;
		text = output_rows_room(table, row->cell[i].length + 1);
		if (!text)
			return;
		memcpy(text, row->cell[i].text, row->cell[i].length + 1);
		table->rows.used += row->cell[i].length + 1;
		copy->cell[i].text = text;
	}
}

/* Drop all but the first @top rows, and their memory. */
static void sort_cut(struct output_table *table)
{
	struct output_rows old = table->rows;
	const struct output_row *row;
	unsigned long nr = 0;

	table->rows = (struct output_rows){ 0 };
	for (row = old.first; row && nr < table->out.top; row = row->next, nr++)
		sort_keep(table, row);
	output_rows_free(&old);
}

/**
 * output_sort_rows() - sort the rows, and remove all but the first @top of them
 * @table: table, whose rows are complete and have no children if they are cut
 *
 * May be called again when more rows have been added: those that are removed now would be then.
 */
void output_sort_rows(struct output_table *table)
{
	if (table->sort >= 0 && table->rows.nr && sort_all(table))
		table->error = -ENOMEM;
	if (table->out.top && table->rows.nr > table->out.top && !table->error)
		sort_cut(table);
}
