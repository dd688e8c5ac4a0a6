/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the observation share: a target made of windows, dumps of it
 * and events about it, in an order and at times that the test chooses.
 */
#ifndef OBSERVE_WATCH_H
#define OBSERVE_WATCH_H

#include "forge.h"
#include "observe.h"

#define KHUGEPAGED	36
#define TARGET_MM	0xff4a07eb41055680ULL
#define OTHER_MM	0xff4a07eb41050000ULL
#define NO_FRAME	(-1ULL)

struct dump;

/**
 * struct watch - an observation under test
 * @o: it
 * @time: the clock; each dump and event takes some of it
 * @dump: the dumps so far
 * @data: their bytes
 * @nr: how many
 * @report: after watch_end()
 */
struct watch {
	struct observe		*o;
	__u64			time;
	struct dump		*dump[64];
	void			*data[64];
	unsigned int		nr;
	struct observe_report	report;
};

struct watch *watch_new(void);
void watch_free(struct watch *w);
/* takes a dump; @f is used up */
void watch_dump(struct watch *w, struct forge *f);
/* a judgement by PTEs; @pfn may be NO_FRAME */
void watch_pmd(struct watch *w, __u64 mm, __u64 pfn, const char *status);
/* one by the page cache */
void watch_file(struct watch *w, __u64 mm, __u64 pfn, const char *status);
/* any other event */
void watch_other(struct watch *w, unsigned int kind, unsigned int field,
		 __s64 value, const char *status);
void watch_end(struct watch *w);
/*
 * The verdicts, one a line: "WINDOW STATUS HOW", WINDOW counted in 2M from @base.
 * The string lives until the next call.
 */
const char *watch_verdicts(const struct watch *w, __u64 base);

#endif /* OBSERVE_WATCH_H */
