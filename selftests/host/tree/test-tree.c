// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tree of page tables, for forged dumps: what is a node, which neighbours are one node, and
 * the sums below each.
 */
#include "forged.h"
#include "kselftest_harness.h"
#include "tree.h"

#define HEAP	0x555540000000ULL	/* a multiple of 1G */
#define F1	0x40000000ULL		/* a physical address, a multiple of 1G */

FIXTURE(tree)
{
	struct forge	*f;
	struct dump	*dump;
	void		*data;
	struct tree_node top;
};

FIXTURE_SETUP(tree)
{
	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	forge_vma(self->f, HEAP, HEAP + 4 * G1, VMA_ANON, "");
}

FIXTURE_TEARDOWN(tree)
{
	tree_free(&self->top);
	forged_free(self->f, self->dump, self->data);
}

#define BUILD()								\
do {									\
	self->dump = forged_dump(self->f, &self->data);			\
	ASSERT_EQ(0, tree_build(self->dump, &self->top));		\
} while (0)

#define EXPECT_NODE(node, kind_, level_, index_, count_, nr_)		\
do {									\
	EXPECT_EQ((unsigned int)(kind_), (node)->kind);			\
	EXPECT_EQ((unsigned int)(level_), (node)->level);		\
	EXPECT_EQ((unsigned int)(index_), (node)->index);		\
	EXPECT_EQ((unsigned int)(count_), (node)->count);		\
	ASSERT_EQ((size_t)(nr_), (node)->nr);				\
} while (0)

/* 4M of pages in two full PTs, which are one node; a third PT with two pages; a huge page */
TEST_F(tree, folded)
{
	const struct tree_node *pdpt, *pd;

	forge_map(self->f, 1, HEAP, 2 * M2, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 2 * M2, 2 * K4, F1 + G1, E_WRITTEN);
	forge_entry(self->f, 2, HEAP + 3 * M2, (F1 + 2 * G1) | E_WRITTEN | E_PS);
	BUILD();
	EXPECT_NODE(&self->top, PTWALK_TABLE, 4, 0, 1, 1);
	EXPECT_EQ(1, self->top.sums.used);
	EXPECT_EQ(6, self->top.sums.tables);
	EXPECT_EQ(1026, self->top.sums.pages[1]);
	EXPECT_EQ(1, self->top.sums.pages[2]);
	EXPECT_EQ(3 * M2 + 2 * K4, self->top.sums.present);
	pdpt = &self->top.child[0];
	EXPECT_NODE(pdpt, PTWALK_TABLE, 3, 170, 1, 1);
	pd = &pdpt->child[0];
	EXPECT_NODE(pd, PTWALK_TABLE, 2, 341, 1, 3);
	EXPECT_EQ(HEAP, pd->start);
	EXPECT_EQ(4, pd->sums.used);
	EXPECT_NODE(&pd->child[0], PTWALK_TABLE, 1, 0, 2, 0);
	EXPECT_EQ(512, pd->child[0].sums.used);
	EXPECT_EQ(M2, pd->child[0].sums.present);
	EXPECT_NODE(&pd->child[1], PTWALK_TABLE, 1, 2, 1, 0);
	EXPECT_EQ(2, pd->child[1].sums.used);
	EXPECT_NODE(&pd->child[2], PTWALK_PAGE, 2, 3, 1, 0);
	EXPECT_EQ(F1 + 2 * G1, pd->child[2].phys);
}

/* Equal PDs are one node with the PTs of the first; a gap between two nodes keeps them apart. */
TEST_F(tree, neighbours)
{
	const struct tree_node *pdpt;

	forge_map(self->f, 1, HEAP, K4, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + G1, K4, F1 + K4, E_READ);
	forge_map(self->f, 1, HEAP + 3 * G1, K4, F1 + 2 * K4, E_READ);
	BUILD();
	pdpt = &self->top.child[0];
	EXPECT_NODE(pdpt, PTWALK_TABLE, 3, 170, 1, 2);
	EXPECT_NODE(&pdpt->child[0], PTWALK_TABLE, 2, 341, 2, 1);
	EXPECT_EQ(2, pdpt->child[0].sums.tables);
	EXPECT_NODE(&pdpt->child[1], PTWALK_TABLE, 2, 344, 1, 1);
	EXPECT_EQ(3, pdpt->sums.pages[1]);
	EXPECT_EQ(7, pdpt->sums.tables);
}

TEST_F(tree, not_present)
{
	const struct tree_node *pd;

	forge_entry(self->f, 1, HEAP, forge_swap(0, 77));
	forge_entry(self->f, 1, HEAP + K4, forge_swap(0, 78));
	forge_entry(self->f, 1, HEAP + 2 * K4, forge_swap(30, F1 >> 12));
	forge_entry(self->f, 1, HEAP + 3 * K4, forge_protnone(F1, E_A));
	forge_entry(self->f, 2, HEAP + M2, forge_protnone(F1, E_A | E_PS));
	forge_unread(self->f, 1, HEAP + 2 * M2);
	BUILD();
	pd = &self->top.child[0].child[0];
	EXPECT_NODE(pd, PTWALK_TABLE, 2, 341, 1, 3);
	EXPECT_EQ(2, pd->child[0].sums.swapped);
	EXPECT_EQ(1, pd->child[0].sums.other);
	EXPECT_EQ(1, pd->child[0].sums.pages[1]);
	EXPECT_NODE(&pd->child[1], PTWALK_PROTNONE, 2, 1, 1, 0);
	EXPECT_EQ(M2, pd->child[1].sums.present);
	EXPECT_NODE(&pd->child[2], PTWALK_UNREAD, 2, 2, 1, 0);
	EXPECT_EQ(2, pd->sums.other);
	EXPECT_EQ(3, pd->sums.used);
}

/* A table that no VMA needs is in no dump: the entry for it counts as empty, as in "show". */
TEST_F(tree, no_vma)
{
	forge_map(self->f, 1, HEAP, K4, F1, E_WRITTEN);
	forge_entry(self->f, 3, HEAP - G1, 0x77777000 | E_TABLE);
	BUILD();
	EXPECT_NODE(&self->top.child[0], PTWALK_TABLE, 3, 170, 1, 1);
	EXPECT_EQ(1, self->top.child[0].sums.used);
	EXPECT_EQ(0, self->top.sums.other);
}

TEST_F(tree, empty)
{
	BUILD();
	EXPECT_NODE(&self->top, PTWALK_TABLE, 4, 0, 1, 0);
	EXPECT_EQ(0, self->top.sums.present);
}

/* The kernel half: neighbouring entries that lead to one table, of which the dump has one copy */
TEST_F(tree, kernel_half)
{
	const __u64 base = 0xffff888000000000ULL;
	const struct tree_node *pd;
	__u64 table;

	forge_free(self->f);
	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_KERNEL);
	forge_map(self->f, 1, base, M2, F1, E_READ & ~E_US);
	table = forge_table(self->f, 1, base)->phys | E_TABLE;
	forge_entry(self->f, 2, base + M2, table);
	forge_entry(self->f, 2, base + 2 * M2, table);
	BUILD();
	EXPECT_EQ(273, self->top.child[0].index);
	pd = &self->top.child[0].child[0];
	EXPECT_NODE(pd, PTWALK_TABLE, 2, 0, 1, 2);
	EXPECT_NODE(&pd->child[0], PTWALK_TABLE, 1, 0, 1, 0);
	EXPECT_EQ(M2, pd->child[0].sums.present);
	EXPECT_NODE(&pd->child[1], PTWALK_REPEAT, 2, 1, 2, 0);
}

TEST_HARNESS_MAIN
