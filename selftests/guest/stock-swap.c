// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of pages that were swapped out, to block devices in memory (null_blk): type and
 * slot are compared with pagemap, sums with smaps, and the other bits have to follow from
 * what the test did to the page.  Also pages that could not be read back from swap.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <unistd.h>

#include "diff.h"
#include "guest.h"
#include "harness.h"
#include "memdisk.h"
#include "memgroup.h"
#include "view.h"

#define PAGE	4096ULL
#define HUGE	(512 * PAGE)

/*
 * Enters a memory cgroup, so that helpers/situate starts in it.  A page that was swapped
 * out may stay in the swap cache and come back from there without a read from the device;
 * group_reclaim() can empty the swap cache of a cgroup.  Returns 0 on success.
 */
static int group_enter(void)
{
	/*
	 * mlockall() keeps this test's own pages.  Writing 0 to memory.reclaim reclaims
	 * nothing and fails if the kernel does not have the file.
	 */
	return mlockall(MCL_CURRENT | MCL_FUTURE) || memgroup_on() ||
	       memgroup_enter(0) || memgroup_set("memory.reclaim", "0");
}

/* Reclaims all memory of the cgroup: less than 16M, which the kernel reports as an error. */
static void group_reclaim(void)
{
	memgroup_set("memory.reclaim", "16M");
}

FIXTURE(swap) {
	struct situation s;
	struct source source, before;
	struct memdisk first, second;
	int lacking;
};

FIXTURE_SETUP(swap)
{
	self->lacking = memdisk_on(&self->first, 0);
	ASSERT_LE(0, self->lacking);
	if (!self->lacking)
		ASSERT_EQ(0, memdisk_swap(&self->first));
}

FIXTURE_TEARDOWN(swap)
{
	source_close(&self->before);
	source_close(&self->source);
	situation_stop(&self->s);
	memgroup_off();
	memdisk_off(&self->second);
	memdisk_off(&self->first);
}

#define START(kind)							\
do {									\
	if (self->lacking)						\
		SKIP(return, "this kernel has no null_blk");		\
	SITUATION(&self->s, kind);					\
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));		\
} while (0)

/* The number of entries of the situation that are of @kind and have all of @flags. */
static unsigned int count(const struct dump *dump, const struct situation *s,
			  unsigned int kind, uint32_t flags)
{
	unsigned int n = 0;
	struct ptwalk_pte pte;
	uint64_t addr;

	for (addr = s->start; addr < s->start + s->length; addr += PAGE) {
		view_page(dump, addr, &pte);
		n += pte.kind == kind && (pte.flags & flags) == flags;
	}
	return n;
}

/* The flag of a page that no other process has swapped out, if this kernel has one (5.19) */
static uint32_t exclusive(const struct dump *dump)
{
	return dump->dict.value[PTWALK_DICT_SWAP_EXCLUSIVE] ? PTWALK_F_EXCLUSIVE : 0;
}

TEST_F(swap, slots)
{
	char taken[MEMDISK_MB << 8] = "";
	struct ptwalk_pte pte;
	unsigned int i;

	START("swap");
	for (i = 0; i < self->s.length / PAGE; i++) {
		view_page(self->source.dump, self->s.start + i * PAGE, &pte);
		ASSERT_EQ(i % 2 ? PTWALK_PAGE : PTWALK_SWAP, pte.kind);
		if (pte.kind != PTWALK_SWAP)
			continue;
		EXPECT_EQ(0, pte.swap_type);
		/* slot 0 is the header of the swap area; each page has its own slot */
		ASSERT_LT(0, pte.offset);
		ASSERT_GT(sizeof(taken), pte.offset);
		EXPECT_EQ(0, taken[pte.offset]++);
		EXPECT_EQ(PTWALK_F_SOFT_DIRTY | exclusive(self->source.dump), pte.flags);
	}
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
	EXPECT_EQ(self->s.length / 2,
		  1024 * smaps_at(self->s.pid, self->s.start, "Swap"));
}

