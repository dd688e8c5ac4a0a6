// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guard of a frozen cgroup: a child process that thaws it when ptwalk is done with it or has
 * ended, in whichever way.  Nothing in the kernel ties the state of a cgroup to a process, so that
 * a ptwalk that is killed would leave a service frozen for good.
 *
 * The guard has a session of its own, so that no signal of a terminal reaches it, blocks all
 * signals that can be blocked, and asks the OOM killer to spare it.  It keeps no descriptor but
 * its own, so that nobody waits for the end of a pipe that it holds.  What it cannot survive is
 * SIGKILL to itself; if ptwalk survives that, it thaws the cgroup.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "errmsg.h"
#include "record-halt.h"

/* The guard's descriptors */
enum { GUARD_CHANNEL, GUARD_OWNER, GUARD_FILE, GUARD_NR };

static int guard_spare_me(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	int rc = fd < 0 || write(fd, "-1000", 5) != 5 ? -1 : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

/* Keep these descriptors, by the numbers of the enum, and no other. */
static int guard_keep(const int fd[GUARD_NR])
{
	int high[GUARD_NR], i;

	for (i = 0; i < GUARD_NR; i++) {
		high[i] = fcntl(fd[i], F_DUPFD, GUARD_NR);
		if (high[i] < 0)
			return -1;
	}
	for (i = 0; i < GUARD_NR; i++)
		if (dup2(high[i], i) < 0)
			return -1;
	return syscall(SYS_close_range, GUARD_NR, ~0U, 0);
}

/* The life of the guard: returns its exit status. */
static int guard_run(const int fd[GUARD_NR])
{
	struct pollfd wait[] = {
		{ .fd = GUARD_CHANNEL, .events = POLLIN },
		{ .fd = GUARD_OWNER, .events = POLLIN },
	};

	setsid();
	prctl(PR_SET_NAME, "ptwalk-guard");
	guard_spare_me();	/* without CAP_SYS_RESOURCE it cannot, and is no worse a guard */
	if (guard_keep(fd) || write(GUARD_CHANNEL, "", 1) != 1)
		return EXIT_FAILURE;
	while (poll(wait, 2, -1) < 0 && errno == EINTR)
		;
	return pwrite(GUARD_FILE, "0", 1, 0) == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/**
 * record_guard_start() - have a process wait for the end of this one
 * @guard: filled in on success; to be given to record_guard_end()
 * @file: descriptor of a cgroup.freeze; the guard writes 0 to it then
 * @err: filled in on failure
 *
 * Return: 0, once the guard waits; or a negative errno.
 */
int record_guard_start(struct record_guard *guard, int file, struct errmsg *err)
{
	int pair[2], owner, rc = 0;
	sigset_t all, before;
	char ready;

	*guard = (struct record_guard){ .channel = -1 };
	owner = syscall(SYS_pidfd_open, getpid(), 0);
	if (owner < 0)
		return errmsg_set(err, -errno, "cannot watch ptwalk itself (pidfd_open): %m");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		rc = errmsg_set(err, -errno, "cannot make a pair of sockets: %m");
		close(owner);
		return rc;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	guard->pid = fork();
	if (!guard->pid)
		_exit(guard_run((int[]){ pair[1], owner, file }));
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (guard->pid < 0)
		rc = errmsg_set(err, -errno, "cannot start a process that thaws the cgroup: %m");
	close(owner);
	close(pair[1]);
	guard->channel = pair[0];
	if (!rc && read(guard->channel, &ready, 1) != 1)
		rc = errmsg_set(err, -ECHILD, "the process that is to thaw the cgroup has ended");
	if (rc) {
		close(guard->channel);
		if (guard->pid > 0)
			waitpid(guard->pid, NULL, 0);
		guard->pid = 0;
	}
	return rc;
}

/**
 * record_guard_end() - have the guard thaw the cgroup, and end
 * @guard: from record_guard_start()
 *
 * Return: 0; -ECHILD if it could not, or had been killed.
 */
int record_guard_end(struct record_guard *guard)
{
	int status = -1;

	/* its end of the socket becomes readable */
	shutdown(guard->channel, SHUT_WR);
	while (waitpid(guard->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(guard->channel);
	guard->pid = 0;
	return status ? -ECHILD : 0;
}
