// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all commands do in the same way: options that several have; open a TARGET and report why
 * that failed or what the dump lacks; and before and after a table: -H, an invalid -o, errors
 * of the output.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "explain.h"
#include "facts-live.h"
#include "nearest.h"
#include "pager.h"
#include "source.h"
#include "terminal.h"
#include "untold.h"
#include "where.h"

/* Is @word the beginning of an option?  Then getopt_long() has named those that it can be. */
static bool getopt_begins(const struct option *options, const char *word)
{
	for (; options->name; options++)
		if (!strncmp(options->name, word, strlen(word)))
			return true;
	return false;
}

/**
 * command_getopt() - parse the next option of a command
 * @cmd: the command
 * @argc: as for getopt_long()
 * @argv: likewise
 * @letters: options of one letter
 * @options: table of the long options
 *
 * Return: as getopt_long(); for '?', a message was printed, also what an unknown option may
 * have been meant as.
 */
int command_getopt(const struct command *cmd, int argc, char **argv, const char *letters,
		   const struct option *options)
{
	const int c = getopt_long(argc, argv, letters, options, NULL);
	const char *word = argv[optind - 1];
	struct nearest near;

	if (c != '?')
		return c;
	near.name[0] = '\0';
	/* for a long option that is not known, and for no other mistake, optopt is 0 */
	if (!optopt && !strncmp(word, "--", 2) && !getopt_begins(options, word + 2)) {
		nearest_begin(&near, word + 2, strcspn(word + 2, "="));
		for (; options->name; options++)
			nearest_offer(&near, options->name);
	}
	if (near.name[0])
		fprintf(stderr, "Did you mean '--%s'?  ", near.name);
	fprintf(stderr, "Try 'ptwalk %s --help' for more information.\n", cmd->name);
	return c;
}

/**
 * command_option() - handle an option that several commands have
 * @cmd: the command
 * @out: its output options, or NULL if it has none
 * @c: returned by command_getopt()
 * @arg: argument of the option
 *
 * Return: false if it is none of them, or is wrong.  command_getopt() or this function has printed
 * the reason then.
 */
bool command_option(const struct command *cmd, struct output *out, int c, const char *arg)
{
	struct errmsg err;

	if (c == OUTPUT_COLOR) {
		if (terminal_color(arg))
			return true;
		usage_error(cmd, "--color is auto, always or never, not '%s'", arg);
		return false;
	}
	if (c == OUTPUT_NO_PAGER) {
		pager_forbid();
		return true;
	}
	if (c != COMMAND_SOURCE)
		return out && output_option(out, c, arg);
	if (!source_choose(arg, &err))
		return true;
	usage_error(cmd, "%s", err.text);
	return false;
}

/**
 * command_open() - open a TARGET, with messages on standard error
 * @source: filled in on success; the caller closes it with source_close()
 * @target: TARGET as on the command line
 * @request: what to request of a live target, or NULL for the whole half
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
	/* facts of FACTS_FRAMES are about frames, so no PID is needed: 0 */
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
 * command_open_listed() - open a process of a list of processes
 * @source: filled in if 1 is returned; the caller closes it with source_close()
 * @pid: PID, as in this /proc
 * @request: what to request, or NULL
 *
 * For commands that read all processes.  A process that has ended since the list was made, or
 * during its dump, and a kernel thread, which has no page tables of its own, get no message.
 *
 * Return: 1; 0 if there is nothing to read; or a negative errno, with a message on standard
 * error.  It would happen for the other processes as well.
 */
int command_open_listed(struct source *source, int pid, const struct source_request *request)
{
	struct errmsg err;
	char target[16];
	int rc;

	snprintf(target, sizeof(target), "%d", pid);
	rc = source_open(source, target, request, &err);
	if (rc == -ESRCH || rc == -ENXIO)
		return 0;
	if (rc) {
		warn("%s", err.text);
		return rc;
	}
	if (!(source->dump->end->flags & PTWALK_END_GONE))
		return 1;
	source_close(source);
	return 0;
}

/**
 * command_where() - take the last argument as WHERE if it begins with @
 * @cmd: the command
 * @argc: number of arguments, reduced by 1 if it does
 * @argv: arguments
 * @where: set to it; the same as by --range
 *
 * Return: true if it is wrong: the caller returns %EXIT_USAGE.
 */
bool command_where(const struct command *cmd, int *argc, char **argv, struct where *where)
{
	struct errmsg err;

	if (*argc == optind || *argv[*argc - 1] != '@')
		return false;
	if (where->kind != WHERE_ALL) {
		usage_error(cmd, "%s and --range are the same: give one of them", argv[*argc - 1]);
		return true;
	}
	--*argc;
	if (!where_parse(argv[*argc] + 1, where, &err))
		return false;
	usage_error(cmd, "%s", err.text);
	return true;
}

/**
 * command_failure() - exit status of a command that cannot do what it was asked for
 * @cmd: the command, or NULL for ptwalk itself
 *
 * Return: %EXIT_FAILURE, or %EXIT_USAGE where 1 is an answer.
 */
int command_failure(const struct command *cmd)
{
	return cmd && cmd->answers ? EXIT_USAGE : EXIT_FAILURE;
}

/**
 * command_settled() - handle -H and invalid output options before opening the TARGET
 * @cmd: the command
 * @out: output options; all options of the command line have been parsed
 * @form: the table that the command is going to print
 * @status: set to the exit status if the command is done
 *
 * Lists the columns for -H, or reports an error in the options of output.h, without
 * reading a process in vain.
 *
 * Return: true if the command is done and has to return @status.
 */
