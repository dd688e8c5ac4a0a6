/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares two forged dumps of one process and reports the result as text, one line for each
 * change.  A test compares the whole text, so that it fails for a missing change and for one
 * too many.
 */
#ifndef DIFF_PAIR_H
#define DIFF_PAIR_H

#include <errno.h>

#include "diff.h"
#include "errmsg.h"
#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL		/* physical addresses of pages */
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL		/* a multiple of 1G */
#define HUGE2	0x80000000ULL

/**
 * struct pair - two forged dumps and the result of the last comparison
 * @was: the earlier dump
 * @now: the later dump
 * @wanted: which changes to report; all by default
 * @report: report of the last comparison
 * @err: error of the last comparison
 * @text: changes of the last comparison in change_order(), one a line, such as
 *	  "ENTRY 1 +0x0-0x2000 2 mapped": subject, level, offsets from HEAP, number of
 *	  entries, changes.  For a change of the page size then follow
 *	  present/small/same frames, as in struct change, and the counts of swapped, other,
 *	  zero and empty entries if not 0, and the counts of other changes that some entries
 *	  have and some have not
 */
struct pair {
	struct forge		*was;
	struct forge		*now;
	struct changes		wanted;
	struct diff_report	report;
	struct errmsg		err;
	char			text[8192];
};

struct pair *pair_new(enum forge_kernel kernel, unsigned int levels,
		      enum ptwalk_half half);
void pair_free(struct pair *pair);
/* Replaces both dumps by empty ones */
void pair_renew(struct pair *pair, enum forge_kernel was, enum forge_kernel now,
		unsigned int levels, enum ptwalk_half half);
/* Adds the same VMA to both dumps: 1G from HEAP on */
void pair_areas(struct pair *pair);
/* Sets the same entry in both dumps */
void pair_both(struct pair *pair, unsigned int level, __u64 addr, __u64 raw);
/* Makes the later dump one of another process */
void pair_other(struct pair *pair);
/* Makes it one of a forked child: the program and the stack have the same addresses in both */
void pair_fork(struct pair *pair);
/* Exchanges the two dumps */
void pair_swap(struct pair *pair);
/* Writes, parses and compares both dumps; returns what dump_parse() or diff_dumps() returned */
int pair_compare(struct pair *pair);

/* For use after kselftest_harness.h */
#define EXPECT_DIFF(expected)						\
	do {								\
		int rc_ = pair_compare(pair);				\
									\
		EXPECT_EQ(0, rc_)					\
			TH_LOG("%s", pair->err.text);			\
		EXPECT_STREQ(expected, pair->text);			\
	} while (0)

/* Sets the PTE at HEAP in both dumps and tests the text of the comparison */
#define EXPECT_ENTRY(raw_was, raw_now, expected)			\
	do {								\
		forge_entry(pair->was, 1, HEAP, raw_was);		\
		forge_entry(pair->now, 1, HEAP, raw_now);		\
		EXPECT_DIFF(expected);					\
	} while (0)

#endif /* DIFF_PAIR_H */
