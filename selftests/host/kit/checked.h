/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests expressions of "ptwalk check" on a forged dump, and on a second one if the expression
 * compares two; the result is a text for the test to compare.
 */
#ifndef CHECKED_H
#define CHECKED_H

#include "check.h"
#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define CODE	0x555555400000ULL
#define HUGE	0x7f0000000000ULL	/* a multiple of 1G */
#define F1	0x12345000ULL		/* physical addresses of pages */
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL
#define HUGE2	0x80000000ULL

/**
 * struct checked - forged dumps and the result of an expression
 * @f: the dump
 * @other: the dump to compare with, or NULL
 * @text: the result, one of:
 *	  "holds 4096/8192": bytes for which the name is true, of all bytes tested;
 *	  "fails 0/8192 +0x0-0x2000 8192/1": the same; then the first range of
 *	  check_result.failing as offsets from HEAP, its bytes and number of ranges;
 *	  "unknown: " and the reason; or the error message of the parser
 */
struct checked {
	struct forge	*f;
	struct forge	*other;
	char		text[600];
};

/*
 * A dump with: 4 code pages; 4 x 2M of heap, of which the first 2M are 4K pages, the second one
 * 2M page, and the rest is empty; and one page of 1G
 */
struct checked *checked_new(void);
void checked_free(struct checked *j);
/* Replaces @j->f by an empty dump */
struct forge *checked_renew(struct checked *j, enum ptwalk_half half);
/* Tests the expression @text; returns @j->text.  Each call uses the dumps as they are then */
const char *checked_text(struct checked *j, const char *text);

/* For use after kselftest_harness.h */
#define EXPECT_JUDGED(expression, expected)				\
	EXPECT_STREQ(expected, checked_text(self->j, expression))

#endif /* CHECKED_H */
