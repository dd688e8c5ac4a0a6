// SPDX-License-Identifier: GPL-2.0-only
/*
 * The search of a table by module/search.c, compiled for user space: each pair of a first and a last
 * entry, each bit of an entry, one entry at a time and by AVX2, beside a loop that looks at all.
 */
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"

#include "random-number.h"
#include "search-kernel.h"

#include "search.c"

#define HALF	(PTWALK_ENTRIES / 2)

static u64 table[PTWALK_ENTRIES] __attribute__((aligned(4096)));

FIXTURE(search) {
};

FIXTURE_VARIANT(search) {
	bool wide;
};

FIXTURE_VARIANT_ADD(search, one_by_one) { .wide = false };
FIXTURE_VARIANT_ADD(search, avx2) { .wide = true };

FIXTURE_SETUP(search)
{
	have_avx2 = variant->wide;
	if (variant->wide && !__builtin_cpu_supports("avx2"))
		SKIP(return, "this CPU has no AVX2");
	memset(table, 0, sizeof(table));
	fpu_begun = 0;
	fpu_ended = 0;
	ptwalk_search_init();
}

FIXTURE_TEARDOWN(search)
{
}

/* Does the search of so many entries find these? */
static bool finds(unsigned int count, unsigned int first, unsigned int used)
{
	return ptwalk_entries_used(table, &count, true) == first && count == used;
}

TEST_F(search, all_are_zero)
{
	EXPECT_TRUE(finds(PTWALK_ENTRIES, 0, 0));
	EXPECT_TRUE(finds(HALF, 0, 0));
}

TEST_F(search, all_are_used)
{
	memset(table, 1, sizeof(table));
	EXPECT_TRUE(finds(PTWALK_ENTRIES, 0, PTWALK_ENTRIES));
	EXPECT_EQ(fpu_begun, 0) TH_LOG("a full table needs no search");
}

TEST_F(search, each_pair)
{
	unsigned int i, j;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		for (j = i; j < PTWALK_ENTRIES; j++) {
			table[i] = 1;
			table[j] = 1UL << 63;
			ASSERT_TRUE(finds(PTWALK_ENTRIES, i, j - i + 1)) TH_LOG("%u to %u", i, j);
			if (j < HALF)
				ASSERT_TRUE(finds(HALF, i, j - i + 1)) TH_LOG("%u to %u", i, j);
			table[i] = 0;
			table[j] = 0;
		}
}

/* An entry is one that is not zero, whichever of its bits are set. */
TEST_F(search, each_bit)
{
	unsigned int i, bit;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		for (bit = 0; bit < 64; bit++) {
			table[i] = 1UL << bit;
			ASSERT_TRUE(finds(PTWALK_ENTRIES, i, 1)) TH_LOG("entry %u, bit %u", i, bit);
			table[i] = 0;
		}
}

TEST_F(search, what_is_outside_of_a_half)
{
	table[HALF] = 1;
	EXPECT_TRUE(finds(HALF, 0, 0));
	table[HALF - 1] = 1;
	EXPECT_TRUE(finds(HALF, HALF - 1, 1));
}

TEST_F(search, uses_the_fpu_where_it_may)
{
	unsigned int count = PTWALK_ENTRIES;

	table[7] = 1;
	EXPECT_EQ(ptwalk_entries_used(table, &count, false), 7);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(fpu_begun, 0);
	count = PTWALK_ENTRIES;
	EXPECT_EQ(ptwalk_entries_used(table, &count, true), 7);
	EXPECT_EQ(fpu_begun, variant->wide);
	EXPECT_EQ(fpu_ended, variant->wide);
}

static bool leads(u64 raw, u64 left, unsigned int level, bool kernel)
{
	return (raw & 1) && (level > 3 || !(raw & 0x80)) &&
	       !(kernel && (raw | 0x60) == (left | 0x60));
}

/* Random tables, mostly empty: the bitmap of entries that lead on, and where it ends */
TEST(what_leads_to_tables)
{
	static struct {
		struct ptwalk_table head;
		u64 entry[PTWALK_ENTRIES];
	} copy;
	static const u64 kinds[] = { 0, 0, 0, 0x1067, 0x1007, 0x2067, 0x200e7, 0x60 };
	unsigned long below[PTWALK_ENTRIES / 64];
	unsigned int round, i, end, last;
	__u64 state = 1;

	for (round = 0; round < 2000; round++) {
		const bool kernel = round & 1;
		const unsigned int level = 2 + round / 2 % 4;

		copy.head.level = level;
		copy.head.first = random_number(&state) % PTWALK_ENTRIES;
		copy.head.count = random_number(&state) % (PTWALK_ENTRIES - copy.head.first) + 1;
		for (i = 0; i < copy.head.count; i++)
			copy.entry[i] = random_number(&state) % 4 ?
					0 : kinds[random_number(&state) % 8];
		memset(below, 0xff, sizeof(below));
		end = ptwalk_entries_below(&copy.head, kernel, below);
		for (i = last = 0; i < PTWALK_ENTRIES; i++) {
			const unsigned int at = i - copy.head.first;
			bool expected = at < copy.head.count &&
					leads(copy.entry[at], at ? copy.entry[at - 1] : 0, level,
					      kernel);

			ASSERT_EQ(below[i / 64] >> i % 64 & 1, expected);
			if (expected)
				last = i + 1;
		}
		ASSERT_EQ(end, last);
	}
}

TEST_HARNESS_MAIN
