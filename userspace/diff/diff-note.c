// SPDX-License-Identifier: GPL-2.0-only
/*
 * Merges neighbouring addresses that changed in the same way into runs, sums the runs up
 * in struct diff_report and passes each to the callback of diff_dumps().  Which changes
 * there are is decided by the callers.
 */
#include "diff-private.h"

/**
 * diff_clip() - clip a range to the addresses that are compared
 * @d: comparison
 * @first: first address of the range
 * @last: last address of the range, inclusive; the range must overlap the compared one
 * @start: set to the first address that is compared
 * @end: set to the first address after those that are; 0 stands for 1 << 64
 */
void diff_clip(const struct diff *d, __u64 first, __u64 last,
	       __u64 *start, __u64 *end)
{
	*start = first > d->report->first ? first : d->report->first;
	*end = (last < d->report->last ? last : d->report->last) + 1;
}

/**
 * diff_count() - add one entry of a promoted or split table to the sums
 * @d: comparison
 * @what: changes of the entry
 * @bytes: size of the entry's addresses that are compared
 * @rss: bytes that Rss gained by the entry's change
 *
 * The run of %CHANGE_PROMOTED or %CHANGE_SPLIT that the entry belongs to is counted by
 * diff_note().
 */
void diff_count(struct diff *d, const struct changes *what, __u64 bytes,
		__s64 rss)
{
	struct changes wanted = *what;
	unsigned int i;

	changes_mask(&wanted, &d->wanted);
	if (!changes_any(&wanted))
		return;
	changes_for_each(i, &wanted) {
		struct change_total *total = &d->report->total[i];

		total->entries++;
		total->bytes += bytes;
		total->rss += rss;
	}
}

/* Has diff_count() already added the entries, bytes and Rss of this change of @run? */
static bool is_counted(const struct change *run, unsigned int change)
{
	return run->small && change != CHANGE_PROMOTED && change != CHANGE_SPLIT;
}

static void close_run(struct diff *d, struct change *run)
{
	unsigned int i;

	d->report->runs++;
	d->report->rss += run->rss;
	changes_for_each(i, &run->what) {
		struct change_total *total = &d->report->total[i];

		total->runs++;
		if (is_counted(run, i))
			continue;
		total->entries += run->entries;
		total->rss += run->rss;
		total->bytes += run->subject == SUBJECT_TABLE ?
			run->entries * ptwalk_span(1) : run->end - run->start;
	}
	if (d->fn && !d->rc)
		d->rc = d->fn(run, d->arg);
}

/* struct change.holes describes one table, so a run with bits in it is not merged. */
static bool has_map(const struct change *change)
{
	return change->small_zero || change->small_empty;
}

static bool side_continues(const struct change_side *run,
			   const struct change_side *next)
{
	return run->vma == next->vma && run->kind == next->kind &&
	       run->level == next->level &&
	       (run->kind != PTWALK_MARKER || run->marker == next->marker);
}

static void side_extend(struct change_side *run, const struct change_side *next)
{
	run->all &= next->all;
	run->any |= next->any;
}

/**
 * diff_note() - add a change to the comparison
 * @d: comparison
 * @change: the change; those of one subject and level must come in ascending order
 *
 * Extends the open run of the same subject and level if @change continues it in address
 * and equals it in kind; otherwise closes that run and opens a new one.  Changes of VMAs
 * are not merged.  Drops what the caller of diff_dumps() did not want.
 */
void diff_note(struct diff *d, const struct change *change)
{
	bool *is_open = &d->is_open[change->subject][change->level];
	struct change *run = &d->open[change->subject][change->level];
	struct changes what = change->what;
	unsigned int i;

	changes_mask(&what, &d->wanted);
	if (!changes_any(&what))
		return;
	if (*is_open && change->subject != SUBJECT_VMA &&
	    run->end == change->start && changes_equal(&run->what, &what) &&
	    run->distance == change->distance &&
	    !has_map(run) && !has_map(change) &&
	    side_continues(&run->was, &change->was) &&
	    side_continues(&run->now, &change->now)) {
		run->end = change->end;
		run->entries += change->entries;
		run->small += change->small;
		run->small_present += change->small_present;
		run->small_swapped += change->small_swapped;
		run->small_other += change->small_other;
		run->same_frames += change->same_frames;
		for (i = 0; i < CHANGE_PARTS; i++)
			run->part[i].entries += change->part[i].entries;
		run->rss += change->rss;
		side_extend(&run->was, &change->was);
		side_extend(&run->now, &change->now);
		return;
	}
	if (*is_open)
		close_run(d, run);
	*run = *change;
	run->what = what;
	*is_open = true;
}

/**
 * diff_close() - close all open runs after the last diff_note()
 * @d: comparison
 */
void diff_close(struct diff *d)
{
	unsigned int subject, level;

	for (subject = 0; subject <= SUBJECT_ENTRY; subject++)
		for (level = 0; level <= PTWALK_LEVEL_MAX; level++)
			if (d->is_open[subject][level])
				close_run(d, &d->open[subject][level]);
}
