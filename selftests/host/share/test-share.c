// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often frames are mapped, and what RSS, PSS and USS follow from it, for forged dumps whose
 * frames are chosen by the test.
 */
#include "forged.h"
#include "kselftest_harness.h"
#include "share.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x40000000ULL		/* physical addresses of pages, multiples of 2M */
#define F2	0x80000000ULL
#define PROCESSES	3

#define PSS(pages, maps)	((pages) * ((K4 << SHARE_PSS_SHIFT) / (maps)))

FIXTURE(share)
{
	struct forge	*f[PROCESSES];
	struct dump	*dump[PROCESSES];
	void		*data[PROCESSES];
	struct share	share;
	struct share_sums sums;
	struct share_sums by_vma[2];
};

FIXTURE_SETUP(share)
{
	size_t i;

	for (i = 0; i < PROCESSES; i++) {
		self->f[i] = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
		forge_vma(self->f[i], HEAP, HEAP + 2 * M2, VMA_ANON, "[heap]");
		forge_vma(self->f[i], HEAP + 4 * M2, HEAP + 6 * M2, VMA_ANON, "");
	}
}

FIXTURE_TEARDOWN(share)
{
	size_t i;

	for (i = 0; i < PROCESSES; i++)
		forged_free(self->f[i], self->dump[i], self->data[i]);
	share_free(&self->share);
}

/* Reads the dumps, of which the first @targets are asked about; adds the others. */
static void count(struct _test_data_share *self, struct __test_metadata *_metadata,
		  unsigned int targets, __u64 *bytes)
{
	size_t i;

	for (i = 0; i < PROCESSES; i++) {
		self->dump[i] = forged_dump(self->f[i], &self->data[i]);
		if (i < targets)
			ASSERT_EQ(0, share_add_target(&self->share, self->dump[i], i));
	}
	ASSERT_EQ(0, share_settle(&self->share));
	for (i = targets; i < PROCESSES; i++)
		ASSERT_EQ(0, share_add_other(&self->share, self->dump[i], bytes));
	ASSERT_EQ(0, share_settle(&self->share));
}

#define EXPECT_SUMS(target, vma, rss_, pss_, uss_, shared_, others_, with_)	\
do {									\
	share_sum(&self->share, self->dump[target], target, &self->sums, self->by_vma); \
	if (vma >= 0)							\
		self->sums = self->by_vma[vma];				\
	EXPECT_EQ(rss_, self->sums.rss);				\
	EXPECT_EQ(pss_, self->sums.pss);				\
	EXPECT_EQ(uss_, self->sums.uss);				\
	EXPECT_EQ(shared_, self->sums.shared);				\
	EXPECT_EQ(others_, self->sums.others);				\
	EXPECT_EQ((__u64)(with_), self->sums.with);			\
} while (0)

TEST_F(share, pages_of_two_and_of_three)
{
	__u64 bytes;

	/* frames 0 to 9 of F1; 4 to 7; 6 to 9, of which 6 and 7 are mapped by all three */
	forge_map(self->f[0], 1, HEAP, 10 * K4, F1, E_WRITTEN);
	forge_map(self->f[1], 1, HEAP, 4 * K4, F1 + 4 * K4, E_READ);
	forge_map(self->f[2], 1, HEAP + K4, 4 * K4, F1 + 6 * K4, E_READ);
	count(self, _metadata, 2, &bytes);
	EXPECT_EQ(4 * K4, bytes);
	EXPECT_SUMS(0, -1, 10 * K4, PSS(4, 1) + PSS(2, 2) + PSS(2, 3) + PSS(2, 2), 4 * K4,
		    4 * K4, 4 * K4, 1 << 1);
	EXPECT_SUMS(1, -1, 4 * K4, PSS(2, 2) + PSS(2, 3), 0, 4 * K4, 2 * K4, 1 << 0);
}

TEST_F(share, nobody_else)
{
	__u64 bytes;

	forge_map(self->f[0], 1, HEAP, 10 * K4, F1, E_WRITTEN);
	forge_map(self->f[1], 1, HEAP, 10 * K4, F2, E_WRITTEN);
	count(self, _metadata, 2, &bytes);
	EXPECT_EQ(0, bytes);
	EXPECT_SUMS(0, -1, 10 * K4, PSS(10, 1), 10 * K4, 0, 0, 0);
}

/* A page that one process maps twice counts twice in its RSS, and is not its own page in USS. */
TEST_F(share, twice_in_one_process)
{
	__u64 bytes;

	forge_map(self->f[0], 1, HEAP, 2 * K4, F1, E_WRITTEN);
	forge_map(self->f[0], 1, HEAP + M2, K4, F1 + K4, E_WRITTEN);
	count(self, _metadata, 1, &bytes);
	EXPECT_SUMS(0, -1, 3 * K4, PSS(1, 1) + PSS(2, 2), K4, 0, 0, 0);
}

/* A huge page of which others map some pages by 4K entries, as after a split by one of them */
TEST_F(share, huge_page)
{
	__u64 bytes;

	forge_entry(self->f[0], 2, HEAP, F1 | E_WRITTEN | E_PS);
	forge_map(self->f[1], 1, HEAP, 3 * K4, F1 + 100 * K4, E_WRITTEN);
	forge_entry(self->f[2], 2, HEAP + M2, F1 | E_READ | E_PS);
	count(self, _metadata, 3, &bytes);
	EXPECT_SUMS(0, -1, M2, PSS(509, 2) + PSS(3, 3), 0, M2, 0, 6);
	EXPECT_SUMS(1, -1, 3 * K4, PSS(3, 3), 0, 3 * K4, 0, 5);
}

/* What smaps does not count, and a page under migration, whose number of mappings is not known */
TEST_F(share, not_resident)
{
	__u64 bytes;

	forge_entry(self->f[0], 1, HEAP, F1 | E_READ | E_SPECIAL);
	forge_entry(self->f[0], 1, HEAP + K4, forge_swap(0, 77));
	forge_entry(self->f[0], 1, HEAP + 2 * K4, forge_swap(30, F1 >> 12));
	forge_entry(self->f[0], 1, HEAP + 3 * K4, forge_protnone(F1 + K4, E_A));
	forge_map(self->f[1], 1, HEAP, 2 * K4, F1, E_READ);
	count(self, _metadata, 2, &bytes);
	EXPECT_SUMS(0, -1, 2 * K4, PSS(1, 1) + PSS(1, 2), K4, K4, 0, 2);
	EXPECT_SUMS(1, -1, 2 * K4, PSS(1, 1) + PSS(1, 2), K4, K4, 0, 1);
}

TEST_F(share, one_vma)
{
	__u64 bytes;

	forge_map(self->f[0], 1, HEAP, 2 * K4, F1, E_WRITTEN);
	forge_map(self->f[0], 1, HEAP + 4 * M2, 5 * K4, F2, E_WRITTEN);
	forge_map(self->f[1], 1, HEAP + 4 * M2, 1 * K4, F2, E_WRITTEN);
	count(self, _metadata, 2, &bytes);
	EXPECT_SUMS(0, 0, 2 * K4, PSS(2, 1), 2 * K4, 0, 0, 0);
	EXPECT_SUMS(0, 1, 5 * K4, PSS(4, 1) + PSS(1, 2), 4 * K4, K4, 0, 2);
}

TEST_F(share, nothing)
{
	__u64 bytes;

	count(self, _metadata, 2, &bytes);
	EXPECT_EQ(0, self->share.nr_segments);
	EXPECT_SUMS(0, -1, 0, 0, 0, 0, 0, 0);
}

TEST_HARNESS_MAIN