/* The swap type is the number of the device, counted in the order of swapon(). */
TEST_F(swap, second_device)
{
	struct ptwalk_pte pte;

	if (!self->lacking) {
		ASSERT_EQ(0, memdisk_on(&self->second, 1));
		ASSERT_EQ(0, memdisk_swap(&self->second));
	}
	START("swap");
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(PTWALK_SWAP, pte.kind);
	EXPECT_EQ(1, pte.swap_type);
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
}

TEST_F(swap, soft_dirty)
{
	char path[64];

	START("swap");
	EXPECT_EQ(32, count(self->source.dump, &self->s, PTWALK_SWAP,
			    PTWALK_F_SOFT_DIRTY));
	source_close(&self->source);
	snprintf(path, sizeof(path), "/proc/%d/clear_refs", self->s.pid);
	ASSERT_EQ(0, write_file(path, "4"));
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	EXPECT_EQ(32, count(self->source.dump, &self->s, PTWALK_SWAP, 0));
	EXPECT_EQ(0, count(self->source.dump, &self->s, PTWALK_SWAP,
			   PTWALK_F_SOFT_DIRTY));
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
}

TEST_F(swap, uffd_wp)
{
	START("swap-wp");
	EXPECT_EQ(64, count(self->source.dump, &self->s, PTWALK_SWAP, 0));
	EXPECT_EQ(32, count(self->source.dump, &self->s, PTWALK_SWAP,
			    PTWALK_F_UFFD_WP));
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
}

/* After fork() no swapped page is exclusive, neither in the parent nor in the child. */
TEST_F(swap, forked)
{
	struct source child;
	long pid;

	START("swap");
	EXPECT_EQ(32, count(self->source.dump, &self->s, PTWALK_SWAP,
			    exclusive(self->source.dump)));
	source_close(&self->source);
	pid = situation_do(&self->s, "fork");
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	ASSERT_EQ(0, view_take(&child, pid));
	EXPECT_EQ(32, count(self->source.dump, &self->s, PTWALK_SWAP, 0));
	EXPECT_EQ(32, count(child.dump, &self->s, PTWALK_SWAP, 0));
	EXPECT_EQ(0, count(self->source.dump, &self->s, PTWALK_SWAP,
			   PTWALK_F_EXCLUSIVE));
	EXPECT_EQ(0, count(child.dump, &self->s, PTWALK_SWAP,
			   PTWALK_F_EXCLUSIVE));
	EXPECT_EQ(0, view_differences(child.dump, pid, self->s.start,
				      self->s.length));
	source_close(&child);
}

/* The sum of the changes of Rss, in bytes, of the range from @start to @end */
struct gained {
	uint64_t start, end;
	int64_t rss;
};

static int add_rss(const struct change *change, void *arg)
{
	struct gained *gained = arg;

	if (change->start >= gained->start && change->start < gained->end)
		gained->rss += change->rss;
	return 0;
}

/*
 * Takes a new dump into @source, moves the one before to @before and compares them: puts
 * the totals into @report and returns the bytes that the situation's Rss gained, -1 on error.
 */
static int64_t changes(struct source *before, struct source *source,
		       const struct situation *s, struct diff_report *report)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct gained gained = { s->start, s->start + s->length, 0 };

	source_close(before);
	*before = *source;
	*source = (struct source){ 0 };
	if (view_take(source, s->pid) ||
	    diff_dumps(before->dump, source->dump, &all, add_rss, &gained,
		       report, NULL))
		return -1;
	return gained.rss;
}

static uint64_t smaps_bytes(const struct situation *s, const char *field)
{
	return 1024 * smaps_at(s->pid, s->start, field);
}

/*
 * The kernel splits a huge page before it swaps it out, so diff reports 512 entries as
 * swapped out and none as unmapped.  Then some pages come back by a write, and the rest
 * with MADV_COLLAPSE, which makes the page huge again.
 */
