// SPDX-License-Identifier: GPL-2.0
/*
 * Judgements of khugepaged and the target they may be of: see observe.h.  Owns
 * what is kept of events, which address space is the target's, and the report.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe-private.h"

/*
 * With scan_sleep_millisecs=0 an idle machine makes a hundred thousand judgements
 * a second, nearly all of them the same again.  Those over the limits are counted
 * and not kept, as if they had been lost.
 */
#define MAX_OPEN	16384
#define MAX_KEPT	(1 << 20)

/* So many judgements without a frame of the target are proof */
#define ENOUGH		32

/**
 * observe_new() - begin an observation
 * @khugepaged: its PID
 *
 * Return: the observation, or NULL without memory.
 */
struct observe *observe_new(int khugepaged)
{
	struct observe *o = calloc(1, sizeof(*o));

	if (o)
		o->khugepaged = khugepaged;
	return o;
}

static struct space *find_space(struct observe *o, __u64 mm)
{
	struct space *space;
	size_t i;

	for (i = 0; i < o->nr_spaces; i++)
		if (o->space[i].mm == mm)
			return &o->space[i];
	space = reallocarray(o->space, o->nr_spaces + 1, sizeof(*space));
	if (!space)
		return NULL;
	o->space = space;
	space += o->nr_spaces++;
	*space = (struct space){ .mm = mm };
	return space;
}

/* A word of ours, since those of events live no longer than the tracing. */
static const char *keep_word(struct observe *o, const char *word)
{
	char **more;
	size_t i;

	for (i = 0; i < o->nr_words; i++)
		if (!strcmp(o->word[i], word))
			return o->word[i];
	more = reallocarray(o->word, o->nr_words + 1, sizeof(*more));
	if (!more)
		return NULL;
	o->word = more;
	o->word[o->nr_words] = strdup(word);
	return o->word[o->nr_words] ? o->word[o->nr_words++] : NULL;
}

static bool is_foreign(const struct space *space)
{
	return !space->hits && space->misses >= ENOUGH;
}

/* The frame, where the event has one that means something. */
static __u64 frame_of(const struct trace_event *event)
{
	if (event->kind == TRACE_SCAN_FILE &&
	    !strcmp(event->status, "exceed_swap_pte"))
		return -1;
	return trace_value(event, TRACE_PFN, -1);
}

