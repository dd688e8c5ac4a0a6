// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk stat --all: prints a row for each process, or gathers all processes for the metrics
 * (cmd-stat-metrics.c).  Only one dump is in memory at a time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup.h"
#include "clock.h"
#include "cmd-stat.h"
#include "cmd.h"
#include "facts-live.h"
#include "huge.h"
#include "names.h"
#include "number.h"
#include "proc-stat.h"
#include "procs.h"
#include "progress.h"
#include "source.h"
#include "untold.h"

enum {
	COL_PID, COL_COMM, COL_RSS, COL_HUGE, COL_HUGE_PERCENT, COL_ELIGIBLE,
	COL_NOT_HUGE, COL_GROWTH, COL_HUGETLB, COL_TABLE_SIZE, COL_HOLD_MAX, COL_HOLD_TOTAL,
	COL_REASONS, COL_MISSING,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_PID]	= { "PID", OUTPUT_NUMBER, true, "process" },
	[COL_COMM]	= { "COMM", OUTPUT_TEXT, false, "name of the process" },
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true, "resident, as Rss in smaps counts it" },
	[COL_HUGE]	= { "HUGE", OUTPUT_SIZE, true, "resident in 2M and 1G pages" },
	[COL_HUGE_PERCENT] = { "HUGE-PERCENT", OUTPUT_NUMBER, true,
			    "share of HUGE in all resident memory" },
	[COL_ELIGIBLE]	= { "ELIGIBLE", OUTPUT_SIZE, true,
			    "resident in windows that may be huge: no setting or area is against it" },
	[COL_NOT_HUGE]	= { "NOT-HUGE", OUTPUT_SIZE, true, "resident in 4K pages" },
	[COL_GROWTH]	= { "GROWTH", OUTPUT_SIZE, true,
			    "what RSS grows by in the windows that khugepaged will collapse" },
	[COL_HUGETLB]	= { "HUGETLB", OUTPUT_SIZE, true, "hugetlb pages, not in RSS" },
	[COL_TABLE_SIZE] = { "TABLE-SIZE", OUTPUT_SIZE, true, "page tables" },
	[COL_HOLD_MAX]	= { "HOLD-MAX-NS", OUTPUT_NUMBER, true,
			    "longest time that the mmap lock was held, nanoseconds" },
	[COL_HOLD_TOTAL] = { "HOLD-TOTAL-NS", OUTPUT_NUMBER, true,
			    "sum of the times that the mmap lock was held, nanoseconds" },
	[COL_REASONS]	= { "REASONS", OUTPUT_LIST, false,
			    "NOT-HUGE by the first reason, as REASON:SIZE, the largest first" },
	[COL_MISSING]	= { "MISSING", OUTPUT_NUMBER, true,
			    "in a last row of its own: processes not looked at, see --max-time" },
};

const struct output_form stat_all_form = {
	.name = "stat",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "PID,COMM,RSS,HUGE,HUGE-PERCENT,ELIGIBLE,TABLE-SIZE,REASONS",
	.drop = "TABLE-SIZE,HUGE,ELIGIBLE",
};

/**
 * struct all - the gathered sums of all processes
 * @process: array with the sums of each process
 * @nr: number of processes
 * @settings: settings of the running kernel; read when the first process needs them
 * @knobs: the same, parsed
 * @untold: what the dumps of the processes do not tell
 * @missing: number of processes that were not looked at
 * @cgroups: which cgroup a process is in is wanted
 */
struct all {
	struct stat_process	*process;
	size_t			nr;
	bool			cgroups;
	struct facts		settings;
	struct huge_knobs	knobs;
	struct untold		untold;
	size_t			missing;
};

/*
 * Sum up a live process, with the facts that the verdicts of ptwalk huge need.  The settings are
 * read once: they are in more files than all the facts of one process.
 */
static int stat_all_sum(struct all *all, struct dump *dump, int pid, struct errmsg *err)
{
	struct huge_sums sums;
	int rc = 0;

	if (!all->settings.nr_knobs) {
		rc = facts_read_settings(&all->settings, err);
		huge_knobs_read(&all->knobs, &all->settings);
	}
	if (!rc)
		rc = facts_read(dump, pid, FACTS_FRAMES | FACTS_PROCESS, err);
	if (!rc)
		rc = huge_look_up_sum(dump, &all->knobs, &sums, err);
	if (!rc)
		stat_process_sums(dump, &sums, &all->process[all->nr]);
	return rc;
}

