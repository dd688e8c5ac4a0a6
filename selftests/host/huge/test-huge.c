// SPDX-License-Identifier: GPL-2.0-only
/*
 * The windows of a dump: how huge_next() divides an address space into windows, and how it
 * counts their entries.  The rules are tested in test-huge-rules.c.
 */
#include <stdlib.h>

#include "errmsg.h"
#include "forge.h"
#include "huge.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL		/* a frame, not aligned to anything */

FIXTURE(huge)
{
	struct forge	*f;
	struct dump	*dump;
	void		*data;
	struct huge	h;
	struct huge_window w;
};

FIXTURE_SETUP(huge)
{
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	self->dump = NULL;
	self->data = NULL;
}

FIXTURE_TEARDOWN(huge)
{
	dump_free(self->dump);
	free(self->data);
	forge_free(self->f);
}

#define BEGIN()								\
	do {								\
		struct errmsg err_ = { "" };				\
		size_t size_;						\
									\
		self->data = forge_write(self->f, &size_);		\
		ASSERT_EQ(0, dump_parse(&self->dump, self->data, size_,	\
					&err_))				\
			TH_LOG("%s", err_.text);			\
		huge_begin(&self->h, self->dump, HUGE_KHUGEPAGED);	\
	} while (0)

/* The next window: addresses counted from HEAP */
#define EXPECT_WINDOW(from, to, nr, word)				\
	do {								\
		ASSERT_TRUE(huge_next(&self->h, &self->w));		\
		EXPECT_EQ(HEAP + (from), self->w.start);		\
		EXPECT_EQ(HEAP + (to), self->w.end);			\
		EXPECT_EQ(nr, self->w.windows);				\
		EXPECT_STREQ(word, huge_verdict_name(self->w.verdict));	\
	} while (0)

#define EXPECT_END()	EXPECT_FALSE(huge_next(&self->h, &self->w))

TEST_F(huge, nothing)
{
	BEGIN();
	EXPECT_END();
}

TEST_F(huge, pieces_and_windows)
{
	forge_vma(self->f, HEAP + K4, HEAP + 3 * M2 + K4, VMA_ANON, "");
	forge_map(self->f, 1, HEAP + M2, M2, F1, E_WRITTEN);
	forge_entry(self->f, 1, HEAP + K4, F1 | E_WRITTEN);
	BEGIN();
	EXPECT_WINDOW(K4, M2, 0, "not_in_one_vma");
	EXPECT_EQ(1, self->w.counts.present);
	EXPECT_EQ(510, self->w.counts.none);
	EXPECT_WINDOW(M2, 2 * M2, 1, "unknown");
	EXPECT_EQ(512, self->w.counts.present);
	EXPECT_EQ(HUGE_LACKS_KNOBS, self->w.lacks & HUGE_LACKS_KNOBS);
	EXPECT_WINDOW(2 * M2, 3 * M2, 1, "pmd_none");
	EXPECT_WINDOW(3 * M2, 3 * M2 + K4, 0, "not_in_one_vma");
	EXPECT_END();
}

/* Two VMAs in one window: each gets a range of its own */
TEST_F(huge, two_areas_in_one_window)
{
	forge_vma(self->f, HEAP, HEAP + K4, VMA_ANON, "a");
	forge_vma(self->f, HEAP + K4, HEAP + M2, VMA_ANON, "b");
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	BEGIN();
	EXPECT_WINDOW(0, K4, 0, "not_in_one_vma");
	EXPECT_EQ(1, self->w.counts.present);
	EXPECT_WINDOW(K4, M2, 0, "not_in_one_vma");
	EXPECT_EQ(511, self->w.counts.present);
	EXPECT_END();
}

/* A huge range without page tables is reported as one range of many windows. */
TEST_F(huge, untouched)
{
	__u64 far = HEAP & -(512 * G1);

	forge_vma(self->f, far, far + 3 * 512 * G1, VMA_ANON, "");
	forge_entry(self->f, 1, far + 600 * G1, F1 | E_WRITTEN);
	BEGIN();
	/* alternately no page directory (PD), the page, empty entries of its PD */
	EXPECT_WINDOW(far - HEAP, far - HEAP + 600 * G1, 600 * 512, "pmd_null");
	EXPECT_WINDOW(far - HEAP + 600 * G1, far - HEAP + 600 * G1 + M2, 1, "unknown");
	EXPECT_WINDOW(far - HEAP + 600 * G1 + M2, far - HEAP + 601 * G1, 511, "pmd_none");
	EXPECT_WINDOW(far - HEAP + 601 * G1, far - HEAP + 1536 * G1, 935 * 512, "pmd_null");
	EXPECT_END();
}

