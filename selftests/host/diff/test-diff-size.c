// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of two dumps in which the size of pages changed: huge pages that were
 * promoted or split.  For page tables that came, went or are shared see test-diff-tables.c.
 */
#include "diff-pair.h"
#include "kselftest_harness.h"

FIXTURE(diff_size)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff_size)
{
	self->pair = pair_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(diff_size)
{
	pair_free(self->pair);
}

TEST_F(diff_size, promoted_by_copy)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_map(pair->was, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 promoted,moved 512/512/0\n");
	EXPECT_EQ(1, pair->report.total[CHANGE_TABLE_LOST].entries);
	EXPECT_EQ(K4, pair->report.total[CHANGE_TABLE_LOST].bytes);
	EXPECT_EQ(M2, pair->report.total[CHANGE_PROMOTED].bytes);
	EXPECT_EQ(1, pair->report.total[CHANGE_PROMOTED].entries);
	EXPECT_EQ(512, pair->report.total[CHANGE_MOVED].entries);
}

TEST_F(diff_size, promoted_in_place)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	/* 300 pages in the frames of the later huge page, 5 in others, one swapped out */
	forge_map(pair->was, 1, HEAP + 100 * K4, 300 * K4, HUGE1 + 100 * K4,
		  E_WRITTEN);
	forge_map(pair->was, 1, HEAP, 5 * K4, F1, E_WRITTEN);
	forge_entry(pair->was, 1, HEAP + 8 * K4, forge_swap(0, 77));
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 mapped,promoted,moved,swapped-in 305/512/300 1 swapped 0 other 0 zero 206 empty\n");
}

/* Neighbours are merged to one run with added counts; a third page is a run of its own. */
TEST_F(diff_size, promoted_run)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + 2 * M2, HUGE2 | E_WRITTEN | E_PS);
	forge_map(pair->was, 1, HEAP, 2 * M2, F1, E_WRITTEN);
	forge_map(pair->now, 2, HEAP, 2 * M2, HUGE1, E_WRITTEN | E_PS);
	forge_map(pair->was, 1, HEAP + 3 * M2, 7 * K4, F2, E_WRITTEN);
	forge_map(pair->now, 2, HEAP + 3 * M2, M2, HUGE2, E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x0-0x400000 2 table-lost\n"
		    "ENTRY 2 +0x0-0x400000 2 promoted,moved 1024/1024/0\n"
		    "TABLE 1 +0x600000-0x800000 1 table-lost\n"
		    "ENTRY 2 +0x600000-0x800000 1 mapped,promoted,moved 7/512/0 0 zero 505 empty\n");
}

/* A collapse adds 2M to Rss, less the pages that were present before. */
TEST_F(diff_size, collapse_adds_rss)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_map(pair->was, 1, HEAP, 200 * K4, F1, E_WRITTEN);
	for (int i = 200; i < 264; i++)
		forge_entry(pair->was, 1, HEAP + i * K4,
			    F2 | E_READ | E_SPECIAL);
	for (int i = 264; i < 300; i++)
		forge_entry(pair->was, 1, HEAP + i * K4, forge_swap(0, i));
	forge_entry(pair->was, 1, HEAP + 511 * K4, F2 | E_WRITTEN);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 mapped,promoted,cow,moved,swapped-in,+rw,+d,-special 265/512/0 36 swapped 0 other 64 zero 211 empty\n");
	EXPECT_EQ((512 - 201) * K4, pair->report.total[CHANGE_PROMOTED].rss);
	EXPECT_EQ((512 - 201) * K4, pair->report.rss);
	pair_swap(pair);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 unmapped,split,moved,swapped-out,+special,-rw,-d 265/512/0 36 swapped 0 other 64 zero 211 empty\n");
	EXPECT_EQ(-(512 - 201) * (long long)K4,
		  pair->report.total[CHANGE_SPLIT].rss);
}

