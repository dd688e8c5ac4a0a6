// SPDX-License-Identifier: GPL-2.0-only
/*
 * TARGETs of a command that name processes: by the name of a process, unit or container, and by
 * --cgroup.  They are replaced by PIDs before the command opens them, so that a name means the
 * same process as long as the command runs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "cmd.h"
#include "names.h"
#include "source.h"

/* How many of the processes of a name a message lists */
#define LIST_MAX	20
/* The PGD of user mode, behind any live target */
#define USER		":user"

/*
 * PIDs as text, in place of names.  They are TARGETs until the program ends, and belong to
 * nobody else.
 */
static char **made;
static size_t nr_made;

/* Make the TARGET of a process; NULL after a message. */
static char *target_of_pid(int pid, const char *suffix)
{
	char *text;

	if (asprintf(&text, "%d%s", pid, suffix) < 0)
		text = NULL;
	if (text && !array_add(made, nr_made, text))
		return text;
	free(text);
	warn("out of memory");
	return NULL;
}

/* Can @word be a name?  It is none if it is another form of TARGET, or if @files, of a file. */
static bool target_may_be_name(const char *word, bool files)
{
	struct source_place place;

	return source_place(word, &place) == -ENOENT && *word && strcmp(word, "-") &&
	       !strchr(word, '/') && (!files || access(word, F_OK));
}

static void target_list(const char *name, const struct names *found)
{
	char command[NAMES_COMMAND_SIZE];
	size_t i;

	warn("%s: %zu processes %s; give the PID of one:", name, found->nr,
	     found->by == NAMES_PROCESS ? "have this name" :
					  "are in the unit or container of this name");
	for (i = 0; i < found->nr && i < LIST_MAX; i++) {
		names_command(found->pid[i], command);
		warn("%7d  %s", found->pid[i], command);
	}
	if (i < found->nr)
		warn("        and %zu more", found->nr - i);
}

/*
 * Find what @word means if it is a name.  Returns 1 if it does, and @found and @suffix are set; 0 if
 * @word is to be taken as it is; or a negative errno, after a message.
 */
static int target_find(const char *word, bool files, struct names *found, const char **suffix)
{
	const size_t length = strlen(word);
	char name[256];
	struct errmsg err;
	int rc;

	*suffix = "";
	if (!target_may_be_name(word, files) || length >= sizeof(name))
		return 0;
	strcpy(name, word);
	if (length > strlen(USER) && !strcmp(word + length - strlen(USER), USER)) {
		name[length - strlen(USER)] = '\0';
		*suffix = USER;
	}
	rc = names_find(found, name, &err);
	if (rc)
		warn("%s: %s", word, err.text);
	return rc ? rc : !!found->nr;
}

/**
 * command_name() - replace a TARGET that is a name by the PID of the one process that has it
 * @word: TARGET as on the command line, replaced where it is such a name
 * @files: TARGET can be a dump file too, which goes first if it exists
 *
 * What is neither a name nor anything else is left as it is, for source_open() to refuse.
 *
 * Return: 0; -1 after a message, also if several processes have the name.
 */
int command_name(char **word, bool files)
{
	const char *suffix;
	struct names found;
	char *text = NULL;
	int rc;

	rc = target_find(*word, files, &found, &suffix);
	if (rc <= 0)
		return rc ? -1 : 0;
	if (found.nr == 1)
		text = target_of_pid(found.pid[0], suffix);
	else
		target_list(*word, &found);
	names_free(&found);
	if (!text)
		return -1;
	*word = text;
	return 0;
}

/**
 * command_names() - the same for several TARGETs, each of which means one process or dump
 * @word: array of TARGETs, all of which can be dump files
 * @nr: number of TARGETs
 *
 * Return: 0; -1 after a message.
 */
int command_names(char **word, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (command_name(&word[i], true))
			return -1;
	return 0;
}

/* Add a TARGET; -ENOMEM after a message. */
static int targets_put(struct targets *targets, char *word)
{
	const int rc = array_add(targets->word, targets->nr, word);

	if (rc)
		warn("out of memory");
	return rc;
}

/* Add the processes that were found; frees @found. */
static int targets_add_found(struct targets *targets, struct names *found, const char *suffix)
{
	char *text;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < found->nr; i++) {
		text = target_of_pid(found->pid[i], suffix);
		rc = text ? targets_put(targets, text) : -ENOMEM;
	}
	names_free(found);
	return rc;
}

static int targets_add(struct targets *targets, char *word)
{
	const char *suffix;
	struct names found;
	int rc = target_find(word, true, &found, &suffix);

	if (rc > 0)
		return targets_add_found(targets, &found, suffix);
	return rc ? rc : targets_put(targets, word);
}

/**
 * command_targets() - what a command for several processes is about
 * @cmd: the command
 * @targets: set on success; the caller frees @targets->word with free()
 * @word: array of TARGETs as on the command line; a name stands for all processes that have it
 * @nr: number of TARGETs
 * @cgroup: argument of --cgroup: all processes in it, and no TARGET; or NULL
 *
 * Return: 0, or the exit status after a message.
 */
int command_targets(const struct command *cmd, struct targets *targets, char **word, size_t nr,
		    const char *cgroup)
{
	struct names found;
	struct errmsg err;
	size_t i;
	int rc = 0;

	*targets = (struct targets){ 0 };
	if (cgroup && nr)
		return usage_error(cmd, "--cgroup stands for TARGETs: '%s' is one too many",
				   word[0]);
	if (cgroup && names_find_cgroup(&found, cgroup, &err)) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	if (cgroup)
		rc = targets_add_found(targets, &found, "");
	for (i = 0; !rc && i < nr; i++)
		rc = targets_add(targets, word[i]);
	if (!rc)
		return 0;
	free(targets->word);
	return EXIT_FAILURE;
}
