// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracer PID - trace a process without stopping it, as strace(1) would.  Prints "traced" and waits
 * until it is killed; or prints the name of the errno, if the kernel refuses.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (ptrace(PTRACE_SEIZE, atoi(argv[1]), NULL, NULL)) {
		puts(strerrorname_np(errno));
		return 0;
	}
	puts("traced");
	fflush(stdout);
	pause();
	return 0;
}
