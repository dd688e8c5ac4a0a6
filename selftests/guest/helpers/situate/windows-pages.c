// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows that differ in their pages, not in their PTEs: shared pages, pages merged by KSM,
 * pinned, mlocked or lazily freed pages, pages of larger folios.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "situate.h"

#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE	0x08	/* 6.11 */
#endif

/*
 * All pages are marked idle through page_idle and were not accessed since.  That clears
 * the accessed bits in the PTEs; the kernel keeps the earlier access in a page flag.
 */
static void make_cold_idle(void)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int idle = open("/sys/kernel/mm/page_idle/bitmap", O_RDWR | O_CLOEXEC);
	int compact = open("/proc/sys/vm/compact_memory", O_WRONLY | O_CLOEXEC);
	static uint64_t entries[HUGE / PAGE];
	uint64_t bit, frame;
	size_t i;

	if (idle < 0)
		lack("page_idle");
	window_fill();
	/* page_idle ignores pages that are still in a per-CPU LRU batch; compaction drains them. */
	if (compact < 0 || write(compact, "1", 1) != 1)
		die("compact_memory");
	if (pread(pagemap, entries, sizeof(entries), (uintptr_t)region / 512) !=
	    sizeof(entries))
		die("pagemap");
	for (i = 0; i < HUGE / PAGE; i++) {
		frame = entries[i] & ((1ULL << 55) - 1);
		bit = 1ULL << frame % 64;
		if (pwrite(idle, &bit, 8, frame / 64 * 8) != 8)
			die("page_idle");
	}
	window_offer();
}

/* A child shares the first @pages pages; the parent writes the others again, copying them. */
static void share(size_t pages)
{
	window_fill();
	if (fork_sleeper(0, 0) < 0)
		die("fork");
	touch(region + pages * PAGE, HUGE - pages * PAGE, PAGE, true);
	window_offer();
}

static void make_shared(void)
{
	share(512);
}

static void make_shared_256(void)
{
	share(256);
}

static void make_shared_257(void)
{
	share(257);
}

/* The parent after fork(): 400 shared pages, more than max_ptes_shared, then empty entries. */
static void make_shared_holes(void)
{
	window_map();
	touch(region, 400 * PAGE, PAGE, true);
	if (fork_sleeper(0, 0) < 0)
		die("fork");
	window_offer();
}

/* Forks; the parent only waits for its child, which returns from here and makes the rest. */
static void fork_over(void)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child) {
		waitpid(child, NULL, 0);
		_exit(0);
	}
	window_mark();
}

static void make_child(void)
{
	window_fill();
	fork_over();
	window_offer();
}

static void make_child_holes(void)
{
	window_map();
	touch(region, 400 * PAGE, PAGE, true);
	fork_over();
	window_offer();
}

/* half of the pages are present, all shared with a child */
static void make_shared_half(void)
{
	window_map();
	touch(region, HUGE / 2, PAGE, true);
	if (fork_sleeper(0, 0) < 0)
		die("fork");
	window_offer();
}

/* sixteen pages are present; a child shares only the last of them */
static void make_shared_last(void)
{
	window_map();
	touch(region, 16 * PAGE, PAGE, true);
	if (fork_sleeper(0, 0) < 0)
		die("fork");
	touch(region, 15 * PAGE, PAGE, true);
	window_offer();
}

static void merge(void)
{
	if (madvise(region, HUGE, MADV_MERGEABLE))
		lack("MADV_MERGEABLE");
	window_offer();
}

/* All pages have the same content, for KSM to merge; in ksm_8 only the first eight have. */
static void make_ksm(void)
{
	window_fill();
	merge();
}

static void make_ksm_8(void)
{
	size_t i;

	window_fill();
	for (i = 8; i < HUGE / PAGE; i++)
		*(size_t *)(region + i * PAGE) = i;
	merge();
}

/* pages full of zero bytes, which KSM can replace by the zero page */
static void make_ksm_zero(void)
{
	window_fill();
	memset(region, 0, HUGE);
	merge();
}

