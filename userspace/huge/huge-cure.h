/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What comes after a reason.  The reason is taken as mended in the way that huge_fix()
 * names first, and the rules are applied to the window again: this finds the next reason,
 * until none is left or nothing can be done.  Windows that have the same reasons in the
 * same order are summed up.  Never prints.
 */
#ifndef PTWALK_HUGE_CURE_H
#define PTWALK_HUGE_CURE_H

#include "huge.h"

/**
 * enum huge_end - what is left once a reason is mended
 * @HUGE_END_NOT: not known yet: the rules have to be applied again
 * @HUGE_END_HUGE: nothing is against a huge page
 * @HUGE_END_CACHE: the page cache of a file decides
 * @HUGE_END_WRITE: the first write makes a huge page
 * @HUGE_END_SMALL: the first write makes a smaller page
 * @HUGE_END_WAIT: the reason goes away in a moment by itself
 * @HUGE_END_ANEW: mending takes another mapping, and that has other windows
 * @HUGE_END_NEVER: nothing mends it
 * @HUGE_END_UNKNOWN: what decides is not known
 * @HUGE_ENDS: one past the last
 */
enum huge_end {
	HUGE_END_NOT,
	HUGE_END_HUGE,
	HUGE_END_CACHE,
	HUGE_END_WRITE,
	HUGE_END_SMALL,
	HUGE_END_WAIT,
	HUGE_END_ANEW,
	HUGE_END_NEVER,
	HUGE_END_UNKNOWN,
	HUGE_ENDS,
};

/**
 * struct huge_step - windows that have the same reasons in the same order, up to this one
 * @before: 1-based index in huge_road.step of the step with the reason before; 0 where
 *	    this one is the first
 * @verdict: this reason
 * @end: what is left once it is mended
 * @sum: these windows
 * @huge: those of them that have no reason left in the end
 */
struct huge_step {
	size_t			before;
	enum huge_verdict	verdict;
	enum huge_end		end;
	struct huge_sum		sum;
	struct huge_sum		huge;
};

/**
 * struct huge_road - the reasons of all windows, one after another: steps that form trees
 * @step: steps; each has a higher index than the one before it
 * @nr: number of steps
 * @all: by enum huge_end: the windows that end so
 */
struct huge_road {
	struct huge_step	*step;
	size_t			nr;
	struct huge_sum		all[HUGE_ENDS];
};

enum huge_end huge_cure(struct huge_rules *rules, const struct huge_window *window);
int huge_road_add(struct huge_road *road, const struct huge *h,
		  const struct huge_window *window);
int huge_step_order(const struct huge_step *a, const struct huge_step *b);
void huge_road_free(struct huge_road *road);

#endif /* PTWALK_HUGE_CURE_H */
