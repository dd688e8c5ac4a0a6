/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A list that collects the changes of diff_dumps() and sorts them for the output, as the
 * comparison finds them in another order.  Never prints.
 *
 * Of two large dumps there can be millions of changes.  change_list_compare() keeps those of the
 * lowest level, nearly all of them, only as long as there are few; if not, change_list_each() has
 * the dumps compared once more, which finds them in their order.
 */
#ifndef PTWALK_CHANGE_LIST_H
#define PTWALK_CHANGE_LIST_H

#include "diff.h"

/**
 * struct change_list - growing array of changes; { 0 } is an empty one
 * @change: the changes; their VMAs point into the dumps that were compared
 * @nr: number of changes
 */
struct change_list {
	struct change	*change;
	size_t		nr;
};

/**
 * struct change_job - a comparison whose changes are wanted in order
 * @was: the first dump
 * @now: the second dump
 * @wanted: which changes to report
 * @start: first address
 * @end: first address after the range; both are 0 for all addresses
 * @keep: number of changes from which on those of the lowest level are not kept; 0 for some ten
 *	  thousand
 * @list: the changes
 * @all: @list has all of them
 */
struct change_job {
	const struct dump	*was;
	const struct dump	*now;
	struct changes		wanted;
	__u64			start;
	__u64			end;
	size_t			keep;
	struct change_list	list;
	bool			all;
};

int change_list_compare(struct change_job *job, struct diff_report *report, struct errmsg *err);
int change_list_each(struct change_job *job, diff_fn fn, void *arg);

int change_list_add(const struct change *change, void *list);
void change_list_sort(struct change_list *list);
void change_list_free(struct change_list *list);

#endif /* PTWALK_CHANGE_LIST_H */
