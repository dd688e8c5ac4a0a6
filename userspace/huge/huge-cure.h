/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What comes after a reason: the rules as they are once the reason is mended in the way
 * that huge_fix() names first, and by them the reason that the kernel meets next, to the
 * end.  Windows that meet the same ones, one after another, are summed up.  Never
 * prints.
 */
#ifndef PTWALK_HUGE_CURE_H
#define PTWALK_HUGE_CURE_H

#include "huge.h"

/**
 * enum huge_end - what a reason leaves
 * @HUGE_END_NOT: another reason, once it is mended
 * @HUGE_END_HUGE: nothing is against a huge page
 * @HUGE_END_CACHE: the page cache of a file decides
 * @HUGE_END_WRITE: the first write makes a huge page
 * @HUGE_END_WAIT: it takes a moment
 * @HUGE_END_ANEW: the windows are other ones once it is mended
 * @HUGE_END_NEVER: nothing mends it
 * @HUGE_END_UNKNOWN: what decides is not known
 * @HUGE_ENDS: one past the last
 */
enum huge_end {
	HUGE_END_NOT,
	HUGE_END_HUGE,
	HUGE_END_CACHE,
	HUGE_END_WRITE,
	HUGE_END_WAIT,
	HUGE_END_ANEW,
	HUGE_END_NEVER,
	HUGE_END_UNKNOWN,
	HUGE_ENDS,
};

/**
 * struct huge_step - windows that have met the same reasons up to one
 * @before: index of the step with the reasons before it, plus 1; 0 where it is the first
 * @verdict: the reason
 * @end: what it leaves
 * @sum: these windows
 * @huge: of these, those against which nothing is left in the end
 */
struct huge_step {
	size_t			before;
	enum huge_verdict	verdict;
	enum huge_end		end;
	struct huge_sum		sum;
	struct huge_sum		huge;
};

/**
 * struct huge_road - the reasons of all windows, to the end
 * @step: steps; each comes after the one before it
 * @nr: how many
 * @all: by what is left in the end
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
