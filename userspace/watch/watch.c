// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing successive dumps of one process: see watch.h.
 */
#include "watch.h"

#define BIT32(n)	(1U << (n))

/**
 * watch_events() - get the changes that ptwalk watch reports
 * @thp: huge pages only: %CHANGE_PROMOTED and %CHANGE_SPLIT
 *
 * Left out are flags, which change with every access, and page-table pages, which come and go
 * with what they map.
 *
 * Return: the set of changes.
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
 * A process has another mm after execve(2).  Two things tell: the top-level table, which lives as
 * long as its mm, is another page; or the mm went away during the last dump (PTWALK_END_GONE),
 * so that this dump must be of another one.
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
 * watch_compare() - compare a dump with the one before it
 * @watch: @watch->list and @watch->report are filled in if @verdict is %WATCH_NEXT
 * @source: the dump
 * @verdict: set to how the dump relates to the one before it
 * @err: says why the comparison failed
 *
 * A dump that ends early because its process ended is compared up to where it ends.
 *
 * Return: 0 or a negative errno.
 */
int watch_compare(struct watch *watch, const struct source *source,
		  enum watch_verdict *verdict, struct errmsg *err)
{
	const struct dump *was = watch->last.dump, *now = source->dump;
	int rc;

	*verdict = watch_judge(was, now);
	/* a dump of another process has cost that process, not the watched one */
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
 * watch_keep() - keep a dump, to compare the next one with it
 * @watch: @watch->list is empty afterwards, as its changes point into the dump before
 * @source: the dump; @watch owns it from now on, and @source is all zero
 */
void watch_keep(struct watch *watch, struct source *source)
{
	watch->list.nr = 0;
	source_close(&watch->last);
	watch->last = *source;
	*source = (struct source){ 0 };
}

/**
 * watch_stop() - free the last dump and the list
 * @watch: must not be used any more
 */
void watch_stop(struct watch *watch)
{
	change_list_free(&watch->list);
	source_close(&watch->last);
}
