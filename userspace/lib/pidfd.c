// SPDX-License-Identifier: GPL-2.0-only
/*
 * Refer to a process by a pidfd: see pidfd.h.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errmsg.h"
#include "pidfd.h"

/**
 * pidfd_hold() - open a pidfd of a process
 * @pid: PID of the process, in the PID namespace of the caller
 * @err: filled in on failure
 *
 * Return: a pidfd, which the caller closes; -EINVAL if @pid is a thread that is not the
 * leader of its process; another negative errno of pidfd_open().
 */
int pidfd_hold(int pid, struct errmsg *err)
{
	int fd = syscall(SYS_pidfd_open, pid, 0);

	/* pidfd_open() of a thread fails with EINVAL before 6.15, with ENOENT since */
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
 * pidfd_alive() - does the process of a pidfd still exist?
 * @fd: pidfd from pidfd_hold()
 *
 * Return: true until the process has been reaped.  While it is true, no other process can
 * have got the same PID.
 */
bool pidfd_alive(int fd)
{
	/* without permission to signal it (CAP_KILL), the kernel says so only of a living one */
	return !syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) || errno == EPERM;
}

/**
 * pidfd_number() - the PID of a process in the PID namespace of /proc
 * @fd: pidfd from pidfd_hold()
 *
 * /proc can be of another PID namespace than that of the caller: of the outer one after
 * unshare --pid, if /proc has not been mounted again.
 *
 * Return: the PID; 0 if the process is not in that namespace, or fdinfo cannot be read;
 * -1 if the process has ended.
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
