/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares a dump of a process with /proc/PID/pagemap, page by page.  Owns the list of
 * permitted differences, each with its cause in the kernel; guest.h reads pagemap.
 */
#ifndef PTWALK_VIEW_H
#define PTWALK_VIEW_H

#include "dump.h"
#include "source.h"

/* takes a dump of a process, or of a range of it; returns 0, or -1 after a note */
int view_take(struct source *source, pid_t pid);
int view_take_range(struct source *source, pid_t pid, uint64_t start, uint64_t end);
/* decodes the leaf entry that translates an address; level 0 if the address has none */
void view_page(const struct dump *dump, uint64_t addr, struct ptwalk_pte *pte);
/* does Linux store entries of this kind in the swap format? */
bool view_in_swap_format(unsigned int kind);
/* does @entry, the pagemap entry of a page, agree with the dump?  prints a note if not */
bool view_agrees(const struct dump *dump, uint64_t addr, uint64_t entry);
/*
 * Compares all pages of a range; the process must not run.  Returns the number of pages for
 * which dump and pagemap differ, but stops counting at 5; -1 if pagemap cannot be read.
 */
long view_differences(const struct dump *dump, pid_t pid, uint64_t start,
		      uint64_t length);

#endif /* PTWALK_VIEW_H */
