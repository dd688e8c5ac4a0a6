// SPDX-License-Identifier: GPL-2.0
/*
 * Areas compared: two ascending lists in lock-step, cut at every boundary of
 * either.  Within such a piece both dumps have one area or none, so that what
 * happened is said for exactly the addresses where it did: that an area was
 * split, or merged with its neighbour, is no change of any address.
 */
#include <string.h>

#include "diff-private.h"
#include "place.h"

/* Names of changes are enum bits; areas only have kinds. */
#define KIND(kind)	((struct changes){ .kinds = 1U << (kind) })

/**
 * struct areas - the areas of one dump, on the way up
 * @dump: the dump
 * @next: the first area that ends after the position
 * @asked: area of the other dump that resized_from() was asked about last
 * @answer: what it found
 */
struct areas {
	const struct dump	*dump;
	size_t			next;
	const struct ptwalk_vma	*asked;
	const struct ptwalk_vma	*answer;
};

/* Its last address, as far as it counts: see struct ptwalk_vma. */
static __u64 area_last(const struct dump *dump, size_t i)
{
	const struct ptwalk_vma *vma = dump->vma[i];
	__u64 last = vma->end - 1;

	if (i + 1 < dump->nr_vmas && dump->vma[i + 1]->start <= last)
		last = dump->vma[i + 1]->start - 1;
	return last;
}

/*
 * The same piece of the same file, or the same piece of anonymous memory?
 * Growing, shrinking, splitting and merging all keep the distance between an
 * address and its place in the file.
 */
static bool same_object(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return place_same_file(a, b) &&
	       a->offset - a->start == b->offset - b->start &&
	       !((a->flags ^ b->flags) & (PTWALK_VMA_ANON | PTWALK_VMA_SHARED));
}

/**
 * diff_same_attributes() - do two VMAs say the same of the memory in them?
 * @a: the one
 * @b: the other one
 *
 * Return: true where they do.
 */
bool diff_same_attributes(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return a->flags == b->flags && a->pkey == b->pkey &&
	       a->hugetlb_shift == b->hugetlb_shift &&
	       a->name_length == b->name_length &&
	       !memcmp(a->name, b->name, a->name_length);
}

/* The area here, or NULL; @last becomes the last address of which that is so. */
static const struct ptwalk_vma *area_at(struct areas *areas, __u64 pos,
					__u64 *last)
{
	const struct dump *dump = areas->dump;
	const struct ptwalk_vma *vma;
	__u64 until;

	while (areas->next < dump->nr_vmas &&
	       area_last(dump, areas->next) < pos)
		areas->next++;
	if (areas->next == dump->nr_vmas)
		return NULL;
	vma = dump->vma[areas->next];
	until = vma->start > pos ? vma->start - 1 :
				   area_last(dump, areas->next);
	if (until < *last)
		*last = until;
	return vma->start > pos ? NULL : vma;
}

/*
 * An area here that the other dump does not have here: did it have it
 * elsewhere within its bounds?  Then it was resized.
 */
static const struct ptwalk_vma *resized_from(struct areas *other,
					     const struct ptwalk_vma *vma)
{
	const struct dump *dump = other->dump;
	size_t i = other->next;

	if (other->asked == vma)
		return other->answer;
	other->asked = vma;
	other->answer = NULL;
	while (i && area_last(dump, i - 1) >= vma->start)
		i--;
	for (; i < dump->nr_vmas && dump->vma[i]->start <= vma->end - 1; i++) {
		if (!same_object(dump->vma[i], vma))
			continue;
		other->answer = dump->vma[i];
		break;
	}
	return other->answer;
}

/* One piece of the address space, in which both dumps have one area or none. */
static void compare_piece(struct diff *d, struct areas *was, struct areas *now,
			  struct change *piece)
{
	const struct ptwalk_vma *a = piece->was.vma, *b = piece->now.vma;

	if (a && b) {
		if (!same_object(a, b)) {
			piece->what = KIND(CHANGE_VMA_REMOVED);
			piece->what.kinds |= 1U << CHANGE_VMA_ADDED;
		} else if (!diff_same_attributes(a, b)) {
			piece->what = KIND(CHANGE_VMA_CHANGED);
		}
	} else if (a) {
		piece->now.vma = resized_from(now, a);
		piece->what = KIND(piece->now.vma ? CHANGE_VMA_RESIZED :
						    CHANGE_VMA_REMOVED);
	} else if (b) {
		piece->was.vma = resized_from(was, b);
		piece->what = KIND(piece->was.vma ? CHANGE_VMA_RESIZED :
						    CHANGE_VMA_ADDED);
	}
	diff_note(d, piece);
}

/**
 * diff_vmas() - compare the areas
 * @d: comparison
 */
void diff_vmas(struct diff *d)
{
	struct areas was = { .dump = d->was.dump };
	struct areas now = { .dump = d->now.dump };
	__u64 pos = d->report->first, last;

	for (;;) {
		struct change piece = { .subject = SUBJECT_VMA };

		last = d->report->last;
		piece.was.vma = area_at(&was, pos, &last);
		piece.now.vma = area_at(&now, pos, &last);
		piece.start = pos;
		piece.end = last + 1;
		compare_piece(d, &was, &now, &piece);
		if (last == d->report->last || d->rc)
			return;
		pos = last + 1;
	}
}
