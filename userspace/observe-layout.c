// SPDX-License-Identifier: GPL-2.0
/*
 * The windows of the target at the time of each dump: which there are, and what
 * stands for each of them in its PD.  One byte a window, and none where nothing
 * changed since the dump before.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe-private.h"

/* Of all dumps together; a byte is 2M of addresses, of each dump that differs */
#define MAX_KEPT_BYTES	(256UL * 1024 * 1024)

/* Rounded up; a window that would begin at 1 << 64 is 0, and none. */
static __u64 window_up(__u64 addr)
{
	return (addr + OBSERVE_WINDOW - 1) & -OBSERVE_WINDOW;
}

static size_t find_areas(const struct dump *dump, struct windows *area,
			 size_t *states)
{
	const struct ptwalk_vma *vma;
	size_t i, nr = 0;

	*states = 0;
	for (i = 0; i < dump->nr_vmas; i++) {
		vma = dump->vma[i];
		area[nr].start = window_up(vma->start);
		area[nr].end = dump_vma_end(dump, vma) & -OBSERVE_WINDOW;
		if (area[nr].start >= area[nr].end)
			continue;
		area[nr].anon = vma->flags & PTWALK_VMA_ANON;
		area[nr].state = *states;
		*states += (area[nr].end - area[nr].start) / OBSERVE_WINDOW;
		nr++;
	}
	return nr;
}

static __u8 find_state(const struct dump *dump, __u64 addr)
{
	struct ptwalk_pte pte;
	struct entry_at at;

	if (dump_table(dump, 1, addr))
		return WINDOW_TABLE;
	/* no PD at all: above it, there is nothing for a whole gigabyte */
	if (dump_entry(dump, 2, addr, &at))
		return WINDOW_NONE;
	if (ptwalk_is_none(at.raw))
		return WINDOW_NONE;
	ptwalk_decode(&dump->dict, at.raw, 2, &pte);
	return pte.kind == PTWALK_PAGE || pte.kind == PTWALK_PROTNONE ?
	       WINDOW_HUGE : WINDOW_OTHER;
}

static void find_states(const struct dump *dump, const struct layout *layout)
{
	const struct windows *area;
	size_t i, n;
	__u64 addr;

	for (i = 0; i < layout->nr; i++) {
		area = &layout->area[i];
		n = area->state;
		for (addr = area->start; addr != area->end;
		     addr += OBSERVE_WINDOW)
			layout->state[n++] = find_state(dump, addr);
	}
}

static bool equal_areas(const struct layout *a, const struct layout *b)
{
	size_t i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (a->area[i].start != b->area[i].start ||
		    a->area[i].end != b->area[i].end ||
		    a->area[i].anon != b->area[i].anon)
			return false;
	return true;
}

static void share(struct layout *now, const struct layout *was)
{
	if (!equal_areas(now, was))
		return;
	free(now->area);
	now->area = was->area;
	now->same_areas = true;
	if (now->nr_states && memcmp(now->state, was->state, now->nr_states))
		return;
	free(now->state);
	now->state = was->state;
	now->same_states = true;
}

/**
 * layout_add() - take the windows from a dump
 * @o: observation
 * @dump: the dump
 *
 * Return: 0; -E2BIG where the dumps so far take all that is to be taken; -ENOMEM.
 */
int layout_add(struct observe *o, const struct dump *dump)
{
	struct layout *layout;

	if (o->kept > MAX_KEPT_BYTES)
		return -E2BIG;
	layout = reallocarray(o->layout, o->nr_layouts + 1, sizeof(*layout));
	if (!layout)
		return -ENOMEM;
	o->layout = layout;
	layout += o->nr_layouts;
	*layout = (struct layout){
		.begin = dump->header->time_monotonic,
		.end = dump->end->time_monotonic,
		.area = calloc(dump->nr_vmas + 1, sizeof(layout->area[0])),
	};
	if (!layout->area)
		return -ENOMEM;
	layout->nr = find_areas(dump, layout->area, &layout->nr_states);
	layout->state = malloc(layout->nr_states + 1);
	if (!layout->state) {
		free(layout->area);
		return -ENOMEM;
	}
	find_states(dump, layout);
	if (o->nr_layouts)
		share(layout, layout - 1);
	o->kept += sizeof(*layout);
	if (!layout->same_areas)
		o->kept += (dump->nr_vmas + 1) * sizeof(layout->area[0]);
	if (!layout->same_states)
		o->kept += layout->nr_states;
	o->nr_layouts++;
	return 0;
}

/**
 * layout_free() - free all of them
 * @o: observation
 */
void layout_free(struct observe *o)
{
	unsigned int i;

	for (i = 0; i < o->nr_layouts; i++) {
		if (!o->layout[i].same_states)
			free(o->layout[i].state);
		if (!o->layout[i].same_areas)
			free(o->layout[i].area);
	}
	free(o->layout);
}

/**
 * layout_area() - the area that a window lies in
 * @layout: layout
 * @addr: any address
 *
 * Return: the area, or NULL where the address is in no window.
 */
const struct windows *layout_area(const struct layout *layout, __u64 addr)
{
	size_t from = 0, to = layout->nr;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (layout->area[mid].start <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	if (!from || addr >= layout->area[from - 1].end)
		return NULL;
	return &layout->area[from - 1];
}

/**
 * layout_state() - what stood for a window
 * @o: observation
 * @index: of the dump; may be %NO_LAYOUT
 * @addr: the window
 *
 * Return: enum window_state.
 */
unsigned int layout_state(const struct observe *o, unsigned int index,
			  __u64 addr)
{
	const struct layout *layout;
	const struct windows *area;

	if (index == NO_LAYOUT)
		return WINDOW_OTHER;
	layout = &o->layout[index];
	area = layout_area(layout, addr);
	if (!area)
		return WINDOW_OTHER;
	return layout->state[area->state +
			     (addr - area->start) / OBSERVE_WINDOW];
}

/**
 * layout_same_areas() - do two dumps have the same windows?
 * @o: observation
 * @a: index of one; may be %NO_LAYOUT
 * @b: index of the other, not less
 *
 * Return: true if so, and if those in between have them too.
 */
bool layout_same_areas(const struct observe *o, unsigned int a, unsigned int b)
{
	unsigned int i;

	if (a == NO_LAYOUT || b == NO_LAYOUT)
		return false;
	for (i = a + 1; i <= b; i++)
		if (!o->layout[i].same_areas)
			return false;
	return true;
}
