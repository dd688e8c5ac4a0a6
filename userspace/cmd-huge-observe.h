/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The forms of "ptwalk huge" that are about the kernel's own verdict: --observe
 * (cmd-huge-observe.c follows khugepaged, cmd-huge-observed.c prints what came of
 * it) and --try (cmd-huge-try.c).
 */
#ifndef PTWALK_CMD_HUGE_OBSERVE_H
#define PTWALK_CMD_HUGE_OBSERVE_H

#include "observe.h"
#include "output.h"

extern const struct output_form huge_observe_form, huge_try_form;

/**
 * struct huge_observed - an observation that is over
 * @report: what khugepaged decided
 * @began: when it began, nanoseconds of CLOCK_MONOTONIC
 * @first: the target then, with the facts of that time
 * @last: the target in the end, likewise
 */
struct huge_observed {
	struct observe_report	report;
	__u64			began;
	const struct dump	*first;
	const struct dump	*last;
};

/* the whole commands; return exit statuses */
int huge_observe(const struct output *out, const char *target,
		 unsigned int seconds);
int huge_try(const struct output *out, const char *target, __u64 addr);

/* cmd-huge-observed.c; 0, or a negative errno and a message was printed */
int huge_print_observed(const struct output *out,
			const struct huge_observed *seen);

#endif /* PTWALK_CMD_HUGE_OBSERVE_H */
