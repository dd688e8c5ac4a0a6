// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts the entries of a page table: see huge-count.h.
 */
#include <assert.h>

#include "huge-count.h"
#include "rss.h"
#include "run.h"

#define BLOCK	8	/* entries between two branches of huge_count_rss() */

static bool knows(const struct ptwalk_dict *dict, unsigned int key)
{
	return dict->known & (1ULL << key);
}

/**
 * huge_masks_init() - turn the dictionary of a dump into masks
 * @masks: filled in
 * @dict: dictionary; must live as long as @masks
 */
void huge_masks_init(struct huge_masks *masks, const struct ptwalk_dict *dict)
{
	const __u64 *v = dict->value;

	*masks = (struct huge_masks){
		.dict = dict,
		.addr = ptwalk_addr_mask(dict, 1),
		.writable = PTWALK_RAW_RW,
		.dirty = PTWALK_RAW_D | v[PTWALK_DICT_SAVED_DIRTY],
		.uffd_wp = v[PTWALK_DICT_UFFD_WP],
		.special = v[PTWALK_DICT_SPECIAL],
		.devmap = v[PTWALK_DICT_DEVMAP],
		.protnone = v[PTWALK_DICT_PROTNONE],
		.soft_dirty = v[PTWALK_DICT_SOFT_DIRTY],
		.known = knows(dict, PTWALK_DICT_SPECIAL) &&
			 knows(dict, PTWALK_DICT_PROTNONE) &&
			 knows(dict, PTWALK_DICT_UFFD_WP) &&
			 knows(dict, PTWALK_DICT_MAX_SWAPFILES),
	};
	/* a PTE of a shadow stack has RW clear and D set, and pte_write() holds */
	if (v[PTWALK_DICT_FEATURES] & PTWALK_CPU_SHSTK)
		masks->writable |= PTWALK_RAW_D;
}

/**
 * huge_entry_read() - decode a PTE as far as rules need it
 * @masks: masks
 * @raw: the PTE
 * @anon: the VMA is anonymous.  A special PTE there is that of the zero page, as nothing
 *	  else is mapped as special in anonymous memory
 * @entry: filled in
 */
void huge_entry_read(const struct huge_masks *masks, __u64 raw, bool anon,
		     struct huge_entry *entry)
{
	const __u64 *v = masks->dict->value;
	struct ptwalk_pte pte;

	ptwalk_decode(masks->dict, raw, 1, &pte);
	*entry = (struct huge_entry){
		.kind = pte.kind == PTWALK_PROTNONE ? PTWALK_PAGE : pte.kind,
		.uffd_wp = pte.flags & PTWALK_F_UFFD_WP,
	};
	if (pte.kind == PTWALK_MARKER)
		entry->uffd_wp |= pte.offset & v[PTWALK_DICT_MARKER_UFFD_WP];
	if (entry->kind != PTWALK_PAGE)
		return;
	entry->zero = anon && (raw & masks->special);
	entry->special = !anon && (raw & masks->special);
	entry->devmap = raw & masks->devmap;
	entry->dirty = raw & masks->dirty;
	entry->writable = raw & masks->writable;
}

/* Counts a PTE that is neither present nor empty: so rare that calling the decoder is fine */
static void count_nonpresent(const struct huge_masks *masks, __u64 raw,
			     struct huge_counts *c)
{
	const __u64 *v = masks->dict->value;
	struct huge_entry entry;
	struct ptwalk_pte pte;

	huge_entry_read(masks, raw, true, &entry);
	c->uffd_wp += entry.uffd_wp;
	ptwalk_decode(masks->dict, raw, 1, &pte);
	if (rss_of(masks->dict, &pte, NULL) & RSS_MEMORY)
		c->rss += ptwalk_span(1);
	switch (entry.kind) {
	case PTWALK_SWAP:
		c->swap++;
		return;
	case PTWALK_HWPOISON:
	case PTWALK_SWAPIN_ERROR:
		c->lost++;
		break;
	case PTWALK_MARKER:
		c->lost += !!(pte.offset & (v[PTWALK_DICT_MARKER_POISONED] |
					    v[PTWALK_DICT_MARKER_GUARD]));
		break;
	}
	c->nonpresent++;
}

/*
 * Order of the largest naturally aligned block among @nr pages with consecutive frames,
 * the first of them in entry @index and frame @frame.  An order is possible only if
 * @index and @frame are the same modulo its size.
 */
static unsigned int order_of(unsigned int index, __u64 frame, unsigned int nr)
{
	unsigned int order = 0, first;

	while (order < 9 && (2U << order) <= nr &&
	       !((frame - index) & ((2ULL << order) - 1))) {
		first = (index + (2U << order) - 1) & -(2U << order);
		if (first + (2U << order) > index + nr)
			break;
		order++;
	}
	return order;
}

