/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ptwalk_check() - does an expression of "ptwalk check" hold for memory of this process?
 *
 *	ksft_test_result(ptwalk_check("2m", map, length) == 0, "khugepaged collapsed it\n");
 *
 * Returns 0 if it holds, 1 if it does not, else 2, and prints the row of "ptwalk check" on standard
 * error.  glibc's system() calls vfork(), so that no page becomes copy on write.  For programs
 * outside of ptwalk: include it, have ptwalk in PATH, run as root.
 */
#ifndef PTWALK_CHECK_H
#define PTWALK_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int ptwalk_check(const char *expr, const void *start, size_t length)
{
	char command[256];
	int status;

	snprintf(command, sizeof(command), "ptwalk check -n %d '%s@%p+%zuB' >&2", getpid(), expr,
		 start, length);
	status = system(command);
	return WIFEXITED(status) && WEXITSTATUS(status) < 2 ? WEXITSTATUS(status) : 2;
}

#endif /* PTWALK_CHECK_H */
