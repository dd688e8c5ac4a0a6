// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cgroup of a process: see cgroup.h.
 *
 * A path in the hierarchies that are read here, with the unit marked:
 *
 *	/system.slice/nginx.service/worker
 *	 ^^^^^^^^^^^^^^^^^^^^^^^^^^
 *	/kubepods.slice/kubepods-pod0a1b2c3d_....slice/cri-containerd-0123....scope/init
 *	 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 *	/kubepods/burstable/pod0a1b2c3d-..../0123....
 *	 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 *	/user.slice/user-1000.slice/session-3.scope
 *	 ^^^^^^^^^^^^^^^^^^^^^^^^^^
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "pte.h"

#define CGROUPFS	"/sys/fs/cgroup"
/* Where systemd mounts version 2 beside version 1, below CGROUPFS */
#define UNIFIED		"/unified"
#define HEX		"0123456789abcdef"
/* Container engines print so many digits of an ID at least */
#define ID_MIN		12

/**
 * cgroup_read() - read the path of a process's cgroup of v2
 * @pid: the process, in the PID namespace of /proc
 * @path: set to the path, as seen from the root of the cgroup namespace of the reader; ""
 *	  on failure
 *
 * Return: 0; -ESRCH if there is no such process; -EOPNOTSUPP if it is in no cgroup of v2, or the
 * kernel has none; or the negative errno of open(2).
 */
int cgroup_read(int pid, char path[PATH_MAX])
{
	char name[32], line[PATH_MAX];
	size_t length;
	FILE *file;

	path[0] = '\0';
	snprintf(name, sizeof(name), "/proc/%d/cgroup", pid);
	file = fopen(name, "re");
	if (!file && errno == ENOENT)
		return access("/proc/self/cgroup", F_OK) ? -EOPNOTSUPP : -ESRCH;
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		length = strlen(line);
		if (strncmp(line, "0::", 3) || line[length - 1] != '\n')
			continue;
		line[length - 1] = '\0';
		strcpy(path, line + 3);
	}
	/* the process ended after the file was opened */
	if (ferror(file)) {
		fclose(file);
		return -ESRCH;
	}
	fclose(file);
	return path[0] ? 0 : -EOPNOTSUPP;
}

/**
 * cgroup_any_line() - is something true of a line of /proc/PID/cgroup?
 * @pid: the process
 * @test: called with each line, without its newline, until it returns true
 * @arg: passed to @test
 *
 * Return: true if @test was; false also if the file cannot be read.
 */