/* A special huge page, such as the huge zero page of 7.2, is not in Rss. */
TEST_F(diff_size, huge_zero_page_in_rss)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_READ | E_SPECIAL | E_PS);
	forge_map(pair->now, 1, HEAP, M2, F1, E_READ | E_SPECIAL);
	forge_entry(pair->now, 1, HEAP + K4, F2 | E_WRITTEN);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 split,cow,moved,+rw,+d,-special 512/512/0 1 with cow 1 with +rw 1 with +d 1 with -special\n");
	EXPECT_EQ(K4, pair->report.rss);
}

/* Rss does not count hugetlb pages. */
TEST_F(diff_size, hugetlb_is_not_in_rss)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + G1, VMA_ANON, "")->hugetlb_shift = 21;
	forge_vma(pair->now, HEAP, HEAP + G1, VMA_ANON, "")->hugetlb_shift = 21;
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 mapped\n");
	EXPECT_EQ(0, pair->report.rss);
}

/* If the compared range cuts a huge page, only its compared bytes are counted. */
TEST_F(diff_size, rss_of_a_part)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_header(pair->was)->start = HEAP + 16 * K4;
	forge_map(pair->was, 1, HEAP, 20 * K4, F1, E_WRITTEN);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x10000-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x10000-0x200000 1 mapped,promoted,moved 4/496/0 0 zero 492 empty\n");
	EXPECT_EQ((512 - 20) * K4, pair->report.rss);
}

/* On a promotion, the gain or loss of a flag is counted for each small page. */
TEST_F(diff_size, promoted_and_flags)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_map(pair->was, 1, HEAP, 9 * K4, F1, E_READ);
	forge_entry(pair->was, 1, HEAP + 9 * K4, F2 | (E_READ & ~E_A));
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_PS | (E_WRITTEN & ~E_NX));
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 mapped,promoted,cow,+rw,+a,+d,-nx 10/512/0 0 zero 502 empty 1 with +a\n");
}

/* How many entries have a change is added up over the tables of a run. */
TEST_F(diff_size, split_and_flags_of_some)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + 2 * M2, HUGE2 | E_WRITTEN | E_PS);
	forge_map(pair->was, 2, HEAP, 2 * M2, HUGE1, E_WRITTEN | E_PS);
	forge_map(pair->now, 1, HEAP, M2, HUGE1, E_WRITTEN & ~E_A);
	forge_map(pair->now, 1, HEAP + M2, M2, HUGE1 + M2, E_WRITTEN & ~E_A);
	forge_entry(pair->now, 1, HEAP + 3 * K4,
		    (HUGE1 + 3 * K4) | (E_WRITTEN & ~E_A & ~E_RW));
	forge_map(pair->now, 1, HEAP + M2 + 9 * K4, 2 * K4, HUGE1 + M2 + 9 * K4,
		  E_WRITTEN & ~E_RW);
	EXPECT_DIFF("TABLE 1 +0x0-0x400000 2 table-gained\n"
		    "ENTRY 2 +0x0-0x400000 2 split,-rw,-a 1024/1024/1024 3 with -rw 1022 with -a\n");
	/* a change that is not wanted is not counted either */
	pair->wanted = (struct changes){ 1U << CHANGE_SPLIT, 0, PTWALK_F_A };
	EXPECT_DIFF("ENTRY 2 +0x0-0x400000 2 split,-a 1024/1024/1024 1022 with -a\n");
}

/* An empty table became a huge page: promoted from 0 pages. */
TEST_F(diff_size, promoted_from_nothing)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_table(pair->was, 1, HEAP);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 mapped,promoted 0/512/0 0 zero 512 empty\n");
}

