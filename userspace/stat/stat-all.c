// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sums of many processes: see stat-all.h.
 */
#include <stdlib.h>
#include <string.h>

#include "huge.h"
#include "stat-all.h"

/*
 * True if a range is huge, or if what prevents that is its pages, not its VMA or a setting.  That is
 * the memory of processes: of the page cache of other files than a tmpfs's, only what is huge.
 */
static bool may_be_huge(unsigned int verdict)
{
	return verdict == HUGE_IS || verdict == HUGE_COLLAPSE ||
	       verdict == HUGE_MTHP || verdict == HUGE_NOT_VISITED ||
	       verdict == HUGE_SHMEM_UNKNOWN ||
	       verdict >= HUGE_PMD_NULL;
}

/**
 * stat_process_sums() - sum up one process whose windows are summed up
 * @dump: dump of the process
 * @sums: all its windows by khugepaged's rules
 * @process: filled in
 */
void stat_process_sums(const struct dump *dump, const struct huge_sums *sums,
		       struct stat_process *process)
{
	const struct ptwalk_header *header = dump->header;
	unsigned int i;

	*process = (struct stat_process){
		.processes = 1,
		.pid = header->tgid,
		.hold_max_ns = dump->end->hold_max_ns,
		.hold_total_ns = dump->end->hold_total_ns,
	};
	memcpy(process->comm, header->comm, sizeof(header->comm));
	process->rss = sums->all.rss - sums->all.unseen;
	process->memory = sums->all.rss;
	process->hugetlb = sums->all.hugetlb;
	process->growth = sums->of[HUGE_COLLAPSE].growth;
	for (i = 0; i < HUGE_VERDICTS; i++) {
		process->verdict[i] = sums->of[i].rss;
		if (may_be_huge(i))
			process->eligible += sums->of[i].rss;
	}
	for (i = 1; i <= header->levels; i++)
		process->tables += dump->nr_tables[i] << ptwalk_shift(1);
}

/**
 * stat_process() - sum up one process
 * @dump: dump of the process, with the facts that the verdicts of ptwalk huge need
 * @process: filled in
 */
void stat_process(const struct dump *dump, struct stat_process *process)
{
	struct huge_sums sums = { 0 };
	struct huge_window window;
	struct huge huge;

	huge_begin(&huge, dump, HUGE_KHUGEPAGED);
	while (huge_next(&huge, &window))
		huge_add(&sums, &window);
	stat_process_sums(dump, &sums, process);
}

static int larger_first(const void *a, const void *b)
{
	const struct stat_process *x = a, *y = b;

	if (x->memory != y->memory)
		return x->memory < y->memory ? 1 : -1;
	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return 0;
}

/**
 * stat_name() - what a sum of processes is named by
 * @process: the sum
 * @key: what the processes were added up by
 *
 * Return: the name of the processes, or their cgroup.
 */
const char *stat_name(const struct stat_process *process, enum stat_key key)
{
	return key == STAT_BY_COMM ? process->comm : process->cgroup;
}

static int by_name(const void *a, const void *b, void *key)
{
	const enum stat_key *by = key;

	return strcmp(stat_name(a, *by), stat_name(b, *by));
}

/**
 * stat_by_size() - sort processes by stat_process.memory, the largest first
 * @process: array of processes
 * @nr: number of processes
 */
void stat_by_size(struct stat_process *process, size_t nr)
{
	if (nr)
		qsort(process, nr, sizeof(*process), larger_first);
}

static void stat_all_add(struct stat_process *sum, const struct stat_process *more)
{
	unsigned int i;

	sum->processes += more->processes;
	sum->rss += more->rss;
	sum->memory += more->memory;
	for (i = 0; i < HUGE_VERDICTS; i++)
		sum->verdict[i] += more->verdict[i];
	sum->eligible += more->eligible;
	sum->growth += more->growth;
	sum->hugetlb += more->hugetlb;
	sum->tables += more->tables;
	sum->hold_total_ns += more->hold_total_ns;
	if (more->hold_max_ns > sum->hold_max_ns)
		sum->hold_max_ns = more->hold_max_ns;
}

/*
 * Move the entry named %STAT_OTHER, if there is one, to the end of the array.  So a process that
 * calls itself so is added to the sum of that name.
 */
static void put_other_last(struct stat_process *process, size_t nr, enum stat_key key)
{
	struct stat_process found;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (strcmp(stat_name(&process[i], key), STAT_OTHER))
			continue;
		found = process[i];
		memmove(&process[i], &process[i + 1],
			(nr - i - 1) * sizeof(*process));
		process[nr - 1] = found;
		return;
	}
}

/**
 * stat_by_name() - add up processes of the same name or cgroup
 * @process: array of processes; replaced by the sums, the largest first
 * @nr: number of processes
 * @max: number of sums at most; at least 1
 * @key: what to add up by
 *
 * If there are more names than @max, the last sum has the name %STAT_OTHER and holds all names
 * that are smaller than the @max - 1 largest ones.
 *
 * Return: number of sums.
 */
size_t stat_by_name(struct stat_process *process, size_t nr, size_t max, enum stat_key key)
{
	size_t names = 0, i;

	if (nr)
		qsort_r(process, nr, sizeof(*process), by_name, &key);
	for (i = 0; i < nr; i++) {
		if (names && !strcmp(stat_name(&process[names - 1], key),
				     stat_name(&process[i], key)))
			stat_all_add(&process[names - 1], &process[i]);
		else
			process[names++] = process[i];
	}
	stat_by_size(process, names);
	if (names <= max)
		return names;
	put_other_last(process, names, key);
	for (i = max; i < names; i++)
		stat_all_add(&process[max - 1], &process[i]);
	strcpy(key == STAT_BY_COMM ? process[max - 1].comm : process[max - 1].cgroup, STAT_OTHER);
	return max;
}
