/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why is a 2 MiB range not huge?  Cuts the VMAs of a dump into aligned windows of 2 MiB,
 * counts what their 512 PTEs are, and applies the rules of the kernel of the dump to each
 * window: it is huge, it can be collapsed, or there is a first reason against it, in that
 * kernel's own order.  One pass over the tables; the rules are huge-rules.h, texts are
 * huge-text.h.  Never prints.
 *
 *	huge_begin(&h, dump, HUGE_KHUGEPAGED);
 *	huge_limit(&h, start, end);		if only a range is wanted
 *	while (huge_next(&h, &window))
 *		huge_add(&sums, &window);
 *
 * An input of the rules that neither the dump nor its facts (facts.h) hold is named in
 * @lacks of the window, never guessed.
 */
#ifndef PTWALK_HUGE_H
#define PTWALK_HUGE_H

#include "dump.h"
#include "facts-live.h"
#include "huge-count.h"
#include "huge-rules.h"
#include "huge-window.h"

/**
 * struct huge - an iterator over the windows of a dump
 * @dump: the dump
 * @rules: the rules that are applied
 * @masks: PTE bits of the kernel
 * @pages: the facts have records of pages, which are counted as well
 * @sums: the windows are summed up only, see huge_begin_sums()
 * @start: first address wanted
 * @end: first address after the range wanted
 * @pos: start of the next window, which lies in @vma
 * @vma: index of that VMA in the dump
 * @area: that VMA as the rules see it
 * @below: by level 1 to 3, index of the first table that can cover @pos
 *
 * The caller provides the memory, and may read @rules and @masks, and @area of the window
 * taken last; all else is private to huge.c.
 */
struct huge {
	const struct dump	*dump;
	struct huge_rules	rules;
	struct huge_masks	masks;
	bool			pages;
	bool			sums;
	__u64			start;
	__u64			end;
	__u64			pos;
	size_t			vma;
	struct huge_area	area;
	size_t			below[4];
};

void huge_begin(struct huge *h, const struct dump *dump, enum huge_judge judge);
void huge_begin_sums(struct huge *h, const struct dump *dump, const struct huge_knobs *knobs);
void huge_limit(struct huge *h, __u64 start, __u64 end);
bool huge_next(struct huge *h, struct huge_window *window);
void huge_again(const struct huge *h, const struct huge_rules *rules,
		struct huge_window *window);

/* huge-look-up.c */
int huge_look_up_pages(struct dump *dump, bool all, enum huge_judge judge,
		       struct errmsg *err);
int huge_look_up_sum(struct dump *dump, const struct huge_knobs *knobs,
		     struct huge_sums *sums, struct errmsg *err);
int huge_look_up_sharers(const struct dump *dump, enum huge_judge judge, int pid,
			 char text[FACTS_SHARERS_SIZE], struct errmsg *err);

#endif /* PTWALK_HUGE_H */
