// SPDX-License-Identifier: GPL-2.0-only
/*
 * How huge_road_add() says that a window ends where not all of it can be done by advice: with the
 * first write, of which size, with another mapping, the page cache, or never.  test-huge-cure.c
 * follows advice to where it ends.
 */
#include "advised.h"
#include "huge-cure.h"
#include "judged.h"
#include "kselftest_harness.h"

#define NOT_7_2		(1U << FORGE_6_1 | 1U << FORGE_6_12)
#define ALL		(NOT_7_2 | 1U << FORGE_7_2)

FIXTURE(ends)
{
	struct advised	a;
	struct huge_road road;
};

FIXTURE_VARIANT(ends)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(ends, v6_1) { FORGE_6_1 };

FIXTURE_VARIANT_ADD(ends, v6_12) { FORGE_6_12 };

FIXTURE_VARIANT_ADD(ends, v7_2) { FORGE_7_2 };

FIXTURE_SETUP(ends)
{
}

FIXTURE_TEARDOWN(ends)
{
	advised_end(&self->a);
	huge_road_free(&self->road);
}

static void never_touched(struct advised *a)
{
	forge_knob(a->f, "enabled", "[always] madvise never");
	forge_drop(a->f, 1, ADVISED_HEAP);
}

static void never_touched_watched(struct advised *a)
{
	never_touched(a);
	a->vma->flags |= PTWALK_VMA_UFFD_MISSING;
}

static void never_touched_off(struct advised *a)
{
	never_touched(a);
	forge_knob(a->f, "enabled", "always madvise [never]");
}

static void never_touched_64k(struct advised *a)
{
	never_touched(a);
	forge_knob(a->f, "hugepages-2048kB/enabled", "[never]");
	forge_knob(a->f, "hugepages-64kB/enabled", "[always]");
}

static void private_copies(struct advised *a)
{
	a->vma->flags = VMA_CODE | PTWALK_VMA_WRITE | PTWALK_VMA_FILE |
			PTWALK_VMA_REGULAR | PTWALK_VMA_FILE_THP | PTWALK_VMA_ANON_VMA;
	a->vma->dev_major = 254;
}

static void no_config(struct advised *a)
{
	a->vma->flags = VMA_FILE | PTWALK_VMA_SHARED | PTWALK_VMA_MAYSHARE | PTWALK_VMA_FILE |
			PTWALK_VMA_REGULAR;
	a->vma->dev_major = 254;
}

static void lost_many(struct advised *a)
{
	/* SWP_HWPOISON */
	static const unsigned int type[] = {
		[FORGE_6_1] = 26, [FORGE_6_12] = 27, [FORGE_7_2] = 24,
	};

	advised_spoil(a, 100, 200, forge_swap(type[a->kernel], 77));
}

static const struct {
	const char	*name;
	void		(*make)(struct advised *a);
	enum huge_judge	by;
	enum huge_end	end;
	unsigned int	kernels;
} cases[] = {
	{ "never touched", never_touched, HUGE_KHUGEPAGED, HUGE_END_WRITE, ALL },
	{ "watched", never_touched_watched, HUGE_KHUGEPAGED, HUGE_END_SMALL, ALL },
	{ "switched off", never_touched_off, HUGE_KHUGEPAGED, HUGE_END_WRITE, ALL },
	{ "switched off, by madvise", never_touched_off, HUGE_MADVISE, HUGE_END_SMALL, ALL },
	{ "only 64K", never_touched_64k, HUGE_KHUGEPAGED, HUGE_END_SMALL, 1U << FORGE_7_2 },
	{ "copies", private_copies, HUGE_KHUGEPAGED, HUGE_END_ANEW, ALL },
	{ "no config", no_config, HUGE_KHUGEPAGED, HUGE_END_CACHE, NOT_7_2 },
	{ "hwpoison", lost_many, HUGE_KHUGEPAGED, HUGE_END_NEVER, ALL },
};

TEST_F(ends, as_foretold)
{
	char reason[HUGE_TEXT];
	struct huge_window w;
	struct huge h;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!(cases[i].kernels & (1U << variant->kernel)))
			continue;
		advised_begin(&self->a, variant->kernel, "");
		cases[i].make(&self->a);
		ASSERT_TRUE(judge(self->a.f, cases[i].by, &h, &w, reason));
		self->road = (struct huge_road){ 0 };
		ASSERT_EQ(0, huge_road_add(&self->road, &h, &w));
		EXPECT_EQ(cases[i].end, self->road.step[self->road.nr - 1].end)
			TH_LOG("%s", cases[i].name);
		huge_road_free(&self->road);
	}
}

TEST_HARNESS_MAIN
