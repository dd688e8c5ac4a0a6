// SPDX-License-Identifier: GPL-2.0-only
/*
 * "stat": frames that are mapped more than once, page tables that map nothing, NUMA
 * nodes, and folios by their kpageflags.
 */
#include <stdlib.h>

#include <linux/kernel-page-flags.h>

#include "checked.h"
#include "forged.h"
#include "stat.h"
#include "dump-empty.h"
#include "kselftest_harness.h"

FIXTURE(stat)
{
	struct forge *f;
	struct dump *dump;
	void *data;
	struct stat_sums sums;
};

FIXTURE_SETUP(stat)
{
	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(stat)
{
	forged_free(self->f, self->dump, self->data);
}

#define SUM_UP() do {							\
	self->dump = forged_dump(self->f, &self->data);		\
	ASSERT_EQ(0, stat_sum(self->dump, &self->sums));		\
} while (0)

static struct ptwalk_vma *file(struct forge *f, __u64 start, __u64 size,
			       __u64 ino, __u64 offset)
{
	struct ptwalk_vma *vma = forge_vma(f, start, start + size,
					   VMA_FILE | PTWALK_VMA_SHARED, "/memfd:heap");

	vma->dev_minor = 1;
	vma->ino = ino;
	vma->offset = offset;
	return vma;
}

/* A heap mapped as by ZGC; here the second mapping is half of it, the third has 2M pages. */
TEST_F(stat, heap_mapped_three_times)
{
	file(self->f, HEAP, 2 * M2, 7, 0);
	file(self->f, HEAP + 4 * M2, M2, 7, M2);
	file(self->f, HEAP + 8 * M2, 2 * M2, 7, 0);
	forge_map(self->f, 1, HEAP, 2 * M2, HUGE1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 4 * M2, M2, HUGE1 + M2, E_READ);
	forge_map(self->f, 2, HEAP + 8 * M2, 2 * M2, HUGE1, E_WRITTEN | E_PS);
	SUM_UP();
	EXPECT_EQ(5 * M2, self->sums.rss);
	EXPECT_EQ(2 * M2, self->sums.distinct);
	EXPECT_EQ(3 * M2, self->sums.again);
}

/* A System V segment with inode 0 is a file like any other. */
TEST_F(stat, inode_0)
{
	file(self->f, HEAP, M2, 0, 0);
	file(self->f, HEAP + M2, M2, 0, 0);
	forge_map(self->f, 1, HEAP, 8 * K4, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + M2, 8 * K4, F1, E_WRITTEN);
	SUM_UP();
	EXPECT_EQ(8 * K4, self->sums.distinct);
}

/* A PROT_NONE entry stores its frame inverted. */
TEST_F(stat, prot_none)
{
	file(self->f, HEAP, M2, 7, 0);
	file(self->f, HEAP + M2, M2, 7, 0);
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + K4, F2 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + M2, forge_protnone(F1, E_A));
	forge_entry(self->f, 1, HEAP + M2 + K4, forge_protnone(F2, E_A));
	SUM_UP();
	EXPECT_EQ(4 * K4, self->sums.rss);
	EXPECT_EQ(2 * K4, self->sums.distinct);
}

/*
 * A page that KSM has merged within a VMA counts once in the distinct bytes.  The zero page
 * does not count, and pages at different places of files are always distinct.
 */
TEST_F(stat, merged_by_ksm)
{
	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON | PTWALK_VMA_MERGEABLE, "");
	file(self->f, HEAP + M2, M2, 7, 0);
	file(self->f, HEAP + 2 * M2, M2, 8, 0);
	file(self->f, HEAP + 3 * M2, M2, 7, M2);
	forge_entry(self->f, 1, HEAP, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + K4, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + 2 * K4, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + 3 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + 4 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + M2, F2 | E_READ);
	forge_entry(self->f, 1, HEAP + 2 * M2, HUGE1 | E_READ);
	forge_entry(self->f, 1, HEAP + 3 * M2, HUGE2 | E_READ);
	SUM_UP();
	EXPECT_EQ(6 * K4, self->sums.rss);
	EXPECT_EQ(4 * K4, self->sums.distinct);
}

