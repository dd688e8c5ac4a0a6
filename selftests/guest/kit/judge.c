// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's judgement of a window: see judge.h.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "judge.h"
#include "khugepaged.h"
#include "scans.h"

#define HUGE		(2UL << 20)
#define SCANS_MAX	256

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25	/* 6.1 */
#endif

/* see helpers/situate/window.c: three pages, then one of userfaultfd's */
static bool is_mark(const struct scan *scan)
{
	return !strcmp(scan->status, "pte_uffd_wp") && !scan->none &&
	       scan->referenced <= 3;
}

/* what was said of the address space of the mark, from the bottom up */
static bool before_mark(const struct scan *scans, int n, struct judgement *j)
{
	int mark, i;

	for (mark = 0; mark < n && !is_mark(&scans[mark]); mark++)
		;
	if (mark == n)
		return false;
	for (i = 0; i < mark && scans[i].mm != scans[mark].mm; i++)
		;
	snprintf(j->status, sizeof(j->status), "%s",
		 i < mark ? scans[i].status : SKIPPED);
	return true;
}

/* all of it: where it is more than the window, so is what smaps counts */
static bool is_huge(const struct situation *s)
{
	static const char *const fields[] = {
		"AnonHugePages", "ShmemPmdMapped", "FilePmdMapped",
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (smaps_at(s->pid, s->start, fields[i]) * 1024 >= (int64_t)s->length)
			return true;
	return false;
}

int judge_khugepaged(const struct situation *s, struct judgement *j)
{
	struct scan scans[SCANS_MAX];
	int i, n;

	*j = (struct judgement){ .status = SKIPPED };
	scans_read(scans, SCANS_MAX);
	/* it goes past who holds the mmap lock, so one silent pass says little */
	for (i = 0; i < 2; i++) {
		if (khugepaged_pass())
			break;
		n = scans_read(scans, SCANS_MAX);
		if (n < 0) {
			note("trace_pipe: %m");
			return -1;
		}
		if (before_mark(scans, n, j))
			break;
	}
	j->huge = is_huge(s);
	return 0;
}

int judge_collapse(const struct situation *s, struct judgement *j)
{
	struct iovec window = { (void *)s->start, HUGE };
	int fd = syscall(SYS_pidfd_open, s->pid, 0);
	struct scan scans[SCANS_MAX];
	ssize_t done;
	int i, n;

	*j = (struct judgement){ .status = SKIPPED };
	if (fd < 0) {
		note("pidfd_open: %m");
		return -1;
	}
	scans_read(scans, SCANS_MAX);
	done = syscall(SYS_process_madvise, fd, &window, 1, MADV_COLLAPSE, 0);
	j->error = done < 0 ? errno : 0;
	close(fd);
	n = scans_read(scans, SCANS_MAX);
	for (i = 0; i < n; i++)
		if (scans[i].pid == getpid())
			snprintf(j->status, sizeof(j->status), "%s",
				 scans[i].status);
	j->huge = is_huge(s);
	return 0;
}
