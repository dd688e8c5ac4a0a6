// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cuts the VMAs of a dump into windows, finds the page table of each or what stands in
 * its place, and has it judged: see huge.h.  huge-judge.c has the verdict of a window.
 */
#include <string.h>

#include "huge.h"
#include "huge-private.h"
#include "rss.h"
#include "run.h"

#define WINDOW		(ptwalk_span(2))

/* What the dump has at an address without a page table */
enum place {
	NO_TABLE_ABOVE,		/* no PMD table */
	NO_TABLE,		/* its PMD entry is empty */
	UNREAD,			/* an entry leads to a table that the dump does not hold */
	ENTRY,			/* a leaf, or an entry that is not present */
};

static void enter_area(struct huge *h)
{
	const struct ptwalk_vma *vma = h->dump->vma[h->vma];

	huge_rules_area(&h->rules, vma, dump_vma_end_at(h->dump, h->vma), &h->area);
	h->pos = h->area.start < h->start ? h->start : h->area.start;
}

static void begin(struct huge *h, const struct dump *dump, enum huge_judge judge,
		  const struct huge_knobs *knobs)
{
	*h = (struct huge){ .dump = dump, .pages = dump->facts.nr_pages };
	huge_rules_begin(&h->rules, dump, judge, knobs);
	huge_masks_init(&h->masks, &dump->dict);
	if (dump->header->half == PTWALK_HALF_USER)
		huge_limit(h, dump->header->start, dump->end->reached);
}

/**
 * huge_begin() - start to iterate over the windows of a dump
 * @h: iterator
 * @dump: dump; must live as long as @h.  A dump of the kernel half has no windows
 * @judge: whose rules apply: khugepaged or MADV_COLLAPSE
 *
 * Records of pages are counted if the facts of @dump have any at this point.
 */
void huge_begin(struct huge *h, const struct dump *dump, enum huge_judge judge)
{
	begin(h, dump, judge, NULL);
}

/**
 * huge_begin_sums() - start to iterate over the windows of one of many dumps, to sum them up
 * @h: iterator
 * @dump: dump, as for huge_begin()
 * @knobs: the settings of the machine, which @dump need not have
 *
 * By khugepaged's rules.  To parse the settings takes as long as to judge a small process.  Where
 * the VMA alone decides the verdict, the PTEs of a window are counted as far as its Rss needs it:
 * all else in @counts is 0.
 */
void huge_begin_sums(struct huge *h, const struct dump *dump, const struct huge_knobs *knobs)
{
	begin(h, dump, HUGE_KHUGEPAGED, knobs);
	h->sums = true;
}

/**
 * huge_limit() - take only the windows of a range
 * @h: iterator, after huge_begin()
 * @start: first address, page-aligned
 * @end: first address after the range, which must lie in what the dump covers:
 *	 dump_clip()
 */
void huge_limit(struct huge *h, __u64 start, __u64 end)
{
	size_t until = dump_vmas_until(h->dump, start);

	memset(h->below, 0, sizeof(h->below));
	h->start = start;
	h->end = end;
	h->vma = until ? until - 1 : 0;
	if (h->vma < h->dump->nr_vmas)
		enter_area(h);
}

/*
 * The table of @level that covers @addr, or NULL.  The search never goes back, so
 * addresses must grow from call to call.
 */
static const struct ptwalk_table *covering(struct huge *h, unsigned int level,
					   __u64 addr)
{
	const struct ptwalk_table **table = h->dump->table[level];
	size_t nr = h->dump->nr_tables[level], i = h->below[level];
	__u64 span = ptwalk_span(level) * PTWALK_ENTRIES;

	while (i < nr && table[i]->base + span <= addr)
		i++;
	h->below[level] = i;
	return i < nr && table[i]->base <= addr ? table[i] : NULL;
}

/*
 * What is at @addr, where no page table is?  Sets @raw and @level to the lowest entry
 * that the dump has for @addr, and @until to the end of what that entry maps: the result
 * is the same up to there.
 */
