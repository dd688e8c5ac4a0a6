// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares tables and entries: walks both page-table trees down in lock-step, entry by
 * entry.  In each dump, an entry leads to a table, is a leaf, or is empty; what is done
 * depends on both:
 *
 *	table	table		compare the two tables
 *	leaf	leaf		compare the two entries; an empty entry is treated as a leaf
 *	table	page		promoted
 *	page	table		split
 *	table	other leaf	compare the table with an empty one, and report the leaf
 *				separately
 *	unread	anything	do not compare: the dump does not hold the table
 *
 * In the user half, an entry that leads to an unread table counts as empty if no VMA lies
 * in its range, as in runs (run.h): the kernel may be freeing that table.
 *
 * Two equal tables of the lowest level, by far the most frequent case, cost one memcmp().
 */
#include <string.h>

#include "area.h"
#include "diff-private.h"

/**
 * struct slot - one entry of one dump
 * @raw: raw value of the entry; if the dump holds the table below, the value that was
 *	 read together with that table
 * @below: the table that the entry leads to, or NULL
 */
struct slot {
	__u64			raw;
	const struct ptwalk_table *below;
};

static void compare_tables(struct diff *d, unsigned int level, __u64 base,
			   const struct ptwalk_table *was,
			   const struct ptwalk_table *now);

/*
 * The table of @level with the first address @base, or NULL.  @base must ascend from call
 * to call of one level: side->next skips what is below it.
 */
static const struct ptwalk_table *table_at(struct side *side,
					   unsigned int level, __u64 base)
{
	const struct dump *dump = side->dump;
	size_t *i = &side->next[level];

	while (*i < dump->nr_tables[level] &&
	       dump->table[level][*i]->base < base)
		(*i)++;
	if (*i == dump->nr_tables[level] ||
	    dump->table[level][*i]->base != base)
		return NULL;
	return dump->table[level][*i];
}

/**
 * diff_entry() - raw value of an entry for which the dump holds no table below
 * @side: the dump
 * @table: the table that holds the entry
 * @level: level of @table
 * @i: index of the entry in @table, 0 to 511
 * @addr: first address that the entry translates
 *
 * Return: the entry as it was read; 0 if it is in the user half, leads to a table and no
 * VMA overlaps its range.
 */
__u64 diff_entry(const struct side *side, const struct ptwalk_table *table,
		 unsigned int level, unsigned int i, __u64 addr)
{
	__u64 raw = ptwalk_table_entry(table, i);

	if (ptwalk_leads_to_table(raw, level) &&
	    side->dump->header->half == PTWALK_HALF_USER &&
	    !area_within(side->dump, addr, addr + (ptwalk_span(level) - 1)))
		return 0;
	return raw;
}

/* What the dump of @side has at entry @i of @table; empty if @table is NULL. */
static struct slot slot_at(struct side *side, const struct ptwalk_table *table,
			   unsigned int level, unsigned int i, __u64 addr)
{
	struct slot slot = { 0 };

	if (!table)
		return slot;
	if (level > 1)
		slot.below = table_at(side, level - 1, addr);
	slot.raw = slot.below ? slot.below->parent :
				diff_entry(side, table, level, i, addr);
	return slot;
}

static bool is_unread(const struct slot *slot, unsigned int level)
{
	return !slot->below && ptwalk_leads_to_table(slot->raw, level);
}

/**
 * diff_vma_at() - find the VMA that contains an address
 * @side: the dump; caches the VMA, so that neighbouring addresses need no search
 * @addr: address
 *
 * Return: the VMA, or NULL if there is none.
 */
const struct ptwalk_vma *diff_vma_at(struct side *side, __u64 addr)
{
	const struct ptwalk_vma *vma = side->vma;

	if (vma && addr - vma->start < side->vma_end - vma->start)
		return vma;
	vma = dump_vma(side->dump, addr);
	if (vma) {
		side->vma = vma;
		side->vma_end = dump_vma_end(side->dump, vma);
	}
	return vma;
}

