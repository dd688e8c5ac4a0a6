/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cgroup of a process, from /proc/PID/cgroup, and what its path says: the systemd unit, pod
 * and container that it is.  Owns the naming of Kubernetes and of container runtimes.  Lines are
 * of all hierarchies; cgroup_read() knows v2 only, also where v1 is mounted beside it.  Never prints.
 */
#ifndef PTWALK_CGROUP_H
#define PTWALK_CGROUP_H

#include <linux/limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes of a pod's UID and of a container's ID, with the NUL */
#define CGROUP_POD_SIZE		37
#define CGROUP_CONTAINER_SIZE	65

/**
 * struct cgroup_unit - what a path of a cgroup names
 * @length: bytes of the path up to the unit, without the cgroups that the unit makes for itself
 * @pod: UID of the Kubernetes pod, with dashes as Kubernetes writes it; "" if it is none
 * @container: ID of the container; "" if it is none
 */
struct cgroup_unit {
	size_t	length;
	char	pod[CGROUP_POD_SIZE];
	char	container[CGROUP_CONTAINER_SIZE];
};

int cgroup_read(int pid, char path[PATH_MAX]);
bool cgroup_any_line(int pid, bool (*test)(const char *line, void *arg), void *arg);
void cgroup_unit(const char *path, struct cgroup_unit *unit);
bool cgroup_has_unit(const char *path, const char *name);
const char *cgroup_line_path(const char *line);
bool cgroup_line_below(const char *line, const char *path);

#endif /* PTWALK_CGROUP_H */
