// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of two dumps with different page tables: gained, lost, moved, or shared by
 * processes.  For huge pages that were promoted or split see test-diff-size.c.
 */
#include "diff-pair.h"
#include "kselftest_harness.h"

FIXTURE(diff_tables)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff_tables)
{
	self->pair = pair_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(diff_tables)
{
	pair_free(self->pair);
}

/* A huge marker that is replaced by 4K pages is not counted as a split. */
TEST_F(diff_tables, table_against_marker)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 2, HEAP + M2, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(pair->was, 2, HEAP, 0xf7fffffffffffc00ULL);
	forge_map(pair->now, 1, HEAP, 2 * K4, F1, E_WRITTEN);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-gained\n"
		    "ENTRY 2 +0x0-0x200000 1 nonpresent\n"
		    "ENTRY 1 +0x0-0x2000 2 mapped\n");
}

TEST_F(diff_tables, tables_gained_and_lost)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	/* 512G away: a PDPT, a PD and a PT */
	forge_map(pair->now, 1, HEAP + 512 * G1, K4, F2, E_WRITTEN);
	EXPECT_DIFF("TABLE 3 +0x2aaaa00000-0xaaaaa00000 1 table-gained\n"
		    "TABLE 2 +0x7feaa00000-0x802aa00000 1 table-gained\n"
		    "TABLE 1 +0x8000000000-0x8000200000 1 table-gained\n"
		    "ENTRY 1 +0x8000000000-0x8000001000 1 mapped\n");
	EXPECT_EQ(3, pair->report.total[CHANGE_TABLE_GAINED].entries);
	pair_swap(pair);
	EXPECT_DIFF("TABLE 3 +0x2aaaa00000-0xaaaaa00000 1 table-lost\n"
		    "TABLE 2 +0x7feaa00000-0x802aa00000 1 table-lost\n"
		    "TABLE 1 +0x8000000000-0x8000200000 1 table-lost\n"
		    "ENTRY 1 +0x8000000000-0x8000001000 1 unmapped\n");
}

TEST_F(diff_tables, empty_address_space)
{
	struct pair *pair = self->pair;

	forge_map(pair->now, 1, HEAP, K4, F2, E_WRITTEN);
	EXPECT_EQ(0, pair_compare(pair));
	EXPECT_EQ(4, pair->report.total[CHANGE_TABLE_GAINED].entries);
	EXPECT_EQ(1, pair->report.total[CHANGE_MAPPED].entries);
}

TEST_F(diff_tables, table_moved)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	forge_table(pair->now, 1, HEAP)->phys = 0x200000000ULL;
	forge_entry(pair->now, 2, HEAP, 0x200000000ULL | E_TABLE);
	EXPECT_DIFF("TABLE 1 +0x0-0x200000 1 table-moved\n");
	/* between two processes it is no change that tables are at other addresses */
	pair_fork(pair);
	EXPECT_DIFF("");
}

#define POOL	(HEAP & ~(G1 - 1))

/* Forges a shared hugetlb VMA of 1G with a PD of its own; returns the VMA. */
static struct ptwalk_vma *pool(struct forge *f, __u64 base)
{
	struct ptwalk_vma *vma = forge_vma(f, base, base + G1,
			PTWALK_VMA_SHARED | PTWALK_VMA_MAYSHARE |
			PTWALK_VMA_HUGETLB, "pool");

	vma->hugetlb_shift = 21;
	vma->ino = 77;
	forge_entry(f, 2, base, HUGE1 | E_WRITTEN | E_PS);
	forge_table(f, 2, base)->phys = 0x200000000ULL;
	forge_entry(f, 3, base, 0x200000000ULL | E_TABLE);
	return vma;
}

TEST_F(diff_tables, shared_by_processes)
{
	static const char shared[] =
		"TABLE 2 +0xffffffffeaa00000-0x2aa00000 1 table-shared\n";
	struct ptwalk_header *header = forge_header(self->pair->now);
	struct pair *pair = self->pair;
	struct ptwalk_vma *vma;

	pool(pair->was, POOL);
	vma = pool(pair->now, POOL);
	/* two dumps of one process: the table is the same, but not shared by two */
	EXPECT_DIFF("");
	header->tgid++;
	EXPECT_DIFF(shared);
	EXPECT_EQ(K4, pair->report.total[CHANGE_TABLE_SHARED].bytes);

	/* if the VMAs cannot share the table, it was freed and reused between the dumps */
	vma->ino++;
	pair->wanted.kinds = 1U << CHANGE_TABLE_SHARED;
	EXPECT_DIFF("");
	vma->ino--;
	vma->offset = G1;
	EXPECT_DIFF("");
	vma->offset = 0;
	vma->flags &= ~PTWALK_VMA_MAYSHARE;
	EXPECT_DIFF("");
	vma->flags |= PTWALK_VMA_MAYSHARE;
	vma->end -= M2;
	EXPECT_DIFF("");
	vma->end += M2;
	EXPECT_DIFF(shared);
	/* frames of two boots cannot be compared */
	header->time_monotonic += 3600000000000ULL;
	EXPECT_DIFF("");
}

TEST_F(diff_tables, shared_at_other_addresses)
{
	struct ptwalk_header *header = forge_header(self->pair->now);
	struct pair *pair = self->pair;

	header->tgid++;
	pool(pair->was, POOL);
	pool(pair->now, POOL + 4 * G1);
	pair->wanted.kinds = 1U << CHANGE_TABLE_SHARED |
			     1U << CHANGE_TABLE_LOST | 1U << CHANGE_TABLE_GAINED;
	EXPECT_DIFF("TABLE 2 +0xffffffffeaa00000-0x2aa00000 1 table-shared\n");
}

/* Changed flags of an entry that points to a table are reported, too. */
TEST_F(diff_tables, flags_above_a_table)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	pair_both(pair, 1, HEAP + M2, F1 | E_WRITTEN);
	forge_entry(pair->now, 2, HEAP,
		    forge_table(pair->now, 1, HEAP)->phys |
		    (E_TABLE & ~(E_RW | E_A)));
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 -rw,-a\n");
}

/* The parent entry in a table's record counts, not the older copy in the parent's record. */
TEST_F(diff_tables, stale_copy_of_the_parent)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_WRITTEN);
	pair_both(pair, 1, HEAP + M2, F1 | E_WRITTEN);
	forge_entry(pair->now, 2, HEAP, 0);
	forge_table(pair->now, 1, HEAP)->parent =
		forge_table(pair->was, 1, HEAP)->parent;
	EXPECT_DIFF("");
}

TEST_HARNESS_MAIN
