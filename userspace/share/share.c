// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that several processes map: see share.h.
 *
 * Most frames are mapped once.  Two bits tell for each frame whether it is, and only the others
 * are looked at: their extents are sorted by frame and cut where one begins or ends, so that the
 * memory depends on what is shared.  For that, the dumps of the processes that are asked about are
 * read twice; of other processes, at once what those map as well.
 */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "rss.h"
#include "share.h"
#include "stat-frames.h"

/**
 * struct adding - a dump whose frames are added
 * @share: where they are added
 * @target: number of its process
 * @bytes: size of what was added, or NULL
 * @first: number of the first extent that was added
 */
struct adding {
	struct share	*share;
	__u32		target;
	__u64		*bytes;
	size_t		first;
};

/* The first segment that ends above @frame; @s->nr_segments if there is none */
static size_t share_find(const struct share *s, __u64 frame)
{
	size_t low = 0, high = s->nr_segments, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->segment[middle].frame + s->segment[middle].nr > frame)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static int map_extent(void *arg, __u64 frame, __u64 nr)
{
	const struct adding *a = arg;

	return share_frames_map(&a->share->frames, frame, nr);
}

/* Add those of these frames that are mapped more than once. */
static int add_extent(void *arg, __u64 frame, __u64 nr)
{
	const struct adding *a = arg;
	struct share *s = a->share;
	struct share_extent *last;
	bool again;
	__u64 n;

	for (; nr; frame += n, nr -= n) {
		const struct share_extent extent = {
			frame, n = share_frames_alike(&s->frames, frame, nr, &again), a->target,
		};

		if (!again)
			continue;
		if (a->bytes)
			*a->bytes += n << ptwalk_shift(1);
		last = s->nr_extents > a->first ? &s->extent[s->nr_extents - 1] : NULL;
		if (last && last->frame + last->nr == frame)
			last->nr += n;
		else if (array_add(s->extent, s->nr_extents, extent))
			return -ENOMEM;
	}
	return 0;
}

/* Another process maps these frames: add those that one which is asked about maps as well. */
static int add_extent_of_other(void *arg, __u64 frame, __u64 nr)
{
	const struct adding *a = arg;

	share_frames_map_again(&a->share->frames, frame, nr);
	return add_extent(arg, frame, nr);
}

static bool is_resident(const struct dump *dump, const struct ptwalk_run *run,
			struct ptwalk_pte *pte)
{
	if (run->kind == PTWALK_NONE)
		return false;
	ptwalk_decode(&dump->dict, run->raw, run->level, pte);
	if (run->kind != pte->kind)
		return false;
	return rss_of(&dump->dict, pte, run->vma) & RSS_RESIDENT;
}

/* A page under migration and the like: what is mapped can be a copy soon, so it is one mapping. */
static bool has_frame(const struct ptwalk_pte *pte)
{
	return pte->kind == PTWALK_PAGE || pte->kind == PTWALK_PROTNONE ||
	       pte->kind == PTWALK_INVALID;
}

static int add_dump(struct adding *a, const struct dump *dump,
		    int (*fn)(void *arg, __u64 frame, __u64 nr))
{
	struct ptwalk_run run;
	struct ptwalk_pte pte;
	struct runs runs;
	int rc = 0;

	runs_begin(&runs, dump);
	runs_loosen(&runs);
	while (!rc && runs_next(&runs, &run))
		if (is_resident(dump, &run, &pte) && has_frame(&pte))
			rc = frames_of_run(dump, &run, fn, a);
	return rc;
}

/**
 * share_add_target() - add the frames of a process that is asked about
 * @s: zeroed before its first use
 * @dump: dump of the process; must live as long as @s
 * @target: its number, less than %SHARE_TARGETS
 *
 * Return: 0 or -ENOMEM.
 */
int share_add_target(struct share *s, const struct dump *dump, unsigned int target)
{
	struct adding a = { .share = s, .target = target };

	s->dump[target] = dump;
	return add_dump(&a, dump, map_extent);
}

