// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has the kernel scan a window: see judge.h.
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

/*
 * Is it the scan of the mark?  helpers/situate/window.c makes the mark of three pages that
 * were accessed and one that userfaultfd write-protects.
 */
static bool is_mark(const struct scan *scan)
{
	return !strcmp(scan->status, "pte_uffd_wp") && !scan->none &&
	       scan->referenced <= 3;
}

/*
 * Find the scan of the window.  khugepaged scans an mm in ascending order of address, so the
 * first scan of the mark's mm is that of the window, or, if the window was skipped, that of
 * the mark.  Returns false if the mark was not scanned.
 */
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

/* Does smaps count all of the situation, which may be larger than the window, as huge? */
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
	/* khugepaged skips an mm whose mmap lock is taken, so try a second pass */
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
