// SPDX-License-Identifier: GPL-2.0-only
/*
 * From records to runs: see run.h for what it owns and how it is called.
 *
 * The code compares addresses by their distance from the position.  That is correct up to the
 * top of the address space too, where the end of a range is 1 << 64 and is stored as 0.
 */
#include "run.h"

/* Is @to after the position?  No range in a dump is as long as 1 << 63 bytes. */
static bool ahead(const struct ptwalk_cursor *c, __u64 to)
{
	__u64 distance = to - c->pos;

	return distance && distance < 1ULL << 63;
}

/**
 * ptwalk_cursor_init() - place the cursor at the start of the range that a dump covers
 * @c: cursor
 * @header: the header of the dump; @start, @end, @levels and @half are used
 * @dict: the header's dictionary; must live as long as @c
 */
void ptwalk_cursor_init(struct ptwalk_cursor *c,
			const struct ptwalk_header *header,
			const struct ptwalk_dict *dict)
{
	*c = (struct ptwalk_cursor){
		.dict = dict,
		.levels = header->levels,
		.areas = header->half == PTWALK_HALF_USER,
		.pos = header->start,
		.limit = header->start,
		.end = header->end,
	};
}

/**
 * ptwalk_cursor_seek() - let the cursor move up to the start of the next record
 * @c: cursor
 * @rec: the next record: a VMA, a table or the end; other types are ignored
 *
 * Tables and VMAs come in ascending order, so the records so far hold all tables for
 * addresses before @rec.
 */
void ptwalk_cursor_seek(struct ptwalk_cursor *c,
			const struct ptwalk_record *rec)
{
	__u64 to = c->pos;

	switch (rec->type) {
	case PTWALK_REC_VMA:
		to = ((const struct ptwalk_vma *)rec)->start;
		break;
	case PTWALK_REC_TABLE:
		to = ((const struct ptwalk_table *)rec)->base;
		break;
	case PTWALK_REC_END:
		to = ((const struct ptwalk_end *)rec)->reached;
		break;
	default:
		return;
	}
	c->flush = rec->type != PTWALK_REC_TABLE;
	c->limit = c->pos;
	if (!ahead(c, to))
		return;
	c->limit = to;
	if (to - c->pos > c->end - c->pos)
		c->limit = c->end;
}

/**
 * ptwalk_cursor_add() - make a VMA or table record the current one
 * @c: cursor, after ptwalk_cursor_next() returned false
 * @rec: the record that ptwalk_cursor_seek() was called with; the cursor keeps the pointer: a
 *	 VMA record must live until the next VMA is added, a table until the next of its level
 */
void ptwalk_cursor_add(struct ptwalk_cursor *c,
		       const struct ptwalk_record *rec)
{
	const struct ptwalk_table *table;
	struct ptwalk_pte parent;

	if (rec->type == PTWALK_REC_VMA) {
		c->vma = (const struct ptwalk_vma *)rec;
		return;
	}
	if (rec->type != PTWALK_REC_TABLE)
		return;

	table = (const struct ptwalk_table *)rec;
	c->table[table->level] = table;
	c->above[table->level] = PTWALK_F_RW | PTWALK_F_US;
	if (table->level < c->levels) {
		ptwalk_decode(c->dict, table->parent, table->level + 1,
			      &parent);
		c->above[table->level] =
			ptwalk_effective(c->dict, c->above[table->level + 1],
					 &parent);
	}
}

/* The table of the lowest level that covers the position; NULL if there is none yet. */
static const struct ptwalk_table *covering(const struct ptwalk_cursor *c)
{
	unsigned int level;

	for (level = 1; level <= c->levels; level++) {
		const struct ptwalk_table *t = c->table[level];

		if (t && c->pos - t->base < ptwalk_span(level) * PTWALK_ENTRIES)
			return t;
	}
	return NULL;
}

/* Kinds of entries that lead to tables: two of them are merged if kinds agree, not bits. */
static bool by_kind(unsigned int kind)
{
	return kind == PTWALK_UNREAD || kind == PTWALK_REPEAT;
}

/* The run that begins is one of pages: let A and D differ in it, if that is wanted. */
static void count_bits(struct ptwalk_cursor *c, unsigned int level)
{
	if (!c->loose || level > 1)
		return;
	c->counts = true;
	c->mask &= ~(PTWALK_RAW_A | PTWALK_RAW_D);
}

/*
 * Open a run at the position: sets @mask, the bits that all its entries share, and @step, the
 * difference of two contiguous neighbours.
 */