/* Sum up a dump and close it. */
static int stat_all_take(struct all *all, struct source *source, int pid)
{
	struct errmsg err;
	int rc = 0;

	if (source->dump->header->half != PTWALK_HALF_USER)
		rc = errmsg_set(&err, -EINVAL, "the kernel half is no process");
	else if (!(source->dump->end->flags & PTWALK_END_COMPLETE))
		rc = errmsg_set(&err, -ESRCH,
				"the dump is not complete: its sums would be too small");
	else if (source->live)
		rc = stat_all_sum(all, source->dump, pid, &err);
	else
		stat_process(source->dump, &all->process[all->nr]);
	if (rc) {
		warn("%s: %s", source->name, err.text);
	} else {
		all->nr++;
		untold_add(&all->untold, source->dump, 0, 0);
	}
	source_close(source);
	return rc;
}

/*
 * Set the unit of the process that was added last.  A longer path is cut before processes are
 * added up by it, so that no sum is lost.
 */
static int stat_all_set_cgroup(struct all *all, int pid)
{
	struct stat_process *process = &all->process[all->nr - 1];
	char path[PATH_MAX];
	struct cgroup_unit unit;
	int rc;

	if (!all->cgroups)
		return 0;
	rc = cgroup_read(pid, path);
	if (rc == -ESRCH) {
		/* the process has ended since its dump, as others have before theirs */
		all->nr--;
		return 0;
	}
	if (rc == -EOPNOTSUPP)
		warn("--by-cgroup: process %d is in no cgroup of v2; is cgroup2 mounted?", pid);
	else if (rc)
		warn("--by-cgroup: cannot read the cgroup of process %d: %s", pid, strerror(-rc));
	if (rc)
		return rc;
	cgroup_unit(path, &unit);
	snprintf(process->cgroup, sizeof(process->cgroup), "%.*s", (int)unit.length, path);
	return 0;
}

static int take_pid(struct all *all, int pid)
{
	/* no sum needs a path */
	const struct source_request request = { .pathless = true };
	struct source source;
	int rc = command_open_listed(&source, pid, &request);

	if (rc <= 0)
		return rc;
	rc = stat_all_take(all, &source, pid);
	if (rc)
		return rc;
	/* the dump has the PID of the initial PID namespace; show the one of this /proc */
	all->process[all->nr - 1].pid = pid;
	return stat_all_set_cgroup(all, pid);
}

static void let_go(struct all *all)
{
	facts_free(&all->settings);
	free(all->process);
}

static int make_room(struct all *all, size_t nr)
{
	all->process = calloc(nr + 1, sizeof(*all->process));
	if (all->process)
		return 0;
	warn("out of memory");
	return -ENOMEM;
}

/* All processes, or with @cgroup those in it */
static int stat_all_list(const char *cgroup, int **pids, size_t *nr, struct errmsg *err)
{
	struct names found;
	int rc;

	if (!cgroup)
		return procs_list(pids, nr, err);
	rc = names_find_cgroup(&found, cgroup, err);
	if (rc)
		return rc;
	*pids = found.pid;
	*nr = found.nr;
	return 0;
}

/*
 * Those of the list that have memory, as far as /proc tells.  One line for each of them is read,
 * which takes a small part of the time that its page tables would.
 */
static size_t stat_all_count(const int *pid, size_t nr)
{
	struct proc_stat stat;
	size_t i, found = 0;

	for (i = 0; i < nr; i++)
		found += proc_stat_read(pid[i], &stat) && proc_stat_has_memory(&stat);
	return found;
}

/* Add all processes, or with @cgroup those in it, until @max_ns have passed unless it is 0. */
static int stat_all_take_all(struct all *all, const char *cgroup, __u64 max_ns)
{
	const __u64 began = clock_ns(CLOCK_MONOTONIC);
	struct progress progress;
	struct errmsg err;
	size_t nr, i;
	int *pids;
	int rc;

	rc = stat_all_list(cgroup, &pids, &nr, &err);
	if (rc) {
		warn("%s", err.text);
		return rc;
	}
	rc = make_room(all, nr);
	progress_begin(&progress, nr, "processes");
	for (i = 0; !rc && i < nr; i++) {
		if (max_ns && clock_ns(CLOCK_MONOTONIC) - began >= max_ns)
			break;
		rc = take_pid(all, pids[i]);
		progress_show(&progress, i + 1);
	}
	progress_end(&progress);
	if (!rc)
		all->missing = stat_all_count(pids + i, nr - i);
	free(pids);
	return rc;
}

/* Say that the sums are not those of all; returns the exit status */
static int stat_all_tell_missing(const struct all *all, int status)
{
	if (!all->missing)
		return status;
	warn("--max-time is over: %zu processes were not looked at, and are missing from what is printed",
	     all->missing);
	return EXIT_FAILURE;
}

/* Add the processes of all targets.  Goes on after a failure, so that each has its message. */
static int take_targets(struct all *all, char *const *target, size_t nr)
{
	struct source_place place;
	struct source source;
	bool failed = false;
	size_t i;

	if (make_room(all, nr))
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		source_place(target[i], &place);
		if (command_open(&source, target[i], NULL) ||
		    stat_all_take(all, &source, place.pid))
			failed = true;
	}
	return failed ? -ENOENT : 0;
}

