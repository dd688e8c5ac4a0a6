// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which page size khugepaged of 7.2 makes of a window where it may choose:
 * mthp_collapse() of mm/khugepaged.c; and of collapse_huge_page(), which it calls for
 * each attempt, the parts that decide: __collapse_huge_page_swapin() and
 * __collapse_huge_page_isolate().
 *
 * An attempt that is refused puts the pages that it had isolated back on the LRU lists,
 * by way of a folio_batch of its CPU.  As long as a page waits there, the batch's
 * reference to it refuses every later attempt at it.  What else goes through that batch,
 * and empties it, cannot be seen; so the result of an attempt at such a page is not
 * known.
 */
#include "huge-private.h"
#include "run.h"

#define BATCH		31	/* FOLIO_BATCH_SIZE */
#define SMALLEST	2	/* KHUGEPAGED_MIN_MTHP_ORDER */

/* The result of an attempt */
enum fate {
	MADE,		/* SCAN_SUCCEED */
	THERE,		/* SCAN_PTE_MAPPED_HUGEPAGE: a folio there is as large */
	REFUSED,	/* smaller sizes are tried next */
	ENDS,		/* refused, and no other attempt follows */
	OPEN,		/* not known: MADE, THERE or REFUSED */
};

/**
 * struct attempts - the attempts at one window
 * @asked: input of the rule
 * @counts: what the PTEs of the window are
 * @unit: its PTEs, as an attempt sees them
 * @put: by PTE: 1-based sequence number at which its page was added to the LRU
 *	 folio_batch; 0 if it never was
 * @busy: by PTE: an attempt with an unknown result may have added its page to the batch
 * @puts: number of pages added to the batch so far
 * @emptied: the first @emptied of these have certainly left the batch
 * @swapped_in: the attempt at 2M has swapped in what was not present
 */
struct attempts {
	const struct huge_asked		*asked;
	const struct huge_counts	*counts;
	struct huge_unit		unit[PTWALK_ENTRIES];
	unsigned int			put[PTWALK_ENTRIES];
	bool				busy[PTWALK_ENTRIES];
	unsigned int			puts;
	unsigned int			emptied;
	bool				swapped_in;
};

/* collapse_max_ptes_none() */
static unsigned int limit_none(const struct huge_asked *asked, unsigned int order,
			       bool armed)
{
	unsigned int limit = asked->rules->knobs.max_none;

	if (armed)
		return 0;
	if (order == HUGE_ORDER)
		return limit;
	return limit == PTWALK_ENTRIES - 1 ? (1U << order) - 1 : 0;
}

/*
 * Can the page of PTE @i still be in the batch?  A batch is emptied once it is full, so
 * 30 pages after this one are enough for that.
 */
static bool may_be_busy(const struct attempts *a, unsigned int i)
{
	return a->busy[i] ||
	       (a->put[i] > a->emptied && a->puts - a->put[i] < BATCH - 1);
}

/*
 * release_pte_pages() of [@from, @to): adds small folios to the batch, the last one
 * first; then large ones, with which the batch is emptied (folio_may_be_lru_cached())
 */
static void put_back(struct attempts *a, unsigned int from, unsigned int to)
{
	bool large = false;

	while (to-- > from) {
		if (a->unit[to].least)
			large = true;
		else if (huge_unit_is_page(&a->unit[to]))
			a->put[to] = ++a->puts;
	}
	if (large)
		a->emptied = a->puts;
}

static enum fate leave_open(struct attempts *a, unsigned int from, unsigned int order)
{
	unsigned int i;

	for (i = from; i < from + (1U << order); i++)
		a->busy[i] = true;
	return OPEN;
}

/*
 * __collapse_huge_page_isolate() of one page: MADE where it is isolated, else @why says
 * why not
 */
static enum fate isolate_page(const struct attempts *a, unsigned int i,
			      unsigned int order, enum huge_verdict *why)
{
	const struct huge_unit *unit = &a->unit[i];

	/* at 2M, the scan has counted the shared pages before, and any folio will do */
	if (order < HUGE_ORDER) {
		*why = HUGE_EXCEED_SHARED;
		if (unit->shared)
			return REFUSED;
		if (!unit->page && !unit->fresh)
			*a->asked->lacks |= HUGE_LACKS_PAGES;
		if (unit->least >= order)
			return THERE;
		if (unit->most >= order)
			return OPEN;
	}
	*why = HUGE_PAGE_LOCK;
	if (unit->again)
		return REFUSED;
	return may_be_busy(a, i) ? OPEN : MADE;
}

