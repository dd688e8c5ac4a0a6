// SPDX-License-Identifier: GPL-2.0
/*
 * Judgements located by the order of khugepaged's scan: the steps it can take
 * from one window to the next, forward from each judgement that is located
 * otherwise and backward from the next one.  What both allow is where it was; one
 * window is a location, more are none.
 *
 * From a window it goes to the next one of its area; from the last, to the first
 * of a later area, since it can leave out areas as a whole.  Or it begins
 * again with the first window of all that it visits: when it was at the end, and
 * when it gave up in the middle as it could not get the lock.  Which area is the
 * first it visits is not known, but none after a window that it has visited.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe-private.h"

#define SET_SIZE	8
#define ANYWHERE	(~0U)

/**
 * struct set - windows where a judgement can have been
 * @nr: how many, or %ANYWHERE: nothing is known
 * @addr: they
 */
struct set {
	unsigned int	nr;
	__u64		addr[SET_SIZE];
};

/**
 * struct chain - judgements of one address space
 * @o: observation
 * @j: they, by time
 * @nr: how many
 * @lowest: the lowest window that was visited for certain
 */
struct chain {
	const struct observe	*o;
	struct judgement	**j;
	size_t			nr;
	__u64			lowest;
};

static void add(struct set *set, __u64 addr)
{
	unsigned int i;

	if (set->nr == ANYWHERE)
		return;
	for (i = 0; i < set->nr; i++)
		if (set->addr[i] == addr)
			return;
	if (set->nr == SET_SIZE)
		set->nr = ANYWHERE;
	else
		set->addr[set->nr++] = addr;
}

static bool holds(const struct set *set, __u64 addr)
{
	unsigned int i;

	for (i = 0; i < set->nr; i++)
		if (set->addr[i] == addr)
			return true;
	return false;
}

/* What a window must have been for the kernel to use such a word. */
static unsigned int state_of(const char *status)
{
	if (!strcmp(status, "page_pmd_mapped"))
		return WINDOW_HUGE;
	if (!strcmp(status, "pmd_none") || !strcmp(status, "pmd_null") ||
	    !strcmp(status, "no_pte_table"))
		return WINDOW_NONE;
	return WINDOW_TABLE;
}

/**
 * order_fits() - can a judgement have been about a window?
 * @o: observation
 * @j: judgement
 * @addr: window
 *
 * A window that is the same before and after was the same in between, unless it
 * was split, or given back, and made huge again, or the reverse, which the
 * successes tell.  One that is not the same may have been anything.
 *
 * Return: false where it cannot.
 */
bool order_fits(const struct observe *o, const struct judgement *j, __u64 addr)
{
	unsigned int was = layout_state(o, j->before, addr);
	unsigned int now = layout_state(o, j->after, addr);
	const struct windows *area = layout_area(&o->layout[j->after], addr);

	if (!area || area->anon == j->v.file)
		return false;
	if (j->v.file || was != now || was == WINDOW_OTHER)
		return true;
	if (j->collapses && was != WINDOW_NONE)
		return state_of(j->v.status) != WINDOW_NONE;
	return was == state_of(j->v.status);
}

/* Without a frame and with several candidates, they are all there is. */
static void keep_fitting(const struct chain *c, const struct judgement *j,
			 struct set *set)
{
	struct set kept = { 0 };
	unsigned int i;

	if (set->nr == ANYWHERE) {
		if (!j->nr || j->nr > CANDIDATES)
			return;
		set->nr = 0;
		for (i = 0; i < j->nr; i++)
			add(set, j->candidate[i]);
	}
	for (i = 0; i < set->nr; i++)
		if (order_fits(c->o, j, set->addr[i]))
			add(&kept, set->addr[i]);
	/* contradicts the dumps: they are too old, or it is a later area */
	if (!kept.nr)
		kept.nr = ANYWHERE;
	*set = kept;
}

static const struct layout *layout_of(const struct chain *c,
				      const struct judgement *j)
{
	return &c->o->layout[j->before];
}

/* The first windows from which a round can have begun. */
static void add_beginnings(const struct chain *c, const struct layout *layout,
			   struct set *set)
{
	size_t i;

	for (i = 0; i < layout->nr && set->nr != ANYWHERE; i++)
		if (layout->area[i].start <= c->lowest)
			add(set, layout->area[i].start);
}

/* Can khugepaged have gone from @a straight to @b, with nothing lost? */
static bool linked(const struct chain *c, const struct judgement *a,
		   const struct judgement *b)
{
	return !b->gap && layout_same_areas(c->o, a->before, b->after);
}

