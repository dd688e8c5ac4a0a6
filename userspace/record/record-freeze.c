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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "errmsg.h"
#include "host.h"
#include "record-halt.h"

/* Seconds: a cgroup with a process that sleeps uninterruptibly is never frozen */
#define PATIENCE	5
#define PAUSE_NS	1000000L

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

/* Find the directory of the cgroup, or say why it cannot be frozen. */
static int freeze_find(int pid, char directory[PATH_SIZE], struct errmsg *err)
{
	char path[PATH_MAX], own[PATH_MAX], point[PATH_MAX], file[PATH_SIZE + 16], type[32];

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

/* Is a cgroup frozen now?  Not yet, while one of its tasks runs. */
static bool freeze_done(const char *directory)
{
	char path[PATH_SIZE + 16], line[64];
	bool frozen = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/cgroup.events", directory);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		frozen |= !strcmp(line, "frozen 1\n");
	if (file)
		fclose(file);
	return frozen;
}

static bool freeze_wait(const char *directory)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	long n;

	/* not by a clock: it goes on while a virtual machine stands still */
	for (n = 0; n < PATIENCE * (1000000000L / PAUSE_NS); n++) {
		if (freeze_done(directory))
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
	else if (!freeze_wait(directory))
		rc = errmsg_set(err, -ETIMEDOUT,
				"%s is not frozen after %d s: one of its processes waits for a device or a file system; it runs on: try again, or use --stop",
				directory, PATIENCE);
	return rc;
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
	char directory[PATH_SIZE], path[PATH_SIZE + 16], before[8] = "";
	int rc;

	*freezer = (struct record_freezer){ .file = -1 };
	rc = freeze_find(pid, directory, err);
	if (rc)
		return rc;
	if (freeze_done(directory))
		return 0;
	snprintf(path, sizeof(path), "%s/cgroup.freeze", directory);
	freezer->file = open(path, O_RDWR | O_CLOEXEC);
	if (freezer->file < 0)
		return errmsg_set(err, -errno, "cannot open %s: %m", path);
	if (pread(freezer->file, before, sizeof(before) - 1, 0) > 0 && *before == '1')
		rc = errmsg_set(err, -EBUSY,
				"somebody else is freezing %s just now: try again", directory);
	else
		rc = freeze_running(freezer, directory, err);
	if (rc)
		record_thaw(freezer, NULL);
	return rc;
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
	freezer->file = -1;
	return rc;
}