TEST_F(huge, leaves)
{
	__u64 giant = (HEAP & -G1) + G1;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_entry(self->f, 2, HEAP, 0x40000000 | E_WRITTEN | E_PS);
	forge_vma(self->f, giant, giant + G1,
		  VMA_ANON | PTWALK_VMA_HUGETLB, "")->hugetlb_shift = 30;
	forge_entry(self->f, 3, giant, 0x40000000 | E_WRITTEN | E_PS);
	BEGIN();
	EXPECT_WINDOW(0, M2, 1, "huge");
	EXPECT_EQ(2, self->w.level);
	EXPECT_EQ(M2, self->w.counts.rss);
	EXPECT_EQ(512, self->w.counts.accessed);
	EXPECT_EQ(9, self->w.counts.order);
	EXPECT_WINDOW(giant - HEAP, giant - HEAP + G1, 512, "huge");
	EXPECT_EQ(3, self->w.level);
	EXPECT_EQ(0, self->w.counts.rss);
	EXPECT_EQ(18, self->w.counts.order);
	EXPECT_END();
}

/* Each kind of entry, and the counts that include it */
TEST_F(huge, counts)
{
	struct huge_counts *c = &self->w.counts;
	__u64 at = HEAP;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_entry(self->f, 1, at, F1 | E_WRITTEN);
	forge_entry(self->f, 1, at += K4, (F1 + K4) | E_READ);
	forge_entry(self->f, 1, at += K4, F1 | E_P | E_US | E_RW | E_UFFD_WP);
	forge_entry(self->f, 1, at += K4, F1 | E_P | E_US | E_SPECIAL);
	forge_entry(self->f, 1, at += K4, forge_swap(3, 77));
	forge_entry(self->f, 1, at += K4, forge_swap(29, 77));	/* migration */
	forge_entry(self->f, 1, at += K4, forge_swap(26, 77));	/* poison */
	forge_entry(self->f, 1, at += K4, forge_protnone(F1 + 2 * K4, E_RW | E_A));
	forge_entry(self->f, 1, at += K4, E_A);			/* empty */
	BEGIN();
	EXPECT_WINDOW(0, M2, 1, "pte_uffd_wp");
	EXPECT_EQ(4, c->present);
	EXPECT_EQ(1, c->zero);
	EXPECT_EQ(1, c->swap);
	EXPECT_EQ(2, c->nonpresent);
	EXPECT_EQ(1, c->lost);
	EXPECT_EQ(504, c->none);
	EXPECT_EQ(3, c->accessed);
	EXPECT_EQ(1, c->dirty);
	EXPECT_EQ(3, c->writable);
	EXPECT_EQ(1, c->uffd_wp);
	EXPECT_EQ(3, c->extents);
	EXPECT_EQ(0, c->order);
	/* a hwpoison entry counts as resident, as in smaps */
	EXPECT_EQ(6 * K4, c->rss);
	EXPECT_END();
}

TEST_F(huge, order)
{
	forge_vma(self->f, HEAP, HEAP + 4 * M2, VMA_ANON, "");
	/* 40 pages, of which 16 are aligned to 16 pages in address and frame */
	forge_map(self->f, 1, HEAP + 3 * K4, 40 * K4, 0x10003000, E_WRITTEN);
	/* contiguous, but aligned to 2 pages only */
	forge_map(self->f, 1, HEAP + M2, M2, 0x10002000, E_WRITTEN);
	/* 512 pages aligned to 2M: as in a huge page that is mapped by PTEs */
	forge_map(self->f, 1, HEAP + 2 * M2, M2, 0x10000000, E_WRITTEN);
	/* consecutive frames at addresses that are not consecutive */
	forge_entry(self->f, 1, HEAP + 3 * M2, 0x10000000 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 3 * M2 + 2 * K4, 0x10001000 | E_WRITTEN);
	BEGIN();
	ASSERT_TRUE(huge_next(&self->h, &self->w));
	EXPECT_EQ(4, self->w.counts.order);
	EXPECT_EQ(1, self->w.counts.extents);
	ASSERT_TRUE(huge_next(&self->h, &self->w));
	EXPECT_EQ(1, self->w.counts.order);
	ASSERT_TRUE(huge_next(&self->h, &self->w));
	EXPECT_EQ(9, self->w.counts.order);
	ASSERT_TRUE(huge_next(&self->h, &self->w));
	EXPECT_EQ(0, self->w.counts.order);
	EXPECT_EQ(2, self->w.counts.extents);
	EXPECT_END();
}

