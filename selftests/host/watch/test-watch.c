// SPDX-License-Identifier: GPL-2.0-only
/*
 * "watch" on forged dumps: how a dump relates to the one before (next, exec, another
 * process), which dump is kept, the cost; and which pages were touched.
 */
#include <stdlib.h>

#include "diff-pair.h"
#include "kselftest_harness.h"
#include "touched.h"
#include "watch.h"

FIXTURE(watch)
{
	struct watch	watch;
	struct forge	*f;
};

FIXTURE_SETUP(watch)
{
	self->watch = (struct watch){ .wanted = watch_events(false) };
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	forge_vma(self->f, HEAP, HEAP + G1, VMA_ANON, "[heap]");
	forge_entry(self->f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
}

FIXTURE_TEARDOWN(watch)
{
	forge_free(self->f);
	watch_stop(&self->watch);
}

/* Compares the forged dump with the last one and keeps it, unless it is another process's. */
static int take(struct watch *watch, struct forge *f)
{
	enum watch_verdict verdict;
	struct source source = { 0 };

	source.data = forge_write(f, &source.size);
	if (dump_parse(&source.dump, source.data, source.size, NULL) ||
	    watch_compare(watch, &source, &verdict, NULL))
		abort();
	if (verdict == WATCH_OTHER)
		source_close(&source);
	else
		watch_keep(watch, &source);
	return verdict;
}

/* Compares and keeps the dump of the same process; returns the number of changes, or -1. */
static int count(struct watch *watch, struct forge *f)
{
	struct watch_cost cost = watch->cost;
	struct source source = { 0 };
	enum watch_verdict verdict;
	int nr;

	source.data = forge_write(f, &source.size);
	if (dump_parse(&source.dump, source.data, source.size, NULL) ||
	    watch_compare(watch, &source, &verdict, NULL) ||
	    verdict != WATCH_NEXT || watch->cost.dumps != cost.dumps + 1)
		return -1;
	nr = watch->list.nr;
	watch_keep(watch, &source);
	return nr;
}

TEST_F(watch, one_dump_after_the_other)
{
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	EXPECT_EQ(0, count(&self->watch, self->f));
	forge_map(self->f, 1, HEAP, 4 * K4, F1, E_WRITTEN);
	forge_map(self->f, 1, HEAP + 9 * K4, 4 * K4, F1, E_WRITTEN);
	EXPECT_EQ(2, count(&self->watch, self->f));
	/* a change is reported only once */
	EXPECT_EQ(0, count(&self->watch, self->f));
	EXPECT_EQ(4, self->watch.cost.dumps);
}

/* Accessed and dirty bits, and tables, are no events. */
TEST_F(watch, what_is_no_event)
{
	forge_entry(self->f, 1, HEAP, F1 | (E_WRITTEN & ~E_A & ~E_D));
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN | E_SOFT_DIRTY);
	forge_table(self->f, 1, HEAP)->phys = 0x200000000ULL;
	forge_entry(self->f, 2, HEAP, 0x200000000ULL | E_TABLE);
	EXPECT_EQ(0, count(&self->watch, self->f));
}

TEST_F(watch, huge_pages_only)
{
	self->watch.wanted = watch_events(true);
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_drop(self->f, 1, HEAP);
	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	forge_entry(self->f, 1, HEAP + 2 * M2, F2 | E_WRITTEN);
	EXPECT_EQ(1, count(&self->watch, self->f));
	EXPECT_EQ(1, self->watch.report.total[CHANGE_PROMOTED].runs);
	EXPECT_EQ(0, self->watch.report.total[CHANGE_MAPPED].runs);
}

TEST_F(watch, another_process)
{
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_header(self->f)->start_time += 10000000;
	EXPECT_EQ(WATCH_OTHER, take(&self->watch, self->f));
	/* that dump is not kept, and not added to the cost */
	EXPECT_EQ(1, self->watch.cost.dumps);
	forge_header(self->f)->start_time -= 10000000;
	EXPECT_EQ(0, count(&self->watch, self->f));
}

TEST_F(watch, execve)
{
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_table(self->f, 4, HEAP)->phys = 0x300000000ULL;
	EXPECT_EQ(WATCH_EXEC, take(&self->watch, self->f));
	EXPECT_EQ(0, count(&self->watch, self->f));
}

