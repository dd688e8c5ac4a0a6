// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds page-table pages that two processes share.  Linux shares them in one case
 * (huge_pmd_share() in mm/hugetlb.c): processes that map a hugetlbfs file MAP_SHARED, with
 * 2M pages that fill a whole PD, use one PD.  Their addresses may differ by multiples of 1G.
 *
 * The two dumps are taken at different times, and a frame that was a table of one process
 * can be freed and become a table of the other.  So an equal frame proves nothing by itself:
 * both tables must also map the same place of the same file.
 */
#include "diff-private.h"
#include "place.h"

/*
 * The VMA of @table, if Linux could share @table for it: a hugetlb VMA that may be shared, that
 * covers all addresses of the table, and whose page size is that of an entry of the table.
 * Otherwise NULL.
 */
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
 * diff_shared() - find a page-table page of the first dump in the second dump
 * @d: comparison
 * @was: table of the first dump
 *
 * Return: the table of the second dump that is the same shared page, or NULL.  Always NULL
 * for dumps of one process, where nearly every table is the same page, and of two boots,
 * whose frames cannot be compared.
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
