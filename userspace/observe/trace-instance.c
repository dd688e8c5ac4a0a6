// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making and removing a tracing instance: see trace-instance.h.
 *
 * An instance outlives the process that made it, so ptwalk has to recognise one that was left
 * behind by a killed process.  The PID in its name does not tell: in another PID namespace
 * that PID is a different process or none.  So the maker holds a flock(2) on the instance's
 * directory, which the kernel releases when the maker ends, even if it is killed.  An instance
 * may be removed only with that lock held, and only if its name still leads to the locked
 * directory.
 *
 * Kprobe events outlive their maker as well, and all instances see them.  They are defined
 * after the instance is made and removed before it is, so that a group of kprobe events always
 * has its instance, whose lock tells whether it is in use.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "errmsg.h"
#include "host.h"
#include "library-trace.h"
#include "trace-instance.h"

#define TRACEFS		"/sys/kernel/tracing"
#define NAME		"ptwalk.%d.%u"	/* PID and the first number that is not in use */
#define GROUP		"ptwalk_%d_%u"	/* the kernel wants a C identifier here */
#define NAMES		64		/* numbers that are tried */

/*
 * Size of the buffers of all CPUs together, in KiB, and the limits for one.  khugepaged makes
 * eight events in ten seconds by default, but a hundred thousand a second with
 * scan_sleep_millisecs=0.  The kernel's default is 1408 KiB for each CPU: on a host of 512 CPUs
 * more than 700 MB.
 */
#define BUFFERS_KB	65536
#define BUFFER_KB	256
#define MAX_BUFFER_KB	4096

/* statfs() of tracing/ in debugfs makes the kernel mount tracefs there automatically. */
static bool is_tracefs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == TRACEFS_MAGIC;
}

/**
 * trace_instance_check() - is there a tracefs?
 * @err: filled in with what to do if not
 *
 * Return: 0; -ENOENT if it is not mounted; -ENODEV if the kernel has none.
 */
int trace_instance_check(struct errmsg *err)
{
	if (is_tracefs(TRACEFS) || is_tracefs(DEBUGFS "/tracing"))
		return 0;
	if (!access(TRACEFS, F_OK))
		return errmsg_set(err, -ENOENT,
				  "tracefs is not mounted; run: mount -t tracefs none "
				  TRACEFS);
	return errmsg_set(err, -ENODEV,
			  "this kernel has no tracefs (CONFIG_TRACING), through which khugepaged tells what it does");
}

static int failed(int code, struct errmsg *err)
{
	char level[32];

	if (code == -EACCES && !host_capable(CAP_DAC_OVERRIDE))
		return errmsg_set(err, code,
				  "following khugepaged needs CAP_DAC_OVERRIDE, to write to tracefs: run it as root");
	if ((code == -EPERM || code == -EACCES) &&
	    host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the kernel is locked down (%s), which closes tracefs",
				  level);
	return errmsg_set(err, code,
			  "cannot make a tracing instance: %s (in " TRACEFS
			  "/instances)", strerror(-code));
}

/*
 * Lock the directory of an instance.
 *
 * Return: a descriptor with the lock; -1 with errno EWOULDBLOCK if another process has the
 * lock, ENOENT if the directory was removed or replaced by another one of that name.
 */
static int lock_directory(struct tracefs_instance *instance)
{
	char *path = tracefs_instance_get_dir(instance);
	struct stat locked, named;
	int fd, code = 0;

	fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) || fstat(fd, &locked) ||
	    stat(path, &named))
		code = errno;
	else if (locked.st_ino != named.st_ino)
		code = ENOENT;
	tracefs_put_tracing_file(path);
	if (!code)
		return fd;
	if (fd >= 0)
		close(fd);
	errno = code;
	return -1;
}

/* Remove the instance @name if ptwalk made it and was killed: then nobody holds its lock. */
static int remove_stale(const char *name, void *arg)
{
	struct trace_instance stale;
	unsigned int number;
	int pid;
	char end;

	(void)arg;
	if (sscanf(name, NAME "%c", &pid, &number, &end) != 2)
		return 0;
	stale.tracefs = tracefs_instance_alloc(NULL, name);
	if (!stale.tracefs)
		return 0;
	snprintf(stale.group, sizeof(stale.group), GROUP, pid, number);
	stale.lock = lock_directory(stale.tracefs);
	if (stale.lock >= 0)
		trace_instance_remove(&stale);
	else
		tracefs_instance_free(stale.tracefs);
	return 0;
}

