// SPDX-License-Identifier: GPL-2.0-only
/*
 * Situations of hugetlb memory: pages of 2M and 1G from the hugetlb pools.
 */
#include <linux/userfaultfd.h>
#include <stdlib.h>
#include <unistd.h>

#include "situate.h"

#ifndef MAP_HUGE_1GB
#define MAP_HUGE_1GB	(30 << 26)
#endif
#ifndef MFD_HUGE_1GB
#define MFD_HUGE_1GB	(30U << 26)
#endif

static void map_private(size_t length, int flags)
{
	region_length = length;
	region = mmap(NULL, length, RW, ANON | MAP_HUGETLB | flags, -1, 0);
	if (region == MAP_FAILED)
		lack("hugetlb pages");
}

static int file_of(unsigned int flags)
{
	int fd = memfd_create("situate", MFD_HUGETLB | flags);

	if (fd < 0)
		lack("hugetlb files");
	return fd;
}

static void map_shared(size_t length, unsigned int flags)
{
	int fd = file_of(flags);

	if (ftruncate(fd, length))
		die("ftruncate");
	region_length = length;
	region = mmap(NULL, length, RW, MAP_SHARED, fd, 0);
	if (region == MAP_FAILED)
		lack("hugetlb pages");
}

static void make_hugetlb(void)
{
	map_private(2 * HUGE, 0);
	touch(region, region_length, HUGE, true);
}

static void make_hugetlb_shared(void)
{
	map_shared(2 * HUGE, 0);
	touch(region, region_length, HUGE, true);
}

static void make_hugetlb_protnone(void)
{
	make_hugetlb();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

static void make_hugetlb_wp(void)
{
	int uffd;

	map_shared(2 * HUGE, 0);
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP |
			   UFFD_FEATURE_WP_HUGETLBFS_SHMEM, UFFD_WP);
	touch(region, region_length, HUGE, true);
	uffd_protect(uffd, region, HUGE);
}

/* userfaultfd write-protects the first page before it exists: a marker entry */
static void make_hugetlb_marker(void)
{
	int uffd;

	map_shared(2 * HUGE, 0);
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP |
			   UFFD_FEATURE_WP_HUGETLBFS_SHMEM, UFFD_WP);
	uffd_protect(uffd, region, HUGE);
}

/* the first page has a memory error; the process has not accessed it since */
static void make_hugetlb_hwpoison(void)
{
	make_hugetlb_shared();
	lose_page(region);
}

static void make_giant(void)
{
	map_private(GIANT, MAP_HUGE_1GB);
	touch(region, region_length, GIANT, true);
}

static void make_giant_shared(void)
{
	map_shared(GIANT, MFD_HUGE_1GB);
	touch(region, region_length, GIANT, true);
}

static void make_giant_protnone(void)
{
	make_giant();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

/*
 * 1G of a shared file, at an address aligned to 1G, so that a forked process shares the
 * page directory (PD) and not only the pages.  Two pages are present; MAP_NORESERVE
 * reserves no others.
 */
static void make_hugetlb_pd(void)
{
	int fd = file_of(0);
	char *wide, *p;

	region_length = GIANT;
	if (ftruncate(fd, region_length))
		die("ftruncate");
	wide = map(2 * GIANT, PROT_NONE, ANON | MAP_NORESERVE, -1);
	p = (char *)(((unsigned long)wide + GIANT - 1) & ~(GIANT - 1));
	munmap(wide, 2 * GIANT);
	region = mmap(p, region_length, RW,
		      MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_NORESERVE, fd, 0);
	if (region == MAP_FAILED)
		die("mmap");
	touch(region, 2 * HUGE, HUGE, true);
}

const struct kind hugetlb_kinds[] = {
	{ "hugetlb",		make_hugetlb },
	{ "hugetlb-shared",	make_hugetlb_shared },
	{ "hugetlb-protnone",	make_hugetlb_protnone },
	{ "hugetlb-wp",		make_hugetlb_wp },
	{ "hugetlb-marker",	make_hugetlb_marker },
	{ "hugetlb-hwpoison",	make_hugetlb_hwpoison },
	{ "hugetlb-pd",		make_hugetlb_pd },
	{ "giant",		make_giant },
	{ "giant-shared",	make_giant_shared },
	{ "giant-protnone",	make_giant_protnone },
	{ }
};
