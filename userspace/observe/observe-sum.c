// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting judgements: see observe-sum.h.  Until observe_sums_end(), processes are sorted by
 * PID and name, so that find_process() can search them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "observe-sum.h"

/* A linear search will do: the kernel has some 35 statuses at most. */
static int count(struct observe_counts *counts, const char *status)
{
	const struct observe_count none = { .status = status };
	size_t i;

	for (i = 0; i < counts->nr; i++)
		if (!strcmp(counts->count[i].status, status))
			break;
	if (i == counts->nr && array_add(counts->count, counts->nr, none))
		return -ENOMEM;
	counts->count[i].nr++;
	counts->all++;
	return 0;
}

static int compare_process(const struct observe_process *process,
			   const struct observe_judgement *judgement)
{
	if (process->pid != judgement->pid)
		return process->pid < judgement->pid ? -1 : 1;
	return strcmp(process->comm, judgement->comm);
}

static struct observe_process *find_process(struct observe_sums *sums,
					    const struct observe_judgement *judgement)
{
	size_t from = 0, to = sums->nr, middle;
	struct observe_process *more;
	int order;

	while (from < to) {
		middle = from + (to - from) / 2;
		order = compare_process(&sums->process[middle], judgement);
		if (!order)
			return &sums->process[middle];
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	more = array_room(sums->process, sums->nr, sizeof(*more));
	if (!more)
		return NULL;
	sums->process = more;
	more += from;
	memmove(more + 1, more, (sums->nr - from) * sizeof(*more));
	*more = (struct observe_process){ .pid = judgement->pid };
	memcpy(more->comm, judgement->comm, sizeof(more->comm));
	sums->nr++;
	return more;
}

/**
 * observe_sums_add() - count a judgement
 * @sums: sums, all 0 before the first call
 * @judgement: judgement
 *
 * Return: 0 or -ENOMEM.
 */
int observe_sums_add(struct observe_sums *sums,
		     const struct observe_judgement *judgement)
{
	struct observe_process *process;

	if (count(&sums->counts, judgement->status))
		return -ENOMEM;
	sums->collapsed += observe_succeeded(judgement);
	if (!judgement->located) {
		sums->unlocated++;
		return 0;
	}
	process = find_process(sums, judgement);
	return process ? count(&process->counts, judgement->status) : -ENOMEM;
}

static int by_count(const void *a, const void *b)
{
	const struct observe_count *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr > y->nr ? -1 : 1;
	return strcmp(x->status, y->status);
}

static int by_judgements(const void *a, const void *b)
{
	const struct observe_process *x = a, *y = b;

	if (x->counts.all != y->counts.all)
		return x->counts.all > y->counts.all ? -1 : 1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return strcmp(x->comm, y->comm);
}

static void sort_counts(struct observe_counts *counts)
{
	if (counts->nr)
		qsort(counts->count, counts->nr, sizeof(counts->count[0]),
		      by_count);
}

/**
 * observe_sums_end() - sort the sums for the output
 * @sums: sums; observe_sums_add() must not be called any more
 */
void observe_sums_end(struct observe_sums *sums)
{
	size_t i;

	sort_counts(&sums->counts);
	for (i = 0; i < sums->nr; i++)
		sort_counts(&sums->process[i].counts);
	if (sums->nr)
		qsort(sums->process, sums->nr, sizeof(sums->process[0]),
		      by_judgements);
}

/**
 * observe_sums_free() - free the sums
 * @sums: sums; empty afterwards
 */
void observe_sums_free(struct observe_sums *sums)
{
	size_t i;

	for (i = 0; i < sums->nr; i++)
		free(sums->process[i].counts.count);
	free(sums->process);
	free(sums->counts.count);
	*sums = (struct observe_sums){ 0 };
}
