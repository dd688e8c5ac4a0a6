// SPDX-License-Identifier: GPL-2.0
/*
 * Where the frames of judgements stand in a dump.  The frames wanted go into a
 * hash table, and one pass over the dump's page tables looks every entry up;
 * a table is a window.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe-private.h"

#define NOBODY		(~0U)

/**
 * struct wanted - the frames that are looked for
 * @o: observation
 * @slot: judgements by the hash of their frame, or %NOBODY
 * @shift: 64 less log2 of the number of slots
 * @mask: number of slots, less one
 */
struct wanted {
	struct observe	*o;
	__u32		*slot;
	unsigned int	shift;
	__u32		mask;
};

static __u32 hash(const struct wanted *wanted, __u64 pfn)
{
	/* Knuth's multiplicative hash: frames come in rows */
	return pfn * 0x9e3779b97f4a7c15ULL >> wanted->shift;
}

/* The slot of a frame, or the one where it would go. */
static __u32 *find_slot(const struct wanted *wanted, __u64 pfn)
{
	__u32 i = hash(wanted, pfn);

	while (wanted->slot[i] != NOBODY &&
	       wanted->o->judgement[wanted->slot[i]].pfn != pfn)
		i = (i + 1) & wanted->mask;
	return &wanted->slot[i];
}

static bool is_wanted(const struct judgement *j, bool fresh_only)
{
	return j->pfn != -1ULL && (j->fresh || !fresh_only);
}

static int want(struct wanted *wanted, struct observe *o, bool fresh_only,
		size_t nr)
{
	struct judgement *j;
	unsigned int bits = 4;
	__u32 *slot;
	size_t i;

	while (1ULL << bits < 2 * nr)
		bits++;
	*wanted = (struct wanted){
		.o = o,
		.slot = malloc(sizeof(*slot) << bits),
		.shift = 64 - bits,
		.mask = (1U << bits) - 1,
	};
	if (!wanted->slot)
		return -ENOMEM;
	memset(wanted->slot, 0xff, sizeof(*slot) << bits);
	for (i = o->open; i < o->nr; i++) {
		j = &o->judgement[i];
		if (!is_wanted(j, fresh_only))
			continue;
		slot = find_slot(wanted, j->pfn);
		j->next = *slot;
		*slot = i;
	}
	return 0;
}

static void found(struct judgement *j, __u64 window,
		  const struct layout *layout)
{
	unsigned int i = 0;

	while (i < j->nr && i < CANDIDATES && j->candidate[i] != window)
		i++;
	if (i < CANDIDATES) {
		j->candidate[i] = window;
		if (layout->end > j->v.time)
			j->stayed |= 1U << i;
	}
	if (i == j->nr)
		j->nr++;
}

static void look_up(const struct wanted *wanted, __u64 pfn, __u64 window,
		    const struct layout *layout, const struct windows *area)
{
	struct judgement *j;
	__u32 i;

	for (i = *find_slot(wanted, pfn); i != NOBODY; i = j->next) {
		j = &wanted->o->judgement[i];
		/* PTEs are looked at of anonymous areas, and of no others */
		if (j->v.file != area->anon)
			found(j, window, layout);
	}
}

/* Present as the kernel has it, which is PROT_NONE and NUMA hints as well. */
static bool has_frame(const struct dump *dump, __u64 raw, unsigned int level,
		      __u64 *pfn)
{
	struct ptwalk_pte pte;

	if (ptwalk_is_none(raw))
		return false;
	ptwalk_decode(&dump->dict, raw, level, &pte);
	*pfn = pte.phys >> 12;
	return pte.kind == PTWALK_PAGE || pte.kind == PTWALK_PROTNONE;
}

static void search_table(const struct wanted *wanted, const struct dump *dump,
			 const struct ptwalk_table *table,
			 const struct layout *layout)
{
	const struct windows *area = NULL;
	unsigned int i;
	__u64 pfn, addr;

	if (table->level == 1) {
		area = layout_area(layout, table->base);
		if (!area)
			return;
	}
	for (i = 0; i < table->count; i++) {
		if (!has_frame(dump, table->entry[i], table->level, &pfn))
			continue;
		addr = table->base +
		       (table->first + i) * ptwalk_span(table->level);
		if (table->level == 2)
			area = layout_area(layout, addr);
		if (area)
			look_up(wanted, pfn, addr & -OBSERVE_WINDOW, layout,
				area);
	}
}

/**
 * frames_find() - look for the frames of judgements in a dump
 * @o: observation; those from @o->open on are looked for
 * @dump: the dump
 * @layout: its windows
 * @fresh_only: only those that no dump was searched for yet
 *
 * Return: 0 or -ENOMEM.
 */
int frames_find(struct observe *o, const struct dump *dump,
		const struct layout *layout, bool fresh_only)
{
	struct wanted wanted;
	size_t i, nr = 0;
	unsigned int level;

	for (i = o->open; i < o->nr; i++)
		nr += is_wanted(&o->judgement[i], fresh_only);
	if (!nr)
		return 0;
	if (want(&wanted, o, fresh_only, nr))
		return -ENOMEM;
	for (level = 1; level <= 2; level++)
		for (i = 0; i < dump->nr_tables[level]; i++)
			search_table(&wanted, dump, dump->table[level][i],
				     layout);
	free(wanted.slot);
	return 0;
}
