// SPDX-License-Identifier: GPL-2.0-only
/*
 * The iterator over the merged runs of a dump: hands the records to the cursor of run.h, and
 * cuts runs where only the dump, and not their entries, tells that their pages differ.
 */
#include "dump.h"

/**
 * runs_begin() - initialize an iterator over the merged runs of a dump
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
 * runs_limit() - restrict an iterator to a range, as if only that had been dumped
 * @runs: iterator, after runs_begin() and before the first runs_next()
 * @start: first address, page-aligned
 * @end: first address after the range; 0 stands for 1 << 64.  The range has to be
 *	 within the one that was walked, see dump_clip()
 */
void runs_limit(struct runs *runs, __u64 start, __u64 end)
{
	runs->cursor.pos = start;
	runs->cursor.end = end;
	ptwalk_cursor_seek(&runs->cursor, runs->next);
}

/**
 * runs_loosen() - merge pages of level 1 regardless of A and D
 * @runs: iterator, after runs_begin() and before the first runs_next()
 *
 * For sums: runs are longer, and struct ptwalk_run has the number of their entries with A and
 * with D.
 */
void runs_loosen(struct runs *runs)
{
	runs->cursor.loose = true;
}

/* Count the physically contiguous extents that the 2M pages of a run form. */
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
 * Before 6.18 only its frame tells the huge zero page from other 2M pages, and run.c
 * merges entries regardless of their frames.  Cut the run before the first entry that
 * maps the huge zero page, or after the last one, so that kind_of() of a run's first
 * entry is right for all its entries.
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
 * @run: filled in; see run.h.  The end of @run->vma can be after the end of the run, and
 *	 even in the next VMA: use dump_vma_end()
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
 * runs_bits() - count A and D in a part of a run
 * @dump: dump
 * @run: run of pages of level 1, from an iterator after runs_loosen()
 * @start: first address of the part
 * @end: first address after it
 * @accessed: set to the number of entries with A
 * @dirty: set to the number of entries with D
 */
void runs_bits(const struct dump *dump, const struct ptwalk_run *run, __u64 start, __u64 end,
	       __u64 *accessed, __u64 *dirty)
{
	const struct ptwalk_table *table;
	__u64 a = 0, d = 0, left = (end - start) >> ptwalk_shift(1), n, i;
	const __u64 *entry;

	if (start == run->start && end == run->end) {
		*accessed = run->accessed;
		*dirty = run->dirty;
		return;
	}
	for (; left; left -= n, start += n << ptwalk_shift(1)) {
		table = dump_table(dump, 1, start);
		if (!table)
			break;	/* cannot happen: the run was made from this table */
		i = ptwalk_index(start, 1);
		n = PTWALK_ENTRIES - i < left ? PTWALK_ENTRIES - i : left;
		entry = table->entry + i - table->first;
		for (i = 0; i < n; i++) {
			a += entry[i] & PTWALK_RAW_A;
			d += entry[i] & PTWALK_RAW_D;
		}
	}
	*accessed = a / PTWALK_RAW_A;
	*dirty = d / PTWALK_RAW_D;
}