static void begin_run(struct ptwalk_cursor *c, unsigned int level, __u64 raw,
		      unsigned int kind)
{
	const __u64 *v = c->dict->value;
	struct ptwalk_pte pte;
	__u64 offset;

	c->run = (struct ptwalk_run){
		.start = c->pos,
		.end = c->pos,
		.raw = raw,
		.vma = c->vma,
		.above = c->above[level],
		.kind = kind,
		.level = level,
	};
	c->open = true;
	c->mask = ~ptwalk_addr_mask(c->dict, level);
	c->step = ptwalk_span(level);
	c->last = raw - c->step - 1;	/* not @raw - @step: the first entry starts an extent */
	c->counts = false;
	if (kind == PTWALK_NONE) {
		c->run.level = 0;
		return;
	}
	if (by_kind(kind))
		return;
	if (raw & PTWALK_RAW_P) {
		count_bits(c, level);
		return;
	}

	ptwalk_decode(c->dict, raw, level, &pte);
	c->run.kind = pte.kind;
	switch (pte.kind) {
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		c->step = -c->step;
		count_bits(c, level);
		break;
	case PTWALK_MARKER:
		c->mask = ~0ULL;
		c->step = 0;
		break;
	case PTWALK_UNKNOWN:
		c->mask = ~0ULL;
		break;
	default:	/* the swap format: entries may differ in the offset, but not in A and D */
		offset = (1ULL << v[PTWALK_DICT_SWAP_OFFSET_BITS]) - 1;
		offset &= ~(v[PTWALK_DICT_MIG_YOUNG] | v[PTWALK_DICT_MIG_DIRTY]);
		c->mask = ~(offset << v[PTWALK_DICT_SWAP_OFFSET_SHIFT]);
		c->step = 1ULL << v[PTWALK_DICT_SWAP_OFFSET_SHIFT];
		if (v[PTWALK_DICT_SWAP_INVERTED])
			c->step = -c->step;
	}
	c->last = raw - c->step - 1;
}

/*
 * The kind of run that entry @index of @t belongs to.  If the entry leads to a table, the dump
 * does not contain that table: else it would cover the position.  In the user half such an
 * entry outside of VMAs counts as empty, see run.h.
 */
static unsigned int kind_of(const struct ptwalk_cursor *c,
			    const struct ptwalk_table *t, unsigned int index,
			    __u64 raw)
{
	if (ptwalk_is_none(raw))
		return PTWALK_NONE;
	if (!ptwalk_leads_to_table(raw, t->level))
		return PTWALK_PAGE;	/* or not present: begin_run() decides */
	if (c->areas)
		return c->vma ? PTWALK_UNREAD : PTWALK_NONE;
	return ptwalk_repeats(raw, index ? ptwalk_table_entry(t, index - 1) : 0) ?
	       PTWALK_REPEAT : PTWALK_UNREAD;
}

/* Can an entry at the position join the open run? */
static bool joins(const struct ptwalk_cursor *c, unsigned int level, __u64 raw,
		  unsigned int kind)
{
	const struct ptwalk_run *run = &c->run;

	if (kind == PTWALK_NONE || run->kind == PTWALK_NONE)
		return kind == run->kind;
	if (run->level != level || run->above != c->above[level])
		return false;
	if (by_kind(kind) || by_kind(run->kind))
		return kind == run->kind;
	return !((raw ^ run->raw) & c->mask);
}

/*
 * Add the entry at @first to the open run, and the entries after it for as long as they fit.
 * Returns the index of the first entry that does not join.  This is the hot loop of the pass
 * over a dump, so its operands are local variables.  ptwalk_is_none() is needed, because a
 * swap entry of type 0 without flags, or an invalid page of the kernel, equals an empty entry in
 * all bits of the mask but A and D.
 */
static unsigned int take_equal(struct ptwalk_cursor *c, const __u64 *entry,
			       unsigned int first, unsigned int to)
{
	const __u64 mask = c->mask, step = c->step, want = c->run.raw & mask;
	__u64 last = entry[first];
	__u64 extents = c->run.extents + (last - c->last != step);
	const bool like_none = ptwalk_is_none(want);
	unsigned int i;

	for (i = first + 1; i < to; i++) {
		__u64 raw = entry[i];

		if ((raw & mask) != want || (like_none && ptwalk_is_none(raw)))
			break;
		extents += raw - last != step;
		last = raw;
	}
	c->last = last;
	c->run.extents = extents;
	c->run.entries += i - first;
	return i;
}

/*
 * What take_counting() has counted in the entries of a run; @last is the last one, without A
 * and D
 */
struct counts {
	__u64	accessed;
	__u64	dirty;
	__u64	extents;
	__u64	last;
};

/*
 * As many entries as are looked at without a branch for each; and how long a run has to be before
 * that is tried, so that it costs little where it fails
 */
#define BLOCK	32
#define STEADY	8

/*
 * Count A, D and extents in BLOCK entries.  Returns false, with nothing counted, if one of them
 * differs from @want in bits of @mask.
 */
