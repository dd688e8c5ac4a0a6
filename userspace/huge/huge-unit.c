// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of each PTE of a window, for the attempts to collapse parts of it
 * (huge-mthp.c): its page, how that is mapped, and how large the folio is that it belongs
 * to.
 *
 * kpageflags tells whether a page is the first of its folio or a later one, but not how
 * many pages the folio has.  What this process maps of the folio, and that a folio is
 * aligned to its size, give a lower and an upper bound.
 */
#include <linux/kernel-page-flags.h>
#include <stdlib.h>

#include "huge-private.h"
#include "run.h"

static bool is_tail(const struct ptwalk_page_run *page)
{
	return page && (page->flags & (1ULL << KPF_COMPOUND_TAIL));
}

static bool is_head(const struct ptwalk_page_run *page)
{
	return page && (page->flags & (1ULL << KPF_COMPOUND_HEAD));
}

static void read_unit(const struct huge_asked *asked,
		      const struct huge_window *window, unsigned int i,
		      struct huge_unit *unit)
{
	__u64 raw = ptwalk_table_entry(window->table, i);
	__u64 addr = window->start + i * ptwalk_span(1);
	const struct ptwalk_page_run *page;
	struct huge_entry entry;

	huge_entry_read(asked->masks, raw, true, &entry);
	*unit = (struct huge_unit){
		.none = entry.kind == PTWALK_NONE || entry.zero,
		.absent = entry.kind != PTWALK_NONE && entry.kind != PTWALK_PAGE,
	};
	if (!huge_unit_is_page(unit))
		return;
	unit->frame = huge_frame(asked->masks, raw);
	unit->writable = raw & asked->masks->writable;
	unit->referenced = raw & PTWALK_RAW_A;
	page = facts_page(asked->rules->facts, addr);
	if (!page || page->addr > addr)
		return;
	unit->page = page;
	unit->referenced |= huge_page_referenced(page);
	unit->shared = huge_page_shared(page);
}

/*
 * A PTE whose reason is taken as mended has a page of this process alone that was just
 * written to.
 */
static void settle_unit(const struct huge_rules *rules, struct huge_unit *unit)
{
	if ((unit->none && huge_is_settled(rules, HUGE_EXCEED_NONE)) ||
	    (unit->absent && huge_is_settled(rules, HUGE_EXCEED_SWAP)) ||
	    (unit->shared && huge_is_settled(rules, HUGE_EXCEED_SHARED)))
		*unit = (struct huge_unit){
			.writable = true,
			.referenced = true,
			.fresh = true,
		};
	else if (huge_unit_is_page(unit) && huge_is_settled(rules, HUGE_LACK_REFERENCED))
		unit->referenced = true;
}

/* Can frames [@first, @end) be in a folio of @order that begins before them? */
static bool in_middle(__u64 first, __u64 end, unsigned int order)
{
	return first >> order == (end - 1) >> order &&
	       (first & ((1ULL << order) - 1));
}

/*
 * Sets the bounds for [@unit, @to), which map consecutive frames of one folio.  Its first
 * page is among them if that of @unit is a head; its last page if @ends.
 */
static void size_folio(struct huge_unit *unit, struct huge_unit *to, bool ends)
{
	__u64 first = unit->frame, end = first + (to - unit);
	unsigned int least = 1, most = HUGE_ORDER;

	if (is_head(unit->page)) {
		while (least < HUGE_ORDER && 1 << least < to - unit)
			least++;
		while (most > least && (first & ((1ULL << most) - 1)))
			most--;
		if (ends)
			most = least;
	} else {
		while (least < HUGE_ORDER && !in_middle(first, end, least))
			least++;
		while (ends && most > least && (end & ((1ULL << most) - 1)))
			most--;
	}
	for (; unit < to; unit++) {
		unit->least = least;
		unit->most = most;
	}
}

static void size_folios(struct huge_unit *unit)
{
	struct huge_unit *const end = unit + PTWALK_ENTRIES, *to;

	for (; unit < end; unit = to) {
		to = unit + 1;
		if (!is_head(unit->page) && !is_tail(unit->page))
			continue;
		while (to < end && is_tail(to->page) &&
		       to->frame == to[-1].frame + 1)
			to++;
		size_folio(unit, to, to < end && to->page &&
			   to->frame == to[-1].frame + 1);
	}
}

static int huge_unit_by_frame(const void *x, const void *y)
{
	const struct huge_unit *const *a = x, *const *b = y;

	if ((*a)->frame != (*b)->frame)
		return (*a)->frame < (*b)->frame ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

/*
 * Marks pages that several PTEs of the window map.  Such a page is mapped more than once,
 * whatever kpagecount has.  KSM has merged pages into it, and KSM pages are
 * write-protected, so PTEs with W need not be compared.
 */
static void mark_repeated(struct huge_unit *unit)
{
	struct huge_unit *by[PTWALK_ENTRIES];
	unsigned int i, nr = 0;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		if (huge_unit_is_page(&unit[i]) && !unit[i].writable)
			by[nr++] = &unit[i];
	qsort(by, nr, sizeof(by[0]), huge_unit_by_frame);
	for (i = 1; i < nr; i++) {
		if (by[i]->frame != by[i - 1]->frame)
			continue;
		by[i]->again = true;
		by[i]->shared = true;
		by[i - 1]->shared = true;
	}
}

/**
 * huge_units_read() - find out what is known of each PTE of a window
 * @asked: input of the rule; the VMA is anonymous
 * @window: window, with its table
 * @unit: filled in: an array of %PTWALK_ENTRIES
 */
void huge_units_read(const struct huge_asked *asked,
		     const struct huge_window *window, struct huge_unit *unit)
{
	unsigned int i;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		read_unit(asked, window, i, &unit[i]);
	size_folios(unit);
	/* KSM pages are write-protected, and it takes two PTEs that map one */
	if (window->counts.present >= window->counts.writable + 2 &&
	    !huge_is_settled(asked->rules, HUGE_PAGE_LOCK))
		mark_repeated(unit);
	for (i = 0; i < PTWALK_ENTRIES; i++)
		settle_unit(asked->rules, &unit[i]);
}
