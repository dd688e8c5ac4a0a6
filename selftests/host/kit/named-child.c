// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process with a name: see named-child.h.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "named-child.h"

pid_t named_child(const char *name)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, name);
		close(ready[1]);
		close(ready[0]);
		while (pause())
			;
	}
	close(ready[1]);
	/* the end of the file: the child has its name */
	if (read(ready[0], &byte, 1))
		pid = -1;
	close(ready[0]);
	return pid;
}
