// SPDX-License-Identifier: GPL-2.0-only
/*
 * huge_road_add() predicts which verdict a window gets after each fix.  The test follows
 * the advice of huge_fix() on a forged dump step by step, and checks after each step that
 * the new verdict is the predicted one, for each verdict of the rules.
 */
#include <stdio.h>
#include <string.h>

#include "advised-cases.h"
#include "huge-cure.h"
#include "judged.h"
#include "kselftest_harness.h"

FIXTURE(cure)
{
	struct advised	a;
	struct huge_window w;
	struct huge	h;
	struct huge_road road;
	__u64		met;
	char		reason[HUGE_TEXT];
};

FIXTURE_VARIANT(cure)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(cure, v6_1) { FORGE_6_1 };

FIXTURE_VARIANT_ADD(cure, v6_12) { FORGE_6_12 };

FIXTURE_VARIANT_ADD(cure, v7_2) { FORGE_7_2 };

FIXTURE_SETUP(cure)
{
}

FIXTURE_TEARDOWN(cure)
{
	advised_end(&self->a);
	huge_road_free(&self->road);
}

/* Predicts the steps of the first window of the dump; false if it has no verdict. */
static bool foretell(struct _test_data_cure *self)
{
	huge_road_free(&self->road);
	memset(&self->road, 0, sizeof(self->road));
	return judge(self->a.f, HUGE_KHUGEPAGED, &self->h, &self->w, self->reason) &&
	       !huge_road_add(&self->road, &self->h, &self->w);
}

/* Follows the advice to its end.  Returns NULL if all was as predicted, else the difference. */
static const char *follow(struct _test_data_cure *self)
{
	static char wrong[2 * HUGE_TEXT];
	enum huge_verdict foretold[ADVISED_STEPS];
	enum huge_end end;
	char room[HUGE_TEXT];
	const char *fix;
	size_t nr, i;

	if (!foretell(self) || self->road.nr > ADVISED_STEPS)
		return "cannot be foretold";
	nr = self->road.nr;
	for (i = 0; i < nr; i++)
		foretold[i] = self->road.step[i].verdict;
	end = self->road.step[nr - 1].end;
	for (i = 0; i < nr; i++) {
		self->met |= HUGE_BIT(foretold[i]);
		snprintf(wrong, sizeof(wrong), "step %zu is %s, not %s: %s", i,
			 huge_verdict_name(self->w.verdict),
			 huge_verdict_name(foretold[i]), self->reason);
		if (self->w.verdict != foretold[i])
			return wrong;
		if (i == nr - 1)
			break;
		fix = huge_fix(&self->h.rules, &self->w, room);
		snprintf(wrong, sizeof(wrong), "the advice for %s is: %s",
			 huge_verdict_name(foretold[i]), fix);
		if (!fix || !advised_obey(&self->a, fix, &self->h, &self->w))
			return wrong;
		if (!judge(self->a.f, HUGE_KHUGEPAGED, &self->h, &self->w, self->reason))
			return "cannot be judged";
	}
	if (end == HUGE_END_HUGE ? self->w.verdict != HUGE_COLLAPSE :
				   self->w.verdict == HUGE_COLLAPSE)
		return "the end is not as foretold";
	return NULL;
}

TEST_F(cure, to_the_end)
{
	const struct advised_case *c;
	const char *wrong, *area;
	size_t i;

	for (c = advised_cases; c->name; c++) {
		if (!(c->kernels & (1U << variant->kernel)))
			continue;
		if (!strncmp(c->name, "shmem", 5))
			area = "/dev/zero (deleted)";
		else
			area = "";
		advised_begin(&self->a, variant->kernel, area);
		c->make(&self->a);
		wrong = follow(self);
		EXPECT_EQ(NULL, wrong)
			TH_LOG("%s: %s", c->name, wrong);
	}
	/* All verdicts occurred, without those that are never predicted or of other kernels. */
	for (i = HUGE_UNKNOWN + 1; i < HUGE_VERDICTS; i++) {
		__u64 never = HUGE_BIT(HUGE_SCAN_ABORT) | HUGE_BIT(HUGE_PAGE_COUNT) |
			      HUGE_BIT(HUGE_PAGE_LRU) | HUGE_BIT(HUGE_PAGE_NULL);

		if (variant->kernel == FORGE_6_1)
			never |= HUGE_BIT(HUGE_THP_SIZE);
		if (variant->kernel == FORGE_7_2)
			never |= HUGE_BIT(HUGE_PMD_NULL) | HUGE_BIT(HUGE_PMD_NONE) |
				 HUGE_BIT(HUGE_NO_WRITABLE);
		else
			never |= HUGE_BIT(HUGE_NO_PTE_TABLE) | HUGE_BIT(HUGE_PMD_MAPPED) |
				 HUGE_BIT(HUGE_PAGE_LAZYFREE);
		EXPECT_TRUE((self->met | never) & HUGE_BIT(i))
			TH_LOG("%s was never met", huge_verdict_name(i));
	}
}

TEST_HARNESS_MAIN
