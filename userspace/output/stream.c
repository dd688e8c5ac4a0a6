// SPDX-License-Identifier: GPL-2.0-only
/*
 * Standard output of a command that goes on: see stream.h.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "stream.h"

/**
 * stream_flush() - write what was printed so far
 *
 * Return: 0; -EPIPE if the reading end of the pipe is closed, also if nothing was to be
 * written; -EIO if writing failed, now or before.
 */
int stream_flush(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };
	int failed = fflush(stdout) || ferror(stdout);

	if (poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)))
		return -EPIPE;
	return failed ? -EIO : 0;
}

/**
 * stream_drop() - forget lines that could not be written, and the error
 *
 * After -EPIPE, so that the exit of the program does not report the failure.
 */
void stream_drop(void)
{
	__fpurge(stdout);
	clearerr(stdout);
}
