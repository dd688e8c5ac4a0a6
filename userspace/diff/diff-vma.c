// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the VMAs of two dumps by address: walks both ascending lists in lock-step and
 * cuts the address space at every VMA boundary of either dump.  Each range between two
 * cuts lies in at most one VMA of each dump, so that a change is reported for exactly the
 * addresses that it concerns.  A VMA that was split, or merged with its neighbour, changes
 * nothing at any address and is not reported.
 */
#include <string.h>

#include "diff-private.h"
#include "place.h"

/* A set of one enum change_kind; changes of VMAs gain and lose no PTE flags. */
#define KIND(kind)	((struct changes){ .kinds = 1U << (kind) })

/**
 * struct areas - the VMAs of one dump and the position of the walk in them
 * @dump: the dump
 * @next: index in @dump->vma of the first VMA that does not end before the position
 * @asked: VMA of the other dump that resized_from() last searched a match for
 * @answer: the match in this dump, or NULL; saves a search for each range of @asked
 */
struct areas {
	const struct dump	*dump;
	size_t			next;
	const struct ptwalk_vma	*asked;
	const struct ptwalk_vma	*answer;
};

/*
 * Last address of VMA @i, inclusive.  If the address space changed while it was dumped, a
 * VMA can overlap the next one; it then counts only up to there (see struct ptwalk_vma).
 */
static __u64 area_last(const struct dump *dump, size_t i)
{
	const struct ptwalk_vma *vma = dump->vma[i];
	__u64 last = vma->end - 1;

	if (i + 1 < dump->nr_vmas && dump->vma[i + 1]->start <= last)
		last = dump->vma[i + 1]->start - 1;
	return last;
}

/*
 * Do both VMAs map the same addresses to the same place of the same file, or of anonymous
 * memory?  The difference of address and offset tells: it stays the same when a VMA grows,
 * shrinks, is split or merged.
 */
static bool same_object(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return place_same_file(a, b) &&
	       a->offset - a->start == b->offset - b->start &&
	       !((a->flags ^ b->flags) & (PTWALK_VMA_ANON | PTWALK_VMA_SHARED));
}

/**
 * diff_same_attributes() - do two VMAs have the same attributes?
 * @a: one VMA
 * @b: the other VMA
 *
 * Compares flags, protection key, hugetlb page size and name, but not what is mapped.
 *
 * Return: true if all are equal.
 */
bool diff_same_attributes(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return a->flags == b->flags && a->pkey == b->pkey &&
	       a->hugetlb_shift == b->hugetlb_shift &&
	       a->name_length == b->name_length &&
	       !memcmp(a->name, b->name, a->name_length);
}

/* The VMA at @pos, or NULL.  Lowers @last to the last address for which the answer holds. */
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
 * A VMA of one dump covers a range where the dump of @other has none.  Find the VMA of @other
 * that maps the same object elsewhere within @vma's bounds: then @vma was resized, otherwise
 * it is new or gone, and the result is NULL.
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

/* Report how the VMAs of one range differ; each dump has at most one VMA in it. */
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
 * diff_vmas() - compare the VMAs of both dumps by address
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
