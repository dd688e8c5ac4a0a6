// SPDX-License-Identifier: GPL-2.0
/*
 * Whether khugepaged comes by at all (MMF_VM_HUGEPAGE), and what a collapse would
 * cost: windows that are full, and windows that are not.
 */
#include <string.h>

#include "judged.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL

FIXTURE(visit)
{
	struct forge	*f;
	struct ptwalk_vma *vma;
	struct huge_window w;
	struct huge	h;
	char		reason[HUGE_TEXT];
};

FIXTURE_VARIANT(visit)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(visit, v6_1) { FORGE_6_1 };

FIXTURE_VARIANT_ADD(visit, v6_12) { FORGE_6_12 };

FIXTURE_VARIANT_ADD(visit, v7_2) { FORGE_7_2 };

FIXTURE_SETUP(visit)
{
	self->f = forge_new(variant->kernel, 4, PTWALK_HALF_USER);
	self->vma = forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_knobs(self->f, variant->kernel);
}

FIXTURE_TEARDOWN(visit)
{
	forge_free(self->f);
}

#define EXPECT_BY(who, word)						\
	do {								\
		ASSERT_TRUE(judge(self->f, who, &self->h, &self->w,	\
				  self->reason));			\
		EXPECT_STREQ(word, huge_verdict_name(self->w.verdict))	\
			TH_LOG("%s", self->reason);			\
	} while (0)

#define EXPECT_VERDICT(word)	EXPECT_BY(HUGE_KHUGEPAGED, word)

TEST_F(visit, not_on_the_list)
{
	char fix[HUGE_TEXT];

	EXPECT_VERDICT("collapse");
	forge_mm_flags(self->f, 0);
	EXPECT_VERDICT("not_visited");
	EXPECT_STREQ("khugepaged does not visit this process", self->reason);
	EXPECT_EQ(NULL, huge_knob(&self->h.rules, &self->w));
	EXPECT_NE(NULL, strstr(huge_fix(&self->h.rules, &self->w, fix),
			       "ptwalk collapse"));
	EXPECT_BY(HUGE_MADVISE, "collapse");
}

/* It gets there by a fault or madvise() where the VMA may be huge: that comes first */
TEST_F(visit, nothing_may_be_huge)
{
	forge_mm_flags(self->f, 0);
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_VERDICT("thp_disabled_sysfs");
	EXPECT_TRUE(self->w.reasons & HUGE_BIT(HUGE_NOT_VISITED));
	forge_knob(self->f, "enabled", "[always] madvise never");
	self->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
	EXPECT_VERDICT("vma_nohugepage");
}

/* smaps does not ask for it */
TEST_F(visit, eligible)
{
	forge_mm_flags(self->f, 0);
	EXPECT_VERDICT("not_visited");
	EXPECT_EQ(1, huge_rules_eligible(&self->h.rules, &self->h.area));
}

TEST_F(visit, not_known)
{
	unsigned int i, said;

	for (said = 0; said < 2; said++) {
		const char *text;
		bool found = false;

		if (said)
			forge_mm_flags_drop(self->f);
		EXPECT_VERDICT("collapse");
		for (i = 0; (text = huge_unseen(&self->h.rules, i)); i++)
			found |= !!strstr(text, "does not visit");
		EXPECT_EQ(said, found);
	}
}

TEST_F(visit, growth)
{
	unsigned int i;

	EXPECT_VERDICT("collapse");
	EXPECT_EQ(0, huge_growth(&self->w));
	for (i = 0; i < 64; i++)
		forge_entry(self->f, 1, HEAP + i * K4, 0);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(64 * K4, huge_growth(&self->w));
	/* the zero page is no memory either, nor is what is swapped out */
	for (i = 64; i < 74; i++)
		forge_entry(self->f, 1, HEAP + i * K4,
			    F1 | E_P | E_US | E_A | E_SPECIAL);
	for (i = 74; i < 84; i++)
		forge_entry(self->f, 1, HEAP + i * K4, forge_swap(0, 77));
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(84 * K4, huge_growth(&self->w));
}

/* What is no window costs nothing, nor does a window where there is nothing */
TEST_F(visit, no_growth)
{
	forge_drop(self->f, 1, HEAP);
	ASSERT_TRUE(judge(self->f, HUGE_KHUGEPAGED, &self->h, &self->w,
			  self->reason));
	EXPECT_EQ(0, huge_growth(&self->w));
	forge_map(self->f, 1, HEAP, M2 - K4, F1, E_WRITTEN);
	self->vma->end -= K4;
	EXPECT_VERDICT("vma_too_small");
	EXPECT_EQ(0, huge_growth(&self->w));
}

TEST_HARNESS_MAIN