/* a pipe holds a reference to one page */
static void make_pinned(void)
{
	struct iovec page;
	int fd[2];

	window_fill();
	page = (struct iovec){ region + 100 * PAGE, PAGE };
	if (pipe(fd) || vmsplice(fd[1], &page, 1, 0) != (ssize_t)PAGE)
		die("vmsplice");
	window_offer();
}

static void make_mlocked(void)
{
	window_fill();
	if (mlock(region, HUGE))
		die("mlock");
	window_offer();
}

/*
 * Windows with MADV_FREE: for one page, which may still be in a per-CPU batch (new) or has
 * left it (1); for all pages; for all pages that were written again since (over).
 */
static void make_lazyfree_new(void)
{
	window_fill();
	if (madvise(region + 100 * PAGE, PAGE, MADV_FREE))
		die("MADV_FREE");
	window_offer();
}

static void make_lazyfree_1(void)
{
	make_lazyfree_new();
	window_settle();
}

static void make_lazyfree(void)
{
	window_fill();
	if (madvise(region, HUGE, MADV_FREE))
		die("MADV_FREE");
	window_offer();
	window_settle();
}

static void make_lazyfree_over(void)
{
	window_fill();
	if (madvise(region, HUGE, MADV_FREE))
		die("MADV_FREE");
	flush_tlb();
	touch(region, HUGE, PAGE, true);
	window_offer();
}

/* MAP_DROPPABLE: the kernel may drop the pages at any time and never swaps them out */
static void make_droppable(void)
{
	window_map();
	if (mmap(region, HUGE, RW, MAP_DROPPABLE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) != region)
		lack("MAP_DROPPABLE");
	touch(region, HUGE, PAGE, true);
	window_offer();
}

static void make_huge(void)
{
	window_fill();
	window_offer();
	window_collapse();
}

/* the huge zero page */
static void make_huge_zero(void)
{
	window_map();
	/* The first fault maps the huge zero page, so the advice has to come before it. */
	window_offer();
	touch(region, 1, PAGE, false);
}

/* a huge page that is mapped by 512 PTEs, or by 511 */
static void make_split(void)
{
	make_huge();
	if (mprotect(region, PAGE, PROT_READ) || mprotect(region, PAGE, RW))
		die("mprotect");
}

static void make_split_511(void)
{
	make_huge();
	if (madvise(region + 100 * PAGE, PAGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
}

/* the second half of a huge page, mapped by 256 PTEs */
static void make_split_half(void)
{
	make_huge();
	if (madvise(region, HUGE / 2, MADV_DONTNEED))
		die("MADV_DONTNEED");
}

/* Faults without advice, so the folios get the size of unadvised memory; the advice follows. */
static void make_folios(void)
{
	window_map();
	window_end();
	touch(region, HUGE, PAGE, true);
	window_offer();
}

const struct kind page_window_kinds[] = {
	{ "window-cold-idle",		make_cold_idle },
	{ "window-shared",		make_shared },
	{ "window-shared-256",		make_shared_256 },
	{ "window-shared-257",		make_shared_257 },
	{ "window-shared-holes",	make_shared_holes },
	{ "window-child",		make_child },
	{ "window-child-holes",		make_child_holes },
	{ "window-shared-half",		make_shared_half },
	{ "window-shared-last",		make_shared_last },
	{ "window-ksm",			make_ksm },
	{ "window-ksm-8",		make_ksm_8 },
	{ "window-ksm-zero",		make_ksm_zero },
	{ "window-pinned",		make_pinned },
	{ "window-mlocked",		make_mlocked },
	{ "window-lazyfree-new",	make_lazyfree_new },
	{ "window-lazyfree-1",		make_lazyfree_1 },
	{ "window-lazyfree",		make_lazyfree },
	{ "window-lazyfree-over",	make_lazyfree_over },
	{ "window-droppable",		make_droppable },
	{ "window-huge",		make_huge },
	{ "window-huge-zero",		make_huge_zero },
	{ "window-split",		make_split },
	{ "window-split-511",		make_split_511 },
	{ "window-split-half",		make_split_half },
	{ "window-folios",		make_folios },
	{ }
};
