// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of the VMAs of two dumps.
 */
#include "diff-pair.h"
#include "kselftest_harness.h"

FIXTURE(diff_vma)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff_vma)
{
	self->pair = pair_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(diff_vma)
{
	pair_free(self->pair);
}

TEST_F(diff_vma, vma_added_and_removed)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_FILE, "/a");
	forge_vma(pair->now, HEAP + 2 * M2, HEAP + 3 * M2, VMA_FILE, "/b");
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-removed\n"
		    "VMA 0 +0x400000-0x600000 0 vma-added\n");
	EXPECT_EQ(M2, pair->report.total[CHANGE_VMA_ADDED].bytes);
}

TEST_F(diff_vma, vma_replaced)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_FILE, "/a");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_FILE, "/b")->ino = 7;
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-added,vma-removed\n");
}

/* A VMA at another offset of the same file is another VMA. */
TEST_F(diff_vma, vma_of_another_offset)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_FILE, "/a");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_FILE, "/a")->offset = K4;
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-added,vma-removed\n");
}

TEST_F(diff_vma, vma_resized)
{
	struct pair *pair = self->pair;
	struct ptwalk_vma *stack;

	/* brk() moves the end, the stack's start moves down */
	forge_vma(pair->was, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_vma(pair->now, HEAP, HEAP + 2 * M2, VMA_ANON, "[heap]");
	stack = forge_vma(pair->was, HEAP + 9 * M2, HEAP + 10 * M2,
			  VMA_ANON | PTWALK_VMA_GROWSDOWN, "[stack]");
	stack->offset = 0x7ffffffde000ULL;
	stack = forge_vma(pair->now, HEAP + 8 * M2, HEAP + 10 * M2,
			  VMA_ANON | PTWALK_VMA_GROWSDOWN, "[stack]");
	stack->offset = 0x7ffffffde000ULL - M2;
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-resized\n"
		    "VMA 0 +0x1000000-0x1200000 0 vma-resized\n");
	pair_swap(pair);
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-resized\n"
		    "VMA 0 +0x1000000-0x1200000 0 vma-resized\n");
}

/* munmap() of the middle: the two ends are still the same VMA, resized. */
TEST_F(diff_vma, vma_with_a_hole)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + 3 * M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP + 2 * M2, HEAP + 3 * M2, VMA_ANON, "");
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-resized\n");
}

/* mprotect() of the middle: one change, of the middle only. */
TEST_F(diff_vma, vma_changed)
{
	struct pair *pair = self->pair;
	const __u64 read_only = VMA_ANON & ~PTWALK_VMA_WRITE;

	forge_vma(pair->was, HEAP, HEAP + 3 * M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP + M2, HEAP + 2 * M2, read_only, "");
	forge_vma(pair->now, HEAP + 2 * M2, HEAP + 3 * M2, VMA_ANON, "");
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-changed\n");
}

TEST_F(diff_vma, vma_renamed)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_ANON, "[anon:pool]");
	forge_vma(pair->was, HEAP + 2 * M2, HEAP + 3 * M2, VMA_ANON, "[anon:a]");
	forge_vma(pair->now, HEAP + 2 * M2, HEAP + 3 * M2, VMA_ANON, "[anon:b]");
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-changed\n"
		    "VMA 0 +0x400000-0x600000 0 vma-changed\n");
}

TEST_F(diff_vma, vma_key)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + M2, VMA_ANON, "")->pkey = 3;
	EXPECT_DIFF("VMA 0 +0x0-0x200000 0 vma-changed\n");
}

/* Of two overlapping VMAs of a dump, the second counts from its start on. */
TEST_F(diff_vma, vma_overlap)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_vma(pair->now, HEAP + M2, HEAP + 2 * M2,
		  VMA_ANON | PTWALK_VMA_HUGEPAGE, "");
	EXPECT_DIFF("VMA 0 +0x200000-0x400000 0 vma-changed\n");
}

TEST_HARNESS_MAIN
