// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of several reasons the kernel finds first, where the page tables alone do not
 * show it: a process after fork(), all of whose pages are write-protected and may be
 * shared.
 *
 * With the settings used here, the kernel's loop over the PTEs ends at the 257th shared
 * page or the 65th empty entry.  Up to 6.12 it checks after the loop whether any page is
 * writable.
 */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "judged.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
/* a page that was written before fork() and is now write-protected */
#define E_FORKED	(E_READ | E_D)
#define FLAGS	((1ULL << KPF_LRU) | (1ULL << KPF_ANON) |		\
		 (1ULL << KPF_SWAPBACKED) | (1ULL << KPF_UPTODATE))

FIXTURE(order)
{
	struct forge	*f;
	struct huge_window w;
	struct huge	h;
	char		reason[HUGE_TEXT];
};

FIXTURE_VARIANT(order)
{
	enum forge_kernel kernel;
	const char *forked;	/* the verdict if no page is shared, or none was looked at */
};

FIXTURE_VARIANT_ADD(order, v6_1) { FORGE_6_1, "no_writable_page" };

FIXTURE_VARIANT_ADD(order, v6_12) { FORGE_6_12, "no_writable_page" };

FIXTURE_VARIANT_ADD(order, v7_2) { FORGE_7_2, "collapse" };

FIXTURE_VARIANT_ADD(order, v7_3) { FORGE_7_3, "collapse" };

FIXTURE_SETUP(order)
{
	struct ptwalk_vma *vma;

	self->f = forge_new(variant->kernel, 4, PTWALK_HALF_USER);
	vma = forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	vma->flags |= PTWALK_VMA_HUGEPAGE;
	forge_map(self->f, 1, HEAP, M2, F1, E_FORKED);
	forge_knobs(self->f, variant->kernel);
	forge_knob(self->f, "khugepaged/max_ptes_none", "64");
	forge_knob(self->f, "khugepaged/max_ptes_shared", "256");
}

FIXTURE_TEARDOWN(order)
{
	forge_free(self->f);
}

#define EXPECT_VERDICT(word, bits)					\
	do {								\
		ASSERT_TRUE(judge(self->f, HUGE_KHUGEPAGED, &self->h,	\
				  &self->w, self->reason));		\
		EXPECT_STREQ(word, huge_verdict_name(self->w.verdict))	\
			TH_LOG("%s", self->reason);			\
		EXPECT_EQ(bits, self->w.could);				\
		EXPECT_EQ((bits) ? HUGE_LACKS_PAGES : 0,		\
			  self->w.lacks & HUGE_LACKS_PAGES);		\
		EXPECT_EQ(!!(bits), !!strstr(self->reason, " or "));	\
	} while (0)

/* Entries [@from, @to) become empty */
static void drop(struct forge *f, unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		forge_entry(f, 1, HEAP + from * K4, 0);
}

TEST_F(order, forked)
{
	EXPECT_VERDICT(variant->forked, HUGE_BIT(HUGE_EXCEED_SHARED));
	EXPECT_TRUE(huge_depends_on_pages(&self->w));
	forge_pages(self->f, HEAP, 512, FLAGS, 2);
	EXPECT_VERDICT("exceed_shared_pte", 0);
}

TEST_F(order, alone)
{
	forge_pages(self->f, HEAP, 512, FLAGS, 1);
	EXPECT_VERDICT(variant->forked, 0);
}

/* Only 256 pages are write-protected, and as many may be shared: page flags do not matter. */
TEST_F(order, half_of_it_written)
{
	forge_map(self->f, 1, HEAP, M2 / 2, F1, E_WRITTEN);
	EXPECT_VERDICT("collapse", 0);
}

/* More pages than may be shared come before the empty entries. */
TEST_F(order, holes_at_the_end)
{
	drop(self->f, 400, 512);
	EXPECT_VERDICT("exceed_none_pte", HUGE_BIT(HUGE_EXCEED_SHARED));
	EXPECT_TRUE(huge_depends_on_pages(&self->w));
	forge_pages(self->f, HEAP, 400, FLAGS, 2);
	EXPECT_VERDICT("exceed_shared_pte", 0);
	EXPECT_TRUE(self->w.reasons & HUGE_BIT(HUGE_EXCEED_NONE));
}

/* The empty entries come first, so the flags of the pages do not matter. */
TEST_F(order, holes_at_the_beginning)
{
	drop(self->f, 0, 112);
	EXPECT_VERDICT("exceed_none_pte", 0);
	forge_pages(self->f, HEAP + 112 * K4, 400, FLAGS, 2);
	EXPECT_VERDICT("exceed_none_pte", 0);
}

/* The 65th empty entry before and after the 257th page */
TEST_F(order, at_the_limits)
{
	drop(self->f, 256, 256 + 65);
	EXPECT_VERDICT("exceed_none_pte", 0);
	forge_entry(self->f, 1, HEAP + 320 * K4, F1 | E_FORKED);
	drop(self->f, 322, 323);
	EXPECT_VERDICT("exceed_none_pte", HUGE_BIT(HUGE_EXCEED_SHARED));
}

/* The flags of 200 unshared pages are enough: at most 200 of the 400 can be shared. */
TEST_F(order, looked_at_in_part)
{
	drop(self->f, 400, 512);
	forge_pages(self->f, HEAP, 200, FLAGS, 1);
	EXPECT_VERDICT("exceed_none_pte", 0);
}

/* The limit of an unknown setting may be exceeded before that of a known one. */
TEST_F(order, unknown_setting)
{
	forge_knob(self->f, "khugepaged/max_ptes_none", "");
	drop(self->f, 0, 1);
	forge_pages(self->f, HEAP + K4, 511, FLAGS, 2);
	ASSERT_TRUE(judge(self->f, HUGE_KHUGEPAGED, &self->h, &self->w,
			  self->reason));
	EXPECT_STREQ("exceed_shared_pte", huge_verdict_name(self->w.verdict));
	EXPECT_EQ(HUGE_BIT(HUGE_EXCEED_NONE), self->w.could);
	EXPECT_NE(NULL, strstr(self->reason, " or exceed_none_pte (not known: settings)"));
}

/* Since 7.2 the kernel first checks for each page whether MADV_FREE made it lazyfree. */
TEST_F(order, given_up_or_not)
{
	if (variant->kernel < FORGE_7_2)
		SKIP(return, "asked since 7.2");
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN & ~E_D);
	drop(self->f, 400, 512);
	EXPECT_VERDICT("exceed_none_pte", HUGE_BIT(HUGE_PAGE_LAZYFREE));
	forge_pages(self->f, HEAP, 400, FLAGS & ~(1ULL << KPF_SWAPBACKED), 1);
	EXPECT_VERDICT("page_lazyfree", 0);
}

TEST_HARNESS_MAIN
