// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which size of folio khugepaged of 7.2 makes of a window, or why it makes none: 64K is
 * enabled beside 2M, or instead of it.  The scan before that is in test-huge-rules.c.
 *
 * Each test starts with a window of 512 small pages that no other process maps, in frames
 * of which no two are consecutive, and whose page flags are all in the dump.
 */
#include <linux/kernel-page-flags.h>

#include "judged.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define FRAMES	0x100000000ULL		/* a multiple of 2M */
#define ALWAYS	"[always] inherit madvise never"
#define NEVER	"always inherit madvise [never]"
#define SMALL	((1ULL << KPF_LRU) | (1ULL << KPF_ANON) |		\
		 (1ULL << KPF_SWAPBACKED) | (1ULL << KPF_UPTODATE))
#define HEAD	(SMALL | (1ULL << KPF_COMPOUND_HEAD))
#define TAIL	(SMALL | (1ULL << KPF_COMPOUND_TAIL))

/* A page of the window: its PTE, its kpageflags and its kpagecount */
struct page {
	__u64	raw;
	__u64	flags;
	__u32	maps;
};

FIXTURE(mthp)
{
	struct forge	*f;
	struct ptwalk_vma *vma;
	struct page	page[512];
	bool		unseen;
	struct huge_window w;
	struct huge	h;
	char		reason[HUGE_TEXT];
};

FIXTURE_SETUP(mthp)
{
	unsigned int i;

	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	self->vma = forge_vma(self->f, HEAP, HEAP + M2,
			      VMA_ANON | PTWALK_VMA_HUGEPAGE, "");
	forge_knobs(self->f, FORGE_7_2);
	forge_knob(self->f, "khugepaged/max_ptes_none", "64");
	forge_knob(self->f, "hugepages-64kB/enabled", ALWAYS);
	for (i = 0; i < 512; i++)
		self->page[i] = (struct page){
			FRAMES + 2 * i * K4 + M2, SMALL, 1
		};
	self->unseen = false;
}

FIXTURE_TEARDOWN(mthp)
{
	forge_free(self->f);
}

/* Forges entries and, unless @unseen, page flags.  A raw frame becomes a written page. */
static void write_pages(struct forge *f, struct page *page, bool unseen)
{
	unsigned int i;

	for (i = 0; i < 512; i++) {
		__u64 raw = page[i].raw;

		if (raw && !(raw & (K4 - 1)))
			raw |= E_WRITTEN;
		forge_entry(f, 1, HEAP + i * K4, raw);
		if (!unseen)
			forge_pages(f, HEAP + i * K4, 1, page[i].flags,
				    page[i].maps);
	}
}

#define EXPECT_MTHP(word, because)					\
	do {								\
		write_pages(self->f, self->page, self->unseen);		\
		ASSERT_TRUE(judge(self->f, HUGE_KHUGEPAGED, &self->h,	\
				  &self->w, self->reason));		\
		EXPECT_STREQ(word, huge_verdict_name(self->w.verdict));	\
		EXPECT_STREQ(because, self->reason);			\
	} while (0)

static void empty(struct page *page, unsigned int from, unsigned int nr)
{
	while (nr--)
		page[from + nr].raw = 0;
}

/* @nr pages become the first pages of one folio; whether it is larger depends on the next. */
static void fold(struct page *page, unsigned int from, unsigned int nr, __u64 frame)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		page[from + i].raw = frame + i * K4;
		page[from + i].flags = i ? TAIL : HEAD;
	}
}

static void only_64k(struct forge *f)
{
	forge_knob(f, "hugepages-2048kB/enabled", NEVER);
}

TEST_F(mthp, all)
{
	EXPECT_MTHP("collapse", "nothing seen keeps it from being collapsed");
	EXPECT_EQ(0, self->w.lacks);
}

/* The size 2M is off: khugepaged scans the window for 64K all the same. */
TEST_F(mthp, switched_off)
{
	only_64k(self->f);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	EXPECT_EQ(0, self->w.lacks);
	EXPECT_EQ(0, self->w.needs);
	EXPECT_EQ(4, self->w.order);
}

