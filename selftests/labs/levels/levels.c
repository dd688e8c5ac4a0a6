// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks mmap() for memory, without saying where, just below bit 47, and above it; writes to all of
 * it.  At last it reads from an address that is not canonical, in a child.
 */
#include <signal.h>
#include <sys/wait.h>

#include "../lab.h"

/* Addresses that spell their indices: 1, 2, 3, 4 in PML4, PDPT, PD, PT */
#define SPELT	((char *)((1UL << 39) + (2UL << 30) + (3UL << 21) + (4UL << 12)))
#define HIGH	((char *)((5UL << 48) + (unsigned long)SPELT))
#define BAD	((char *)(1UL << 60))

static char *map(char *hint)
{
	char *p = mmap(hint, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	p[0] = 1;
	return p;
}

static void faulted(int signal, siginfo_t *info, void *context)
{
	(void)context;
	_exit(signal == SIGSEGV && !info->si_addr ? info->si_code : 0);
}

/* What the kernel tells of an access: si_code, if it knows no address. */
static int touch(char *p)
{
	struct sigaction action = { .sa_sigaction = faulted, .sa_flags = SA_SIGINFO };
	int status;

	sigaction(SIGSEGV, &action, NULL);
	if (!fork()) {
		*(volatile char *)p;
		_exit(0);
	}
	wait(&status);
	return WEXITSTATUS(status);
}

int main(void)
{
	step("%p", map(SPELT));
	step("%p", map(NULL));
	step("%p", map(HIGH));
	step("%d", touch(BAD));
	step("%d", touch((char *)PAGE));
	return 0;
}