/**
 * diff_describe() - fill in what one dump has at a changed entry
 * @side: the dump
 * @pte: the entry, decoded
 * @vma: the VMA that the entry belongs to, or NULL
 * @c: filled in
 */
void diff_describe(const struct side *side, const struct ptwalk_pte *pte,
		   const struct ptwalk_vma *vma, struct change_side *c)
{
	*c = (struct change_side){
		.vma = vma,
		.raw = pte->raw,
		.phys = pte->phys,
		.all = pte->flags,
		.any = pte->flags,
		.kind = pte->kind,
		.level = pte->level,
		.marker = ptwalk_marker_kind(&side->dump->dict, pte->offset),
	};
}

/* Fill in @c for one entry: its addresses that are compared and what both dumps have. */
static void begin_change(struct diff *d, struct change *c, unsigned int level,
			 __u64 addr, const struct ptwalk_pte *was,
			 const struct ptwalk_pte *now)
{
	c->subject = SUBJECT_ENTRY;
	c->level = level;
	c->entries = 1;
	diff_clip(d, addr, addr + (ptwalk_span(level) - 1), &c->start, &c->end);
	diff_describe(&d->was, was, diff_vma_at(&d->was, c->start), &c->was);
	diff_describe(&d->now, now, diff_vma_at(&d->now, c->start), &c->now);
}

static void compare_entries(struct diff *d, unsigned int level, __u64 addr,
			    __u64 raw_was, __u64 raw_now)
{
	const struct ptwalk_pte *was = pte_cache_decode(&d->was.ptes, raw_was, level);
	const struct ptwalk_pte *now = pte_cache_decode(&d->now.ptes, raw_now, level);
	struct change c = {
		.what = change_between(&d->report->rules, was, now),
	};

	if (!changes_any(&c.what))
		return;
	begin_change(d, &c, level, addr, was, now);
	if (d->report->rules.areas)
		c.rss = diff_resident(&d->now, now, c.now.vma, c.start, c.end) -
			diff_resident(&d->was, was, c.was.vma, c.start, c.end);
	if (was->kind == PTWALK_TABLE || now->kind == PTWALK_TABLE) {
		/* the table below may serve several VMAs: name none of them */
		c.was.vma = NULL;
		c.now.vma = NULL;
	}
	diff_note(d, &c);
}

static struct change_side side_of_table(const struct ptwalk_table *table)
{
	struct change_side side = { 0 };

	if (table) {
		side.raw = table->parent;
		side.phys = table->phys;
		side.kind = PTWALK_TABLE;
	}
	return side;
}

/*
 * Report a page-table page that was added, removed or replaced, or that both processes
 * share.  @was or @now is NULL if that dump has no table there, but not both.
 */
static void note_table(struct diff *d, const struct ptwalk_table *was,
		       const struct ptwalk_table *now)
{
	const struct ptwalk_table *shared = was ? diff_shared(d, was) : NULL;
	const struct ptwalk_table *table = was ? was : now;
	__u64 size = ptwalk_span(table->level) * PTWALK_ENTRIES;
	struct change c = {
		.subject = SUBJECT_TABLE,
		.level = table->level,
		.entries = 1,
		.was = side_of_table(was),
		.now = side_of_table(now),
	};

	if (!was)
		c.what.kinds = 1U << CHANGE_TABLE_GAINED;
	else if (!now)
		c.what.kinds = 1U << CHANGE_TABLE_LOST;
	else if (d->report->rules.same_process && was->phys != now->phys)
		c.what.kinds = 1U << CHANGE_TABLE_MOVED;
	if (shared) {
		c.what.kinds |= 1U << CHANGE_TABLE_SHARED;
		c.distance = shared->base - was->base;
	}
	diff_clip(d, table->base, table->base + (size - 1), &c.start, &c.end);
	diff_note(d, &c);
}

/**
 * diff_note_shared() - report a table of the first dump if both processes share it
 * @d: comparison
 * @was: table of the first dump
 */
