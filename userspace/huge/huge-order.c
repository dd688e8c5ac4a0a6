// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the reasons against a window the kernel meets first.  Its loop over the PTEs,
 * in hpage_collapse_scan_pmd() or collapse_scan_pmd(), ends at the first PTE that exceeds
 * a limit; the conditions after the loop are then not checked.
 *
 * A rule whose pages were not looked up, or whose limit is not known, may end the loop
 * before the rule that certainly refuses: such rules are @could of the window.
 */
#include "huge-private.h"
#include "run.h"

#define MAX_RULES	16

/**
 * struct asking - a rule of the loop, while it is applied to a window
 * @rule: the rule
 * @limit: how many PTEs may hit, 0 where that is not known
 * @certain: it refuses the window
 * @possible: it may refuse the window, as far as is known
 * @hits: PTEs that hit, up to where the loop is
 * @may: other PTEs up to there that may hit, as their pages were not looked up
 */
struct asking {
	const struct huge_entry_rule *rule;
	int		limit;
	bool		certain;
	bool		possible;
	int		hits;
	int		may;
};

/* Can pages that were not looked up make the rule exceed its limit? */
static bool may_exceed(const struct huge_entry_rule *rule,
		       const struct huge_counts *c, int limit)
{
	return rule->pages && rule->most && c->paged < c->present - c->special &&
	       rule->most(c) > (__u64)limit;
}

/* Finds out whether the rule refuses the window or may do so; false where it cannot */
static bool ask(struct asking *a, const struct huge_asked *asked,
		struct huge_window *window)
{
	const struct huge_counts *c = &window->counts;
	const struct huge_entry_rule *rule = a->rule;
	int limit = rule->limit(asked);
	__u64 count = rule->count(c);

	if (limit == HUGE_NO_LIMIT)
		return false;
	if (rule->pages && !rule->most && c->paged < c->present - c->special)
		window->lacks |= HUGE_LACKS_MOMENT;
	a->limit = limit == HUGE_UNSET ? 0 : limit;
	a->certain = limit != HUGE_UNSET && count > (__u64)limit;
	a->possible = !a->certain && (count > (__u64)a->limit ||
				      may_exceed(rule, c, a->limit));
	if (limit == HUGE_UNSET && count)
		window->lacks |= HUGE_LACKS_KNOBS;
	return a->certain || a->possible;
}

static void read_entry(const struct huge_asked *asked,
		       const struct huge_window *window, unsigned int i,
		       struct huge_entry *entry)
{
	__u64 addr = window->start + i * ptwalk_span(1);
	const struct ptwalk_page_run *page;

	huge_entry_read(asked->masks, ptwalk_table_entry(window->table, i),
			asked->area->backing == HUGE_ANON, entry);
	page = facts_page(asked->rules->facts, addr);
	if (entry->kind == PTWALK_PAGE && !entry->zero && !entry->special &&
	    page && page->addr <= addr)
		entry->page = page;
}

static bool may_hit(const struct huge_entry_rule *rule,
		    const struct huge_entry *entry)
{
	return rule->may && entry->kind == PTWALK_PAGE && !entry->zero &&
	       !entry->special && !entry->page && rule->may(entry);
}

/*
 * The kernel's loop over the PTEs.  Return: the rule that ends it; rules that may end it
 * before that one are added to @could of the window.
 */
static const struct huge_entry_rule *
met_first(struct asking *a, size_t nr, const struct huge_asked *asked,
	  struct huge_window *window)
{
	const struct huge_entry_rule *certain = NULL;
	struct huge_entry entry;
	unsigned int i;
	size_t r;

	for (r = 0; r < nr; r++)
		if (a[r].certain && !certain)
			certain = a[r].rule;
	for (i = 0; i < PTWALK_ENTRIES; i++) {
		read_entry(asked, window, i, &entry);
		for (r = 0; r < nr; r++) {
			if (a[r].rule->hits(&entry))
				a[r].hits++;
			else if (may_hit(a[r].rule, &entry))
				a[r].may++;
			else
				continue;
			if (a[r].certain && a[r].hits > a[r].limit)
				return a[r].rule;
			if (a[r].hits + a[r].may > a[r].limit)
				window->could |= HUGE_BIT(a[r].rule->verdict);
		}
	}
	return certain;
}

static void refuse(struct huge_window *window,
		   const struct huge_entry_rule *rule,
		   const struct huge_asked *asked)
{
	window->verdict = rule->verdict;
	window->number = rule->count(&window->counts);
	window->limit = rule->limit(asked);
	window->needs = window->number - window->limit;
}

static void ask_entries(const struct huge_asked *asked,
			struct huge_window *window)
{
	const struct huge_entry_rule *const *rule;
	struct asking a[MAX_RULES];
	size_t nr = 0, certain = 0, r;

