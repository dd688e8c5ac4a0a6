// SPDX-License-Identifier: GPL-2.0-only
/*
 * Situations whose entries are not present: swap entries, pages with a memory error,
 * markers, memory of a device.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "situate.h"

/* The headers of the oldest supported build system lack these. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102	/* 6.13 */
#endif
#ifndef UFFD_FEATURE_POISON
#define UFFD_FEATURE_POISON	(1 << 14)	/* 6.6 */

struct uffdio_poison {
	struct uffdio_range range;
	__u64 mode;
	__s64 updated;
};

#define UFFDIO_POISON	_IOWR(UFFDIO, 0x08, struct uffdio_poison)
#endif

/* from lib/test_hmm_uapi.h: a device in software, in kernels with CONFIG_TEST_HMM */
struct dmirror {
	__u64 addr, ptr, npages, cpages, faults;
};

#define DMIRROR_MIGRATE_TO_DEV	_IOWR('H', 0x02, struct dmirror)
#define DMIRROR_EXCLUSIVE	_IOWR('H', 0x05, struct dmirror)

/*
 * New pages wait in a per-CPU LRU batch, and MADV_PAGEOUT drains only the batch of the CPU
 * that it runs on.  So the pages are made and paged out on one CPU.
 */
static void make_on_one_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("sched_setaffinity");
	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
}

static void page_out(void)
{
	if (madvise(region, region_length, MADV_PAGEOUT))
		die("MADV_PAGEOUT");
}

/* 64 written 4K pages, every second one swapped out */
static void make_swap(void)
{
	size_t i;

	make_on_one_cpu();
	touch(region, region_length, PAGE, true);
	for (i = 0; i < region_length; i += 2 * PAGE)
		if (madvise(region + i, PAGE, MADV_PAGEOUT))
			die("MADV_PAGEOUT");
}

/* all pages swapped out; userfaultfd write-protected the first half before */
static void make_swap_wp(void)
{
	int uffd;

	make_on_one_cpu();
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_WP);
	touch(region, region_length, PAGE, true);
	uffd_protect(uffd, region, region_length / 2);
	page_out();
}

/* every eighth page has a memory error; the process has not accessed it since */
static void make_hwpoison(void)
{
	size_t i;

	region_length = 32 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
	for (i = 0; i < region_length; i += 8 * PAGE)
		lose_page(region + i);
}

/* a memfd without pages; userfaultfd write-protects the first half: marker entries */
static void make_marker_wp(void)
{
	int uffd;

	region_length = 64 * PAGE;
	region = map(region_length, RW, MAP_SHARED, memory_file(region_length));
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP |
			   UFFD_FEATURE_WP_HUGETLBFS_SHMEM, UFFD_WP);
	uffd_protect(uffd, region, region_length / 2);
}

static void make_marker_poison(void)
{
	struct uffdio_poison poison = { };
	int uffd;

	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	uffd = uffd_region(UFFD_FEATURE_POISON, UFFD_MISSING);
	poison.range.start = (unsigned long)region;
	poison.range.len = region_length / 2;
	if (ioctl(uffd, UFFDIO_POISON, &poison))
		die("UFFDIO_POISON");
}

static void make_marker_guard(void)
{
	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
	if (madvise(region, region_length / 2, MADV_GUARD_INSTALL))
		lack("MADV_GUARD_INSTALL");
}

/* Gives the first half of 64 written pages to the device of test_hmm; @how: the ioctl. */
static void give_to_device(unsigned long how)
{
	struct dmirror cmd = { };
	void *copy;
	int fd;

	errno = ENODEV;
	if (system("modprobe -q test_hmm"))
		lack("test_hmm");
	fd = open("/dev/hmm_dmirror0", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die("/dev/hmm_dmirror0");
	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
	copy = map(region_length, RW, ANON, -1);
	cmd.addr = (unsigned long)region;
	cmd.ptr = (unsigned long)copy;
	cmd.npages = region_length / PAGE / 2;
	if (ioctl(fd, how, &cmd))
		die("an ioctl of test_hmm");
}

static void make_device(void)
{
	give_to_device(DMIRROR_MIGRATE_TO_DEV);
}

static void make_device_readonly(void)
{
	make_device();
	if (mprotect(region, region_length, PROT_READ))
		die("mprotect");
}

static void make_device_exclusive(void)
{
	give_to_device(DMIRROR_EXCLUSIVE);
}

const struct kind absent_kinds[] = {
	{ "swap",		make_swap },
	{ "swap-wp",		make_swap_wp },
	{ "hwpoison",		make_hwpoison },
	{ "marker-wp",		make_marker_wp },
	{ "marker-poison",	make_marker_poison },
	{ "marker-guard",	make_marker_guard },
	{ "device",		make_device },
	{ "device-readonly",	make_device_readonly },
	{ "device-exclusive",	make_device_exclusive },
	{ }
};
