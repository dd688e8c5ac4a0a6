// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process whose PD of a hugetlb file is shared with another process, taken away from it by a hole
 * in the file, and freed by the other one when that ends: in an endless loop.  i_mmap_rwsem of the
 * file is the one lock that keeps this from whoever reads the PD.
 *
 * Prints the PID of the first process, which does not end before its parent does.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define GIANT	(1UL << 30)	/* what a PD maps: VMAs share it only if they have all of it */

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* The whole file, at an address where it fills a PD */
static volatile char *map(int fd)
{
	char *p = mmap(NULL, 2 * GIANT, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("mmap");
	p = (char *)(((unsigned long)p + GIANT - 1) & -GIANT);
	p = mmap(p, GIANT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, fd, 0);
	if (p == MAP_FAILED)
		die("mmap of a hugetlb file");
	return p;
}

/* A child with the file; it says so when it has a page, and goes on to use that page. */
static pid_t begin(int fd)
{
	volatile char *p;
	int told[2];
	char byte;
	pid_t pid;

	if (pipe(told))
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		p = map(fd);
		*p = 1;
		if (write(told[1], "", 1) != 1)
			die("write");
		for (;;) {
			*p = 1;
			usleep(1000);
		}
	}
	close(told[1]);
	if (read(told[0], &byte, 1) != 1)
		exit(1);
	close(told[0]);
	return pid;
}

int main(void)
{
	int fd = memfd_create("unshare", MFD_HUGETLB | MFD_CLOEXEC);
	pid_t other;

	if (fd < 0 || ftruncate(fd, GIANT))
		die("memfd_create");
	printf("%d\n", begin(fd));
	fflush(stdout);
	for (;;) {
		other = begin(fd);
		/* whose VMA is found first loses the PD; the last one keeps it, and frees it */
		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, GIANT))
			die("fallocate");
		kill(other, SIGKILL);
		waitpid(other, NULL, 0);
	}
}
