// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters: parsing of --bits, --level and --range, and which entries match.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "filter.h"
#include "forge.h"
#include "kind.h"
#include "kselftest_harness.h"

FIXTURE(entries)
{
	struct ptwalk_dict	dict;
	struct ptwalk_pte	written;
	struct ptwalk_pte	code;
	struct ptwalk_pte	huge;
	struct ptwalk_pte	swap;
	struct ptwalk_pte	none;
};

FIXTURE_SETUP(entries)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct ptwalk_dict dict = forge_decoder_dict(f);

	forge_free(f);
	self->dict = dict;
	ptwalk_decode(&dict, 0x12345000 | E_WRITTEN, 1, &self->written);
	ptwalk_decode(&dict, 0x12345000 | E_CODE, 1, &self->code);
	ptwalk_decode(&dict, 0x40000000 | E_WRITTEN | E_PS, 2, &self->huge);
	ptwalk_decode(&dict, forge_swap(0, 77), 1, &self->swap);
	ptwalk_decode(&dict, 0, 1, &self->none);
}

FIXTURE_TEARDOWN(entries)
{
}

static enum filter_answer answer(const struct filter *filter, const struct ptwalk_dict *dict,
				 const struct ptwalk_pte *pte)
{
	return filter_match(filter, dict, pte, kind_of(dict, NULL, pte));
}

/* Checks which of the five entries match, one letter for each */
#define EXPECT_PASS(bits, levels, expected)				\
	do {								\
		struct filter filter_ = { 0 };				\
		struct errmsg err_;					\
		char passed_[6] = "";					\
									\
		if (*(bits))						\
			EXPECT_EQ(0, filter_bits(&filter_, bits, &err_)); \
		if (*(levels))						\
			EXPECT_EQ(0, filter_levels(&filter_, levels,	\
						   &err_));		\
		if (answer(&filter_, &self->dict, &self->written) == FILTER_YES)\
			strcat(passed_, "w");				\
		if (answer(&filter_, &self->dict, &self->code) == FILTER_YES)\
			strcat(passed_, "c");				\
		if (answer(&filter_, &self->dict, &self->huge) == FILTER_YES)\
			strcat(passed_, "h");				\
		if (answer(&filter_, &self->dict, &self->swap) == FILTER_YES)\
			strcat(passed_, "s");				\
		if (answer(&filter_, &self->dict, &self->none) == FILTER_YES)\
			strcat(passed_, "n");				\
		EXPECT_STREQ(expected, passed_)				\
			TH_LOG("--bits %s --level %s", bits, levels);	\
	} while (0)

TEST_F(entries, bits)
{
	EXPECT_PASS("", "", "wchsn");
	EXPECT_PASS("p", "", "wch");
	EXPECT_PASS("~p", "", "sn");
	EXPECT_PASS("rw", "", "wh");
	EXPECT_PASS("rw,nx", "", "wh");
	EXPECT_PASS("rw,~nx", "", "");
	EXPECT_PASS("~rw,p", "", "c");
	EXPECT_PASS("ps", "", "h");
	/* of several kinds, one has to match */
	EXPECT_PASS("swap", "", "s");
	EXPECT_PASS("swap,none", "", "sn");
	EXPECT_PASS("~swap,~none", "", "wch");
	EXPECT_PASS("page,swap,rw", "", "wh");
	EXPECT_PASS("soft-dirty", "", "");
}

