// SPDX-License-Identifier: GPL-2.0
/*
 * A process held by a pidfd: see pidfd.h.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errmsg.h"
#include "pidfd.h"

/**
 * pidfd_hold() - take hold of a process
 * @pid: its ID in our PID namespace
 * @err: says why not
 *
 * Return: a pidfd, or a negative errno.
 */
int pidfd_hold(int pid, struct errmsg *err)
{
	int fd = syscall(SYS_pidfd_open, pid, 0);

	/* ENOENT since 6.15 */
	if (fd < 0 && (errno == EINVAL || errno == ENOENT))
		return errmsg_set(err, -EINVAL,
				  "%d is a thread; give the number of its process",
				  pid);
	if (fd < 0)
		return errmsg_set(err, -errno, "cannot open process %d: %m",
				  pid);
	return fd;
}

/**
 * pidfd_alive() - does the process still exist?
 * @fd: what pidfd_hold() returned
 *
 * Return: true as long as it has not been reaped, so its ID has no other owner.
 */
bool pidfd_alive(int fd)
{
	return !syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0);
}

/**
 * pidfd_number() - the ID of the process in the PID namespace of /proc
 * @fd: what pidfd_hold() returned
 *
 * That can be another namespace than ours: an outer one, after unshare --pid.
 *
 * Return: the ID; 0 where /proc does not show the process; -1 where it has ended.
 */
int pidfd_number(int fd)
{
	char path[40], line[64];
	int pid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Pid: %d", &pid) == 1)
			break;
	fclose(file);
	return pid;
}
