/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ptwalk says of a process, page by page, and whether /proc/PID/pagemap says
 * the same.  Owns what the two may differ in, each time with the cause in the
 * kernel; the oracle itself is guest.h.
 */
#ifndef PTWALK_VIEW_H
#define PTWALK_VIEW_H

#include "dump.h"
#include "source.h"

/* a dump of a process; 0, or -1 after a note */
int view_take(struct source *source, pid_t pid);
/* the leaf entry that translates an address; an empty one has level 0 */
void view_page(const struct dump *dump, uint64_t addr, struct ptwalk_pte *pte);
/* is a kind one that Linux keeps in the format of swap entries? */
bool view_in_swap_format(unsigned int kind);
/* does pagemap's entry for a page say the same? */
bool view_agrees(const struct dump *dump, uint64_t addr, uint64_t entry);
/*
 * All pages of a range of a process at rest: how many of them pagemap sees in
 * another way than the dump, -1 on trouble.
 */
long view_differences(const struct dump *dump, pid_t pid, uint64_t start,
		      uint64_t length);

#endif /* PTWALK_VIEW_H */
