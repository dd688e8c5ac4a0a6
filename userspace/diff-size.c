// SPDX-License-Identifier: GPL-2.0
/*
 * A table that became a large page, and the reverse: what its entries held, which
 * of them are in the large page's frames, and what that does to Rss.  Owns the
 * counting over the small side; where such a pair is met is diff-walk.c.
 */
#include <string.h>

#include "diff-private.h"
#include "stat.h"

/**
 * struct small - what a table says that became a leaf, or was one
 * @present: entries that hold a page
 * @zero: those that hold the zero page
 * @empty: entries that are empty
 * @same: those in the same frame as the leaf has for their address
 * @holes: entries that are counted in @zero or @empty
 * @rss: bytes that Rss counts, of the addresses that are compared
 * @all: flags set in all that hold a page
 * @any: flags set in any of them
 */
struct small {
	unsigned int	present;
	unsigned int	zero;
	unsigned int	empty;
	unsigned int	same;
	__u64		holes[PTWALK_ENTRIES / 64];
	__s64		rss;
	__u32		all;
	__u32		any;
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
	return stat_resident(&side->dump->dict, pte, vma) ? end - start : 0;
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

static void add_table(struct small *sum, unsigned int i, const struct small *sub)
{
	sum->present += !!sub->present;
	sum->same += sub->present && sub->same == sub->present;
	sum->rss += sub->rss;
	sum->all &= sub->all;
	sum->any |= sub->any;
	if (sub->zero + sub->empty < PTWALK_ENTRIES)
		return;
	sum->empty++;
	sum->holes[i / 64] |= 1ULL << i % 64;
}

/*
 * A table against the page @large, of the size of all that it translates; @vma
 * tells whether they are hugetlb's.
 */
static struct small count_small(const struct diff *d, const struct side *side,
				const struct ptwalk_table *table,
				const struct ptwalk_vma *vma,
				const struct ptwalk_pte *large)
{
	__u64 span = ptwalk_span(table->level), addr = table->base, start, end;
	unsigned int level = table->level, i;
	struct ptwalk_pte part = *large, pte;
	const struct ptwalk_table *below;
	struct small sum = { .all = ~0U };

	for (i = 0; i < PTWALK_ENTRIES; i++, addr += span, part.phys += span) {
		below = level > 1 ? dump_table(side->dump, level - 1, addr) :
				    NULL;
		if (below) {
			struct small sub = count_small(d, side, below, vma,
						       &part);

			add_table(&sum, i, &sub);
			continue;
		}
		ptwalk_decode(&side->dump->dict, ptwalk_table_entry(table, i),
			      level, &pte);
		clip_entry(d, level, addr, &start, &end);
		sum.rss += diff_resident(side, &pte, vma, start, end);
		if (pte.kind == PTWALK_NONE) {
			sum.empty++;
			sum.holes[i / 64] |= 1ULL << i % 64;
		}
		if (!change_is_page(pte.kind))
			continue;
		sum.present++;
		sum.all &= pte.flags;
		sum.any |= pte.flags;
		if (pte.flags & ~large->flags & PTWALK_F_SPECIAL) {
			sum.zero++;
			sum.holes[i / 64] |= 1ULL << i % 64;
		} else {
			sum.same += pte.phys == part.phys;
		}
	}
	return sum;
}

/* What is hugetlb's on one side is so on the other: @large's area tells. */
static void count_into(const struct diff *d, struct change *c,
		       const struct side *side,
		       const struct ptwalk_table *table,
		       struct change_side *small_side,
		       const struct ptwalk_pte *large,
		       const struct change_side *large_side)
{
	struct small small = count_small(d, side, table, large_side->vma,
					 large);

	small_side->all = small.all;
	small_side->any = small.any;
	c->small = PTWALK_ENTRIES;
	c->small_present = small.present;
	c->small_zero = small.zero;
	c->small_empty = small.empty;
	c->same_frames = d->report->rules.frames ? small.same : 0;
	c->rss = -small.rss;
	memcpy(c->holes, small.holes, sizeof(c->holes));
}

/*
 * A flag counts as changed where all pages of the table had it and the large one
 * has not, or none and it has.
 */
static void note_flags(const struct diff *d, struct change *c)
{
	__u32 flags = d->report->rules.flags &
		      ~(PTWALK_F_P | PTWALK_F_PS);

	if (!c->small_present)
		return;
	c->what.gained = ~c->was.any & c->now.all & flags;
	c->what.lost = c->was.all & ~c->now.any & flags;
}

/**
 * diff_promoted() - a table became a page
 * @d: comparison
 * @c: the change, its addresses and sides set; the rest is filled in
 * @table: what was
 * @page: what is
 */
void diff_promoted(const struct diff *d, struct change *c,
		   const struct ptwalk_table *table,
		   const struct ptwalk_pte *page)
{
	c->what.kinds = 1U << CHANGE_PROMOTED;
	count_into(d, c, &d->was, table, &c->was, page, &c->now);
	c->rss += diff_resident(&d->now, page, c->now.vma, c->start, c->end);
	note_flags(d, c);
}

/**
 * diff_split() - a page became a table
 * @d: comparison
 * @c: the change, its addresses and sides set; the rest is filled in
 * @page: what was
 * @table: what is
 */
void diff_split(const struct diff *d, struct change *c,
		const struct ptwalk_pte *page, const struct ptwalk_table *table)
{
	c->what.kinds = 1U << CHANGE_SPLIT;
	count_into(d, c, &d->now, table, &c->now, page, &c->was);
	c->rss += diff_resident(&d->was, page, c->was.vma, c->start, c->end);
	c->rss = -c->rss;
	note_flags(d, c);
}
