/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the results of the kernel's scans of 2M ranges, by khugepaged or MADV_COLLAPSE: the
 * tracepoints mm_khugepaged_scan_pmd and mm_khugepaged_scan_file, in a tracefs instance of
 * the tests.
 */
#ifndef PTWALK_SCANS_H
#define PTWALK_SCANS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct scan - the result of one scan
 * @pid: thread that scanned: khugepaged, or the caller of madvise(2)
 * @mm: hashed pointer of the scanned mm; can only be compared
 * @file: the page cache was scanned, not the page table
 * @status: status in the tracepoint (SCAN_STATUS)
 * @referenced: number of scanned pages that were accessed; -1 if not reported
 * @none: number of scanned entries that are empty or zero pages; -1 if not reported
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
 * scans_open() - enable the tracepoints
 *
 * Return: 0, or -1 after a note.
 */
int scans_open(void);

/**
 * scans_read() - read the scans since the last call
 * @scans: filled in, in order of time
 * @max: size of @scans; further scans are lost
 *
 * Return: the number of scans, or -1 with errno.
 */
int scans_read(struct scan *scans, int max);

/**
 * scans_close() - disable the tracepoints and remove the tracefs instance
 */
void scans_close(void);

#endif /* PTWALK_SCANS_H */
