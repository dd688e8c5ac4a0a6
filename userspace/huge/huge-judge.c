// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a window whose facts are known: that of its VMA, or else that of its page table.
 * The rules are in huge-rules.c and huge-order.c; huge.c finds the facts.
 */
#include "huge.h"
#include "huge-private.h"

static void set_verdict(struct huge_window *w, enum huge_verdict verdict)
{
	w->verdict = verdict;
	if (verdict > HUGE_UNKNOWN)
		w->reasons |= HUGE_BIT(verdict);
}

/*
 * How many PTEs of a private file mapping certainly map private copies, that is,
 * anonymous memory: those that are or were written to, and swap entries.  Pages of the
 * file are mapped clean and without W there, and reclaim leaves an empty PTE; but
 * UFFDIO_CONTINUE sets D in each PTE that it makes, so D does not count where the VMA is
 * registered for that.
 */
static __u64 copies(const struct huge_window *w)
{
	const struct huge_counts *c = &w->counts;

	if (c->paged && c->paged == c->present - c->special)
		return c->paged - c->not_anon + c->swap;
	if ((w->vma->flags & PTWALK_VMA_UFFD_MINOR) || c->writable > c->dirty)
		return c->writable + c->swap;
	return c->dirty + c->swap;
}

/* is_cow_mapping(), of a file mapping that has had a private copy */
static bool can_have_copies(const struct huge_area *area)
{
	const __u64 cow = PTWALK_VMA_SHARED | PTWALK_VMA_MAYWRITE;

	return area->backing != HUGE_ANON && (area->vma->flags & PTWALK_VMA_ANON_VMA) &&
	       (area->vma->flags & cow) == PTWALK_VMA_MAYWRITE;
}

/*
 * Can private copies of a file's pages be the reason?  A collapse works on the page
 * cache: retract_page_tables() and collapse_pte_mapped_thp() leave a window alone unless
 * all of its pages are the cache's.  No such reason is added in VMAs that are never
 * collapsed, nor where it is taken as mended.
 */
static bool may_be_copied(const struct huge *h, const struct huge_window *w)
{
	const __u64 never = HUGE_BIT(HUGE_VMA_DAX) | HUGE_BIT(HUGE_VMA_SPECIAL) |
			    HUGE_BIT(HUGE_VMA_HUGETLB) |
			    HUGE_BIT(HUGE_VMA_TOO_SMALL);

	return w->windows && can_have_copies(&h->area) && !(h->area.reasons & never) &&
	       !huge_is_settled(&h->rules, HUGE_PRIVATE_COPIES);
}

/* Does the window have private copies of a file's pages? */
static bool is_copied(const struct huge *h, struct huge_window *w)
{
	if (!may_be_copied(h, w))
		return false;
	w->number = copies(w);
	w->needs = w->number;
	if (!w->number && w->counts.paged < w->counts.present - w->counts.special)
		w->lacks |= HUGE_LACKS_PAGES;
	return w->number;
}

/**
 * huge_is_decided() - does the VMA alone decide the verdict, whatever the PTEs are?
 * @h: iterator, in the VMA of the window
 * @w: window
 *
 * Return: true if it does.
 */
bool huge_is_decided(const struct huge *h, const struct huge_window *w)
{
	return !may_be_copied(h, w) &&
	       (h->area.reasons || !w->windows || h->area.backing != HUGE_ANON);
}

/* Sets a verdict that does not depend on the PTEs; false where they have to be looked at */
static bool judge_area(const struct huge *h, struct huge_window *w)
{
	const struct huge_area *area = &h->area;

	w->reasons = area->reasons;
	w->lacks |= area->lacks;
	w->cause = area->cause;
	if (w->table && is_copied(h, w)) {
		set_verdict(w, HUGE_PRIVATE_COPIES);
		return true;
	}
	if (area->reasons) {
		w->verdict = area->verdict;
		return true;
	}
	if (!w->windows) {
		set_verdict(w, w->lacks & HUGE_LACKS_RANGE ?
			       HUGE_UNKNOWN : HUGE_NOT_IN_ONE_VMA);
		return true;
	}
	if (area->backing == HUGE_ANON)
		return false;
	w->lacks |= HUGE_LACKS_CACHE;
	set_verdict(w, area->backing == HUGE_FILE ? HUGE_FILE_UNKNOWN :
						    HUGE_SHMEM_UNKNOWN);
	return true;
}

/**
 * huge_judge_window() - find the verdict on a window
 * @h: iterator, in the VMA of the window
 * @w: window with all facts; the verdict and what explains it are filled in
 */
void huge_judge_window(const struct huge *h, struct huge_window *w)
{
	if (judge_area(h, w))
		return;
	if (!w->table) {
		set_verdict(w, w->empty);
		return;
	}
	huge_rules_window(&h->rules, &h->area, &h->masks, w);
	if (!h->masks.known)
		w->lacks |= HUGE_LACKS_DECODING;
	if (w->table->flags & PTWALK_TABLE_UNSTABLE)
		w->lacks |= HUGE_LACKS_TABLE;
}