static enum place place_at(struct huge *h, __u64 addr, __u64 *raw,
			   unsigned int *level, __u64 *until)
{
	const struct ptwalk_table *table = NULL;
	unsigned int l;

	for (l = 2; l <= h->dump->header->levels && !table; l++)
		table = l < 4 ? covering(h, l, addr) :
				dump_table(h->dump, l, addr);
	l--;
	*level = l;
	*raw = table ? ptwalk_table_entry(table, ptwalk_index(addr, l)) : 0;
	*until = (addr & -ptwalk_span(l)) + ptwalk_span(l);
	if (ptwalk_is_none(*raw))
		return l == 2 ? NO_TABLE : NO_TABLE_ABOVE;
	return ptwalk_leads_to_table(*raw, l) ? UNREAD : ENTRY;
}

static const struct ptwalk_table *page_table(struct huge *h, __u64 addr)
{
	return covering(h, 1, addr);
}

/* Start of the next page table, ~0 where there is none */
static __u64 next_table(const struct huge *h)
{
	size_t i = h->below[1];

	return i < h->dump->nr_tables[1] ? h->dump->table[1][i]->base : ~0ULL;
}

/*
 * Begins [h->pos, @end): several windows, or a part of one.  Sets %HUGE_LACKS_RANGE where
 * the VMA has the whole window and only the range wanted does not.
 */
static void begin_window(const struct huge *h, __u64 end, struct huge_window *w)
{
	*w = (struct huge_window){
		.start = h->pos,
		.end = end,
		.vma = h->area.vma,
	};
	if (!((w->start | w->end) & (WINDOW - 1)))
		w->windows = (w->end - w->start) / WINDOW;
	else if ((w->start & -WINDOW) >= h->area.start &&
		 ((w->end + WINDOW - 1) & -WINDOW) <= h->area.end)
		w->lacks = HUGE_LACKS_RANGE;
}

static void count_table(const struct huge *h, const struct ptwalk_table *table, unsigned int from,
			unsigned int to, struct huge_window *w)
{
	huge_count(&h->masks, table, from, to, h->area.backing == HUGE_ANON, &w->counts);
	if (h->pages)
		huge_count_pages(&h->masks, &h->dump->facts, table, from, to, &w->counts);
}

static void take_table(struct huge *h, const struct ptwalk_table *table,
		       struct huge_window *w)
{
	unsigned int from = ptwalk_index(w->start, 1);
	unsigned int to = from + ((w->end - w->start) >> ptwalk_shift(1));

	w->table = table;
	w->level = 1;
	if (h->sums && huge_is_decided(h, w))
		w->counts.rss = huge_count_rss(&h->masks, table, from, to);
	else
		count_table(h, table, from, to, w);
	if (rss_unseen_4k(&h->dump->dict, w->vma))
		w->counts.unseen = w->counts.rss;
	w->whole = w->counts.order == HUGE_ORDER;
	huge_judge_window(h, w);
}

static void count_leaf(const struct huge *h, const struct ptwalk_pte *pte,
		       unsigned int what, struct huge_window *w)
{
	__u64 pages = (w->end - w->start) >> ptwalk_shift(1);
	struct huge_counts *c = &w->counts;

	c->present = pages;
	c->extents = 1;
	c->order = ptwalk_shift(pte->level) - ptwalk_shift(1);
	if (pte->flags & PTWALK_F_A)
		c->accessed = pages;
	if (pte->raw & h->masks.dirty)
		c->dirty = pages;
	if (pte->raw & h->masks.writable)
		c->writable = pages;
	if (pte->flags & PTWALK_F_UFFD_WP)
		c->uffd_wp = pages;
	/* present, but neither memory nor hugetlb: no struct page, or the huge zero page */
	if (what == RSS_PRESENT)
		c->special = pages;
}

/* An entry of level 2 or 3 that is not empty and leads to no table */
static void take_entry(const struct huge *h, __u64 raw, unsigned int level,
		       struct huge_window *w)
{
	__u64 size = w->end - w->start;
	struct ptwalk_pte pte;
	unsigned int what;

