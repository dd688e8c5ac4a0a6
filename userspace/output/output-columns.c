// SPDX-License-Identifier: GPL-2.0
/*
 * The options that every command with a table shares, and the columns that they
 * choose: see output.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/**
 * output_option() - take one option of %OUTPUT_SHORT
 * @out: options so far
 * @c: what getopt_long() returned
 * @arg: its argument; must live as long as @out
 *
 * Return: true if it was one.
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

/* Is @name, in any case, that of a column?  A locale's rules are not asked. */
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
 * output_find() - a column by its name
 * @form: table
 * @name: name, in any case
 * @length: its length
 *
 * Return: its index, @form->nr where there is none.
 */
size_t output_find(const struct output_form *form, const char *name, size_t length)
{
	size_t i = 0;

	while (i < form->nr && !same_name(form->columns[i].name, name, length))
		i++;
	return i;
}

/* A column that is chosen twice is printed once, where it was chosen first. */
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
 * output_choose() - which columns are to be printed, in which order
 * @choice: set on success, for the caller to free()
 * @out: options
 * @form: what there is to choose from
 * @err: says why not
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
 * output_list_columns() - print the columns of a command, for -H
 * @columns: what there is to choose from
 * @nr: how many
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
