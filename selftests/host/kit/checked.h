/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A forged dump, perhaps another one to compare with, and what became of an
 * expression of "ptwalk check", written down as text.
 */
#ifndef CHECKED_H
#define CHECKED_H

#include "check.h"
#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define CODE	0x555555400000ULL
#define HUGE	0x7f0000000000ULL	/* a multiple of 1G */
#define F1	0x12345000ULL		/* frames */
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL
#define HUGE2	0x80000000ULL

/**
 * struct checked - dumps and a judgement
 * @f: the dump
 * @other: the other one, or NULL
 * @text: "holds 4096/8192", what is true and what could be; "fails" and behind
 *	  that " +0x0-0x1000 4096/1", the first range, counted from HEAP, bytes and
 *	  ranges; "unknown" and why; or why the expression was refused
 */
struct checked {
	struct forge	*f;
	struct forge	*other;
	char		text[600];
};

/* 4K pages below, a 2M page above; a hole; code; a page of 1G */
struct checked *checked_new(void);
void checked_free(struct checked *j);
/* Another dump in the place of the first, with nothing in it */
struct forge *checked_renew(struct checked *j, enum ptwalk_half half);
/* What dump_parse() makes of @f; free() @data after it */
struct dump *checked_dump(struct forge *f, void **data);
/* @j->text.  The dump is written anew each time: a test can change it meanwhile */
const char *checked_text(struct checked *j, const char *text);

/* For use after kselftest_harness.h */
#define EXPECT_JUDGED(expression, expected)				\
	EXPECT_STREQ(expected, checked_text(self->j, expression))

#endif /* CHECKED_H */
