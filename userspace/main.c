// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk: the table of commands, the help made from it, and the exit status.  What a
 * command does, and its options, are in cmd-NAME.c.
 */
#include <ctype.h>
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "pte.h"
#include "utf8.h"

static const struct command *const commands[] = {
	&cmd_check,
	&cmd_collapse,
	&cmd_decode,
	&cmd_diff,
	&cmd_huge,
	&cmd_map,
	&cmd_module,
	&cmd_observe,
	&cmd_record,
	&cmd_report,
	&cmd_share,
	&cmd_show,
	&cmd_stat,
	&cmd_tree,
	&cmd_walk,
	&cmd_watch,
};

/* Names in a message can be of any bytes: what could drive a terminal is printed as \xHH. */
static void put_safe(const char *text)
{
	size_t left = strlen(text), n;
	__u32 c;

	for (; left; text += n, left -= n) {
		n = utf8_decode(text, left, &c);
		if (n && (c == '\n' || utf8_harmless(c))) {
			fwrite(text, 1, n, stderr);
		} else {
			n = 1;
			fprintf(stderr, "\\x%02x", (unsigned char)*text);
		}
	}
}

static void vwarn(const char *format, va_list args)
{
	char text[8192];

	/* standard output first, so that a message comes after what it is about */
	fflush(stdout);
	fputs("ptwalk: ", stderr);
	vsnprintf(text, sizeof(text), format, args);
	put_safe(text);
	fputc('\n', stderr);
}

/**
 * warn() - print a message on standard error
 * @format: printf format, no final newline
 */
void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarn(format, args);
	va_end(args);
}

/**
 * usage_error() - print a message about how a command was called
 * @cmd: the command, or NULL for ptwalk itself
 * @format: printf format, no final newline
 *
 * Return: %EXIT_USAGE.
 */
int usage_error(const struct command *cmd, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarn(format, args);
	va_end(args);
	fprintf(stderr, "Try 'ptwalk %s%s--help' for more information.\n",
		cmd ? cmd->name : "", cmd ? " " : "");
	return EXIT_USAGE;
}

/**
 * command_help() - print the help of a command
 * @cmd: command
 *
 * Return: 0.
 */
int command_help(const struct command *cmd)
{
	printf("\nUsage:\n ptwalk %s %s\n\n%c%s.\n\nOptions:\n%s", cmd->name,
	       cmd->usage, toupper((unsigned char)cmd->summary[0]),
	       cmd->summary + 1, cmd->help ? cmd->help : "");
	if (cmd->has_output)
		fputs(" -o, --output LIST       columns to print, +LIST adds to the default ones\n"
		      " -J, --json              print JSON\n"
		      " -r, --raw               print columns without alignment; blanks in values: \\x20\n"
		      " -P, --pairs             print KEY=\"value\" pairs\n"
		      " -n, --noheadings        print no headings\n"
		      " -b, --bytes             print sizes in bytes\n"
		      " -H, --list-columns      list the columns\n", stdout);
	if (cmd->has_color)
		fputs("     --color WHEN        colours: auto, always, never\n", stdout);
	if (cmd->has_source)
		fputs("     --source SOURCE     read live targets by: module, bpf, kcore\n", stdout);
	fputs(" -h, --help              display this help\n", stdout);
	if (cmd->notes)
		printf("\n%s", cmd->notes);
	fputs("\nFor more details see ptwalk(8).\n", stdout);
	return 0;
}

static int help(void)
{
	size_t i;

	fputs("\nUsage:\n"
	      " ptwalk COMMAND [OPTION...] [ARGUMENT...]\n"
	      "\nShow, explain and compare the page tables of processes.\n"
	      "\nCommands:\n", stdout);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf(" %-24s%s\n", commands[i]->name, commands[i]->summary);
	fputs(" help [COMMAND]          display this help, or that of a command\n"
	      " help flags              what the letters of FLAGS and EFF mean\n"
	      "\nOptions:\n"
	      " -h, --help              display this help\n"
	      " -V, --version           display version, dump format and features\n"
	      "\nA TARGET is a process (its PID, or self), the kernel half (kernel), one of these\n"
	      "with :user behind it for the PGD of user mode, or a dump file (- is standard\n"
	      "input; write ./123 for a file named 123).\n"
	      "\nFor more details see ptwalk(8).\n", stdout);
	return 0;
}

