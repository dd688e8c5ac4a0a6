/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says when it judges 2M of memory, for khugepaged or for
 * MADV_COLLAPSE: the tracepoints mm_khugepaged_scan_pmd and mm_khugepaged_scan_file,
 * in a tracefs instance of the tests' own.
 */
#ifndef PTWALK_SCANS_H
#define PTWALK_SCANS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct scan - one judgement
 * @pid: whose thread judged: khugepaged's, or the one that called madvise(2)
 * @mm: of the address space that was judged; a name for it, no address
 * @file: was it the page cache that was looked at?
 * @status: in the kernel's words
 * @referenced: pages that were accessed, among those looked at
 * @none: empty entries and zero pages among them
 */
struct scan {
	pid_t	 pid;
	uint64_t mm;
	bool	 file;
	char	 status[40];
	int	 referenced;
	int	 none;
};

/**
 * scans_open() - begin to listen
 *
 * Return: 0, or -1 after a note.
 */
int scans_open(void);

/**
 * scans_read() - what was said since the last call
 * @scans: put here, in order
 * @max: so many at most; the rest is lost
 *
 * Return: how many, or -1 with errno.
 */
int scans_read(struct scan *scans, int max);

/**
 * scans_close() - listen no more
 */
void scans_close(void);

#endif /* PTWALK_SCANS_H */
