/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * khugepaged of the running kernel: its thread, and its settings and counters in sysfs.
 * Never prints.
 */
#ifndef PTWALK_HOST_KHUGEPAGED_H
#define PTWALK_HOST_KHUGEPAGED_H

#include <linux/types.h>

struct errmsg;

int host_khugepaged(struct errmsg *err);
__u64 host_khugepaged_number(const char *name);

#endif /* PTWALK_HOST_KHUGEPAGED_H */
