// SPDX-License-Identifier: GPL-2.0-only
/*
 * A memory cgroup: see memgroup.h.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"
#include "memgroup.h"

#define ROOT	"/sys/fs/cgroup"
#define GROUP	ROOT "/ptwalk"

int memgroup_on(void)
{
	if (access(ROOT "/cgroup.procs", F_OK) &&
	    mount("none", ROOT, "cgroup2", 0, NULL))
		return -1;
	if (write_file(ROOT "/cgroup.subtree_control", "+memory"))
		return -1;
	return mkdir(GROUP, 0700) && errno != EEXIST ? -1 : 0;
}

int memgroup_enter(pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return write_file(GROUP "/cgroup.procs", text);
}

int memgroup_set(const char *name, const char *value)
{
	char path[64];

	snprintf(path, sizeof(path), GROUP "/%s", name);
	return write_file(path, value);
}

void memgroup_off(void)
{
	write_file(ROOT "/cgroup.procs", "0");
	rmdir(GROUP);
}
