// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to 64 pages of private and 64 pages of shared memory.  Then it forks a child, which
 * writes to 16 of the private pages, and later reads the shared ones.
 */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "../lab.h"

#define SIZE	(64 * PAGE)

static int go[2], done[2];

static void child(char *private, char *shared)
{
	char byte;
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	memset(private, 2, 16 * PAGE);
	while (write(done[1], "", 1) == 1 && read(go[0], &byte, 1) == 1)
		for (i = 0; i < SIZE; i += PAGE)
			*(volatile char *)(shared + i);
	exit(1);
}

static void wait_for_child(void)
{
	char byte;

	if (read(done[0], &byte, 1) != 1)
		errx(1, "the child has ended");
}

int main(void)
{
	char *private = lab_memory(SIZE);
	char *shared = lab_map(LAB_ADDRESS + MIB, SIZE, PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	memset(private, 1, SIZE);
	memset(shared, 1, SIZE);
	step("256 KiB are private, 256 KiB are shared");
	if (pipe(go) || pipe(done))
		err(1, "pipe");
	pid = fork();
	if (!pid)
		child(private, shared);
	wait_for_child();
	step("process %d is a child, and has written to 16 private pages", pid);
	if (write(go[1], "", 1) != 1)
		err(1, "write");
	wait_for_child();
	step("the child has read the shared pages");
	return 0;
}
