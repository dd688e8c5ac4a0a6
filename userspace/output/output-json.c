// SPDX-License-Identifier: GPL-2.0
/*
 * Rows of a table as one JSON document: an object with the name of the table as its only
 * key, and an array of the rows.  Rows are written as they are handed over, so that a
 * document of any length takes the memory of few of them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "output-private.h"

#define STEP	3	/* blanks that a level of the document is indented by */

static void json_indent(unsigned int depth)
{
	printf("%*s", depth * STEP, "");
}

/* In lower case; tolower() would ask the locale. */
static void json_name(const char *name)
{
	putchar('"');
	for (; *name; name++)
		putchar(*name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);
	fputs("\": ", stdout);
}

/* @text: of the cell; NULL where it was never set */
static void json_value(const struct output_column *column, const char *text)
{
	if (!text || (!*text && column->type != OUTPUT_LIST))
		fputs("null", stdout);
	else if (column->type == OUTPUT_LIST)
		json_put_list(stdout, text);
	else if (column->type == OUTPUT_STRING || column->type == OUTPUT_SENTENCE)
		json_put_text(stdout, text, strlen(text));
	else
		fputs(text, stdout);	/* a number, true or false */
}

static void json_row(struct output_table *table, struct libscols_line *line,
		     unsigned int depth);

static void json_children(struct output_table *table, struct libscols_line *parent,
			  unsigned int depth)
{
	struct libscols_iter *i = scols_new_iter(SCOLS_ITER_FORWARD);
	struct libscols_line *line;
	bool more = false;

	if (!i) {
		table->error = -ENOMEM;
		return;
	}
	fputs(",\n", stdout);
	json_indent(depth);
	fputs("\"children\": [\n", stdout);
	json_indent(depth + 1);
	while (!scols_line_next_child(parent, i, &line)) {
		if (more)
			putchar(',');
		json_row(table, line, depth + 1);
		more = true;
	}
	putchar('\n');
	json_indent(depth);
	putchar(']');
	scols_free_iter(i);
}

static void json_row(struct output_table *table, struct libscols_line *line,
		     unsigned int depth)
{
	const struct output_choice *choice = table->choice;
	size_t i;

	putchar('{');
	for (i = 0; i < choice->nr; i++) {
		const size_t column = choice->column[i];

		fputs(i ? ",\n" : "\n", stdout);
		json_indent(depth + 1);
		json_name(table->form.columns[column].name);
		json_value(&table->form.columns[column],
			   scols_line_get_column_data(line, table->chosen[column]));
	}
	if (scols_line_has_children(line))
		json_children(table, line, depth + 1);
	putchar('\n');
	json_indent(depth);
	putchar('}');
}

/**
 * output_json_rows() - print the rows there are
 * @table: table; @printed says whether the document was begun, @rows how many there are
 *
 * Return: 0 or -ENOMEM.
 */
int output_json_rows(struct output_table *table)
{
	bool more = table->printed && table->rows;
	struct libscols_line *line;
	struct libscols_iter *i;

	if (!table->printed)
		printf("{\n   \"%s\": [\n", table->form.name);
	i = scols_new_iter(SCOLS_ITER_FORWARD);
	if (!i)
		return -ENOMEM;
	while (!scols_table_next_line(table->scols, i, &line)) {
		/* a child is printed with its parent */
		if (scols_line_get_parent(line))
			continue;
		if (more)
			putchar(',');
		else
			json_indent(2);
		json_row(table, line, 2);
		more = true;
	}
	scols_free_iter(i);
	return table->error;
}

/**
 * output_json_end() - print what ends the document, all its rows printed
 */
void output_json_end(void)
{
	fputs("\n   ]\n}\n", stdout);
}
