// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules about entries that decide whether a window can be collapsed, one by one and by
 * kernel, and the order in which the kernel meets them.  For rules about VMAs see
 * test-huge-rules.c.
 *
 * Each test starts with a window of 512 pages that were written to and accessed, which can
 * be collapsed.  It changes one fact and checks that the verdict names that fact.
 */
#include <linux/kernel-page-flags.h>

#include "judged-window.h"

#define EXPECT_NUMBERS(count, most, differ)				\
	do {								\
		EXPECT_EQ(count, self->w.number);			\
		EXPECT_EQ(most, self->w.limit);				\
		EXPECT_EQ(differ, self->w.needs);			\
	} while (0)

/* Sets the entries [@from, @from + @nr) to @raw, all with the same frame. */
static void spoil(struct forge *f, unsigned int from, unsigned int nr, __u64 raw)
{
	unsigned int i;

	for (i = from; i < from + nr; i++)
		forge_entry(f, 1, HEAP + i * K4, raw);
}

TEST_F(window, never_touched)
{
	forge_drop(self->f, 1, HEAP);
	EXPECT_VERDICT(variant->kernel == FORGE_7_2 ? "no_pte_table" :
		       variant->kernel == FORGE_5_10 ? "pmd_null" : "pmd_none");
	forge_drop(self->f, 2, HEAP);
	EXPECT_VERDICT(variant->kernel == FORGE_7_2 ? "no_pte_table" :
						      "pmd_null");
}

TEST_F(window, exceed_none_pte)
{
	forge_knob(self->f, "khugepaged/max_ptes_none", "64");
	spoil(self->f, 100, 64, 0);
	EXPECT_VERDICT("collapse");
	/* the zero page counts as well */
	spoil(self->f, 200, 6, F1 | E_P | E_US | E_A | E_SPECIAL);
	EXPECT_VERDICT("exceed_none_pte");
	EXPECT_NUMBERS(70, 64, 6);
	EXPECT_STREQ("none 70 > max_ptes_none 64, 6 too many", self->reason);
	EXPECT_FORCED("collapse");
}

TEST_F(window, userfaultfd_watches)
{
	char fix[HUGE_TEXT] = "";

	self->vma->flags |= PTWALK_VMA_UFFD_MISSING;
	EXPECT_VERDICT("collapse");
	spoil(self->f, 7, 1, 0);
	EXPECT_VERDICT("exceed_none_pte");
	EXPECT_NUMBERS(1, 0, 1);
	/* no setting changes that */
	EXPECT_EQ(NULL, huge_knob(&self->h.rules, &self->w));
	EXPECT_NE(NULL, strstr(huge_fix(&self->h.rules, &self->w, fix), "UFFDIO_UNREGISTER"));
	EXPECT_EQ(NULL, strstr(fix, "max_ptes_none"));
	EXPECT_FORCED("exceed_none_pte");
	self->vma->flags &= ~PTWALK_VMA_UFFD_MISSING;
	forge_knob(self->f, "khugepaged/max_ptes_none", "0");
	EXPECT_VERDICT("exceed_none_pte");
	EXPECT_STREQ("khugepaged/max_ptes_none", huge_knob(&self->h.rules, &self->w));
}

TEST_F(window, exceed_swap_pte)
{
	spoil(self->f, 100, 64, forge_swap(0, 77));
	EXPECT_VERDICT("collapse");
	/* every non-present entry counts: these are migration entries */
	spoil(self->f, 200, 2, forge_swap(28, 77));
	EXPECT_VERDICT("exceed_swap_pte");
	EXPECT_NUMBERS(66, 64, 2);
	/* in 5.10 that type is a swap file's */
	EXPECT_STREQ(variant->kernel == FORGE_5_10 ? "swap 66 > max_ptes_swap 64, 2 too many" :
		     "swap 66 > max_ptes_swap 64, 2 too many; of those not present, 2 are not swapped out",
		     self->reason);
	EXPECT_FORCED("collapse");
}

TEST_F(window, exceed_shared_pte)
{
	/* more write-protected pages than may be shared: page flags have to decide */
	forge_map(self->f, 1, HEAP, 256 * K4, F1, E_READ);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_PAGES &
		  (variant->kernel == FORGE_7_2 ? 0 : ~0U));
	forge_map(self->f, 1, HEAP, 257 * K4, F1, E_READ);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(HUGE_LACKS_PAGES, self->w.lacks & HUGE_LACKS_PAGES);
	forge_pages(self->f, HEAP, 256, LRU, 2);
	forge_pages(self->f, HEAP + M2 / 2, 256, LRU, 1);
	EXPECT_VERDICT("collapse");
	forge_knob(self->f, "khugepaged/max_ptes_shared", "250");
	EXPECT_VERDICT("exceed_shared_pte");
	EXPECT_NUMBERS(256, 250, 6);
	EXPECT_FORCED("collapse");
}