static int keep(struct observe *o, const struct judgement *j)
{
	struct judgement *more;

	if (o->nr == o->room) {
		size_t room = o->room ? o->room * 2 : 1024;

		more = reallocarray(o->judgement, room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		o->judgement = more;
		o->room = room;
	}
	o->judgement[o->nr++] = *j;
	return 0;
}

static int judged(struct observe *o, const struct trace_event *event)
{
	struct judgement j = {
		.v = o->pending,
		.mm = trace_value(event, TRACE_MM, 0),
		.pfn = frame_of(event),
		.addr = o->pending_addr,
		.before = NO_LAYOUT,
		.after = NO_LAYOUT,
		.fresh = true,
		.gap = o->gap,
	};
	struct space *space = find_space(o, j.mm);

	if (!space)
		return -ENOMEM;
	o->pending = (struct observe_verdict){ 0 };
	o->pending_addr = 0;
	o->gap = false;
	j.away = o->last_mm && o->last_mm != j.mm;
	o->last_mm = j.mm;
	if (is_foreign(space)) {
		o->foreign++;
		return 0;
	}
	if (o->nr - o->open >= MAX_OPEN || o->nr >= MAX_KEPT) {
		o->gap = true;
		o->skipped++;
		return 0;
	}
	j.v.time = event->time;
	j.v.status = keep_word(o, event->status);
	if (!j.v.status)
		return -ENOMEM;
	j.v.file = event->kind == TRACE_SCAN_FILE;
	/* before 7.2 there is but one order, and the event does not name it */
	if (!j.v.tried && !strcmp(event->status, "succeeded"))
		j.v.done = 1 << 9;
	j.v.none = trace_value(event, TRACE_NONE, -1);
	j.v.unmapped = trace_value(event, TRACE_UNMAPPED,
				   trace_value(event, TRACE_SWAP, -1));
	j.v.referenced = trace_value(event, TRACE_REFERENCED, -1);
	j.v.present = trace_value(event, TRACE_PRESENT, -1);
	return keep(o, &j);
}

static void reached(struct observe_verdict *v, unsigned int step)
{
	if (v->step < step)
		v->step = step;
}

static void tried(struct observe_verdict *v, const struct trace_event *event)
{
	unsigned int order = trace_value(event, TRACE_ORDER, 9);

	reached(v, OBSERVE_COLLAPSE);
	if (order > 31)
		return;
	v->tried |= 1U << order;
	if (event->status && !strcmp(event->status, "succeeded"))
		v->done |= 1U << order;
}

/**
 * observe_event() - take an event
 * @o: observation
 * @event: the event, not before the one given last
 *
 * Return: 0 or -ENOMEM.
 */
int observe_event(struct observe *o, const struct trace_event *event)
{
	bool judges = event->kind == TRACE_SCAN_PMD ||
		      event->kind == TRACE_SCAN_FILE;

	if (event->pid != o->khugepaged) {
		o->asked += judges;
		return 0;
	}
	/* a word that the format does not have: newer than its own tracepoint */
	if (judges)
		return event->status ? judged(o, event) : 0;
	switch (event->kind) {
	case TRACE_COLLAPSE:
		tried(&o->pending, event);
		break;
	case TRACE_ISOLATE:
		reached(&o->pending, OBSERVE_ISOLATE);
		break;
	case TRACE_SWAPIN:
		reached(&o->pending, OBSERVE_SWAPIN);
		o->pending.swapped_in = trace_value(event, TRACE_SWAPPED_IN, 0);
		break;
	case TRACE_COLLAPSE_FILE:
		reached(&o->pending, OBSERVE_COLLAPSE);
		o->pending_addr = trace_value(event, TRACE_ADDR, 0);
		break;
	}
	return 0;
}

/**
 * observe_lost() - events were lost before the next one
 * @o: observation
 */
void observe_lost(struct observe *o)
{
	o->gap = true;
	o->pending = (struct observe_verdict){ 0 };
	o->pending_addr = 0;
}

/* Frames of files are of all processes that map the file, and tell nothing. */
static void count_frame(struct observe *o, const struct judgement *j)
{
	struct space *space;

	if (j->v.file || j->pfn == -1ULL || j->nr > CANDIDATES)
		return;
	space = find_space(o, j->mm);
	if (j->nr)
		space->hits++;
	else
		space->misses++;
}

/* Those that the last dump came after are done with. */
static void close_judgements(struct observe *o)
{
	unsigned int last = o->nr_layouts - 1;
	struct judgement *j;
	size_t i, to = o->open;
	unsigned int n;

	for (i = o->open; i < o->nr; i++) {
		j = &o->judgement[i];
		j->fresh = false;
		if (j->v.time > o->layout[last].begin)
			break;
		j->after = last;
		for (n = last; n-- && j->before == NO_LAYOUT;)
			if (o->layout[n].end <= j->v.time)
				j->before = n;
		count_frame(o, j);
		if (is_foreign(find_space(o, j->mm))) {
			o->foreign++;
			continue;
		}
		o->judgement[to++] = *j;
	}
	o->open = to;
	for (; i < o->nr; i++, to++) {
		o->judgement[to] = o->judgement[i];
		o->judgement[to].fresh = false;
	}
	o->nr = to;
}

/**
 * observe_dump() - take a dump of the target
 * @o: observation
 * @dump: the dump; must live until the next one was taken
 *
 * Events should be taken up to now before, and one dump should come before
 * all events.
 *
 * Return: 0; -E2BIG where enough is kept of the dumps so far; -ENOMEM.
 */
int observe_dump(struct observe *o, const struct dump *dump)
{
	unsigned int nr = o->nr_layouts;
	int rc;

	rc = layout_add(o, dump);
	if (!rc && nr)
		rc = frames_find(o, o->dump, &o->layout[nr - 1], true);
	if (!rc)
		rc = frames_find(o, dump, &o->layout[nr], false);
	if (rc)
		return rc;
	o->dump = dump;
	close_judgements(o);
	return 0;
}

/* How much speaks for an address space being the target's. */
static __u64 score(const struct space *space)
{
	return space->hits > space->misses ? space->hits - space->misses : 0;
}

static const struct space *find_target(const struct observe *o,
				       unsigned int *target)
{
	const struct space *best = NULL, *second = NULL;
	size_t i;

	for (i = 0; i < o->nr_spaces; i++) {
		const struct space *space = &o->space[i];

		if (!score(space))
			continue;
		if (!best || score(space) > score(best)) {
			second = best;
			best = space;
		} else if (!second || score(space) > score(second)) {
			second = space;
		}
	}
	*target = !best ? OBSERVE_UNSEEN : OBSERVE_KNOWN;
	if (second && score(second) * 2 >= score(best)) {
		*target = OBSERVE_ALIKE;
		best = NULL;
	}
	return best;
}

static int by_address(const void *a, const void *b)
{
	const struct observe_verdict *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->time < y->time ? -1 : x->time > y->time;
}

static int find_windows(const struct observe *o, __u64 mm,
			struct observe_report *report)
{
	struct judgement **j;
	size_t i, nr = 0;
	int rc;

	j = calloc(o->nr + 1, sizeof(*j));
	report->verdict = calloc(o->nr + 1, sizeof(report->verdict[0]));
	if (!j || !report->verdict) {
		free(j);
		return -ENOMEM;
	}
	for (i = 0; i < o->open; i++) {
		if (o->judgement[i].mm != mm)
			continue;
		j[nr++] = &o->judgement[i];
	}
	locate_by_frames(o, j, nr);
	rc = order_locate(o, j, nr);
	for (i = 0; i < nr; i++)
		if (j[i]->v.how != OBSERVE_NOT)
			report->verdict[report->located++] = j[i]->v;
	qsort(report->verdict, report->located, sizeof(report->verdict[0]),
	      by_address);
	free(j);
	return rc;
}

/**
 * observe_report() - what is known in the end
 * @o: observation; nothing more can be added to it
 * @report: filled in; its verdicts are to be freed
 *
 * Return: 0 or -ENOMEM.
 */
int observe_report(struct observe *o, struct observe_report *report)
{
	const struct space *target;
	size_t i;
	int rc = 0;

	*report = (struct observe_report){
		.spaces = o->nr_spaces,
		.judged = o->nr + o->foreign + o->skipped,
		.others = o->foreign,
		.skipped = o->skipped,
		.asked = o->asked,
	};
	target = find_target(o, &report->target);
	if (target) {
		for (i = 0; i < o->nr; i++)
			report->others += o->judgement[i].mm != target->mm;
		rc = find_windows(o, target->mm, report);
	}
	report->unlocated = report->judged - report->others -
			    report->skipped - report->located;
	return rc;
}

/**
 * observe_free() - end an observation
 * @o: observation, or NULL
 */
void observe_free(struct observe *o)
{
	if (!o)
		return;
	while (o->nr_words)
		free(o->word[--o->nr_words]);
	free(o->word);
	layout_free(o);
	free(o->space);
	free(o->judgement);
	free(o);
}
