/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the lines of ptwalk watch, for people or as JSON lines.  Owns their form only; the
 * facts are in diff.h, touched.h and watch.h.
 */
#ifndef PTWALK_WATCH_TEXT_H
#define PTWALK_WATCH_TEXT_H

#include <stdio.h>

#include "touched.h"
#include "watch.h"

/**
 * struct watch_time - a moment by two clocks
 * @realtime: nanoseconds since the epoch
 * @monotonic: nanoseconds of CLOCK_MONOTONIC
 */
struct watch_time {
	__u64	realtime;
	__u64	monotonic;
};

/**
 * struct watch_out - where and how to print
 * @to: stream that is written to
 * @json: print JSON lines
 * @began: when watching began; lines for people have the seconds since then
 */
struct watch_out {
	FILE			*to;
	bool			json;
	struct watch_time	began;
};

/**
 * enum watch_reason - why watching ended
 * @WATCH_EXITED: the process has ended
 * @WATCH_REUSED: the process has ended, and another one has its PID now
 * @WATCH_COUNT: the number of intervals of --count is over
 * @WATCH_SIGNAL: a signal came
 * @WATCH_FAILED: a dump could not be taken or compared, accessed bits not be cleared, or
 *		  output not be written
 */
enum watch_reason {
	WATCH_EXITED,
	WATCH_REUSED,
	WATCH_COUNT,
	WATCH_SIGNAL,
	WATCH_FAILED,
};

struct watch_time watch_time_of(const struct dump *dump);
struct watch_time watch_time_now(void);

void watch_line_begin(const struct watch_out *out, const struct dump *dump,
		      __u64 interval_ns);
void watch_line_change(const struct watch_out *out,
		       const struct watch_time *time,
		       const struct change *change,
		       const struct change_rules *rules);
void watch_line_touched(const struct watch_out *out,
			const struct watch_time *time,
			const struct touched *touched);
void watch_line_exec(const struct watch_out *out, const struct dump *dump);
void watch_line_missed(const struct watch_out *out, __u64 intervals);
void watch_line_end(const struct watch_out *out, const struct dump *last,
		    enum watch_reason reason, const struct watch_cost *cost,
		    __u64 cpu_ns);
char *watch_cost_text(const struct watch_cost *cost, __u64 cpu_ns,
		      char *buf, size_t size);

#endif /* PTWALK_WATCH_TEXT_H */