TEST_F(window, pte_uffd_wp)
{
	spoil(self->f, 300, 1, F1 | E_P | E_US | E_A | E_UFFD_WP);
	EXPECT_VERDICT("pte_uffd_wp");
	EXPECT_FORCED("pte_uffd_wp");
	/* uffd-wp is bit 2 of a swap entry */
	spoil(self->f, 300, 1, forge_swap(0, 77) | 1 << 2);
	EXPECT_VERDICT("pte_uffd_wp");
}

/* Up to 6.12 one page must be writable, for khugepaged and for MADV_COLLAPSE. */
TEST_F(window, no_writable_page)
{
	bool asks = variant->kernel != FORGE_7_2;

	forge_map(self->f, 1, HEAP, M2, F1, E_READ);
	EXPECT_VERDICT(asks ? "no_writable_page" : "collapse");
	EXPECT_FORCED(asks ? "no_writable_page" : "collapse");
	spoil(self->f, 511, 1, F1 | E_WRITTEN);
	EXPECT_VERDICT("collapse");
}

/* The cause of write protection: see enum huge_write_cause */
TEST_F(window, who_took_w)
{
	const __u64 flags = self->vma->flags;
	unsigned int i;

	if (variant->kernel == FORGE_7_2)
		SKIP(return, "no reason since 6.18");
	forge_knob(self->f, "khugepaged/max_ptes_shared", "511");
	forge_map(self->f, 1, HEAP, M2, F1, E_READ | E_D | E_SOFT_DIRTY);
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_COPY, self->w.cause);
	EXPECT_NE(NULL, strstr(self->reason, "copy on write, as after fork()"));
	forge_pages(self->f, HEAP, 500, LRU, 2);
	forge_pages(self->f, HEAP + 500 * K4, 12, LRU, 1);
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_SHARED, self->w.cause);
	forge_pages(self->f, HEAP, 500, LRU, 1);
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_ALONE, self->w.cause);
	/* clear_refs cleared W and soft-dirty; a VMA with VM_SOFTDIRTY is newer than that */
	forge_map(self->f, 1, HEAP, M2, F1, E_READ | E_D);
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_SOFT_DIRTY, self->w.cause);
	self->vma->flags |= PTWALK_VMA_SOFTDIRTY;
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_ALONE, self->w.cause);
	for (i = 0; i < 512; i++)
		forge_entry(self->f, 1, HEAP + i * K4,
			    forge_protnone(F1 + i * K4, E_A | E_D));
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_HINT, self->w.cause);
	/* in a dump of several moments a hint looks like mprotect() */
	forge_end(self->f)->flags = PTWALK_END_COMPLETE;
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_UNSAID, self->w.cause);
	self->vma->flags = flags & ~(PTWALK_VMA_READ | PTWALK_VMA_WRITE);
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_PROTNONE, self->w.cause);
	self->vma->flags = flags & ~PTWALK_VMA_WRITE;
	EXPECT_VERDICT("no_writable_page");
	EXPECT_EQ(HUGE_WRITE_READ_ONLY, self->w.cause);
}

TEST_F(window, lack_referenced_page)
{
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN & ~E_A);
	EXPECT_VERDICT("lack_referenced_page");
	EXPECT_STREQ("no page accessed or collapse (not known: pages)",
		     self->reason);
	EXPECT_EQ(HUGE_LACKS_PAGES | HUGE_LACKS_MOMENT, self->w.lacks);
	EXPECT_FORCED("collapse");
	spoil(self->f, 5, 1, F1 | E_WRITTEN);
	EXPECT_VERDICT("collapse");
	/* with a swapped-out page, half of the pages have to be accessed */
	spoil(self->f, 100, 1, forge_swap(0, 77));
	EXPECT_VERDICT("lack_referenced_page");
	EXPECT_NUMBERS(1, 256, 255);
	spoil(self->f, 200, 255, F1 | E_WRITTEN);
	EXPECT_VERDICT("collapse");
}

/* The page flag REFERENCED counts as the accessed bit does. */
TEST_F(window, referenced_by_page)
{
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN & ~E_A);
	forge_pages(self->f, HEAP, 511, LRU, 1);
	forge_pages(self->f, HEAP + 511 * K4, 1, LRU | 1ULL << KPF_REFERENCED,
		    1);
	EXPECT_VERDICT("collapse");
}

/* Pages in a per-CPU LRU batch: the kernel drains the batches before it scans. */
TEST_F(window, page_not_in_lru)
{
	forge_pages(self->f, HEAP, 512, LRU & ~(1ULL << KPF_LRU), 1);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(512, self->w.counts.off_lru);
	EXPECT_FORCED("collapse");
}

/* A tail page has no flags of its folio in kpageflags of 6.1. */
TEST_F(window, middle_of_a_folio)
{
	forge_pages(self->f, HEAP, 1, LRU | 1ULL << KPF_COMPOUND_HEAD, 1);
	forge_pages(self->f, HEAP + K4, 511,
		    1ULL << KPF_ANON | 1ULL << KPF_COMPOUND_TAIL, 1);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(512, self->w.counts.large);
}

