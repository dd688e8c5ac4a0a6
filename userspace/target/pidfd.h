/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process held by a descriptor (pidfd), so that it cannot be taken for another one
 * that has its number later.  Never prints.
 */
#ifndef PTWALK_PIDFD_H
#define PTWALK_PIDFD_H

#include <stdbool.h>

struct errmsg;

int pidfd_hold(int pid, struct errmsg *err);
bool pidfd_alive(int fd);
int pidfd_number(int fd);

#endif /* PTWALK_PIDFD_H */
