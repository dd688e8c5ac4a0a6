// SPDX-License-Identifier: GPL-2.0-only
/*
 * What explains a refusal of the running kernel: see host.h.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "errmsg.h"
#include "host.h"
#include "proc-stat.h"

/* PID of the parent of all kernel threads */
#define KTHREADD	2

/**
 * host_read_line() - read the first line of a small file
 * @path: file
 * @line: filled in with the line, without its newline; "" if the file cannot be read
 * @size: bytes in @line; a longer line is cut
 *
 * Return: true if the file has a line.
 */
bool host_read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	bool found;

	line[0] = '\0';
	if (!file)
		return false;
	found = fgets(line, size, file);
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return found;
}

/**
 * host_read_start() - read the start of a small file of /proc, with all its lines
 * @path: file
 * @buf: filled in, with a NUL behind what was read; "" if the file cannot be read
 * @size: bytes in @buf; a longer file is cut
 *
 * Return: number of bytes read.
 */
size_t host_read_start(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t n = 0;

	if (file) {
		n = fread(buf, 1, size - 1, file);
		fclose(file);
	}
	buf[n] = '\0';
	return n;
}

/**
 * host_locked_down() - is kernel lockdown in force?
 * @level: filled in with its level, "none", "integrity" or "confidentiality"; "unknown" if
 *	   securityfs is not mounted
 * @size: bytes in @level
 *
 * The file reads "none [integrity] confidentiality": brackets mark the level.  A kernel without
 * lockdown has no such file.
 *
 * Return: true if it is known to be in force.
 */
bool host_locked_down(char *level, size_t size)
{
	char line[128], *from, *to;
	struct statfs fs;
	bool mounted;

	mounted = !statfs(SECURITYFS, &fs) && fs.f_type == SECURITYFS_MAGIC;
	snprintf(level, size, "%s", mounted ? "none" : "unknown");
	if (!mounted || !host_read_line(SECURITYFS "/lockdown", line, sizeof(line)))
		return false;
	from = strchr(line, '[');
	to = from ? strchr(from, ']') : NULL;
	if (!to)
		return false;
	*to = '\0';
	snprintf(level, size, "%s", from + 1);
	return strcmp(level, "none");
}

/* Does the kernel support a file system?  A line is "nodev\tNAME" or "\tNAME". */
static bool knows_filesystem(const char *name)
{
	FILE *file = fopen("/proc/filesystems", "re");
	char line[128], *word;
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		word = strchr(line, '\t');
		found = word && !strcmp(word + 1, name);
	}
	fclose(file);
	return found;
}

/**
 * host_debugfs() - is debugfs mounted at DEBUGFS?
 * @err: filled in with what to do if it is not
 *
 * Works without privilege: only root can enter the root of debugfs (mode 0700), but
 * every user can statfs() it.
 *
 * Return: 0; -ENOENT if it is not mounted; -ENODEV if the kernel does not support it.
 */
int host_debugfs(struct errmsg *err)
{
	struct statfs fs;

	if (!statfs(DEBUGFS, &fs) && fs.f_type == DEBUGFS_MAGIC)
		return 0;
	if (knows_filesystem("debugfs"))
		return errmsg_set(err, -ENOENT,
				  "debugfs is not mounted; run: mount -t debugfs none "
				  DEBUGFS);
	return errmsg_set(err, -ENODEV,
			  "this kernel has no debugfs, through which the module is read; BPF does not need it: the kernel was built without it, or started with debugfs=off");
}

/**
 * host_capable() - does ptwalk have a capability?
 * @capability: number of a CAP_* of linux/capability.h
 *
 * In a user namespace, root has all of them, but for that namespace only.
 *
 * Return: true if it is effective.
 */
bool host_capable(unsigned int capability)
{
	char mask[32];

	return proc_status_read(getpid(), "CapEff", mask, sizeof(mask)) &&
	       strtoull(mask, NULL, 16) >> capability & 1;
}

/**
 * host_own_file() - path of the ptwalk that runs, for messages that say what to do with it
 *
 * Return: the path; "ptwalk" if it is not known or too long for a message.
 */
const char *host_own_file(void)
{
	static char path[256];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	if (length <= 0 || length == sizeof(path))
		return "ptwalk";
	path[length] = '\0';
	return path;
}

/**
 * host_cpu_flag() - is a word in the flags of /proc/cpuinfo?
 * @name: the word, at most 30 characters, such as "la57"
 *
 * Return: true if the first CPU has it and the kernel uses it.
 */
bool host_cpu_flag(const char *name)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL, word[33];
	bool found = false;
	size_t size = 0;

	snprintf(word, sizeof(word), " %s ", name);
	while (file && getline(&line, &size, file) > 0) {
		if (strncmp(line, "flags\t", 6))
			continue;
		line[strcspn(line, "\n")] = ' ';
		found = strstr(line, word);
		break;
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

/**
 * host_kernel_thread() - find a kernel thread by its name
 * @name: name of the thread
 *
 * A user process can have the same name, but it cannot have kthreadd as its parent, so test
 * both.
 *
 * Return: the PID, or 0 if there is no such thread.
 */
int host_kernel_thread(const char *name)
{
	DIR *proc = opendir("/proc");
	struct proc_stat stat;
	struct dirent *entry;
	int number, pid = 0;

	while (proc && !pid && (entry = readdir(proc))) {
		number = atoi(entry->d_name);
		if (number > 0 && proc_stat_read(number, &stat) && stat.parent == KTHREADD &&
		    !strcmp(stat.comm, name))
			pid = number;
	}
	if (proc)
		closedir(proc);
	return pid;
}
