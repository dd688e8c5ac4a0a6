// SPDX-License-Identifier: GPL-2.0
/*
 * A table that became a large page, and the reverse: each entry of the table
 * against the part of the page that has its addresses.  Owns the counting over the
 * table's entries; where such a pair is met is diff-walk.c.
 */
#include <string.h>

#include "diff-private.h"
#include "rss.h"

/**
 * struct small - what a table says that became a leaf, or was one
 * @entries: entries whose addresses are compared; the sum of @present, @swapped,
 *	     @other and @empty
 * @present: entries that hold a page
 * @zero: those that hold the zero page
 * @same: those in the same frame as the leaf has for their address
 * @swapped: entries that are swap entries
 * @other: entries that are neither of these, nor empty
 * @empty: entries that are empty
 * @holes: entries that are counted in @zero or @empty
 * @rss: what Rss gained by all of them
 * @what: the changes of all of them
 * @all: flags set in all that hold a page
 * @any: flags set in any of them
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
	__u32		all;
	__u32		any;
};

/**
 * struct sizes - a table against a page, which translates the same addresses
 * @d: comparison
 * @small: the dump that has the table
 * @large: the dump that has the page
 * @vma: the VMA that the page lies in, or NULL
 */
struct sizes {
	struct diff		*d;
	struct side		*small;
	const struct side	*large;
	const struct ptwalk_vma	*vma;
};

/**
 * diff_resident() - what Rss counts of an entry
 * @side: the dump that it is of
 * @pte: the entry
 * @vma: the area that it lies in, or NULL
 * @start: its first address that is compared
 * @end: first address after those that are
 *
 * Return: bytes.
 */
__s64 diff_resident(const struct side *side, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma, __u64 start, __u64 end)
{
	return rss_of(&side->dump->dict, pte, vma) & RSS_RESIDENT ?
	       end - start : 0;
}

/* The part of an entry's addresses that is compared; nothing if @end is @start. */
static void clip_entry(const struct diff *d, unsigned int level, __u64 addr,
		       __u64 *start, __u64 *end)
{
	__u64 last = addr + (ptwalk_span(level) - 1);

	*start = addr;
	*end = addr;
	if (last >= d->report->first && addr <= d->report->last)
		diff_clip(d, addr, last, start, end);
}

static void add_hole(struct small *sum, unsigned int i)
{
	sum->holes[i / 64] |= 1ULL << i % 64;
}

/* An entry that leads to a table is, to the table above, what most matters of it. */
static void add_table(struct small *sum, unsigned int i, const struct small *sub)
{
	if (!sub->entries)
		return;
	sum->entries++;
	sum->rss += sub->rss;
	changes_merge(&sum->what, &sub->what);
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
		if (pte->flags & ~part->flags & PTWALK_F_SPECIAL) {
			sum->zero++;
			add_hole(sum, i);
		} else {
			sum->same += pte->phys == part->phys;
		}
	}
}

/*
 * An entry of the table against @part, the part of the page that has the same
 * addresses.  What changed counts by the entry, not by the page: of one that was
 * split, some may be in swap and some in place.
 */
static void compare_part(const struct sizes *s, struct small *sum,
			 const struct ptwalk_pte *pte,
			 const struct ptwalk_pte *part,
			 __u64 start, __u64 end)
{
	bool split = s->large == &s->d->was;
	struct changes what;
	__s64 rss;

	what = change_between(&s->d->report->rules, split ? part : pte,
			      split ? pte : part);
	/* bits without a name are other ones at another level */
	what.kinds &= ~(1U << CHANGE_RAW);
	rss = diff_resident(s->small, pte, diff_vma_at(s->small, start), start,
			    end) -
	      diff_resident(s->large, part, s->vma, start, end);
	if (!split)
		rss = -rss;
	diff_count(s->d, &what, end - start, rss);
	changes_merge(&sum->what, &what);
	sum->rss += rss;
}

/* A table against the page @large, of the size of all that it translates. */
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
}

/**
 * diff_promoted() - a table became a page
 * @d: comparison
 * @c: the change, its addresses and sides set; the rest is filled in
 * @table: what was
 * @page: what is
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
 * diff_split() - a page became a table
 * @d: comparison
 * @c: the change, its addresses and sides set; the rest is filled in
 * @page: what was
 * @table: what is
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
