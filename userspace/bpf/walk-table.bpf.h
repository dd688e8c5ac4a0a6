/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of walk.bpf.c that copies tables: module/table.c as BPF.  Owns what was copied, and
 * the entries of the tables above the cursor, by which it finds the next table.
 */
#ifndef PTWALK_WALK_TABLE_BPF_H
#define PTWALK_WALK_TABLE_BPF_H

#include "walk-shared.h"

extern struct walk walk;

/* Bits 12 to 51 of an entry: PTE_PFN_MASK without memory encryption */
#define FRAME			0x000ffffffffff000ULL
#define PAGE			4096ULL

/* How often to copy a table again if an entry on the path to it changed during the copy */
#define COPY_RETRIES		3

struct walk_table walk_tables[WALK_TABLES];

/* Entries of the tables sent last, of levels 2 to 5 */
__u64 walk_above[PTWALK_LEVEL_MAX - 1][PTWALK_ENTRIES];

enum copy_result {
	COPIED,
	NO_TABLE,	/* an entry above leads to no table; @walk.hole is the level of that entry */
	CHANGED,	/* copied, but an entry on the path changed meanwhile */
	LOST,		/* a table cannot be read, though the entry above leads there */
	FAULT,		/* the top-level table cannot be read */
};

static __always_inline bool table_read_entry(__u64 *entry, __u64 at)
{
	return !bpf_probe_read_kernel(entry, sizeof(*entry), (const void *)at);
}

/* copy_table() of module/table.c, to number @nr of @walk_tables; returns enum copy_result */
__noinline int copy_table(__u32 nr, __u64 addr, __u32 level)
{
	struct walk_table *table = &walk_tables[nr & (WALK_TABLES - 1)];
	__u64 entry[PTWALK_LEVEL_MAX + 1] = { 0 };
	__u64 at[PTWALK_LEVEL_MAX + 1] = { 0 };
	__u64 t = walk.top, again;
	__u32 levels = walk.levels;
	bool faulted;
	int l;

	table->parent = 0;
#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l > 1; l--) {
		if ((__u32)l > levels || (__u32)l <= level)
			continue;
		walk.hole = l;
		at[l] = t + ptwalk_index(addr, l) * sizeof(__u64);
		if (!table_read_entry(&entry[l], at[l]))
			return (__u32)l == levels ? FAULT : LOST;
		if (!ptwalk_leads_to_table(entry[l], l))
			return NO_TABLE;
		t = walk.direct_map + (entry[l] & FRAME);
		table->parent = entry[l];
	}
	if (level == levels) {
		walk.hole = levels;
		table->phys = t - walk.direct_map;
		return bpf_probe_read_kernel(table->entry, PAGE / 2, (const void *)t) ?
		       FAULT : COPIED;
	}
	/* if the table itself cannot be read, skip everything that it maps */
	walk.hole = level + 1;
	table->phys = t - walk.direct_map;
	faulted = bpf_probe_read_kernel(table->entry, PAGE, (const void *)t);

#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l > 1; l--) {
		if ((__u32)l > levels || (__u32)l <= level)
			continue;
		if (!table_read_entry(&again, at[l]) ||
		    ((again ^ entry[l]) & (FRAME | PTWALK_RAW_P | PTWALK_RAW_PS)))
			return CHANGED;
	}
	return faulted ? LOST : COPIED;
}

static __always_inline __u32 table_find_entry(__u32 slot, __u32 index, __u32 level)
{
	__u32 i;

	for (i = index; i < PTWALK_ENTRIES; i++) {
		/* keep the compiler from counting in addresses, which the verifier cannot bound */
		barrier_var(i);
		if (ptwalk_leads_to_table(walk_above[slot][i & (PTWALK_ENTRIES - 1)], level))
			break;
	}
	return i;
}

/*
 * Find the first entry at or after @index of the table of @level sent last that leads to a
 * table.  Returns its index, PTWALK_ENTRIES if there is none.
 */
__noinline int find_below(__u32 level, __u32 index)
{
	__u32 slot = (level - 2) & 3;

	/* the level is a constant in either loop, so that the verifier sees no branch on it */
	return level > 3 ? table_find_entry(slot, index, 4) : table_find_entry(slot, index, 3);
}

/* skip_sent() of module/table.c: sets @walk.cur */
__noinline int skip_sent(__u64 addr)
{
	__u64 stop = walk.up_to, from = addr, span, reach;
	__u32 level, index, found;

#pragma unroll
	for (level = 2; level <= PTWALK_LEVEL_MAX; level++) {
		if (level > walk.levels)
			break;
		span = ptwalk_span(level);
		reach = span * PTWALK_ENTRIES;
		if (walk.reached[level] != (addr & ~(reach - 1)))
			continue;
		index = ptwalk_index(addr, level);
		found = find_below(level, index);
		if (found == index)
			break;
		addr = walk.reached[level] + found * span;
		if (addr - from >= stop - from) {
			addr = stop;
			break;
		}
		if (found < PTWALK_ENTRIES)
			break;
	}
	walk.cur = addr;
	return 0;
}

/*
 * Copy the table of @level that translates @addr.  Returns 1 if it was sent, or if it has to be
 * copied again; 0 if there is none, with @walk.hole; -1 if the hold has to end, with @walk.stop.
 */
__noinline int send_table(__u64 addr, __u32 level)
{
	__u32 nr = walk.tables;
	struct walk_table *table;
	int result;

	if (nr >= WALK_TABLES) {
		walk.stop = WALK_FULL;
		return -1;
	}
	table = &walk_tables[nr & (WALK_TABLES - 1)];
	result = copy_table(nr, addr, level);
	if ((result == CHANGED || result == LOST) && walk.tries < COPY_RETRIES) {
		walk.tries++;
		walk.retries++;
		return 1;
	}
	walk.tries = 0;
	if (result == FAULT) {
		walk.stop = WALK_FAULT;
		return -1;
	}
	if (result == LOST)
		walk.end_flags |= PTWALK_END_LEFT_OUT;
	if (result == NO_TABLE || result == LOST)
		return 0;

	table->base = ptwalk_table_base(addr, level);
	table->level = level;
	table->unstable = result == CHANGED;
	if (level > 1)
		bpf_probe_read_kernel(walk_above[(level - 2) & 3], PAGE, table->entry);
	if (level <= PTWALK_LEVEL_MAX)
		walk.reached[level] = table->base;
	walk.tables = nr + 1;
	return 1;
}

#endif /* PTWALK_WALK_TABLE_BPF_H */
