// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes four pages and forks.  The child writes to one of them, then the parent to the same
 * page, and to another.
 */
#include <string.h>
#include <sys/wait.h>

#include "../lab.h"

#define PAGES	4

/* The child does a step when a byte arrives, and answers with a byte. */
static void child(volatile char *p, int from_parent, int to_parent)
{
	char byte;

	while (read(from_parent, &byte, 1) == 1) {
		p[PAGE] = 'c';
		if (write(to_parent, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

int main(void)
{
	volatile char *p = lab_memory(PAGES * PAGE);
	int to_child[2], to_parent[2];
	char byte = 0;
	pid_t pid;

	memset((char *)p, 'p', PAGES * PAGE);
	if (pipe(to_child) || pipe(to_parent))
		err(1, "pipe");
	step("4 pages are written at %p", p);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		close(to_child[1]);
		child(p, to_child[0], to_parent[1]);
	}
	step("the child is %d", pid);
	if (write(to_child[1], &byte, 1) != 1 || read(to_parent[0], &byte, 1) != 1)
		err(1, "child");
	step("the child has written to the second page; the parent reads '%c' there", p[PAGE]);
	p[PAGE] = 'P';
	step("the parent has written to the second page");
	p[2 * PAGE] = 'P';
	step("the parent has written to the third page");
	close(to_child[1]);
	waitpid(pid, NULL, 0);
	p[0] = 'P';
	step("the child has ended, and the parent has written to the first page");
	return 0;
}
