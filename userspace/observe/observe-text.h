/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lines of ptwalk observe, for people or as JSON lines.  Owns their form only;
 * the facts are observe.h, observe-sum.h and observe-predict.h.
 */
#ifndef PTWALK_OBSERVE_TEXT_H
#define PTWALK_OBSERVE_TEXT_H

#include <stdio.h>

#include "observe-maps.h"
#include "observe-predict.h"
#include "observe-sum.h"

/**
 * struct observe_out - where and how lines are written
 * @to: where to
 * @json: JSON lines
 * @realtime: when the observation began, nanoseconds since the epoch
 * @monotonic: the same moment by CLOCK_MONOTONIC; people are shown seconds since then
 */
struct observe_out {
	FILE	*to;
	bool	json;
	__u64	realtime;
	__u64	monotonic;
};

/**
 * struct observe_begin - what is known in the beginning
 * @pid: the process that is observed, 0 for all
 * @pages: khugepaged/pages_to_scan
 * @sleep_ms: khugepaged/scan_sleep_millisecs
 * @unlocated: why nothing is located, or NULL
 */
struct observe_begin {
	int		pid;
	__u64		pages;
	__u64		sleep_ms;
	const char	*unlocated;
};

/**
 * struct observe_line - a judgement and what is known of its range
 * @judgement: judgement
 * @khugepaged: khugepaged judged, not MADV_COLLAPSE
 * @vma: the VMA, or NULL
 * @predicted: name of the verdict of ptwalk huge, or NULL
 * @agrees: whether both say the same
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
 * @OBSERVE_TIME: the time is over
 * @OBSERVE_COUNT: as many judgements as were asked for were seen
 * @OBSERVE_SIGNAL: a signal said so
 * @OBSERVE_EXITED: the process has ended
 * @OBSERVE_FAILED: the events cannot be read any more
 */
enum observe_reason {
	OBSERVE_TIME,
	OBSERVE_COUNT,
	OBSERVE_SIGNAL,
	OBSERVE_EXITED,
	OBSERVE_FAILED,
};

/**
 * struct observe_end - what is known in the end, beside the sums
 * @reason: why it ended
 * @others: judgements about other processes than the one that is observed
 * @lost: events that were lost
 * @scans: full scans of khugepaged meanwhile
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