/* The mm went away during a dump: the next dump is of another mm. */
TEST_F(watch, cut_short)
{
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_end(self->f)->flags = PTWALK_END_GONE;
	forge_end(self->f)->reached = HEAP + M2;
	EXPECT_EQ(1, count(&self->watch, self->f));
	EXPECT_EQ(WATCH_EXEC, take(&self->watch, self->f));
}

TEST_F(watch, cut_short_at_once)
{
	struct forge *empty = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	forge_end(empty)->flags = PTWALK_END_GONE;
	forge_end(empty)->reached = forge_header(empty)->start;
	EXPECT_EQ(0, count(&self->watch, empty));
	EXPECT_EQ(WATCH_EXEC, take(&self->watch, self->f));
	forge_free(empty);
}

TEST_F(watch, cost)
{
	struct ptwalk_end *end = forge_end(self->f);

	end->holds = 3;
	end->hold_max_ns = 500;
	end->hold_total_ns = 900;
	EXPECT_EQ(WATCH_FIRST, take(&self->watch, self->f));
	end->hold_max_ns = 400;
	EXPECT_EQ(0, count(&self->watch, self->f));
	EXPECT_EQ(2, self->watch.cost.dumps);
	EXPECT_EQ(2 * self->watch.last.size, self->watch.cost.bytes);
	EXPECT_EQ(6, self->watch.cost.holds);
	EXPECT_EQ(500, self->watch.cost.hold_max_ns);
	EXPECT_EQ(1800, self->watch.cost.hold_total_ns);
}

/* Touched neighbours of one size and VMA are one range, whatever their other bits are. */
TEST_F(watch, touched)
{
	static const struct touched expected[] = {
		{ .start = HEAP, .end = HEAP + 4 * K4, .pages = 4, .level = 1 },
		{ .start = HEAP + 5 * K4, .end = HEAP + 6 * K4, .pages = 1,
		  .level = 1 },
		{ .start = HEAP + M2, .end = HEAP + 2 * M2, .pages = 1,
		  .level = 2 },
		{ .start = HEAP + G1, .end = HEAP + G1 + K4, .pages = 1,
		  .level = 1 },
	};
	struct forge *f = self->f;
	struct touched_ranges ranges;
	struct touched touched;
	struct ptwalk_vma *vma;
	size_t i = 0;

	forge_map(f, 1, HEAP, 2 * K4, F1, E_WRITTEN);
	forge_map(f, 1, HEAP + 2 * K4, 2 * K4, F2, E_READ);
	forge_entry(f, 1, HEAP + 4 * K4, F1 | (E_WRITTEN & ~E_A));
	forge_entry(f, 1, HEAP + 5 * K4, forge_protnone(F1, E_A));
	/* the kernel never clears A of these: the zero page, hugetlb, PFN mappings */
	forge_entry(f, 1, HEAP + 6 * K4, F2 | E_READ | E_SPECIAL);
	forge_vma(f, HEAP + G1, HEAP + G1 + K4, VMA_ANON, "");
	forge_entry(f, 1, HEAP + G1, F1 | E_READ);
	forge_vma(f, HEAP + G1 + K4, HEAP + G1 + 2 * K4,
		  VMA_ANON | PTWALK_VMA_PFNMAP, "");
	forge_entry(f, 1, HEAP + G1 + K4, F1 | E_READ);
	vma = forge_vma(f, HEAP + G1 + M2, HEAP + G1 + 2 * M2, VMA_ANON, "");
	vma->hugetlb_shift = 21;
	forge_entry(f, 2, HEAP + G1 + M2, HUGE2 | E_WRITTEN | E_PS);

	EXPECT_EQ(WATCH_FIRST, take(&self->watch, f));
	touched_begin(&ranges, self->watch.last.dump);
	while (touched_next(&ranges, &touched)) {
		ASSERT_LT(i, ARRAY_SIZE(expected));
		EXPECT_EQ(expected[i].start, touched.start);
		EXPECT_EQ(expected[i].end, touched.end);
		EXPECT_EQ(expected[i].pages, touched.pages);
		EXPECT_EQ(expected[i].level, touched.level);
		EXPECT_NE(NULL, touched.vma);
		i++;
	}
	EXPECT_EQ(ARRAY_SIZE(expected), i);
}

TEST_HARNESS_MAIN