/**
 * share_add_other() - add another process, as far as it maps frames of those asked about
 * @s: after share_add_target() of all that are asked about, and before share_settle()
 * @dump: dump of the process
 * @bytes: set to the size of these frames, once for each entry that maps one
 *
 * Return: 0 or -ENOMEM.
 */
int share_add_other(struct share *s, const struct dump *dump, __u64 *bytes)
{
	struct adding a = {
		.share = s, .target = SHARE_TARGETS, .bytes = bytes, .first = s->nr_others,
	};
	int rc;

	*bytes = 0;
	s->nr_extents = s->nr_others;
	rc = add_dump(&a, dump, add_extent_of_other);
	s->nr_others = s->nr_extents;
	return rc;
}

/**
 * struct share_edge - where an extent begins or ends
 * @frame: the first frame after the edge
 * @target: struct share_extent
 * @begins: it begins there
 */
struct share_edge {
	__u64	frame;
	__u32	target;
	bool	begins;
};

static int share_by_frame(const void *a, const void *b)
{
	const struct share_edge *x = a, *y = b;

	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/* Add the segment from the edge at @frame up to @end; @maps: entries by target, and others last. */
static int add_segment(struct share *s, __u64 frame, __u64 end,
		       const __u32 maps[SHARE_TARGETS + 1])
{
	struct share_segment segment = { .frame = frame, .nr = end - frame };
	unsigned int i;

	for (i = 0; i < SHARE_TARGETS; i++) {
		segment.maps += maps[i];
		if (maps[i])
			segment.targets |= 1ULL << i;
	}
	segment.maps += maps[SHARE_TARGETS];
	segment.others = maps[SHARE_TARGETS];
	return segment.maps ? array_add(s->segment, s->nr_segments, segment) : 0;
}

/* Add the extents of those that are asked about to those of others. */
static int add_targets(struct share *s)
{
	struct adding a = { .share = s };
	int rc = 0;

	s->nr_extents = s->nr_others;
	for (a.target = 0; !rc && a.target < SHARE_TARGETS; a.target++) {
		a.first = s->nr_extents;
		if (s->dump[a.target])
			rc = add_dump(&a, s->dump[a.target], add_extent);
	}
	return rc;
}

static int make_segments(struct share *s)
{
	const size_t nr = 2 * s->nr_extents;
	struct share_edge *edge = calloc(nr + 1, sizeof(*edge));
	__u32 maps[SHARE_TARGETS + 1] = { 0 };
	int rc = edge ? 0 : -ENOMEM;
	size_t i;

	s->nr_segments = 0;
	for (i = 0; !rc && i < s->nr_extents; i++) {
		const struct share_extent *e = &s->extent[i];

		edge[2 * i] = (struct share_edge){ e->frame, e->target, true };
		edge[2 * i + 1] = (struct share_edge){ e->frame + e->nr, e->target, false };
	}
	if (!rc)
		qsort(edge, nr, sizeof(*edge), share_by_frame);
	for (i = 0; !rc && i < nr; i++) {
		if (edge[i].begins)
			maps[edge[i].target]++;
		else
			maps[edge[i].target]--;
		if (i + 1 < nr && edge[i + 1].frame != edge[i].frame)
			rc = add_segment(s, edge[i].frame, edge[i + 1].frame, maps);
	}
	free(edge);
	return rc;
}

/**
 * share_settle() - make segments of the frames added so far
 * @s: frames; @segment and @nr_segments are made anew
 *
 * Return: 0 or -ENOMEM.
 */
int share_settle(struct share *s)
{
	int rc = add_targets(s);

	return rc ? rc : make_segments(s);
}

/**
 * struct summing_up - a run whose frames are summed up
 * @share: all frames
 * @target: number of the process
 * @sums: added to
 */
struct summing_up {
	const struct share	*share;
	unsigned int		target;
	struct share_sums	*sums;
};

/* Sum up frames that are mapped more than once. */
static void sum_shared(const struct summing_up *sum, __u64 frame, __u64 nr)
{
	const struct share *s = sum->share;
	const __u64 page = ptwalk_span(1);
	size_t i;

	for (i = share_find(s, frame); i < s->nr_segments && s->segment[i].frame < frame + nr; i++) {
		const struct share_segment *segment = &s->segment[i];
		__u64 from = segment->frame > frame ? segment->frame : frame;
		__u64 to = segment->frame + segment->nr, pages;
		__u64 with = segment->targets & ~(1ULL << sum->target);

		pages = (to < frame + nr ? to : frame + nr) - from;
		/* the division rounds for each page, as the kernel's */
		sum->sums->pss += pages * ((page << SHARE_PSS_SHIFT) / segment->maps);
		if (segment->maps == 1)
			sum->sums->uss += pages * page;
		if (with)
			sum->sums->shared += pages * page;
		if (segment->others)
			sum->sums->others += pages * page;
		sum->sums->with |= with;
	}
}

static int sum_extent(void *arg, __u64 frame, __u64 nr)
{
	const struct summing_up *sum = arg;
	bool again;
	__u64 n;

	for (; nr; frame += n, nr -= n) {
		n = share_frames_alike(&sum->share->frames, frame, nr, &again);
		if (again) {
			sum_shared(sum, frame, n);
			continue;
		}
		sum->sums->pss += n << (ptwalk_shift(1) + SHARE_PSS_SHIFT);
		sum->sums->uss += n << ptwalk_shift(1);
	}
	return 0;
}

/**
 * share_add_sums() - add sums
 * @to: added to
 * @sums: what is added
 */
void share_add_sums(struct share_sums *to, const struct share_sums *sums)
{
	to->rss += sums->rss;
	to->pss += sums->pss;
	to->uss += sums->uss;
	to->shared += sums->shared;
	to->others += sums->others;
	to->with |= sums->with;
}

/* Sum up one run. */
static void sum_run(const struct share *s, const struct dump *dump, unsigned int target,
		    const struct ptwalk_run *run, struct share_sums *sums)
{
	struct summing_up sum = { .share = s, .target = target, .sums = sums };
	const __u64 bytes = run->end - run->start;
	struct ptwalk_pte pte;

	if (!is_resident(dump, run, &pte))
		return;
	sums->rss += bytes;
	if (has_frame(&pte)) {
		frames_of_run(dump, run, sum_extent, &sum);
		return;
	}
	sums->pss += bytes << SHARE_PSS_SHIFT;
	sums->uss += bytes;
}

/**
 * share_sum() - sum up a process, and each VMA of it
 * @s: after share_settle()
 * @dump: dump of the process
 * @target: its number
 * @all: filled in
 * @by_vma: array with an element for each VMA of @dump, filled in; or NULL
 */
void share_sum(const struct share *s, const struct dump *dump, unsigned int target,
	       struct share_sums *all, struct share_sums *by_vma)
{
	struct share_sums sums;
	struct ptwalk_run run;
	struct runs runs;
	size_t i = 0;

	*all = (struct share_sums){ 0 };
	if (by_vma && dump->nr_vmas)
		memset(by_vma, 0, dump->nr_vmas * sizeof(*by_vma));
	runs_begin(&runs, dump);
	runs_loosen(&runs);
	while (runs_next(&runs, &run)) {
		sums = (struct share_sums){ 0 };
		sum_run(s, dump, target, &run, &sums);
		share_add_sums(all, &sums);
		/* runs and VMAs both ascend */
		while (run.vma && i < dump->nr_vmas && dump->vma[i] != run.vma)
			i++;
		if (by_vma && run.vma && i < dump->nr_vmas)
			share_add_sums(&by_vma[i], &sums);
	}
}

/**
 * share_free() - free the lists
 * @s: frames
 */
void share_free(struct share *s)
{
	share_frames_free(&s->frames);
	free(s->extent);
	free(s->segment);
	*s = (struct share){ 0 };
}
