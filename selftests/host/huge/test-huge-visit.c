// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether khugepaged scans the process at all (MMF_VM_HUGEPAGE), and how much memory a
 * collapse would add: windows that are full, and windows that are not.
 */
#include <string.h>

#include "judged-window.h"

TEST_F(window, not_on_the_list)
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

/*
 * Only a fault or madvise() in a VMA that may be huge puts a process on khugepaged's list.
 * So the reason why the VMA may not be huge is reported first.
 */
TEST_F(window, nothing_may_be_huge)
{
	forge_mm_flags(self->f, 0);
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_VERDICT("thp_disabled_sysfs");
	EXPECT_TRUE(self->w.reasons & HUGE_BIT(HUGE_NOT_VISITED));
	forge_knob(self->f, "enabled", "[always] madvise never");
	self->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
	EXPECT_VERDICT("vma_nohugepage");
}

/* THPeligible of smaps does not depend on khugepaged's list. */
TEST_F(window, eligible)
{
	forge_mm_flags(self->f, 0);
	EXPECT_VERDICT("not_visited");
	EXPECT_EQ(1, huge_rules_eligible(&self->h.rules, &self->h.area));
}

TEST_F(window, not_known)
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

TEST_F(window, growth)
{
	unsigned int i;

	EXPECT_VERDICT("collapse");
	EXPECT_EQ(0, huge_growth(&self->w));
	for (i = 0; i < 64; i++)
		forge_entry(self->f, 1, HEAP + i * K4, 0);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(64 * K4, huge_growth(&self->w));
	/* zero pages and swapped-out pages use no memory either: a collapse adds it */
	for (i = 64; i < 74; i++)
		forge_entry(self->f, 1, HEAP + i * K4,
			    F1 | E_P | E_US | E_A | E_SPECIAL);
	for (i = 74; i < 84; i++)
		forge_entry(self->f, 1, HEAP + i * K4, forge_swap(0, 77));
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(84 * K4, huge_growth(&self->w));
}

/* Less than a whole window, or an empty window, cannot grow. */
TEST_F(window, no_growth)
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