#define EXPECT_ANSWER(expected, bits, entry)				\
	do {								\
		struct filter filter_ = { 0 };				\
		struct ptwalk_pte pte_;					\
		struct errmsg err_;					\
									\
		ptwalk_decode(&self->dict, entry, 1, &pte_);		\
		EXPECT_EQ(0, filter_bits(&filter_, bits, &err_));	\
		EXPECT_EQ(expected, answer(&filter_, &self->dict, &pte_)) \
			TH_LOG("--bits %s of %s", bits, #entry);	\
	} while (0)

/* A dictionary without the bits of Linux, as in the dump of a memory image */
TEST_F(entries, untold)
{
	const __u64 page = 0x12345000 | E_WRITTEN | E_SOFT_DIRTY;
	const __u64 none = forge_protnone(0x12345000, E_A | E_D);

	ptwalk_dict_hardware(&self->dict);
	EXPECT_ANSWER(FILTER_MAYBE_NO, "soft-dirty", page);
	EXPECT_ANSWER(FILTER_MAYBE_YES, "~soft-dirty", page);
	EXPECT_ANSWER(FILTER_NO, "soft-dirty", 0x12345000 | E_WRITTEN);
	EXPECT_ANSWER(FILTER_YES, "~soft-dirty", 0x12345000 | E_WRITTEN);
	EXPECT_ANSWER(FILTER_NO, "soft-dirty,~rw", page);
	EXPECT_ANSWER(FILTER_YES, "rw", page);
	EXPECT_ANSWER(FILTER_MAYBE_NO, "zero-page", page);
	EXPECT_ANSWER(FILTER_YES, "page", page);
	EXPECT_ANSWER(FILTER_MAYBE_YES, "~zero-page", page);
	EXPECT_ANSWER(FILTER_NO, "protnone", page);
	EXPECT_ANSWER(FILTER_MAYBE_NO, "protnone", none);
	EXPECT_ANSWER(FILTER_MAYBE_NO, "swap,none", none);
	EXPECT_ANSWER(FILTER_MAYBE_YES, "~swap", none);
	EXPECT_ANSWER(FILTER_YES, "unknown", none);
	EXPECT_ANSWER(FILTER_NO, "~unknown", none);
	EXPECT_ANSWER(FILTER_NO, "page", none);
	EXPECT_ANSWER(FILTER_NO, "p", none);
	EXPECT_ANSWER(FILTER_MAYBE_NO, "rw", none);
}

TEST_F(entries, levels)
{
	EXPECT_PASS("", "2", "h");
	EXPECT_PASS("", "1,2", "wchsn");
	EXPECT_PASS("p", "1", "wc");
	EXPECT_PASS("", "3,4,5", "");
	EXPECT_PASS("", "PD", "h");
	EXPECT_PASS("", "pmd", "h");
	EXPECT_PASS("p", "pte", "wc");
	EXPECT_PASS("", "PT,pmd,3", "wchsn");
}

TEST_F(entries, refused)
{
	static const char *const bits[] = {
		"", ",", "rw,", ",rw", "rw,,nx", "RW", "~", "~~rw", "r", "rwx",
		"rw nx", "-rw", "+rw",
	};
	static const char *const levels[] = {
		"", "0", "6", "1,", "1,,2", "1-2", "-1", "1 ", "01",
		"p", "pt ", "PTEE", "PTES", "pm", "PML6", "p5d", "4K", "pte,",
	};
	struct filter filter = { 0 };
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bits); i++)
		EXPECT_EQ(-EINVAL, filter_bits(&filter, bits[i], &err))
			TH_LOG("--bits '%s'", *bits[i] ? bits[i] : "");
	for (i = 0; i < ARRAY_SIZE(levels); i++)
		EXPECT_NE(0, filter_levels(&filter, levels[i], &err))
			TH_LOG("--level '%s'", *levels[i] ? levels[i] : "");
}

/* "pgd" is the top level of the dump; a level that the dump does not have is refused. */
TEST_F(entries, levels_of_a_dump)
{
	struct filter filter = { 0 };
	struct errmsg err;

	EXPECT_EQ(0, filter_levels(&filter, "pgd,pte", &err));
	EXPECT_EQ(0, filter_levels_of(&filter, 4, &err));
	EXPECT_EQ(1U << 4 | 1U << 1, filter.levels);
	filter.levels = 0;
	EXPECT_EQ(0, filter_levels(&filter, "PGD", &err));
	EXPECT_EQ(0, filter_levels_of(&filter, 5, &err));
	EXPECT_EQ(1U << 5, filter.levels);
	EXPECT_EQ(-ERANGE, filter_levels_of(&filter, 4, &err));
	EXPECT_STREQ("there are 4 levels of page tables, and no PML5 (level 5)",
		     err.text);
}

TEST_HARNESS_MAIN
