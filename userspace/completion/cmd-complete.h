/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line can go on with, for the completions of shells: see cmd-complete.c.  The
 * options of a command are those of its help text; cmd-complete-options.c takes it apart.
 * cmd-complete-values.c knows what can stand in each place.
 */
#ifndef PTWALK_CMD_COMPLETE_H
#define PTWALK_CMD_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

struct command;

/**
 * struct complete - a command line that is being completed
 * @cmd: its command
 * @word: the word that is being completed
 * @part: what is to be completed of it, such as what follows a comma; points into @word
 * @typed: words before it: the command, then options and arguments as they were typed
 * @nr_typed: number of them
 * @place: those that are no options or their values, without the command
 * @nr_places: number of them
 */
struct complete {
	const struct command	*cmd;
	const char		*word;
	const char		*part;
	char			**typed;
	size_t			nr_typed;
	const char		**place;
	size_t			nr_places;
};

/**
 * struct complete_option - an option, as a help text has it
 * @letter: "-o", or ""
 * @name: "--output"
 * @arg: "LIST", or "" if it takes no value
 * @help: first line of what it is for
 */
struct complete_option {
	char	letter[3];
	char	name[32];
	char	arg[16];
	char	help[100];
};

/* cmd-complete.c */
void complete_offer(const struct complete *c, const char *value, const char *help);
void complete_offer_files(void);
void complete_offer_more(void);

/* cmd-complete-options.c */
bool complete_option_next(const char **text, struct complete_option *option);
char *complete_capture(const struct command *cmd, char **argv, int argc);

/* cmd-complete-values.c */
void complete_value(struct complete *c, const struct complete_option *option);
void complete_place(struct complete *c);

#endif /* PTWALK_CMD_COMPLETE_H */
