// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the results of the kernel's scans: see scans.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"
#include "scans.h"

#define TRACEFS		"/sys/kernel/tracing"
#define INSTANCE	TRACEFS "/instances/ptwalk-scans"
#define EVENTS		INSTANCE "/events/huge_memory/"

static int pipe_fd = -1;

int scans_open(void)
{
	if (access(TRACEFS "/instances", F_OK) &&
	    mount("none", TRACEFS, "tracefs", 0, NULL)) {
		note(TRACEFS ": %m");
		return -1;
	}
	if (mkdir(INSTANCE, 0700) && errno != EEXIST) {
		note(INSTANCE ": %m");
		return -1;
	}
	/* recording the names of threads (record-cmd) would hook each context switch */
	if (write_file(INSTANCE "/trace_options", "norecord-cmd") ||
	    write_file(EVENTS "mm_khugepaged_scan_pmd/enable", "1") ||
	    (kernel_since(6, 1) &&
	     write_file(EVENTS "mm_khugepaged_scan_file/enable", "1"))) {
		note(EVENTS ": %m");
		scans_close();
		return -1;
	}
	pipe_fd = open(INSTANCE "/trace_pipe",
		       O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (pipe_fd < 0)
		note(INSTANCE "/trace_pipe: %m");
	return pipe_fd < 0 ? -1 : 0;
}

/* The number after @name in @line; -1 if @name is not there */
static int number_after(const char *line, const char *name)
{
	const char *p = strstr(line, name);

	return p ? atoi(p + strlen(name)) : -1;
}

/* Parse "  khugepaged-41  [000] .....  12.3: mm_khugepaged_scan_pmd: mm=..., ..." */
static bool parse(const char *line, struct scan *scan)
{
	const char *event = strstr(line, ": mm_khugepaged_scan_");
	const char *mm = strstr(line, " mm=");
	const char *pid = strstr(line, " [");
	const char *status;
	bool file;

	if (!event || !mm || !pid)
		return false;
	while (pid > line && *pid != '-')
		pid--;
	file = !strncmp(event, ": mm_khugepaged_scan_file", 25);
	status = strstr(mm, file ? "result=" : "status=");
	*scan = (struct scan){
		.pid = -number_after(pid, ""),
		.mm = strtoull(mm + 4, NULL, 16),
		.file = file,
		.referenced = number_after(mm, "referenced="),
		.none = number_after(mm, "none_or_zero="),
	};
	return status && sscanf(status + 7, "%39[^, \n]", scan->status) == 1;
}

int scans_read(struct scan *scans, int max)
{
	static char text[1 << 16];
	size_t filled = 0;
	char *line, *end;
	ssize_t got;
	int n = 0;

	do {
		got = read(pipe_fd, text + filled, sizeof(text) - 1 - filled);
		if (got < 0 && errno != EAGAIN)
			return -1;
		if (got > 0)
			filled += got;
	} while (got > 0 && filled < sizeof(text) - 1);
	text[filled] = '\0';
	for (line = text; n < max && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		n += parse(line, &scans[n]);
	}
	return n;
}

void scans_close(void)
{
	if (pipe_fd >= 0)
		close(pipe_fd);
	pipe_fd = -1;
	write_file(EVENTS "enable", "0");
	rmdir(INSTANCE);
}