/* The largest verdict without a bit in @printed; HUGE_VERDICTS if there is none. */
static unsigned int largest(const struct stat_process *process, __u64 printed)
{
	unsigned int best = HUGE_VERDICTS, i;

	for (i = 0; i < HUGE_VERDICTS; i++)
		if (process->verdict[i] && !(printed & HUGE_BIT(i)) &&
		    (best == HUGE_VERDICTS ||
		     process->verdict[i] > process->verdict[best]))
			best = i;
	return best;
}

static void print_reasons(struct output_table *table, struct output_row *row,
			  const struct output *out,
			  const struct stat_process *process)
{
	char text[HUGE_VERDICTS * 48], size[24];
	__u64 printed = HUGE_BIT(HUGE_IS);
	size_t used = 0;
	unsigned int i;

	text[0] = '\0';
	while ((i = largest(process, printed)) != HUGE_VERDICTS) {
		printed |= HUGE_BIT(i);
		if (out->json || out->bytes)
			snprintf(size, sizeof(size), "%llu",
				 process->verdict[i]);
		else
			output_format_size(size, sizeof(size),
					   process->verdict[i]);
		used += snprintf(text + used, sizeof(text) - used, "%s%s:%s",
				 used ? "," : "", huge_verdict_name(i), size);
	}
	output_list(table, row, COL_REASONS, text);
}

static void stat_all_print_row(struct output_table *table, const struct output *out,
			       const struct stat_process *process)
{
	struct output_row *row = output_row(table, NULL);
	__u64 huge = process->verdict[HUGE_IS];
	unsigned int share = number_permille(huge, process->memory);

	output_number(table, row, COL_PID, process->pid);
	output_string(table, row, COL_COMM, process->comm);
	output_size(table, row, COL_RSS, process->rss);
	output_size(table, row, COL_HUGE, huge);
	output_printf(table, row, COL_HUGE_PERCENT, "%u.%u", share / 10,
		      share % 10);
	output_size(table, row, COL_ELIGIBLE, process->eligible);
	output_size(table, row, COL_NOT_HUGE, process->memory - huge);
	output_size(table, row, COL_GROWTH, process->growth);
	output_size(table, row, COL_HUGETLB, process->hugetlb);
	output_size(table, row, COL_TABLE_SIZE, process->tables);
	output_number(table, row, COL_HOLD_MAX, process->hold_max_ns);
	output_number(table, row, COL_HOLD_TOTAL, process->hold_total_ns);
	print_reasons(table, row, out, process);
}

static int stat_all_print(const struct output *out, const struct all *all)
{
	struct output_table *table = command_begin(out, &stat_all_form);
	struct output_row *row;
	size_t i;

	if (!table)
		return EXIT_FAILURE;
	for (i = 0; i < all->nr; i++)
		stat_all_print_row(table, out, &all->process[i]);
	if (all->missing && output_shows(table, COL_MISSING)) {
		row = output_row(table, NULL);
		output_list(table, row, COL_REASONS, "");
		output_number(table, row, COL_MISSING, all->missing);
	}
	return command_end(table) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/**
 * stat_all() - print a row for each process
 * @out: output options
 * @cgroup: only those in this cgroup; or NULL
 * @max_ns: read no further process when so many nanoseconds have passed; 0 to read all
 *
 * Return: exit status, %EXIT_FAILURE if processes are missing.
 */
int stat_all(const struct output *out, const char *cgroup, __u64 max_ns)
{
	int status = EXIT_FAILURE;
	struct all all = { 0 };

	if (!stat_all_take_all(&all, cgroup, max_ns)) {
		stat_by_size(all.process, all.nr);
		status = stat_all_print(out, &all);
		command_tell_untold(NULL, &all.untold);
		status = stat_all_tell_missing(&all, status);
	}
	let_go(&all);
	return status;
}

/**
 * stat_metrics() - write metrics of processes
 * @metrics: where to, by what, and in how many series
 * @cgroup: as for stat_all(), where there are no targets
 * @targets: targets; none for all processes
 * @max_ns: as for stat_all(), where there are no targets
 *
 * If a target fails, nothing is written: without it, the metrics of its name would be too small.
 *
 * Return: exit status.
 */
int stat_metrics(const struct stat_metrics *metrics, const char *cgroup,
		 const struct targets *targets, __u64 max_ns)
{
	struct all all = { .cgroups = metrics->key == STAT_BY_CGROUP };
	int status = EXIT_FAILURE;

	if (!(targets->nr ? take_targets(&all, targets->word, targets->nr) :
			    stat_all_take_all(&all, cgroup, max_ns))) {
		status = stat_write_metrics(metrics, all.process, all.nr, all.missing);
		command_tell_untold(NULL, &all.untold);
		status = stat_all_tell_missing(&all, status);
	}
	let_go(&all);
	return status;
}
