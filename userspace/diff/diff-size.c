// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares a table with the large page that replaced it (promoted) or that it replaced
 * (split): each entry of the table against the same addresses of the page.  Owns the
 * counts over the table's entries; diff-walk.c finds such pairs and calls this file.
 */
#include <string.h>

#include "diff-private.h"
#include "rss.h"

/**
 * struct small - counts over the entries of a promoted or split table
 * @entries: entries whose addresses are compared: the sum of @present, @swapped, @other
 *	     and @empty
 * @present: entries that hold a page
 * @zero: of @present, entries that map the shared zero page
 * @same: of @present, entries that map the frame which the large page has at their address
 * @swapped: swap entries
 * @other: entries that are not present, not swap entries and not empty
 * @empty: empty entries
 * @holes: bit map, by index in the table, of the entries counted in @zero or @empty
 * @rss: bytes that Rss gained by all entries together
 * @what: union of the changes of all entries
 * @count: by change, how many entries have it, without those counted in @zero
 * @all: PTWALK_F_* set in every entry that holds a page
 * @any: PTWALK_F_* set in at least one entry that holds a page
 */
struct small {
	unsigned int	entries;
	unsigned int	present;
	unsigned int	zero;
	unsigned int	same;
	unsigned int	swapped;
	unsigned int	other;
	unsigned int	empty;
	__u64		holes[PTWALK_ENTRIES / 64];
	__s64		rss;
	struct changes	what;
	__u16		count[CHANGE_NR];
	__u32		all;
	__u32		any;
};

/**
 * struct sizes - one comparison of a table with a large page at the same addresses
 * @d: comparison
 * @small: the dump that has the table; d->was if promoted, d->now if split
 * @large: the dump that has the page
 * @vma: the VMA of @large that the page lies in, or NULL
 */
struct sizes {
	struct diff		*d;
	struct side		*small;
	const struct side	*large;
	const struct ptwalk_vma	*vma;
};

/**
 * diff_resident() - how much of an entry Rss of smaps counts
 * @side: the dump that has the entry
 * @pte: the entry, decoded
 * @vma: the VMA that the entry lies in, or NULL
 * @start: first address of the entry that is compared
 * @end: first address after those that are compared; 0 stands for 1 << 64
 *
 * Return: bytes: all of the range or 0.
 */
__s64 diff_resident(const struct side *side, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma, __u64 start, __u64 end)
{
	return rss_of(&side->dump->dict, pte, vma) & RSS_RESIDENT ?
	       end - start : 0;
}

/* Clip an entry to the addresses that are compared; @end equals @start if there are none. */
static void clip_entry(const struct diff *d, unsigned int level, __u64 addr,
		       __u64 *start, __u64 *end)
{
	__u64 last = addr + (ptwalk_span(level) - 1);

	*start = addr;
	*end = addr;
	if (last >= d->report->first && addr <= d->report->last)
		diff_clip(d, addr, last, start, end);
}

/* Add the changes of one entry to the sums; @zero: it is, or was, the zero page. */
static void add_changes(struct small *sum, const struct changes *what, bool zero)
{
	unsigned int i;

	changes_merge(&sum->what, what);
	if (!changes_any(what) || zero)
		return;
	for (i = 0; i < CHANGE_NR; i++)
		sum->count[i] += changes_has(what, i);
}

static void add_hole(struct small *sum, unsigned int i)
{
	sum->holes[i / 64] |= 1ULL << i % 64;
}

/*
 * Count a table below entry @i as one entry of the table above: as present if any entry of
 * @sub holds a page, otherwise as swapped, other or empty, in this order.  It counts as zero
 * or same only if all its present entries do.
 */
static void add_table(struct small *sum, unsigned int i, const struct small *sub)
{
	if (!sub->entries)
		return;
	sum->entries++;
	sum->rss += sub->rss;
	add_changes(sum, &sub->what, sub->zero && sub->zero == sub->present);
	sum->all &= sub->all;
	sum->any |= sub->any;
	if (sub->present) {
		sum->present++;
		sum->zero += sub->zero == sub->present;
		sum->same += sub->same == sub->present;
	} else if (sub->swapped) {
		sum->swapped++;
	} else if (sub->other) {
		sum->other++;
	} else {
		sum->empty++;
	}
	if (sub->zero + sub->empty == sub->entries)
		add_hole(sum, i);
}

/* Does an entry that holds a page map the shared zero page?  It is special, @part is not. */
static bool is_zero(const struct ptwalk_pte *pte, const struct ptwalk_pte *part)
{
	return change_is_page(pte->kind) && (pte->flags & ~part->flags & PTWALK_F_SPECIAL);
}

static void add_entry(struct small *sum, unsigned int i,
		      const struct ptwalk_pte *pte,
		      const struct ptwalk_pte *part)
{
	sum->entries++;
	if (pte->kind == PTWALK_NONE) {
		sum->empty++;
		add_hole(sum, i);
	} else if (pte->kind == PTWALK_SWAP) {
		sum->swapped++;
	} else if (!change_is_page(pte->kind)) {
		sum->other++;
	} else {
		sum->present++;
		sum->all &= pte->flags;
		sum->any |= pte->flags;
		if (is_zero(pte, part)) {
			sum->zero++;
			add_hole(sum, i);
		} else {
			sum->same += pte->phys == part->phys;
		}
	}
}