bool cgroup_any_line(int pid, bool (*test)(const char *line, void *arg), void *arg)
{
	char name[32], *line = NULL;
	bool found = false;
	size_t size = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/cgroup", pid);
	file = fopen(name, "re");
	while (file && !found && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		found = test(line, arg);
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

static bool begins_with(const char *name, size_t length, const char *prefix)
{
	const size_t n = strlen(prefix);

	return length > n && !memcmp(name, prefix, n);
}

static bool ends_in(const char *name, size_t length, const char *suffix)
{
	const size_t n = strlen(suffix);

	return length > n && !memcmp(name + length - n, suffix, n);
}

/*
 * Take the UID of a pod from the name of a cgroup: "pod" and the UID, at the beginning or behind
 * a dash.  systemd has no dashes in names, so kubelet writes _ for them; a static pod's UID is a
 * hash without either.
 */
static bool take_pod(const char *name, size_t length, char pod[CGROUP_POD_SIZE])
{
	const char *from, *end = name + length;
	size_t n, i;

	for (from = name; from + 3 < end; from++) {
		if (memcmp(from, "pod", 3) || (from > name && from[-1] != '-'))
			continue;
		n = strspn(from + 3, HEX "-_");
		if (n != 32 && n != 36)
			continue;
		for (i = 0; i < n; i++)
			pod[i] = from[3 + i] == '_' ? '-' : from[3 + i];
		pod[n] = '\0';
		return true;
	}
	return false;
}

/* Take the ID of a container, 64 hexadecimal digits, from the name of a cgroup. */
static bool take_container(const char *name, size_t length, char container[CGROUP_CONTAINER_SIZE])
{
	const char *from, *end = name + length;
	size_t n;

	for (from = name; from < end; from += n ? n : 1) {
		n = strspn(from, HEX);
		if (n != CGROUP_CONTAINER_SIZE - 1)
			continue;
		memcpy(container, from, n);
		container[n] = '\0';
		return true;
	}
	return false;
}

/* "user-1000.slice": its sessions and services have numbers that are never used again */
static bool is_user(const char *name, size_t length)
{
	const size_t before = strlen("user-"), behind = strlen(".slice");
	size_t i;

	if (length <= before + behind || !begins_with(name, length, "user-") ||
	    !ends_in(name, length, ".slice"))
		return false;
	for (i = before; i < length - behind; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return true;
}

/* The next component of a path: moves @name behind the slash, and returns its length or 0 */
static size_t component(const char **name)
{
	*name += strspn(*name, "/");
	return strcspn(*name, "/");
}

/* Where the innermost pod ends in the path, and its UID; NULL if the path has no pod */
static const char *find_pod(const char *path, char pod[CGROUP_POD_SIZE])
{
	const char *name = path, *found = NULL;
	size_t length;

	for (; (length = component(&name)); name += length)
		if (take_pod(name, length, pod))
			found = name + length;
	return found;
}

/**
 * cgroup_unit() - find which unit, pod or container a cgroup belongs to
 * @path: path of the cgroup
 * @unit: filled in
 *
 * That is the container in the innermost pod, or the pod.  Without a pod it is the outermost
 * container, systemd service, scope or user; what these make below themselves is theirs.  A path
 * that names none of them is its own unit.
 */
void cgroup_unit(const char *path, struct cgroup_unit *unit)
{
	const char *name = path, *pod;
	size_t length;

	*unit = (struct cgroup_unit){ .length = strlen(path) };
	pod = find_pod(path, unit->pod);
	if (pod) {
		unit->length = pod - path;
		name = pod;
		length = component(&name);
		if (take_container(name, length, unit->container))
			unit->length = name + length - path;
		return;
	}
	for (; (length = component(&name)); name += length) {
		if (!take_container(name, length, unit->container) && !is_user(name, length) &&
		    !ends_in(name, length, ".service") && !ends_in(name, length, ".scope"))
			continue;
		unit->length = name + length - path;
		return;
	}
}

/*
 * Is @part the name @name, or what systemd makes of it?  In names of units, "\x2d" stands for a "-"
 * of the name that was escaped.
 */
static bool is_escaped(const char *part, size_t length, const char *name)
{
	const char *end = part + length;
	unsigned int c;
	int used;

	for (; part < end && *name; name++) {
		used = 0;
		if (end - part < 4 || sscanf(part, "\\x%2x%n", &c, &used) != 1 || used != 4) {
			used = 1;
			c = (unsigned char)*part;
		}
		part += used;
		if (c != (unsigned char)*name)
			return false;
	}
	return part == end && !*name;
}

/*
 * Is a component of a path that of a unit or container @name?  The suffix of a unit may be left
 * out.  A scope that an engine makes has a prefix and the ID of the container.
 */
static bool is_plainly(const char *part, size_t length, const char *name)
{
	static const char *const suffixes[] = { ".service", ".scope", ".slice" };
	static const char *const prefixes[] = {
		"docker-", "libpod-", "cri-containerd-", "crio-", "machine-", "lxc.payload.",
	};
	const size_t wanted = strlen(name);
	size_t i;

	if (length == wanted && !memcmp(part, name, length))
		return true;
	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (ends_in(part, length, suffixes[i])) {
			length -= strlen(suffixes[i]);
			break;
		}
	}
	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		if (begins_with(part, length, prefixes[i])) {
			part += strlen(prefixes[i]);
			length -= strlen(prefixes[i]);
			break;
		}
	}
	if (is_escaped(part, length, name))
		return true;
	return wanted >= ID_MIN && length > wanted && !memcmp(part, name, wanted) &&
	       strspn(name, HEX) == wanted && strspn(part, HEX) >= length;
}

/* The same; containerd without systemd's driver has "SLICE:cri-containerd:ID" */
static bool is_component(const char *part, size_t length, const char *name)
{
	const char *colon = memrchr(part, ':', length);

	return is_plainly(part, length, name) ||
	       (colon && is_plainly(colon + 1, part + length - colon - 1, name));
}

/**
 * cgroup_has_unit() - is a cgroup that of a unit or container, or below it?
 * @path: path of the cgroup
 * @name: name of a unit, with or without its suffix, or of a container, or its ID, of which 12
 *	  digits are enough
 *
 * Return: true if it is.
 */
bool cgroup_has_unit(const char *path, const char *name)
{
	size_t length;

	for (; (length = component(&path)); path += length)
		if (is_component(path, length, name))
			return true;
	return false;
}

/* Is @path that of the cgroup @above, or below it? */
static bool is_below(const char *path, const char *above)
{
	size_t length = strlen(above);

	while (length && above[length - 1] == '/')
		length--;
	return !strncmp(path, above, length) && (!path[length] || path[length] == '/');
}

/**
 * cgroup_line_path() - the path in a line of /proc/PID/cgroup
 * @line: "ID:CONTROLLERS:PATH"; a path can have colons
 *
 * Return: the path in @line, or NULL.
 */
const char *cgroup_line_path(const char *line)
{
	const char *controllers = strchr(line, ':');
	const char *end = controllers ? strchr(controllers + 1, ':') : NULL;

	return end ? end + 1 : NULL;
}

/*
 * Is @name, of @n bytes, the directory of the hierarchy of version 1 with these controllers, as
 * "cpu,cpuacct", or one of the links "cpu" and "cpuacct" to it?
 */
static bool is_hierarchy(const char *name, size_t n, const char *controllers, size_t length)
{
	const char *end = controllers + length;
	size_t one;

	if (begins_with(controllers, length, "name="))
		controllers += strlen("name=");
	if (n == (size_t)(end - controllers) && !memcmp(controllers, name, n))
		return true;
	for (; controllers < end; controllers += one + 1) {
		one = strcspn(controllers, ",:");
		if (one == n && !memcmp(controllers, name, n))
			return true;
	}
	return false;
}

/**
 * cgroup_line_below() - is a process in a cgroup, or below it?
 * @line: line of its /proc/PID/cgroup, "ID:CONTROLLERS:PATH", without the newline
 * @path: path of the cgroup: as there, or of its directory in CGROUPFS
 *
 * Return: true if it is, in the hierarchy of the line.
 */
bool cgroup_line_below(const char *line, const char *path)
{
	const char *controllers, *own = cgroup_line_path(line);
	size_t length, mounted;

	if (!own)
		return false;
	controllers = strchr(line, ':') + 1;
	length = own - 1 - controllers;
	if (!is_below(path, CGROUPFS))
		return is_below(own + (*path != '/' && *own == '/'), path);
	path += strlen(CGROUPFS);
	/* version 2 has the directory itself or, where version 1 has that, one in it */
	if (!length)
		return is_below(own, path) ||
		       (is_below(path, UNIFIED) && is_below(own, path + strlen(UNIFIED)));
	if (*path++ != '/')
		return false;
	mounted = strcspn(path, "/");
	return is_hierarchy(path, mounted, controllers, length) && is_below(own, path + mounted);
}
