// SPDX-License-Identifier: GPL-2.0-only
/*
 * dumper FILE: dump all processes of a list over and over, as fast as it goes, until SIGTERM.
 *
 * FILE is cgroup.procs of a cgroup: it has all descendants of what was started there, also those
 * that begin a session of their own.  Each process is read to the end of its dump, as
 * "cat /sys/kernel/debug/ptwalk/raw" does after the request, and nothing is kept.  Prints
 * "COMPLETE CUT": how many dumps were complete, and how many were cut short because the process
 * ended.  Any other failure of the module ends the program with 1.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "ptwalk.h"

#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define LISTED	4096

static unsigned char buffer[sizeof(struct ptwalk_end) + (1 << 20)];
static volatile sig_atomic_t over;

static void on_term(int sig)
{
	(void)sig;
	over = 1;
}

/* Read a dump to its end; true if it is complete. */
static bool read_dump(int fd, int pid)
{
	const size_t tail = sizeof(struct ptwalk_end);
	struct ptwalk_end end;
	size_t have = 0;
	ssize_t n;

	/* The END record is what comes last: keep as many bytes from one read to the next. */
	for (;;) {
		n = read(fd, buffer + have, sizeof(buffer) - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err(1, "process %d: %s", pid, RAW);
		if (!n)
			break;
		have += n;
		if (have > tail) {
			memmove(buffer, buffer + have - tail, tail);
			have = tail;
		}
	}
	memcpy(&end, buffer, tail);
	if (have < tail || end.rec.type != PTWALK_REC_END)
		errx(1, "process %d: the dump has no END record", pid);
	return end.flags & PTWALK_END_COMPLETE;
}

/* Returns 1 if the dump is complete, 0 if it is cut, -1 if there is no such process any more. */
static int dump(int pid)
{
	int fd = open(RAW, O_RDWR | O_CLOEXEC);
	bool complete;

	if (fd < 0)
		err(1, "%s", RAW);
	while (dprintf(fd, "pid=%d", pid) < 0) {
		if (errno == EINTR)
			continue;
		/* A zombie has no address space. */
		if (errno != ESRCH)
			err(1, "process %d: %s refuses the request", pid, RAW);
		close(fd);
		return -1;
	}
	complete = read_dump(fd, pid);
	close(fd);
	return complete;
}

/*
 * Read the list; returns the number of processes.  One that is reaped while the kernel makes the
 * list is in it as 0.
 */
static size_t list(const char *path, int *pids)
{
	FILE *f = fopen(path, "r");
	size_t nr = 0;

	if (!f)
		err(1, "%s", path);
	while (nr < LISTED && fscanf(f, "%d", &pids[nr]) == 1)
		nr += pids[nr] > 0;
	fclose(f);
	return nr;
}

int main(int argc, char **argv)
{
	const struct sigaction act = { .sa_handler = on_term };
	unsigned long complete = 0, cut = 0;
	static int pids[LISTED];
	size_t nr, i;

	if (argc != 2) {
		fputs("usage: dumper FILE\n", stderr);
		return 2;
	}
	sigaction(SIGTERM, &act, NULL);
	while (!over) {
		nr = list(argv[1], pids);
		for (i = 0; i < nr && !over; i++) {
			int got = dump(pids[i]);

			complete += got > 0;
			cut += !got;
		}
	}
	printf("%lu %lu\n", complete, cut);
	return 0;
}
