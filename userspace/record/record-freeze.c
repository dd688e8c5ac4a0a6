// SPDX-License-Identifier: GPL-2.0-only
/*
 * Freeze the cgroup of a process, and with it the whole service: all that share its memory,
 * also by files, stand still together.  cgroup v2 only: what the freezer of v1 froze could be in
 * the middle of a system call and hold locks.
 *
 * The state that was found is restored: a cgroup that was frozen before stays frozen, also where
 * that is the doing of a cgroup above it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "clock.h"
#include "errmsg.h"
#include "host.h"
#include "record-halt.h"

/* Seconds: a cgroup with a process that sleeps uninterruptibly is never frozen */
#define PATIENCE	5
#define PAUSE_NS	1000000L

/*
 * Milliseconds until the kernel has told of a change: it tells of those of a cgroup.events once in
 * 10 ms (CGROUP_FILE_NOTIFY_MIN_INTV), and keeps the others until then
 */
#define NOTICE_MS	30

#define THAWED		"somebody else thawed its cgroup meanwhile"

/* For the path of a directory */
#define PATH_SIZE	(2 * PATH_MAX)

/* Where is the tree of cgroup v2 mounted? */
static bool freeze_mount(char point[PATH_MAX])
{
	FILE *file = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	bool found = false;

	while (file && !found && (mount = getmntent(file))) {
		found = !strcmp(mount->mnt_type, "cgroup2");
		if (found)
			snprintf(point, PATH_MAX, "%s", mount->mnt_dir);
	}
	if (file)
		endmntent(file);
	return found;
}

/* Is a cgroup this one, or below it? */
static bool freeze_within(const char *inner, const char *outer)
{
	const size_t length = strlen(outer);

	return !strncmp(inner, outer, length) && (!inner[length] || inner[length] == '/');
}

/* Find the cgroup and its directory, or say why it cannot be frozen. */
static int freeze_find(int pid, char path[PATH_MAX], char directory[PATH_SIZE],
		       struct errmsg *err)
{
	char own[PATH_MAX], point[PATH_MAX], file[PATH_SIZE + 16], type[32];

	if (cgroup_read(pid, path) == -ESRCH)
		return errmsg_set(err, -ESRCH, "there is no such process");
	if (!path[0] || cgroup_read(getpid(), own) || !freeze_mount(point))
		return errmsg_set(err, -EOPNOTSUPP,
				  "there is no cgroup v2 here, or it is not mounted: use --stop");
	if (!strcmp(path, "/"))
		return errmsg_set(err, -EOPNOTSUPP,
				  "the process is in the root cgroup, which cannot be frozen: use --stop");
	if (!strncmp(path, "/..", 3))
		return errmsg_set(err, -EOPNOTSUPP,
				  "the cgroup of the process is not in the cgroup namespace of ptwalk: use --stop");
	if (freeze_within(own, path))
		return errmsg_set(err, -EDEADLK,
				  "ptwalk is in cgroup %s, too, and would freeze itself: use --stop, or start ptwalk elsewhere (systemd-run)",
				  path);
	snprintf(directory, PATH_SIZE, "%s%s", point, path);
	snprintf(file, sizeof(file), "%s/cgroup.type", directory);
	if (host_read_line(file, type, sizeof(type)) && !strcmp(type, "threaded"))
		return errmsg_set(err, -EOPNOTSUPP,
				  "cgroup %s holds single threads, not whole processes: use --stop", path);
	return 0;
}

/*
 * Is a cgroup frozen now?  Not yet, while one of its tasks runs.  poll(2) then tells of changes after
 * that.
 */
static bool freeze_done(int events)
{
	char text[128];
	ssize_t n = pread(events, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return strstr(text, "frozen 1\n");
}

/* CPU time of all threads of a process, nanoseconds; 0 if it is not known */
static __u64 freeze_cpu_ns(int pid)
{
	struct timespec ts;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &ts))
		return 0;
	return ts.tv_sec * CLOCK_SECOND + ts.tv_nsec;
}