TEST_F(diff_size, promoted_to_1g)
{
	struct pair *pair = self->pair;
	const __u64 base = (HEAP & ~(G1 - 1)) + G1;

	pair_both(pair, 2, base + G1, HUGE2 | E_WRITTEN | E_PS);
	/* 511 pages of 2M and 16 of 4K, all in the frames of the later 1G page */
	forge_map(pair->was, 2, base, G1 - M2, HUGE1, E_WRITTEN | E_PS);
	forge_map(pair->was, 1, base + G1 - M2, 16 * K4, HUGE1 + G1 - M2,
		  E_WRITTEN);
	forge_entry(pair->now, 3, base, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_DIFF("TABLE 2 +0x2aa00000-0x6aa00000 1 table-lost\n"
		    "ENTRY 3 +0x2aa00000-0x6aa00000 1 mapped,promoted 512/512/512\n"
		    "TABLE 1 +0x6a800000-0x6aa00000 1 table-lost\n");
}

TEST_F(diff_size, split_in_place)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	forge_map(pair->now, 1, HEAP, M2, HUGE1, E_WRITTEN);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 split 512/512/512\n");

	/* then one of its pages was freed, and another was copied by a write */
	forge_entry(pair->now, 1, HEAP + 4 * K4, 0);
	forge_entry(pair->now, 1, HEAP + 5 * K4, F1 | E_WRITTEN);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 unmapped,split,moved 511/512/510 0 zero 1 empty\n");
}

/* True if the report has @runs runs with @entries entries (of 4K each) of a change. */
static bool counts(const struct pair *pair, unsigned int change,
		   unsigned int runs, unsigned int entries)
{
	const struct change_total *total = &pair->report.total[change];

	return total->runs == runs && total->entries == entries &&
	       total->bytes == entries * K4;
}

/* A huge page is swapped out and back in: kernels before 6.12 split it first. */
TEST_F(diff_size, split_and_swapped_out)
{
	const struct changes swapped_out = {
		.kinds = 1U << CHANGE_SWAPPED_OUT,
	};
	struct pair *pair = self->pair;
	int i;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	for (i = 0; i < 512; i++)
		forge_entry(pair->now, 1, HEAP + i * K4, forge_swap(0, 100 + i));
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 split,swapped-out 0/512/0 512 swapped 0 other\n");
	EXPECT_TRUE(counts(pair, CHANGE_SWAPPED_OUT, 1, 512));
	EXPECT_EQ(-(long long)M2, pair->report.total[CHANGE_SWAPPED_OUT].rss);
	EXPECT_EQ(-(long long)M2, pair->report.rss);
	pair->wanted = swapped_out;
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 swapped-out 0/512/0 512 swapped 0 other\n");
	EXPECT_TRUE(counts(pair, CHANGE_SWAPPED_OUT, 1, 512));
	EXPECT_TRUE(counts(pair, CHANGE_SPLIT, 0, 0));

	pair->wanted = (struct changes){ ~0U, ~0U, ~0U };
	pair_swap(pair);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-lost\n"
		    "ENTRY 2 +0x0-0x200000 1 promoted,swapped-in 0/512/0 512 swapped 0 other\n");
	EXPECT_TRUE(counts(pair, CHANGE_SWAPPED_IN, 1, 512));
	EXPECT_EQ(M2, pair->report.total[CHANGE_SWAPPED_IN].rss);
}

/* A split after which seven PTEs have changed, each in another way, and 505 have not */
TEST_F(diff_size, split_into_everything)
{
	const __u64 marker = 0xf7fffffffffffc00ULL;	/* uffd-wp of 6.1 */
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP, HUGE1 | (E_WRITTEN & ~E_RW) | E_PS);
	forge_map(pair->now, 1, HEAP, M2, HUGE1, E_WRITTEN & ~E_RW);
	forge_entry(pair->now, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(pair->now, 1, HEAP + 1 * K4, F2 | (E_WRITTEN & ~E_RW));
	forge_entry(pair->now, 1, HEAP + 2 * K4, forge_swap(0, 7));
	forge_entry(pair->now, 1, HEAP + 3 * K4, 0);
	/* a migration entry that names the same frame; hwpoison; a marker */
	forge_entry(pair->now, 1, HEAP + 4 * K4,
		    forge_swap(29, (HUGE1 >> 12) + 4));
	forge_entry(pair->now, 1, HEAP + 5 * K4, forge_swap(26, 9));
	forge_entry(pair->now, 1, HEAP + 6 * K4, marker);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 unmapped,split,cow,moved,swapped-out,nonpresent,+rw 507/512/505 1 swapped 3 other 0 zero 1 empty 1 with cow 1 with +rw\n");
	EXPECT_TRUE(counts(pair, CHANGE_COW, 1, 1));
	EXPECT_TRUE(counts(pair, CHANGE_MOVED, 1, 1));
	EXPECT_TRUE(counts(pair, CHANGE_SWAPPED_OUT, 1, 1));
	EXPECT_TRUE(counts(pair, CHANGE_UNMAPPED, 1, 3));
	EXPECT_TRUE(counts(pair, CHANGE_NONPRESENT, 1, 3));
	EXPECT_TRUE(counts(pair, CHANGE_GAINED + 1, 1, 1));
	EXPECT_EQ(1, pair->report.total[CHANGE_SPLIT].entries);
	EXPECT_EQ(M2, pair->report.total[CHANGE_SPLIT].bytes);
}

