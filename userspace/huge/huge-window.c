// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums of windows, and what several of them have in common: see huge-window.h.
 */
#include <stddef.h>

#include "huge-count.h"
#include "huge-rules.h"
#include "huge-window.h"

/**
 * huge_smaller() - was the attempt that decided one at a size below 2M?
 * @window: window
 *
 * Return: true where it was, also where khugepaged may choose a size but made no attempt.
 */
bool huge_smaller(const struct huge_window *window)
{
	return window->order && window->order < HUGE_ORDER;
}

/**
 * huge_growth() - how much memory a collapse costs
 * @window: window, joined or not
 *
 * A huge page is resident as a whole: entries that were empty or the zero page become
 * memory, and what was swapped out comes in.  Pages of a file belong to the page cache; a
 * collapse adds them to the Rss of no process.  Pages smaller than 2M are made of some ranges only.
 *
 * Return: bytes that Rss of the process grows by if the window is collapsed.
 */
__u64 huge_growth(const struct huge_window *window)
{
	if (!window->table || !window->windows ||
	    !(window->vma->flags & PTWALK_VMA_ANON))
		return 0;
	if (window->verdict == HUGE_MTHP)
		return window->filled * ptwalk_span(1);
	return window->end - window->start - window->counts.rss;
}

/**
 * huge_depends_on_pages() - can kpageflags or kpagecount change the verdict?
 * @window: window; its verdict was found by its tables alone
 *
 * Pages can add a reason that the kernel meets before those of the tables, and can show
 * that one was accessed although no A is set.  Where khugepaged may choose a size, the
 * reason against an attempt at a smaller size does not hold for the next attempt, and
 * pages can make any of them succeed.  In a private mapping of a file, pages tell whether
 * they are still the file's.
 *
 * Return: true where they can.
 */
bool huge_depends_on_pages(const struct huge_window *window)
{
	return huge_smaller(window) || window->could ||
	       !(window->vma->flags & PTWALK_VMA_ANON) ||
	       !(window->reasons & ~HUGE_BIT(HUGE_LACK_REFERENCED));
}

/**
 * huge_met() - what refuses a page of 2M
 * @window: window with its verdict
 *
 * Return: the verdict; of %HUGE_MTHP, and where no size fits, the reason against 2M.
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
 * huge_join() - make one window stand for another one as well
 * @window: window, joined or not; its start and VMA stay
 * @more: the window after it, of the same verdict and VMA
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
	window->filled += more->filled;
	window->reasons |= more->reasons;
	window->could |= more->could;
	window->lacks |= more->lacks;
}

/**
 * huge_add() - add a window to the sum of its verdict and to that of all
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
 * huge_common() - what all windows of a verdict have in common
 * @sum: sum of these windows
 * @verdict: their verdict
 *
 * Return: a window with the fields that huge_knob() and huge_fix() read.
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
