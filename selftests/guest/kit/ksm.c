// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs KSM: see ksm.h.
 */
#include <unistd.h>

#include "ksm.h"

#define KSM	"/sys/kernel/mm/ksm/"
#define MOST	512

static bool one_frame(pid_t pid, uint64_t start, uint64_t length)
{
	uint64_t entries[MOST];
	ssize_t n = pagemap_read(pid, start, entries, length / 4096), i;

	for (i = 0; i < n; i++)
		if ((entries[i] ^ entries[0]) & (PAGEMAP_PRESENT | PAGEMAP_PFN))
			return false;
	return n > 0 && entries[0] & PAGEMAP_PRESENT;
}

int ksm_merge(pid_t pid, uint64_t start, uint64_t length, bool zero_pages)
{
	int i;

	/*
	 * max_page_sharing and use_zero_pages cannot be changed while pages are merged, so
	 * unmerge first.  By default at most 256 pages share a frame.
	 */
	if (length / 4096 > MOST || ksm_off() ||
	    write_file(KSM "max_page_sharing", "1024") ||
	    write_file(KSM "use_zero_pages", zero_pages ? "1" : "0") ||
	    write_file(KSM "sleep_millisecs", "10") ||
	    write_file(KSM "pages_to_scan", "2000") ||
	    write_file(KSM "run", "1"))
		return -1;
	for (i = 0; i < 300; i++) {
		/* 0 stops KSM and keeps pages merged; a running KSM holds references on pages */
		if (one_frame(pid, start, length))
			return write_file(KSM "run", "0");
		usleep(100000);
	}
	return -1;
}

int ksm_off(void)
{
	return write_file(KSM "run", "2");
}