	ptwalk_decode(&h->dump->dict, raw, level, &pte);
	what = rss_of(&h->dump->dict, &pte, w->vma);
	w->raw = raw;
	if (what & RSS_MEMORY)
		w->counts.rss = size;
	if (what & RSS_UNSEEN)
		w->counts.unseen = size;
	if (what & RSS_HUGETLB)
		w->counts.hugetlb = size;
	if (what & RSS_PRESENT)
		count_leaf(h, &pte, what, w);
	else
		w->counts.nonpresent = size >> ptwalk_shift(1);
	/* a huge page under migration is one before and after it */
	if (what & (RSS_PRESENT | RSS_HUGE)) {
		w->level = level;
		w->lacks = 0;
		w->verdict = HUGE_IS;
		return;
	}
	w->empty = huge_rules_no_table(&h->rules, true, true);
	huge_judge_window(h, w);
}

static void take_nothing(const struct huge *h, enum place what, struct huge_window *w)
{
	if (what == UNREAD) {
		w->lacks |= HUGE_LACKS_TABLE;
		w->empty = HUGE_UNKNOWN;
	} else {
		w->counts.none = (w->end - w->start) >> ptwalk_shift(1);
		w->empty = huge_rules_no_table(&h->rules, what == NO_TABLE, false);
	}
	huge_judge_window(h, w);
}

/*
 * End of the whole windows from h->pos on, up to @limit, that look like the first one,
 * which ends at @until.  Where only the VMA decides, it does not matter which of the
 * tables is missing.
 */
static __u64 same_until(struct huge *h, enum place what, __u64 until,
			__u64 limit)
{
	bool either = h->area.reasons || h->area.backing != HUGE_ANON;
	__u64 raw, tables = next_table(h);
	unsigned int level;
	enum place next;

	if (limit > tables)
		limit = tables;
	while (until < limit) {
		__u64 from = until;

		next = place_at(h, from, &raw, &level, &until);
		if (next != what &&
		    !(either && next <= NO_TABLE && what <= NO_TABLE))
			return from;
	}
	return until < limit ? until : limit;
}

/*
 * Takes the window at h->pos; without a page table, all windows that are alike from there
 * on
 */
static void huge_take(struct huge *h, struct huge_window *w)
{
	__u64 limit = h->area.end < h->end ? h->area.end : h->end;
	__u64 base = h->pos & -WINDOW, end = base + WINDOW, raw, until;
	const struct ptwalk_table *table = page_table(h, base);
	bool whole = base == h->pos && end <= limit;
	unsigned int level;
	enum place place;

	if (end > limit)
		end = limit;
	if (table) {
		begin_window(h, end, w);
		take_table(h, table, w);
		return;
	}
	place = place_at(h, base, &raw, &level, &until);
	if (place == ENTRY) {
		begin_window(h, until < limit ? until : limit, w);
		take_entry(h, raw, level, w);
		return;
	}
	if (whole)
		end = same_until(h, place, until, limit & -WINDOW);
	begin_window(h, end, w);
	take_nothing(h, place, w);
}

/**
 * huge_next() - the next window
 * @h: iterator
 * @window: filled in
 *
 * Windows come in ascending order, and so do the parts of VMAs that fill no window
 * (@windows is 0); together they cover the VMAs.
 *
 * Return: true with a window, false at the end.
 */
bool huge_next(struct huge *h, struct huge_window *window)
{
	if (h->start >= h->end || h->vma >= h->dump->nr_vmas)
		return false;
	while (h->pos >= h->area.end) {
		if (++h->vma >= h->dump->nr_vmas)
			return false;
		enter_area(h);
	}
	if (h->pos >= h->end)
		return false;
	huge_take(h, window);
	h->pos = window->end;
	return true;
}

/**
 * huge_again() - find the verdict on a window again, by other rules
 * @h: iterator whose last window was @window
 * @rules: rules, of the same dump
 * @window: window, not huge; the verdict and all fields that depend on rules are replaced
 */
void huge_again(const struct huge *h, const struct huge_rules *rules,
		struct huge_window *window)
{
	struct huge then = *h;

	then.rules = *rules;
	huge_rules_area(rules, window->vma, h->area.end, &then.area);
	*window = (struct huge_window){
		.start = window->start,
		.end = window->end,
		.windows = window->windows,
		.vma = window->vma,
		.table = window->table,
		.raw = window->raw,
		.level = window->level,
		.counts = window->counts,
		.empty = window->empty,
		.whole = window->whole,
		.lacks = window->lacks & (HUGE_LACKS_RANGE | HUGE_LACKS_TABLE),
	};
	huge_judge_window(&then, window);
}