TEST_F(mthp, switched_off_by_enabled)
{
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

TEST_F(mthp, size_for_advised)
{
	only_64k(self->f);
	forge_knob(self->f, "hugepages-64kB/enabled", "always inherit [madvise] never");
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	self->vma->flags &= ~PTWALK_VMA_HUGEPAGE;
	EXPECT_MTHP("thp_disabled_size", "hugepages-2048kB/enabled is never");
}

TEST_F(mthp, none_full)
{
	unsigned int i;

	only_64k(self->f);
	for (i = 0; i < 512; i += 16)
		empty(self->page, i, 1);
	EXPECT_MTHP("failed", "the size 2M is switched off, and no smaller size fits");
	EXPECT_EQ(4, self->w.order);
}

TEST_F(mthp, one_is_enough)
{
	only_64k(self->f);
	forge_knob(self->f, "khugepaged/max_ptes_none", "511");
	empty(self->page, 0, 511);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	EXPECT_EQ(15 * K4, huge_growth(&self->w));
	empty(self->page, 0, 512);
	EXPECT_MTHP("exceed_none_pte", "none 512: the window holds no page");
}

/* khugepaged skips folios that have the size already. */
TEST_F(mthp, there)
{
	unsigned int i;

	only_64k(self->f);
	for (i = 0; i < 512; i += 16)
		fold(self->page, i, 16, FRAMES + (i * 2 + 16) * K4);
	EXPECT_MTHP("failed", "the size 2M is switched off, and every smaller size is refused or in use already");
	EXPECT_EQ(0, self->w.lacks);
}

/* The same without page flags: page tables do not show the size of folios. */
TEST_F(mthp, there_unseen)
{
	only_64k(self->f);
	self->unseen = true;
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	EXPECT_EQ(HUGE_LACKS_PAGES, self->w.lacks & HUGE_LACKS_PAGES);
}

/* The second half of a folio of 2M, without its head page */
TEST_F(mthp, there_in_part)
{
	fold(self->page, 0, 512, FRAMES);
	empty(self->page, 0, 256);
	EXPECT_MTHP("failed",
		    "none 256 > max_ptes_none 64, 192 too many, and every smaller size is refused or in use already");
	EXPECT_EQ(0, self->w.lacks);
}

/* Folios smaller than 64K are collapsed as single pages are. */
TEST_F(mthp, smaller_folios)
{
	unsigned int i;

	only_64k(self->f);
	for (i = 0; i < 512; i += 8)
		fold(self->page, i, 8, FRAMES + (i * 2 + 8) * K4);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

/* Eight pages that may be a folio of 32K, or the first half of a larger folio */
TEST_F(mthp, folio_of_unknown_size)
{
	only_64k(self->f);
	empty(self->page, 16, 496);
	fold(self->page, 0, 8, FRAMES);
	/* the next frame is another folio's */
	self->page[8].raw = FRAMES + 8 * K4;
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	/* the next frame is not mapped, so its flags are not in the dump */
	self->page[8].raw = FRAMES + 64 * K4;
	EXPECT_MTHP("unknown",
		    "the size of a folio mapped in part, or which pages a refused attempt left in an LRU batch");
	EXPECT_EQ(HUGE_LACKS_FOLIOS, self->w.lacks);
	EXPECT_EQ(0, self->w.reasons);
	EXPECT_EQ(0, self->w.number);
	EXPECT_EQ(0, self->w.limit);
	EXPECT_EQ(0, self->w.needs);
	/* the frame is aligned to 32K only, so the folio cannot be larger */
	fold(self->page, 0, 8, FRAMES + 8 * K4);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

TEST_F(mthp, shared)
{
	unsigned int i;

	empty(self->page, 256, 256);
	for (i = 0; i < 256; i += 16)
		self->page[i].maps = 2;
	EXPECT_MTHP("exceed_shared_pte", "shared 16, and a page of 64kB allows none");
	EXPECT_EQ(HUGE_BIT(HUGE_EXCEED_SHARED), self->w.reasons);
	self->page[32].maps = 1;
	EXPECT_MTHP("mthp_only", "none 256 > max_ptes_none 64, 192 too many");
	EXPECT_EQ(0, huge_growth(&self->w));
}

/* A refused attempt may leave pages in an LRU batch; the next size finds them off the LRU. */
TEST_F(mthp, batch)
{
	unsigned int i;

	empty(self->page, 256, 256);
	for (i = 15; i < 256; i += 16)
		self->page[i].maps = 2;
	EXPECT_MTHP("exceed_shared_pte", "shared 16, and a page of 64kB allows none");
	forge_knob(self->f, "hugepages-16kB/enabled", ALWAYS);
	EXPECT_MTHP("unknown",
		    "the size of a folio mapped in part, or which pages a refused attempt left in an LRU batch");
	/* here more pages follow, which empties the batch */
	forge_knob(self->f, "hugepages-16kB/enabled", NEVER);
	forge_knob(self->f, "hugepages-256kB/enabled", ALWAYS);
	for (i = 15; i < 256; i += 16)
		self->page[i].maps = 1 + (i % 64 == 63);
	EXPECT_MTHP("mthp_only", "none 256 > max_ptes_none 64, 192 too many");
}

TEST_F(mthp, swap)
{
	unsigned int i;

	only_64k(self->f);
	for (i = 0; i < 512; i += 16)
		self->page[i].raw = forge_swap(0, 77 + i);
	EXPECT_MTHP("failed", "the size 2M is switched off, and no smaller size fits");
	forge_knob(self->f, "khugepaged/max_ptes_none", "511");
	EXPECT_MTHP("exceed_swap_pte", "swap 32, and a page of 64kB allows none");
	self->page[32].raw = FRAMES;
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

/* The first attempt depends on page flags, the last one fails: it is the verdict. */
TEST_F(mthp, swap_behind_pages_unseen)
{
	struct huge_sums sums = { 0 };
	unsigned int i;

	only_64k(self->f);
	forge_knob(self->f, "khugepaged/max_ptes_none", "511");
	for (i = 0; i < 16; i++)
		self->page[i] = (struct page){
			self->page[i].raw | (E_WRITTEN & ~E_A),
			SMALL | (1ULL << KPF_REFERENCED), 1
		};
	for (i = 16; i < 512; i += 16)
		self->page[i].raw = forge_swap(0, 77 + i);
	self->unseen = true;
	EXPECT_MTHP("exceed_swap_pte", "swap 31, and a page of 64kB allows none");
	EXPECT_EQ(HUGE_LACKS_PAGES, self->w.lacks & HUGE_LACKS_PAGES);
	EXPECT_TRUE(huge_depends_on_pages(&self->w));
	huge_add(&sums, &self->w);
	EXPECT_EQ(HUGE_LACKS_PAGES, sums.lacks & HUGE_LACKS_PAGES);
	self->unseen = false;
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	EXPECT_EQ(0, self->w.lacks);
	/* here the scan of the whole window fails, before any attempt */
	forge_knob(self->f, "khugepaged/max_ptes_swap", "1");
	EXPECT_MTHP("exceed_swap_pte", "swap 31 > max_ptes_swap 1, 30 too many");
	EXPECT_FALSE(huge_depends_on_pages(&self->w));
}

/* An entry that no fault can bring back ends everything if 2M is tried. */
TEST_F(mthp, lost)
{
	self->page[3].raw = forge_swap(24, 77);
	EXPECT_MTHP("failed", "1 poisoned or guard entries");
	only_64k(self->f);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

/* The same where empty entries forbid 2M, as entries are faulted in before that check. */
TEST_F(mthp, lost_and_userfaultfd)
{
	self->vma->flags |= PTWALK_VMA_UFFD_MISSING;
	empty(self->page, 100, 40);
	self->page[3].raw = forge_swap(24, 77);
	EXPECT_MTHP("failed", "1 poisoned or guard entries");
	EXPECT_EQ(1, self->w.number);
	EXPECT_EQ(0, self->w.limit);
	EXPECT_EQ(1, self->w.needs);
}

TEST_F(mthp, userfaultfd)
{
	self->vma->flags |= PTWALK_VMA_UFFD_MISSING;
	empty(self->page, 100, 1);
	EXPECT_MTHP("mthp_only", "none 1, in an area that userfaultfd watches");
	/* no 64K qualifies, so there is no attempt that could fail */
	empty(self->page, 0, 511);
	EXPECT_MTHP("failed",
		    "none 511, in an area that userfaultfd watches, and no smaller size fits");
	forge_knob(self->f, "khugepaged/max_ptes_none", "511");
	EXPECT_MTHP("exceed_none_pte", "none 511, in an area that userfaultfd watches");
}

/* A page that KSM maps twice prevents 2M, and the 64K that it is in. */
TEST_F(mthp, repeated)
{
	self->page[1].raw = self->page[0].raw | E_READ;
	self->page[0].raw |= E_READ;
	self->page[0].maps = 2;
	self->page[1].maps = 2;
	EXPECT_MTHP("mthp_only", "entries that map a KSM page again: 1 of 512");
	/* one empty entry, which max_ptes_none allows */
	empty(self->page, 40, 1);
	EXPECT_MTHP("mthp_only", "entries that map a KSM page again: 1 of 512");
	only_64k(self->f);
	empty(self->page, 16, 496);
	EXPECT_MTHP("exceed_shared_pte", "shared 2, and a page of 64kB allows none");
}

/* Only 2M was tried: the first 64K has too many empty entries, all others are folios. */
TEST_F(mthp, repeated_before_folios)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		self->page[i] = (struct page){ FRAMES | E_READ, SMALL, 2 };
	empty(self->page, 2, 14);
	for (i = 16; i < 512; i += 16)
		fold(self->page, i, 16, FRAMES + (i * 2 + 16) * K4);
	EXPECT_MTHP("page_locked", "entries that map a KSM page again: 1 of 512");
	EXPECT_EQ(9, self->w.order);
	EXPECT_EQ(1, self->w.number);
	EXPECT_EQ(0, self->w.limit);
	EXPECT_EQ(1, self->w.needs);
	/* half of the next 64K is a folio of 32K, or in a larger one */
	fold(self->page, 16, 8, FRAMES + M2 + 64 * K4);
	for (i = 24; i < 32; i++)
		self->page[i] = (struct page){ FRAMES + 2 * i * K4, SMALL, 1 };
	EXPECT_MTHP("unknown",
		    "the size of a folio mapped in part, or which pages a refused attempt left in an LRU batch");
	EXPECT_EQ(0, self->w.number);
	EXPECT_EQ(0, self->w.needs);
}

TEST_F(mthp, referenced)
{
	unsigned int i;

	only_64k(self->f);
	for (i = 0; i < 512; i++)
		self->page[i].raw |= E_WRITTEN & ~E_A;
	empty(self->page, 0, 1);
	self->page[1].raw |= E_A;
	EXPECT_MTHP("lack_referenced_page",
		    "no page accessed in the last 64kB of the window");
	self->page[20].flags |= 1ULL << KPF_REFERENCED;
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
}

/* The setting that a verdict depends on, for one window and for the sum of several */
TEST_F(mthp, knob)
{
	const struct huge_rules *rules = &self->h.rules;
	struct huge_sums sums = { 0 };
	struct huge_window common;

	empty(self->page, 256, 256);
	EXPECT_MTHP("mthp_only", "none 256 > max_ptes_none 64, 192 too many");
	EXPECT_STREQ("khugepaged/max_ptes_none", huge_knob(rules, &self->w));
	huge_add(&sums, &self->w);
	common = huge_common(&sums.of[HUGE_MTHP], HUGE_MTHP);
	EXPECT_EQ(HUGE_EXCEED_NONE, common.not_2m);
	only_64k(self->f);
	EXPECT_MTHP("mthp_only", "the size 2M is switched off");
	EXPECT_STREQ("hugepages-2048kB/enabled", huge_knob(rules, &self->w));
	huge_add(&sums, &self->w);
	common = huge_common(&sums.of[HUGE_MTHP], HUGE_MTHP);
	EXPECT_EQ(HUGE_IS, common.not_2m);
	EXPECT_STREQ("khugepaged/max_ptes_none", huge_knob(rules, &common));
}

/* One window that fails the scan is enough for the setting to be named for the sum. */
TEST_F(mthp, knob_of_smaller)
{
	const struct huge_rules *rules = &self->h.rules;
	struct huge_sums sums = { 0 };
	struct huge_window common;

	empty(self->page, 16, 496);
	self->page[0].maps = 2;
	EXPECT_MTHP("exceed_shared_pte", "shared 1, and a page of 64kB allows none");
	EXPECT_EQ(NULL, huge_knob(rules, &self->w));
	huge_add(&sums, &self->w);
	common = huge_common(&sums.of[HUGE_EXCEED_SHARED], HUGE_EXCEED_SHARED);
	EXPECT_EQ(NULL, huge_knob(rules, &common));
	forge_knob(self->f, "khugepaged/max_ptes_shared", "0");
	EXPECT_MTHP("exceed_shared_pte", "shared 1 > max_ptes_shared 0, 1 too many");
	EXPECT_STREQ("khugepaged/max_ptes_shared", huge_knob(rules, &self->w));
	huge_add(&sums, &self->w);
	common = huge_common(&sums.of[HUGE_EXCEED_SHARED], HUGE_EXCEED_SHARED);
	EXPECT_STREQ("khugepaged/max_ptes_shared", huge_knob(rules, &common));
}

TEST_F(mthp, settings_unknown)
{
	forge_knob(self->f, "khugepaged/max_ptes_none", "");
	EXPECT_MTHP("unknown", "settings are not in the dump");
	forge_knob(self->f, "khugepaged/max_ptes_none", "64");
	forge_knob(self->f, "hugepages-2048kB/enabled", "");
	EXPECT_MTHP("unknown", "settings are not in the dump");
}

TEST_HARNESS_MAIN
