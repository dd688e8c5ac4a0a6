/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why is a 2 MiB range not huge?  Takes the areas of a dump apart into aligned
 * windows of 2 MiB, counts what their 512 entries are, and judges each as the
 * kernel of the dump would: huge, to be collapsed, or the first reason against
 * it, in that kernel's own order.  One pass over the tables; the rules are
 * huge-rules.h, words for people are huge-text.h.  Never prints.
 *
 *	huge_begin(&h, dump, HUGE_KHUGEPAGED);
 *	huge_limit(&h, start, end);		if only a range is wanted
 *	while (huge_next(&h, &window))
 *		huge_add(&sums, &window);
 *
 * What the dump does not say and its facts (facts.h) do not either is named in
 * @lacks, never guessed.
 */
#ifndef PTWALK_HUGE_H
#define PTWALK_HUGE_H

#include "dump.h"
#include "huge-count.h"
#include "huge-rules.h"
#include "huge-window.h"

/**
 * struct huge - an iterator over the windows of a dump
 * @dump: the dump
 * @rules: what is judged by
 * @masks: this kernel's bits
 * @pages: there are facts of pages to be counted
 * @start: of the range wanted
 * @end: first address after it
 * @pos: every address of the area before it has been looked at
 * @vma: index of the area that @pos is in
 * @area: what the rules say of that area
 * @below: by level 1 to 3, index of the first table that can cover @pos
 *
 * Private to huge.c, but for the memory it takes.
 */
struct huge {
	const struct dump	*dump;
	struct huge_rules	rules;
	struct huge_masks	masks;
	bool			pages;
	__u64			start;
	__u64			end;
	__u64			pos;
	size_t			vma;
	struct huge_area	area;
	size_t			below[4];
};

void huge_begin(struct huge *h, const struct dump *dump, enum huge_judge judge);
void huge_limit(struct huge *h, __u64 start, __u64 end);
bool huge_next(struct huge *h, struct huge_window *window);
void huge_again(const struct huge *h, const struct huge_rules *rules,
		struct huge_window *window);

/* huge-look-up.c */
int huge_look_up_pages(struct dump *dump, bool all, enum huge_judge judge,
		       struct errmsg *err);
int huge_look_up_sharers(struct dump *dump, int pid, struct errmsg *err);

#endif /* PTWALK_HUGE_H */