/*
 * Make an instance and lock it.  Between these two steps another ptwalk can take it for one
 * that was left behind and remove it; then the next name is tried.
 *
 * Return: 0, or -1 with errno set.
 */
static int make_locked(struct trace_instance *instance)
{
	struct tracefs_instance *made;
	unsigned int number;
	char name[32];
	int code;

	for (number = 0; number < NAMES; number++) {
		snprintf(name, sizeof(name), NAME, getpid(), number);
		errno = 0;
		made = tracefs_instance_create(name);
		if (!made && errno != EEXIST)
			return -1;
		if (made && tracefs_instance_is_new(made)) {
			instance->lock = lock_directory(made);
			if (instance->lock >= 0) {
				instance->tracefs = made;
				snprintf(instance->group,
					 sizeof(instance->group), GROUP,
					 getpid(), number);
				return 0;
			}
			if (errno != EWOULDBLOCK && errno != ENOENT) {
				code = errno;
				tracefs_instance_destroy(made);
				tracefs_instance_free(made);
				errno = code;
				return -1;
			}
		}
		tracefs_instance_free(made);
	}
	errno = EEXIST;
	return -1;
}

static int buffer_kb(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	long kb = cpus > 0 ? BUFFERS_KB / cpus : BUFFER_KB;

	if (kb < BUFFER_KB)
		return BUFFER_KB;
	return kb < MAX_BUFFER_KB ? kb : MAX_BUFFER_KB;
}

/**
 * trace_instance_make() - make a tracing instance that uses CLOCK_MONOTONIC, as dumps do
 * @instance: filled in; to be removed with trace_instance_remove()
 * @err: says why it failed
 *
 * First removes the instances that killed runs of ptwalk left behind.
 *
 * Return: 0 or a negative errno.
 */
int trace_instance_make(struct trace_instance *instance, struct errmsg *err)
{
	int rc;

	*instance = (struct trace_instance){ 0 };
	rc = trace_instance_check(err);
	if (!rc)
		rc = library_trace_load(err);
	if (rc)
		return rc;
	/* libtracefs would print its own messages; failures are reported in @err */
	tracefs_set_loglevel(TEP_LOG_NONE);
	tracefs_instances_walk(remove_stale, NULL);
	if (make_locked(instance))
		return failed(errno ? -errno : -ENOMEM, err);
	if (tracefs_instance_set_buffer_size(instance->tracefs, buffer_kb(), -1))
		rc = errmsg_set(err, -errno,
				"cannot give the tracing instance a buffer of %d KiB for each CPU: %m",
				buffer_kb());
	else if (tracefs_instance_file_write(instance->tracefs, "trace_clock",
					     "mono") < 0)
		rc = errmsg_set(err, -errno,
				"cannot have the tracing instance use CLOCK_MONOTONIC: %m");
	/*
	 * Without record-cmd: the kernel would record the names of threads at each context
	 * switch of the machine, and nothing here reads them.  If the option cannot be
	 * changed, recording them does no harm.
	 */
	tracefs_instance_file_write(instance->tracefs, "trace_options",
				    "norecord-cmd");
	if (rc)
		trace_instance_remove(instance);
	return rc;
}

/*
 * Remove the kprobe events of an instance.
 *
 * Return: false if an event is left: another instance has enabled it, and the kernel does not
 * remove an event that is enabled.
 */
static bool remove_events(const struct trace_instance *instance)
{
	struct tracefs_dynevent **events;
	bool removed = true;
	int i;

	events = tracefs_dynevent_get_all(TRACEFS_DYNEVENT_KPROBE,
					  instance->group);
	if (!events)
		return true;
	tracefs_event_disable(instance->tracefs, instance->group, NULL);
	for (i = 0; events[i]; i++)
		if (tracefs_dynevent_destroy(events[i], true))
			removed = false;
	tracefs_dynevent_list_free(events);
	return removed;
}

/**
 * trace_instance_remove() - remove a tracing instance and its kprobe events
 * @instance: what trace_instance_make() filled in, also if it failed
 *
 * If an event cannot be removed, the instance stays as well, but unlocked, so that the next
 * run of ptwalk removes both.
 */
void trace_instance_remove(struct trace_instance *instance)
{
	if (!instance->tracefs)
		return;
	if (remove_events(instance))
		tracefs_instance_destroy(instance->tracefs);
	tracefs_instance_free(instance->tracefs);
	close(instance->lock);
	*instance = (struct trace_instance){ 0 };
}