/* A file offset that overflows, as only a hostile dump has it */
TEST_F(stat, offset_wraps)
{
	file(self->f, HEAP, M2, 7, -K4);
	file(self->f, HEAP + M2, M2, 7, -K4);
	forge_entry(self->f, 1, HEAP, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + M2, F1 | E_READ);
	SUM_UP();
	EXPECT_EQ(K4, self->sums.distinct);
}

/* Two VMAs share an empty PT; a PD with only empty PTs is empty, too. */
TEST_F(stat, tables_without_pages)
{
	forge_vma(self->f, HEAP, HEAP + 2 * M2 + 4 * K4, VMA_ANON, "");
	forge_vma(self->f, HEAP + 2 * M2 + 8 * K4, HEAP + 4 * M2, VMA_ANON, "");
	forge_vma(self->f, HUGE, HUGE + G1, VMA_ANON, "");
	forge_table(self->f, 1, HEAP);
	forge_entry(self->f, 1, HEAP + M2, F1 | E_WRITTEN);
	forge_table(self->f, 1, HEAP + 2 * M2);
	forge_entry(self->f, 1, HEAP + 3 * M2, E_A | E_D);	/* not present */
	forge_table(self->f, 1, HUGE);
	forge_table(self->f, 1, HUGE + 5 * M2);
	SUM_UP();
	EXPECT_EQ(5, self->sums.empty[1]);
	EXPECT_EQ(1, self->sums.empty[2]);
	EXPECT_EQ(1, self->sums.empty[3]);
	EXPECT_EQ(0, self->sums.empty[4]);
	EXPECT_EQ(7 * K4, self->sums.empty_bytes);
	EXPECT_EQ(2 * K4, dump_empty_of(self->dump, self->dump->vma[0]));
	EXPECT_EQ(K4, dump_empty_of(self->dump, self->dump->vma[1]));
	EXPECT_EQ(2 * K4, dump_empty_of(self->dump, self->dump->vma[2]));
}

