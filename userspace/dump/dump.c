// SPDX-License-Identifier: GPL-2.0
/*
 * A dump in memory: tables, areas and entries by address, and merged runs.
 * Everything here relies on what dump_parse() has checked (dump-parse.c): that
 * tables and areas ascend, and that above each table stand all those that lead
 * to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "number.h"

/* A top-level table spans the hole between the halves as well. */
static bool in_half(const struct ptwalk_header *header, __u64 addr)
{
	__u64 limit = ptwalk_half_end(header->levels);

	return header->half == PTWALK_HALF_USER ? addr < limit : addr >= -limit;
}

/**
 * dump_table() - the table of a level that translates an address
 * @dump: dump
 * @level: 1 to 5
 * @addr: any address, canonical or not
 *
 * Return: the table record, or NULL where the dump holds none.
 */
const struct ptwalk_table *dump_table(const struct dump *dump,
				      unsigned int level, __u64 addr)
{
	const struct ptwalk_table **table = dump->table[level];
	size_t from = 0, to = dump->nr_tables[level];

	if (!in_half(dump->header, addr))
		return NULL;
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (table[mid]->base <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	if (!from || addr - table[from - 1]->base >=
		     ptwalk_span(level) * PTWALK_ENTRIES)
		return NULL;
	return table[from - 1];
}

/**
 * dump_vmas_until() - how many areas begin at or before an address
 * @dump: dump
 * @addr: address
 *
 * Return: that number; the last of them is the only one that can hold @addr.
 */
size_t dump_vmas_until(const struct dump *dump, __u64 addr)
{
	size_t from = 0, to = dump->nr_vmas;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (dump->vma[mid]->start <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/**
 * dump_moment() - are the VMAs of a dump of one moment?
 * @end: its last record
 *
 * Where they are not, what one record says of an address and what another one says need
 * not have been true at the same time.
 *
 * Return: enum dump_moment.
 */
enum dump_moment dump_moment(const struct ptwalk_end *end)
{
	if (end->flags & PTWALK_END_VMAS_CHANGED)
		return DUMP_NOT_ONE_MOMENT;
	return end->flags & PTWALK_END_ONE_MOMENT ? DUMP_ONE_MOMENT :
						    DUMP_MAYBE_ONE_MOMENT;
}

/**
 * dump_moment_text() - the answer of dump_moment() in words
 * @end: a dump's last record
 *
 * Return: "one moment", "not one moment" or "perhaps not one moment".
 */
const char *dump_moment_text(const struct ptwalk_end *end)
{
	static const char *const text[] = {
		[DUMP_ONE_MOMENT]	= "one moment",
		[DUMP_NOT_ONE_MOMENT]	= "not one moment",
		[DUMP_MAYBE_ONE_MOMENT]	= "perhaps not one moment",
	};

	return text[dump_moment(end)];
}

/**
 * dump_mm_flag() - was a flag of the target's mm_struct set when the walk began?
 * @dump: dump
 * @key: PTWALK_DICT_MM_HUGEPAGE: khugepaged has the address space on its list;
 *	 PTWALK_DICT_MM_NO_THP: huge pages are switched off for all VMAs;
 *	 PTWALK_DICT_MM_ADVISED_THP: the same, except for VMAs with MADV_HUGEPAGE
 *
 * A kernel that has no such flag never has it set.
 *
 * Return: 1 if it was, 0 if not, -ENODATA where the dump does not say.
 */
int dump_mm_flag(const struct dump *dump, enum ptwalk_dict_key key)
{
	if (!dump->tail || !(dump->dict.known & 1ULL << key))
		return -ENODATA;
	return !!(dump->tail->mm_flags & dump->dict.value[key]);
}

/**
 * dump_vma_end() - where an area ends, as far as it counts
 * @dump: dump
 * @vma: one of its areas
 *
 * Return: the first address after it: its end, or the start of the next area
 * where that comes first (the address space changed while it was dumped).
 */
__u64 dump_vma_end(const struct dump *dump, const struct ptwalk_vma *vma)
{
	size_t next = dump_vmas_until(dump, vma->start);

	/* the last address of the space: an end of 0 is after every start */
	if (next < dump->nr_vmas &&
	    dump->vma[next]->start - vma->start < vma->end - vma->start)
		return dump->vma[next]->start;
	return vma->end;
}

/**
 * dump_vma() - the area that an address lies in
 * @dump: dump
 * @addr: address
 *
 * Return: the area, or NULL where there is none.
 */
const struct ptwalk_vma *dump_vma(const struct dump *dump, __u64 addr)
{
	size_t nr = dump_vmas_until(dump, addr);
	const struct ptwalk_vma *vma;

	if (!nr)
		return NULL;
	vma = dump->vma[nr - 1];
	return addr - vma->start < vma->end - vma->start ? vma : NULL;
}

/**
 * dump_clip() - cut a range down to what a dump holds
 * @dump: dump
 * @start: first address; raised to that of the dump
 * @end: first address after it, 0 for 1 << 64; lowered to where the walk ended.
 *	 Where both are 0, no range was asked for, and all that was walked is meant
 * @err: says why nothing is left
 *
 * What lies beyond the address that the walk reached is not known, whatever
 * range was asked of the kernel.
 *
 * Return: 0; -ERANGE where nothing is left of the range that was asked for.
 */
int dump_clip(const struct dump *dump, __u64 *start, __u64 *end,
	      struct errmsg *err)
{
	const struct ptwalk_header *header = dump->header;
	const __u64 from = *start, to = *end, reached = dump->end->reached;
	char wanted[NUMBER_SPAN_SIZE], covered[NUMBER_SPAN_SIZE];
	const bool all = !(from | to);

	if (from < header->start)
		*start = header->start;
	/* an end of 0 is 1 << 64: compare last addresses */
	if (all || to - 1 > reached - 1)
		*end = reached;
	if (all || (reached != header->start && *start <= *end - 1))
		return 0;
	number_span(wanted, from, to);
	if (from <= header->end - 1 && to - 1 >= header->start)
		return errmsg_set(err, -ERANGE,
				  "the range %s is not known: the dump is incomplete and ends at 0x%llx",
				  wanted, reached);
	return errmsg_set(err, -ERANGE,
			  "the range %s is outside of what the dump covers, %s",
			  wanted,
			  number_span(covered, header->start, header->end));
}

/* The entry of @table for @addr, as read last: with the table below it, if any. */
static __u64 entry_of(const struct dump *dump, const struct ptwalk_table *table,
		      __u64 addr)
{
	const struct ptwalk_table *below = NULL;

	if (table->level > 1)
		below = dump_table(dump, table->level - 1, addr);
	if (below)
		return below->parent;
	return ptwalk_table_entry(table, ptwalk_index(addr, table->level));
}

/**
 * dump_entry() - the entry of a level that translates an address
 * @dump: dump
 * @level: 1 to 5
 * @addr: address
 * @entry: filled in on success
 *
 * Return: 0; -ENOENT where the dump holds no table of @level for @addr.
 */
int dump_entry(const struct dump *dump, unsigned int level, __u64 addr,
	       struct entry_at *entry)
{
	const struct ptwalk_table *table = dump_table(dump, level, addr);
	unsigned int above;
	struct ptwalk_pte pte;

	if (!table)
		return -ENOENT;
	*entry = (struct entry_at){
		.table = table,
		.raw = entry_of(dump, table, addr),
		.addr = addr & ~(ptwalk_span(level) - 1),
		.index = ptwalk_index(addr, level),
		.above = PTWALK_F_RW | PTWALK_F_US,
	};
	/* dump_parse() saw to it that all tables above are there */
	for (above = dump->header->levels; above > level; above--) {
		table = dump_table(dump, above - 1, addr);
		ptwalk_decode(&dump->dict, table->parent, above, &pte);
		entry->above = ptwalk_effective(&dump->dict, entry->above,
						&pte);
	}
	return 0;
}

/**
 * runs_begin() - begin to take the merged runs of a dump
 * @runs: iterator
 * @dump: dump; must live as long as @runs
 */
void runs_begin(struct runs *runs, const struct dump *dump)
{
	runs->dump = dump;
	runs->cut = false;
	ptwalk_cursor_init(&runs->cursor, dump->header, &dump->dict);
	runs->next = (const void *)((const char *)dump->data +
				    dump->header->rec.length);
	ptwalk_cursor_seek(&runs->cursor, runs->next);
}

/**
 * runs_limit() - take only the runs of a range, as if only that had been dumped
 * @runs: iterator, after runs_begin()
 * @start: first address, page-aligned
 * @end: first address after the range; 0 stands for 1 << 64.  The range must
 *	 lie in the one that was dumped
 */
void runs_limit(struct runs *runs, __u64 start, __u64 end)
{
	runs->cursor.pos = start;
	runs->cursor.end = end;
	ptwalk_cursor_seek(&runs->cursor, runs->next);
}

/* Physically contiguous pieces of the 2M pages of a run */
static __u64 count_extents(const struct dump *dump, const struct ptwalk_run *run)
{
	__u64 addr = run->start, extents = 0, last = 0, i;
	struct entry_at entry = { 0 };

	for (i = 0; i < run->entries; i++, addr += ptwalk_span(2)) {
		if (dump_entry(dump, 2, addr, &entry))
			break;
		if (!i || entry.raw - last != ptwalk_span(2))
			extents++;
		last = entry.raw;
	}
	return extents;
}

/*
 * Before 6.18 the huge zero page differs from other 2M pages by its frame alone.  A run
 * ends where it begins, and where it ends, so that what is said of the first entry of
 * a run is so of all of them.
 */
static void cut_run(struct runs *runs, struct ptwalk_run *run)
{
	const struct dump *dump = runs->dump;
	const __u64 frame = dump->dict.huge_zero << ptwalk_shift(1);
	const __u64 mask = ptwalk_addr_mask(&dump->dict, 2);
	const bool zero = (run->raw & mask) == (frame & mask);
	struct entry_at entry = { 0 };
	__u64 addr = run->start, i;

	for (i = 0; i < run->entries; i++) {
		if (dump_entry(dump, 2, addr, &entry) ||
		    ((entry.raw & mask) == (frame & mask)) != zero)
			break;
		addr = (addr & ~(ptwalk_span(2) - 1)) + ptwalk_span(2);
	}
	if (!i || i == run->entries)
		return;
	runs->rest = *run;
	runs->rest.start = addr;
	runs->rest.raw = entry.raw;
	runs->rest.entries -= i;
	runs->rest.extents = count_extents(dump, &runs->rest);
	runs->cut = true;
	run->end = addr;
	run->entries = i;
	run->extents = count_extents(dump, run);
}

static bool next_run(struct runs *runs, struct ptwalk_run *run)
{
	const struct ptwalk_record *rec;

	if (runs->cut) {
		runs->cut = false;
		*run = runs->rest;
		return true;
	}
	while (!ptwalk_cursor_next(&runs->cursor, run)) {
		rec = runs->next;
		if (rec->type == PTWALK_REC_END)
			return false;
		ptwalk_cursor_add(&runs->cursor, rec);
		runs->next = (const void *)((const char *)rec + rec->length);
		ptwalk_cursor_seek(&runs->cursor, runs->next);
	}
	return true;
}

/**
 * runs_next() - the next merged run
 * @runs: iterator
 * @run: filled in; see run.h.  Its area can reach beyond it and into the next
 *	 area: dump_vma_end()
 *
 * Return: true with a run, false at the end.
 */
bool runs_next(struct runs *runs, struct ptwalk_run *run)
{
	if (!next_run(runs, run))
		return false;
	if (run->kind == PTWALK_PAGE && run->level == 2 && run->entries > 1 &&
	    runs->dump->dict.huge_zero)
		cut_run(runs, run);
	return true;
}

/**
 * dump_same_boot() - are two dumps of one kernel while it ran?
 * @a: header of the one
 * @b: header of the other
 *
 * Frames can be compared only while one kernel runs: of the same release, and
 * booted at the same time.  The clocks of a dump are read one after the other, and
 * the time of day may be set meanwhile; a minute is less than a reboot and the
 * beginning of a process take.
 *
 * Return: true if they are.
 */
bool dump_same_boot(const struct ptwalk_header *a,
		    const struct ptwalk_header *b)
{
	const __u64 minute = 60000000000ULL;
	__u64 distance = (a->time_realtime - a->time_monotonic) -
			 (b->time_realtime - b->time_monotonic);

	return !memcmp(a->release, b->release, sizeof(a->release)) &&
	       distance + minute <= 2 * minute;
}
