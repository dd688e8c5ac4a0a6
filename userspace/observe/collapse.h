/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One range of 2 MiB collapsed on request: process_madvise(2) with MADV_COLLAPSE, and what
 * its answer means.  Beside watch's --clear-refs, all in ptwalk that changes a
 * process that it looks at.  Never prints.
 */
#ifndef PTWALK_COLLAPSE_H
#define PTWALK_COLLAPSE_H

#include <linux/types.h>

struct errmsg;

#define COLLAPSE_WINDOW	0x200000ULL

int collapse_range(int fd, __u64 addr, int *answer, struct errmsg *err);
const char *collapse_errno_name(int answer);
const char *collapse_meaning(int answer, const char *release);

#endif /* PTWALK_COLLAPSE_H */