/* __collapse_huge_page_isolate() of a range of 2^@order PTEs */
static enum fate isolate(struct attempts *a, unsigned int at, unsigned int order,
			 enum huge_verdict *why)
{
	const unsigned int end = at + (1U << order);
	const unsigned int limit = limit_none(a->asked, order, a->asked->area->armed);
	unsigned int i, none = 0, referenced = 0;
	enum fate fate = MADE;

	for (i = at; i < end && fate == MADE; i++) {
		if (a->unit[i].none) {
			*why = HUGE_EXCEED_NONE;
			fate = ++none > limit ? REFUSED : MADE;
		} else if (huge_unit_is_page(&a->unit[i])) {
			fate = isolate_page(a, i, order, why);
			referenced += a->unit[i].referenced;
		}
	}
	if (fate == MADE && !referenced) {
		*why = HUGE_LACK_REFERENCED;
		fate = REFUSED;
		/* no page has refused it: all of them are put back */
		i++;
	}
	if (fate == OPEN)
		return leave_open(a, at, order);
	if (fate != MADE)
		put_back(a, at, i - 1);
	return fate;
}

/* __collapse_huge_page_swapin(): only an attempt at 2M swaps in, smaller ones are refused */
static enum fate swap_in(struct attempts *a, unsigned int at, unsigned int order,
			 enum huge_verdict *why)
{
	unsigned int i;

	if (order == HUGE_ORDER) {
		a->swapped_in = a->counts->swap + a->counts->nonpresent;
		*why = HUGE_FAILED;
		return a->counts->lost ? ENDS : MADE;
	}
	for (i = at; i < at + (1U << order); i++) {
		if (!a->unit[i].absent)
			continue;
		if (a->swapped_in)
			return leave_open(a, at, order);
		*why = HUGE_EXCEED_SWAP;
		return REFUSED;
	}
	return MADE;
}

/*
 * Does mthp_collapse() attempt this range?  Only if enough PTEs are in use; those that
 * are not present count at 2M alone.
 */
static bool is_tried(const struct attempts *a, unsigned int at, unsigned int order)
{
	const unsigned int nr = 1U << order;
	unsigned int i, used = 0;

	if (!(a->asked->area->orders & nr))
		return false;
	for (i = at; i < at + nr; i++)
		used += order == HUGE_ORDER ? !a->unit[i].none :
					      huge_unit_is_page(&a->unit[i]);
	return used + limit_none(a->asked, order, false) >= nr;
}

/* collapse_huge_page() */
static enum fate attempt(struct attempts *a, unsigned int at, unsigned int order,
			 enum huge_verdict *why)
{
	enum fate fate = swap_in(a, at, order, why);

	return fate == MADE ? isolate(a, at, order, why) : fate;
}

/*
 * mthp_collapse().  Sets @order to that of the attempt that decided, or to the smallest
 * allowed one where there was none.  An attempt that finds a folio as large, or whose
 * result is not known, decides only while none has been refused.  Return: %HUGE_COLLAPSE
 * for a page of 2M, %HUGE_MTHP for a smaller one, %HUGE_UNKNOWN where an attempt's result
 * is not known, else the reason that refused the last attempt, or %HUGE_FAILED.
 */
static enum huge_verdict choose(struct attempts *a, unsigned int *order)
{
	const unsigned int orders = a->asked->area->orders;
	enum huge_verdict why, last = HUGE_FAILED;
	unsigned int at = 0, o = HUGE_ORDER;
	bool open = false, there;
	enum fate fate;

	for (*order = SMALLEST; *order < HUGE_ORDER && !(orders & (1U << *order)); )
		++*order;
	while (at < PTWALK_ENTRIES) {
		there = false;
		if (is_tried(a, at, o)) {
			fate = attempt(a, at, o, &why);
			if (last == HUGE_FAILED || (fate != THERE && fate != OPEN))
				*order = o;
			switch (fate) {
			case MADE:
				return o == HUGE_ORDER ? HUGE_COLLAPSE : HUGE_MTHP;
			case ENDS:
				return why;
			case THERE:
				there = true;
				break;
			case OPEN:
				open = true;
				break;
			case REFUSED:
				last = why;
				break;
			}
		}
		if (!there && o > SMALLEST && (orders & ((1U << o) - 1))) {
			o--;
			continue;
		}
		at += 1U << o;
		for (o = HUGE_ORDER; at & ((1U << o) - 1); )
			o--;
	}
	return open ? HUGE_UNKNOWN : last;
}