void diff_note_shared(struct diff *d, const struct ptwalk_table *was)
{
	const struct ptwalk_table *now = diff_shared(d, was);

	if (now)
		note_table(d, was, now);
}

/*
 * Report all tables below an entry as gained or lost: only the dump of @side has them.
 * @level is the level of the table that holds the entry, @base the entry's first address.
 */
static void note_tables(struct diff *d, struct side *side, unsigned int level,
			__u64 base)
{
	bool lost = side == &d->was;
	unsigned int below;

	for (below = level - 1; below >= 1; below--) {
		const struct ptwalk_table **table = side->dump->table[below];
		size_t nr = side->dump->nr_tables[below];
		size_t *i = &side->next[below];

		while (*i < nr && table[*i]->base < base)
			(*i)++;
		for (; *i < nr && table[*i]->base - base < ptwalk_span(level);
		     (*i)++)
			note_table(d, lost ? table[*i] : NULL,
				   lost ? NULL : table[*i]);
	}
}

/**
 * diff_unread() - count a range that cannot be compared
 * @d: comparison
 * @start: first address
 * @end: first address after the range; 0 stands for 1 << 64
 *
 * For a range whose table one of the dumps does not hold, or that one of them was not
 * walked for.  Adjacent ranges count as one if they are passed in ascending order.
 */
void diff_unread(struct diff *d, __u64 start, __u64 end)
{
	d->report->unread_bytes += end - start;
	if (!d->report->unread_runs || start != d->unread_end)
		d->report->unread_runs++;
	d->unread_end = end;
}

/* A table became a page, or a page became a table. */
static void compare_sizes(struct diff *d, unsigned int level, __u64 addr,
			  const struct slot *was, const struct slot *now)
{
	struct ptwalk_pte pte_was, pte_now;
	struct change c = { 0 };

	ptwalk_decode(&d->was.dump->dict, was->raw, level, &pte_was);
	ptwalk_decode(&d->now.dump->dict, now->raw, level, &pte_now);
	begin_change(d, &c, level, addr, &pte_was, &pte_now);
	if (was->below)
		diff_promoted(d, &c, was->below, &pte_now);
	else
		diff_split(d, &c, &pte_was, now->below);
	diff_note(d, &c);
	note_tables(d, was->below ? &d->was : &d->now, level, addr);
}

/* Compare an entry below which only one dump has a table. */
static void compare_table_with_leaf(struct diff *d, unsigned int level,
				    __u64 addr, const struct slot *was,
				    const struct slot *now)
{
	const struct slot *leaf = was->below ? now : was;
	struct side *side = was->below ? &d->now : &d->was;
	struct ptwalk_pte pte;

	ptwalk_decode(&side->dump->dict, leaf->raw, level, &pte);
	if (change_holds_page(pte.kind)) {
		compare_sizes(d, level, addr, was, now);
		return;
	}
	if (pte.kind != PTWALK_NONE)
		compare_entries(d, level, addr, was->raw, now->raw);
	note_table(d, was->below, now->below);
	compare_tables(d, level - 1, addr, was->below, now->below);
}

static void compare_slots(struct diff *d, unsigned int level, __u64 addr,
			  const struct slot *was, const struct slot *now)
{
	bool same = was->raw == now->raw && d->report->rules.same_dict;
	__u64 start, end;

	if (is_unread(was, level) || is_unread(now, level)) {
		diff_clip(d, addr, addr + (ptwalk_span(level) - 1), &start, &end);
		diff_unread(d, start, end);
		return;
	}
	if (!was->below != !now->below) {
		compare_table_with_leaf(d, level, addr, was, now);
		return;
	}
	if (!same)
		compare_entries(d, level, addr, was->raw, now->raw);
	if (!was->below)
		return;
	note_table(d, was->below, now->below);
	compare_tables(d, level - 1, addr, was->below, now->below);
}

