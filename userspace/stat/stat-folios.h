/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What /proc/kpageflags knows of the memory of a process and page tables do not show:
 * pages given up by MADV_FREE, and folios of 2M of which only a part is mapped.  Never
 * prints.
 */
#ifndef PTWALK_STAT_FOLIOS_H
#define PTWALK_STAT_FOLIOS_H

#include "stat-frames.h"

struct stat_sums;

/**
 * typedef folios_read_fn - read the flags of page frames
 * @arg: the caller's
 * @frame: first page frame
 * @nr: how many
 * @flags: filled in: KPF_* of each; 0 for frames that do not exist
 *
 * Return: 0 or a negative errno.
 */
typedef int (*folios_read_fn)(void *arg, __u64 frame, unsigned int nr, __u64 *flags);

/**
 * struct folios - the frames of a process
 * @mapped: all that are in Rss
 * @clean: of these, where no entry says that they were written to and that can be
 *	   anonymous memory
 *
 * Private to stat-folios.c.
 */
struct folios {
	struct frames	mapped;
	struct frames	clean;
};

void folios_begin(struct folios *folios);
int folios_add(struct folios *folios, const struct dump *dump,
	       const struct ptwalk_run *run, const struct ptwalk_pte *pte);
int folios_read(struct folios *folios, folios_read_fn read, void *arg,
		struct stat_sums *sums);
void folios_end(struct folios *folios);

#endif /* PTWALK_STAT_FOLIOS_H */
