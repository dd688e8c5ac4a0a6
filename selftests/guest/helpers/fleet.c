// SPDX-License-Identifier: GPL-2.0-only
/*
 * fleet: many processes of one program, for measurements.
 *
 *	fleet NR PROGRAM [ARG...]
 *
 * Starts PROGRAM NR times.  It prints its pid when all of them have been executed, then sleeps;
 * they end when it does.
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const pid_t self = getpid();
	unsigned long nr;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: fleet NR PROGRAM [ARG...]");
	for (nr = strtoul(argv[1], NULL, 10); nr; nr--) {
		/* returns when the program has been executed */
		pid = vfork();
		if (pid < 0)
			err(1, "vfork");
		if (pid)
			continue;
		if (!prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == self)
			execvp(argv[2], argv + 2);
		_exit(127);
	}
	printf("%d\n", self);
	fflush(stdout);
	pause();
	return 0;
}