/* A limit within a window: the rest of the window is unknown */
TEST_F(huge, limited)
{
	forge_vma(self->f, HEAP, HEAP + 3 * M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, 3 * M2, F1, E_WRITTEN);
	BEGIN();
	huge_limit(&self->h, HEAP + M2 + K4, HEAP + 3 * M2);
	EXPECT_WINDOW(M2 + K4, 2 * M2, 0, "unknown");
	EXPECT_EQ(HUGE_LACKS_RANGE, self->w.lacks & HUGE_LACKS_RANGE);
	EXPECT_WINDOW(2 * M2, 3 * M2, 1, "unknown");
	EXPECT_END();
}

/* A window whose PT is not in the dump */
TEST_F(huge, unread)
{
	forge_vma(self->f, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + M2, M2, F1, E_WRITTEN);
	forge_unread(self->f, 1, HEAP);
	BEGIN();
	EXPECT_WINDOW(0, M2, 1, "unknown");
	EXPECT_EQ(HUGE_LACKS_TABLE, self->w.lacks & HUGE_LACKS_TABLE);
	EXPECT_WINDOW(M2, 2 * M2, 1, "unknown");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_TABLE);
	EXPECT_END();
}

TEST_F(huge, sums)
{
	struct huge_sums sums = { 0 };

	forge_vma(self->f, HEAP, HEAP + 3 * M2 + K4, VMA_ANON, "");
	forge_entry(self->f, 2, HEAP, 0x40000000 | E_WRITTEN | E_PS);
	forge_map(self->f, 1, HEAP + M2, K4, F1, E_WRITTEN);
	BEGIN();
	while (huge_next(&self->h, &self->w))
		huge_add(&sums, &self->w);
	EXPECT_EQ(3, sums.all.windows);
	EXPECT_EQ(1, sums.all.pieces);
	EXPECT_EQ(3 * M2 + K4, sums.all.size);
	EXPECT_EQ(M2 + K4, sums.all.rss);
	EXPECT_EQ(M2, sums.of[HUGE_IS].rss);
	EXPECT_EQ(1, sums.of[HUGE_PMD_NONE].windows);
	EXPECT_EQ(K4, sums.of[HUGE_NOT_IN_ONE_VMA].size);
}

/* Windows that are only summed up: the same verdicts, Rss and growth, with fewer counts */
TEST_F(huge, windows_for_sums)
{
	const __u64 shared = VMA_ANON & ~PTWALK_VMA_ANON;
	struct huge_knobs knobs;
	struct huge_window w;
	unsigned int nr = 0;
	struct huge h;

	forge_vma(self->f, HEAP, HEAP + 2 * M2 + 3 * K4, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, 2 * K4, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 2 * M2, 2 * K4, F1 + M2, E_WRITTEN);
	forge_entry(self->f, 1, HEAP + M2 + K4, forge_swap(1, 2));
	/* a file of which a page was copied, and the end of another one */
	forge_vma(self->f, HEAP + 4 * M2, HEAP + 6 * M2, shared | PTWALK_VMA_FILE, "a");
	forge_map(self->f, 1, HEAP + 4 * M2, 9 * K4, F1 + 2 * M2, E_WRITTEN);
	forge_vma(self->f, HEAP + 6 * M2, HEAP + 6 * M2 + 8 * K4,
		  (shared | PTWALK_VMA_FILE) & ~PTWALK_VMA_ANON_VMA, "b");
	forge_map(self->f, 1, HEAP + 6 * M2, 5 * K4, F1 + 3 * M2, E_WRITTEN);
	BEGIN();
	huge_knobs_read(&knobs, &self->dump->facts);
	huge_begin_sums(&h, self->dump, &knobs);
	while (huge_next(&self->h, &self->w)) {
		ASSERT_TRUE(huge_next(&h, &w));
		EXPECT_EQ(self->w.start, w.start);
		EXPECT_EQ(self->w.end, w.end);
		EXPECT_EQ(self->w.verdict, w.verdict);
		EXPECT_EQ(self->w.reasons, w.reasons);
		EXPECT_EQ(self->w.lacks, w.lacks);
		EXPECT_EQ(self->w.number, w.number);
		EXPECT_EQ(self->w.counts.rss, w.counts.rss);
		EXPECT_EQ(huge_growth(&self->w), huge_growth(&w));
		nr++;
	}
	EXPECT_FALSE(huge_next(&h, &w));
	EXPECT_EQ(6, nr);
	/* the last one has pages whose counts were not needed */
	EXPECT_EQ(5, self->w.counts.present);
	EXPECT_EQ(0, w.counts.present);
}

TEST_HARNESS_MAIN
