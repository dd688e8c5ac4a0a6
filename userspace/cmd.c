// SPDX-License-Identifier: GPL-2.0
/*
 * What commands do alike: open a TARGET, say why it cannot be opened and what
 * its dump lacks; and the columns that JSON has.
 */
#include <stdio.h>

#include "cmd.h"
#include "explain.h"
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
	for (i = 0; explain_caveat(source->dump, i, &text); i++)
		warn("%s: %s", target, text.text);
	return 0;
}

/**
 * command_all_columns() - a list of all columns, as JSON has them by default
 * @columns: what a command offers
 * @nr: how many
 * @list: their names, separated by commas
 *
 * Return: @list.
 */
char *command_all_columns(const struct output_column *columns, size_t nr,
			  char list[COMMAND_COLUMNS_SIZE])
{
	size_t i, used = 0;

	for (i = 0; i < nr && used < COMMAND_COLUMNS_SIZE; i++)
		used += snprintf(list + used, COMMAND_COLUMNS_SIZE - used,
				 "%s%s", i ? "," : "", columns[i].name);
	return list;
}
