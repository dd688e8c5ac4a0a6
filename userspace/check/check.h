/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests expressions (check-expr.h) on a dump: each holds, fails, or cannot be decided.
 * check.c tests all of them in one pass over the dump's merged runs; check-frames.c tests those
 * that compare two dumps, check-wx.c those about memory that is writable and executable.
 * Never prints.
 */
#ifndef PTWALK_CHECK_H
#define PTWALK_CHECK_H

#include "check-expr.h"
#include "dump.h"
#include "errmsg.h"

/**
 * enum check_state - result of an expression
 * @CHECK_HOLDS: the expression is true
 * @CHECK_FAILS: the expression is false
 * @CHECK_UNKNOWN: the dump lacks the facts to decide
 */
enum check_state {
	CHECK_HOLDS,
	CHECK_FAILS,
	CHECK_UNKNOWN,
};

/**
 * enum check_wx - why memory counts as writable and executable
 * @CHECK_WX_PAGE: the page-table entries of its page allow both
 * @CHECK_WX_AREA: its VMA allows both, whatever its page allows, also without a page
 * @CHECK_WX_FRAME: its frame is mapped writable at one address and executable at another
 */
enum check_wx {
	CHECK_WX_PAGE,
	CHECK_WX_AREA,
	CHECK_WX_FRAME,
};

/**
 * struct check_part - the addresses for which a name is true, or for which it is false
 * @bytes: number of bytes
 * @ranges: number of contiguous ranges of addresses
 * @start: first address of the first range
 * @end: first address after the first range; 0 stands for 1 << 64
 * @run: the run that contains @start
 * @phys: physical address of @start; for %CHECK_FRAMES and %CHECK_WX_FRAME only
 * @other_phys: for %CHECK_FRAMES: physical address of @other in the other dump
 * @other: for %CHECK_FRAMES: address in the other dump that was compared with @start
 * @wx: for %CHECK_WX: why the memory at @start is writable and executable
 * @write: for %CHECK_WX_FRAME: address at which @phys is mapped writable
 * @exec: for %CHECK_WX_FRAME: address at which @phys is mapped executable
 * @tail: first address after the last range
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
 * struct check_result - the result of an expression
 * @state: enum check_state
 * @part: part[false]: the addresses for which the name is false, part[true]: for which
 *	  it is true
 * @either: the addresses for which the dump cannot tell
 * @less: of part[false] and part[true], the bytes that the amount may not have to count
 * @more: bytes that the amount may have to count in part[false] or part[true], beside those there
 * @doubt: first address of @either, @less and @more
 * @doubt_kind: enum ptwalk_kind of the entry at @doubt
 * @failing: the part because of which the expression fails; NULL if it does not fail, or
 *	     fails because there is too little, or nothing, to test
 * @why: what the dump cannot tell; valid if @unknown
 * @unknown: the dump cannot tell something that the expression is about
 * @vma: for %WHERE_AREA_AT: the VMA that contains the address, or NULL
 */
struct check_result {
	enum check_state	state;
	struct check_part	part[2];
	struct check_part	either;
	__u64			less[2];
	__u64			more[2];
	__u64			doubt;
	unsigned int		doubt_kind;
	const struct check_part	*failing;
	struct errmsg		why;
	bool			unknown;
	const struct ptwalk_vma	*vma;
};

void check_judge(const struct dump *dump, const struct check_expr *expr,
		 size_t nr, struct check_result *result);

/* Used by check.c, check-frames.c and check-wx.c only */
bool check_clip(const struct check_expr *expr,
		const struct check_result *result,
		const struct ptwalk_run *run, __u64 *first, __u64 *last);
void check_add(struct check_part *part, const struct ptwalk_run *run,
	       __u64 first, __u64 last);
void check_frames(const struct dump *dump, const struct check_expr *expr,
		  struct check_result *result);

#endif /* PTWALK_CHECK_H */