static bool freeze_wait(int events)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	long n;

	/* not by a clock: it goes on while a virtual machine stands still */
	for (n = 0; n < PATIENCE * (1000000000L / PAUSE_NS); n++) {
		if (freeze_done(events))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

/* The cgroup was running: freeze it, with a guard that thaws it. */
static int freeze_running(struct record_freezer *freezer, const char *directory,
			  struct errmsg *err)
{
	int rc = record_guard_start(&freezer->guard, freezer->file, err);

	if (rc)
		return rc;
	if (pwrite(freezer->file, "1", 1, 0) != 1)
		rc = errmsg_set(err, -errno, "cannot freeze %s: %m", directory);
	else if (!freeze_wait(freezer->events))
		rc = errmsg_set(err, -ETIMEDOUT,
				"%s is not frozen after %d s: one of its processes waits for a device or a file system; it runs on: try again, or use --stop",
				directory, PATIENCE);
	return rc;
}

/*
 * What is wrong if the process is no longer in the frozen cgroup, a clause; else NULL.  To read the
 * cgroup of the process waits for css_set_lock, under which the kernel notices that the last task
 * is frozen and tells of it: so this is not taken for a change later.
 */
static const char *freeze_broken(const struct record_freezer *freezer)
{
	char path[PATH_MAX];

	if (cgroup_read(freezer->pid, path) || strcmp(path, freezer->path))
		return "it left its cgroup meanwhile, or ended";
	if (!freeze_done(freezer->events))
		return THAWED;
	return NULL;
}

/* Freeze the cgroup in this directory, unless it is frozen. */
static int freeze_cgroup(struct record_freezer *freezer, const char *directory,
			 struct errmsg *err)
{
	char path[PATH_SIZE + 16], before[8] = "";

	snprintf(path, sizeof(path), "%s/cgroup.events", directory);
	freezer->events = open(path, O_RDONLY | O_CLOEXEC);
	if (freezer->events < 0)
		return errmsg_set(err, -errno, "cannot open %s: %m", path);
	if (freeze_done(freezer->events))
		return 0;
	snprintf(path, sizeof(path), "%s/cgroup.freeze", directory);
	freezer->file = open(path, O_RDWR | O_CLOEXEC);
	if (freezer->file < 0)
		return errmsg_set(err, -errno, "cannot open %s: %m", path);
	if (pread(freezer->file, before, sizeof(before) - 1, 0) > 0 && *before == '1')
		return errmsg_set(err, -EBUSY,
				  "somebody else is freezing %s just now: try again", directory);
	return freeze_running(freezer, directory, err);
}

/**
 * record_freeze() - freeze the cgroup of a process
 * @freezer: filled in; on success, to be given to record_thaw()
 * @pid: the process
 * @err: filled in on failure
 *
 * Return: 0, when all of it is frozen; or a negative errno, and it is as it was.
 */
int record_freeze(struct record_freezer *freezer, int pid, struct errmsg *err)
{
	char directory[PATH_SIZE];
	const char *broken;
	int rc;

	*freezer = (struct record_freezer){ .file = -1, .events = -1, .pid = pid };
	rc = freeze_find(pid, freezer->path, directory, err);
	if (!rc)
		rc = freeze_cgroup(freezer, directory, err);
	if (!rc) {
		broken = freeze_broken(freezer);
		freezer->cpu_ns = freeze_cpu_ns(pid);
		if (broken)
			rc = errmsg_set(err, -EAGAIN, "%s: try again", broken);
	}
	if (rc)
		record_thaw(freezer, NULL);
	return rc;
}

/**
 * record_freeze_doubt() - look whether the process can have run since record_freeze()
 * @freezer: from record_freeze(); not thawed by this process yet
 *
 * Whoever may write to cgroup.freeze can thaw the cgroup, or freeze it again.  A process that was
 * thawed has used CPU time.  So has one that the kernel woke for a signal or for io_uring, which
 * stays frozen: then only the kernel's notice of a change tells, which can be late, and is waited
 * for.
 *
 * Return: NULL if it cannot; else what happened, a clause.
 */
const char *record_freeze_doubt(const struct record_freezer *freezer)
{
	struct pollfd change = { .fd = freezer->events, .events = POLLPRI };
	const __u64 cpu_ns = freeze_cpu_ns(freezer->pid);
	const bool ran = !cpu_ns || cpu_ns != freezer->cpu_ns;
	const bool changed = ran && poll(&change, 1, NOTICE_MS);
	const char *broken = freeze_broken(freezer);

	if (!broken && changed)
		broken = THAWED;
	return broken;
}

/**
 * record_thaw() - thaw a cgroup, if it was not frozen before
 * @freezer: from record_freeze()
 * @err: filled in on failure
 *
 * Return: 0; a negative errno if it stays frozen.
 */
int record_thaw(struct record_freezer *freezer, struct errmsg *err)
{
	int rc = 0;

	if (freezer->guard.pid && record_guard_end(&freezer->guard) &&
	    pwrite(freezer->file, "0", 1, 0) != 1)
		rc = errmsg_set(err, -errno,
				"the cgroup is still frozen and cannot be thawed (%m): write 0 to its cgroup.freeze");
	if (freezer->file >= 0)
		close(freezer->file);
	if (freezer->events >= 0)
		close(freezer->events);
	freezer->file = -1;
	freezer->events = -1;
	return rc;
}