/*
 * Compare an entry of the table with @part: the entry of the large page, with the physical
 * address that it has for the addresses of the table's entry.  Changes are counted by entry, not
 * by large page: after a split, some entries may be swapped out while others are in place.
 */
static void compare_part(const struct sizes *s, struct small *sum,
			 const struct ptwalk_pte *pte,
			 const struct ptwalk_pte *part,
			 __u64 start, __u64 end)
{
	bool split = s->large == &s->d->was;
	struct changes what;
	__s64 rss = 0;

	what = change_between(&s->d->report->rules, split ? part : pte,
			      split ? pte : part);
	/* bits without a name mean something else at another level */
	what.kinds &= ~(1U << CHANGE_RAW);
	if (s->d->report->rules.areas)
		rss = diff_resident(s->small, pte, diff_vma_at(s->small, start), start,
				    end) -
		      diff_resident(s->large, part, s->vma, start, end);
	if (!split)
		rss = -rss;
	diff_count(s->d, &what, end - start, rss);
	add_changes(sum, &what, is_zero(pte, part));
	sum->rss += rss;
}

/* Compare each entry of @table with the page @large, which covers the same addresses. */
static struct small count_small(const struct sizes *s,
				const struct ptwalk_table *table,
				const struct ptwalk_pte *large)
{
	__u64 span = ptwalk_span(table->level), addr = table->base, start, end;
	unsigned int level = table->level, i;
	struct ptwalk_pte part = *large, pte;
	const struct ptwalk_table *below;
	struct small sum = { .all = ~0U };

	for (i = 0; i < PTWALK_ENTRIES; i++, addr += span, part.phys += span) {
		clip_entry(s->d, level, addr, &start, &end);
		if (start == end)
			continue;
		below = level > 1 ?
			dump_table(s->small->dump, level - 1, addr) : NULL;
		if (below) {
			struct small sub = count_small(s, below, &part);

			add_table(&sum, i, &sub);
			continue;
		}
		ptwalk_decode(&s->small->dump->dict,
			      diff_entry(s->small, table, level, i, addr),
			      level, &pte);
		if (pte.kind == PTWALK_TABLE) {
			diff_unread(s->d, start, end);
			continue;
		}
		add_entry(&sum, i, &pte, &part);
		compare_part(s, &sum, &pte, &part, start, end);
	}
	return sum;
}

/* Is this change told by none of the other counts of struct change? */
static bool is_part(unsigned int change)
{
	const __u32 counted = 1U << CHANGE_MAPPED | 1U << CHANGE_UNMAPPED | 1U << CHANGE_MOVED |
			      1U << CHANGE_SWAPPED_OUT | 1U << CHANGE_SWAPPED_IN |
			      1U << CHANGE_NONPRESENT;

	return change >= CHANGE_KINDS || !(counted & 1U << change);
}

/*
 * Runs merge if they have the same changes, of those that are wanted: two that do have the same
 * changes in the same elements of @part.
 */
static void set_parts(const struct diff *d, struct change *c, const struct small *small)
{
	unsigned int i, n = 0;

	for (i = 0; i < CHANGE_NR && n < CHANGE_PARTS; i++)
		if (small->count[i] && is_part(i) && changes_has(&d->wanted, i))
			c->part[n++] = (struct change_part){ small->count[i], i };
}

static void compare_sizes(const struct sizes *s, struct change *c,
			  const struct ptwalk_table *table,
			  struct change_side *small_side,
			  const struct ptwalk_pte *large)
{
	struct small small = count_small(s, table, large);

	small_side->all = small.present ? small.all : 0;
	small_side->any = small.any;
	c->small = small.entries;
	c->small_present = small.present;
	c->small_zero = small.zero;
	c->small_swapped = small.swapped;
	c->small_other = small.other;
	c->small_empty = small.empty;
	c->same_frames = s->d->report->rules.frames ? small.same : 0;
	c->rss = small.rss;
	memcpy(c->holes, small.holes, sizeof(c->holes));
	changes_merge(&c->what, &small.what);
	set_parts(s->d, c, &small);
}

/**
 * diff_promoted() - compare a table with the large page that replaced it
 * @d: comparison
 * @c: the change, with addresses and both sides set; the rest is filled in
 * @table: table of the first dump
 * @page: entry of the second dump
 */
void diff_promoted(struct diff *d, struct change *c,
		   const struct ptwalk_table *table,
		   const struct ptwalk_pte *page)
{
	const struct sizes sizes = {
		.d = d, .small = &d->was, .large = &d->now, .vma = c->now.vma,
	};

	c->what.kinds = 1U << CHANGE_PROMOTED;
	compare_sizes(&sizes, c, table, &c->was, page);
}

/**
 * diff_split() - compare a large page with the table that replaced it
 * @d: comparison
 * @c: the change, with addresses and both sides set; the rest is filled in
 * @page: entry of the first dump
 * @table: table of the second dump
 */
void diff_split(struct diff *d, struct change *c,
		const struct ptwalk_pte *page, const struct ptwalk_table *table)
{
	const struct sizes sizes = {
		.d = d, .small = &d->now, .large = &d->was, .vma = c->was.vma,
	};

	c->what.kinds = 1U << CHANGE_SPLIT;
	compare_sizes(&sizes, c, table, &c->now, page);
}
