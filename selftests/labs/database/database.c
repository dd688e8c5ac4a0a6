// SPDX-License-Identifier: GPL-2.0-only
/*
 * A database of 64 MiB that writes a snapshot of itself: a child reads all of it while the parent
 * goes on and changes records.  With the argument "huge" its memory is in huge pages.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "../lab.h"

#define SIZE	(64 * MIB)
#define CHANGES	32

static void snapshot(const char *p, int ready)
{
	unsigned long sum = 0;
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < SIZE; i += PAGE)
		sum += p[i];
	dprintf(ready, "%lu\n", sum);
	pause();
	exit(0);
}

int main(int argc, char **argv)
{
	char *p = lab_memory(SIZE);
	int ready[2], i;
	pid_t child;
	char byte;

	if (madvise(p, SIZE, argc > 1 && !strcmp(argv[1], "huge") ? MADV_HUGEPAGE :
		    MADV_NOHUGEPAGE))
		err(1, "madvise");
	memset(p, 1, SIZE);
	step("a database of 64 MiB is at %p", p);
	if (pipe(ready))
		err(1, "pipe");
	child = fork();
	if (!child)
		snapshot(p, ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(1, "the child has ended");
	step("process %d has read all of it", child);
	/* records far from each other, one in each 2M */
	for (i = 0; i < CHANGES; i++)
		p[i * 2 * MIB + i * PAGE] = 2;
	step("the parent has changed 32 records");
	kill(child, SIGKILL);
	return 0;
}
