// SPDX-License-Identifier: GPL-2.0
/*
 * Two processes compared that are no copies of each other: their addresses mean
 * nothing to each other, as execve() draws them by lot.  VMAs of files are compared
 * by what they map, wherever the second process has that, and VMAs like the vDSO by
 * name.  Anonymous memory has no name but its address: it cannot be compared, and is
 * neither gone nor new.
 *
 * Addresses are those of the first process, but for what only the second one has.
 */
#include <string.h>

#include "diff-private.h"

/**
 * struct places - what the addresses of one dump are compared with
 * @here: the dump
 * @there: the other one
 * @files: VMAs of files in @there
 * @reverse: @here is the second dump
 */
struct places {
	struct place_view	here;
	struct place_view	there;
	struct place_files	files;
	bool			reverse;
};

/**
 * struct piece - addresses of one VMA that belong together
 * @vma: the VMA
 * @start: first address
 * @end: first address after it
 * @other: the VMA of the other dump that has the same, or NULL
 * @distance: from these addresses to those in @other
 * @apart: what @other could be is not known
 */
struct piece {
	const struct ptwalk_vma	*vma;
	__u64			start;
	__u64			end;
	const struct ptwalk_vma	*other;
	__u64			distance;
	bool			apart;
};

static bool same_access(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	const __u64 access = PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_EXEC |
			     PTWALK_VMA_SHARED;

	return !((a->flags ^ b->flags) & access);
}

/*
 * The VMA of the other dump that maps the same place of a file; if several do, the
 * first one with the same permissions.  @piece ends where the answer can be another one.
 */
static void find_file(const struct places *p, struct piece *piece)
{
	const struct ptwalk_vma *vma = piece->vma, *b;
	__u64 offset = vma->offset + (piece->start - vma->start), from, size;
	const struct ptwalk_vma **at = place_first(&p->files, vma);

	for (; at; at = place_next(&p->files, at)) {
		b = *at;
		size = dump_vma_end(p->there.dump, b) - b->start;
		from = offset - b->offset;
		if (b->offset > offset) {
			if (piece->end - piece->start > b->offset - offset)
				piece->end = piece->start + (b->offset - offset);
			return;
		}
		if (from >= size)
			continue;
		if (piece->end - piece->start > size - from)
			piece->end = piece->start + (size - from);
		if (piece->other && (same_access(vma, piece->other) || !same_access(vma, b)))
			continue;
		piece->other = b;
		piece->distance = b->start + from - piece->start;
	}
}

/* [vdso] and its like */
static void find_name(const struct places *p, struct piece *piece)
{
	const struct dump *there = p->there.dump;
	const struct ptwalk_vma *vma = piece->vma;
	__u64 from = piece->start - vma->start, size;
	size_t i;

	for (i = 0; i < there->nr_vmas; i++) {
		const struct ptwalk_vma *b = there->vma[i];

		size = b->end - b->start;
		if (place_has_file(b) || b->name_length != vma->name_length ||
		    memcmp(b->name, vma->name, b->name_length) || from >= size)
			continue;
		if (piece->end - piece->start > size - from)
			piece->end = piece->start + (size - from);
		piece->other = b;
		piece->distance = b->start - vma->start;
		return;
	}
}

/* The piece of @vma that begins at @start, and what belongs to it. */
static struct piece piece_at(const struct places *p, const struct ptwalk_vma *vma,
			     __u64 start, __u64 end)
{
	struct piece piece = { .vma = vma, .start = start, .end = end };

	if (place_has_file(vma))
		find_file(p, &piece);
	else if (!(vma->flags & PTWALK_VMA_ANON) && vma->name_length)
		find_name(p, &piece);
	else
		piece.apart = true;
	if (!piece.other && !place_is_whole(p->there.dump))
		piece.apart = true;
	return piece;
}

static void note_vma(struct diff *d, const struct places *p, const struct piece *piece)
{
	struct change c = {
		.subject = SUBJECT_VMA,
		.start = piece->start,
		.end = piece->end,
		.distance = piece->distance,
	};

	*(p->reverse ? &c.now.vma : &c.was.vma) = piece->vma;
	if (piece->other) {
		c.now.vma = piece->other;
		if (!diff_same_attributes(piece->vma, piece->other))
			c.what.kinds = 1U << CHANGE_VMA_CHANGED;
	} else if (piece->apart) {
		c.what.kinds = 1U << CHANGE_VMA_APART;
	} else {
		c.what.kinds = 1U << (p->reverse ? CHANGE_VMA_ADDED : CHANGE_VMA_REMOVED);
	}
	diff_note(d, &c);
}

