// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes by name: see names.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "cgroup.h"
#include "host.h"
#include "names.h"
#include "proc-stat.h"
#include "procs.h"

/* Longest name of a thread; the kernel cuts off the rest */
#define COMM_MAX	15

/* Is a process one that a name can mean?  @stat is filled in if it is. */
static bool names_eligible(int pid, struct proc_stat *stat)
{
	return pid != getpid() && proc_stat_read(pid, stat) && proc_stat_has_memory(stat);
}

/* Read the start of /proc/PID/FILE, with a NUL behind it; returns the number of bytes. */
static size_t names_read(int pid, const char *file, char *buf, size_t size)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return host_read_start(path, buf, size);
}

/* The last part of argv[0]: longer than comm can be, and set by whoever started the process. */
static const char *names_program(int pid, char buf[256])
{
	const char *slash;

	names_read(pid, "cmdline", buf, 256);
	slash = strrchr(buf, '/');
	return slash ? slash + 1 : buf;
}

static bool names_is_process(int pid, const struct proc_stat *stat, const char *name)
{
	char line[256];

	return !strcmp(stat->comm, name) || !strcmp(names_program(pid, line), name);
}

/* Is a line of /proc/PID/cgroup that of a unit, of which the name is @name, or below it? */
static bool names_line_has_unit(const char *line, void *name)
{
	const char *path = cgroup_line_path(line);

	return path && cgroup_has_unit(path, name);
}

/* Is it that of a cgroup, of which the path is @path, or below it? */
static bool names_line_below(const char *line, void *path)
{
	return cgroup_line_below(line, path);
}

/* Does a line of /proc/PID/cgroup match @name?  @whole: it is a path. */
static bool names_in_cgroup(int pid, const char *name, bool whole)
{
	return cgroup_any_line(pid, whole ? names_line_below : names_line_has_unit, (void *)name);
}

/* Find the processes for which one of the three tests is true. */
static int names_scan(struct names *found, const char *name, bool process, bool whole,
		      struct errmsg *err)
{
	struct proc_stat stat;
	size_t nr, i;
	int *pids;
	int rc;

	*found = (struct names){ .by = process ? NAMES_PROCESS : NAMES_UNIT };
	rc = procs_list(&pids, &nr, err);
	if (rc)
		return rc;
	for (i = 0; !rc && i < nr; i++)
		if (names_eligible(pids[i], &stat) &&
		    (process ? names_is_process(pids[i], &stat, name) :
			       names_in_cgroup(pids[i], name, whole)))
			rc = array_add(found->pid, found->nr, pids[i]);
	free(pids);
	if (!rc)
		return 0;
	names_free(found);
	return errmsg_set(err, rc, "out of memory");
}

/**
 * names_find() - find the processes that a name means
 * @found: set on success; the caller frees it with names_free().  Without any process if the
 *	   name means none
 * @name: name of a process; if there is none, of a systemd unit or container
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int names_find(struct names *found, const char *name, struct errmsg *err)
{
	int rc = names_scan(found, name, true, false, err);

	return rc || found->nr ? rc : names_scan(found, name, false, false, err);
}

/**
 * names_find_cgroup() - find the processes in a cgroup and those below it
 * @found: set on success; the caller frees it with names_free()
 * @path: path of the cgroup, as in /proc/PID/cgroup or of its directory in /sys/fs/cgroup
 * @err: filled in on failure
 *
 * Return: 0; -ESRCH if there is no process; or another negative errno.
 */
int names_find_cgroup(struct names *found, const char *path, struct errmsg *err)
{
	int rc;

	if (!*path)
		return errmsg_set(err, -EINVAL,
				  "the path of the cgroup is empty; /proc/PID/cgroup has that of a process");
	rc = names_scan(found, path, false, true, err);
	if (rc || found->nr)
		return rc;
	return errmsg_set(err, -ESRCH,
			  "no process is in the cgroup '%.200s'; /proc/PID/cgroup has that of a process",
			  path);
}

/**
 * names_free() - free the result of a search
 * @found: from names_find() or names_find_cgroup()
 */
