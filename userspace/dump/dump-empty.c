// SPDX-License-Identifier: GPL-2.0-only
/*
 * Count page tables that map nothing: see dump-empty.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "dump-empty.h"

/*
 * The tables of the next lower level, while the tables of a level are looked at in
 * ascending order.  @next is the first one that the entries still to come can lead to.
 */
struct below {
	const struct ptwalk_table	**table;
	const bool			*empty;
	size_t				nr;
	size_t				next;
};

/* Is an entry empty, or does it lead to a table that maps nothing? */
static bool leads_nowhere(const struct ptwalk_table *table, unsigned int index,
			  struct below *below)
{
	__u64 raw = ptwalk_table_entry(table, index);
	__u64 base = table->base + index * ptwalk_span(table->level);

	if (ptwalk_is_none(raw))
		return true;
	if (!below || !ptwalk_leads_to_table(raw, table->level))
		return false;
	while (below->next < below->nr && below->table[below->next]->base < base)
		below->next++;
	/* a table that is not in the dump may map pages: count it as not empty */
	return below->next < below->nr &&
	       below->table[below->next]->base == base &&
	       below->empty[below->next];
}

static bool is_empty(const struct ptwalk_table *table, struct below *below)
{
	unsigned int i;

	for (i = table->first; i < table->first + table->count; i++)
		if (!leads_nowhere(table, i, below))
			return false;
	return true;
}

/**
 * dump_empty_tables() - count tables that map nothing, also not through lower tables
 * @dump: dump of a user half
 * @empty: filled in with the number for each level from 1 up to the one below the top.
 *	   The top-level table does not count: it lives as long as the process
 *
 * Return: 0 or -ENOMEM.
 */
int dump_empty_tables(const struct dump *dump, __u64 empty[PTWALK_LEVEL_MAX + 1])
{
	bool *flags[PTWALK_LEVEL_MAX + 1] = { NULL };
	struct below below;
	unsigned int level;
	int rc = 0;
	size_t i;

	for (level = 1; !rc && level < dump->header->levels; level++) {
		empty[level] = 0;
		flags[level] = calloc(dump->nr_tables[level] + 1, sizeof(bool));
		if (!flags[level])
			rc = -ENOMEM;
		below = (struct below){
			.table = dump->table[level - 1],
			.empty = flags[level - 1],
			.nr = dump->nr_tables[level - 1],
		};
		for (i = 0; !rc && i < dump->nr_tables[level]; i++) {
			flags[level][i] = is_empty(dump->table[level][i],
						   level > 1 ? &below : NULL);
			empty[level] += flags[level][i];
		}
	}
	for (level = 1; level < dump->header->levels; level++)
		free(flags[level]);
	return rc;
}

/* Index of the first PT whose range ends after @addr */
static size_t first_pt(const struct dump *dump, __u64 addr)
{
	size_t from = 0, to = dump->nr_tables[1];

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (dump->table[1][mid]->base + ptwalk_span(2) <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/**
 * dump_empty_of() - size of a VMA's PTs that map nothing
 * @dump: dump of a user half
 * @vma: a VMA of @dump
 *
 * Several VMAs can share one PT.  It counts for the first of them, so that the sum over
 * all VMAs counts each PT once.
 *
 * Return: the size of these PTs, 4096 bytes each.
 */
__u64 dump_empty_of(const struct dump *dump, const struct ptwalk_vma *vma)
{
	size_t at = dump_vmas_until(dump, vma->start), i;
	__u64 end = dump_vma_end_at(dump, at - 1), before = 0, bytes = 0;

	/* vma[at - 1] is @vma itself, vma[at - 2] the one before it */
	if (at > 1)
		before = dump_vma_end_at(dump, at - 2);
	for (i = first_pt(dump, vma->start); i < dump->nr_tables[1]; i++) {
		const struct ptwalk_table *table = dump->table[1][i];

		if (table->base >= end)
			break;
		if (table->base >= before && is_empty(table, NULL))
			bytes += ptwalk_span(1);
	}
	return bytes;
}
