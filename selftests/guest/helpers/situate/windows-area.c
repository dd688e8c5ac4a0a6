// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows in VMAs where huge pages may be forbidden, or that do not cover the whole
 * window.  Where a comment does not say otherwise, all pages are written.
 */
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "situate.h"

/* linux/prctl.h has it since 6.18 */
#ifndef PR_THP_DISABLE_EXCEPT_ADVISED
#define PR_THP_DISABLE_EXCEPT_ADVISED	(1 << 1)
#endif

static void make_nohugepage(void)
{
	window_fill();
	window_offer();
	if (madvise(region, HUGE, MADV_NOHUGEPAGE))
		die("MADV_NOHUGEPAGE");
}

static void make_unadvised(void)
{
	window_fill();
	window_end();
}

static void make_disabled(void)
{
	window_fill();
	window_offer();
	if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		die("PR_SET_THP_DISABLE");
}

static void except_advised(void)
{
	if (prctl(PR_SET_THP_DISABLE, 1, PR_THP_DISABLE_EXCEPT_ADVISED, 0, 0))
		lack("PR_THP_DISABLE_EXCEPT_ADVISED");
}

static void make_disabled_advised(void)
{
	window_fill();
	window_offer();
	except_advised();
}

static void make_disabled_unadvised(void)
{
	window_fill();
	window_end();
	except_advised();
}

/* a VMA of 2M that begins one page above the start of the window */
static void make_misaligned(void)
{
	window_map();
	map_at(region + HUGE, PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	munmap(region, PAGE);
	touch(region + PAGE, HUGE, PAGE, true);
	region_length += PAGE;
	if (madvise(region + PAGE, HUGE, MADV_HUGEPAGE))
		die("MADV_HUGEPAGE");
	window_end();
}

/* two VMAs: the second half of the window is read-only */
static void make_two_areas(void)
{
	window_fill();
	if (mprotect(region + HUGE / 2, HUGE / 2, PROT_READ))
		die("mprotect");
	window_offer();
}

/* a VMA in which no page was ever touched */
static void make_untouched(void)
{
	window_map();
	window_offer();
}

/* a VMA of two windows: nothing of the first was touched, the second is full */
static void make_untouched_part(void)
{
	window_map();
	region_length += HUGE;
	map_at(region, region_length, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	touch(region + HUGE, HUGE, PAGE, true);
	window_offer();
}

static void make_hugetlb(void)
{
	window_map();
	if (mmap(region, HUGE, RW, ANON | MAP_FIXED | MAP_HUGETLB, -1, 0) !=
	    region)
		lack("hugetlb pages");
	touch(region, HUGE, HUGE, true);
	window_end();
}

/* memfd_secret(2): memory that is not in the kernel's direct map */
static void make_secret(void)
{
	int fd = syscall(SYS_memfd_secret, 0);

	if (fd < 0)
		lack("memfd_secret (secretmem.enable=1 before 6.5)");
	if (ftruncate(fd, HUGE))
		die("ftruncate");
	window_map();
	map_at(region, HUGE, MAP_SHARED, fd);
	touch(region, HUGE, PAGE, true);
	madvise(region, HUGE, MADV_HUGEPAGE);
	window_end();
}

static void make_device(void)
{
	window_map();
	map_device("/sys/bus/pci/devices/*/resource[0-5]", region, HUGE);
	madvise(region, HUGE, MADV_HUGEPAGE);
	window_end();
}

const struct kind area_window_kinds[] = {
	{ "window-nohugepage",		make_nohugepage },
	{ "window-unadvised",		make_unadvised },
	{ "window-disabled",		make_disabled },
	{ "window-disabled-advised",	make_disabled_advised },
	{ "window-disabled-unadvised",	make_disabled_unadvised },
	{ "window-misaligned",		make_misaligned },
	{ "window-two-areas",		make_two_areas },
	{ "window-untouched",		make_untouched },
	{ "window-untouched-part",	make_untouched_part },
	{ "window-hugetlb",		make_hugetlb },
	{ "window-secret",		make_secret },
	{ "window-device",		make_device },
	{ }
};