void names_free(struct names *found)
{
	free(found->pid);
	found->pid = NULL;
	found->nr = 0;
}

/* One of the names of a process, for sorting */
struct names_key {
	const char		*name;
	struct names_process	*process;
};

static int names_by_name(const void *a, const void *b)
{
	return strcmp(((const struct names_key *)a)->name, ((const struct names_key *)b)->name);
}

/* Set @only of each process: its comm has no equal neighbour among the sorted names of all. */
static int names_set_only(struct names_process *list, size_t nr)
{
	struct names_key *key = NULL;
	size_t nr_keys = 0, i;
	int rc = 0;

	for (i = 0; !rc && i < nr; i++) {
		rc = array_add(key, nr_keys, ((struct names_key){ list[i].comm, &list[i] }));
		if (!rc && strcmp(list[i].program, list[i].comm))
			rc = array_add(key, nr_keys,
				       ((struct names_key){ list[i].program, &list[i] }));
	}
	if (!rc && nr_keys)
		qsort(key, nr_keys, sizeof(*key), names_by_name);
	for (i = 0; !rc && i < nr_keys; i++)
		if (key[i].name == key[i].process->comm)
			key[i].process->only =
				!(i && !names_by_name(&key[i - 1], &key[i])) &&
				!(i + 1 < nr_keys && !names_by_name(&key[i], &key[i + 1]));
	free(key);
	return rc;
}

/**
 * names_list() - list the processes that a name can mean, with their names
 * @list: set on success to an array, ascending by PID, which the caller frees with free()
 * @nr: set to the number of processes
 * @err: filled in on failure, or NULL
 *
 * Reads each process once, however many have the same name.
 *
 * Return: 0 or a negative errno.
 */
int names_list(struct names_process **list, size_t *nr, struct errmsg *err)
{
	struct names_process process = { 0 };
	struct proc_stat stat;
	size_t nr_pids, i;
	char line[256];
	int *pids;
	int rc;

	*list = NULL;
	*nr = 0;
	rc = procs_list(&pids, &nr_pids, err);
	if (rc)
		return rc;
	for (i = 0; !rc && i < nr_pids; i++) {
		if (!names_eligible(pids[i], &stat))
			continue;
		process.pid = pids[i];
		strcpy(process.comm, stat.comm);
		strcpy(process.program, names_program(pids[i], line));
		rc = array_add(*list, *nr, process);
	}
	free(pids);
	if (!rc)
		rc = names_set_only(*list, *nr);
	if (!rc)
		return 0;
	free(*list);
	return errmsg_set(err, rc, "out of memory");
}

/* Messages have one line: a newline would let a process add lines of its own. */
static void names_offer_one(struct nearest *near, const char *name)
{
	if (!strchr(name, '\n'))
		nearest_offer(near, name);
}

/**
 * names_offer() - offer the names of all processes as what was meant
 * @near: search for the nearest name
 */
void names_offer(struct nearest *near)
{
	struct names_process *list;
	size_t nr, i;

	if (names_list(&list, &nr, NULL))
		return;
	for (i = 0; i < nr; i++) {
		names_offer_one(near, list[i].comm);
		names_offer_one(near, list[i].program);
	}
	free(list);
}

/**
 * names_command() - the command line of a process, for a message that lists several
 * @pid: process
 * @buf: filled in with it, cut if it is too long; "" if the process has ended
 */
void names_command(int pid, char buf[NAMES_COMMAND_SIZE])
{
	size_t i, n = names_read(pid, "cmdline", buf, NAMES_COMMAND_SIZE);
	struct proc_stat stat;

	/* arguments end with a NUL each */
	while (n && !buf[n - 1])
		n--;
	if (!n && proc_stat_read(pid, &stat))
		n = snprintf(buf, NAMES_COMMAND_SIZE, "(%.*s)", COMM_MAX, stat.comm);
	for (i = 0; i < n; i++)
		if (!buf[i] || buf[i] == '\n')
			buf[i] = ' ';
}