static bool equal_tables(const struct diff *d, const struct ptwalk_table *was,
			 const struct ptwalk_table *now)
{
	return d->report->rules.same_dict && was && now &&
	       was->first == now->first && was->count == now->count &&
	       !memcmp(was->entry, now->entry,
		       was->count * sizeof(was->entry[0]));
}

/* The bits in which entries and their neighbours differ: no branch for each entry, and no loop */
static __u64 differ2(const __u64 *was, const __u64 *now)
{
	return (was[0] ^ now[0]) | (was[1] ^ now[1]);
}

static __u64 differ8(const __u64 *was, const __u64 *now)
{
	return differ2(was, now) | differ2(was + 2, now + 2) | differ2(was + 4, now + 4) |
	       differ2(was + 6, now + 6);
}

/* Index of the first of two entries that differ, from @i up to @to, or @to */
static unsigned int first_different(const __u64 *was, const __u64 *now, unsigned int i,
				    unsigned int to)
{
	while (i + 8 <= to && !differ8(was + i, now + i))
		i += 8;
	while (i < to && was[i] == now[i])
		i++;
	return i;
}

/*
 * Index of the first entry, from @i on, in which two tables of one kernel differ.  Where both
 * records have entries, these are compared directly; elsewhere an entry that is left out is 0.
 */
static unsigned int next_different(const struct ptwalk_table *was,
				   const struct ptwalk_table *now, unsigned int i)
{
	const unsigned int from = was->first > now->first ? was->first : now->first;
	const unsigned int ends[] = { was->first + was->count, now->first + now->count };
	const unsigned int to = ends[0] < ends[1] ? ends[0] : ends[1];

	for (; i < PTWALK_ENTRIES; i++) {
		if (i >= from && i < to)
			i = first_different(was->entry - was->first, now->entry - now->first,
					    i, to);
		if (ptwalk_table_entry(was, i) != ptwalk_table_entry(now, i))
			break;
	}
	return i;
}

/* Compare two page tables whose entries mean the same: only those that differ are looked at. */
static void compare_entries_of(struct diff *d, __u64 base, const struct ptwalk_table *was,
			       const struct ptwalk_table *now, unsigned int i, unsigned int last)
{
	for (i = next_different(was, now, i); i <= last && !d->rc;
	     i = next_different(was, now, i + 1))
		compare_entries(d, 1, base + i * ptwalk_span(1), ptwalk_table_entry(was, i),
				ptwalk_table_entry(now, i));
}

/* @was or @now is NULL if that dump has no table of @level at @base. */
static void compare_tables(struct diff *d, unsigned int level, __u64 base,
			   const struct ptwalk_table *was,
			   const struct ptwalk_table *now)
{
	unsigned int shift = ptwalk_shift(level);
	__u64 first = d->report->first, last = d->report->last;
	__u64 i = first > base ? (first - base) >> shift : 0;
	__u64 to = (last - base) >> shift;

	if (level == 1 && equal_tables(d, was, now))
		return;
	if (to >= PTWALK_ENTRIES)
		to = PTWALK_ENTRIES - 1;
	if (level == 1 && was && now && d->report->rules.same_dict) {
		compare_entries_of(d, base, was, now, i, to);
		return;
	}
	for (; i <= to && !d->rc; i++) {
		__u64 addr = base + (i << shift);
		struct slot a = slot_at(&d->was, was, level, i, addr);
		struct slot b = slot_at(&d->now, now, level, i, addr);

		if (a.raw || b.raw)
			compare_slots(d, level, addr, &a, &b);
	}
}

/**
 * diff_tables() - compare all page-table pages and their entries by address
 * @d: comparison
 */
void diff_tables(struct diff *d)
{
	unsigned int top = d->was.dump->header->levels;
	const struct ptwalk_table *was = NULL, *now = NULL;

	if (d->was.dump->nr_tables[top])
		was = d->was.dump->table[top][0];
	if (d->now.dump->nr_tables[top])
		now = d->now.dump->table[top][0];
	if (!was && !now)
		return;
	note_table(d, was, now);
	compare_tables(d, top, was ? was->base : now->base, was, now);
}
