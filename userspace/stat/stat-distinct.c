// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that one process maps more than once: see stat-distinct.h.
 *
 * Two VMAs can map the same frame only if both map the same range of one file (shared memory is
 * a file), if KSM may merge their pages, or if a driver inserts its own pages (VM_MIXEDMAP).  A
 * private anonymous page is mapped once, unless it belongs to KSM.  So the VMAs tell which pages
 * have to be compared: of most processes none.
 *
 * The frames of these pages are sorted as a list, which takes at most twice the memory of their
 * entries in the dump.  The size of a bitmap would depend on the highest frame, which a hostile
 * dump can choose.
 */
#include <errno.h>
#include <stdlib.h>

#include "stat-distinct.h"

/* A file VMA and its index in the dump */
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

/* Offset in the file of the last byte that @vma maps; ~0 if the dump is hostile and it wraps */
static __u64 last_byte(const struct ptwalk_vma *vma)
{
	__u64 last = vma->offset + (vma->end - vma->start - 1);

	return last < vma->offset ? ~0ULL : last;
}

/* Set may_alias for VMAs that overlap in their file; @map is sorted by file and offset. */
static void mark_overlaps(struct distinct *d, const struct mapping *map, size_t nr)
{
	size_t i, far = 0;	/* @far: of the VMAs of this file so far, the one that ends last */

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
 * distinct_begin() - find the VMAs whose pages may be mapped elsewhere in the process
 * @d: filled in; to be freed with distinct_end(), also after a failure
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
 * @d: frames so far
 * @run: a run of pages; runs must come in the order of runs_next()
 *
 * Adds nothing if the frames cannot be mapped elsewhere in the process.
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
 * distinct_end() - count what is mapped more than once, and free the frames
 * @d: frames; freed
 *
 * Return: bytes in all mappings of a frame beyond the first.
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
