/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Refer to a process by a file descriptor (pidfd).  Unlike a PID, it never refers to
 * another process after the first one has ended.  Never prints.
 */
#ifndef PTWALK_PIDFD_H
#define PTWALK_PIDFD_H

#include <stdbool.h>

struct errmsg;

int pidfd_hold(int pid, struct errmsg *err);
bool pidfd_alive(int fd);
int pidfd_number(int fd);

#endif /* PTWALK_PIDFD_H */