/*
 * Ends a run of consecutive pages: from entry @index on, at physical addresses @begin to
 * @last
 */
static void end_piece(struct huge_counts *c, unsigned int index, __u64 begin,
		      __u64 last)
{
	const __u64 step = ptwalk_span(1);
	unsigned int order = order_of(index, begin / step,
				      (last - begin) / step + 1);

	if (order > c->order)
		c->order = order;
}

/* How many of @nr entries have a bit of @mask: @any have in all or some of them, @all in each? */
static __u64 count_with(const __u64 *entry, unsigned int nr, __u64 mask, __u64 any, __u64 all)
{
	__u64 count = 0;
	unsigned int i;

	if (all & mask)
		return nr;
	if (!(any & mask))
		return 0;
#pragma GCC unroll 4
	for (i = 0; i < nr; i++)
		count += !!(entry[i] & mask);
	return count;
}

/* The pieces of consecutive frames among @nr present pages, the first of them in entry @index */
static void find_pieces(struct huge_counts *c, const __u64 *entry, unsigned int index,
			unsigned int nr, __u64 addr)
{
	const __u64 step = ptwalk_span(1);
	unsigned int piece = 0, i;

	for (i = 1; i <= nr; i++) {
		if (i < nr && (entry[i] & addr) - (entry[i - 1] & addr) == step)
			continue;
		if (i - piece > 1)
			end_piece(c, index + piece, entry[piece] & addr, entry[i - 1] & addr);
		piece = i;
	}
}

/*
 * Count entries that are all present, and none of them special: by far the most frequent case.
 * @nr is not 0.
 * Returns false, with nothing counted, where they are not.
 */
static bool count_present(const struct huge_masks *masks, const __u64 *entry,
			  unsigned int index, unsigned int nr, struct huge_counts *c)
{
	const __u64 step = ptwalk_span(1), addr = masks->addr;
	__u64 any = 0, all = ~0ULL, accessed = 0, apart = 0;
	__u64 next = ~0ULL;	/* no frame: the first entry begins an extent */
	unsigned int i;

#pragma GCC unroll 4
	for (i = 0; i < nr; i++) {
		const __u64 raw = entry[i], frame = raw & addr;

		any |= raw;
		all &= raw;
		accessed += raw & PTWALK_RAW_A;
		apart += frame != next;
		next = frame + step;
	}
	if (!(all & PTWALK_RAW_P) || (any & masks->special))
		return false;
	c->present += nr;
	c->accessed += accessed / PTWALK_RAW_A;
	c->dirty += count_with(entry, nr, masks->dirty, any, all);
	c->writable += count_with(entry, nr, masks->writable, any, all);
	c->uffd_wp += count_with(entry, nr, masks->uffd_wp, any, all);
	c->soft_dirty += count_with(entry, nr, masks->soft_dirty, any, all);
	c->extents += apart;
	if (apart < nr)
		find_pieces(c, entry, index, nr, addr);
	return true;
}

/**
 * huge_counts_add() - add what was counted elsewhere
 * @counts: added to, except for @order, which becomes the larger one
 * @more: what is added
 */
void huge_counts_add(struct huge_counts *counts, const struct huge_counts *more)
{
	__u64 order = more->order > counts->order ? more->order : counts->order;
	const __u64 *from = (const __u64 *)more;
	__u64 *to = (__u64 *)counts;
	size_t i;

	static_assert(!(sizeof(*counts) % sizeof(*to)), "all of them are __u64");
	for (i = 0; i < sizeof(*counts) / sizeof(*to); i++)
		to[i] += from[i];
	counts->order = order;
}

/* Count entries of any kind but empty ones, one by one; those from @first up to @end. */
static void count_any(const struct huge_masks *masks, const __u64 *entry, unsigned int first,
		      unsigned int end, bool anon, struct huge_counts *c)
{
	const __u64 special = masks->special, dirty = masks->dirty;
	const __u64 writable = masks->writable, uffd_wp = masks->uffd_wp;
	const __u64 step = ptwalk_span(1), addr = masks->addr;
	const __u64 soft_dirty = masks->soft_dirty;
	unsigned int piece = 0, extents = 0, i;
	__u64 frame, last = ~0ULL, zeros = 0, specials = 0, begin = 0;

	for (i = first; i < end; i++) {
		__u64 raw = entry[i];

		if (!(raw & PTWALK_RAW_P)) {
			if (!(raw & masks->protnone)) {
				count_nonpresent(masks, raw, c);
				continue;
			}
			frame = ~raw & addr;
		} else {
			frame = raw & addr;
		}
		specials += !!(raw & special);
		if (anon && (raw & special)) {
			zeros++;
			continue;
		}
		c->present++;
		c->accessed += !!(raw & PTWALK_RAW_A);
		c->dirty += !!(raw & dirty);
		c->writable += !!(raw & writable);
		c->uffd_wp += !!(raw & uffd_wp);
		c->protnone += !(raw & PTWALK_RAW_P);
		c->soft_dirty += !!(raw & soft_dirty);
		/* the run goes on only where entry and frame are both the next one */
		if (frame - last != step || i - piece != (frame - begin) / step) {
			if (extents)
				end_piece(c, piece, begin, last);
			extents++;
			piece = i;
			begin = frame;
		}
		last = frame;
	}
	if (extents)
		end_piece(c, piece, begin, last);
	c->extents += extents;
	c->zero += zeros;
	c->special += specials - zeros;
}

