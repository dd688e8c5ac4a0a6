// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares two processes that are not copies of each other.  Equal addresses then mean
 * nothing, as execve() randomises the layout (ASLR).  File VMAs are compared with the VMAs
 * of the other process that map the same place of the same file, at whatever address; VMAs
 * like [vdso] are matched by name.  Anonymous memory can be identified by its address only:
 * it is not compared and reported as vma-apart, neither as removed nor as added.
 *
 * Addresses in changes are those of the first process; those of the second one only where
 * nothing in the first corresponds.
 */
#include <string.h>

#include "area.h"
#include "diff-private.h"

/**
 * struct places - one pass over the VMAs of a dump
 * @here: the dump whose VMAs are visited
 * @there: the other dump
 * @files: file VMAs of @there
 * @reverse: true in the second pass, in which @here is the second dump
 */
struct places {
	struct place_view	here;
	struct place_view	there;
	struct place_files	files;
	bool			reverse;
};

/**
 * struct piece - a range of one VMA that has one counterpart, or none, in the other dump
 * @vma: the VMA
 * @start: first address of the range
 * @end: first address after the range
 * @other: the VMA of the other dump that maps the same, or NULL
 * @distance: what to add to an address of the range for its counterpart in @other, modulo
 *	      1 << 64
 * @apart: true if the dumps cannot tell whether there is a counterpart; the range is then
 *	   not compared
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
 * Set @piece->other to the VMA of the other dump that maps the same place of the file; if
 * several do, to the first one with the same permissions, or else to the first one.
 * Shortens @piece to the range for which the answer holds.
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

/* Find the counterpart of a VMA without a file, such as [vdso], by its name. */
static void find_name(const struct places *p, struct piece *piece)
{
	const struct dump *there = p->there.dump;
	const struct ptwalk_vma *vma = piece->vma;
	__u64 from = piece->start - vma->start, size;
	size_t i;

	for (i = 0; i < there->nr_vmas; i++) {
		const struct ptwalk_vma *b = there->vma[i];

		size = b->end - b->start;
		if (area_has_file(b) || b->name_length != vma->name_length ||
		    memcmp(b->name, vma->name, b->name_length) || from >= size)
			continue;
		if (piece->end - piece->start > size - from)
			piece->end = piece->start + (size - from);
		piece->other = b;
		piece->distance = b->start - vma->start;
		return;
	}
}

/* The longest range of @vma from @start up to @end that has one counterpart, or none. */
static struct piece piece_at(const struct places *p, const struct ptwalk_vma *vma,
			     __u64 start, __u64 end)
{
	struct piece piece = { .vma = vma, .start = start, .end = end };

	if (area_has_file(vma))
		find_file(p, &piece);
	else if (!(vma->flags & PTWALK_VMA_ANON) && vma->name_length)
		find_name(p, &piece);
	else
		piece.apart = true;
	/* the counterpart may be at addresses that the other dump was not walked for */
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

/* Compare the entries @here and @there, which map the range @start to @end of @piece. */
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
	/* raw bits of different levels mean different things */
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

/* First address after the range of @pte, an entry that translates @addr; at most @end. */
static __u64 entry_end(const struct ptwalk_pte *pte, __u64 addr, __u64 end)
{
	__u64 last = addr | (ptwalk_span(pte->level) - 1);

	return last - addr < end - 1 - addr ? last + 1 : end;
}

/*
 * The other dump was not walked for the counterpart of @addr.  First address of @piece after
 * @addr for which it was; the end of @piece if there is none.
 */
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

/* Compare what one VMA maps; clip the VMA to the addresses that its dump was walked for. */
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
		/* the first pass has compared whatever has a counterpart */
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
 * The first pass compares the VMAs of the first dump; the second pass reports what only the
 * second dump has.  Page-table pages are not compared, as they belong to addresses; those that
 * both processes share are reported as diff_tables() does.
 *
 * May set d->rc to -ENOMEM.
 */
void diff_places(struct diff *d)
{
	const struct dump *was = d->was.dump;
	size_t i;

	compare_vmas(d, false);
	if (!d->rc)
		compare_vmas(d, true);
	/* only tables of level 2 can be shared: see diff-shared.c */
	for (i = 0; i < was->nr_tables[2] && !d->rc; i++)
		diff_note_shared(d, was->table[2][i]);
}
