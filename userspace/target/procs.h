/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which processes there are.  What is known of them is for others to find out;
 * each of them can be gone by then.
 */
#ifndef PTWALK_PROCS_H
#define PTWALK_PROCS_H

#include <stddef.h>

struct errmsg;

int procs_list(int **pids, size_t *nr, struct errmsg *err);

#endif /* PTWALK_PROCS_H */
