/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command table: each cmd-NAME.c has a descriptor at its end, which main.c lists.
 * The texts of --help come from it, and the man page is checked against it.  Also what
 * all commands do in the same way, see cmd.c.
 */
#ifndef PTWALK_CMD_H
#define PTWALK_CMD_H

#include <linux/types.h>
#include <stdbool.h>

#include "errmsg.h"
#include "output.h"

struct source;
struct source_request;
struct option;
struct untold;
struct where;

/* For the command_getopt() table of a command that reads live targets; see command_option() */
#define COMMAND_LONG	{ "source", required_argument, NULL, COMMAND_SOURCE }

/* For that of a command that draws, and has no table */
#define COMMAND_DRAW_LONG						\
	{ "color", required_argument, NULL, OUTPUT_COLOR },		\
	{ "no-pager", no_argument, NULL, OUTPUT_NO_PAGER }

/* For that of a command for several processes: --cgroup, for command_targets() */
#define COMMAND_CGROUP_LONG	{ "cgroup", required_argument, NULL, COMMAND_CGROUP }
#define COMMAND_CGROUP_HELP						\
	"     --cgroup PATH       instead of TARGETs: all processes in this cgroup and\n" \
	"                         below\n"

/*
 * Exit status for a usage error.  For diff and check it is that of any error, because 1
 * means "differs" and "fails" there.
 */
#define EXIT_USAGE	2

/**
 * struct command - one command
 * @name: name on the command line
 * @summary: one line for "ptwalk --help"
 * @usage: text after the name on the usage line
 * @help: list of options for "ptwalk NAME --help", without --help itself and without the
 *	  options of output.h.  Each line begins with a blank and ends with a newline; the
 *	  description of an option begins in column 25
 * @notes: printed after all options, for example the values that an argument can have,
 *	   or unusual exit statuses; or NULL
 * @has_output: the command has the options of output.h
 * @has_source: the command has --source, as it reads live targets
 * @draws: the command draws, and has the options --color and --no-pager of those with a table
 * @answers: an exit status of 1 is an answer: "fails", "differs", "not loaded"
 * @run: runs the command.  argv[0] is "ptwalk NAME", for messages of getopt().  Returns
 *	 the exit status
 */
struct command {
	const char	*name;
	const char	*summary;
	const char	*usage;
	const char	*help;
	const char	*notes;
	bool		has_output;
	bool		has_source;
	bool		draws;
	bool		answers;
	int		(*run)(int argc, char **argv);
};

extern const struct command cmd_check;
extern const struct command cmd_collapse;
extern const struct command cmd_decode;
extern const struct command cmd_diff;
extern const struct command cmd_doctor;
extern const struct command cmd_huge;
extern const struct command cmd_map;
extern const struct command cmd_module;
extern const struct command cmd_observe;
extern const struct command cmd_record;
extern const struct command cmd_report;
extern const struct command cmd_share;
extern const struct command cmd_show;
extern const struct command cmd_stat;
extern const struct command cmd_tree;
extern const struct command cmd_walk;
extern const struct command cmd_watch;

/* main.c: print "ptwalk: text" on standard error */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* warn(), then refer to --help; returns EXIT_USAGE */
int usage_error(const struct command *cmd, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* print the whole help of a command on standard output; returns 0 */
int command_help(const struct command *cmd);

struct option;

/* cmd.c */
int command_getopt(const struct command *cmd, int argc, char **argv, const char *letters,
		   const struct option *options);
bool command_option(const struct command *cmd, struct output *out, int c, const char *arg);
int command_open(struct source *source, const char *target,
		 const struct source_request *request);
int command_open_listed(struct source *source, int pid, const struct source_request *request);
/*
 * A command with a table calls command_settled() after parsing its options, then
 * command_open(), then command_begin(), adds rows, and calls command_end().
 */
int command_failure(const struct command *cmd);
bool command_settled(const struct command *cmd, const struct output *out,
		     const struct output_form *form, int *status);
bool command_shows(const struct output *out, const struct output_form *form,
		   size_t column);
struct output_table *command_begin(const struct output *out,
				   const struct output_form *form);
int command_end(struct output_table *table);
bool command_where(const struct command *cmd, int *argc, char **argv, struct where *where);
void command_tell_assumed(const char *name, __u64 keys);
void command_tell_flags(__u32 flags);
void command_tell_untold(const char *name, const struct untold *sum);

/**
 * struct targets - TARGETs of a command that takes several
 * @word: array of them, each as source_open() takes it
 * @nr: number of them
 */
struct targets {
	char	**word;
	size_t	nr;
};

/* cmd-target.c */
int command_name(char **word, bool files);
int command_names(char **word, size_t nr);
int command_targets(const struct command *cmd, struct targets *targets, char **word, size_t nr,
		    const char *cgroup);

#endif /* PTWALK_CMD_H */
