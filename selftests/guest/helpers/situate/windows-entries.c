// SPDX-License-Identifier: GPL-2.0
/*
 * Windows that differ in what their 512 entries hold: none, zero pages, swap,
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

/* all but 64 pages, spread evenly; and all but 65 */
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

/* the same with the zero page for those that are missing */
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

/* all of the first half, and nothing of the second */
static void make_half(void)
{
	window_map();
	touch(region, HUGE / 2, PAGE, true);
	window_offer();
}

/* the last page alone */
static void make_last(void)
{
	window_map();
	touch(region + HUGE - PAGE, 1, PAGE, true);
	window_offer();
}

/* the table is there, and nothing in it, until a later kernel frees it */
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

/* eight are swapped out, and of the rest 200 were accessed since */
static void make_swap_cold(void)
{
	fill_on_one_cpu();
	page_out(504, 8, 1);
	forget_accesses();
	touch(region, 200 * PAGE, PAGE, false);
	window_offer();
}

/* one page is write-protected by userfaultfd, and swapped out if asked */
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

/* none is, but userfaultfd would be told of accesses to those that come */
static void make_rwp_hole(void)
{
	window_fill();
	if (madvise(region + 100 * PAGE, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
	uffd_region(UFFD_FEATURE_RWP, UFFD_RWP);
	window_offer();
}

/* userfaultfd is to be told of missing pages: there is none, one, or all but one */
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

/* nothing was accessed since it was made; or one page; or one, but by the kernel */
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

/* write-protected by fork, and its own again since the child is gone */
static void make_fork_over(void)
{
	pid_t pid;

	window_fill();
	pid = fork_sleeper(0, 0);
	if (pid < 0 || kill(pid, SIGKILL) || waitpid(pid, NULL, 0) != pid)
		die("fork");
	window_offer();
}

/* eight pages at which any access is a fault */
static void make_guard(void)
{
	window_fill();
	if (madvise(region, 8 * PAGE, MADV_GUARD_INSTALL))
		lack("MADV_GUARD_INSTALL");
	window_offer();
}

/* one page has a memory error, which its owner has not yet met */
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
