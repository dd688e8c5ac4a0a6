// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cells of the picture of a VMA: their size and number, and what is summed up in each.
 */
#include "forged.h"
#include "kselftest_harness.h"
#include "map.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x40000000ULL		/* physical addresses of pages, multiples of 2M */
#define F2	0x80000000ULL

FIXTURE(map)
{
	struct forge	*f;
	struct dump	*dump;
	void		*data;
	struct map_reader	reader;
	struct map_band	band;
};

FIXTURE_SETUP(map)
{
	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(map)
{
	map_band_free(&self->band);
	forged_free(self->f, self->dump, self->data);
}

#define BAND(start, end, cells)						\
do {									\
	self->dump = forged_dump(self->f, &self->data);			\
	map_read(&self->reader, self->dump, start, end, -1);		\
	ASSERT_EQ(0, map_band(&self->reader, self->dump->vma[0], cells, &self->band)); \
} while (0)

TEST_F(map, cells_of_a_page)
{
	forge_vma(self->f, HEAP, HEAP + 8 * K4, VMA_ANON, "");
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + K4, F2 | E_READ);
	forge_entry(self->f, 1, HEAP + 2 * K4, F2 | (E_READ & ~E_A));
	forge_entry(self->f, 1, HEAP + 3 * K4, forge_swap(0, 77));
	forge_entry(self->f, 1, HEAP + 4 * K4, forge_protnone(F1, E_A));
	forge_entry(self->f, 1, HEAP + 5 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + 6 * K4, forge_swap(30, F1 >> 12));
	BAND(0, 0x7ffffffff000, 64);
	EXPECT_EQ(K4, self->band.span);
	ASSERT_EQ(8, self->band.nr);
	EXPECT_EQ(HEAP, self->band.start);
	EXPECT_EQ(HEAP + 8 * K4, self->band.end);
	EXPECT_EQ(K4, self->band.cell[0].present);
	EXPECT_EQ(K4, self->band.cell[0].dirty);
	EXPECT_EQ(K4, self->band.cell[1].accessed);
	EXPECT_EQ(0, self->band.cell[1].dirty);
	EXPECT_EQ(K4, self->band.cell[2].present);
	EXPECT_EQ(0, self->band.cell[2].accessed);
	EXPECT_EQ(K4, self->band.cell[3].swapped);
	EXPECT_EQ(K4, self->band.cell[4].protnone);
	EXPECT_EQ(0, self->band.cell[4].present);
	EXPECT_EQ(K4, self->band.cell[5].zero);
	EXPECT_EQ(K4, self->band.cell[6].other);
	EXPECT_EQ(0, self->band.cell[7].present + self->band.cell[7].other);
}

/* Cells are as small as the row allows, and begin at multiples of their size. */
TEST_F(map, larger_cells)
{
	forge_vma(self->f, HEAP - K4, HEAP + 4 * M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP - K4, 3 * K4, F1, E_WRITTEN);
	forge_entry(self->f, 2, HEAP + M2, F2 | E_WRITTEN | E_PS);
	BAND(0, 0x7ffffffff000, 10);
	EXPECT_EQ(M2 / 2, self->band.span);
	ASSERT_EQ(9, self->band.nr);
	EXPECT_EQ(HEAP - M2 / 2, self->band.start);
	EXPECT_EQ(K4, self->band.cell[0].present);
	EXPECT_EQ(2 * K4, self->band.cell[1].present);
	EXPECT_EQ(0, self->band.cell[1].huge);
	EXPECT_EQ(M2 / 2, self->band.cell[3].huge);
	EXPECT_EQ(M2 / 2, self->band.cell[4].huge);
	EXPECT_EQ(0, self->band.cell[5].huge);
}

/* A range cuts a VMA, and a huge page */
TEST_F(map, range)
{
	forge_vma(self->f, HEAP, HEAP + 4 * M2, VMA_ANON, "");
	forge_entry(self->f, 2, HEAP + M2, F2 | E_WRITTEN | E_PS);
	BAND(HEAP + M2 - 2 * K4, HEAP + M2 + 2 * K4, 64);
	EXPECT_EQ(K4, self->band.span);
	ASSERT_EQ(4, self->band.nr);
	EXPECT_EQ(0, self->band.cell[1].present);
	EXPECT_EQ(K4, self->band.cell[2].huge);
	EXPECT_EQ(K4, self->band.cell[3].huge);
}

TEST_F(map, end_of_the_address_space)
{
	forge_free(self->f);
	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_KERNEL);
	forge_vma(self->f, -4 * K4, 0, 0, "Fixmap");
	forge_map(self->f, 1, -2 * K4, 2 * K4, F1, E_READ & ~E_US);
	BAND(0xffff800000000000ULL, 0, 64);
	EXPECT_EQ(K4, self->band.span);
	ASSERT_EQ(4, self->band.nr);
	EXPECT_EQ(0, self->band.cell[1].present);
	EXPECT_EQ(K4, self->band.cell[2].present);
	EXPECT_EQ(K4, self->band.cell[3].present);
}

/* A VMA outside of the range has no cells, and the next one has its own entries only. */
TEST_F(map, one_after_the_other)
{
	forge_vma(self->f, HEAP, HEAP + 4 * K4, VMA_ANON, "");
	forge_vma(self->f, HEAP + 4 * K4, HEAP + 8 * K4, VMA_ANON, "[heap]");
	forge_map(self->f, 1, HEAP, 8 * K4, F1, E_WRITTEN);
	BAND(HEAP + 4 * K4, HEAP + 6 * K4, 64);
	EXPECT_EQ(0, self->band.nr);
	EXPECT_EQ(NULL, self->band.cell);
	ASSERT_EQ(0, map_band(&self->reader, self->dump->vma[1], 64, &self->band));
	ASSERT_EQ(2, self->band.nr);
	EXPECT_EQ(K4, self->band.cell[0].present);
	EXPECT_EQ(K4, self->band.cell[1].present);
}

/* "record --pages" looks up some pages only: nothing is known of those between two records. */
TEST_F(map, shared_by_facts)
{
	const struct ptwalk_page_run run[] = {
		{ .addr = HEAP + 2 * K4, .nr = 1, .maps = 5 },
		{ .addr = HEAP + 4 * K4, .nr = 2, .maps = 1 },
		{ .addr = HEAP + 6 * K4, .nr = 1, .maps = 2 },
	};
	size_t i;

	forge_vma(self->f, HEAP, HEAP + 8 * K4, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, 8 * K4, F1, E_WRITTEN);
	for (i = 0; i < ARRAY_SIZE(run); i++)
		forge_pages(self->f, run[i].addr, run[i].nr, 0, run[i].maps);
	BAND(0, 0x7ffffffff000, 64);
	ASSERT_EQ(8, self->band.nr);
	for (i = 0; i < 8; i++)
		EXPECT_EQ(i == 2 || i == 6 ? K4 : 0, self->band.cell[i].shared)
			TH_LOG("page %zu", i);
}

TEST_HARNESS_MAIN
