// SPDX-License-Identifier: GPL-2.0-only
/*
 * The iterator over what "show" lists: see ranges.h.
 *
 * An end of 0 stands for 1 << 64, so the code compares last addresses (end - 1), not ends.
 */
#include <errno.h>

#include "errmsg.h"
#include "explain.h"
#include "kind.h"
#include "ranges.h"

/**
 * ranges_begin() - start an iterator
 * @ranges: iterator
 * @dump: dump
 * @filter: which ranges to return; @dump and @filter must live as long as @ranges
 * @what: RANGES_*
 * @err: says why it failed
 *
 * Return: 0; -ERANGE if the dump covers nothing of the filter's range.
 */
int ranges_begin(struct ranges *ranges, const struct dump *dump,
		 const struct filter *filter, unsigned int what,
		 struct errmsg *err)
{
	__u64 start = filter->start, end = filter->end;
	int rc = dump_clip(dump, &start, &end, err);

	if (rc)
		return rc;
	*ranges = (struct ranges){
		.dump = dump,
		.filter = filter,
		.what = what,
		.end = end,
	};
	/* the filter names these kinds, so return them without --all or --tables */
	if (filter->kinds & (1U << PTWALK_NONE))
		ranges->what |= RANGES_NONE;
	if (filter->kinds & (1U << PTWALK_TABLE))
		ranges->what |= RANGES_TABLES;
	/* entries above level 3 lead to tables or are empty */
	if (filter->levels && !(filter->levels & ((1U << 4) - 1)))
		ranges->what |= RANGES_TABLES;
	runs_begin(&ranges->runs, dump);
	runs_limit(&ranges->runs, start, end);
	ranges->pos = start;
	return 0;
}

/*
 * The table whose parent entry is to be returned next: the lowest base of those not returned
 * yet, the higher level first.  NULL if that base is above @limit.
 */
static const struct ptwalk_table *next_table(const struct ranges *ranges,
					     __u64 limit)
{
	const struct ptwalk_table *best = NULL;
	unsigned int level;

	for (level = ranges->dump->header->levels - 1; level; level--) {
		size_t next = ranges->next[level];
		const struct ptwalk_table *table;

		if (next == ranges->dump->nr_tables[level])
			continue;
		table = ranges->dump->table[level][next];
		if (!best || table->base < best->base)
			best = table;
	}
	return best && best->base <= limit ? best : NULL;
}

/* Fill in the range of the entry that leads to @table. */
static void table_range(const struct ranges *ranges,
			const struct ptwalk_table *table, struct range *range)
{
	const struct dump *dump = ranges->dump;
	unsigned int level = table->level + 1;
	struct entry_at entry;

	*range = (struct range){
		.start = table->base,
		.end = table->base + ptwalk_span(level),
		.entries = 1,
		.extents = 1,
	};
	ptwalk_decode(&dump->dict, table->parent, level, &range->pte);
	/* cannot fail: dump_parse() refuses a dump without the table above */
	if (dump_entry(dump, level, table->base, &entry))
		return;
	range->slot = entry.table->phys + entry.index * sizeof(__u64);
	range->effective = ptwalk_effective(&dump->dict, entry.above,
					    &range->pte);
}

/* Decode an entry of the current run into @range; @range->start is set. */
static void decode(const struct ranges *ranges, __u64 raw, struct range *range)
{
	const struct ptwalk_run *run = &ranges->run;
	const struct ptwalk_dict *dict = &ranges->dump->dict;
	struct ptwalk_pte *pte = &range->pte;

	if (run->kind == PTWALK_NONE) {
		*pte = (struct ptwalk_pte){ .kind = PTWALK_NONE };
		return;
	}
	ptwalk_decode(dict, raw, run->level, pte);
	range->effective = ptwalk_effective(dict, run->above, pte);
	if (run->kind == PTWALK_UNREAD || run->kind == PTWALK_REPEAT)
		pte->kind = run->kind;
	else if (explain_has_phys(pte))
		pte->phys += range->start & (ptwalk_span(run->level) - 1);
}

/* Fill in the range of the next single entry of the current run. */
static void entry_range(struct ranges *ranges, struct range *range)
{
	const struct ptwalk_run *run = &ranges->run;
	__u64 span = ptwalk_span(run->level);
	struct entry_at entry = { 0 };
	__u64 next;

	next = (ranges->pos & ~(span - 1)) + span;
	if (next - 1 > run->end - 1)
		next = run->end;
	*range = (struct range){
		.start = ranges->pos,
		.end = next,
		.entries = 1,
		.extents = 1,
		.vma = run->vma,
	};
	/* cannot fail: the run was merged from the entries of this table */
	if (!dump_entry(ranges->dump, run->level, ranges->pos, &entry))
		range->slot = entry.table->phys + entry.index * sizeof(__u64);
	decode(ranges, entry.raw, range);
	ranges->pos = next;
	ranges->open = next != run->end;
}

static void run_range(struct ranges *ranges, struct range *range)
{
	const struct ptwalk_run *run = &ranges->run;

	*range = (struct range){
		.start = run->start,
		.end = run->end,
		.entries = run->entries,
		.extents = run->extents,
		.vma = run->vma,
	};
	decode(ranges, run->raw, range);
	ranges->open = false;
}

/* The next range, before the filter. */
static bool any_next(struct ranges *ranges, struct range *range)
{
	const struct ptwalk_table *table;
	__u64 limit;

	if (!ranges->open && runs_next(&ranges->runs, &ranges->run)) {
		ranges->open = true;
		ranges->pos = ranges->run.start;
	}
	if (ranges->what & RANGES_TABLES) {
		limit = ranges->open ? ranges->pos : ranges->end - 1;
		table = next_table(ranges, limit);
		if (table) {
			ranges->next[table->level]++;
			table_range(ranges, table, range);
			return true;
		}
	}
	if (!ranges->open)
		return false;
	if ((ranges->what & RANGES_ENTRIES) && ranges->run.kind != PTWALK_NONE)
		entry_range(ranges, range);
	else
		run_range(ranges, range);
	return true;
}

/**
 * ranges_next() - get the next range that passes the filter
 * @ranges: iterator
 * @range: filled in
 *
 * Return: true with a range, false at the end.
 */
bool ranges_next(struct ranges *ranges, struct range *range)
{
	while (any_next(ranges, range)) {
		if (range->pte.kind == PTWALK_NONE &&
		    !(ranges->what & RANGES_NONE))
			continue;
		/* next_table() starts with the first table of the dump: skip those below */
		if (range->end - 1 < ranges->filter->start)
			continue;
		range->kind = kind_of(&ranges->dump->dict, range->vma,
				      &range->pte);
		switch (filter_match(ranges->filter, &ranges->dump->dict, &range->pte,
				     range->kind)) {
		case FILTER_MAYBE_YES:
			ranges->maybe_not += range->entries;
			return true;
		case FILTER_YES:
			return true;
		case FILTER_MAYBE_NO:
			ranges->maybe += range->entries;
			break;
		case FILTER_NO:
			break;
		}
	}
	return false;
}
