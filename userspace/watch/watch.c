// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps of one process, one after the other: see watch.h.
 */
#include "watch.h"

#define BIT32(n)	(1U << (n))

/**
 * watch_events() - the changes that are events
 * @thp: of huge pages only
 *
 * Flags come and go with every access, and page-table pages with what they map.
 *
 * Return: them.
 */
struct changes watch_events(bool thp)
{
	struct changes events = {
		.kinds = BIT32(CHANGE_PROMOTED) | BIT32(CHANGE_SPLIT),
	};

	if (!thp)
		events.kinds |=
			BIT32(CHANGE_MAPPED) | BIT32(CHANGE_UNMAPPED) |
			BIT32(CHANGE_COW) | BIT32(CHANGE_MOVED) |
			BIT32(CHANGE_SWAPPED_OUT) | BIT32(CHANGE_SWAPPED_IN) |
			BIT32(CHANGE_NONPRESENT) |
			BIT32(CHANGE_VMA_ADDED) | BIT32(CHANGE_VMA_REMOVED) |
			BIT32(CHANGE_VMA_RESIZED) | BIT32(CHANGE_VMA_CHANGED);
	return events;
}

static __u64 top_table(const struct dump *dump)
{
	unsigned int top = dump->header->levels;

	return dump->nr_tables[top] ? dump->table[top][0]->phys : 0;
}

/*
 * The top-level table lives as long as its address space does, and where that
 * went away under the last dump, this one is of another.
 */
static enum watch_verdict watch_judge(const struct dump *was, const struct dump *now)
{
	const struct ptwalk_header *a, *b;

	if (!was)
		return WATCH_FIRST;
	a = was->header;
	b = now->header;
	if (a->tgid != b->tgid || a->start_time != b->start_time)
		return WATCH_OTHER;
	if ((was->end->flags & PTWALK_END_GONE) ||
	    (top_table(was) && top_table(now) &&
	     top_table(was) != top_table(now)))
		return WATCH_EXEC;
	return WATCH_NEXT;
}

static void add_cost(struct watch_cost *cost, const struct source *source)
{
	const struct ptwalk_end *end = source->dump->end;

	cost->dumps++;
	cost->bytes += source->size;
	cost->holds += end->holds;
	cost->hold_total_ns += end->hold_total_ns;
	if (end->hold_max_ns > cost->hold_max_ns)
		cost->hold_max_ns = end->hold_max_ns;
}

/**
 * watch_compare() - a dump against the one before it
 * @watch: its list and report are filled in where @verdict is %WATCH_NEXT
 * @source: the dump
 * @verdict: what it is
 * @err: says why not
 *
 * A dump that the end of its process cut short is compared as far as it goes.
 *
 * Return: 0 or a negative errno.
 */
int watch_compare(struct watch *watch, const struct source *source,
		  enum watch_verdict *verdict, struct errmsg *err)
{
	const struct dump *was = watch->last.dump, *now = source->dump;
	int rc;

	*verdict = watch_judge(was, now);
	/* the other process pays for its dump as well, but it is not asked about */
	if (*verdict != WATCH_OTHER)
		add_cost(&watch->cost, source);
	watch->list.nr = 0;
	if (*verdict != WATCH_NEXT || now->end->reached == now->header->start)
		return 0;
	rc = diff_dumps(was, now, &watch->wanted, change_list_add, &watch->list,
			&watch->report, err);
	change_list_sort(&watch->list);
	return rc;
}

/**
 * watch_keep() - have the next dump compared with this one
 * @watch: its list is empty afterwards
 * @source: the dump; belongs to @watch from now on
 */
void watch_keep(struct watch *watch, struct source *source)
{
	watch->list.nr = 0;
	source_close(&watch->last);
	watch->last = *source;
	*source = (struct source){ 0 };
}

/**
 * watch_stop() - let go of all
 * @watch: not to be used any more
 */
void watch_stop(struct watch *watch)
{
	change_list_free(&watch->list);
	source_close(&watch->last);
}
