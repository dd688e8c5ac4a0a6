// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that one process maps several times: see stat-distinct.h.
 *
 * The frames of two VMAs can only be the same where both map the same part of one
 * file (shared memory is one), where KSM may merge pages, or where a driver inserts
 * pages of its own (VM_MIXEDMAP).  A private anonymous page that is not KSM's is
 * mapped once.  So the VMAs alone tell which pages need to be looked at: of most
 * processes none.  Their frames are sorted, which is never more memory than the
 * entries take in the dump, twice; a bitmap would be as large as a hostile dump
 * likes.
 */
#include <errno.h>
#include <stdlib.h>

#include "stat-distinct.h"

/* A VMA of a file, and its number in the dump */
struct mapping {
	const struct ptwalk_vma	*vma;
	size_t			index;
};

static int compare_u64(__u64 a, __u64 b)
{
	return a < b ? -1 : a > b;
}

static int by_file(const void *a, const void *b)
{
	const struct ptwalk_vma *x = ((const struct mapping *)a)->vma;
	const struct ptwalk_vma *y = ((const struct mapping *)b)->vma;
	int order = compare_u64(x->dev_major, y->dev_major);

	if (!order)
		order = compare_u64(x->dev_minor, y->dev_minor);
	if (!order)
		order = compare_u64(x->ino, y->ino);
	return order ? order : compare_u64(x->offset, y->offset);
}

static bool same_file(const struct ptwalk_vma *x, const struct ptwalk_vma *y)
{
	return x->dev_major == y->dev_major && x->dev_minor == y->dev_minor &&
	       x->ino == y->ino;
}

/* The last byte of the file that @vma maps; offsets of a hostile dump can wrap */
static __u64 last_byte(const struct ptwalk_vma *vma)
{
	__u64 last = vma->offset + (vma->end - vma->start - 1);

	return last < vma->offset ? ~0ULL : last;
}

/* Marks VMAs that overlap in their file; @map is sorted by file and offset. */
static void mark_overlaps(struct distinct *d, const struct mapping *map, size_t nr)
{
	size_t i, far = 0;	/* of the file so far, the one that reaches furthest */

	for (i = 1; i < nr; i++) {
		bool same = same_file(map[i].vma, map[far].vma);

		if (same && map[i].vma->offset <= last_byte(map[far].vma)) {
			d->may_alias[map[i].index] = true;
			d->may_alias[map[far].index] = true;
		}
		if (!same || last_byte(map[i].vma) > last_byte(map[far].vma))
			far = i;
	}
}

/**
 * distinct_begin() - find out which VMAs can map pages that are mapped elsewhere
 * @d: filled in; distinct_end() it, also after a failure
 * @dump: dump; must live as long as @d
 *
 * Return: 0 or -ENOMEM.
 */
int distinct_begin(struct distinct *d, const struct dump *dump)
{
	const __u64 inserted = PTWALK_VMA_MERGEABLE | PTWALK_VMA_MIXEDMAP;
	struct mapping *map;
	size_t i, nr = 0;

	*d = (struct distinct){ .dump = dump };
	if (!dump->nr_vmas)
		return 0;
	d->may_alias = calloc(dump->nr_vmas, sizeof(*d->may_alias));
	map = calloc(dump->nr_vmas, sizeof(*map));
	if (!d->may_alias || !map) {
		free(map);
		return -ENOMEM;
	}
	for (i = 0; i < dump->nr_vmas; i++) {
		const struct ptwalk_vma *vma = dump->vma[i];

		d->may_alias[i] = vma->flags & inserted;
		if (!(vma->flags & PTWALK_VMA_ANON))
			map[nr++] = (struct mapping){ vma, i };
	}
	qsort(map, nr, sizeof(*map), by_file);
	mark_overlaps(d, map, nr);
	free(map);
	return 0;
}

/**
 * distinct_add() - add the frames of a run
 * @d: frames
 * @run: a run of pages, in the order of runs_next()
 *
 * Costs nothing where the VMA of the run cannot share its frames with another.
 *
 * Return: 0 or -ENOMEM.
 */
int distinct_add(struct distinct *d, const struct ptwalk_run *run)
{
	const struct dump *dump = d->dump;

	if (!run->vma)
		return 0;
	while (d->vma + 1 < dump->nr_vmas && dump->vma[d->vma] != run->vma)
		d->vma++;
	return d->may_alias[d->vma] ? frames_of_run(dump, run, frames_add, &d->frames) : 0;
}

/**
 * distinct_end() - count what was mapped more than once
 * @d: frames; freed
 *
 * Return: bytes that were added again, after they had been once.
 */
__u64 distinct_end(struct distinct *d)
{
	const struct frames_extent *extent;
	__u64 again = 0, end = 0;

	frames_sort(&d->frames);
	frames_for_each(extent, &d->frames) {
		__u64 to = extent->frame + extent->nr;

		if (extent->frame < end)
			again += (to < end ? to : end) - extent->frame;
		if (to > end)
			end = to;
	}
	frames_free(&d->frames);
	free(d->may_alias);
	return again << ptwalk_shift(1);
}
