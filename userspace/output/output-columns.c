// SPDX-License-Identifier: GPL-2.0
/*
 * Parse the options that all commands with a table have, and choose the columns to print:
 * see output.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/**
 * output_option() - handle an option of %OUTPUT_SHORT
 * @out: output options so far
 * @c: return value of getopt_long()
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

static int add_list(struct output_choice *choice,
		    const struct output_form *form, const char *list,
		    struct errmsg *err)
{
	const char *name = list;
	size_t length, i;

	for (;; name += length + 1) {
		length = strcspn(name, ",");
		i = output_find(form, name, length);
		if (i == form->nr)
			return errmsg_set(err, -EINVAL,
					  "unknown column '%.*s'; -H lists those there are",
					  (int)length, name);
		output_columns_add(choice, i);
		if (!name[length])
			return 0;
	}
}

static int add_defaults(struct output_choice *choice,
			const struct output *out,
			const struct output_form *form, struct errmsg *err)
{
	size_t i;

	if (!out->json)
		return add_list(choice, form, form->defaults, err);
	for (i = 0; i < form->nr; i++)
		output_columns_add(choice, i);
	return 0;
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
	const char *list = out->list;
	struct output_choice *c;
	int rc = 0;

	if (out->json + out->raw + out->pairs > 1)
		return errmsg_set(err, -EINVAL,
				  "--json, --raw and --pairs exclude each other");
	if (out->sort && output_find(form, out->sort, strlen(out->sort)) == form->nr)
		return errmsg_set(err, -EINVAL,
				  "unknown column '%s' to sort by; -H lists those there are",
				  out->sort);

	c = malloc(sizeof(*c) + form->nr * sizeof(c->column[0]));
	if (!c)
		return errmsg_set(err, -ENOMEM, "out of memory");
	c->nr = 0;
	if (!list || *list == '+')
		rc = add_defaults(c, out, form, err);
	if (!rc && list)
		rc = add_list(c, form, list + (*list == '+'), err);
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
	};
	int width = 0, length;
	size_t i;

	for (i = 0; i < nr; i++) {
		length = strlen(columns[i].name);
		width = length > width ? length : width;
	}
	for (i = 0; i < nr; i++)
		printf("%*s  %-7s  %s\n", width, columns[i].name,
		       types[columns[i].type], columns[i].help);
	return 0;
}
