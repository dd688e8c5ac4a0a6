/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Collapses one 2 MiB range on request, by process_madvise(2) with MADV_COLLAPSE, and explains
 * the errno.  Beside ptwalk watch --clear-refs this is the only code of ptwalk that changes the
 * process it looks at.  Never prints.
 */
#ifndef PTWALK_COLLAPSE_H
#define PTWALK_COLLAPSE_H

#include <linux/types.h>

struct errmsg;

#define COLLAPSE_WINDOW	0x200000ULL	/* bytes of a range */

int collapse_range(int fd, __u64 addr, int *answer, struct errmsg *err);
const char *collapse_errno_name(int answer);
const char *collapse_meaning(int answer, const char *release);

#endif /* PTWALK_COLLAPSE_H */
