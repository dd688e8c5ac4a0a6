// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's rules about the PTEs of a window: mm/khugepaged.c's khugepaged_scan_pmd() of
 * 5.10, hpage_collapse_scan_pmd() of 6.1 and 6.12, collapse_scan_pmd() of 7.2, one rule for
 * each of their conditions; then what collapse_huge_page() adds.  The order in which a
 * kernel checks them is in huge-rules.c; how 7.2 goes on where it may choose a size is in
 * huge-mthp.c.
 */
#include <stddef.h>

#include "huge-private.h"
#include "run.h"

static bool is_page(const struct huge_entry *entry)
{
	return entry->kind == PTWALK_PAGE && !entry->zero;
}

/* A setting max_ptes_*, which MADV_COLLAPSE ignores */
static int no_more_than(const struct huge_asked *asked, int knob)
{
	return asked->rules->judge == HUGE_MADVISE ? HUGE_NO_LIMIT : knob;
}

/* pte_none() || is_zero_pfn(): max_ptes_none, and userfaultfd_armed() */
static bool hits_none(const struct huge_entry *entry)
{
	return entry->kind == PTWALK_NONE || entry->zero;
}

static __u64 count_none(const struct huge_counts *counts)
{
	return counts->none + counts->zero;
}

static int limit_none(const struct huge_asked *asked)
{
	return asked->area->armed ? 0 : no_more_than(asked, asked->rules->knobs.max_none);
}

const struct huge_entry_rule huge_entry_none = {
	.verdict = HUGE_EXCEED_NONE,
	.hits = hits_none,
	.count = count_none,
	.limit = limit_none,
};

/*
 * collapse_scan_pmd() of 7.2: "If PMD is the only enabled order, enforce
 * max_ptes_none, otherwise scan all pages": KHUGEPAGED_MAX_PTES_LIMIT.
 */
static int limit_none_mthp(const struct huge_asked *asked)
{
	return huge_area_any_order(asked->area) ? PTWALK_ENTRIES - 1 :
						  limit_none(asked);
}

const struct huge_entry_rule huge_entry_none_mthp = {
	.verdict = HUGE_EXCEED_NONE,
	.hits = hits_none,
	.count = count_none,
	.limit = limit_none_mthp,
};

/* is_swap_pte(), !pte_present(): max_ptes_swap counts whatever is not present */
static bool hits_swap(const struct huge_entry *entry)
{
	return entry->kind != PTWALK_NONE && entry->kind != PTWALK_PAGE;
}

static __u64 count_swap(const struct huge_counts *counts)
{
	return counts->swap + counts->nonpresent;
}

static int limit_swap(const struct huge_asked *asked)
{
	return no_more_than(asked, asked->rules->knobs.max_swap);
}

const struct huge_entry_rule huge_entry_swap = {
	.verdict = HUGE_EXCEED_SWAP,
	.hits = hits_swap,
	.count = count_swap,
	.limit = limit_swap,
};

static int limit_0(const struct huge_asked *asked)
{
	(void)asked;
	return 0;
}

/* pte_uffd_wp(), pte_swp_uffd_wp(), pte_swp_uffd_wp_any() */
static bool hits_uffd_wp(const struct huge_entry *entry)
{
	return entry->uffd_wp && !entry->zero;
}

static __u64 count_uffd_wp(const struct huge_counts *counts)
{
	return counts->uffd_wp;
}

const struct huge_entry_rule huge_entry_uffd_wp = {
	.verdict = HUGE_UFFD_WP,
	.hits = hits_uffd_wp,
	.count = count_uffd_wp,
	.limit = limit_0,
};

/* vm_normal_page() is NULL, or is_zone_device_page() */
static bool hits_null(const struct huge_entry *entry)
{
	return is_page(entry) && (entry->special || entry->devmap);
}

static __u64 count_null(const struct huge_counts *counts)
{
	return counts->special;
}

const struct huge_entry_rule huge_entry_null = {
	.verdict = HUGE_PAGE_NULL,
	.hits = hits_null,
	.count = count_null,
	.limit = limit_0,
};

/*
 * folio_test_lazyfree() && !pte_dirty(); only khugepaged checks it, not in VM_DROPPABLE
 * VMAs
 */
static bool hits_lazyfree(const struct huge_entry *entry)
{
	return entry->page && huge_page_lazyfree(entry->page) && !entry->dirty;
}

static __u64 count_lazyfree(const struct huge_counts *counts)
{
	return counts->lazyfree;
}

/* A PTE with D set does not hit: its page was written to after MADV_FREE. */
static __u64 most_lazyfree(const struct huge_counts *counts)
{
	return counts->present - counts->dirty;
}

static bool may_lazyfree(const struct huge_entry *entry)
{
	return !entry->dirty;
}

