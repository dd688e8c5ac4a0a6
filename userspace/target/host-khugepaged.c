// SPDX-License-Identifier: GPL-2.0-only
/*
 * khugepaged of the running kernel: see host-khugepaged.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "host-khugepaged.h"
#include "host.h"

#define THP	"/sys/kernel/mm/transparent_hugepage/"

/**
 * host_khugepaged_number() - read a setting or counter of khugepaged
 * @name: file below /sys/kernel/mm/transparent_hugepage/khugepaged/
 *
 * Return: the number, 0 if there is no such file.
 */
__u64 host_khugepaged_number(const char *name)
{
	char path[128], line[32];

	snprintf(path, sizeof(path), THP "khugepaged/%s", name);
	host_read_line(path, line, sizeof(line));
	return strtoull(line, NULL, 10);
}

/* Does the setting of 2 MiB, which kernels have since 6.8, keep khugepaged running? */
static bool size_is_enabled(void)
{
	char line[64];

	return host_read_line(THP "hugepages-2048kB/enabled", line, sizeof(line)) &&
	       (strstr(line, "[always]") || strstr(line, "[madvise]"));
}

/**
 * host_khugepaged() - find the khugepaged thread
 * @err: filled in with the reason if there is none
 *
 * The kernel starts and stops the thread when huge pages are enabled and disabled:
 * start_stop_khugepaged().
 *
 * Return: PID of the thread; -ENODEV if the kernel has no transparent huge pages; -ESRCH
 * if the thread does not run or is not visible in /proc.
 */
int host_khugepaged(struct errmsg *err)
{
	int pid = host_kernel_thread("khugepaged");
	char enabled[64];

	if (pid)
		return pid;
	if (!host_read_line(THP "enabled", enabled, sizeof(enabled)))
		return errmsg_set(err, -ENODEV,
				  "this kernel has no transparent huge pages (no "
				  THP "), so there is no khugepaged");
	if (!strstr(enabled, "[never]") || size_is_enabled())
		return errmsg_set(err, -ESRCH,
				  "khugepaged cannot be seen from here, although huge pages are on (below "
				  THP "): in a container, run it in the host's PID namespace");
	return errmsg_set(err, -ESRCH,
			  "khugepaged is not running, or it cannot be seen from here: huge pages are switched off ("
			  THP "enabled: %s)", enabled);
}
