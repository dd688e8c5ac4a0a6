// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of two dumps: which addresses are compared, which dumps cannot be
 * compared, and how long it takes.
 */
#include <stdlib.h>
#include <time.h>

#include "diff-pair.h"
#include "kselftest_harness.h"

FIXTURE(diff_range)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff_range)
{
	self->pair = pair_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(diff_range)
{
	pair_free(self->pair);
}

TEST_F(diff_range, nothing_differs)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	pair_both(pair, 1, HEAP + 7 * K4, F2 | E_READ);
	pair_both(pair, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	pair_both(pair, 1, HEAP + 2 * M2, forge_swap(0, 77));
	EXPECT_DIFF("");
	EXPECT_EQ(0, pair->report.unread_runs);
	EXPECT_EQ(0, pair->report.first);
	EXPECT_EQ((1ULL << 47) - 1, pair->report.last);
}

TEST_F(diff_range, only_the_time_differs)
{
	struct pair *pair = self->pair;
	struct ptwalk_header *header = forge_header(pair->now);

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	header->time_monotonic += 1000000000;
	header->time_realtime += 1000000000;
	header->pid++;	/* another thread of the process */
	forge_end(pair->now)->hold_max_ns++;
	EXPECT_DIFF("");
	EXPECT_TRUE(pair->report.rules.same_process);
}

TEST_F(diff_range, unread_table_is_not_compared)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	forge_map(pair->was, 1, HEAP + M2, M2, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP + M2, M2, F2, E_WRITTEN);
	forge_unread(pair->now, 1, HEAP + M2);
	EXPECT_DIFF("");
	EXPECT_EQ(1, pair->report.unread_runs);
	EXPECT_EQ(M2, pair->report.unread_bytes);
	/* the neighbouring table is unread as well: both are counted as one range */
	forge_map(pair->was, 1, HEAP + 2 * M2, K4, F1, E_WRITTEN);
	forge_unread(pair->was, 1, HEAP + 2 * M2);
	EXPECT_DIFF("");
	EXPECT_EQ(1, pair->report.unread_runs);
	EXPECT_EQ(2 * M2, pair->report.unread_bytes);
}

/* A PMD may still point to a table in which no VMA has memory any more. */
TEST_F(diff_range, unread_table_outside_of_areas)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_ANON, "");
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	forge_map(pair->was, 1, HEAP + M2, 2 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP + M2, K4, F2, E_WRITTEN);
	forge_unread(pair->now, 1, HEAP + M2);
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-resized\n"
		    "TABLE 1 +0x200000-0x400000 1 table-lost\n"
		    "ENTRY 1 +0x200000-0x202000 2 unmapped\n");
	EXPECT_EQ(0, pair->report.unread_runs);
}

