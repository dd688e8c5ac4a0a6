// SPDX-License-Identifier: GPL-2.0-only
/*
 * Situations of ordinary memory: what every process has, or has after one
 * madvise(2) or mprotect(2).
 */
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "situate.h"

static int backing_file(size_t length)
{
	char name[] = "/tmp/situate.XXXXXX";

	return written_file(name, length);
}

void make_anon(void)
{
	region_length = 1024 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, 3 * PAGE, true);
	touch(region + PAGE, region_length - PAGE, 3 * PAGE, true);
}

/*
 * Eight windows of 2M, full of 4K pages that may still become huge.  prctl() keeps huge
 * pages away while the pages are touched: MADV_NOHUGEPAGE would stay with the VMA, and
 * MADV_COLLAPSE would respect it.
 */
static void make_dense(void)
{
	region_length = 8 * HUGE;
	region = map_aligned(region_length, RW);
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	touch(region, region_length, PAGE, true);
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
}

/* 128 PTs, each with its first and last entry in use: more than one hold of the lock copies */
static void make_wide(void)
{
	region_length = 128 * HUGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, HUGE, true);
	touch(region + HUGE - PAGE, region_length - HUGE + PAGE, HUGE, true);
}

static void make_thp(void)
{
	region_length = 4 * HUGE;
	region = map_thp(region_length);
	touch(region, region_length, HUGE, true);
}

static void make_readonly(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_READ))
		die("mprotect");
}

static void make_protnone(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

static void make_thp_protnone(void)
{
	make_thp();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

static void make_exec(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_READ | PROT_EXEC))
		die("mprotect");
}

/* memory that was read and never written: the zero page */
static void make_zero(void)
{
	region_length = 64 * PAGE;
	region = map(region_length, RW, ANON, -1);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, false);
}

static void make_hole(void)
{
	region_length = 64 * PAGE;
	region = map(region_length, RW, ANON, -1);
}

static void make_file(void)
{
	region_length = 200 * PAGE;
	region = map(region_length, PROT_READ, MAP_PRIVATE,
		     backing_file(region_length));
	touch(region, region_length, PAGE, false);
}

/* private file pages, every fourth of them copied by a write */
static void make_file_cow(void)
{
	region_length = 200 * PAGE;
	region = map(region_length, RW, MAP_PRIVATE,
		     backing_file(region_length));
	touch(region, region_length, PAGE, false);
	touch(region, region_length, 4 * PAGE, true);
}

/* shared and only read, so that the dirty bit is clear until somebody writes */
static void make_shared(void)
{
	region_length = 200 * PAGE;
	region = map(region_length, RW, MAP_SHARED, memory_file(region_length));
	touch(region, region_length, PAGE, false);
}

/* the buffer of a perf event, a file without a directory: "anon_inode:[perf_event]" */
static void make_perf_event(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_DUMMY,
	};
	const int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0)
		lack("perf_event_open");
	region_length = 3 * PAGE;
	region = map(region_length, RW, MAP_SHARED, fd);
	touch(region, region_length, PAGE, false);
}

/* one memfd, mapped writable at one address and executable at another */
static void make_two_ways(void)
{
	int fd = memory_file(8 * PAGE);

	region_length = 8 * PAGE;
	region = map(region_length, RW, MAP_SHARED, fd);
	touch(region, region_length, PAGE, true);
	touch(map(4 * PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd), 4 * PAGE,
	      PAGE, false);
}

/* one memfd, mapped three times, as a garbage collector maps its heap */
static void make_three_times(void)
{
	int fd;

	region_length = 16 * PAGE;
	fd = memory_file(region_length);
	region = map(region_length, RW, MAP_SHARED, fd);
	touch(region, region_length, PAGE, true);
	touch(map(region_length, RW, MAP_SHARED, fd), region_length, PAGE, true);
	touch(map(region_length, PROT_READ, MAP_SHARED, fd), region_length, PAGE, false);
}

/* three VMAs that share one page table */
static void make_neighbours(void)
{
	make_anon();
	if (mprotect(region + 100 * PAGE, 100 * PAGE, PROT_READ))
		die("mprotect");
}

const struct kind plain_kinds[] = {
	{ "anon",		make_anon },
	{ "dense",		make_dense },
	{ "wide",		make_wide },
	{ "thp",		make_thp },
	{ "readonly",		make_readonly },
	{ "protnone",		make_protnone },
	{ "thp-protnone",	make_thp_protnone },
	{ "exec",		make_exec },
	{ "zero",		make_zero },
	{ "hole",		make_hole },
	{ "file",		make_file },
	{ "file-cow",		make_file_cow },
	{ "shared",		make_shared },
	{ "perf-event",		make_perf_event },
	{ "two-ways",		make_two_ways },
	{ "three-times",	make_three_times },
	{ "neighbours",		make_neighbours },
	{ }
};