/* A hugetlb page of 1G was replaced by ordinary memory, which Rss counts. */
TEST_F(diff_size, split_from_1g)
{
	const __u64 base = (HEAP & ~(G1 - 1)) + G1;
	struct pair *pair = self->pair;

	forge_vma(pair->was, base, base + G1, VMA_ANON, "")->hugetlb_shift = 30;
	forge_vma(pair->now, base, base + G1, VMA_ANON, "");
	pair_both(pair, 2, base + G1, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 3, base, HUGE1 | E_WRITTEN | E_PS);
	forge_map(pair->now, 2, base, 3 * M2, HUGE2, E_WRITTEN | E_PS);
	forge_map(pair->now, 1, base + 3 * M2, 2 * K4, F1, E_WRITTEN);
	forge_entry(pair->now, 1, base + 4 * M2, forge_swap(0, 7));
	pair->wanted.kinds = ~(1U << CHANGE_VMA_CHANGED |
			       1U << CHANGE_TABLE_GAINED);
	EXPECT_DIFF("ENTRY 3 +0x2aa00000-0x6aa00000 1 unmapped,split,moved,swapped-out 4/512/0 1 swapped 0 other 0 zero 507 empty\n");
	EXPECT_EQ(3 * M2 + 2 * K4, pair->report.total[CHANGE_MOVED].bytes);
	EXPECT_EQ(5, pair->report.total[CHANGE_MOVED].entries);
	EXPECT_EQ(3 * M2 + 2 * K4, pair->report.rss);
}

/* An unread part of the new table is not compared, and not counted as empty. */
TEST_F(diff_size, split_with_a_table_unread)
{
	const __u64 base = (HEAP & ~(G1 - 1)) + G1;
	struct pair *pair = self->pair;

	forge_vma(pair->was, base, base + G1, VMA_ANON, "");
	forge_vma(pair->now, base, base + G1, VMA_ANON, "");
	pair_both(pair, 2, base + G1, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 3, base, HUGE1 | E_WRITTEN | E_PS);
	forge_map(pair->now, 2, base, G1 - M2, HUGE1, E_WRITTEN | E_PS);
	forge_entry(pair->now, 1, base + G1 - M2, F1 | E_WRITTEN);
	forge_unread(pair->now, 1, base + G1 - M2);
	EXPECT_DIFF("TABLE 2 +0x2aa00000-0x6aa00000 1 table-gained\n"
		    "ENTRY 3 +0x2aa00000-0x6aa00000 1 split 511/511/511\n");
	EXPECT_EQ(1, pair->report.unread_runs);
	EXPECT_EQ(M2, pair->report.unread_bytes);
	/* smaps counts the pages after the split, but not the 1G page before it: see rss.h */
	EXPECT_EQ(511 * M2, pair->report.rss);
}

/* A PROT_NONE or migrating huge entry that became a table counts as split, too. */
TEST_F(diff_size, split_of_what_is_out_of_reach)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP,
		    (~HUGE1 & 0x000fffffffe00000ULL) | E_PROTNONE | E_PS | E_A);
	forge_entry(pair->now, 1, HEAP, HUGE1 | E_READ);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 unmapped,split,-protnone,+us,+nx 1/512/1 0 zero 511 empty\n");
	forge_entry(pair->was, 2, HEAP, forge_swap(29, HUGE1 >> 12));
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 unmapped,split,nonpresent 1/512/1 0 zero 511 empty\n");
}

TEST_HARNESS_MAIN
