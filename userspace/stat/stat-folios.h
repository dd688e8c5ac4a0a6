/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sums that page tables do not show, from the flags in /proc/kpageflags: pages freed by
 * MADV_FREE, and 2M folios that are mapped in part only.  Does not open the file: the caller
 * passes a function that reads it.  Never prints.
 */
#ifndef PTWALK_STAT_FOLIOS_H
#define PTWALK_STAT_FOLIOS_H

#include "stat-frames.h"

struct stat_sums;

/**
 * typedef folios_read_fn - read the flags of page frames
 * @arg: argument that the caller passed to folios_read()
 * @frame: number of the first page frame
 * @nr: number of frames
 * @flags: filled in: KPF_* of each frame; 0 for frames that do not exist
 *
 * Return: 0 or a negative errno.
 */
typedef int (*folios_read_fn)(void *arg, __u64 frame, unsigned int nr, __u64 *flags);

/**
 * struct folios - the frames of a process
 * @mapped: all frames in Rss
 * @clean: of these, frames that may be anonymous memory and whose entry is not dirty: they can
 *	   be lazily freed
 *
 * The fields are private to stat-folios.c.
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