static void step_forward(const struct chain *c, const struct judgement *next,
			 const struct set *from, struct set *to)
{
	const struct layout *layout = layout_of(c, next);
	const struct windows *area;
	struct set all = { 0 };
	unsigned int i;
	size_t n;

	for (i = 0; i < from->nr && !next->away; i++) {
		area = layout_area(layout, from->addr[i]);
		if (!area) {
			to->nr = ANYWHERE;
			return;
		}
		if (from->addr[i] + OBSERVE_WINDOW < area->end) {
			add(&all, from->addr[i] + OBSERVE_WINDOW);
			continue;
		}
		for (n = area - layout->area + 1; n < layout->nr; n++)
			if (order_fits(c->o, next, layout->area[n].start))
				add(&all, layout->area[n].start);
	}
	add_beginnings(c, layout, &all);
	*to = all;
}

static void step_backward(const struct chain *c, const struct judgement *here,
			  const struct judgement *before,
			  const struct set *from, struct set *to)
{
	const struct layout *layout = layout_of(c, here);
	const struct windows *area;
	struct set all = { 0 };
	unsigned int i;
	size_t n;

	for (i = 0; i < from->nr; i++) {
		area = layout_area(layout, from->addr[i]);
		/* a round can have ended, or been given up, anywhere */
		if (!area || here->away ||
		    (from->addr[i] == area->start &&
		     area->start <= c->lowest)) {
			to->nr = ANYWHERE;
			return;
		}
		if (from->addr[i] != area->start) {
			add(&all, from->addr[i] - OBSERVE_WINDOW);
			continue;
		}
		for (n = 0; &layout->area[n] != area; n++)
			if (order_fits(c->o, before,
				       layout->area[n].end - OBSERVE_WINDOW))
				add(&all, layout->area[n].end - OBSERVE_WINDOW);
	}
	*to = all;
}

static bool located(const struct judgement *j)
{
	return j->v.how != OBSERVE_NOT;
}

static void go_forward(const struct chain *c, struct set *can)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		can[i].nr = ANYWHERE;
		if (located(c->j[i])) {
			can[i].nr = 1;
			can[i].addr[0] = c->j[i]->v.addr;
			continue;
		}
		if (i && can[i - 1].nr != ANYWHERE &&
		    linked(c, c->j[i - 1], c->j[i]))
			step_forward(c, c->j[i], &can[i - 1], &can[i]);
		keep_fitting(c, c->j[i], &can[i]);
	}
}

static void meet(struct judgement *j, const struct set *a, const struct set *b)
{
	const struct set *few = a->nr < b->nr ? a : b;
	const struct set *many = few == a ? b : a;
	struct set both = { 0 };
	unsigned int i;

	if (few->nr == ANYWHERE)
		return;
	for (i = 0; i < few->nr; i++)
		if (many->nr == ANYWHERE || holds(many, few->addr[i]))
			add(&both, few->addr[i]);
	if (both.nr != 1)
		return;
	j->v.addr = both.addr[0];
	j->v.how = OBSERVE_ORDER;
}

/* What is located on the way back is not built upon: its window was counted. */
static void go_backward(const struct chain *c, const struct set *can)
{
	struct set next = { .nr = ANYWHERE }, here;
	size_t i;

	for (i = c->nr; i--; next = here) {
		here.nr = ANYWHERE;
		if (located(c->j[i])) {
			here.nr = 1;
			here.addr[0] = c->j[i]->v.addr;
			continue;
		}
		if (i + 1 < c->nr && next.nr != ANYWHERE &&
		    linked(c, c->j[i], c->j[i + 1]))
			step_backward(c, c->j[i + 1], c->j[i], &next, &here);
		keep_fitting(c, c->j[i], &here);
		meet(c->j[i], &can[i], &here);
	}
}

/**
 * order_locate() - locate by order what is not located otherwise
 * @o: observation
 * @j: the judgements of the target, by time
 * @nr: how many
 *
 * Return: 0 or -ENOMEM.
 */
int order_locate(const struct observe *o, struct judgement **j, size_t nr)
{
	struct chain chain = { .o = o, .j = j, .nr = nr, .lowest = -1ULL };
	struct set *can;
	size_t i;

	for (i = 0; i < nr; i++)
		if (located(j[i]) && j[i]->v.addr < chain.lowest)
			chain.lowest = j[i]->v.addr;
	can = calloc(nr + 1, sizeof(*can));
	if (!can)
		return -ENOMEM;
	go_forward(&chain, can);
	go_backward(&chain, can);
	free(can);
	return 0;
}
