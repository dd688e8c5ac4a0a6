// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a prediction and what the kernel's tracepoint says of a scan agree.  Some verdicts have
 * several words of the kernel, by what backs the range and by version; some have none.
 */
#include "huge-window.h"
#include "kselftest_harness.h"
#include "observe-predict.h"

static const struct {
	enum huge_verdict	verdict;
	const char		*status;
	enum observe_agrees	agrees;
} cases[] = {
	{ HUGE_COLLAPSE,	"succeeded",		OBSERVE_AGREES },
	{ HUGE_COLLAPSE,	"exceed_none_pte",	OBSERVE_DIFFERS },
	{ HUGE_MTHP,		"succeeded",		OBSERVE_AGREES },
	{ HUGE_EXCEED_NONE,	"exceed_none_pte",	OBSERVE_AGREES },
	/* anonymous memory; the page cache of a file */
	{ HUGE_IS,		"page_pmd_mapped",	OBSERVE_AGREES },
	{ HUGE_IS,		"pte_mapped_hugepage",	OBSERVE_AGREES },
	{ HUGE_IS,		"pmd_null",		OBSERVE_DIFFERS },
	{ HUGE_IS,		"succeeded",		OBSERVE_DIFFERS },
	/* the scan of a file does not look at copies, and nobody predicts the page cache */
	{ HUGE_PRIVATE_COPIES,	"succeeded",		OBSERVE_OPEN },
	{ HUGE_FILE_UNKNOWN,	"succeeded",		OBSERVE_OPEN },
	{ HUGE_SHMEM_UNKNOWN,	"pte_mapped_hugepage",	OBSERVE_OPEN },
	{ HUGE_UNKNOWN,		"succeeded",		OBSERVE_OPEN },
};

TEST(words)
{
	struct observe_prediction of = { .start = 0x200000, .end = 0x400000 };
	struct observe_predictions p = { .of = &of, .nr = 1, .from = 5 };
	enum observe_agrees agrees;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct observe_judgement judgement = {
			.time = 7,
			.addr = 0x200000,
			.status = cases[i].status,
		};

		of.verdict = cases[i].verdict;
		EXPECT_STREQ(huge_verdict_name(cases[i].verdict),
			     observe_predicted(&p, &judgement, &agrees));
		EXPECT_EQ(cases[i].agrees, agrees)
			TH_LOG("%s, %s", huge_verdict_name(cases[i].verdict), cases[i].status);
	}
	/* 5.10 */
	p.null = true;
	of.verdict = HUGE_IS;
	EXPECT_STREQ("huge", observe_predicted(&p, &(struct observe_judgement){
		.time = 7, .addr = 0x200000, .status = "pmd_null" }, &agrees));
	EXPECT_EQ(OBSERVE_AGREES, agrees);
}

TEST_HARNESS_MAIN