/* A table that was not read may have pages: its parent is not counted as empty. */
TEST_F(stat, tables_not_read)
{
	forge_vma(self->f, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_table(self->f, 1, HEAP);
	forge_unread(self->f, 1, HEAP + M2);
	SUM_UP();
	EXPECT_EQ(1, self->sums.empty[1]);
	EXPECT_EQ(0, self->sums.empty[2]);
}

/* Two nodes with gaps between their ranges, and mappings across the end of a range */
TEST_F(stat, nodes)
{
	const struct stat_more more = { .nodes = true };
	__u64 until;

	forge_node(self->f, F1, 6 * K4, 0);
	forge_node(self->f, F1 + 8 * K4, G1, 3);
	forge_node(self->f, HUGE2 + M2, 4 * G1, 3);
	forge_vma(self->f, HEAP, HEAP + 4 * M2, VMA_ANON, "");
	forge_vma(self->f, HUGE, HUGE + M2, VMA_ANON | PTWALK_VMA_HUGETLB,
		  "")->hugetlb_shift = 21;
	forge_map(self->f, 1, HEAP, 10 * K4, F1, E_WRITTEN);
	/* frames that do not follow each other, one of them behind PROT_NONE */
	forge_entry(self->f, 1, HEAP + 10 * K4, (F1 + 9 * K4) | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 11 * K4, (F1 + K4) | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 12 * K4, forge_protnone(F1 + 9 * K4, E_A));
	forge_entry(self->f, 1, HEAP + 13 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_map(self->f, 2, HEAP + M2, 2 * M2, HUGE2, E_WRITTEN | E_PS);
	forge_map(self->f, 2, HUGE, M2, HUGE2 + G1, E_WRITTEN | E_PS);
	self->dump = forged_dump(self->f, &self->data);
	ASSERT_EQ(0, stat_sum_more(self->dump, &more, &self->sums));
	EXPECT_EQ(7 * K4, self->sums.node[0]);
	EXPECT_EQ(4 * K4 + 2 * M2, self->sums.node[3]);
	EXPECT_EQ(2 * K4 + M2, self->sums.node[NODE_UNKNOWN]);
	EXPECT_EQ(13 * K4 + 3 * M2, self->sums.nodes);
	EXPECT_TRUE(nodes_several(self->dump->facts.nodes));
	EXPECT_EQ(0, nodes_find(self->dump->facts.nodes, F1 / K4 + 1, &until));
	EXPECT_EQ(F1 / K4 + 6, until);
	EXPECT_EQ(NODE_UNKNOWN, nodes_find(self->dump->facts.nodes, ~0ULL >> 12, &until));
	EXPECT_EQ(NODE_UNKNOWN, nodes_find(NULL, 1, &until));
}

/* A dump without NUMA nodes, and sums that are computed without nodes */
TEST_F(stat, no_nodes)
{
	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, 10 * K4, F1, E_WRITTEN);
	self->dump = forged_dump(self->f, &self->data);
	ASSERT_EQ(0, stat_sum_more(self->dump, &(struct stat_more){ .nodes = true },
				   &self->sums));
	EXPECT_EQ(10 * K4, self->sums.node[NODE_UNKNOWN]);
	EXPECT_FALSE(nodes_several(self->dump->facts.nodes));
	ASSERT_EQ(0, stat_sum(self->dump, &self->sums));
	EXPECT_EQ(0, self->sums.nodes);
}

#define KPF(name)	(1ULL << KPF_##name)
#define HEAD	(KPF(COMPOUND_HEAD) | KPF(THP))
#define TAIL	(KPF(COMPOUND_TAIL) | KPF(THP))

/*
 * kpageflags from frame HUGE1 on, in blocks of 2M: 0 is an anonymous folio of 2M, 1 one of
 * the page cache, 2 one of hugetlb; 3 has 32 anonymous folios of 64K, half of them lazyfree
 * (not swap-backed); others have lazyfree small pages, half of them dirty.
 */
static int forged_flags(void *arg, __u64 frame, unsigned int nr, __u64 *flags)
{
	unsigned int *calls = arg;

	++*calls;
	for (; nr--; frame++, flags++) {
		__u64 block = frame / 512 - HUGE1 / M2;

		*flags = frame % 512 ? TAIL : HEAD | KPF(ANON) | KPF(SWAPBACKED);
		if (block == 1 && frame % 512 == 0)
			*flags = HEAD | KPF(LRU);
		if (block == 2)
			*flags |= KPF(HUGE);
		if (block == 3)
			*flags = frame % 16 ? TAIL : HEAD | KPF(ANON) |
				 (frame % 32 ? 0 : KPF(SWAPBACKED));
		if (block > 3)
			*flags = KPF(ANON) | (frame % 2 ? KPF(DIRTY) : 0);
	}
	return 0;
}

#define LOOK_AT_PAGES() do {						\
	const struct stat_more more = { .read = forged_flags, .arg = &calls }; \
	self->dump = forged_dump(self->f, &self->data);		\
	ASSERT_EQ(0, stat_sum_more(self->dump, &more, &self->sums));	\
} while (0)

