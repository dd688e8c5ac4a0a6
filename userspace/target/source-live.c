// SPDX-License-Identifier: GPL-2.0
/*
 * The part of source.h for live targets: send a request to the module, and explain each
 * refusal.  An errno alone is not enough for that: EPERM is a missing capability or
 * lockdown, ESRCH is no such process or one that has ended, ENOENT is a missing module
 * or no debugfs.  This file finds out which one it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "area.h"
#include "host.h"
#include "number.h"
#include "source.h"

#define RAW		DEBUGFS "/ptwalk/raw"

static int open_failed(int code, int pid, struct errmsg *err)
{
	char level[32];

	if (code == -ENOENT)
		return host_debugfs(err) ? code :
			errmsg_set(err, code,
				   "the ptwalk module is not loaded; run: ptwalk module load");
	if (code != -EPERM && code != -EACCES)
		return errmsg_set(err, code, "cannot open " RAW ": %s",
				  strerror(-code));
	if (geteuid())
		return errmsg_set(err, code,
				  "reading page tables needs root: run it with sudo");
	if (host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the kernel is locked down (%s), which closes " RAW
				  "; what stays open are files of single processes: ptwalk module load pids=%d, or write %d to /sys/module/ptwalk/parameters/pids",
				  level, pid, pid);
	return errmsg_set(err, code,
			  "reading page tables needs CAP_SYS_ADMIN in the initial user namespace; root of a container does not have it");
}

/*
 * Read state and name of a process from /proc/PID/stat: "1234 (a name) S ...".  The name
 * can contain blanks and parentheses, so it ends at the last closing one.  Return: the
 * letter of the state, 0 if there is no such process.
 */
static char process_state(int pid, char *name, size_t size)
{
	char path[32], line[256], *from, *to;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (!host_read_line(path, line, sizeof(line)))
		return 0;
	from = strchr(line, '(');
	to = from ? strrchr(line, ')') : NULL;
	if (!to || to[1] != ' ')
		return 0;
	*to = '\0';
	/* a process can choose any name: make it safe to print on a terminal */
	area_escape(from + 1, strlen(from + 1), name, size);
	return to[2];
}

static int no_process(int pid, struct errmsg *err)
{
	char name[80] = "";
	char state = process_state(pid, name, sizeof(name));

	if (!state)
		return errmsg_set(err, -ESRCH, "there is no such process");
	if (state == 'Z' || state == 'X')
		return errmsg_set(err, -ESRCH,
				  "%s is a zombie: it has ended and its address space is gone",
				  name);
	return errmsg_set(err, -ESRCH,
			  "%s is ending and has no address space any more",
			  name);
}

/* Is the whole half requested? */
static bool whole(const struct source_request *request)
{
	return !request || !(request->start | request->end);
}

/**
 * source_levels() - number of page-table levels of this machine
 *
 * Read from the module's file "info".  With it a command can refuse an address that is
 * not canonical before it requests a dump.
 *
 * Return: 4 or 5; 0 if the file cannot be read.  The reason is reported when the caller
 * requests a dump, which fails then as well.
 */
unsigned int source_levels(void)
{
	FILE *file = fopen(DEBUGFS "/ptwalk/info", "re");
	unsigned int levels = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file) &&
	       sscanf(line, "levels: %u", &levels) != 1)
		;
	if (file)
		fclose(file);
	return levels == 4 || levels == 5 ? levels : 0;
}

/* Say that a range is not inside its half, whose limits depend on the number of levels. */
static int range_refused(int code, const struct source_place *place,
			 const struct source_request *request,
			 struct errmsg *err)
{
	bool kernel = place->half == PTWALK_HALF_KERNEL;
	char range[NUMBER_SPAN_SIZE], half[NUMBER_SPAN_SIZE];
	unsigned int levels = source_levels();
	__u64 limit;

	number_span(range, request->start, request->end);
	if (!levels)
		return errmsg_set(err, code,
				  "range %s is not inside the %s half", range,
				  kernel ? "kernel" : "user");
	limit = ptwalk_half_end(levels);
	number_span(half, kernel ? -limit : 0, kernel ? 0 : limit);
	return errmsg_set(err, code,
			  "range %s is not inside the %s half, %s with %u levels of page tables",
			  range, kernel ? "kernel" : "user", half, levels);
}

static int request_failed(int code, const struct source_place *place,
			  const struct source_request *request,
			  struct errmsg *err)
{
	int pid = place->pid;
	char name[80] = "this", range[NUMBER_SPAN_SIZE];

	/* these two errors are about the range, if the request has one */
	if (!whole(request) && code == -ERANGE)
		return range_refused(code, place, request, err);
	if (!whole(request) && code == -EINVAL)
		return errmsg_set(err, code,
				  "range %s does not begin and end at a multiple of 4096",
				  number_span(range, request->start,
					      request->end));

	if (code == -EOPNOTSUPP && place->pgd == PTWALK_PGD_USER)
		return errmsg_set(err, code,
				  "page-table isolation is off, so there is no second PGD for user mode");
	switch (code) {
	case -EACCES:
		return errmsg_set(err, code,
				  "the kernel half is walked without a lock and only where the module allows it: ptwalk module load kernel=1, or write 1 to /sys/module/ptwalk/parameters/kernel");
	case -EPERM:
		return errmsg_set(err, code,
				  "the kernel is locked down for confidentiality, which forbids dumps of the kernel half");
	case -ESRCH:
		return no_process(pid, err);
	case -ENXIO:
		process_state(pid, name, sizeof(name));
		return errmsg_set(err, code,
				  "%s is a kernel thread: it has no address space of its own",
				  name);
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
 * source_live() - request a dump of a live process from the module
 * @place: the process, and which page tables of it
 * @request: range to dump; NULL, or @start and @end 0, for the whole half
 * @err: filled in with the reason on failure
 *
 * Return: a descriptor, from which the caller reads the dump up to end of file, and which
 * it closes; or a negative errno.
 */
int source_live(const struct source_place *place,
		const struct source_request *request, struct errmsg *err)
{
	char text[PTWALK_REQUEST_MAX], range[64] = "";
	int fd, length, rc;
	ssize_t n;

	fd = open(RAW, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		rc = -errno;
		fd = rc == -EPERM ? open_published(place) : -1;
		return fd < 0 ? open_failed(rc, place->pid, err) : fd;
	}

	/* the module expects the whole request in one write() */
	if (!whole(request))
		snprintf(range, sizeof(range), " start=0x%llx end=0x%llx",
			 request->start, request->end);
	length = snprintf(text, sizeof(text), "pid=%d%s%s%s\n", place->pid,
			  place->half == PTWALK_HALF_KERNEL ? " half=kernel" : "",
			  place->pgd == PTWALK_PGD_USER ? " pgd=user" : "",
			  range);
	n = write(fd, text, length);
	if (n == length)
		return fd;
	rc = request_failed(n < 0 ? -errno : -EIO, place, request, err);
	close(fd);
	return rc;
}
