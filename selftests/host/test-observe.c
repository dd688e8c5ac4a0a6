// SPDX-License-Identifier: GPL-2.0
/*
 * khugepaged's judgements located in dumps, by construction: what each event can
 * and cannot tell, and that nothing is said where nothing is known.
 */
#include "kselftest_harness.h"
#include "observe-watch.h"

#define BASE	0x7f0000000000ULL
#define FRAME	0x100000ULL		/* window N has frames from N << 9 on */

FIXTURE(observe)
{
	struct watch *w;
};

FIXTURE_SETUP(observe)
{
	self->w = watch_new();
}

FIXTURE_TEARDOWN(observe)
{
	watch_free(self->w);
}

static __u64 frame(unsigned int window)
{
	return FRAME + window * 512ULL;
}

static void fill(struct forge *f, unsigned int window, __u64 pfn)
{
	forge_map(f, 1, BASE + window * M2, M2, pfn << 12, E_WRITTEN);
}

static void fill_huge(struct forge *f, unsigned int window)
{
	forge_map(f, 2, BASE + window * M2, M2, 0x80000000 + window * M2,
		  E_WRITTEN | E_PS);
}

/* One area, a window for each letter: t table, h huge, - nothing */
static struct forge *target(const char *windows)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	unsigned int i, nr = strlen(windows);

	forge_vma(f, BASE, BASE + nr * M2, VMA_ANON, "");
	for (i = 0; i < nr; i++) {
		if (windows[i] == 't')
			fill(f, i, frame(i));
		else if (windows[i] == 'h')
			fill_huge(f, i);
	}
	return f;
}

#define EXPECT_VERDICTS(text)						\
	EXPECT_STREQ(text, watch_verdicts(self->w, BASE))

TEST_F(observe, by_frame)
{
	struct watch *w = self->w;

	watch_dump(w, target("tttt"));
	watch_pmd(w, TARGET_MM, frame(0) + 511, "lack_referenced_page");
	watch_pmd(w, TARGET_MM, frame(1), "exceed_none_pte");
	watch_pmd(w, TARGET_MM, frame(2) + 7, "exceed_swap_pte");
	watch_pmd(w, TARGET_MM, frame(3), "page_locked");
	watch_dump(w, target("tttt"));
	watch_end(w);
	EXPECT_VERDICTS("0 lack_referenced_page frame\n"
			"1 exceed_none_pte frame\n"
			"2 exceed_swap_pte frame\n"
			"3 page_locked frame\n");
	EXPECT_EQ(OBSERVE_KNOWN, w->report.target);
	EXPECT_EQ(4, w->report.judged);
	EXPECT_EQ(4, w->report.located);
	EXPECT_EQ(0, w->report.others);
	EXPECT_EQ(0, w->report.unlocated);
	EXPECT_EQ(7, w->report.verdict[0].none);
	EXPECT_EQ(-1, w->report.verdict[0].present);
}

TEST_F(observe, without_a_frame_by_order)
{
	struct watch *w = self->w;

	watch_dump(w, target("t-ht"));
	watch_pmd(w, TARGET_MM, frame(0), "lack_referenced_page");
	watch_pmd(w, TARGET_MM, NO_FRAME, "pmd_none");
	watch_pmd(w, TARGET_MM, NO_FRAME, "page_pmd_mapped");
	watch_pmd(w, TARGET_MM, frame(3), "lack_referenced_page");
	watch_dump(w, target("t-ht"));
	watch_end(w);
	EXPECT_VERDICTS("0 lack_referenced_page frame\n"
			"1 pmd_none order\n"
			"2 page_pmd_mapped order\n"
			"3 lack_referenced_page frame\n");
}

