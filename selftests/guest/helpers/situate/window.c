// SPDX-License-Identifier: GPL-2.0-only
/*
 * The helpers that make windows, and the mark: a second range of 2M above the window,
 * for which khugepaged's tracepoint reports a result that it reports for no window.
 * khugepaged goes through a process in ascending order of addresses.  So a report before
 * the mark's is about the window, and a mark's report with none before it means that
 * khugepaged skipped the window.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "situate.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE	25	/* 6.1 */
#endif

static char *mark;

/* present pages of the mark, before one that is write-protected: pte_uffd_wp after three */
#define MARK_PAGES	3

void map_at(char *p, size_t length, int flags, int fd)
{
	if (mmap(p, length, RW, flags | MAP_FIXED, fd, 0) != p)
		die("mmap");
}

void window_mark(void)
{
	int uffd;

	map_at(mark, HUGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	uffd = uffd_area(mark, HUGE, UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_WP);
	touch(mark, (MARK_PAGES + 1) * PAGE, PAGE, true);
	uffd_protect(uffd, mark + MARK_PAGES * PAGE, PAGE);
}

void window_map(void)
{
	/* The rest of this range stays mapped, PROT_NONE and without huge pages. */
	char *wide = map(12 * HUGE, PROT_NONE, ANON, -1);
	char *p = (char *)(((unsigned long)wide + 4 * HUGE) & ~(HUGE - 1));

	madvise(wide, 12 * HUGE, MADV_NOHUGEPAGE);
	region = p;
	region_length = HUGE;
	mark = p + 6 * HUGE;
	/* A child inherits this, so khugepaged does not scan it either. */
	if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		die("PR_SET_THP_DISABLE");
	window_mark();
	map_at(region, HUGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

void window_fill(void)
{
	window_map();
	touch(region, HUGE, PAGE, true);
}

void window_end(void)
{
	if (prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0))
		die("PR_SET_THP_DISABLE");
	if (madvise(mark, HUGE, MADV_HUGEPAGE))
		die("MADV_HUGEPAGE");
}

void window_offer(void)
{
	if (madvise(region, region_length, MADV_HUGEPAGE))
		die("MADV_HUGEPAGE");
	window_end();
}

void window_settle(void)
{
	/* MADV_COLLAPSE refuses memory of userfaultfd, but drains all LRU batches before. */
	madvise(mark, HUGE, MADV_COLLAPSE);
}

void window_collapse(void)
{
	int i;

	/* EAGAIN: somebody else has a page just now, as writeback or the LRU batch of another CPU */
	for (i = 0; i < 100; i++) {
		if (!madvise(region, HUGE, MADV_COLLAPSE))
			return;
		if (errno != EAGAIN)
			break;
		usleep(20000);
	}
	/* of an empty range, every advice that the kernel knows is taken */
	if (madvise(NULL, 0, MADV_COLLAPSE))
		lack("MADV_COLLAPSE (6.1)");
	die("MADV_COLLAPSE");
}

void forget_accesses(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "1", 1) != 1)
		die("clear_refs");
	close(fd);
	flush_tlb();
}

/*
 * Clearing A through clear_refs does not flush the TLB, so the CPU may not set
 * it again.  Unmapping more than tlb_single_page_flush_ceiling (33) pages
 * flushes everything.
 */
void flush_tlb(void)
{
	munmap(map(64 * PAGE, PROT_READ, ANON | MAP_POPULATE, -1), 64 * PAGE);
}
