// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live targets by way of the module: send a request, and explain each refusal.  An errno
 * alone is not enough for that: EPERM is a missing capability or lockdown, ENOENT is a
 * missing module or no debugfs.  This file finds out which one it is; what is refused by
 * every source of live dumps is in source-live.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "source-private.h"

#define DIRECTORY	DEBUGFS "/ptwalk"
#define RAW		DIRECTORY "/raw"

/*
 * DIRECTORY, once it was found.  For "stat --all": the way there leads through sysfs, whose
 * permission checks take a fifth of the time of a small dump.
 */
static int directory = -1;

/* Open RAW; returns a descriptor or a negative errno. */
static int open_raw(void)
{
	int fd;

	if (directory < 0)
		directory = open(DIRECTORY, O_PATH | O_DIRECTORY | O_CLOEXEC);
	fd = openat(directory, "raw", O_RDWR | O_CLOEXEC);
	/* the module was unloaded and perhaps loaded again, or there is no such directory */
	if (fd < 0 && (errno == ENOENT || errno == EBADF))
		fd = open(RAW, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* "ptwalk module load" cannot work with an unsigned module where the kernel is locked down. */
static int not_loaded(int code, const struct source_place *place, struct errmsg *err)
{
	const char *kernel = place->half == PTWALK_HALF_KERNEL ? " kernel=1" : "";
	struct errmsg debugfs;
	char level[32];
	int rc;

	rc = host_debugfs(&debugfs);
	if (rc == -ENODEV || (rc && !access("/sys/module/ptwalk", F_OK)))
		return errmsg_set(err, code, "%s", debugfs.text);
	if (host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the ptwalk module is not loaded, and the kernel is locked down (%s): it takes only modules that are signed with a key it knows, see mokutil(1)",
				  level);
	return errmsg_set(err, code,
			  "the ptwalk module is not loaded%s%s; %s: ptwalk module load%s",
			  rc ? ", and " : "", rc ? debugfs.text : "", rc ? "then" : "run",
			  kernel);
}

static int open_failed(int code, const struct source_place *place, struct errmsg *err)
{
	const int pid = place->pid;
	char level[32];

	if (code == -ENOENT)
		return not_loaded(code, place, err);
	if (code != -EPERM && code != -EACCES)
		return errmsg_set(err, code, "cannot open " RAW ": %s",
				  strerror(-code));
	if (!host_capable(CAP_SYS_ADMIN) || !host_capable(CAP_DAC_OVERRIDE))
		return errmsg_set(err, code,
				  "reading page tables by the module needs CAP_SYS_ADMIN and CAP_DAC_OVERRIDE: run it as root");
	if (host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the kernel is locked down (%s), which closes " RAW
				  "; what stays open are files of single processes: ptwalk module load pids=%d, or write %d to /sys/module/ptwalk/parameters/pids",
				  level, pid, pid);
	return errmsg_set(err, code,
			  "reading page tables needs CAP_SYS_ADMIN in the initial user namespace; root of a container does not have it");
}

static int request_failed(int code, const struct source_place *place,
			  const struct source_request *request,
			  struct errmsg *err)
{
	if (source_refused(code, place, request, err))
		return code;
	switch (code) {
	case -EACCES:
		return errmsg_set(err, code,
				  "the kernel half is walked without a lock and only where the module allows it: ptwalk module load kernel=1, or write 1 to /sys/module/ptwalk/parameters/kernel");
	case -EPERM:
		return errmsg_set(err, code,
				  "the kernel is locked down for confidentiality, which forbids dumps of the kernel half");
	case -EBADRQC:
	case -E2BIG:
	case -EOPNOTSUPP:
		return errmsg_set(err, code,
				  "the loaded module does not understand the request (%s): it is of another version than ptwalk "
				  PTWALK_VERSION
				  "; run: ptwalk module unload, ptwalk module load",
				  strerror(-code));
	}
	return errmsg_set(err, code, "the module refused the request: %s",
			  strerror(-code));
}

/*
 * Open the file that the module has made for this process, because its parameter "pids"
 * names it.  Lockdown closes RAW but not this file.  The file takes no request: it always
 * has the whole user half.
 */
static int open_published(const struct source_place *place)
{
	char path[64];

	if (place->half != PTWALK_HALF_USER || place->pgd != PTWALK_PGD_KERNEL)
		return -1;
	snprintf(path, sizeof(path), DEBUGFS "/ptwalk/pid/%d/raw", place->pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/**
 * source_module_open() - open a file of the module that can dump a process
 * @place: the process, and which page tables of it
 * @err: filled in with the reason on failure
 *
 * Return: a descriptor for source_module_request(), which the caller closes; -ENOENT if the
 * module is not loaded or debugfs not mounted; -EPERM or -EACCES if privilege is missing or
 * lockdown closes the file; another negative errno.
 */
int source_module_open(const struct source_place *place, struct errmsg *err)
{
	int rc = open_raw(), fd;

	if (rc >= 0)
		return rc;
	fd = rc == -EPERM ? open_published(place) : -1;
	return fd < 0 ? open_failed(rc, place, err) : fd;
}

/**
 * source_module_request() - request a dump from the module
 * @fd: from source_module_open()
 * @place: the process, and which page tables of it
 * @request: range to dump; NULL, or @start and @end 0, for the whole half
 * @err: filled in with the reason on failure
 *
 * Return: 0, after which the caller reads the dump from @fd up to end of file; or a negative
 * errno.
 */
int source_module_request(int fd, const struct source_place *place,
			  const struct source_request *request, struct errmsg *err)
{
	char text[PTWALK_REQUEST_MAX], range[64] = "";
	int length;
	ssize_t n;

	/* what is opened for reading only is the file of one process, see open_published() */
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		return 0;
	/* the module expects the whole request in one write() */
	if (!source_whole(request))
		snprintf(range, sizeof(range), " start=0x%llx end=0x%llx",
			 request->start, request->end);
	length = snprintf(text, sizeof(text), "pid=%d%s%s%s%s\n", place->pid,
			  place->half == PTWALK_HALF_KERNEL ? " half=kernel" : "",
			  place->pgd == PTWALK_PGD_USER ? " pgd=user" : "",
			  request && request->pathless ? " paths=no" : "", range);
	n = write(fd, text, length);
	if (n == length)
		return 0;
	return request_failed(n < 0 ? -errno : -EIO, place, request, err);
}
