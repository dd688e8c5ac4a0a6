// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control of khugepaged: see khugepaged.h.
 *
 * A write to scan_sleep_millisecs wakes khugepaged, whatever the value.  With a sleep of an
 * hour, and with pages_to_scan so large that it never sleeps within a pass, khugepaged goes
 * through its list once, increments full_scans, and sleeps again.  While the list is empty, it
 * sleeps differently: the first address space that enters the list wakes it.  To keep the list
 * from being empty, the test's own address space is on it, with nothing to scan.
 */
#include <glob.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"
#include "khugepaged.h"
#include "knobs.h"

#define KHUGEPAGED	"/sys/kernel/mm/transparent_hugepage/khugepaged/"
#define HUGE		(2UL << 20)
#define HOUR		"3600000"
#define HELD		"khugepaged/pages_to_scan=1000000 "		\
			"khugepaged/alloc_sleep_millisecs=10 "		\
			"khugepaged/scan_sleep_millisecs=" HOUR
#define PATIENCE_MS	3000

static struct knobs knobs;
static char *resident;

static int enter_list(void)
{
	resident = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (resident == MAP_FAILED ||
	    madvise(resident, 2 * HUGE, MADV_HUGEPAGE))
		return -1;
	*(volatile char *)(((uintptr_t)resident + HUGE) & ~(HUGE - 1)) = 1;
	/* some kernels add the mm to the list in madvise(), and only if the VMA has pages */
	return madvise(resident, 2 * HUGE, MADV_HUGEPAGE) ||
	       madvise(resident, 2 * HUGE, MADV_NOHUGEPAGE) ? -1 : 0;
}

int khugepaged_hold(void)
{
	if (enter_list()) {
		note("an area for khugepaged: %m");
		return -1;
	}
	if (knobs_set(&knobs, HELD))
		return -1;
	/* the write to scan_sleep_millisecs above started a pass: let it finish first */
	usleep(100000);
	return khugepaged_pass() ? -1 : 0;
}

/* Is there a thread khugepaged?  The kernel stops it while huge pages are off. */
static bool is_running(void)
{
	char name[32];
	size_t i;
	bool found = false;
	glob_t g;
	FILE *f;

	if (glob("/proc/[0-9]*/comm", GLOB_NOSORT, NULL, &g))
		return false;
	for (i = 0; i < g.gl_pathc && !found; i++) {
		f = fopen(g.gl_pathv[i], "re");
		if (!f)
			continue;
		found = fgets(name, sizeof(name), f) &&
			!strcmp(name, "khugepaged\n");
		fclose(f);
	}
	globfree(&g);
	return found;
}

int khugepaged_pass(void)
{
	int64_t before = read_number(KHUGEPAGED "full_scans");
	int ms;

	if (!is_running())
		return 1;
	for (ms = 0; ms < PATIENCE_MS; ms++) {
		/* write again now and then: a write before khugepaged sleeps does not wake it */
		if (ms % 500 == 0 &&
		    write_file(KHUGEPAGED "scan_sleep_millisecs", HOUR))
			return 1;
		usleep(1000);
		if (read_number(KHUGEPAGED "full_scans") > before)
			return 0;
	}
	return 1;
}

void khugepaged_release(void)
{
	knobs_restore(&knobs);
	munmap(resident, 2 * HUGE);
}
