// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs itself a second time, and says where it has code, constant data and written data: the
 * addresses are the same in both processes.
 */
#include <signal.h>
#include <sys/prctl.h>

#include "../lab.h"

static const char text[] = "constant";
/* a page of its own: the dynamic linker writes to what is beside it */
static char written[PAGE] __attribute__((aligned(PAGE))) = { 1 };

static int second(void);

/* constant for the program, but the dynamic linker has to write addresses to it */
static int (*const table[])(void) = { second, second };

static void use_data(void)
{
	written[0]++;
	/* libc keeps what it knows of stdout in data of its own */
	setlinebuf(stdout);
}

static int second(void)
{
	use_data();
	if (write(STDOUT_FILENO, "\n", 1) != 1)
		return 1;
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int started[2];
	pid_t pid;
	char byte;

	(void)argv;
	if (argc > 1)
		return table[argc & 1]();
	if (pipe(started))
		err(1, "pipe");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(started[1], STDOUT_FILENO);
		execl("/proc/self/exe", "libs", "second", NULL);
		_exit(1);
	}
	if (pid < 0 || read(started[0], &byte, 1) != 1)
		err(1, "second process");
	/* after fork(): it would take W away again */
	use_data();
	step("%d %p %p %p %p %p %p", pid, (void *)setlinebuf, (void *)second, text, table, written,
	     stdout);
	return 0;
}