static int limit_lazyfree(const struct huge_asked *asked)
{
	return asked->rules->judge == HUGE_MADVISE ||
	       (asked->area->vma->flags & PTWALK_VMA_DROPPABLE) ? HUGE_NO_LIMIT : 0;
}

const struct huge_entry_rule huge_entry_lazyfree = {
	.verdict = HUGE_PAGE_LAZYFREE,
	.hits = hits_lazyfree,
	.count = count_lazyfree,
	.limit = limit_lazyfree,
	.pages = true,
	.most = most_lazyfree,
	.may = may_lazyfree,
};

/* folio_test_anon() */
static bool hits_anon(const struct huge_entry *entry)
{
	return entry->page && !huge_page_anon(entry->page);
}

static __u64 count_anon(const struct huge_counts *counts)
{
	return counts->not_anon;
}

const struct huge_entry_rule huge_entry_anon = {
	.verdict = HUGE_PAGE_ANON,
	.hits = hits_anon,
	.count = count_anon,
	.limit = limit_0,
	.pages = true,
};

/*
 * page_mapcount() > 1 up to 6.1; folio_likely_mapped_shared(),
 * folio_maybe_mapped_shared() later: max_ptes_shared
 */
static bool hits_shared(const struct huge_entry *entry)
{
	return entry->page && huge_page_shared(entry->page);
}

static __u64 count_shared(const struct huge_counts *counts)
{
	return counts->shared;
}

/* A PTE that allows writes does not hit: its anonymous page is this process's alone. */
static __u64 most_shared(const struct huge_counts *counts)
{
	return counts->present - counts->writable;
}

static bool may_shared(const struct huge_entry *entry)
{
	return !entry->writable;
}

static int limit_shared(const struct huge_asked *asked)
{
	return no_more_than(asked, asked->rules->knobs.max_shared);
}

const struct huge_entry_rule huge_entry_shared = {
	.verdict = HUGE_EXCEED_SHARED,
	.hits = hits_shared,
	.count = count_shared,
	.limit = limit_shared,
	.pages = true,
	.most = most_shared,
	.may = may_shared,
};

/*
 * There is no rule for folio_test_lru().  A page that was just faulted in is off the LRU
 * lists, as it waits in a folio_batch of its CPU; but khugepaged and MADV_COLLAPSE call
 * lru_add_drain_all() before they look.  A page that is still off the lists then is so
 * for a moment only.
 */

/* folio_test_locked() */
static bool hits_lock(const struct huge_entry *entry)
{
	return entry->page && huge_page_locked(entry->page);
}

static __u64 count_lock(const struct huge_counts *counts)
{
	return counts->locked;
}

const struct huge_entry_rule huge_entry_lock = {
	.verdict = HUGE_PAGE_LOCK,
	.hits = hits_lock,
	.count = count_lock,
	.limit = limit_0,
	.pages = true,
};

/* hpage_collapse_scan_pmd(): "if (!writable)", up to 6.12, also for MADV_COLLAPSE */
enum huge_verdict huge_end_writable(const struct huge_asked *asked,
				    struct huge_window *window)
{
	(void)asked;
	if (window->counts.writable)
		return HUGE_COLLAPSE;
	window->number = 0;
	window->limit = 1;
	window->needs = 1;
	return HUGE_NO_WRITABLE;
}

/*
 * "!referenced || (unmapped && referenced < HPAGE_PMD_NR / 2)".  Beside A, the kernel
 * checks PG_referenced, PG_young and accesses of a KVM guest; where the pages were not
 * looked up, the count of A is the least that there can be.
 */
enum huge_verdict huge_end_referenced(const struct huge_asked *asked,
				      struct huge_window *window)
{
	const struct huge_counts *c = &window->counts;
	__u64 referenced = c->accessed, least;

	if (asked->rules->judge == HUGE_MADVISE)
		return HUGE_COLLAPSE;
	if (c->paged == c->present)
		referenced = c->referenced;
	least = c->swap + c->nonpresent ? PTWALK_ENTRIES / 2 : 1;
	if (referenced >= least)
		return HUGE_COLLAPSE;
	if (c->paged != c->present)
		*asked->lacks |= HUGE_LACKS_PAGES;
	window->number = referenced;
	window->limit = least;
	window->needs = least - referenced;
	return HUGE_LACK_REFERENCED;
}

/*
 * __collapse_huge_page_swapin(): do_swap_page() cannot bring poison and guard entries
 * back.  Where khugepaged may choose a size, swap_in() of huge-mthp.c does this.
 */
enum huge_verdict huge_end_lost(const struct huge_asked *asked,
				struct huge_window *window)
{
	if (!window->counts.lost || huge_area_any_order(asked->area))
		return HUGE_COLLAPSE;
	window->number = window->counts.lost;
	window->limit = 0;
	window->needs = window->counts.lost;
	return HUGE_FAILED;
}
