// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of a table as one JSON document: an object with the name of the table as its only
 * key, and an array of the rows.  Rows are written as they are handed over, so that a
 * document of any length takes the memory of few of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "output-private.h"

#define STEP	3	/* blanks that a level of the document is indented by */
#define ROW	2	/* level of a row without a parent */
#define BLANKS	"                                                                "

/* A tree has few levels, so BLANKS are enough. */
static size_t json_indent(unsigned int depth)
{
	size_t indent = depth * STEP;

	return indent < sizeof(BLANKS) - 1 ? indent : sizeof(BLANKS) - 1;
}

/* Begin a line after @before: "," or nothing. */
static char *json_line(char *to, const char *before, unsigned int depth)
{
	to = output_append(to, before, strlen(before));
	*to++ = '\n';
	return output_append(to, BLANKS, json_indent(depth));
}

/* What json_line() writes at most */
#define JSON_LINE	(sizeof(BLANKS) + 1)

/* In lower case; tolower() would ask the locale. */
static char *json_name(char *to, const char *name)
{
	*to++ = '"';
	for (; *name; name++)
		*to++ = *name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name;
	return output_append(to, "\": ", 3);
}

/**
 * struct json_key - what is written before the value of a column in a row without a parent
 * @text: a comma, a new line, and the name
 * @length: length of @text
 */
struct json_key {
	char		*text;
	unsigned int	length;
};

/* Make the keys once: they are a half of the document. */
static bool json_make_keys(struct output_table *table)
{
	const struct output_choice *choice = table->choice;
	struct json_key *keys;
	const char *name;
	size_t i;

	table->keys = calloc(choice->nr, sizeof(*keys));
	for (i = 0; table->keys && i < choice->nr; i++) {
		name = output_chosen(table, i)->name;
		keys = table->keys;
		keys[i].text = malloc(JSON_LINE + strlen(name) + sizeof("\"\": ") + OUTPUT_BLOCK);
		if (!keys[i].text)
			break;
		keys[i].length = json_name(json_line(keys[i].text, ",", ROW + 1), name) -
				 keys[i].text;
	}
	if (table->keys && i == choice->nr)
		return true;
	table->error = -ENOMEM;
	return false;
}

/**
 * output_json_free() - free what is kept for a document
 * @table: table
 */
void output_json_free(struct output_table *table)
{
	size_t i;

	for (i = 0; table->keys && i < table->choice->nr; i++)
		free(table->keys[i].text);
	free(table->keys);
}

/* Write the name of column @i of the chosen ones, and what is before it. */
static char *json_key(const struct output_table *table, char *to, size_t i, unsigned int depth)
{
	const struct json_key *key = &table->keys[i];
	const size_t line = 2 + json_indent(ROW + 1);

	if (depth != ROW) {
		to = json_line(to, i ? "," : "", depth + 1);
		return output_append(to, key->text + line, key->length - line);
	}
	/* no comma before the first */
	if (!i)
		return output_append(to, key->text + 1, key->length - 1);
	return output_append_block(to, key->text, key->length);
}

static char *json_array(char *to, const char *list)
{
	size_t length;

	*to++ = '[';
	while (*list) {
		length = strcspn(list, ",");
		to += json_text(to, list, length);
		list += length;
		if (*list && *++list)
			to = output_append(to, ", ", 2);
	}
	*to++ = ']';
	return to;
}

/* The value of a cell, null where it was never set. */
static char *json_value(char *to, int type, const struct output_cell *cell)
{
	if (!cell->text || (!cell->length && type != OUTPUT_LIST))
		return output_append(to, "null", 4);
	if (type == OUTPUT_LIST)
		return json_array(to, cell->text);
	/* a number, true or false */
	if (!output_type_is_text(type))
		return output_append_block(to, cell->text, cell->length);
	if (!cell->plain)
		return to + json_text(to, cell->text, cell->length);
	*to++ = '"';
	to = output_append_block(to, cell->text, cell->length);
	*to++ = '"';
	return to;
}

/* Room for a cell and its name.  Of a list, each word may be a byte, with ", " and quotes */
static size_t json_size(const struct json_key *key, const struct output_cell *cell)
{
	return JSON_LINE + key->length + JSON_TEXT_SIZE(cell->length) + sizeof("null") +
	       OUTPUT_BLOCK;
}

static void json_begin_row(struct output_table *table, const struct output_row *row,
			   unsigned int depth)
{
	const struct output_choice *choice = table->choice;
	const struct output_column *column;
	size_t i;
	char *to;

	output_write(table, "{", 1);
	for (i = 0; i < choice->nr; i++) {
		column = output_chosen(table, i);
		to = output_write_begin(table, json_size(&table->keys[i], &row->cell[i]));
		if (!to)
			return;
		to = json_key(table, to, i, depth);
		output_write_end(table, json_value(to, column->type, &row->cell[i]));
	}
}

static void json_begin_children(struct output_table *table, unsigned int depth)
{
	static const char name[] = "\"children\": [";
	char *to = output_write_begin(table, 2 * JSON_LINE + sizeof(name));

	if (!to)
		return;
	to = json_line(to, ",", depth + 1);
	to = output_append(to, name, sizeof(name) - 1);
	output_write_end(table, json_line(to, "", depth + 2));
}

/* End a row of @depth, or its array of children, which is a level below it. */
static void json_close(struct output_table *table, char bracket, unsigned int depth)
{
	char *to = output_write_begin(table, JSON_LINE + 1);

	if (!to)
		return;
	to = json_line(to, "", depth);
	*to++ = bracket;
	output_write_end(table, to);
}

static void json_end_row(struct output_table *table, bool children, unsigned int depth)
{
	if (children)
		json_close(table, ']', depth + 1);
	json_close(table, '}', depth);
}

/* Write the children of a row of @depth; @begun says whether some have been before. */
static void json_children(struct output_table *table, const struct output_row *parent,
			  unsigned int depth, bool *begun)
{
	const struct output_row *row;
	bool below;

	for (row = parent->child; row; row = row->next) {
		if (*begun)
			output_write(table, ",", 1);
		else
			json_begin_children(table, depth);
		*begun = true;
		json_begin_row(table, row, depth + 2);
		below = false;
		json_children(table, row, depth + 2, &below);
		json_end_row(table, below, depth + 2);
	}
}

static void json_begin_document(struct output_table *table)
{
	const char *name = table->form.name;

	output_write(table, "{\n   \"", 6);
	output_write(table, name, strlen(name));
	output_write(table, "\": [\n", 5);
}

/**
 * output_json_rows() - print the rows there are
 * @table: table; @printed says whether the document was begun
 * @below: the last row, if it can still get children; or NULL
 */
void output_json_rows(struct output_table *table, const struct output_row *below)
{
	const struct output_row *row;
	bool more = table->printed;

	if (!table->keys && !json_make_keys(table))
		return;
	if (!table->printed)
		json_begin_document(table);
	for (row = table->rows.first; row; row = row->next) {
		if (row != table->open) {
			output_write(table, more ? "," : BLANKS, more ? 1 : ROW * STEP);
			json_begin_row(table, row, ROW);
			table->begun = false;
		}
		json_children(table, row, ROW, &table->begun);
		if (row != below)
			json_end_row(table, table->begun, ROW);
		more = true;
	}
}

/**
 * output_json_end() - print what ends the document, all its rows printed
 * @table: table
 */
void output_json_end(struct output_table *table)
{
	output_write(table, "\n   ]\n}\n", 8);
}
