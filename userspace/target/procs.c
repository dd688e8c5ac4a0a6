// SPDX-License-Identifier: GPL-2.0-only
/*
 * List the processes in /proc: see procs.h.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "array.h"
#include "errmsg.h"
#include "number.h"
#include "procs.h"

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/**
 * procs_list() - list the PIDs of all processes, in the PID namespace of /proc
 * @pids: set on success to an array, ascending, which the caller frees with free();
 *	  kernel threads are included
 * @nr: set to the number of PIDs
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int procs_list(int **pids, size_t *nr, struct errmsg *err)
{
	const struct dirent *entry;
	__u64 number;
	DIR *proc;
	int rc = 0;

	*pids = NULL;
	*nr = 0;
	proc = opendir("/proc");
	if (!proc)
		return errmsg_set(err, -errno, "cannot open /proc: %m");
	errno = 0;
	while (!rc && (entry = readdir(proc))) {
		if (!number_parse(entry->d_name, "PID", 1, INT_MAX, &number,
				  NULL))
			rc = array_add(*pids, *nr, number);
		errno = 0;
	}
	if (!rc && errno)
		rc = errmsg_set(err, -errno, "cannot read /proc: %m");
	else if (rc)
		errmsg_set(err, rc, "out of memory");
	closedir(proc);
	if (rc) {
		free(*pids);
		return rc;
	}
	if (*nr)
		qsort(*pids, *nr, sizeof(**pids), by_number);
	return 0;
}