TEST_F(window, page_locked)
{
	forge_pages(self->f, HEAP, 512, LRU | 1ULL << KPF_LOCKED, 1);
	EXPECT_VERDICT("page_locked");
}

/* KSM maps one page with three entries: the kernel finds it locked twice. */
TEST_F(window, page_repeated)
{
	spoil(self->f, 3, 1, F1 | E_P | E_US | E_A);
	spoil(self->f, 200, 2, F1 | E_P | E_US | E_A);
	EXPECT_VERDICT("page_locked");
	EXPECT_NUMBERS(2, 0, 2);
	EXPECT_FORCED("page_locked");
	spoil(self->f, 200, 2, 0);
	EXPECT_VERDICT("collapse");
	/* the zero page may be mapped any number of times */
	spoil(self->f, 200, 2, F1 | E_P | E_US | E_A | E_SPECIAL);
	EXPECT_VERDICT("collapse");
}

TEST_F(window, page_not_anon)
{
	forge_pages(self->f, HEAP, 512, LRU & ~(1ULL << KPF_ANON), 1);
	EXPECT_VERDICT("page_not_anon");
}

/* MADV_FREE, and not written since: khugepaged of 7.2 does not collapse such pages. */
TEST_F(window, page_lazyfree)
{
	bool asks = variant->kernel == FORGE_7_2;

	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN & ~E_D);
	forge_pages(self->f, HEAP, 512, LRU & ~(1ULL << KPF_SWAPBACKED), 1);
	EXPECT_VERDICT(asks ? "page_lazyfree" : "collapse");
	EXPECT_FORCED("collapse");
	self->vma->flags |= PTWALK_VMA_DROPPABLE;
	EXPECT_VERDICT("collapse");
	self->vma->flags &= ~PTWALK_VMA_DROPPABLE;
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	EXPECT_VERDICT("collapse");
}

/* The verdict is the limit that is exceeded at the lowest address. */
TEST_F(window, order_of_entries)
{
	forge_knob(self->f, "khugepaged/max_ptes_none", "10");
	spoil(self->f, 0, 100, 0);
	spoil(self->f, 11, 1, F1 | E_P | E_US | E_A | E_UFFD_WP);
	EXPECT_VERDICT("exceed_none_pte");
	EXPECT_EQ(HUGE_BIT(HUGE_EXCEED_NONE) | HUGE_BIT(HUGE_UFFD_WP),
		  self->w.reasons);
	spoil(self->f, 10, 1, F1 | E_P | E_US | E_A | E_UFFD_WP);
	EXPECT_VERDICT("pte_uffd_wp");
}

/* For the same page the order of the kernel's checks counts, which differs by kernel. */
TEST_F(window, order_at_one_entry)
{
	forge_pages(self->f, HEAP, 512, 1ULL << KPF_LOCKED, 1);
	EXPECT_VERDICT(variant->kernel == FORGE_6_1 || variant->kernel == FORGE_5_10 ?
		       "page_locked" : "page_not_anon");
}

TEST_F(window, entries_that_are_lost)
{
	/* the swap type of hwpoison */
	static const unsigned int type[] = {
		[FORGE_5_10] = 29, [FORGE_6_1] = 26, [FORGE_6_12] = 27, [FORGE_7_2] = 24,
	};

	spoil(self->f, 3, 2, forge_swap(type[variant->kernel], 77));
	EXPECT_VERDICT("failed");
	EXPECT_EQ(2, self->w.number);
	EXPECT_FORCED("failed");
}

/* 7.2 with another size enabled checks max_ptes_none after the scan, for each size. */
TEST_F(window, other_sizes)
{
	bool asks = variant->kernel == FORGE_7_2;

	if (variant->kernel == FORGE_6_1 || variant->kernel == FORGE_5_10)
		SKIP(return, "no settings by size");
	forge_knob(self->f, "khugepaged/max_ptes_none", "64");
	forge_knob(self->f, "hugepages-64kB/enabled",
		   "[always] inherit madvise never");
	EXPECT_VERDICT("collapse");
	spoil(self->f, 100, 100, 0);
	EXPECT_VERDICT(asks ? "mthp_only" : "exceed_none_pte");
	EXPECT_NUMBERS(100, 64, 36);
	/* 16 pages in a row, but not aligned to 64K */
	spoil(self->f, 0, 512, 0);
	forge_map(self->f, 1, HEAP + K4, 16 * K4, F1, E_WRITTEN);
	EXPECT_VERDICT(asks ? "failed" : "exceed_none_pte");
	/* zero pages count as empty entries */
	spoil(self->f, 32, 16, F1 | E_READ | E_SPECIAL);
	EXPECT_VERDICT(asks ? "failed" : "exceed_none_pte");
	/* the limit of 511 is scaled to the size: one page in 64K is enough */
	forge_knob(self->f, "khugepaged/max_ptes_none", "511");
	EXPECT_VERDICT("collapse");
	EXPECT_FORCED("collapse");
}

TEST_HARNESS_MAIN
