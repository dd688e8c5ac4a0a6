// SPDX-License-Identifier: GPL-2.0
/*
 * Sums over the ranges of a VMA: see ranges.h.
 */
#include "errmsg.h"
#include "ranges.h"
#include "rss.h"

/**
 * ranges_present() - does a range consist of present pages?
 * @dump: dump
 * @range: range of it
 *
 * Return: true if it does.
 */
bool ranges_present(const struct dump *dump, const struct range *range)
{
	return rss_of(&dump->dict, &range->pte, range->vma) & RSS_PRESENT;
}

/**
 * ranges_sum() - sum up the ranges of a VMA, without those of tables
 * @dump: dump
 * @filter: which ranges to sum up
 * @vma: VMA of @dump
 *
 * The sums can be printed before the ranges, of which there can be millions, and none has to be
 * kept until the last is known.
 *
 * Return: the sums.
 */
struct ranges_sum ranges_sum(const struct dump *dump, const struct filter *filter,
			     const struct ptwalk_vma *vma)
{
	struct ranges_sum sum = { 0 };
	struct filter within = *filter;
	struct ranges ranges;
	struct range range;
	struct errmsg err;
	__u64 end = dump_vma_end(dump, vma);

	if (vma->start > within.start)
		within.start = vma->start;
	if (end - 1 < within.end - 1)
		within.end = end;
	if (ranges_begin(&ranges, dump, &within, 0, &err))
		return sum;
	while (ranges_next(&ranges, &range)) {
		if (range.vma != vma)
			continue;
		sum.entries += range.entries;
		if (ranges_present(dump, &range))
			sum.present += range.end - range.start;
	}
	return sum;
}
