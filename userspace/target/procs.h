/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * List which processes there are, and nothing else about them.  By the time that the
 * caller looks at one of them, it may have ended.  Never prints.
 */
#ifndef PTWALK_PROCS_H
#define PTWALK_PROCS_H

#include <stddef.h>

struct errmsg;

int procs_list(int **pids, size_t *nr, struct errmsg *err);

#endif /* PTWALK_PROCS_H */
