// SPDX-License-Identifier: GPL-2.0-only
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
#include "complete.h"
#include "nearest.h"
#include "pager.h"
#include "pte.h"
#include "stream.h"
#include "terminal.h"
#include "utf8.h"
#include "version.h"

static const struct command *const commands[] = {
	&cmd_check,
	&cmd_collapse,
	&cmd_decode,
	&cmd_diff,
	&cmd_doctor,
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
	char usage[128];

	snprintf(usage, sizeof(usage), "ptwalk %s %s", cmd->name, cmd->usage);
	puts("\nUsage:");
	terminal_put(1, usage);
	printf("\n%c%s.\n\nOptions:\n%s", toupper((unsigned char)cmd->summary[0]),
	       cmd->summary + 1, cmd->help ? cmd->help : "");
	if (cmd->has_output)
		fputs(" -o, --output LIST       columns to print, +LIST adds to the default ones, -LIST\n"
		      "                         removes from them\n"
		      " -O, --output-all        all columns\n"
		      " -J, --json              print JSON\n"
		      " -r, --raw               no alignment; a blank in a value is \\x20, no value \\x00\n"
		      " -P, --pairs             print KEY=\"value\" pairs\n"
		      " -n, --noheadings        print no headings\n"
		      " -b, --bytes             print sizes in bytes\n"
		      " -H, --list-columns      list the columns\n", stdout);
	if (cmd->has_output || cmd->draws)
		fputs("     --color WHEN        colours: auto, always, never\n"
		      "     --no-pager          no pager, also on a terminal\n", stdout);
	if (cmd->has_source)
		fputs("     --source SOURCE     read live targets by: module, bpf, kcore\n", stdout);
	fputs(" -h, --help              display this help\n", stdout);
	if (cmd->notes)
		printf("\n%s", cmd->notes);
	fputs("\nFor more details see ptwalk(8).\n", stdout);
	return 0;
}

static void help_command(const struct command *cmd)
{
	char before[32];

	snprintf(before, sizeof(before), " %-24s", cmd->name);
	terminal_put_beside(TERMINAL_PLAIN, "", before, cmd->summary);
}

static int help(void)
{
	size_t i;

	fputs("\nUsage:\n"
	      " ptwalk COMMAND [OPTION...] [ARGUMENT...]\n"
	      "\nShow, explain and compare the page tables of processes.\n"
	      "\nCommands:\n", stdout);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		help_command(commands[i]);
	fputs(" help [COMMAND]          display this help, or that of a command\n"
	      " help flags              what the letters of FLAGS and EFF mean\n"
	      "\nOptions:\n"
	      " -h, --help              display this help\n"
	      " -V, --version           display version, dump format and features; with -J\n"
	      "                         in JSON, for reports of faults\n"
	      "\nA TARGET is a process (its PID, or self), the kernel half (kernel), one of these\n"
	      "with :user behind it for the PGD of user mode, a dump file (- is standard\n"
	      "input; write ./123 for a file named 123), or else the name of a process, systemd\n"
	      "unit or container.\n"
	      "\nFor more details see ptwalk(8).\n", stdout);
	return 0;
}

static int version(int argc, char **argv)
{
	const char *smartcols = NULL;

	if (argc == 1 && (!strcmp(argv[0], "-J") || !strcmp(argv[0], "--json")))
		return version_print_json();
	if (argc)
		return usage_error(NULL, "--version takes -J, and not '%s'", argv[0]);

	scols_get_library_version(&smartcols);
	printf("ptwalk %s\n"
	       "dump format: %u\n"
	       "features: libkmod, libsmartcols %s, libtracefs, libbpf, libelf, zlib\n",
	       PTWALK_VERSION, PTWALK_FORMAT, smartcols);
	return 0;
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
	struct nearest near;
	size_t i;

	nearest_begin(&near, name, strlen(name));
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		nearest_offer(&near, commands[i]->name);
	nearest_offer(&near, "help");
	return usage_error(NULL, "unknown command '%s'%s", name, nearest_text(&near));
}

static int unknown_option(const char *word)
{
	struct nearest near;

	nearest_begin(&near, word, strlen(word));
	nearest_offer(&near, "--help");
	nearest_offer(&near, "--version");
	return usage_error(NULL, "unknown option '%s'%s", word, nearest_text(&near));
}

/* What the letters of FLAGS and EFF mean, for who meets them for the first time */
static int help_flags(void)
{
	size_t i;

	puts("\nFLAGS of an entry, a letter each; - stands for a flag of the CPU that is clear:\n");
	for (i = 0; i < ptwalk_nr_flags; i++)
		printf(" %c  %-12s %s\n", ptwalk_flags[i].letter, ptwalk_flags[i].name,
		       ptwalk_flags[i].help);
	puts("\nEFF is what all levels together allow:\n\n"
	     " r  read     w  write     x  execute     u  user mode     s  the kernel alone\n\n"
	     "PERM of an area is what the kernel allows there: r w x, then p private or\n"
	     "s shared.\n\n"
	     "The second word is the name that --bits of show takes:\n"
	     "ptwalk show --bits rw,~nx PID.\n"
	     "For more details see FLAGS and KINDS OF ENTRIES in ptwalk(8).");
	return 0;
}

static int help_about(int argc, char **argv)
{
	const struct command *cmd;

	if (argc < 2 || (argc == 2 && (!strcmp(argv[1], "help") || !strcmp(argv[1], "-h") ||
				       !strcmp(argv[1], "--help"))))
		return help();
	if (!strcmp(argv[1], "--complete"))
		return complete_print(commands, ARRAY_SIZE(commands), argv + 2, argc - 2);
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
		return version(argc - 2, argv + 2);
	if (*word == '-')
		return unknown_option(word);
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
		/* the user has left the pager */
		if (pager_running()) {
			stream_drop();
			return status;
		}
		warn("standard output: %s",
		     errno ? strerror(errno) : "write error");
		return command_failure(cmd);
	}
	return status;
}
