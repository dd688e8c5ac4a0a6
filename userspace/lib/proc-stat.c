// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/stat: see proc-stat.h.
 */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "proc-stat.h"

/**
 * proc_stat_read() - read /proc/PID/stat
 * @pid: a process or thread
 * @stat: filled in; all zeros on failure
 *
 * Return: true if there is such a thread.
 */
bool proc_stat_read(int pid, struct proc_stat *stat)
{
	char path[32], line[512], *from, *to;

	*stat = (struct proc_stat){ 0 };
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (!host_read_line(path, line, sizeof(line)))
		return false;
	from = strchr(line, '(');
	to = from ? strrchr(line, ')') : NULL;
	if (!to || sscanf(to + 1, " %c %d %*d %*d %*d %*d %u", &stat->state, &stat->parent,
			  &stat->flags) != 3) {
		*stat = (struct proc_stat){ 0 };
		return false;
	}
	*to = '\0';
	snprintf(stat->comm, sizeof(stat->comm), "%s", from + 1);
	return true;
}
