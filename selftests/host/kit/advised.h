/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A forged dump of one window, to which what huge_fix() advises can be done.  What a
 * piece of advice means is known here by its words, and is no code of what is tested.
 */
#ifndef ADVISED_H
#define ADVISED_H

#include "huge.h"
#include "forge.h"

#define ADVISED_HEAP	0x555555600000ULL	/* a multiple of 2M */
#define ADVISED_FRAMES	0x12345000ULL
#define ADVISED_STEPS	12

/**
 * struct advised - the dump
 * @f: it
 * @vma: its area
 * @kernel: its kernel
 * @mm: the flags of its mm_struct
 * @said: names and values of settings, of which forge_knob() keeps no copy
 * @nr_said: how many
 */
struct advised {
	struct forge		*f;
	struct ptwalk_vma	*vma;
	enum forge_kernel	kernel;
	__u64			mm;
	char			said[ADVISED_STEPS][2][64];
	unsigned int		nr_said;
};

/* A window that is as good as can be, of a process that khugepaged visits */
void advised_begin(struct advised *a, enum forge_kernel kernel, const char *name);
void advised_end(struct advised *a);
void advised_mm(struct advised *a, __u64 flags);
/* kpageflags and kpagecount of each page */
void advised_pages(struct advised *a, __u64 flags, unsigned int maps);
#define ADVISED_PAGE	0x5868ULL	/* uptodate, LRU, mapped, anonymous, swap-backed */
/* Entries [@from, @to) become @raw, frames of their own where it has one */
void advised_spoil(struct advised *a, unsigned int from, unsigned int to, __u64 raw);
/* Does what @fix says first, to what @h and @w were judged of; false if it is not known */
bool advised_obey(struct advised *a, const char *fix, const struct huge *h,
		  const struct huge_window *w);

#endif /* ADVISED_H */
