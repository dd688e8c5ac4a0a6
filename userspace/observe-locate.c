// SPDX-License-Identifier: GPL-2.0
/*
 * Judgements located one by one: by the address that the kernel said, by their
 * frame, and successes by what became huge.  Those that this leaves are for
 * observe-order.c.
 */
#include "observe-private.h"

/*
 * A frame that has left a window may have done so before it was judged: it was
 * then judged in another one, and unless that one is huge now, it is seen there.
 */
static bool doubtful(const struct observe *o, const struct judgement *j,
		     unsigned int i)
{
	return j->collapses && !(j->stayed & 1U << i) &&
	       layout_state(o, j->before, j->candidate[i]) ==
	       layout_state(o, j->after, j->candidate[i]);
}

static void locate(const struct observe *o, struct judgement *j)
{
	unsigned int i, fit = 0;

	if (j->addr) {
		j->v.addr = j->addr & -OBSERVE_WINDOW;
		j->v.how = OBSERVE_ADDRESS;
		return;
	}
	for (i = 0; i < j->nr && j->nr <= CANDIDATES; i++) {
		if (!order_fits(o, j, j->candidate[i]))
			continue;
		j->v.addr = j->candidate[i];
		fit += doubtful(o, j, i) ? CANDIDATES : 1;
	}
	if (fit >= CANDIDATES)
		j->nr = CANDIDATES + 1;
	if (fit == 1)
		j->v.how = OBSERVE_FRAME;
}

static bool made_huge(const struct judgement *j)
{
	return j->v.done & 1 << 9 && j->before != NO_LAYOUT;
}

static bool claimed(struct judgement **j, size_t nr, __u64 addr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (j[i]->v.how != OBSERVE_NOT && made_huge(j[i]) &&
		    j[i]->v.addr == addr)
			return true;
	return false;
}

/*
 * Successes between the same two dumps, and windows that became huge between
 * them.  Where they are as many, and but one of each is left, they belong
 * together.
 */
static void locate_promoted(const struct observe *o, struct judgement **j,
			    size_t nr)
{
	const struct layout *now = &o->layout[j[0]->after];
	struct judgement *left = NULL;
	size_t i, made = 0, became = 0, unclaimed = 0;
	__u64 addr, found = 0;

	for (i = 0; i < nr; i++) {
		made += made_huge(j[i]);
		if (made_huge(j[i]) && j[i]->v.how == OBSERVE_NOT)
			left = j[i];
	}
	for (i = 0; left && i < now->nr; i++) {
		for (addr = now->area[i].start; addr != now->area[i].end;
		     addr += OBSERVE_WINDOW) {
			if (layout_state(o, left->after, addr) != WINDOW_HUGE ||
			    layout_state(o, left->before, addr) != WINDOW_TABLE)
				continue;
			became++;
			if (claimed(j, nr, addr))
				continue;
			unclaimed++;
			found = addr;
		}
	}
	if (left && made == became && unclaimed == 1) {
		left->v.addr = found;
		left->v.how = OBSERVE_PROMOTED;
	}
}

/* Are they between the same two dumps? */
static bool together(const struct judgement *a, const struct judgement *b)
{
	return a->before == b->before && a->after == b->after;
}

/**
 * locate_by_frames() - locate what frames and successes tell
 * @o: observation
 * @j: the judgements of the target, by time
 * @nr: how many
 */
void locate_by_frames(const struct observe *o, struct judgement **j, size_t nr)
{
	size_t i, from, to;
	bool collapses;

	for (from = 0; from < nr; from = to) {
		collapses = false;
		for (to = from; to < nr && together(j[from], j[to]); to++)
			collapses |= made_huge(j[to]);
		for (i = from; i < to; i++) {
			j[i]->collapses = collapses;
			locate(o, j[i]);
		}
		locate_promoted(o, j + from, to - from);
	}
}
