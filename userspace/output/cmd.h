/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command table: one descriptor at the end of each cmd-NAME.c, one line in
 * main.c.  Help and the man page check are made from it.
 */
#ifndef PTWALK_CMD_H
#define PTWALK_CMD_H

#include <stdbool.h>

#include "errmsg.h"
#include "output.h"

struct source;
struct source_request;

/* Exit statuses: diff says 1 for "differs" and check for "fails", so trouble is 2 there. */
#define EXIT_USAGE	2

/**
 * struct command - one command
 * @name: as typed
 * @summary: one line for "ptwalk --help"
 * @usage: what follows the name on the usage line
 * @help: the option list of "ptwalk NAME --help", without --help and those of
 *	  output.h: lines that begin with a blank and end with a newline, what
 *	  an option does from column 25 on
 * @notes: printed after all options: words that an argument can be, exit
 *	   statuses that are not the usual ones; or NULL
 * @has_output: takes the options of output.h
 * @run: called with argv[0] = "ptwalk NAME", for getopt(); returns the exit status
 */
struct command {
	const char	*name;
	const char	*summary;
	const char	*usage;
	const char	*help;
	const char	*notes;
	bool		has_output;
	int		(*run)(int argc, char **argv);
};

extern const struct command cmd_check;
extern const struct command cmd_collapse;
extern const struct command cmd_decode;
extern const struct command cmd_diff;
extern const struct command cmd_huge;
extern const struct command cmd_module;
extern const struct command cmd_observe;
extern const struct command cmd_record;
extern const struct command cmd_show;
extern const struct command cmd_stat;
extern const struct command cmd_walk;
extern const struct command cmd_watch;

/* main.c: "ptwalk: text" on standard error */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* warn() and a hint at --help; returns EXIT_USAGE */
int usage_error(const struct command *cmd, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* prints the whole help of a command on standard output; returns 0 */
int command_help(const struct command *cmd);

/* cmd.c */
int command_open(struct source *source, const char *target,
		 const struct source_request *request);
/*
 * A command with a table: command_settled() when its options are read, then
 * command_open(), then command_begin(), rows and command_end().
 */
bool command_settled(const struct command *cmd, const struct output *out,
		     const struct output_form *form, int *status);
bool command_shows(const struct output *out, const struct output_form *form,
		   size_t column);
struct output_table *command_begin(const struct output *out,
				   const struct output_form *form);
int command_end(struct output_table *table);

#endif /* PTWALK_CMD_H */
