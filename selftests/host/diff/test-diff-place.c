// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparison of two processes that are no copies of each other: pages of the same file and
 * offset are compared, whatever their addresses are.  Anonymous memory is not compared.
 */
#include <stdio.h>

#include "diff-pair.h"
#include "kselftest_harness.h"

/* The second process maps at OTHER what the first maps at HEAP; not a multiple of 2M apart */
#define OTHER	(HEAP + G1 + 5 * K4)

FIXTURE(diff_place)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff_place)
{
	self->pair = pair_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	pair_other(self->pair);
}

FIXTURE_TEARDOWN(diff_place)
{
	pair_free(self->pair);
}

static struct ptwalk_vma *library(struct forge *f, __u64 start, __u64 size,
				  __u64 offset, __u64 flags)
{
	struct ptwalk_vma *vma = forge_vma(f, start, start + size, flags, "/lib/libc.so.6");

	vma->ino = 5;
	vma->offset = offset;
	return vma;
}

/* The same frames at other addresses are no difference */
TEST_F(diff_place, one_file)
{
	struct pair *pair = self->pair;

	library(pair->was, HEAP, 8 * K4, 0x4000, VMA_CODE);
	library(pair->now, OTHER, 8 * K4, 0x4000, VMA_CODE);
	forge_map(pair->was, 1, HEAP, 6 * K4, F1, E_CODE);
	forge_map(pair->now, 1, OTHER, 6 * K4, F1, E_CODE);
	EXPECT_DIFF("");
	EXPECT_TRUE(pair->report.by_place);
	EXPECT_EQ(0, pair->report.unread_runs);
	/* pages that only one process has touched, or that are in different frames */
	forge_entry(pair->was, 1, HEAP, 0);
	forge_entry(pair->now, 1, OTHER + K4, F2 | E_CODE);
	forge_entry(pair->now, 1, OTHER + 3 * K4, 0);
	forge_entry(pair->now, 1, OTHER + 5 * K4, (F1 + 5 * K4) | E_CODE | E_D);
	EXPECT_DIFF("ENTRY 1 +0x0-0x1000 1 mapped\n"
		    "ENTRY 1 +0x1000-0x2000 1 moved\n"
		    "ENTRY 1 +0x3000-0x4000 1 unmapped\n"
		    "ENTRY 1 +0x5000-0x6000 1 +d\n");
	EXPECT_EQ(0, pair->report.rss);
}

/* The VMAs of the two processes begin and end at different offsets of the file. */
TEST_F(diff_place, parts_of_a_file)
{
	struct pair *pair = self->pair;

	library(pair->was, HEAP, 8 * K4, 0x4000, VMA_FILE);
	library(pair->now, OTHER, 4 * K4, 0x6000, VMA_FILE);
	library(pair->now, OTHER + 16 * K4, 4 * K4, 0xb000, VMA_FILE);
	forge_map(pair->was, 1, HEAP, 8 * K4, F1, E_READ);
	forge_map(pair->now, 1, OTHER, 4 * K4, F1 + 2 * K4, E_READ);
	forge_map(pair->now, 1, OTHER + 16 * K4, 4 * K4, F1 + 7 * K4, E_READ);
	EXPECT_DIFF("VMA 0 +0x0-0x2000 0 vma-removed\n"
		    "ENTRY 1 +0x0-0x2000 2 unmapped\n"
		    "VMA 0 +0x6000-0x7000 0 vma-removed\n"
		    "ENTRY 1 +0x6000-0x7000 1 unmapped\n"
		    "VMA 0 +0x40016000-0x40019000 0 vma-added\n"
		    "ENTRY 1 +0x40016000-0x40019000 3 mapped\n");
}

/* If a process maps an offset twice, the VMA with the same permissions is compared. */
TEST_F(diff_place, permissions)
{
	struct pair *pair = self->pair;

	library(pair->was, HEAP, 4 * K4, 0, VMA_CODE);
	library(pair->now, OTHER, 4 * K4, 0, VMA_FILE);
	library(pair->now, OTHER + M2, 4 * K4, 0, VMA_CODE);
	forge_map(pair->was, 1, HEAP, 4 * K4, F1, E_CODE);
	forge_map(pair->now, 1, OTHER + M2, 4 * K4, F1, E_CODE);
	EXPECT_DIFF("");
	/* the only VMA of the file that is left has other permissions */
	forge_area(pair->now, OTHER + M2)->ino = 6;
	forge_area(pair->now, OTHER + M2)->dev_minor++;
	pair->wanted.kinds = 1U << CHANGE_VMA_CHANGED | 1U << CHANGE_VMA_ADDED |
			     1U << CHANGE_VMA_REMOVED;
	pair->wanted.gained = 0;
	pair->wanted.lost = 0;
	EXPECT_DIFF("VMA 0 +0x0-0x4000 0 vma-changed\n"
		    "VMA 0 +0x40205000-0x40209000 0 vma-added\n");
}

/*
 * Anonymous memory is reported as "vma-apart", neither as removed nor as added.  The vDSO
 * has no file either; it is compared by its name.
 */
