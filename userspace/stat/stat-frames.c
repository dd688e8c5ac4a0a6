// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of the page frames of runs: see stat-frames.h.
 */
#include <stdlib.h>

#include "array.h"
#include "stat-frames.h"

static bool is_page(unsigned int kind)
{
	return kind == PTWALK_PAGE || kind == PTWALK_PROTNONE || kind == PTWALK_INVALID;
}

/**
 * frames_of_run() - iterate over the frames of a run of pages
 * @dump: dump that @run is from
 * @run: run whose entries map frames
 * @fn: called with each extent in the order of addresses; a return value other than 0 stops
 * @arg: first argument of @fn
 *
 * Reads the entries one by one only if the frames of the run are not contiguous.
 *
 * Return: 0, or the return value of @fn that stopped the iteration.
 */
int frames_of_run(const struct dump *dump, const struct ptwalk_run *run,
		  int (*fn)(void *arg, __u64 frame, __u64 nr), void *arg)
{
	const __u64 span = ptwalk_span(run->level);
	const __u64 flip = run->raw & PTWALK_RAW_P ? 0 : ~0ULL;
	const __u64 mask = ptwalk_addr_mask(&dump->dict, run->level);
	const struct ptwalk_table *table = NULL;
	__u64 addr, next, frame, phys, nr, first = 0, all = 0;
	struct ptwalk_pte pte;
	int rc = 0;

	for (addr = run->start; !rc && addr != run->end; addr = next) {
		__u64 raw = run->raw;

		next = (addr & ~(span - 1)) + span;
		if (next - 1 > run->end - 1 || run->extents == 1)
			next = run->end;
		if (run->extents != 1) {
			if (!table || addr - table->base >= span * PTWALK_ENTRIES)
				table = dump_table(dump, run->level, addr);
			if (!table)
				break;	/* cannot happen: the run was made from this table */
			raw = ptwalk_table_entry(table, ptwalk_index(addr, run->level));
		}
		/* a page has its address in the entry as it is, or inverted without P */
		phys = (raw ^ flip) & mask;
		if (!is_page(run->kind)) {
			ptwalk_decode(&dump->dict, raw, run->level, &pte);
			phys = pte.phys;
		}
		frame = (phys + (addr & (span - 1))) >> ptwalk_shift(1);
		nr = (next - addr) >> ptwalk_shift(1);
		if (all && first + all == frame) {
			all += nr;
			continue;
		}
		if (all)
			rc = fn(arg, first, all);
		first = frame;
		all = nr;
	}
	return rc || !all ? rc : fn(arg, first, all);
}

static int add_extent(struct frames *f, __u64 frame, __u64 nr)
{
	struct frames_extent *last = f->nr ? &f->extent[f->nr - 1] : NULL;
	const struct frames_extent more = { frame, nr };

	if (last && last->frame + last->nr == frame && (!f->block || frame % f->block)) {
		last->nr += nr;
		return 0;
	}
	return array_add(f->extent, f->nr, more);
}

/**
 * frames_add() - add contiguous frames to a list
 * @frames: struct frames
 * @frame: number of the first frame
 * @nr: number of frames, not 0
 *
 * Extends the last extent of the list where possible.  Can be the @fn of frames_of_run().
 *
 * Return: 0 or -ENOMEM.
 */
int frames_add(void *frames, __u64 frame, __u64 nr)
{
	struct frames *f = frames;
	__u64 n = nr;
	int rc;

	do {
		if (f->block && n > f->block - frame % f->block)
			n = f->block - frame % f->block;
		rc = add_extent(f, frame, n);
		frame += n;
		nr -= n;
		n = nr;
	} while (!rc && nr);
	return rc;
}

static int stat_frames_by_frame(const void *a, const void *b)
{
	const struct frames_extent *x = a, *y = b;

	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/**
 * frames_sort() - sort the extents of a list by their first frame
 * @frames: list
 */
void frames_sort(struct frames *frames)
{
	if (frames->nr)
		qsort(frames->extent, frames->nr, sizeof(*frames->extent), stat_frames_by_frame);
}

/**
 * frames_free() - free the memory of a list
 * @frames: list; empty afterwards
 */
void frames_free(struct frames *frames)
{
	free(frames->extent);
	*frames = (struct frames){ 0 };
}
