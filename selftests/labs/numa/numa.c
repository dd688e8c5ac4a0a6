// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to 64 pages, moves them to node 0, and half of them to node 1.  Then it uses the CPU, but
 * none of the pages: the NUMA balancer looks at who uses the CPU.  At last it reads one of them.
 */
#include <linux/mempolicy.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>

#include "../lab.h"

#define PAGES	64

static void move(char *p, int pages, int node)
{
	int nodes[PAGES], status[PAGES], i;
	void *at[PAGES];

	for (i = 0; i < pages; i++) {
		at[i] = p + i * PAGE;
		nodes[i] = node;
	}
	if (syscall(SYS_move_pages, 0, pages, at, nodes, status, MPOL_MF_MOVE))
		err(1, "move_pages");
}

int main(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	char *p = lab_memory(PAGES * PAGE);
	cpu_set_t cpu;
	char byte;

	CPU_ZERO(&cpu);
	CPU_SET(0, &cpu);
	if (sched_setaffinity(0, sizeof(cpu), &cpu))
		err(1, "sched_setaffinity");
	memset(p, 1, PAGES * PAGE);
	move(p, PAGES, 0);
	step("64 pages are written at %p, on node 0", p);
	move(p + 32 * PAGE, 32, 1);
	step("the second half is moved to node 1");
	dprintf(STDOUT_FILENO, "the CPU is used, the pages are not\n");
	while (poll(&in, 1, 0) == 0)
		;
	if (read(STDIN_FILENO, &byte, 1) != 1)
		exit(0);
	step("neither is used any more");
	*(volatile char *)(p + 40 * PAGE);
	step("the page at %p is read", p + 40 * PAGE);
	return 0;
}
