// SPDX-License-Identifier: GPL-2.0-only
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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "number.h"
#include "output-private.h"

/* How many rows of a table for people are laid out together: enough to find the widths */
#define HOLD_ROWS	2048

/* Longer than most texts of output_printf() are */
#define PRINTF_ROOM	64

/**
 * output_begin() - begin a table
 * @table: set on success; output_end() frees it
 * @out: output options
 * @form: what to print; its columns must live as long as @table
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL for an unknown column or formats that exclude each other;
 * -ENOMEM.
 */
int output_begin(struct output_table **table, const struct output *out,
		 const struct output_form *form, struct errmsg *err)
{
	struct output_choice *choice;
	struct output_table *t;
	int rc;

	rc = output_choose(&choice, out, form, err);
	if (rc)
		return rc;
	t = calloc(1, sizeof(*t) + form->nr * sizeof(t->cell[0]));
	if (!t) {
		free(choice);
		return errmsg_set(err, -ENOMEM, "out of memory");
	}
	t->out = *out;
	t->form = *form;
	t->choice = choice;
	t->hold = HOLD_ROWS;
	memset(t->cell, -1, form->nr * sizeof(t->cell[0]));
	for (t->cells = 0; t->cells < choice->nr; t->cells++)
		t->cell[choice->column[t->cells]] = t->cells;
	output_sort_begin(t);
	t->wraps = output_layout_wraps(t);
	*table = t;
	return 0;
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
	if (table->out.raw || table->out.pairs)
		parent = NULL;
	return output_rows_add(table, parent);
}

/* The cell of a column in a row; NULL if it is not printed, or there is no row */
static struct output_cell *cell_of(const struct output_table *table, struct output_row *row,
				   size_t column)
{
	return table->cell[column] < 0 || !row ? NULL : &row->cell[table->cell[column]];
}

/* Set a cell to what has been written to @text, from output_rows_room(). */
static void set_cell(struct output_table *table, struct output_cell *cell, const char *text,
		     size_t length, bool plain)
{
	*cell = (struct output_cell){
		.text = text, .length = length, .plain = plain,
	};
	table->rows.used += length + 1;
}

static void set_text(struct output_table *table, struct output_row *row, size_t column,
		     const char *value, size_t length, bool plain)
{
	struct output_cell *cell = cell_of(table, row, column);
	char *text = cell ? output_rows_room(table, length + 1) : NULL;

	if (!text)
		return;
	memcpy(text, value, length);
	text[length] = '\0';
	set_cell(table, cell, text, length, plain);
}

/*
 * Store the number that a cell was made of, if rows are sorted by its column: a text such
 * as "19.1M" is not exact enough to sort by.
 */
static void set_key(struct output_table *table, struct output_row *row, size_t column,
		    unsigned long long value)
{
	if (table->sort >= 0 && column == (size_t)table->sort && row)
		row->key = value;
}

/**
 * output_string() - set a cell to a text
 * @table: table
 * @row: row
 * @column: index into the command's columns
 * @value: text, can contain any byte; "" counts as no value
 *
 * JSON has to be UTF-8, so json_put_text() writes bytes that are not UTF-8 as \xHH.  In the
 * other formats output_text_safe() does so, and also escapes a backslash that could be taken
 * for the beginning of such an escape.
 */
void output_string(struct output_table *table, struct output_row *row,
		   size_t column, const char *value)
{
	if (cell_of(table, row, column))
		set_text(table, row, column, value, strlen(value), false);
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
	if (cell_of(table, row, column))
		set_text(table, row, column, value, strlen(value), false);
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
	struct output_cell *cell = cell_of(table, row, column);
	size_t room = PRINTF_ROOM;
	va_list args;
	int length;
	char *text;

	if (!cell)
		return;
	/* a second time if the text is longer than most are */
	for (;;) {
		text = output_rows_room(table, room);
		if (!text)
			return;
		va_start(args, format);
		length = vsnprintf(text, room, format, args);
		va_end(args);
		if (length < 0 || (size_t)length < room)
			break;
		room = length + 1;
	}
	if (length < 0)
		table->error = -ENOMEM;
	else
		set_cell(table, cell, text, length, false);
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
	struct output_cell *cell = cell_of(table, row, column);
	char *text = cell ? output_rows_room(table, DIGITS_HEX_SIZE) : NULL;

	if (text)
		set_cell(table, cell, text, digits_hex(text, addr), true);
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
	if (end)
		output_address(table, row, column, end);
	else
		output_string(table, row, column, NUMBER_2_64);
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
	struct output_cell *cell = cell_of(table, row, column);
	char *text = cell ? output_rows_room(table, DIGITS_DECIMAL_SIZE) : NULL;

	if (text)
		set_cell(table, cell, text, digits_decimal(text, value), true);
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
		set_text(table, row, column, buf,
			 strlen(output_format_size(buf, sizeof(buf), bytes)), true);
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
		set_text(table, row, column, buf,
			 strlen(output_format_change(buf, sizeof(buf), bytes)), true);
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
 * Return: true if it is neither JSON nor raw nor pairs, and neither -o nor -O was given.
 */
bool output_is_words(const struct output *out)
{
	return output_is_table(out) && !out->list && !out->all;
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
	return table->cell[column] >= 0;
}

/**
 * output_style() - set the style of a cell, for a terminal with colours
 * @table: table
 * @row: row
 * @column: index into the command's columns; the cell has been set
 * @style: enum terminal_style
 */
void output_style(struct output_table *table, struct output_row *row, size_t column,
		  unsigned char style)
{
	struct output_cell *cell = cell_of(table, row, column);

	if (cell)
		cell->style = style;
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
	static const char words[][OUTPUT_BLOCK] = { "false", "true" };
	static const char digits[][OUTPUT_BLOCK] = { "0", "1" };
	const char *text = table->out.json ? words[value] : digits[value];
	struct output_cell *cell = cell_of(table, row, column);

	if (cell)
		*cell = (struct output_cell){
			.text = text, .length = strlen(text), .plain = true,
		};
}
