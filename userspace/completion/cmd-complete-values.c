// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can stand for an argument of a command or the value of an option, by the word that the help
 * has for it: columns, flags, processes, areas, files.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "array.h"
#include "cgroup.h"
#include "change.h"
#include "check-expr.h"
#include "cmd-complete.h"
#include "cmd.h"
#include "kind.h"
#include "names.h"
#include "procs.h"
#include "pte.h"
#include "source.h"

/* Longest word of a usage line, as "[PARAMETER...]" */
#define USAGE_WORD	32

/* In a list of names separated by commas, the last one is completed. */
static void values_list(struct complete *c)
{
	const char *comma = strrchr(c->part, ',');

	if (comma)
		c->part = comma + 1;
	complete_offer_more();
}

/* The columns that the command has with the options that were typed so far */
static void values_columns(struct complete *c, bool list)
{
	char **argv = calloc(c->nr_typed + 2, sizeof(*argv));
	char *text = NULL, *line, *next, *name, *help;
	size_t i;
	int argc = 0;

	if (list && *c->part == '+')
		c->part++;
	if (list)
		values_list(c);
	if (argv) {
		/* in front of what was typed, where no "--" can make an argument of it */
		argv[argc++] = c->typed[0];
		argv[argc++] = (char []){ "-H" };
		for (i = 1; i < c->nr_typed; i++)
			argv[argc++] = c->typed[i];
		text = complete_capture(c->cmd, argv, argc);
	}
	/* a line is a name, a type and a description, with blanks between them */
	for (line = text; line && *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		name = line + strspn(line, " ");
		help = name + strcspn(name, " ");
		if (*help)
			*help++ = '\0';
		help += strspn(help, " ");
		help += strcspn(help, " ");
		help += strspn(help, " ");
		/* as people type it: in lower case too */
		for (i = 0; *c->part >= 'a' && *c->part <= 'z' && name[i]; i++)
			name[i] = tolower((unsigned char)name[i]);
		complete_offer(c, name, help);
	}
	free(text);
	free(argv);
}

/* Flags and kinds of entries, as --bits and check take them */
static void values_flags(const struct complete *c)
{
	unsigned int kind;
	size_t i;

	for (i = 0; i < ptwalk_nr_flags; i++)
		complete_offer(c, ptwalk_flags[i].name, ptwalk_flags[i].help);
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++)
		complete_offer(c, ptwalk_kind_name(kind), "entries of this kind");
}

static void values_bits(struct complete *c)
{
	values_list(c);
	if (*c->part == '~')
		c->part++;
	values_flags(c);
}

static void values_levels(struct complete *c, bool list)
{
	static const char *const spans[] = { "", "4K", "2M", "1G", "512G", "256T" };
	unsigned int level;

	if (list)
		values_list(c);
	for (level = 1; level <= PTWALK_LEVEL_MAX; level++)
		complete_offer(c, ptwalk_level_name(level), spans[level]);
}

static void values_changes(struct complete *c)
{
	unsigned int change;
	char name[32];

	values_list(c);
	for (change = 0; change < CHANGE_NR; change++)
		if (change_name(change, name, sizeof(name)))
			complete_offer(c, name, "");
}

/* Processes by number, or by the names of those that have one of their own */
static void values_processes(const struct complete *c)
{
	char command[NAMES_COMMAND_SIZE], word[16];
	struct names_process *list;
	size_t nr, i;

	if (names_list(&list, &nr, NULL))
		return;
	for (i = 0; i < nr; i++) {
		names_command(list[i].pid, command);
		snprintf(word, sizeof(word), "%d", list[i].pid);
		complete_offer(c, word, command);
		if (list[i].only)
			complete_offer(c, list[i].comm, command);
	}
	free(list);
}

/* What is no file, for a TARGET */
static void values_targets(const struct complete *c, bool files)
{
	complete_offer(c, "self", "this ptwalk");
	if (files)
		complete_offer(c, "kernel", "the kernel half");
	values_processes(c);
	if (files)
		complete_offer_files();
}

/* Names of files in maps of a live process, or of the areas of a dump */
static void values_areas_live(const struct complete *c, int pid)
{
	char path[32], *line = NULL, *name;
	size_t size = 0;
	FILE *file;
	int i;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		/* behind range, permissions, offset, device and inode */
		for (name = line, i = 0; i < 5; i++) {
			name += strcspn(name, " ");
			name += strspn(name, " ");
		}
		if (*name)
			complete_offer(c, name, "");
	}
	free(line);
	if (file)
		fclose(file);
}

static void values_areas_of(const struct complete *c, const char *target)
{
	char name[AREA_NAME_SIZE];
	struct source_place place;
	struct source source;
	struct errmsg err;
	struct names found;
	size_t i;

	if (!strcmp(target, "-"))
		return;
	if (!source_place(target, &place)) {
		if (place.half == PTWALK_HALF_USER)
			values_areas_live(c, place.pid);
	} else if (!source_open(&source, target, NULL, &err)) {
		for (i = 0; i < source.dump->nr_vmas; i++)
			if (source.dump->vma[i]->name_length)
				complete_offer(c, area_name(source.dump->vma[i], name), "");
		source_close(&source);
	} else if (!names_find(&found, target, &err)) {
		for (i = 0; i < found.nr; i++)
			values_areas_live(c, found.pid[i]);
		names_free(&found);
	}
}

