/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two forged dumps of one process and what the comparison finds between them,
 * written down as text, a line a change: so that a test fails by a change too
 * many as well as by one that is missing.
 */
#ifndef DIFF_PAIR_H
#define DIFF_PAIR_H

#include <errno.h>

#include "diff.h"
#include "errmsg.h"
#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL		/* frames */
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL		/* a multiple of 1G */
#define HUGE2	0x80000000ULL

/**
 * struct pair - two dumps
 * @was: the first
 * @now: the second
 * @wanted: all changes, to begin with
 * @report: of the last comparison
 * @err: likewise
 * @text: likewise: "ENTRY 1 +0x0-0x2000 2 mapped": subject, level, addresses
 *	  counted from HEAP, entries, changes, and for those of size
 *	  present/room/same frames and, if any, holes; in change_order()
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
/* Others in their place */
void pair_renew(struct pair *pair, enum forge_kernel was, enum forge_kernel now,
		unsigned int levels, enum ptwalk_half half);
/* The same area in both, from HEAP on */
void pair_areas(struct pair *pair);
/* The same entry in both */
void pair_both(struct pair *pair, unsigned int level, __u64 addr, __u64 raw);
/* The second dump is of another process */
void pair_other(struct pair *pair);
/* The same, forked from the first: program and stack are where they were */
void pair_fork(struct pair *pair);
void pair_swap(struct pair *pair);
/* Writes, parses and compares them; what diff_dumps() returned */
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

/* One entry of level 1 in both dumps, and what that is called */
#define EXPECT_ENTRY(raw_was, raw_now, expected)			\
	do {								\
		forge_entry(pair->was, 1, HEAP, raw_was);		\
		forge_entry(pair->now, 1, HEAP, raw_now);		\
		EXPECT_DIFF(expected);					\
	} while (0)

#endif /* DIFF_PAIR_H */
