// SPDX-License-Identifier: GPL-2.0
/*
 * Make a table and fill it in: see output.h.  output-print.c and output-json.c print it.
 * A cell is set by the index of its column among all columns of the command, never by its
 * position among the chosen ones: the two differ with -o.
 *
 * The functions that set a cell return nothing, so that a command can be written as a
 * list of values.  They store an error in the table, and output_end() reports it.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"
#include "output-private.h"

static int add_column(struct output_table *table, size_t i)
{
	const struct output_column *column = &table->form.columns[i];
	struct libscols_column *added;

	added = scols_table_new_column(table->scols, column->name, 0,
				       column->right ? SCOLS_FL_RIGHT : 0);
	if (!added)
		return -ENOMEM;
	if (column->type == OUTPUT_SENTENCE && output_wrap(table, added))
		return -ENOMEM;
	table->chosen[i] = added;
	table->last = added;
	if (!table->first)
		table->first = added;
	return 0;
}

static int add_columns(struct output_table *table)
{
	const struct output_choice *choice = table->choice;
	size_t i;

	for (i = 0; i < choice->nr; i++)
		if (add_column(table, choice->column[i]))
			return -ENOMEM;

	/* libsmartcols cuts a text on a terminal only; never cut a number */
	if (table->form.columns[choice->column[choice->nr - 1]].type == OUTPUT_STRING &&
	    !scols_column_is_right(table->last))
		scols_column_set_flags(table->last, SCOLS_FL_TRUNC);
	return 0;
}

/**
 * output_begin() - begin a table
 * @table: set on success; output_end() frees it
 * @out: output options
 * @name: top-level key in JSON
 * @columns: columns to choose from; must live as long as @table
 * @nr: number of columns
 * @defaults: names of the columns to print without -o, separated by commas; JSON has all
 *	      columns by default
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL for an unknown column or formats that exclude each other;
 * -ENOMEM.
 */
int output_begin(struct output_table **table, const struct output *out,
		 const char *name, const struct output_column *columns,
		 size_t nr, const char *defaults, struct errmsg *err)
{
	struct output_form form = { name, columns, nr, defaults };
	struct output_choice *choice;
	struct output_table *t;
	int rc;

	rc = output_choose(&choice, out, &form, err);
	if (rc)
		return rc;
	t = calloc(1, sizeof(*t) + nr * sizeof(t->chosen[0]));
	if (!t)
		goto err_choice;
	t->out = *out;
	t->form = form;
	t->choice = choice;
	t->scols = scols_new_table();
	if (!t->scols)
		goto err_table;
	scols_table_enable_raw(t->scols, out->raw);
	scols_table_enable_export(t->scols, out->pairs);
	scols_table_enable_noheadings(t->scols, out->noheadings);
	if (add_columns(t) || output_sort_begin(t, &form))
		goto err_table;
	*table = t;
	return 0;

err_table:
	scols_unref_table(t->scols);
	free(t);
err_choice:
	free(choice);
	return errmsg_set(err, -ENOMEM, "out of memory");
}

/**
 * output_row() - add a row
 * @table: table
 * @parent: parent row in a tree, or NULL.  Raw and pairs output is for programs that read
 *	    lines, and has no tree
 *
 * Return: the row, or NULL if there is no memory.  The caller need not check: functions
 * that set a cell accept NULL, and output_end() reports the error.
 */
struct output_row *output_row(struct output_table *table,
			      struct output_row *parent)
{
	struct libscols_line *line;

	if (table->out.raw || table->out.pairs)
		parent = NULL;
	if (parent && !scols_column_is_tree(table->first))
		scols_column_set_flags(table->first, SCOLS_FL_TREE |
				       scols_column_get_flags(table->first));
	line = scols_table_new_line(table->scols,
				    (struct libscols_line *)parent);
	if (!line)
		table->error = -ENOMEM;
	table->rows++;
	return (struct output_row *)line;
}

/*
 * Store the number that a cell was made of, if rows are sorted by its column: a text such
 * as "19.1M" is not exact enough to sort by.
 */
static void set_key(struct output_table *table, struct output_row *row, size_t column,
		    unsigned long long value)
{
	struct libscols_cell *cell;

	if (table->sort < 0 || column != (size_t)table->sort || !row)
		return;
	cell = scols_line_get_column_cell((struct libscols_line *)row,
					  table->chosen[column]);
	scols_cell_set_userdata(cell, (void *)(uintptr_t)value);
}

/* Set a cell to @text, and take it over: allocated, or NULL if there was no memory. */
static void set_cell(struct output_table *table, struct output_row *row,
		     size_t column, char *text)
{
	if (!text || !row ||
	    scols_line_refer_column_data((struct libscols_line *)row,
					 table->chosen[column], text)) {
		table->error = -ENOMEM;
		free(text);
	}
}

