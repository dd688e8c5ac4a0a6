/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The facts of a live system, for the dump of one of its processes: reads sysfs,
 * /proc/PID, kpageflags and kpagecount, and adds what they say to the dump as
 * records (facts.h).  Never prints.
 */
#ifndef PTWALK_FACTS_LIVE_H
#define PTWALK_FACTS_LIVE_H

#include "dump.h"
#include "huge-window.h"

struct errmsg;

/* What to read */
#define FACTS_KNOBS	1U	/* settings: some small files; FACTS_PROCESS; mounts */
#define FACTS_SMAPS	2U	/* smaps: costs the target a walk of all of it */
#define FACTS_PAGES	4U	/* pages that could show a reason that lasts */
#define FACTS_ALL_PAGES	8U	/* pages of all windows that have a page table */
#define FACTS_PROCESS	16U	/* the one setting that is the process's own; where it
				 * has files of a tmpfs, its mounts as well
				 */
#define FACTS_FRAMES	32U	/* which frame is the huge zero page */

int facts_read_settings(struct facts *facts, struct errmsg *err);

int facts_read(struct dump *dump, int pid, unsigned int what,
	       enum huge_judge judge, struct errmsg *err);

/* facts-frames.c */
int facts_read_huge_zero(struct dump *dump, struct errmsg *err);

/* facts-pages.c */
int facts_read_pages(struct dump *dump, bool all, enum huge_judge judge,
		     struct errmsg *err);

/* facts-mounts.c */
int facts_read_mounts(struct dump *dump, int pid, bool all, struct errmsg *err);

#endif /* PTWALK_FACTS_LIVE_H */
