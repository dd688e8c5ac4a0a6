// SPDX-License-Identifier: GPL-2.0
/*
 * Changes taken down: neighbours that changed in the same way become one run,
 * runs are counted and given to who asked for them.
 */
#include "diff-private.h"

/**
 * diff_clip() - a range, as far as it is compared
 * @d: comparison
 * @first: first address
 * @last: last address
 * @start: first address that is compared
 * @end: first address after those that are; 0 stands for 1 << 64
 */
void diff_clip(const struct diff *d, __u64 first, __u64 last,
	       __u64 *start, __u64 *end)
{
	*start = first > d->report->first ? first : d->report->first;
	*end = (last < d->report->last ? last : d->report->last) + 1;
}

static void close_run(struct diff *d, struct change *run)
{
	unsigned int i;

	d->report->runs++;
	d->report->rss += run->rss;
	for (i = 0; i < CHANGE_NR; i++) {
		struct change_total *total = &d->report->total[i];

		if (!changes_has(&run->what, i))
			continue;
		total->runs++;
		total->entries += run->entries;
		total->rss += run->rss;
		total->bytes += run->subject == SUBJECT_TABLE ?
			run->entries * ptwalk_span(1) : run->end - run->start;
	}
	if (d->fn && !d->rc)
		d->rc = d->fn(run, d->arg);
}

/* A table of which a map says what it lacked is a run of its own. */
static bool has_map(const struct change *change)
{
	return change->small_zero || change->small_empty;
}

static bool side_continues(const struct change_side *run,
			   const struct change_side *next)
{
	return run->vma == next->vma && run->kind == next->kind;
}

static void side_extend(struct change_side *run, const struct change_side *next)
{
	run->all &= next->all;
	run->any |= next->any;
}

/**
 * diff_note() - take a change into account
 * @d: comparison
 * @change: the change; those of one subject and level must come in ascending
 *	    order
 *
 * It joins the run before it where it continues it in address and in kind.
 */
void diff_note(struct diff *d, const struct change *change)
{
	bool *is_open = &d->is_open[change->subject][change->level];
	struct change *run = &d->open[change->subject][change->level];
	struct change next = *change;

	next.what.kinds &= d->wanted.kinds;
	next.what.gained &= d->wanted.gained;
	next.what.lost &= d->wanted.lost;
	if (!changes_any(&next.what))
		return;
	if (*is_open && next.subject != SUBJECT_VMA &&
	    run->end == next.start && changes_equal(&run->what, &next.what) &&
	    run->distance == next.distance &&
	    !has_map(run) && !has_map(&next) &&
	    side_continues(&run->was, &next.was) &&
	    side_continues(&run->now, &next.now)) {
		run->end = next.end;
		run->entries += next.entries;
		run->small += next.small;
		run->small_present += next.small_present;
		run->same_frames += next.same_frames;
		run->rss += next.rss;
		side_extend(&run->was, &next.was);
		side_extend(&run->now, &next.now);
		return;
	}
	if (*is_open)
		close_run(d, run);
	*run = next;
	*is_open = true;
}

/**
 * diff_close() - no change will follow
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