/* Fills in why not 2M; all numbers are 0 where its setting refuses it */
static void count_against_2m(const struct attempts *a, enum huge_verdict verdict,
			     unsigned int order, struct huge_window *window)
{
	const unsigned int limit = limit_none(a->asked, HUGE_ORDER, a->asked->area->armed);
	unsigned int none = 0, i;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		none += a->unit[i].none;

	window->number = 0;
	window->limit = 0;
	window->not_2m = HUGE_THP_SIZE;
	if (!(a->asked->area->orders & (1U << HUGE_ORDER)))
		return;
	/* swapping in comes first in an attempt, and its failure ends all attempts */
	if (verdict == HUGE_FAILED && order == HUGE_ORDER) {
		window->not_2m = HUGE_FAILED;
		window->number = window->counts.lost;
	} else if (none > limit) {
		window->not_2m = HUGE_EXCEED_NONE;
		window->number = none;
		window->limit = limit;
	} else {
		window->not_2m = HUGE_PAGE_LOCK;
		for (i = 0; i < PTWALK_ENTRIES; i++)
			window->number += a->unit[i].again;
	}
	window->needs = window->number - window->limit;
}

/* Fills in the number behind @verdict, the reason that refused the last attempt below 2M */
static void count_against_smaller(const struct attempts *a,
				  enum huge_verdict verdict,
				  struct huge_window *window)
{
	const struct huge_counts *c = &window->counts;
	unsigned int i;

	window->number = 0;
	window->limit = 0;
	switch (verdict) {
	case HUGE_EXCEED_SHARED:
		for (i = 0; i < PTWALK_ENTRIES; i++)
			window->number += a->unit[i].shared;
		break;
	case HUGE_EXCEED_SWAP:
		window->number = c->swap + c->nonpresent;
		break;
	case HUGE_EXCEED_NONE:
		window->number = c->none + c->zero;
		break;
	case HUGE_LACK_REFERENCED:
		window->limit = 1;
		window->needs = 1;
		return;
	default:	/* HUGE_UNKNOWN */
		break;
	}
	window->needs = window->number;
}

/* Fills in @filled: the ranges that are made may have empty PTEs only with max_ptes_none 511 */
static void count_filled(const struct attempts *a, unsigned int order, struct huge_window *window)
{
	const unsigned int nr = 1U << order;
	unsigned int at, i, pages, none;

	if (!limit_none(a->asked, order, a->asked->area->armed))
		return;
	for (at = 0; at < PTWALK_ENTRIES; at += nr) {
		for (i = at, pages = 0, none = 0; i < at + nr; i++) {
			pages += huge_unit_is_page(&a->unit[i]);
			none += a->unit[i].none;
		}
		window->filled += pages ? none : 0;
	}
}

/*
 * Can the counts alone say that a page of 2M is made?  Most windows need no closer look.
 * At most one PTE is without W here, so KSM cannot have put one page behind two of them.
 */
static bool is_easily_2m(const struct huge_asked *asked, const struct huge_counts *c)
{
	return (asked->area->orders & (1U << HUGE_ORDER)) && !c->lost &&
	       c->present < c->writable + 2 &&
	       c->none + c->zero <= limit_none(asked, HUGE_ORDER, asked->area->armed);
}

/*
 * Separate from huge_end_mthp(), since most windows do not get here, and need not pay for
 * clearing these arrays.
 */
static enum huge_verdict make_attempts(const struct huge_asked *asked,
				       struct huge_window *window)
{
	struct attempts a = { .asked = asked, .counts = &window->counts };
	enum huge_verdict verdict;
	unsigned int order;

	huge_units_read(asked, window, a.unit);
	verdict = choose(&a, &order);
	if (verdict == HUGE_UNKNOWN)
		*asked->lacks |= HUGE_LACKS_FOLIOS;
	if (verdict == HUGE_MTHP || verdict == HUGE_FAILED ||
	    (order == HUGE_ORDER && verdict != HUGE_UNKNOWN))
		count_against_2m(&a, verdict, order, window);
	else
		count_against_smaller(&a, verdict, window);
	window->order = order;
	if (verdict == HUGE_MTHP)
		count_filled(&a, order, window);
	return verdict;
}

/**
 * huge_end_mthp() - what khugepaged makes of a window for which it may choose a size
 * @asked: input of the rule
 * @window: window that the scan of its PTEs has not refused
 *
 * Return: %HUGE_COLLAPSE for 2M, %HUGE_MTHP for anything smaller; %HUGE_UNKNOWN where the
 * results of attempts are not known; else the reason that refused the last attempt, or
 * %HUGE_FAILED where none was made or all found folios that are as large already.
 */
enum huge_verdict huge_end_mthp(const struct huge_asked *asked,
				struct huge_window *window)
{
	if (!huge_area_any_order(asked->area) || window->reasons)
		return HUGE_COLLAPSE;
	if (asked->rules->knobs.max_none == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_KNOBS;
	if (*asked->lacks & HUGE_LACKS_KNOBS)
		return HUGE_COLLAPSE;
	if (is_easily_2m(asked, &window->counts))
		return HUGE_COLLAPSE;
	return make_attempts(asked, window);
}
