/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the lines of ptwalk observe, for people or as JSON lines.  Owns their form only; the
 * facts are in observe.h, observe-sum.h and observe-predict.h.
 */
#ifndef PTWALK_OBSERVE_TEXT_H
#define PTWALK_OBSERVE_TEXT_H

#include <stdio.h>

#include "observe-maps.h"
#include "observe-predict.h"
#include "observe-sum.h"

/**
 * struct observe_out - where and how to print
 * @to: stream that is written to
 * @json: print JSON lines
 * @realtime: when the observation began, nanoseconds since the epoch
 * @monotonic: the same moment in nanoseconds of CLOCK_MONOTONIC; lines for people have the
 *	       seconds since then
 */
struct observe_out {
	FILE	*to;
	bool	json;
	__u64	realtime;
	__u64	monotonic;
};

/**
 * struct observe_begin - what is known when an observation begins
 * @pid: the process that is observed, 0 for all
 * @pages: khugepaged/pages_to_scan
 * @sleep_ms: khugepaged/scan_sleep_millisecs
 * @unlocated: trace_unlocated(): why no judgement can be located, or NULL
 */
struct observe_begin {
	int		pid;
	__u64		pages;
	__u64		sleep_ms;
	const char	*unlocated;
};

/**
 * struct observe_line - a judgement and what is known about its range
 * @judgement: judgement
 * @khugepaged: true if khugepaged scanned, false for MADV_COLLAPSE
 * @vma: VMA of the range, or NULL
 * @predicted: name of the verdict that ptwalk huge predicted, or NULL
 * @agrees: whether judgement and prediction agree
 */
struct observe_line {
	const struct observe_judgement	*judgement;
	bool				khugepaged;
	const struct observe_vma	*vma;
	const char			*predicted;
	enum observe_agrees		agrees;
};

/**
 * enum observe_reason - why an observation ended
 * @OBSERVE_TIME: the time of --duration is over
 * @OBSERVE_COUNT: the number of judgements of --count was reached
 * @OBSERVE_SIGNAL: a signal came
 * @OBSERVE_EXITED: the observed process has ended
 * @OBSERVE_FAILED: events cannot be read, or lines not written, any more
 */
enum observe_reason {
	OBSERVE_TIME,
	OBSERVE_COUNT,
	OBSERVE_SIGNAL,
	OBSERVE_EXITED,
	OBSERVE_FAILED,
};

/**
 * struct observe_end - what is known at the end beside the sums
 * @reason: why the observation ended
 * @others: number of judgements about processes that are not observed; not in the sums
 * @lost: number of lost events, at least
 * @scans: full scans that khugepaged finished during the observation
 */
struct observe_end {
	enum observe_reason	reason;
	__u64			others;
	__u64			lost;
	__u64			scans;
};

void observe_line_begin(const struct observe_out *out,
			const struct observe_begin *begin);
void observe_line_judgement(const struct observe_out *out,
			    const struct observe_line *line);
void observe_line_lost(const struct observe_out *out, __u64 events);
void observe_line_end(const struct observe_out *out,
		      const struct observe_sums *sums,
		      const struct observe_end *end);

#endif /* PTWALK_OBSERVE_TEXT_H */
