// SPDX-License-Identifier: GPL-2.0
/*
 * Sums of windows, and what several have in common: see huge-window.h.
 */
#include <stddef.h>

#include "huge-count.h"
#include "huge-rules.h"
#include "huge-window.h"

/**
 * huge_smaller() - was an attempt at a size below 2M the last word?
 * @window: window
 *
 * Return: true where it was, or where there was none at any size.
 */
bool huge_smaller(const struct huge_window *window)
{
	return window->order && window->order < HUGE_ORDER;
}

/**
 * huge_growth() - the price of a collapse
 * @window: window, joined or not
 *
 * A huge page is resident as a whole: what was empty or the zero page before is memory
 * then, and what was swapped out comes in.  A file's pages are its page cache's, and a
 * collapse adds them to no process.
 *
 * Return: the bytes that Rss of the process grows by if it is collapsed.
 */
__u64 huge_growth(const struct huge_window *window)
{
	if (!window->table || !window->windows ||
	    !(window->vma->flags & PTWALK_VMA_ANON))
		return 0;
	return window->end - window->start - window->counts.rss;
}

/**
 * huge_depends_on_pages() - can what pages would say change a verdict?
 * @window: window, judged by its tables
 *
 * Pages can add a reason to those of the tables, which the kernel may meet before them;
 * and take away that none was accessed.  What an attempt at a smaller size has met is no
 * reason against the next one, and what pages say can make any of them succeed.  Of a
 * private mapping of a file, pages say whether it still is the file's.
 *
 * Return: true where it can.
 */
bool huge_depends_on_pages(const struct huge_window *window)
{
	return huge_smaller(window) || window->could ||
	       !(window->vma->flags & PTWALK_VMA_ANON) ||
	       !(window->reasons & ~HUGE_BIT(HUGE_LACK_REFERENCED));
}

/**
 * huge_met() - what is in the way of a huge page
 * @window: window, judged
 *
 * Return: the verdict; of %HUGE_MTHP, and where no size fits, what is against 2M.
 */
enum huge_verdict huge_met(const struct huge_window *window)
{
	if (window->not_2m != HUGE_IS && (window->verdict == HUGE_MTHP ||
					  (window->verdict == HUGE_FAILED && huge_smaller(window))))
		return window->not_2m;
	return window->verdict;
}

/**
 * huge_sum_add() - add a window to a sum
 * @sum: sum, all 0 before the first
 * @window: window
 */
void huge_sum_add(struct huge_sum *sum, const struct huge_window *window)
{
	__u64 size = window->end - window->start;

	if (!sum->size || !window->order || (sum->order && sum->order < window->order))
		sum->order = window->order;
	if (!sum->size)
		sum->cause = window->cause;
	else if (sum->cause != window->cause)
		sum->cause = HUGE_CAUSE_MIXED;
	if (!sum->size)
		sum->not_2m = window->not_2m;
	else if (sum->not_2m != window->not_2m)
		sum->not_2m = HUGE_IS;
	if (sum->most < window->number + window->spread)
		sum->most = window->number + window->spread;
	sum->could |= window->could;
	sum->windows += window->windows;
	sum->pieces += !window->windows;
	sum->size += size;
	sum->rss += window->counts.rss;
	sum->unseen += window->counts.unseen;
	sum->hugetlb += window->counts.hugetlb;
	sum->swap += window->counts.swap * 4096;
	sum->growth += huge_growth(window);
}

/**
 * huge_join() - have one window stand for another one as well
 * @window: window, joined or not; keeps its start and its area
 * @more: a window of the same verdict, in the same area, after it
 */
void huge_join(struct huge_window *window, const struct huge_window *more)
{
	__u64 most = window->number + window->spread;

	if (window->limit != more->limit || window->order != more->order ||
	    window->not_2m != more->not_2m || !window->needs != !more->needs)
		window->varies = true;
	if (most < more->number)
		most = more->number;
	if (window->cause != more->cause)
		window->cause = HUGE_CAUSE_MIXED;
	if (window->number > more->number)
		window->number = more->number;
	window->spread = most - window->number;
	if (window->needs > more->needs)
		window->needs = more->needs;
	huge_counts_add(&window->counts, &more->counts);
	window->end = more->end;
	window->windows += more->windows;
	window->whole += more->whole;
	window->reasons |= more->reasons;
	window->could |= more->could;
	window->lacks |= more->lacks;
}

/**
 * huge_add() - add a window to sums
 * @sums: sums, all 0 before the first
 * @window: window
 */
void huge_add(struct huge_sums *sums, const struct huge_window *window)
{
	unsigned int lacks = window->lacks;

	huge_sum_add(&sums->of[window->verdict], window);
	huge_sum_add(&sums->all, window);
	if (!huge_depends_on_pages(window))
		lacks &= ~(HUGE_LACKS_PAGES | HUGE_LACKS_MOMENT);
	sums->lacks |= lacks;
}

/**
 * huge_common() - what holds for all windows of a verdict
 * @sum: their sum
 * @verdict: verdict
 *
 * Return: a window with what huge_knob() and huge_fix() ask for.
 */
struct huge_window huge_common(const struct huge_sum *sum,
			       enum huge_verdict verdict)
{
	return (struct huge_window){
		.verdict = verdict,
		.cause = sum->cause,
		.order = sum->order,
		.not_2m = sum->not_2m,
		.could = sum->could,
		.number = sum->most,
	};
}