TEST_F(swap, huge_page)
{
	const struct change_total *total;
	struct diff_report report;
	uint64_t rss;

	START("thp");
	ASSERT_EQ(self->s.length, smaps_bytes(&self->s, "AnonHugePages"));
	rss = smaps_bytes(&self->s, "Rss");
	ASSERT_EQ(0, situation_do(&self->s, "advise 0 %llu 21" /* PAGEOUT */,
				  HUGE));
	ASSERT_EQ(HUGE, smaps_bytes(&self->s, "Swap"));
	EXPECT_EQ((int64_t)(smaps_bytes(&self->s, "Rss") - rss),
		  changes(&self->before, &self->source, &self->s, &report));
	total = report.total;
	EXPECT_EQ(self->s.length - smaps_bytes(&self->s, "AnonHugePages"),
		  total[CHANGE_SPLIT].bytes);
	EXPECT_EQ(HUGE, total[CHANGE_SWAPPED_OUT].bytes);
	EXPECT_EQ(512, total[CHANGE_SWAPPED_OUT].entries);
	EXPECT_EQ(0, total[CHANGE_UNMAPPED].entries);

	rss = smaps_bytes(&self->s, "Rss");
	/* the kernel does not collapse a window without any writable page */
	ASSERT_EQ(0, situation_do(&self->s, "write %llu", 7 * PAGE));
	EXPECT_EQ((int64_t)(smaps_bytes(&self->s, "Rss") - rss),
		  changes(&self->before, &self->source, &self->s, &report));
	EXPECT_EQ(HUGE - smaps_bytes(&self->s, "Swap"),
		  total[CHANGE_SWAPPED_IN].bytes);
	EXPECT_LE(PAGE, total[CHANGE_SWAPPED_IN].bytes);

	if (!kernel_since(6, 1))
		return;
	rss = smaps_bytes(&self->s, "Swap");
	ASSERT_EQ(0, situation_do(&self->s, "advise 0 %llu 25" /* COLLAPSE */,
				  HUGE));
	ASSERT_EQ(0, smaps_bytes(&self->s, "Swap"));
	EXPECT_EQ((int64_t)rss,
		  changes(&self->before, &self->source, &self->s, &report));
	EXPECT_EQ(HUGE, total[CHANGE_PROMOTED].bytes);
	EXPECT_EQ(rss, total[CHANGE_SWAPPED_IN].bytes);
}

/*
 * The swap device fails to read when swapoff() reads its pages back.  The entries of the
 * lost pages have a swap type of their own in 6.1, and are poison markers from 6.6 on.
 */
TEST_F(swap, lost)
{
	const struct dump *dump;
	struct ptwalk_pte pte;
	unsigned int i;
	char range[32];

	if (!self->lacking && group_enter())
		SKIP(return, "no memory cgroup that can reclaim (5.19)");
	START("swap");
	source_close(&self->source);
	group_reclaim();
	/* 512 sectors at a time: badblocks_set() may get longer ranges wrong */
	for (i = 0; i < MEMDISK_MB << 11; i += 512) {
		snprintf(range, sizeof(range), "+%u-%u", i, i + 511);
		ASSERT_EQ(0, memdisk_configure(&self->first, "badblocks", range));
	}
	ASSERT_EQ(0, swapoff(self->first.node));
	self->first.swap = false;
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	dump = self->source.dump;
	for (i = 0; i < self->s.length / PAGE; i += 2) {
		view_page(dump, self->s.start + i * PAGE, &pte);
		if (dump->dict.value[PTWALK_DICT_SWP_SWAPIN_ERROR] !=
		    PTWALK_NO_TYPE) {
			ASSERT_EQ(PTWALK_SWAPIN_ERROR, pte.kind);
			continue;
		}
		ASSERT_EQ(PTWALK_MARKER, pte.kind);
		EXPECT_EQ(dump->dict.value[PTWALK_DICT_MARKER_POISONED],
			  pte.offset);
	}
	EXPECT_EQ(0, view_differences(dump, self->s.pid, self->s.start,
				      self->s.length));
}

TEST_HARNESS_MAIN