static int version(void)
{
	const char *smartcols = NULL;

	scols_get_library_version(&smartcols);
	printf("ptwalk %s\n"
	       "dump format: %u\n"
	       "features: libkmod, libsmartcols %s, libtracefs, libbpf, libelf, zlib\n",
	       PTWALK_VERSION, PTWALK_FORMAT, smartcols);
	return 0;
}

/*
 * Levenshtein distance.  @b is the name of a command; one of 32 bytes or more is never
 * near.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32], diagonal, best;
	size_t i, j, nr = strlen(b);

	if (nr >= ARRAY_SIZE(row))
		return nr;
	for (j = 0; j <= nr; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0]++;
		for (j = 0; j < nr; j++) {
			best = diagonal + (a[i] != b[j]);
			if (row[j] + 1 < best)
				best = row[j] + 1;
			diagonal = row[j + 1];
			if (diagonal + 1 < best)
				best = diagonal + 1;
			row[j + 1] = best;
		}
	}
	return row[nr];
}

/* No prefix matching: a prefix would mean another command once one is added to the table. */
static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const struct command *nearest = NULL;
	unsigned int best = 3, d;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		d = distance(name, commands[i]->name);
		if (!strncmp(name, commands[i]->name, strlen(name)))
			d = 1;
		if (d < best) {
			best = d;
			nearest = commands[i];
		}
	}
	if (nearest)
		return usage_error(NULL, "unknown command '%s'; did you mean '%s'?",
				   name, nearest->name);
	return usage_error(NULL, "unknown command '%s'", name);
}

/* What the letters of FLAGS and EFF mean, for who meets them for the first time */
static int help_flags(void)
{
	size_t i;

	puts("\nFLAGS of an entry, a letter each; a - stands for a flag of the CPU that is clear:\n");
	for (i = 0; i < ptwalk_nr_flags; i++)
		printf(" %c  %-12s %s\n", ptwalk_flags[i].letter, ptwalk_flags[i].name,
		       ptwalk_flags[i].help);
	puts("\nEFF is what all levels together allow:\n\n"
	     " r  read     w  write     x  execute     u  user mode     s  the kernel alone\n\n"
	     "PERM of an area is what the kernel allows there: r w x, then p private or s shared.\n\n"
	     "The second word is the name that --bits of show takes: ptwalk show --bits rw,~nx PID.\n"
	     "For more details see FLAGS and KINDS OF ENTRIES in ptwalk(8).");
	return 0;
}

static int help_about(int argc, char **argv)
{
	const struct command *cmd;

	if (argc < 2)
		return help();
	if (argc > 2)
		return usage_error(NULL, "help takes one command, not '%s'",
				   argv[2]);
	if (!strcmp(argv[1], "flags"))
		return help_flags();
	cmd = find_command(argv[1]);
	return cmd ? command_help(cmd) : unknown_command(argv[1]);
}

static int run_command(const struct command *cmd, int argc, char **argv)
{
	char name[64];

	snprintf(name, sizeof(name), "ptwalk %s", cmd->name);
	argv[0] = name;
	return cmd->run(argc, argv);
}

static int run(int argc, char **argv, const struct command **cmd)
{
	const char *word = argv[1];

	if (argc < 2)
		return usage_error(NULL, "no command given");
	if (!strcmp(word, "-h") || !strcmp(word, "--help"))
		return help();
	if (!strcmp(word, "-V") || !strcmp(word, "--version"))
		return version();
	if (*word == '-')
		return usage_error(NULL, "unknown option '%s'", word);
	if (!strcmp(word, "help"))
		return help_about(argc - 1, argv + 1);
	*cmd = find_command(word);
	if (!*cmd)
		return unknown_command(word);
	return run_command(*cmd, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	const struct command *cmd = NULL;
	int status;

	/* not LC_ALL: numbers look the same in every locale */
	setlocale(LC_CTYPE, "");
	status = run(argc, argv, &cmd);

	/* a full disk shows here, when the last buffer is written */
	errno = 0;
	if (ferror(stdout) || fflush(stdout)) {
		warn("standard output: %s",
		     errno ? strerror(errno) : "write error");
		return command_failure(cmd);
	}
	return status;
}
