// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kpageflags and kpagecount say of a page (facts.h), as the conditions that the
 * rules check, and counts of them: see huge-count.h.
 */
#include <linux/kernel-page-flags.h>

#include "huge-count.h"
#include "run.h"

static bool has(const struct ptwalk_page_run *page, unsigned int bit)
{
	return page->flags & (1ULL << bit);
}

/*
 * Does kpageflags have the folio's flags?  Up to some kernel between 6.1 and 6.12, it
 * shows those of the page itself for a page in the middle of a larger folio, which say
 * nothing.  Each mapped anonymous folio has KPF_UPTODATE, so a tail page without it is
 * such a page.
 */
static bool folio_known(const struct ptwalk_page_run *page)
{
	return !has(page, KPF_COMPOUND_TAIL) || has(page, KPF_UPTODATE);
}

/**
 * huge_page_anon() - the kernel's folio_test_anon()
 * @page: page
 *
 * Return: true where it holds.
 */
bool huge_page_anon(const struct ptwalk_page_run *page)
{
	return has(page, KPF_ANON);
}

/**
 * huge_page_shared() - is it mapped more than once?
 * @page: page
 *
 * 5.10 and 6.1 check just that.  Later kernels check the folio as a whole
 * (folio_likely_mapped_shared(), folio_maybe_mapped_shared()); for a large folio that is
 * an estimate that /proc does not show.
 *
 * Return: true where it is.
 */
bool huge_page_shared(const struct ptwalk_page_run *page)
{
	return page->maps != PTWALK_MAPS_UNKNOWN && page->maps > 1;
}

/**
 * huge_page_off_lru() - is it on no LRU list?
 * @page: page
 *
 * A page that was just faulted in is on none yet: it waits in a folio_batch of its CPU.
 *
 * Return: true where it is on none.
 */
bool huge_page_off_lru(const struct ptwalk_page_run *page)
{
	return folio_known(page) && !has(page, KPF_LRU);
}

/**
 * huge_page_locked() - is it locked?
 * @page: page
 *
 * Return: true where it was.
 */
bool huge_page_locked(const struct ptwalk_page_run *page)
{
	return folio_known(page) && has(page, KPF_LOCKED);
}

/**
 * huge_page_referenced() - does the kernel mark it referenced, apart from A in the PTE?
 * @page: page
 *
 * Return: true where it does.
 */
bool huge_page_referenced(const struct ptwalk_page_run *page)
{
	return folio_known(page) && has(page, KPF_REFERENCED);
}

/**
 * huge_page_lazyfree() - the kernel's folio_test_lazyfree()
 * @page: page
 *
 * Return: true where it holds.
 */
bool huge_page_lazyfree(const struct ptwalk_page_run *page)
{
	return folio_known(page) && has(page, KPF_ANON) &&
	       !has(page, KPF_SWAPBACKED);
}

static void count_page(const struct huge_masks *masks,
		       const struct ptwalk_page_run *page, __u64 raw,
		       struct huge_counts *c)
{
	c->paged++;
	c->shared += huge_page_shared(page);
	c->not_anon += !huge_page_anon(page);
	c->off_lru += huge_page_off_lru(page);
	c->locked += huge_page_locked(page);
	c->lazyfree += huge_page_lazyfree(page) && !(raw & masks->dirty);
	c->large += has(page, KPF_COMPOUND_HEAD) || has(page, KPF_COMPOUND_TAIL);
	c->referenced += (raw & PTWALK_RAW_A) || huge_page_referenced(page);
}

/**
 * huge_count_pages() - count what kpageflags and kpagecount say of the pages of a page table
 * @masks: masks
 * @facts: facts of the dump
 * @table: table of level 1
 * @from: index of the first entry to count
 * @to: index after the last one
 * @counts: added to: @paged and the fields after it
 */
void huge_count_pages(const struct huge_masks *masks, const struct facts *facts,
		      const struct ptwalk_table *table, unsigned int from,
		      unsigned int to, struct huge_counts *counts)
{
	const __u64 end = table->base + to * ptwalk_span(1);
	__u64 addr = table->base + from * ptwalk_span(1), stop, raw;
	const struct ptwalk_page_run *page;

	while (addr < end) {
		page = facts_page(facts, addr);
		if (!page || page->addr >= end)
			return;
		if (addr < page->addr)
			addr = page->addr;
		stop = page->addr + page->nr * ptwalk_span(1);
		if (stop > end)
			stop = end;
		for (; addr < stop; addr += ptwalk_span(1)) {
			raw = ptwalk_table_entry(table, ptwalk_index(addr, 1));
			if (huge_has_page(masks, raw))
				count_page(masks, page, raw, counts);
		}
	}
}
