// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of a command, from its help text: the same that people read, so that a completion
 * names what the help names.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-complete.h"
#include "cmd.h"

/* Column at which a help text begins to say what an option is for */
#define HELP_COLUMN	25

/* Copy the word at @text; returns what is behind it. */
static const char *option_word(const char *text, const char *end, char *buf, size_t size)
{
	size_t length = strcspn(text, " ,\n");

	snprintf(buf, size, "%.*s", (int)length, text);
	text += length;
	return text + strspn(text, end);
}

/* A line such as " -o, --output LIST       columns to print"; false if it is none. */
static bool option_parse(const char *line, struct complete_option *option)
{
	const char *p = line + strspn(line, " ");
	const size_t indent = p - line;

	*option = (struct complete_option){ 0 };
	if (!indent || indent >= HELP_COLUMN || *p != '-')
		return false;
	if (p[1] != '-')
		p = option_word(p, ", ", option->letter, sizeof(option->letter));
	if (strncmp(p, "--", 2))
		return false;
	p = option_word(p, "", option->name, sizeof(option->name));
	if (*p == ' ' && p[1] != ' ' && p[1] != '\n')
		p = option_word(p + 1, "", option->arg, sizeof(option->arg));
	p += strspn(p, " ");
	snprintf(option->help, sizeof(option->help), "%.*s", (int)strcspn(p, "\n"), p);
	return true;
}

/**
 * complete_option_next() - find the next option in a help text
 * @text: rest of the text, set to what follows the option
 * @option: filled in
 *
 * Return: true; false if there is none.
 */
bool complete_option_next(const char **text, struct complete_option *option)
{
	const char *line;

	while (**text) {
		line = *text;
		*text += strcspn(line, "\n");
		*text += !!**text;
		if (option_parse(line, option))
			return true;
	}
	return false;
}

/**
 * complete_capture() - run a command that prints a list, and catch what it prints
 * @cmd: the command
 * @argv: its arguments, from the name of the command on, with one free place behind them for a NULL
 * @argc: number of arguments
 *
 * For --help and -H alone, which print before anything is opened.
 *
 * Return: the text, which the caller frees with free(); NULL if it failed.
 */
char *complete_capture(const struct command *cmd, char **argv, int argc)
{
	FILE *before = stdout;
	char *text = NULL;
	size_t size;
	int status;

	stdout = open_memstream(&text, &size);
	if (!stdout) {
		stdout = before;
		return NULL;
	}
	argv[argc] = NULL;
	optind = 0;
	status = cmd->run(argc, argv);
	fclose(stdout);
	stdout = before;
	if (!status)
		return text;
	free(text);
	return NULL;
}
