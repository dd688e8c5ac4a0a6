// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums over the ranges of a VMA: see ranges.h.
 */
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
 * @ranges: iterator that has just returned @first; it is not moved
 * @first: the first range of the VMA
 *
 * The sums can be printed before the ranges, of which there can be millions, and none has to be
 * kept until the last is known.  A copy of the iterator goes ahead, up to the next VMA: to begin
 * anew for each VMA would pass all records before it.
 *
 * Return: the sums.
 */
struct ranges_sum ranges_sum(const struct ranges *ranges, const struct range *first)
{
	struct ranges_sum sum = { 0 };
	struct ranges ahead = *ranges;
	struct range range = *first;

	do {
		if (range.pte.kind == PTWALK_TABLE)
			continue;
		if (range.vma != first->vma)
			break;
		sum.entries += range.entries;
		if (ranges_present(ranges->dump, &range))
			sum.present += range.end - range.start;
	} while (ranges_next(&ahead, &range));
	return sum;
}
