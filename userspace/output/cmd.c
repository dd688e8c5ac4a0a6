// SPDX-License-Identifier: GPL-2.0
/*
 * What commands do alike: open a TARGET, say why it cannot be opened and what
 * its dump lacks; and all that is around a table: -H, a wrong -o, what failed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "explain.h"
#include "facts-live.h"
#include "source.h"

/**
 * command_open() - open a TARGET, with messages on standard error
 * @source: filled in on success; source_close() it
 * @target: TARGET as on the command line
 * @request: what to ask a live target for, or NULL for its whole user half
 *
 * Return: 0 or a negative errno.
 */
int command_open(struct source *source, const char *target,
		 const struct source_request *request)
{
	struct errmsg text;
	unsigned int i;
	int rc;

	rc = source_open(source, target, request, &text);
	if (rc) {
		warn("%s", text.text);
		return rc;
	}
	/* by frame, so the process need not be named */
	if (source->live)
		rc = facts_read(source->dump, 0, FACTS_FRAMES, &text);
	if (rc) {
		warn("%s: %s", target, text.text);
		source_close(source);
		return rc;
	}
	for (i = 0; explain_caveat(source->dump, i, &text); i++)
		warn("%s: %s", target, text.text);
	return 0;
}

/**
 * command_settled() - is all said before a TARGET is looked at?
 * @cmd: the command
 * @out: options, all of them
 * @form: the table that it would print
 * @status: exit status, if so
 *
 * To be asked after the last option: -H lists the columns, and what is wrong with
 * the options of output.h is told without a process being read for nothing.
 *
 * Return: true if so.
 */
bool command_settled(const struct command *cmd, const struct output *out,
		     const struct output_form *form, int *status)
{
	struct output_choice *choice;
	struct errmsg err;

	if (out->list_columns) {
		*status = output_list_columns(form->columns, form->nr);
		return true;
	}
	if (!output_choose(&choice, out, form, &err)) {
		free(choice);
		return false;
	}
	*status = usage_error(cmd, "%s", err.text);
	return true;
}

/**
 * command_shows() - is a column among those that are to be printed?
 * @out: options, which command_settled() has let pass
 * @form: what the command prints
 * @column: index of the column
 *
 * For what costs something to find out.
 *
 * Return: true where it is.
 */
bool command_shows(const struct output *out, const struct output_form *form,
		   size_t column)
{
	struct output_choice *choice;
	struct errmsg err;
	bool found = false;
	size_t i;

	if (!output_choose(&choice, out, form, &err))
		for (i = 0; i < choice->nr; i++)
			found |= choice->column[i] == column;
	free(choice);
	return found;
}

/**
 * command_begin() - begin the table of a command
 * @out: options
 * @form: what it prints
 *
 * Return: the table, for command_end(); NULL, with a message on standard error,
 * if that failed.
 */
struct output_table *command_begin(const struct output *out,
				   const struct output_form *form)
{
	struct output_table *table;
	struct errmsg err;

	if (!output_begin(&table, out, form->name, form->columns, form->nr,
			  form->defaults, &err))
		return table;
	warn("%s", err.text);
	return NULL;
}

/**
 * command_end() - print a table
 * @table: from command_begin()
 *
 * Return: 0; -1, with a message on standard error, if that failed.
 */
int command_end(struct output_table *table)
{
	struct errmsg err;

	if (!output_end(table, &err))
		return 0;
	warn("%s", err.text);
	return -1;
}