/**
 * output_string() - set a cell to a text
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @value: text, can contain any byte; "" counts as no value
 *
 * JSON has to be UTF-8, so json_put_text() writes bytes that are not UTF-8 as \xHH.  In the
 * other formats libsmartcols does so, and also escapes a backslash that could be taken
 * for the beginning of such an escape.
 */
void output_string(struct output_table *table, struct output_row *row,
		   size_t column, const char *value)
{
	if (table->chosen[column])
		set_cell(table, row, column, strdup(value));
}

/**
 * output_list() - set a cell of type %OUTPUT_LIST
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @value: words separated by commas, printed as an array in JSON; "" is an empty list.
 *	   Not escaped
 */
void output_list(struct output_table *table, struct output_row *row,
		 size_t column, const char *value)
{
	if (table->chosen[column])
		set_cell(table, row, column, strdup(value));
}

/**
 * output_printf() - set a cell to a formatted text
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @format: printf format
 */
void output_printf(struct output_table *table, struct output_row *row,
		   size_t column, const char *format, ...)
{
	va_list args;
	char *text;

	if (!table->chosen[column])
		return;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	set_cell(table, row, column, text);
}

/**
 * output_address() - set a cell to an address or to a raw value
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @addr: address or value, printed in hexadecimal with 0x
 */
void output_address(struct output_table *table, struct output_row *row,
		    size_t column, unsigned long long addr)
{
	output_printf(table, row, column, "0x%llx", addr);
}

/**
 * output_limit() - set a cell to the first address after a range
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @end: the address; 0 stands for 1 << 64
 */
void output_limit(struct output_table *table, struct output_row *row,
		  size_t column, unsigned long long end)
{
	char text[NUMBER_LIMIT_SIZE];

	output_string(table, row, column, number_limit(text, end));
}

/**
 * output_number() - set a cell of type %OUTPUT_NUMBER
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @value: number
 */
void output_number(struct output_table *table, struct output_row *row,
		   size_t column, unsigned long long value)
{
	output_printf(table, row, column, "%llu", value);
}

/**
 * output_size() - set a cell of type %OUTPUT_SIZE
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @bytes: number of bytes, printed with a unit, in JSON and with -b without
 */
void output_size(struct output_table *table, struct output_row *row,
		 size_t column, unsigned long long bytes)
{
	char buf[16];

	if (table->out.json || table->out.bytes)
		output_number(table, row, column, bytes);
	else
		output_printf(table, row, column, "%s",
			      output_format_size(buf, sizeof(buf), bytes));
	set_key(table, row, column, bytes);
}

/**
 * output_change() - set a cell of type %OUTPUT_SIZE to a difference of sizes
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @bytes: difference in bytes, printed as by output_size() but with a sign
 */
void output_change(struct output_table *table, struct output_row *row,
		   size_t column, long long bytes)
{
	char buf[16];

	if (table->out.json || table->out.bytes)
		output_printf(table, row, column, "%lld", bytes);
	else
		output_printf(table, row, column, "%s",
			      output_format_change(buf, sizeof(buf), bytes));
}

/**
 * output_is_table() - will the output be a table for people?
 * @out: output options
 *
 * Return: true if it is neither JSON nor raw nor pairs.
 */
bool output_is_table(const struct output *out)
{
	return !out->json && !out->raw && !out->pairs;
}

/**
 * output_is_words() - may the output be words instead of rows?
 * @out: output options
 *
 * For commands that have something better to show people than a table.  Who chooses columns wants
 * their rows.
 *
 * Return: true if it is neither JSON nor raw nor pairs, and -o was not given.
 */
bool output_is_words(const struct output *out)
{
	return output_is_table(out) && !out->list;
}

/**
 * output_for_people() - is the output a table for people?
 * @table: table
 *
 * Return: true if it is neither JSON nor raw nor pairs.
 */
bool output_for_people(const struct output_table *table)
{
	return output_is_table(&table->out);
}

/**
 * output_shows() - is a column printed?
 * @table: table
 * @column: index into the command's columns
 *
 * Return: true if it was chosen, by -o or by default.
 */
bool output_shows(const struct output_table *table, size_t column)
{
	return table->chosen[column];
}

/**
 * output_boolean() - set a cell of type %OUTPUT_BOOLEAN
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @value: printed as 1 or 0, in JSON as true or false
 */
void output_boolean(struct output_table *table, struct output_row *row,
		    size_t column, bool value)
{
	output_printf(table, row, column, "%s",
		      table->out.json ? (value ? "true" : "false") :
					(value ? "1" : "0"));
}