/* One entry, or a part of one, of both */
static void diff_place_compare(struct diff *d, const struct places *p, const struct piece *piece,
			       __u64 start, __u64 end, const struct ptwalk_pte *here,
			       const struct ptwalk_pte *there)
{
	const struct ptwalk_pte *was = p->reverse ? there : here;
	const struct ptwalk_pte *now = p->reverse ? here : there;
	const struct ptwalk_vma *a = p->reverse ? piece->other : piece->vma;
	const struct ptwalk_vma *b = p->reverse ? piece->vma : piece->other;
	struct change_rules rules = d->report->rules;
	struct change c = {
		.subject = SUBJECT_ENTRY,
		.level = was->level < now->level ? was->level : now->level,
		.entries = 1,
		.start = start,
		.end = end,
		.distance = piece->distance,
	};

	if (was->kind == PTWALK_TABLE || now->kind == PTWALK_TABLE) {
		diff_unread(d, start, end);
		return;
	}
	rules.same_dict &= was->level == now->level;
	c.what = change_between(&rules, was, now);
	if (was->level != now->level && change_is_page(was->kind) &&
	    change_is_page(now->kind))
		c.what.kinds |= 1U << (was->level < now->level ? CHANGE_PROMOTED :
								 CHANGE_SPLIT);
	if (!changes_any(&c.what))
		return;
	diff_describe(&d->was, was, a, &c.was);
	diff_describe(&d->now, now, b, &c.now);
	c.rss = diff_resident(&d->now, now, b, start, end) -
		diff_resident(&d->was, was, a, start, end);
	diff_note(d, &c);
}

/* The first address after the entry of @pte that translates @addr; none after @end */
static __u64 entry_end(const struct ptwalk_pte *pte, __u64 addr, __u64 end)
{
	__u64 last = addr | (ptwalk_span(pte->level) - 1);

	return last - addr < end - 1 - addr ? last + 1 : end;
}

/* Where addresses of @piece that the other dump was not walked for end, from @addr on */
static __u64 unwalked_end(const struct places *p, const struct piece *piece, __u64 addr)
{
	__u64 left = p->there.dump->header->start - (addr + piece->distance);

	return left < piece->end - addr ? addr + left : piece->end;
}

static void compare_piece(struct diff *d, struct places *p, const struct piece *piece)
{
	struct ptwalk_pte here, there;
	__u64 addr, next;

	note_vma(d, p, piece);
	if (piece->apart)
		return;
	for (addr = piece->start; addr != piece->end && !d->rc; addr = next) {
		place_entry(&p->here, addr, &here);	/* was walked: see compare_vma() */
		next = entry_end(&here, addr, piece->end);
		if (piece->other && !place_entry(&p->there, addr + piece->distance, &there)) {
			next = unwalked_end(p, piece, addr);
			diff_unread(d, addr, next);
			continue;
		}
		if (piece->other)
			next = entry_end(&there, addr + piece->distance,
					 next + piece->distance) - piece->distance;
		else
			there = (struct ptwalk_pte){ .level = here.level };
		if (here.kind != PTWALK_NONE || there.kind != PTWALK_NONE)
			diff_place_compare(d, p, piece, addr, next, &here, &there);
	}
}

/* Compares what one VMA maps, as far as its dump was walked. */
static void compare_vma(struct diff *d, struct places *p, const struct ptwalk_vma *vma)
{
	const struct dump *dump = p->here.dump;
	__u64 start = vma->start, last = dump_vma_end(dump, vma) - 1;
	struct piece piece;

	if (dump->end->reached == dump->header->start)
		return;
	if (start < dump->header->start)
		start = dump->header->start;
	if (last > dump->end->reached - 1)
		last = dump->end->reached - 1;
	for (; start <= last && !d->rc; start = piece.end) {
		piece = piece_at(p, vma, start, last + 1);
		/* the second time round only what has not been compared yet */
		if (!p->reverse || !piece.other)
			compare_piece(d, p, &piece);
	}
}

static void compare_vmas(struct diff *d, bool reverse)
{
	const struct dump *here = reverse ? d->now.dump : d->was.dump;
	const struct dump *there = reverse ? d->was.dump : d->now.dump;
	struct places p = { .reverse = reverse };
	size_t i;

	place_view(&p.here, here);
	place_view(&p.there, there);
	d->rc = place_list(&p.files, there);
	for (i = 0; i < here->nr_vmas && !d->rc; i++)
		compare_vma(d, &p, here->vma[i]);
	place_free(&p.files);
}

/**
 * diff_places() - compare two processes by what their VMAs map
 * @d: comparison
 *
 * Page-table pages are not compared: they are for addresses.  The ones that both
 * processes use are found as by diff_tables().
 */
void diff_places(struct diff *d)
{
	const struct dump *was = d->was.dump;
	size_t i;

	compare_vmas(d, false);
	if (!d->rc)
		compare_vmas(d, true);
	for (i = 0; i < was->nr_tables[2] && !d->rc; i++)
		diff_note_shared(d, was->table[2][i]);
}