static bool count_block(struct counts *n, const __u64 *entry, __u64 mask, __u64 want, __u64 step)
{
	const __u64 keep = ~(PTWALK_RAW_A | PTWALK_RAW_D);
	__u64 differ = 0, accessed = 0, dirty = 0, apart = 0;
	__u64 next = n->last + step;	/* the entry that would be contiguous */
	int i;

#pragma GCC unroll 4
	for (i = 0; i < BLOCK; i++) {
		const __u64 raw = entry[i], rest = raw & keep;

		differ |= raw ^ want;
		accessed += raw & PTWALK_RAW_A;
		dirty += raw & PTWALK_RAW_D;
		apart += rest != next;
		next = rest + step;
	}
	if (differ & mask)
		return false;
	n->accessed += accessed / PTWALK_RAW_A;
	n->dirty += dirty / PTWALK_RAW_D;
	n->extents += apart;
	n->last = next - step;
	return true;
}

/* take_equal() for a run in which A and D may differ, and are counted. */
static unsigned int take_counting(struct ptwalk_cursor *c, const __u64 *entry,
				  unsigned int first, unsigned int to)
{
	const __u64 mask = c->mask, step = c->step, want = c->run.raw & mask;
	const bool like_none = ptwalk_is_none(want);
	const __u64 before = c->run.entries;
	struct counts n = { .last = c->last };
	bool blocks = !like_none;
	unsigned int i = first;

	while (i < to) {
		const __u64 raw = entry[i], rest = raw & ~(PTWALK_RAW_A | PTWALK_RAW_D);

		if (blocks && i + BLOCK <= to && before + (i - first) >= STEADY) {
			blocks = count_block(&n, entry + i, mask, want, step);
			i += blocks ? BLOCK : 0;
			continue;
		}
		if ((raw & mask) != want || (like_none && ptwalk_is_none(raw)))
			break;
		n.accessed += !!(raw & PTWALK_RAW_A);
		n.dirty += !!(raw & PTWALK_RAW_D);
		n.extents += rest - n.last != step;
		n.last = rest;
		i++;
	}
	c->last = n.last;
	c->run.accessed += n.accessed;
	c->run.dirty += n.dirty;
	c->run.extents += n.extents;
	c->run.entries += i - first;
	return i;
}

/* Add entries of @t to the open run, from the position up to @stop, and move the position. */
static void take(struct ptwalk_cursor *c, const struct ptwalk_table *t,
		 __u64 stop)
{
	unsigned int shift = ptwalk_shift(t->level);
	__u64 ends = (stop - t->base + ptwalk_span(t->level) - 1) >> shift;
	unsigned int to = ends < PTWALK_ENTRIES ? ends : PTWALK_ENTRIES;
	unsigned int first = (c->pos - t->base) >> shift;
	unsigned int i = first;
	__u64 next;

	if (c->run.kind == PTWALK_NONE) {
		do {
			i++;
		} while (i < to && ptwalk_is_none(ptwalk_table_entry(t, i)));
	} else if (by_kind(c->run.kind)) {
		i++;
		c->run.entries++;
		c->run.extents++;
	} else {
		/* entries that the record leaves out are empty, and join no run of pages */
		if (to > t->first + t->count)
			to = t->first + t->count;
		i = (c->counts ? take_counting : take_equal)(c, t->entry - t->first, first, to);
	}
	next = t->base + ((__u64)i << shift);
	if (next - c->pos > stop - c->pos)
		next = stop;
	c->pos = next;
	c->run.end = next;
}

static bool close_run(struct ptwalk_cursor *c, struct ptwalk_run *run)
{
	if (!c->open)
		return false;
	c->open = false;
	*run = c->run;
	return true;
}

/**
 * ptwalk_cursor_next() - get the next run
 * @c: cursor, after ptwalk_cursor_seek()
 * @run: filled in
 *
 * Return: true with a complete run; false if it takes further records to complete one.
 */
bool ptwalk_cursor_next(struct ptwalk_cursor *c, struct ptwalk_run *run)
{
	const struct ptwalk_table *t;
	unsigned int index, kind;
	__u64 stop, raw;

	while (c->pos != c->limit) {
		stop = c->limit;
		if (c->vma && !ahead(c, c->vma->end)) {
			c->vma = NULL;
			if (close_run(c, run))
				return true;
		}
		if (c->vma && c->vma->end - c->pos < stop - c->pos)
			stop = c->vma->end;

		t = covering(c);
		if (!t) {
			/* the top-level table has not come yet: no run here */
			c->pos = stop;
			continue;
		}
		index = ptwalk_index(c->pos, t->level);
		raw = ptwalk_table_entry(t, index);
		kind = kind_of(c, t, index, raw);
		if (c->open && !joins(c, t->level, raw, kind))
			return close_run(c, run);
		if (!c->open)
			begin_run(c, t->level, raw, kind);
		take(c, t, stop);
	}
	return c->flush && close_run(c, run);
}
