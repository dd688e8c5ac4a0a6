// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse the options that all commands with a table have, and choose the columns to print:
 * see output.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "output-private.h"
#include "terminal.h"

/**
 * output_option() - handle an option of %OUTPUT_SHORT
 * @out: output options so far
 * @c: return value of command_getopt()
 * @arg: argument of the option; must live as long as @out
 *
 * Return: true if @c is an output option.
 */
bool output_option(struct output *out, int c, const char *arg)
{
	switch (c) {
	case 'o':
		out->list = arg;
		return true;
	case 'O':
		out->all = true;
		return true;
	case 'J':
		out->json = true;
		return true;
	case 'r':
		out->raw = true;
		return true;
	case 'P':
		out->pairs = true;
		return true;
	case 'n':
		out->noheadings = true;
		return true;
	case 'b':
		out->bytes = true;
		return true;
	case 'H':
		out->list_columns = true;
		return true;
	}
	return false;
}

/* Is @name, in upper or lower case, the name of a column?  Independent of the locale. */
static bool same_name(const char *column, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		char c = name[i] >= 'a' && name[i] <= 'z' ?
			 name[i] - 'a' + 'A' : name[i];

		if (column[i] != c)
			return false;
	}
	return !column[length];
}

/**
 * output_find() - find a column by its name
 * @form: table
 * @name: name, in upper or lower case; need not end with a NUL
 * @length: length of @name
 *
 * Return: index of the column, @form->nr if there is none of that name.
 */
size_t output_find(const struct output_form *form, const char *name, size_t length)
{
	size_t i = 0;

	while (i < form->nr && !same_name(form->columns[i].name, name, length))
		i++;
	return i;
}

/* Choose a column.  One that is chosen twice is printed once, at its first place. */
static void output_columns_add(struct output_choice *choice, size_t column)
{
	size_t i;

	for (i = 0; i < choice->nr; i++)
		if (choice->column[i] == column)
			return;
	choice->column[choice->nr++] = column;
}

static void output_columns_remove(struct output_choice *choice, size_t column)
{
	size_t i, kept = 0;

	for (i = 0; i < choice->nr; i++)
		if (choice->column[i] != column)
			choice->column[kept++] = choice->column[i];
	choice->nr = kept;
}

/* How much of an unknown name a message has */
#define WORD_MAX	40
/* How much of the names of all columns it has: an errmsg is not larger */
#define NAMES_SIZE	380
#define MORE		" ..."

/* Refuse the name of a column, and name those that there are; @purpose is what it was given for. */
static int output_no_column(const struct output_form *form, const char *name, size_t length,
			    const char *purpose, struct errmsg *err)
{
	char names[NAMES_SIZE + sizeof(MORE)] = "";
	struct nearest near;
	size_t i, used = 0;

	nearest_begin(&near, name, length);
	for (i = 0; i < form->nr; i++)
		nearest_offer(&near, form->columns[i].name);
	for (i = 0; i < form->nr && used + strlen(form->columns[i].name) + 2 <= NAMES_SIZE; i++)
		used += sprintf(names + used, " %s", form->columns[i].name);
	if (i < form->nr)
		strcpy(names + used, MORE);
	return errmsg_set(err, -EINVAL, "unknown column '%.*s'%s%s; -H explains them:%s",
			  length > WORD_MAX ? WORD_MAX : (int)length, name, purpose,
			  nearest_text(&near), names);
}

/* A name without a sign of its own has that of the one before it. */
static int output_columns_list(struct output_choice *choice, const struct output_form *form,
			       const char *list, struct errmsg *err)
{
	const char *name = list;
	size_t length, i;
	char sign = '+';

	for (;; name += length + 1) {
		if (output_list_signed(name))
			sign = *name++;
		length = strcspn(name, ",");
		i = output_find(form, name, length);
		if (i == form->nr)
			return output_no_column(form, name, length, "", err);
		if (sign == '-')
			output_columns_remove(choice, i);
		else
			output_columns_add(choice, i);
		if (!name[length])
			return 0;
	}
}

/* The columns without -o, or that a list with signs starts from, which changes others */
static int output_columns_start(struct output_choice *choice, const struct output *out,
				const struct output_form *form, struct errmsg *err)
{
	size_t i;

	if (!out->json && !out->all)
		return output_columns_list(choice, form, form->defaults, err);
	for (i = 0; i < form->nr; i++)
		output_columns_add(choice, i);
	return 0;
}

static int output_columns_fill(struct output_choice *choice, const struct output *out,
			       const struct output_form *form, struct errmsg *err)
{
	const char *list = out->list;
	int rc = 0;

	if (list && out->all && !output_list_signed(list))
		return errmsg_set(err, -EINVAL,
				  "--output-all has all columns, so --output takes +LIST or -LIST only, not '%s'",
				  list);
	if (!list || output_list_signed(list))
		rc = output_columns_start(choice, out, form, err);
	if (!rc && list)
		rc = output_columns_list(choice, form, list, err);
	if (!rc && !choice->nr)
		return errmsg_set(err, -EINVAL, "no column is left: --output '%s' removes all; keep one",
				  list);
	return rc;
}

/**
 * output_choose() - determine the columns to print, and their order
 * @choice: set on success; the caller frees it with free().  Not set on failure
 * @out: output options
 * @form: table with the columns to choose from
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL for an unknown column or formats that exclude each other;
 * -ENOMEM.
 */
int output_choose(struct output_choice **choice, const struct output *out,
		  const struct output_form *form, struct errmsg *err)
{
	struct output_choice *c;
	int rc;

	if (out->json + out->raw + out->pairs > 1)
		return errmsg_set(err, -EINVAL,
				  "--json, --raw and --pairs exclude each other");
	if (out->sort && output_find(form, out->sort, strlen(out->sort)) == form->nr)
		return output_no_column(form, out->sort, strlen(out->sort), " to sort by", err);

	c = malloc(sizeof(*c) + form->nr * sizeof(c->column[0]));
	if (!c)
		return errmsg_set(err, -ENOMEM, "out of memory");
	c->nr = 0;
	rc = output_columns_fill(c, out, form, err);
	if (rc) {
		free(c);
		return rc;
	}
	*choice = c;
	return 0;
}

/**
 * output_list_columns() - print names, types and help texts of columns, for -H
 * @columns: columns of a command
 * @nr: number of columns
 *
 * Return: 0.
 */
int output_list_columns(const struct output_column *columns, size_t nr)
{
	static const char *const types[] = {
		[OUTPUT_STRING]	 = "string",
		[OUTPUT_NUMBER]	 = "number",
		[OUTPUT_BOOLEAN] = "boolean",
		[OUTPUT_SIZE]	 = "bytes",
		[OUTPUT_LIST]	 = "list",
		[OUTPUT_SENTENCE] = "string",
		[OUTPUT_NAME]	 = "string",
		[OUTPUT_TEXT]	 = "string",
	};
	char before[64];
	int width = 0, length;
	size_t i;

	for (i = 0; i < nr; i++) {
		length = strlen(columns[i].name);
		width = length > width ? length : width;
	}
	for (i = 0; i < nr; i++) {
		snprintf(before, sizeof(before), "%*s  %-7s  ", width, columns[i].name,
			 types[columns[i].type]);
		terminal_put_beside(TERMINAL_PLAIN, "", before, columns[i].help);
	}
	return 0;
}