TEST_F(diff_range, unread_table_of_the_kernel)
{
	struct pair *pair = self->pair;

	pair_renew(pair, FORGE_6_1, FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	pair_both(pair, 1, -K4, F1 | E_WRITTEN);
	forge_map(pair->was, 1, -4 * M2, K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, -4 * M2, K4, F2, E_WRITTEN);
	forge_unread(pair->now, 1, -4 * M2);
	EXPECT_DIFF("");
	EXPECT_EQ(1, pair->report.unread_runs);
	EXPECT_EQ(M2, pair->report.unread_bytes);
}

TEST_F(diff_range, only_what_both_cover_is_compared)
{
	struct pair *pair = self->pair;
	struct ptwalk_header *header = forge_header(pair->now);

	pair_areas(pair);
	forge_map(pair->was, 1, HEAP, 16 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP, 16 * K4, F2, E_WRITTEN);
	forge_entry(pair->was, 2, HEAP + M2, HUGE1 | E_PS | E_WRITTEN);
	header->start = HEAP + 4 * K4;
	header->end = HEAP + 2 * M2;
	forge_end(pair->now)->reached = header->end;
	/* the huge page is gone, and the range ends in the middle of it */
	forge_header(pair->was)->end = HEAP + M2 + 3 * K4;
	forge_end(pair->was)->reached = HEAP + M2 + 3 * K4;
	EXPECT_DIFF("ENTRY 1 +0x4000-0x10000 12 moved\n"
		    "ENTRY 2 +0x200000-0x203000 1 unmapped\n");
	EXPECT_EQ(HEAP + 4 * K4, pair->report.first);
	EXPECT_EQ(HEAP + M2 + 3 * K4 - 1, pair->report.last);
	EXPECT_EQ(3 * K4, pair->report.total[CHANGE_UNMAPPED].bytes);
}

TEST_F(diff_range, incomplete_dump)
{
	struct pair *pair = self->pair;
	struct ptwalk_end *end = forge_end(pair->now);

	pair_areas(pair);
	forge_map(pair->was, 1, HEAP, 16 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP, 2 * K4, F2, E_WRITTEN);
	end->flags = PTWALK_END_GONE;
	end->reached = HEAP + 3 * K4;
	EXPECT_DIFF("ENTRY 1 +0x0-0x2000 2 moved\n"
		    "ENTRY 1 +0x2000-0x3000 1 unmapped\n");
	end->reached = 0;
	EXPECT_EQ(-EINVAL, pair_compare(pair));
	EXPECT_STREQ("the second dump is empty: its process went away before anything was copied",
		     pair->err.text);
}

TEST_F(diff_range, nothing_in_common)
{
	struct pair *pair = self->pair;

	forge_header(pair->was)->end = HEAP;
	forge_end(pair->was)->reached = HEAP;
	forge_header(pair->now)->start = HEAP;
	EXPECT_EQ(-EINVAL, pair_compare(pair));
	EXPECT_STREQ("the dumps have no address in common: the first covers 0x0-0x555555600000, the second 0x555555600000-0x800000000000",
		     pair->err.text);
}

TEST_F(diff_range, other_levels)
{
	struct pair *pair = self->pair;

	forge_free(pair->now);
	pair->now = forge_new(FORGE_6_1, 5, PTWALK_HALF_USER);
	EXPECT_EQ(-EINVAL, pair_compare(pair));
	EXPECT_STREQ("the first dump has 4 levels of page tables, the second 5: they cannot be compared",
		     pair->err.text);
}

TEST_F(diff_range, other_half)
{
	struct pair *pair = self->pair;

	forge_free(pair->now);
	pair->now = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	EXPECT_EQ(-EINVAL, pair_compare(pair));
	EXPECT_STREQ("the first dump is of the user half of the address space, the second of the kernel half: they cannot be compared",
		     pair->err.text);
}

/*
 * Bit 58 is DEVMAP in 6.1 and saved-dirty in 6.12, bit 57 DEVMAP in 6.12, and
 * migration has other numbers: each entry means what its kernel says.  Frames
 * of two boots cannot be compared.
 */
TEST_F(diff_range, other_kernel)
{
	struct pair *pair = self->pair;

	pair_renew(pair, FORGE_6_1, FORGE_6_12, 4, PTWALK_HALF_USER);
	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_WRITTEN, F2 | E_WRITTEN, "");
	EXPECT_ENTRY(F1 | E_WRITTEN | 1ULL << 58, F1 | E_WRITTEN | 1ULL << 57,
		     "");
	EXPECT_ENTRY(F1 | E_WRITTEN | 1ULL << 58, F1 | E_WRITTEN | 1ULL << 58,
		     "ENTRY 1 +0x0-0x1000 1 -devmap\n");
	EXPECT_ENTRY(forge_swap(29, 5), forge_swap(30, 7), "");
	EXPECT_ENTRY(forge_swap(29, 5), forge_swap(29, 5),
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_FALSE(pair->report.rules.frames);
	EXPECT_FALSE(pair->report.rules.same_process);
	/* tables with equal bits may differ in meaning, so they must not be skipped */
	EXPECT_FALSE(pair->report.rules.same_dict);
}

TEST_F(diff_range, five_levels)
{
	struct pair *pair = self->pair;
	const __u64 high = 0x00f0000000000000ULL;

	pair_renew(pair, FORGE_6_1, FORGE_6_1, 5, PTWALK_HALF_USER);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(pair->now, 1, high, F1 | E_WRITTEN);
	EXPECT_EQ(0, pair_compare(pair));
	EXPECT_EQ(4, pair->report.total[CHANGE_TABLE_GAINED].entries);
	EXPECT_EQ(1, pair->report.total[CHANGE_MAPPED].entries);
	EXPECT_EQ((1ULL << 56) - 1, pair->report.last);
}

/* The last page of the address space: its end, 1 << 64, is stored as 0. */
TEST_F(diff_range, top_of_the_kernel_half)
{
	struct pair *pair = self->pair;
	unsigned int levels;

	for (levels = 4; levels <= 5; levels++) {
		pair_renew(pair, FORGE_6_1, FORGE_6_1, levels,
			   PTWALK_HALF_KERNEL);
		pair_both(pair, 1, -2 * K4, F1 | E_WRITTEN);
		pair_both(pair, 1, -K4, F1 | E_WRITTEN);
		EXPECT_DIFF("");
		EXPECT_EQ(~0ULL, pair->report.last);
		EXPECT_EQ(-(1ULL << (levels == 5 ? 56 : 47)),
			  pair->report.first);
		forge_map(pair->now, 1, -2 * K4, 2 * K4, F2, E_WRITTEN & ~E_US);
		EXPECT_EQ(0, pair_compare(pair));
		EXPECT_EQ(1, pair->report.total[CHANGE_MOVED].runs);
		EXPECT_EQ(2, pair->report.total[CHANGE_MOVED].entries);
		EXPECT_EQ(2 * K4, pair->report.total[CHANGE_MOVED].bytes);
		EXPECT_EQ(0, pair->report.unread_runs);
	}
}

static int stop_at_once(const struct change *change, void *arg)
{
	unsigned int *calls = arg;

	(void)change;
	(*calls)++;
	return -ECANCELED;
}

TEST_F(diff_range, the_callback_can_stop_it)
{
	struct pair *pair = self->pair;
	struct dump *was, *now;
	size_t size_was, size_now;
	unsigned int calls = 0;
	void *a, *b;

	pair_areas(pair);
	forge_map(pair->now, 1, HEAP, K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP + 2 * K4, K4, F1, E_WRITTEN);
	a = forge_write(pair->was, &size_was);
	b = forge_write(pair->now, &size_now);
	ASSERT_EQ(0, dump_parse(&was, a, size_was, NULL));
	ASSERT_EQ(0, dump_parse(&now, b, size_now, NULL));
	EXPECT_EQ(-ECANCELED, diff_dumps(was, now, &pair->wanted, stop_at_once,
					 &calls, &pair->report, &pair->err));
	EXPECT_EQ(1, calls);
	dump_free(was);
	dump_free(now);
	free(a);
	free(b);
}

/*
 * 8 GiB in 4K pages, of which every thousandth is dirty in the second dump.  Takes about
 * 10 ms; the limit has room for a sanitizer and a busy machine.
 */
TEST_F_TIMEOUT(diff_range, large_dumps_are_fast, 120)
{
	struct pair *pair = self->pair;
	struct timespec from, to;
	struct dump *was, *now;
	size_t size_was, size_now;
	void *a, *b;
	__u64 addr;
	double ms;

	forge_map(pair->was, 1, HEAP, 8 * G1, HUGE1, E_READ);
	forge_map(pair->now, 1, HEAP, 8 * G1, HUGE1, E_READ);
	for (addr = HEAP; addr < HEAP + 8 * G1; addr += 1000 * K4)
		forge_entry(pair->now, 1, addr,
			    (HUGE1 + addr - HEAP) | E_READ | E_D);
	a = forge_write(pair->was, &size_was);
	b = forge_write(pair->now, &size_now);
	ASSERT_EQ(0, dump_parse(&was, a, size_was, NULL));
	ASSERT_EQ(0, dump_parse(&now, b, size_now, NULL));
	clock_gettime(CLOCK_MONOTONIC, &from);
	EXPECT_EQ(0, diff_dumps(was, now, &pair->wanted, NULL, NULL,
				&pair->report, &pair->err));
	clock_gettime(CLOCK_MONOTONIC, &to);
	ms = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
	TH_LOG("%zu + %zu bytes in %.1f ms", size_was, size_now, ms);
	EXPECT_GT(1000, ms);
	EXPECT_EQ(2098, pair->report.total[CHANGE_GAINED + 6].runs);
	EXPECT_EQ(2098, pair->report.total[CHANGE_GAINED + 6].entries);
	dump_free(was);
	dump_free(now);
	free(a);
	free(b);
}

TEST_HARNESS_MAIN
