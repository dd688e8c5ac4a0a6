/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One window collapsed on request: process_madvise(2) with MADV_COLLAPSE, and what
 * its answer means.  Beside watch's --clear-refs, all in ptwalk that changes a
 * process that it looks at.  Never prints.
 */
#ifndef PTWALK_TRY_H
#define PTWALK_TRY_H

#include <linux/types.h>
#include <stdbool.h>

struct errmsg;

#define TRY_WINDOW	0x200000ULL

int try_open(int pid, struct errmsg *err);
bool try_alive(int fd);
int try_collapse(int fd, __u64 addr, int *answer, struct errmsg *err);
const char *try_errno_name(int answer);
const char *try_meaning(int answer, const char *release);

#endif /* PTWALK_TRY_H */
