/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A forged dump with one window, on which a test can carry out the advice of huge_fix() and
 * see whether the verdict changes.  The code recognizes an advice by its text, and shares no
 * code with huge_fix().
 */
#ifndef ADVISED_H
#define ADVISED_H

#include "huge.h"
#include "forge.h"

#define ADVISED_HEAP	0x555555600000ULL	/* a multiple of 2M */
#define ADVISED_FRAMES	0x12345000ULL
#define ADVISED_STEPS	12

/**
 * struct advised - a forged dump with one window
 * @f: the dump
 * @vma: the VMA of the window
 * @kernel: the kernel that the dump is from
 * @mm: mm->flags in the dump
 * @said: storage for names and values of settings, which forge_knob() does not copy
 * @nr_said: number of elements of @said used so far
 */
struct advised {
	struct forge		*f;
	struct ptwalk_vma	*vma;
	enum forge_kernel	kernel;
	__u64			mm;
	char			said[ADVISED_STEPS][2][64];
	unsigned int		nr_said;
};

/* Makes a dump with a window that nothing keeps from being collapsed; @name is the VMA's name */
void advised_begin(struct advised *a, enum forge_kernel kernel, const char *name);
void advised_end(struct advised *a);
void advised_mm(struct advised *a, __u64 flags);
/* Sets kpageflags and kpagecount of each page of the window */
void advised_pages(struct advised *a, __u64 flags, unsigned int maps);
#define ADVISED_PAGE	0x5868ULL	/* uptodate, LRU, mapped, anonymous, swap-backed */
/* Sets the entries [@from, @to) to @raw; if @raw is present, each gets the next frame */
void advised_spoil(struct advised *a, unsigned int from, unsigned int to, __u64 raw);
/*
 * Carries out the first advice in @fix on the dump that @h and @w came from.  Returns false if
 * the advice is not known here.
 */
bool advised_obey(struct advised *a, const char *fix, const struct huge *h,
		  const struct huge_window *w);

#endif /* ADVISED_H */