/*
 * Count entries of which some are empty, as of a mapped file.  A run of frames ends there, so that
 * what is between two empty ones is counted for itself.
 */
static void count_gaps(const struct huge_masks *masks, const __u64 *entry, unsigned int first,
		       unsigned int end, bool anon, struct huge_counts *c)
{
	unsigned int i = first, from;

	while (i < end) {
		for (from = i; i < end && ptwalk_is_none(entry[i]); i++)
			;
		c->none += i - from;
		for (from = i; i < end && !ptwalk_is_none(entry[i]); i++)
			;
		if (i > from && !count_present(masks, entry + from, from, i - from, c))
			count_any(masks, entry, from, i, anon, c);
	}
}

/* Entries that the table record leaves out are empty: leave them out of @first up to @end. */
static void clip(const struct ptwalk_table *table, unsigned int *first, unsigned int *end)
{
	if (*first < table->first)
		*first = table->first;
	if (*end > table->first + (unsigned int)table->count)
		*end = table->first + table->count;
	if (*first > *end)
		*first = *end;
}

/**
 * huge_count() - count the entries of a page table
 * @masks: masks
 * @table: table of level 1
 * @from: index of the first entry to count
 * @to: index after the last one
 * @anon: the VMA is anonymous: see huge_entry_read()
 * @counts: added to, except for @order, which becomes the larger one
 */
void huge_count(const struct huge_masks *masks,
		const struct ptwalk_table *table, unsigned int from,
		unsigned int to, bool anon, struct huge_counts *counts)
{
	unsigned int first = from, end = to;
	struct huge_counts c = { 0 };

	clip(table, &first, &end);
	c.none = to - from - (end - first);
	if (first == end ||
	    !count_present(masks, table->entry + (first - table->first), first, end - first, &c))
		count_gaps(masks, table->entry - table->first, first, end, anon, &c);
	c.rss += (c.present - c.special) * ptwalk_span(1);
	huge_counts_add(counts, &c);
}

/* The present ones of some entries; what any of the others holds is added to @nonpresent. */
static __u64 count_mixed(const __u64 *entry, unsigned int first, unsigned int end,
			 __u64 *any, __u64 *nonpresent)
{
	__u64 pages = 0;
	unsigned int i;

	for (i = first; i < end; i++) {
		const __u64 present = entry[i] & PTWALK_RAW_P;

		pages += present;
		*any |= entry[i];
		*nonpresent |= entry[i] & (present - PTWALK_RAW_P);
	}
	return pages;
}

/**
 * huge_count_rss() - count the memory that the entries of a page table map
 * @masks: masks
 * @table: table of level 1
 * @from: index of the first entry to count
 * @to: index after the last one
 *
 * Return: what huge_count() adds to @rss, for less work.
 */
__u64 huge_count_rss(const struct huge_masks *masks, const struct ptwalk_table *table,
		     unsigned int from, unsigned int to)
{
	const __u64 *entry = table->entry - table->first;
	__u64 any = 0, nonpresent = 0, pages = 0;
	unsigned int first = from, end = to, i;
	struct huge_counts counts = { 0 };

	clip(table, &first, &end);
	for (i = first; i + BLOCK <= end; i += BLOCK) {
		const __u64 *e = entry + i;
		const __u64 some = e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7];
		const __u64 all = e[0] & e[1] & e[2] & e[3] & e[4] & e[5] & e[6] & e[7];

		any |= some;
		/* of a file, as many PTEs are made at once: most blocks are empty or full */
		if (all & PTWALK_RAW_P)
			pages += BLOCK;
		else if (some)
			pages += count_mixed(entry, i, i + BLOCK, &any, &nonpresent);
	}
	pages += count_mixed(entry, i, end, &any, &nonpresent);
	if (!nonpresent && !(any & masks->special))
		return pages * ptwalk_span(1);
	huge_count(masks, table, from, to, false, &counts);
	return counts.rss;
}
