// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table pages that two processes share.  Linux does that in one case: a file
 * of hugetlb memory, mapped shared, whose 2M pages fill all of a PD, which is then
 * one for all who map it so.  Their addresses may differ by multiples of 1G.
 *
 * Two dumps are of two moments, and a page that was a table of one process can be
 * a table of the other one a moment later.  So a frame alone says nothing: both
 * must be at the same place of the same file.
 */
#include "diff-private.h"
#include "place.h"

/* The area whose pages fill all of a PD that could be shared, or NULL */
static const struct ptwalk_vma *area_of(const struct dump *dump,
					const struct ptwalk_table *table)
{
	const __u64 wanted = PTWALK_VMA_HUGETLB | PTWALK_VMA_MAYSHARE;
	__u64 size = ptwalk_span(table->level) * PTWALK_ENTRIES;
	const struct ptwalk_vma *vma = dump_vma(dump, table->base);

	if (!vma || (vma->flags & wanted) != wanted ||
	    vma->hugetlb_shift != ptwalk_shift(table->level) ||
	    vma->end - table->base < size)
		return NULL;
	return vma;
}

static bool same_place(const struct ptwalk_vma *a, const struct ptwalk_table *at,
		       const struct ptwalk_vma *b, const struct ptwalk_table *bt)
{
	return place_same_file(a, b) &&
	       a->offset + (at->base - a->start) ==
	       b->offset + (bt->base - b->start);
}

/**
 * diff_shared() - where the second dump has a page-table page of the first
 * @d: comparison
 * @was: table of the first dump
 *
 * Return: the table of the second dump that is the same page, or NULL; always for
 * dumps of one process, in which every table is.
 */
const struct ptwalk_table *diff_shared(const struct diff *d,
				       const struct ptwalk_table *was)
{
	const struct dump *now = d->now.dump;
	const struct ptwalk_vma *a, *b;
	size_t i;

	if (was->level != 2 || d->report->rules.same_process ||
	    !d->report->rules.frames)
		return NULL;
	a = area_of(d->was.dump, was);
	for (i = 0; a && i < now->nr_tables[2]; i++) {
		const struct ptwalk_table *table = now->table[2][i];

		if (table->phys != was->phys)
			continue;
		b = area_of(now, table);
		if (b && same_place(a, was, b, table))
			return table;
	}
	return NULL;
}
