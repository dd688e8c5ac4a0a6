/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fixture: a forged dump with one window full of written pages, in a variant for each kernel
 * whose collapse rules differ; and macros to test the verdict on it.
 */
#ifndef JUDGED_WINDOW_H
#define JUDGED_WINDOW_H

#include <linux/kernel-page-flags.h>

#include "judged.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL

FIXTURE(window)
{
	struct forge	*f;
	struct ptwalk_vma *vma;
	struct huge_window w;
	struct huge	h;
	char		reason[HUGE_TEXT];
};

FIXTURE_VARIANT(window)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(window, v5_10) { FORGE_5_10 };

FIXTURE_VARIANT_ADD(window, v6_1) { FORGE_6_1 };

FIXTURE_VARIANT_ADD(window, v6_12) { FORGE_6_12 };

FIXTURE_VARIANT_ADD(window, v7_2) { FORGE_7_2 };

FIXTURE_SETUP(window)
{
	self->f = forge_new(variant->kernel, 4, PTWALK_HALF_USER);
	self->vma = forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_knobs(self->f, variant->kernel);
}

FIXTURE_TEARDOWN(window)
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

/* Expects this verdict for MADV_COLLAPSE, which 5.10 does not have */
#define EXPECT_FORCED(word)						\
	do {								\
		if (variant->kernel != FORGE_5_10)			\
			EXPECT_BY(HUGE_MADVISE, word);			\
	} while (0)

/* kpageflags of an anonymous page on an LRU list */
#define LRU	((1ULL << KPF_LRU) | (1ULL << KPF_ANON) |		\
		 (1ULL << KPF_SWAPBACKED) | (1ULL << KPF_UPTODATE))

#endif /* JUDGED_WINDOW_H */