/* Folios of 2M of which only few pages are mapped: the whole folio stays allocated. */
TEST_F(stat, held)
{
	unsigned int calls = 0;

	forge_vma(self->f, HEAP, HEAP + 8 * M2, VMA_ANON, "");
	file(self->f, HEAP + 8 * M2, 4 * M2, 7, 0);
	file(self->f, HEAP + 12 * M2, M2, 7, 0);
	/* one page of a folio, a block that is fully mapped, and a page of a block without folio */
	forge_map(self->f, 1, HEAP, K4, HUGE1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + M2, M2, HUGE1 + 8 * M2, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 2 * M2, K4, HUGE1 + 6 * M2, E_WRITTEN);
	/* page cache: 3 pages, one of them mapped twice */
	forge_map(self->f, 1, HEAP + 8 * M2, 3 * K4, HUGE1 + M2 + K4, E_READ);
	forge_map(self->f, 1, HEAP + 12 * M2, 1 * K4, HUGE1 + M2 + K4, E_READ);
	/* tails of smaller folios */
	forge_map(self->f, 1, HEAP + 9 * M2, K4, HUGE1 + 3 * M2, E_READ);
	LOOK_AT_PAGES();
	EXPECT_EQ(2, self->sums.held_folios);
	EXPECT_EQ(M2 - K4 + M2 - 3 * K4, self->sums.held);
	EXPECT_EQ(1, self->sums.held_anon_folios);
	EXPECT_EQ(M2 - K4, self->sums.held_anon);
	EXPECT_EQ(0, self->sums.lazy_free);
	/* flags of blocks 0 and 1, 3, 6; a block that is fully mapped and dirty needs no call */
	EXPECT_GE(3, calls);
}

/* Folios that are fully mapped: by a 2M entry, or by PTEs at two addresses */
TEST_F(stat, held_by_nobody)
{
	unsigned int calls = 0;

	forge_vma(self->f, HEAP, HEAP + 4 * M2, VMA_ANON, "");
	forge_map(self->f, 2, HEAP, M2, HUGE1, E_WRITTEN | E_PS);
	forge_map(self->f, 1, HEAP + M2, M2 / 2, HUGE1 + M2 + M2 / 2, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 2 * M2, M2 / 2, HUGE1 + M2, E_WRITTEN);
	LOOK_AT_PAGES();
	EXPECT_EQ(0, self->sums.held_folios);
	EXPECT_EQ(0, calls);
}

/* lazy_free counts clean entries of pages that are anonymous, clean and not swap-backed. */
TEST_F(stat, lazy_free)
{
	unsigned int calls = 0;

	forge_vma(self->f, HEAP, HEAP + 8 * M2, VMA_ANON, "");
	file(self->f, HEAP + 8 * M2, M2, 7, 0);
	/* half of the folios of 64K; only their head pages have the flags */
	forge_map(self->f, 1, HEAP, M2, HUGE1 + 3 * M2, E_P | E_US | E_RW | E_A);
	/* half of 8 pages; 8 others were written since, as D shows */
	forge_map(self->f, 1, HEAP + M2, 8 * K4, HUGE1 + 4 * M2, E_READ);
	forge_map(self->f, 1, HEAP + M2 + 8 * K4, 8 * K4, HUGE1 + 4 * M2, E_WRITTEN);
	/* a shared mapping has no lazyfree pages, whatever their flags are */
	forge_map(self->f, 1, HEAP + 8 * M2, 8 * K4, HUGE1 + 5 * M2, E_READ);
	LOOK_AT_PAGES();
	EXPECT_EQ(M2 / 2 + 4 * K4, self->sums.lazy_free);
}

/* The one VMA record of a memory image is no area: what its pages are to smaps is not known. */
TEST_F(stat, memory_image)
{
	const __u64 at = 0x7f0000000000;

	forge_source(self->f, PTWALK_SOURCE_IMAGE);
	/* by CR3 alone, so of no process that is known */
	forge_header(self->f)->tgid = 0;
	forge_vma(self->f, 0, 1ULL << 47, 0, "[image]");
	forge_map(self->f, 1, at, 3 * K4, 0x10000000, E_WRITTEN);
	forge_entry(self->f, 2, at + M2, 0x40000000 | E_WRITTEN | E_PS);
	SUM_UP();
	EXPECT_EQ(0, self->sums.areas);
	EXPECT_EQ(0, self->sums.size);
	EXPECT_EQ(0, self->sums.rss);
	EXPECT_EQ(0, self->sums.unseen);
	EXPECT_EQ(M2 + 3 * K4, self->sums.present);
	EXPECT_EQ(M2, self->sums.huge);
}

TEST_HARNESS_MAIN