	for (rule = asked->rules->behaviour->entry; *rule; rule++) {
		a[nr] = (struct asking){ .rule = *rule };
		if (huge_is_settled(asked->rules, (*rule)->verdict) ||
		    !ask(&a[nr], asked, window))
			continue;
		if (a[nr].certain) {
			certain++;
			window->reasons |= HUGE_BIT((*rule)->verdict);
		}
		nr++;
	}
	if (certain && nr > 1) {
		refuse(window, met_first(a, nr, asked, window), asked);
	} else if (certain) {
		refuse(window, a[0].rule, asked);
	} else {
		for (r = 0; r < nr; r++)
			window->could |= HUGE_BIT(a[r].rule->verdict);
	}
	for (r = 0; r < nr; r++)
		if (a[r].rule->pages && a[r].possible &&
		    (window->could & HUGE_BIT(a[r].rule->verdict)))
			window->lacks |= HUGE_LACKS_PAGES;
}

/*
 * The rules after the loop decide the verdict only if the loop refuses nothing; else they
 * only add their reasons.
 */
static void ask_end(const struct huge_asked *asked, struct huge_window *window)
{
	const huge_end_rule *rule;
	struct huge_window met;
	enum huge_verdict verdict;
	unsigned int lacks;

	for (rule = asked->rules->behaviour->end; *rule; rule++) {
		met = *window;
		lacks = window->lacks;
		verdict = (*rule)(asked, &met);
		if (huge_is_settled(asked->rules, verdict)) {
			window->lacks = lacks;
			continue;
		}
		if (verdict == HUGE_COLLAPSE)
			continue;
		if (!window->reasons) {
			window->number = met.number;
			window->limit = met.limit;
			window->needs = met.needs;
			window->order = met.order;
			window->not_2m = met.not_2m;
			window->filled = met.filled;
			window->verdict = verdict;
		} else {
			window->lacks = lacks;
		}
		if (verdict > HUGE_UNKNOWN)
			window->reasons |= HUGE_BIT(verdict);
	}
}

/*
 * PG_referenced of pages that were not looked up can refute %HUGE_LACK_REFERENCED: then
 * the other reasons hold, if there are any.
 */
static void ask_referenced(struct huge_window *window)
{
	const __u64 others = window->reasons & ~HUGE_BIT(HUGE_LACK_REFERENCED);

	if (window->verdict == HUGE_LACK_REFERENCED && !huge_smaller(window) &&
	    (window->lacks & HUGE_LACKS_PAGES) &&
	    window->counts.paged < window->counts.present)
		window->could |= others ? others : HUGE_BIT(HUGE_COLLAPSE);
}

/*
 * What cleared W in all PTEs.  change_protection(), for NUMA hints and
 * mprotect(PROT_NONE), clears P as well; clear_soft_dirty() clears soft-dirty too, and
 * VM_SOFTDIRTY of the VMA; copy_present_ptes() of fork() clears W alone.
 */
static enum huge_write_cause write_cause(const struct huge_asked *asked,
					 const struct huge_window *window)
{
	const struct ptwalk_vma *vma = window->vma;
	const struct huge_counts *c = &window->counts;

	if (!(vma->flags & (PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_EXEC)))
		return HUGE_WRITE_PROTNONE;
	if (!(vma->flags & PTWALK_VMA_WRITE))
		return HUGE_WRITE_READ_ONLY;
	/*
	 * unless the dump is of one moment, an mprotect() can lie between the VMA and its
	 * PTEs
	 */
	if (c->protnone == c->present)
		return dump_moment(asked->rules->dump->end) == DUMP_ONE_MOMENT ?
		       HUGE_WRITE_HINT : HUGE_WRITE_UNSAID;
	if (c->shared)
		return HUGE_WRITE_SHARED;
	if (asked->masks->soft_dirty && !(vma->flags & PTWALK_VMA_SOFTDIRTY) && !c->soft_dirty)
		return HUGE_WRITE_SOFT_DIRTY;
	return c->paged == c->present - c->special ? HUGE_WRITE_ALONE : HUGE_WRITE_COPY;
}

static __u64 cause(const struct huge_asked *asked, const struct huge_window *window)
{
	const struct huge_area *area = asked->area;

	switch (huge_met(window)) {
	case HUGE_NO_WRITABLE:
		return write_cause(asked, window);
	case HUGE_EXCEED_NONE:
		if (area->armed)
			return HUGE_WATCHED;
		break;
	case HUGE_EXCEED_SWAP:
		if (window->counts.lost)
			return HUGE_LOST;
		break;
	case HUGE_EXCEED_SHARED:
		break;
	default:
		return 0;
	}
	return window->number == PTWALK_ENTRIES ? HUGE_OVER_MOST : 0;
}

/**
 * huge_rules_window() - find the verdict on a window that has a page table
 * @rules: rules
 * @area: its VMA, which is anonymous and which no rule refuses
 * @masks: PTE bits of the kernel
 * @window: with @table and @counts; the verdict and what belongs to it are filled in
 */
void huge_rules_window(const struct huge_rules *rules,
		       const struct huge_area *area,
		       const struct huge_masks *masks,
		       struct huge_window *window)
{
	const struct huge_asked asked = { rules, area, &window->lacks, masks };

	window->verdict = HUGE_COLLAPSE;
	ask_entries(&asked, window);
	ask_end(&asked, window);
	ask_referenced(window);
	window->cause = cause(&asked, window);
	if (window->verdict == HUGE_COLLAPSE &&
	    (window->lacks & HUGE_LACKS_KNOBS))
		window->verdict = HUGE_UNKNOWN;
}
