// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk help --complete WORD...: what the last WORD of a command line can become.  The
 * completions of bash, zsh and fish are a few lines each that call this, so that all shells
 * offer the same, and what this very program knows.
 *
 * A line is a word and, behind a tab, what it means.  ":files" stands for the files that the shell
 * finds, ":more" says that no blank belongs behind the word.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-complete.h"
#include "cmd.h"
#include "complete.h"
#include "utf8.h"

/* A name that drives a terminal, or breaks the lines of the answer, is not offered. */
static bool is_harmless(const char *text)
{
	size_t left = strlen(text), n;
	__u32 c;

	for (; left; text += n, left -= n) {
		n = utf8_decode(text, left, &c);
		if (!n || !utf8_harmless(c))
			return false;
	}
	return true;
}

/**
 * complete_offer() - print a word if what was typed is its beginning
 * @c: command line
 * @value: what @c->part can become
 * @help: what it means, or ""
 */
void complete_offer(const struct complete *c, const char *value, const char *help)
{
	const int before = c->part - c->word;

	if (strncmp(value, c->part, strlen(c->part)) || !is_harmless(value) ||
	    (!before && *value == ':'))
		return;
	printf("%.*s%s\t%s\n", before, c->word, value, is_harmless(help) ? help : "");
}

/**
 * complete_offer_files() - have the shell add the names of files
 */
void complete_offer_files(void)
{
	puts(":files");
}

/**
 * complete_offer_more() - say that more can follow a word without a blank: a list, a range
 */
void complete_offer_more(void)
{
	puts(":more");
}

static void complete_commands(const struct complete *c, const struct command *const *commands,
			      size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		complete_offer(c, commands[i]->name, commands[i]->summary);
}

/* The first word: a command, or an option of ptwalk itself */
static void complete_first(const struct complete *c, const struct command *const *commands,
			   size_t nr)
{
	complete_commands(c, commands, nr);
	complete_offer(c, "help", "display the help of ptwalk or of a command");
	if (*c->word != '-')
		return;
	complete_offer(c, "-h", "display the help");
	complete_offer(c, "--help", "display the help");
	complete_offer(c, "-V", "display version and features");
	complete_offer(c, "--version", "display version and features");
}

/* Find an option by its name or letter; false if the help text has none. */
static bool option_find(const char *help, const char *name, size_t length,
			struct complete_option *option)
{
	while (complete_option_next(&help, option)) {
		if (strlen(option->name) == length && !strncmp(option->name, name, length))
			return true;
		if (length == 2 && !strncmp(option->letter, name, 2))
			return true;
	}
	return false;
}

/*
 * Does @word end with an option whose value is the next word?  Letters can be joined, and the value
 * can be in the same word.
 */
static bool option_waits(const char *help, const char *word, struct complete_option *option)
{
	char letter[3] = "-";
	size_t i;

	if (word[1] == '-')
		return !strchr(word, '=') && option_find(help, word, strlen(word), option) &&
		       *option->arg;
	for (i = 1; word[i]; i++) {
		letter[1] = word[i];
		if (option_find(help, letter, 2, option) && *option->arg)
			return !word[i + 1];
	}
	return false;
}

static void complete_options(const struct complete *c, const char *help)
{
	struct complete_option option;

	while (complete_option_next(&help, &option)) {
		if (*option.letter)
			complete_offer(c, option.letter, option.help);
		complete_offer(c, option.name, option.help);
	}
}

/* Sort the words before the last one; true if that is the value of @option. */
static bool complete_sort(struct complete *c, const char *help, struct complete_option *option,
			  bool *ended)
{
	bool waits = false;
	size_t i;

	for (i = 1; i < c->nr_typed; i++) {
		if (waits)
			waits = false;
		else if (*ended || c->typed[i][0] != '-' || !c->typed[i][1])
			c->place[c->nr_places++] = c->typed[i];
		else if (!strcmp(c->typed[i], "--"))
			*ended = true;
		else
			waits = option_waits(help, c->typed[i], option);
	}
	return waits;
}

static void complete_command(struct complete *c, const char *help)
{
	struct complete_option option;
	bool ended = false;
	const char *equals = strchr(c->word, '=');

	if (complete_sort(c, help, &option, &ended)) {
		/* the option that waits is no part of what -H is asked with */
		c->nr_typed--;
		complete_value(c, &option);
	} else if (ended || *c->word != '-' || !strcmp(c->word, "-")) {
		complete_place(c);
		if (!ended && *c->word == '-')
			complete_options(c, help);
	} else if (equals && option_find(help, c->word, equals - c->word, &option)) {
		c->part = equals + 1;
		complete_value(c, &option);
	} else {
		complete_options(c, help);
	}
}

/* The words of a command line: the command, what was typed behind it, and the last one */
static int complete_words(const struct command *cmd, char **word, size_t nr)
{
	char *ask[3] = { word[0], (char []){ "--help" } };
	struct complete c = {
		.cmd = cmd,
		.word = word[nr - 1],
		.part = word[nr - 1],
		.typed = word,
		.nr_typed = nr - 1,
		.place = calloc(nr, sizeof(*c.place)),
	};
	char *help = complete_capture(cmd, ask, 2);
	int status = EXIT_FAILURE;

	if (help && c.place) {
		complete_command(&c, help);
		status = EXIT_SUCCESS;
	}
	free(c.place);
	free(help);
	return status;
}

/**
 * complete_print() - print what the last word of a command line can become
 * @commands: all commands
 * @nr: number of commands
 * @word: words of the command line behind "ptwalk", the last one as far as it was typed
 * @nr_words: number of words
 *
 * Messages of commands that are asked for their lists would be in the middle of what is typed, and
 * are dropped.
 *
 * Return: exit status.
 */
int complete_print(const struct command *const *commands, size_t nr, char **word, size_t nr_words)
{
	const char *last = nr_words ? word[nr_words - 1] : "";
	struct complete c = { .word = last, .part = last };
	size_t i;

	if (!freopen("/dev/null", "w", stderr))
		return EXIT_FAILURE;
	if (nr_words < 2) {
		complete_first(&c, commands, nr);
		return EXIT_SUCCESS;
	}
	if (!strcmp(word[0], "help") && nr_words == 2) {
		complete_commands(&c, commands, nr);
		complete_offer(&c, "flags", "what the letters of FLAGS and EFF mean");
		return EXIT_SUCCESS;
	}
	for (i = 0; i < nr; i++)
		if (!strcmp(commands[i]->name, word[0]))
			return complete_words(commands[i], word, nr_words);
	return EXIT_SUCCESS;
}