TEST_F(diff_place, without_a_file)
{
	struct pair *pair = self->pair;
	const __u64 vdso = VMA_CODE & ~PTWALK_VMA_MAYWRITE;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_vma(pair->now, HEAP, HEAP + M2 + K4, VMA_ANON, "[heap]");
	forge_map(pair->was, 1, HEAP, 4 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP, 9 * K4, F2, E_WRITTEN);
	forge_vma(pair->was, HEAP + G1, HEAP + G1 + 2 * K4, vdso, "[vdso]")->dev_major = 0;
	forge_vma(pair->now, HEAP + 2 * G1, HEAP + 2 * G1 + 2 * K4, vdso,
		  "[vdso]")->dev_major = 0;
	forge_area(pair->was, HEAP + G1)->dev_minor = 0;
	forge_area(pair->now, HEAP + 2 * G1)->dev_minor = 0;
	forge_map(pair->was, 1, HEAP + G1, 2 * K4, HUGE1, E_CODE);
	forge_map(pair->now, 1, HEAP + 2 * G1, 2 * K4, HUGE1, E_CODE);
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-apart\n"
		    "VMA 0 +0x0-0x201000 0 vma-apart\n");
	EXPECT_EQ(0, pair->report.rss);
}

/* One process maps the page cache with a 2M page, the other with 4K pages. */
TEST_F(diff_place, other_sizes)
{
	struct pair *pair = self->pair;

	library(pair->was, HEAP, 2 * M2, 0, VMA_FILE);
	library(pair->now, HEAP + G1, 2 * M2, 0, VMA_FILE);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_READ | E_PS);
	forge_entry(pair->now, 2, HEAP + G1, HUGE1 | E_READ | E_PS);
	EXPECT_DIFF("");
	forge_drop(pair->now, 2, HEAP + G1);
	forge_map(pair->now, 1, HEAP + G1, 4 * K4, HUGE1, E_READ);
	forge_map(pair->now, 1, HEAP + G1 + 4 * K4, 4 * K4, F1, E_READ);
	EXPECT_DIFF("ENTRY 1 +0x0-0x4000 4 split\n"
		    "ENTRY 1 +0x4000-0x8000 4 split,moved\n"
		    "ENTRY 1 +0x8000-0x200000 504 unmapped\n");
	pair_swap(pair);
	EXPECT_DIFF("ENTRY 1 +0x40000000-0x40004000 4 promoted\n"
		    "ENTRY 1 +0x40004000-0x40008000 4 promoted,moved\n"
		    "ENTRY 1 +0x40008000-0x40200000 504 mapped\n");
}

/* The process may map what the dump of a part of its address space does not have. */
TEST_F(diff_place, part_of_an_address_space)
{
	struct pair *pair = self->pair;
	struct ptwalk_header *header = forge_header(pair->now);

	library(pair->was, HEAP, 8 * K4, 0, VMA_FILE);
	library(pair->was, HEAP + M2, 8 * K4, 0x80000, VMA_FILE);
	library(pair->now, OTHER, 8 * K4, 0, VMA_FILE);
	forge_map(pair->was, 1, HEAP, 8 * K4, F1, E_READ);
	forge_map(pair->now, 1, OTHER, 8 * K4, F1, E_READ);
	header->start = OTHER + 2 * K4;
	header->end = OTHER + 4 * K4;
	forge_end(pair->now)->reached = header->end;
	EXPECT_DIFF("VMA 0 +0x200000-0x208000 0 vma-apart\n");
	EXPECT_EQ(6 * K4, pair->report.unread_bytes);
	EXPECT_EQ(2, pair->report.unread_runs);
}

TEST_F(diff_place, table_not_read)
{
	struct pair *pair = self->pair;

	library(pair->was, HEAP, 2 * M2, 0, VMA_FILE);
	library(pair->now, HEAP + G1, 2 * M2, 0, VMA_FILE);
	forge_map(pair->was, 1, HEAP, 2 * K4, F1, E_READ);
	forge_unread(pair->now, 1, HEAP + G1);
	EXPECT_DIFF("");
	EXPECT_EQ(M2, pair->report.unread_bytes);
	EXPECT_EQ(1, pair->report.unread_runs);
}

/* One page in a VMA of a terabyte: the time depends on the tables, not on the VMA's size. */
TEST_F(diff_place, sparse)
{
	struct pair *pair = self->pair;
	const __u64 size = 1ULL << 40;

	library(pair->was, 1ULL << 41, size, 0, VMA_FILE);
	library(pair->now, 1ULL << 42, size, 0, VMA_FILE);
	forge_entry(pair->was, 1, (1ULL << 41) + G1, F1 | E_READ);
	EXPECT_DIFF("ENTRY 1 +0xffffacaaeaa00000-0xffffacaaeaa01000 1 unmapped\n");
}

/* After fork() pages are compared by address. */
TEST_F(diff_place, copies)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_fork(pair);
	EXPECT_ENTRY(F1 | E_READ, F2 | E_WRITTEN, "ENTRY 1 +0x0-0x1000 1 cow,+rw,+d\n");
	EXPECT_FALSE(pair->report.by_place);
}

TEST_HARNESS_MAIN