/* Areas of all TARGETs that were typed.  Names that several areas have come as often as they do. */
static void values_areas(const struct complete *c)
{
	size_t i;

	complete_offer(c, "vma:", "the area that contains an address");
	complete_offer_more();
	for (i = 0; i < c->nr_places; i++)
		if (*c->place[i] != '@')
			values_areas_of(c, c->place[i]);
}

static void values_checks(struct complete *c)
{
	const char *at = strchr(c->part, '@'), *name;
	size_t i;

	if (at) {
		c->part = at + 1;
		values_areas(c);
		return;
	}
	complete_offer_more();
	if (!strncmp(c->part, "no-", 3))
		c->part += 3;
	else
		complete_offer(c, "no-", "none of it");
	for (i = 0; (name = check_expr_name(i)); i++)
		complete_offer(c, name, "");
	values_flags(c);
}

static bool values_cgroup(const char *line, void *c)
{
	const char *path = cgroup_line_path(line);

	if (path)
		complete_offer(c, path, "");
	return false;
}

/* Cgroups that processes are in */
static void values_cgroups(const struct complete *c)
{
	size_t nr, i;
	int *pids;

	if (procs_list(&pids, &nr, NULL))
		return;
	for (i = 0; i < nr; i++)
		cgroup_any_line(pids[i], values_cgroup, (void *)c);
	free(pids);
}

/* "...: always, never or madvise": words that a line of help lists behind a colon */
static void values_listed(const struct complete *c, const char *help)
{
	const char *p = strstr(help, ": ");
	char word[24];
	size_t length;

	for (p = p ? p + 2 : ""; *p; p += strspn(p, " ,")) {
		if (!strncmp(p, "or ", 3))
			p += 3;
		length = strspn(p, "abcdefghijklmnopqrstuvwxyz");
		snprintf(word, sizeof(word), "%.*s", (int)length, p);
		if (length)
			complete_offer(c, word, "");
		p += strcspn(p, ",");
	}
}

/**
 * complete_value() - offer values of an option
 * @c: command line
 * @option: the option
 */
void complete_value(struct complete *c, const struct complete_option *option)
{
	const char *arg = option->arg;

	if (!strcmp(arg, "LIST") && !strcmp(option->name, "--bits"))
		values_bits(c);
	else if (!strcmp(option->name, "--level"))
		values_levels(c, !strcmp(arg, "LIST"));
	else if (!strcmp(arg, "LIST") || !strcmp(arg, "COLUMN"))
		values_columns(c, !strcmp(arg, "LIST"));
	else if (!strcmp(arg, "KINDS"))
		values_changes(c);
	else if (!strcmp(arg, "WHERE"))
		values_areas(c);
	else if (!strcmp(arg, "PATH"))
		values_cgroups(c);
	else if (!strcmp(arg, "FILE") || !strcmp(arg, "IMAGE") || !strcmp(arg, "DUMP"))
		complete_offer_files();
	else if (!strcmp(arg, "SOURCE") || !strcmp(arg, "WHEN") || !strcmp(arg, "WHO"))
		values_listed(c, option->help);
}

/*
 * The word of the usage line for the argument number @at, "" if there is none.  Of alternatives the
 * first one counts.  Options and their values are left out; one that can be repeated is the last.
 */
static void usage_word(const char *usage, size_t at, char word[USAGE_WORD])
{
	size_t length, n = 0;
	bool option = false;

	for (word[0] = '\0'; *usage && *usage != '|'; usage += length, usage += strspn(usage, " ")) {
		length = strcspn(usage, " ");
		if (!strncmp(usage, "[OPTION", 7) || !strncmp(usage, "[@", 2))
			continue;
		if (option || *usage == '-' || !strncmp(usage, "[--", 3)) {
			option = !option;
			continue;
		}
		snprintf(word, USAGE_WORD, "%.*s", (int)length, usage);
		if (n++ == at)
			return;
	}
	if (!strstr(word, "..."))
		word[0] = '\0';
}

/* Words in lower case that can be the first argument: "load ... | unload | status" */
static void usage_actions(const struct complete *c, const char *usage)
{
	char word[USAGE_WORD];

	for (;;) {
		usage_word(usage, 0, word);
		if (islower((unsigned char)*word))
			complete_offer(c, word, "");
		usage = strchr(usage, '|');
		if (!usage)
			return;
		usage += 2;
	}
}

static void values_parameters(const struct complete *c)
{
	complete_offer(c, "kernel=1", "allow the kernel half to be walked");
	complete_offer(c, "pids=", "keep these processes readable under lockdown");
	complete_offer_more();
}

/**
 * complete_place() - offer what an argument can be
 * @c: command line
 */
void complete_place(struct complete *c)
{
	const char *usage = c->cmd->usage;
	char word[USAGE_WORD];

	if (*c->part == '@' && strstr(usage, "@WHERE")) {
		c->part++;
		values_areas(c);
		return;
	}
	usage_word(usage, c->nr_places, word);
	if (!c->nr_places)
		usage_actions(c, usage);
	if (strstr(word, "TARGET"))
		values_targets(c, true);
	else if (strstr(word, "PID"))
		values_targets(c, false);
	else if (strstr(word, "EXPR"))
		values_checks(c);
	else if (strstr(word, "PARAMETER") && !strcmp(c->place[0], "load"))
		values_parameters(c);
	if (c->nr_places && !*c->part && strstr(usage, "@WHERE"))
		complete_offer(c, "@", "addresses or the name of an area");
}
