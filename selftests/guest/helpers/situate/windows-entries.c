// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows that differ in what their 512 PTEs hold: nothing, zero pages, swap entries,
 * markers, or pages that are write-protected or were not accessed.
 */
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "situate.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102	/* 6.13 */
#endif

static void make_full(void)
{
	window_fill();
	window_offer();
}

/* Writes all pages but 64, which are spread evenly. */
static void fill_most(void)
{
	size_t i;

	window_map();
	for (i = 0; i < HUGE / PAGE; i++)
		if (i % 8 != 7)
			touch(region + i * PAGE, 1, PAGE, true);
}

static void make_sparse_64(void)
{
	fill_most();
	window_offer();
}

static void make_sparse_65(void)
{
	fill_most();
	if (madvise(region, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	window_offer();
}

/* zero_64 and zero_65: like sparse_64 and _65, with the zero page in the empty entries */
static void make_zero_64(void)
{
	fill_most();
	touch(region, HUGE, PAGE, false);
	window_offer();
}

static void make_zero_65(void)
{
	fill_most();
	if (madvise(region, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	touch(region, HUGE, PAGE, false);
	window_offer();
}

/* all pages of the first half, none of the second */
static void make_half(void)
{
	window_map();
	touch(region, HUGE / 2, PAGE, true);
	window_offer();
}

/* only the last page */
static void make_last(void)
{
	window_map();
	touch(region + HUGE - PAGE, 1, PAGE, true);
	window_offer();
}

/* an empty PT; since 6.14 MADV_DONTNEED frees it */
static void make_dropped(void)
{
	window_fill();
	if (madvise(region, HUGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	window_offer();
}

/* see make_on_one_cpu() in absent.c */
static void fill_on_one_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("sched_setaffinity");
	window_fill();
}

static void page_out(size_t from, size_t pages, size_t step)
{
	size_t i;

	for (i = 0; i < pages; i++)
		if (madvise(region + (from + i * step) * PAGE, PAGE,
			    MADV_PAGEOUT))
			die("MADV_PAGEOUT");
}

static void make_swap_64(void)
{
	fill_on_one_cpu();
	page_out(7, 64, 8);
	window_offer();
}

static void make_swap_65(void)
{
	fill_on_one_cpu();
	page_out(7, 64, 8);
	page_out(0, 1, 1);
	window_offer();
}

/* eight pages are swapped out; of the others, 200 have the accessed bit set */
static void make_swap_cold(void)
{
	fill_on_one_cpu();
	page_out(504, 8, 1);
	forget_accesses();
	touch(region, 200 * PAGE, PAGE, false);
	window_offer();
}

/* one page is write-protected by userfaultfd, and then swapped out if @swapped */
static void protect_one(bool swapped)
{
	int uffd;

	fill_on_one_cpu();
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_WP);
	uffd_protect(uffd, region + 300 * PAGE, PAGE);
	if (swapped)
		page_out(300, 1, 1);
	window_offer();
}

static void make_uffd_wp(void)
{
	protect_one(false);
}

static void make_swap_wp(void)
{
	protect_one(true);
}

/* one page is protected against reads as well, and so looks like a NUMA hint */
static void make_rwp(void)
{
	int uffd;

	window_fill();
	uffd = uffd_region(UFFD_FEATURE_RWP, UFFD_RWP);
	uffd_forbid(uffd, region + 300 * PAGE, PAGE);
	window_offer();
}

/* no page is protected; registered with UFFD_RWP, and one page is missing */
static void make_rwp_hole(void)
{
	window_fill();
	if (madvise(region + 100 * PAGE, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	uffd_region(UFFD_FEATURE_RWP, UFFD_RWP);
	window_offer();
}

/*
 * Three windows that are registered for missing pages with userfaultfd: none is missing
 * (full), all but the last are (last), one is (hole).
 */
static void make_uffd_full(void)
{
	window_fill();
	uffd_region(0, UFFD_MISSING);
	window_offer();
}

static void make_uffd_last(void)
{
	window_map();
	touch(region + HUGE - PAGE, 1, PAGE, true);
	uffd_region(0, UFFD_MISSING);
	window_offer();
}

static void make_uffd_hole(void)
{
	window_fill();
	if (madvise(region + 100 * PAGE, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	uffd_region(0, UFFD_MISSING);
	window_offer();
}

/*
 * Windows whose accessed bits were cleared: nothing was accessed since; one page was; one
 * page was, by the kernel for process_vm_readv().
 */
static void make_cold(void)
{
	window_fill();
	forget_accesses();
	window_offer();
}

static void make_cold_but_one(void)
{
	window_fill();
	forget_accesses();
	touch(region + 400 * PAGE, 1, PAGE, false);
	window_offer();
}

static void make_cold_but_read(void)
{
	char byte;
	struct iovec to = { &byte, 1 }, from = { region, 1 };

	window_fill();
	forget_accesses();
	from.iov_base = region + 400 * PAGE;
	if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != 1)
		die("process_vm_readv");
	window_offer();
}

static void make_readonly(void)
{
	window_fill();
	if (mprotect(region, HUGE, PROT_READ))
		die("mprotect");
	window_offer();
}

static void make_protnone(void)
{
	window_fill();
	if (mprotect(region, HUGE, PROT_NONE))
		die("mprotect");
	window_offer();
}

/* fork() write-protected the entries; since the child is gone, no page is shared any more */
static void make_fork_over(void)
{
	pid_t pid;

	window_fill();
	pid = fork_sleeper(0, 0);
	if (pid < 0 || kill(pid, SIGKILL) || waitpid(pid, NULL, 0) != pid)
		die("fork");
	window_offer();
}

/* eight guard pages: any access to them is a fault */
static void make_guard(void)
{
	window_fill();
	if (madvise(region, 8 * PAGE, MADV_GUARD_INSTALL))
		lack("MADV_GUARD_INSTALL");
	window_offer();
}

/* one page has a memory error; the process has not accessed it since */
static void make_hwpoison(void)
{
	window_fill();
	lose_page(region + 8 * PAGE);
	window_offer();
}

const struct kind entry_window_kinds[] = {
	{ "window-full",		make_full },
	{ "window-sparse-64",		make_sparse_64 },
	{ "window-sparse-65",		make_sparse_65 },
	{ "window-zero-64",		make_zero_64 },
	{ "window-zero-65",		make_zero_65 },
	{ "window-half",		make_half },
	{ "window-last",		make_last },
	{ "window-dropped",		make_dropped },
	{ "window-swap-64",		make_swap_64 },
	{ "window-swap-65",		make_swap_65 },
	{ "window-swap-cold",		make_swap_cold },
	{ "window-uffd-wp",		make_uffd_wp },
	{ "window-rwp",			make_rwp },
	{ "window-rwp-hole",		make_rwp_hole },
	{ "window-swap-wp",		make_swap_wp },
	{ "window-uffd-full",		make_uffd_full },
	{ "window-uffd-hole",		make_uffd_hole },
	{ "window-uffd-last",		make_uffd_last },
	{ "window-cold",		make_cold },
	{ "window-cold-but-one",	make_cold_but_one },
	{ "window-cold-but-read",	make_cold_but_read },
	{ "window-readonly",		make_readonly },
	{ "window-protnone",		make_protnone },
	{ "window-fork-over",		make_fork_over },
	{ "window-guard",		make_guard },
	{ "window-hwpoison",		make_hwpoison },
	{ }
};
