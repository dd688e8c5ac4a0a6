// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/stat and /proc/PID/status: see proc-stat.h.
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
	unsigned long long start;
	char path[32], text[512], *from, *to;

	*stat = (struct proc_stat){ 0 };
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	/* not its first line: there can be newlines in the name */
	if (!host_read_start(path, text, sizeof(text)))
		return false;
	from = strchr(text, '(');
	to = from ? strrchr(text, ')') : NULL;
	/* fields 3, 4, 9 and 22 */
	if (!to || sscanf(to + 1,
			  " %c %d %*d %*d %*d %*d %u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
			  &stat->state, &stat->parent, &stat->flags, &start) != 4) {
		*stat = (struct proc_stat){ 0 };
		return false;
	}
	stat->start_ticks = start;
	*to = '\0';
	snprintf(stat->comm, sizeof(stat->comm), "%s", from + 1);
	return true;
}

/**
 * proc_status_read() - read a line of /proc/PID/status
 * @pid: a process or thread
 * @name: what stands before the colon
 * @value: filled in with what stands behind it; "" on failure
 * @size: bytes in @value; a longer one is cut
 *
 * Return: true if there is such a thread, with such a line.
 */
bool proc_status_read(int pid, const char *name, char *value, size_t size)
{
	const size_t length = strlen(name);
	char path[32], line[256], *from;
	bool found = false;
	FILE *file;

	*value = '\0';
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		found = !strncmp(line, name, length) && line[length] == ':';
		if (!found)
			continue;
		line[strcspn(line, "\n")] = '\0';
		from = line + length + 1;
		snprintf(value, size, "%s", from + strspn(from, " \t"));
	}
	if (file)
		fclose(file);
	return found;
}