/* What khugepaged does after a window without a frame is not known here. */
TEST_F(observe, order_needs_both_sides)
{
	struct watch *w = self->w;

	watch_dump(w, target("ttt"));
	watch_pmd(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	/* it may have gone on, or begun again */
	watch_pmd(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	watch_dump(w, target("ttt"));
	watch_end(w);
	EXPECT_VERDICTS("0 exceed_none_pte order\n"
			"1 page_locked frame\n");
	EXPECT_EQ(1, w->report.unlocated);
}

TEST_F(observe, a_round_that_begins_again)
{
	struct watch *w = self->w;

	watch_dump(w, target("t-t-"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, NO_FRAME, "pmd_none");
	watch_pmd(w, TARGET_MM, frame(2), "page_locked");
	watch_pmd(w, TARGET_MM, NO_FRAME, "pmd_none");
	watch_pmd(w, TARGET_MM, frame(0), "page_not_in_lru");
	watch_dump(w, target("t-t-"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"0 page_not_in_lru frame\n"
			"1 pmd_none order\n"
			"2 page_locked frame\n"
			"3 pmd_none order\n");
}

/* It goes to the next address space when it is done with one, or gives it up. */
TEST_F(observe, a_round_given_up)
{
	struct watch *w = self->w;

	watch_dump(w, target("tttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	watch_pmd(w, OTHER_MM, 0x5000, "page_locked");
	watch_pmd(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	watch_dump(w, target("tttt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"0 exceed_none_pte order\n"
			"1 page_locked frame\n"
			"1 page_locked frame\n");
	EXPECT_EQ(1, w->report.others);
	EXPECT_EQ(2, w->report.spaces);
}

TEST_F(observe, lost_events_break_the_order)
{
	struct watch *w = self->w;

	watch_dump(w, target("ttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, frame(2), "page_locked");
	watch_dump(w, target("ttt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"2 page_locked frame\n");
	EXPECT_EQ(1, w->report.unlocated);
}

/* Its frames are free afterwards; the dump before has them. */
TEST_F(observe, success)
{
	struct watch *w = self->w;

	watch_dump(w, target("tttt"));
	watch_other(w, TRACE_ISOLATE, TRACE_PFN, frame(2) + 511, "succeeded");
	watch_other(w, TRACE_COLLAPSE, TRACE_MM, TARGET_MM, "succeeded");
	watch_pmd(w, TARGET_MM, frame(2) + 511, "succeeded");
	watch_pmd(w, TARGET_MM, frame(3), "page_locked");
	watch_dump(w, target("ttht"));
	watch_end(w);
	EXPECT_VERDICTS("2 succeeded frame\n"
			"3 page_locked frame\n");
	EXPECT_EQ(OBSERVE_ISOLATE, w->report.verdict[0].step);
	EXPECT_EQ(1 << 9, w->report.verdict[0].done);
	EXPECT_EQ(OBSERVE_SCAN, w->report.verdict[1].step);
	EXPECT_EQ(0, w->report.verdict[1].tried);
}

/* The page came after the last dump: then what became huge tells. */
TEST_F(observe, success_with_an_unknown_frame)
{
	struct watch *w = self->w;

	watch_dump(w, target("ttttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, 0x7777, "succeeded");
	watch_dump(w, target("tttht"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"1 page_locked frame\n"
			"3 succeeded promoted\n");
}

TEST_F(observe, two_successes_with_unknown_frames)
{
	struct watch *w = self->w;

	watch_dump(w, target("tttttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	watch_pmd(w, TARGET_MM, frame(2), "page_locked");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, 0x7777, "succeeded");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, 0x8888, "succeeded");
	watch_dump(w, target("ttththt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"1 page_locked frame\n"
			"2 page_locked frame\n");
	EXPECT_EQ(2, w->report.unlocated);
}

/* 7.2 collapses to smaller sizes too, and the window keeps its table. */
TEST_F(observe, success_of_a_smaller_order)
{
	struct watch *w = self->w;
	struct trace_event event = {
		.kind = TRACE_COLLAPSE, .pid = KHUGEPAGED,
		.status = "succeeded",
		.has = 1 << TRACE_MM | 1 << TRACE_ORDER,
		.value = { [TRACE_MM] = TARGET_MM, [TRACE_ORDER] = 4 },
	};

	watch_dump(w, target("ttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	EXPECT_EQ(0, observe_event(w->o, &event));
	watch_pmd(w, TARGET_MM, frame(1) + 99, "succeeded");
	watch_dump(w, target("ttt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n"
			"1 succeeded frame\n");
	EXPECT_EQ(1 << 4, w->report.verdict[1].done);
}

/* Compaction moved the page: where it was and where it is are both possible. */
TEST_F(observe, a_frame_in_two_windows)
{
	struct watch *w = self->w;
	struct forge *f;

	watch_dump(w, target("tttt"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, frame(1), "page_locked");
	watch_pmd(w, TARGET_MM, frame(2) + 3, "page_locked");
	observe_lost(w->o);
	watch_pmd(w, TARGET_MM, frame(2) + 3, "page_not_in_lru");
	f = target("tttt");
	forge_entry(f, 1, BASE + 2 * M2 + 3 * K4, 0x9000 << 12 | E_WRITTEN);
	forge_entry(f, 1, BASE + 3 * M2 + 5 * K4,
		    (frame(2) + 3) << 12 | E_WRITTEN);
	watch_dump(w, f);
	watch_end(w);
	/* the first of them by order: forward from 1 there is 2, or 0 */
	EXPECT_VERDICTS("0 page_locked frame\n"
			"1 page_locked frame\n"
			"2 page_locked order\n");
	EXPECT_EQ(1, w->report.unlocated);
}

TEST_F(observe, an_event_during_a_dump)
{
	struct watch *w = self->w;

	watch_dump(w, target("tt"));
	watch_dump(w, target("tt"));
	/* as if it had come while the second one was made */
	w->time -= 150;
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	w->time += 150;
	EXPECT_EQ(0, w->report.located);
	watch_dump(w, target("tt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n");
}

TEST_F(observe, nothing_of_the_target_was_judged)
{
	struct watch *w = self->w;

	watch_dump(w, target("tt"));
	watch_pmd(w, OTHER_MM, 0x5000, "page_locked");
	watch_pmd(w, OTHER_MM, NO_FRAME, "pmd_none");
	watch_dump(w, target("tt"));
	watch_end(w);
	EXPECT_EQ(OBSERVE_UNSEEN, w->report.target);
	EXPECT_EQ(2, w->report.unlocated);
	EXPECT_VERDICTS("");
}

/* Parent and child right after fork: the frames are the same. */
TEST_F(observe, two_address_spaces_alike)
{
	struct watch *w = self->w;

	watch_dump(w, target("tt"));
	watch_pmd(w, TARGET_MM, frame(0), "exceed_shared_pte");
	watch_pmd(w, TARGET_MM, frame(1), "exceed_shared_pte");
	watch_pmd(w, OTHER_MM, frame(0), "exceed_shared_pte");
	watch_pmd(w, OTHER_MM, frame(1), "exceed_shared_pte");
	watch_dump(w, target("tt"));
	watch_end(w);
	EXPECT_EQ(OBSERVE_ALIKE, w->report.target);
	EXPECT_EQ(4, w->report.unlocated);
	EXPECT_VERDICTS("");
}

/* The child wrote to most of its pages, which tells them apart. */
TEST_F(observe, a_child_that_went_its_way)
{
	struct watch *w = self->w;
	unsigned int i;

	watch_dump(w, target("tttt"));
	for (i = 0; i < 4; i++)
		watch_pmd(w, TARGET_MM, frame(i), "page_locked");
	watch_pmd(w, OTHER_MM, frame(0), "page_not_in_lru");
	for (i = 1; i < 4; i++)
		watch_pmd(w, OTHER_MM, 0x5000 + i, "page_not_in_lru");
	watch_dump(w, target("tttt"));
	watch_end(w);
	EXPECT_EQ(OBSERVE_KNOWN, w->report.target);
	EXPECT_EQ(4, w->report.others);
	EXPECT_VERDICTS("0 page_locked frame\n1 page_locked frame\n"
			"2 page_locked frame\n3 page_locked frame\n");
}

/* Judged for a program that asked for it, by other rules */
TEST_F(observe, madvise)
{
	struct watch *w = self->w;
	struct trace_event event = {
		.kind = TRACE_SCAN_PMD, .pid = 1234, .status = "succeeded",
		.has = 1 << TRACE_MM | 1 << TRACE_PFN,
		.value = { [TRACE_MM] = TARGET_MM, [TRACE_PFN] = frame(0) },
	};

	watch_dump(w, target("tt"));
	event.time = w->time;
	EXPECT_EQ(0, observe_event(w->o, &event));
	watch_dump(w, target("tt"));
	watch_end(w);
	EXPECT_EQ(1, w->report.asked);
	EXPECT_EQ(0, w->report.judged);
}

static struct forge *with_file(void)
{
	struct forge *f = target("tttt");

	forge_vma(f, BASE + 16 * M2, BASE + 20 * M2, VMA_FILE, "/file");
	fill(f, 16, frame(16));
	fill(f, 17, frame(17));
	return f;
}

TEST_F(observe, files)
{
	struct watch *w = self->w;

	watch_dump(w, with_file());
	watch_pmd(w, TARGET_MM, frame(3), "page_locked");
	watch_file(w, TARGET_MM, frame(16), "page_compound");
	/* a value of the page cache that is no page, and not frame 17 either */
	watch_file(w, TARGET_MM, frame(18), "exceed_swap_pte");
	watch_other(w, TRACE_COLLAPSE_FILE, TRACE_ADDR, BASE + 18 * M2,
		    "succeeded");
	watch_file(w, TARGET_MM, NO_FRAME, "succeeded");
	watch_file(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	watch_dump(w, with_file());
	watch_end(w);
	EXPECT_VERDICTS("3 page_locked frame\n"
			"16 page_compound frame\n"
			"17 exceed_swap_pte order\n"
			"18 succeeded address\n"
			"19 exceed_none_pte order\n");
	EXPECT_EQ(9, w->report.verdict[1].present);
	EXPECT_EQ(OBSERVE_COLLAPSE, w->report.verdict[3].step);
}

static struct forge *three_areas(void)
{
	struct forge *f = target("t");
	unsigned int i;

	for (i = 2; i <= 4; i += 2) {
		forge_vma(f, BASE + i * M2, BASE + (i + 1) * M2, VMA_ANON, "");
		fill(f, i, frame(i));
	}
	return f;
}

/* Areas can be left out, so which one comes next is not known. */
TEST_F(observe, either_of_two_areas)
{
	struct watch *w = self->w;

	watch_dump(w, three_areas());
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, NO_FRAME, "exceed_none_pte");
	watch_pmd(w, TARGET_MM, frame(4), "page_locked");
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, OTHER_MM, 0x5000, "page_locked");
	watch_dump(w, three_areas());
	watch_end(w);
	/* between 0 and 4, only 2 is left, or 0 again */
	EXPECT_VERDICTS("0 page_locked frame\n0 page_locked frame\n"
			"4 page_locked frame\n");
	EXPECT_EQ(1, w->report.unlocated);
}

/* Areas that came or went between two judgements: no order */
TEST_F(observe, areas_change)
{
	struct watch *w = self->w;

	watch_dump(w, target("t-t"));
	watch_pmd(w, TARGET_MM, frame(0), "page_locked");
	watch_pmd(w, TARGET_MM, NO_FRAME, "pmd_none");
	watch_pmd(w, TARGET_MM, frame(2), "page_locked");
	watch_dump(w, target("t-tt"));
	watch_end(w);
	EXPECT_VERDICTS("0 page_locked frame\n2 page_locked frame\n");
	EXPECT_EQ(1, w->report.unlocated);
}

TEST_HARNESS_MAIN
