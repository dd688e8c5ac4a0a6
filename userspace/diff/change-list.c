// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of changes: see change-list.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "array.h"
#include "change-list.h"
#include "errmsg.h"

/* A change takes a quarter of a kilobyte: 8 MB */
#define KEEP	32768

/**
 * change_list_add() - append a change to a list; a diff_fn for diff_dumps()
 * @change: change, copied
 * @list: struct change_list
 *
 * Return: 0 or -ENOMEM.
 */
int change_list_add(const struct change *change, void *list)
{
	struct change_list *l = list;

	return array_add(l->change, l->nr, *change);
}

/**
 * change_list_sort() - sort the changes by change_order()
 * @list: list
 */
void change_list_sort(struct change_list *list)
{
	if (list->nr)
		qsort(list->change, list->nr, sizeof(list->change[0]),
		      change_order);
}

/**
 * change_list_free() - free the memory of a list
 * @list: list; empty afterwards
 */
void change_list_free(struct change_list *list)
{
	free(list->change);
	*list = (struct change_list){ 0 };
}

/* Changes of the lowest level, of which there are as many as entries, come in their order. */
static bool is_lowest(const struct change *change)
{
	return change->subject == SUBJECT_ENTRY && change->level == 1;
}

/* Remove the changes of the lowest level. */
static void drop_lowest(struct change_list *list)
{
	size_t i, nr = 0;

	for (i = 0; i < list->nr; i++)
		if (!is_lowest(&list->change[i]))
			list->change[nr++] = list->change[i];
	list->nr = nr;
}

/* Collect a change. */
static int collect(const struct change *change, void *arg)
{
	struct change_job *job = arg;

	if (job->all && job->list.nr == job->keep) {
		drop_lowest(&job->list);
		job->all = false;
	}
	if (!job->all && is_lowest(change))
		return 0;
	return change_list_add(change, &job->list);
}

/**
 * change_list_compare() - compare two dumps, for change_list_each()
 * @job: what to compare; the caller frees @job->list with change_list_free()
 * @report: filled in
 * @err: see diff_range()
 *
 * Return: as diff_range().
 */
int change_list_compare(struct change_job *job, struct diff_report *report, struct errmsg *err)
{
	int rc;

	job->all = true;
	if (!job->keep)
		job->keep = KEEP;
	rc = diff_range(job->was, job->now, &job->wanted, job->start, job->end, collect, job,
			report, err);
	if (!rc)
		change_list_sort(&job->list);
	return rc;
}

/**
 * struct merge - the changes of a list, and those of the lowest level between them
 * @list: the list, without changes of the lowest level
 * @next: index of the first change that has not been passed on yet
 * @fn: takes the changes
 * @arg: its second argument
 */
struct merge {
	const struct change_list	*list;
	size_t				next;
	diff_fn				fn;
	void				*arg;
};

/* Pass on what comes before @change in the output; all that is left if it is NULL. */
static int merge_until(struct merge *merge, const struct change *change)
{
	const struct change_list *list = merge->list;
	int rc = 0;

	while (!rc && merge->next < list->nr &&
	       (!change || change_order(&list->change[merge->next], change) < 0))
		rc = merge->fn(&list->change[merge->next++], merge->arg);
	return rc;
}

static int merge_lowest(const struct change *change, void *arg)
{
	struct merge *merge = arg;
	int rc;

	if (!is_lowest(change))
		return 0;
	rc = merge_until(merge, change);
	return rc ? rc : merge->fn(change, merge->arg);
}

/**
 * change_list_each() - pass on the changes, in the order of the output
 * @job: what change_list_compare() has compared; the dumps are unchanged
 * @fn: called with each change, until it returns another value than 0
 * @arg: second argument of @fn
 *
 * Return: what @fn returned last; -ENOMEM.
 */
int change_list_each(struct change_job *job, diff_fn fn, void *arg)
{
	struct merge merge = { .list = &job->list, .fn = fn, .arg = arg };
	struct diff_report report;
	struct errmsg err;
	int rc = 0;

	if (!job->all)
		rc = diff_range(job->was, job->now, &job->wanted, job->start, job->end,
				merge_lowest, &merge, &report, &err);
	return rc ? rc : merge_until(&merge, NULL);
}