bool command_settled(const struct command *cmd, const struct output *out,
		     const struct output_form *form, int *status)
{
	struct output_choice *choice;
	struct errmsg err;
	int rc;

	if (out->list_columns) {
		*status = output_list_columns(form->columns, form->nr);
		return true;
	}
	rc = output_choose(&choice, out, form, &err);
	if (!rc) {
		free(choice);
		return false;
	}
	if (rc == -ENOMEM) {
		warn("%s", err.text);
		*status = command_failure(cmd);
	} else {
		*status = usage_error(cmd, "%s", err.text);
	}
	return true;
}

/**
 * command_shows() - is a column going to be printed?
 * @out: output options, which command_settled() has accepted
 * @form: the table that the command is going to print
 * @column: index of the column in @form->columns
 *
 * For columns whose values are expensive: a command finds them out only if needed.
 *
 * Return: true if it is, or if there is no memory to find that out.
 */
bool command_shows(const struct output *out, const struct output_form *form,
		   size_t column)
{
	struct output_choice *choice;
	struct errmsg err;
	bool found = false;
	size_t i;

	if (output_choose(&choice, out, form, &err))
		return true;
	for (i = 0; i < choice->nr; i++)
		found |= choice->column[i] == column;
	free(choice);
	return found;
}

/**
 * command_begin() - begin the table of a command
 * @out: output options
 * @form: the table to print; its columns must live as long as the table
 *
 * Return: the table, which command_end() prints and frees; NULL on failure, with a message
 * on standard error.
 */
struct output_table *command_begin(const struct output *out,
				   const struct output_form *form)
{
	struct output_table *table;
	struct errmsg err;

	pager_begin();
	if (!output_begin(&table, out, form, &err))
		return table;
	warn("%s", err.text);
	return NULL;
}

/**
 * command_end() - print and free a table
 * @table: from command_begin()
 *
 * Return: 0; -1 on failure, with a message on standard error.
 */
int command_end(struct output_table *table)
{
	struct errmsg err;

	if (!output_end(table, &err))
		return 0;
	warn("%s", err.text);
	return -1;
}

/**
 * command_tell_assumed() - warn that printed meanings rest on assumed values
 * @name: TARGET as on the command line
 * @keys: mask of the keys of these values, from columns_print_entry(), and
 *	  PTWALK_ASSUMED_VMA_FLAGS; nothing is printed for 0
 */
void command_tell_assumed(const char *name, __u64 keys)
{
	const __u64 entries = keys & ~PTWALK_ASSUMED_VMA_FLAGS;
	char names[EXPLAIN_KEYS_SIZE];

	if (keys & PTWALK_ASSUMED_VMA_FLAGS)
		warn("%s: the bits of VMA flags are those of the release of its kernel, not learnt from the kernel (vma-flags in column ASSUMED)",
		     name);
	if (entries)
		warn("%s: assumed for the release of its kernel, not learnt from the kernel: %s (marked ? in tables; column ASSUMED)",
		     name, explain_keys(entries, ", ", names));
}

/**
 * command_tell_flags() - explain the letters of FLAGS below a table, on a terminal
 * @flags: PTWALK_F_* that were printed; nothing is printed for 0
 */
void command_tell_flags(__u32 flags)
{
	struct terminal t;
	unsigned int at = 0;
	char word[80];
	size_t i;

	if (!flags || !terminal_is_screen())
		return;
	terminal_look(&t);
	fputs(terminal_style(&t, TERMINAL_DIM), stdout);
	for (i = 0; i < ptwalk_nr_flags; i++) {
		if (!(flags & ptwalk_flags[i].flag))
			continue;
		snprintf(word, sizeof(word), "%c %s,", ptwalk_flags[i].letter,
			 ptwalk_flags[i].help);
		terminal_word(word, &at);
	}
	terminal_word("'ptwalk help flags' has all", &at);
	printf("%s\n", terminal_style(&t, TERMINAL_PLAIN));
}

/**
 * command_tell_untold() - warn that printed sums lack what the dump does not tell
 * @name: TARGET as on the command line, or NULL for all processes
 * @sum: what was not told, from untold_add(); nothing is printed if that does not matter to sums
 */
void command_tell_untold(const char *name, const struct untold *sum)
{
	bool special = sum->flags & (PTWALK_F_SPECIAL | PTWALK_F_DEVMAP);
	bool dirty = sum->flags & (PTWALK_F_SAVED_DIRTY | PTWALK_F_SOFT_DIRTY);
	const char *target = name ? name : "", *colon = name ? ": " : "";
	char size[24];

	if (sum->entries)
		warn("%s%sentries of unknown meaning: %llu (%s); those that stand for memory (PROT_NONE, migration) are not counted, so RSS and PRESENT are at least what is printed",
		     target, colon, sum->entries,
		     output_format_size(size, sizeof(size), sum->bytes));
	if (special || dirty)
		warn("%s%swhich pages are %s%s%s is not known: %s%s%s", target, colon,
		     special ? "special" : "", special && dirty ? " or " : "",
		     dirty ? "dirty by a bit of Linux (saved-dirty, soft-dirty)" : "",
		     special ? "RSS can be less (zero page)" : "",
		     special && dirty ? ", " : "", dirty ? "DIRTY can be more" : "");
}
