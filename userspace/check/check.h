/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Does a dump say what somebody expects of it?  Judges expressions
 * (check-expr.h), all of them in one pass over the dump's merged runs; those that
 * compare two dumps are in check-frames.c.  Never prints.
 */
#ifndef PTWALK_CHECK_H
#define PTWALK_CHECK_H

#include "check-expr.h"
#include "dump.h"
#include "errmsg.h"

/**
 * enum check_state - what became of an expression
 * @CHECK_HOLDS: it is as expected
 * @CHECK_FAILS: it is not
 * @CHECK_UNKNOWN: the dump does not say
 */
enum check_state {
	CHECK_HOLDS,
	CHECK_FAILS,
	CHECK_UNKNOWN,
};

/**
 * enum check_wx - why memory can be written to and executed
 * @CHECK_WX_PAGE: its page allows both
 * @CHECK_WX_AREA: its VMA does, whatever its page allows, if there is one
 * @CHECK_WX_FRAME: its frame is mapped writable here and executable there
 */
enum check_wx {
	CHECK_WX_PAGE,
	CHECK_WX_AREA,
	CHECK_WX_FRAME,
};

/**
 * struct check_part - addresses of which a name is true, or of which it is not
 * @bytes: how much
 * @ranges: in how many ranges of addresses
 * @start: of the first one
 * @end: first address after it; 0 stands for 1 << 64
 * @run: the run that begins it
 * @phys: of two dumps, and of %CHECK_WX_FRAME: what @start translates to
 * @other_phys: in the other one, what @other does
 * @other: where the same memory stands in the other one
 * @wx: of memory that can be written to and executed: why
 * @write: of %CHECK_WX_FRAME: where @phys is mapped writable
 * @exec: and where executable
 * @tail: where the last range ends
 */
struct check_part {
	__u64			bytes;
	__u64			ranges;
	__u64			start;
	__u64			end;
	struct ptwalk_run	run;
	__u64			phys;
	__u64			other_phys;
	__u64			other;
	enum check_wx		wx;
	__u64			write;
	__u64			exec;
	__u64			tail;
};

/**
 * struct check_result - an expression, judged
 * @state: enum check_state
 * @part: what the name is not true of, and what it is true of
 * @either: what it may be true of: the dump does not say
 * @failing: the one of them that should not be there; NULL where it does not
 *	     fail, or fails since there is nothing at all
 * @why: what the dump does not say, if anything
 * @unknown: @why is set
 * @vma: the area that is meant, for %CHECK_AREA_AT
 */
struct check_result {
	enum check_state	state;
	struct check_part	part[2];
	struct check_part	either;
	const struct check_part	*failing;
	struct errmsg		why;
	bool			unknown;
	const struct ptwalk_vma	*vma;
};

void check_judge(const struct dump *dump, const struct check_expr *expr,
		 size_t nr, struct check_result *result);

/* Between check.c and check-frames.c */
bool check_clip(const struct check_expr *expr,
		const struct check_result *result,
		const struct ptwalk_run *run, __u64 *first, __u64 *last);
void check_add(struct check_part *part, const struct ptwalk_run *run,
	       __u64 first, __u64 last);
void check_frames(const struct dump *dump, const struct check_expr *expr,
		  struct check_result *result);

#endif /* PTWALK_CHECK_H */
