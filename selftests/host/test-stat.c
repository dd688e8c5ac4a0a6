// SPDX-License-Identifier: GPL-2.0
/*
 * What "stat" knows of frames that are mapped more than once, and of tables that map
 * nothing.
 */
#include <stdlib.h>

#include "checked.h"
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
	if (self->dump)
		dump_free(self->dump);
	free(self->data);
	forge_free(self->f);
}

#define SUM_UP() do {							\
	self->dump = checked_dump(self->f, &self->data);		\
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

/* As ZGC maps its heap; the second time only half of it, the third time in 2M pages */
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

/* The segment of SysV memory that has the number 0 is a file like any other */
TEST_F(stat, inode_0)
{
	file(self->f, HEAP, M2, 0, 0);
	file(self->f, HEAP + M2, M2, 0, 0);
	forge_map(self->f, 1, HEAP, 8 * K4, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + M2, 8 * K4, F1, E_WRITTEN);
	SUM_UP();
	EXPECT_EQ(8 * K4, self->sums.distinct);
}

/* Behind PROT_NONE the frame is stored inverted */
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

/* KSM merges pages within an area; neither the zero page nor other files count */
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

/* An offset that wraps, as only a hostile dump has it */
TEST_F(stat, offset_wraps)
{
	file(self->f, HEAP, M2, 7, -K4);
	file(self->f, HEAP + M2, M2, 7, -K4);
	forge_entry(self->f, 1, HEAP, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + M2, F1 | E_READ);
	SUM_UP();
	EXPECT_EQ(K4, self->sums.distinct);
}

/* Two areas share a PT; a PD all of whose PTs are empty goes with them */
TEST_F(stat, tables_without_pages)
{
	forge_vma(self->f, HEAP, HEAP + 2 * M2 + 4 * K4, VMA_ANON, "");
	forge_vma(self->f, HEAP + 2 * M2 + 8 * K4, HEAP + 4 * M2, VMA_ANON, "");
	forge_vma(self->f, HUGE, HUGE + G1, VMA_ANON, "");
	forge_table(self->f, 1, HEAP);
	forge_entry(self->f, 1, HEAP + M2, F1 | E_WRITTEN);
	forge_table(self->f, 1, HEAP + 2 * M2);
	forge_entry(self->f, 1, HEAP + 3 * M2, E_A | E_D);	/* noise */
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

/* What the dump does not hold may be full */
TEST_F(stat, tables_not_read)
{
	forge_vma(self->f, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_table(self->f, 1, HEAP);
	forge_unread(self->f, 1, HEAP + M2);
	SUM_UP();
	EXPECT_EQ(1, self->sums.empty[1]);
	EXPECT_EQ(0, self->sums.empty[2]);
}

TEST_HARNESS_MAIN
