// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk stat --openmetrics: writes the sums of processes as metrics, by process name or cgroup.
 *
 * Prometheus keeps a time series for each value of a label.  So a label must not have a value
 * for each process, nor for each name or cgroup, as processes can choose them.  Only those with
 * the most memory have a value of their own; all others share one.  With --all, the sum over all
 * is still that of the host.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "cgroup.h"
#include "cmd-stat.h"
#include "cmd.h"
#include "openmetrics.h"
#include "outfile.h"
#include "text-stream.h"

/**
 * struct family - a metric family of type gauge
 * @name: name of the family
 * @unit: unit of its values, or NULL
 * @help: help text
 * @at: offset of the value in struct stat_process
 */
struct family {
	const char	*name;
	const char	*unit;
	const char	*help;
	size_t		at;
};

#define AT(member)	offsetof(struct stat_process, member)

static const struct family families[] = {
	{ "ptwalk_processes", NULL, "Processes that were read.", AT(processes) },
	{ "ptwalk_resident_bytes", "bytes",
	  "Resident memory, as Rss in smaps counts it.", AT(rss) },
	{ "ptwalk_resident_huge_bytes", "bytes",
	  "Resident in 2M and 1G pages, as HUGE of stat counts it.", AT(verdict[HUGE_IS]) },
	{ "ptwalk_resident_eligible_bytes", "bytes",
	  "Resident memory where no setting and no area is against huge pages.",
	  AT(eligible) },
	{ "ptwalk_hugetlb_bytes", "bytes",
	  "Hugetlb pages, which are not in ptwalk_resident_bytes.", AT(hugetlb) },
	{ "ptwalk_page_table_bytes", "bytes", "Page tables.", AT(tables) },
};

#define NOT_HUGE	"ptwalk_resident_not_huge_bytes"
#define LOCKED		"ptwalk_mmap_lock_held_seconds"
#define MISSING		"ptwalk_missing_processes"
#define LOCKED_MAX	"ptwalk_mmap_lock_held_max_seconds"

/*
 * Write a sample of one name or cgroup.  Prometheus takes an empty label for one that is not
 * there, so each cgroup has all labels.
 */
static void write_sample(FILE *file, const char *family, __u64 value,
			 const struct stat_process *sum, enum stat_key key, const char *reason)
{
	const char *name = stat_name(sum, key);
	char text[4 * STAT_CGROUP_SIZE];
	struct cgroup_unit unit;

	area_escape(name, strlen(name), text, sizeof(text));
	if (key == STAT_BY_COMM) {
		openmetrics_sample(file, family, value, "comm", text,
				   reason ? "reason" : NULL, reason, NULL);
		return;
	}
	cgroup_unit(sum->cgroup, &unit);
	openmetrics_sample(file, family, value, "cgroup", text, "pod_uid", unit.pod,
			   "container_id", unit.container, reason ? "reason" : NULL, reason, NULL);
}

static void write_family(FILE *file, const struct family *family,
			 const struct stat_process *sum, size_t nr, enum stat_key key)
{
	size_t i;

	openmetrics_family(file, family->name, family->unit, family->help);
	for (i = 0; i < nr; i++)
		write_sample(file, family->name,
			     *(const __u64 *)((const char *)&sum[i] + family->at), &sum[i], key,
			     NULL);
}

/* Only reasons that occur are written: most names have a few of them. */
static void write_reasons(FILE *file, const struct stat_process *sum, size_t nr,
			  enum stat_key key)
{
	unsigned int verdict;
	size_t i;

	openmetrics_family(file, NOT_HUGE, "bytes",
			   "Resident memory that is not in huge pages, by the first reason.");
	for (i = 0; i < nr; i++)
		for (verdict = HUGE_IS + 1; verdict < HUGE_VERDICTS; verdict++)
			if (sum[i].verdict[verdict])
				write_sample(file, NOT_HUGE, sum[i].verdict[verdict], &sum[i],
					     key, huge_verdict_name(verdict));
}

/* What the dumps cost the processes: how long their mmap locks were held. */
static void write_cost(FILE *file, const struct stat_process *sum, size_t nr)
{
	__u64 total = 0, max = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		total += sum[i].hold_total_ns;
		if (sum[i].hold_max_ns > max)
			max = sum[i].hold_max_ns;
	}
	openmetrics_family(file, LOCKED, "seconds",
			   "How long mmap locks were held to read page tables, in all.");
	openmetrics_sample(file, LOCKED, total / 1e9, NULL);
	openmetrics_family(file, LOCKED_MAX, "seconds",
			   "Longest time that an mmap lock was held to read page tables.");
	openmetrics_sample(file, LOCKED_MAX, max / 1e9, NULL);
}

/* Always there, as an alert on it needs the 0 as well. */
static void write_missing(FILE *file, size_t missing)
{
	openmetrics_family(file, MISSING, NULL,
			   "Processes that were not looked at, for --max-time.");
	openmetrics_sample(file, MISSING, missing, NULL);
}

static void write_all(FILE *file, const struct stat_process *sum, size_t nr, enum stat_key key,
		      size_t missing)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++)
		write_family(file, &families[i], sum, nr, key);
	write_reasons(file, sum, nr, key);
	write_cost(file, sum, nr);
	write_missing(file, missing);
	openmetrics_end(file);
}

static int put_text(const struct outfile *out, const void *arg)
{
	const struct text_stream *text = arg;

	return outfile_put(out, text->data, text->size);
}

/**
 * stat_write_metrics() - write the sums of processes as metrics
 * @metrics: where to, and in how many series
 * @process: array of processes; replaced by the sums by name or cgroup, see stat_by_name()
 * @nr: number of processes
 * @missing: number of those that were not looked at
 *
 * Return: exit status.
 */
int stat_write_metrics(const struct stat_metrics *metrics, struct stat_process *process,
		       size_t nr, size_t missing)
{
	const size_t top = metrics->top ? metrics->top : STAT_TOP;
	size_t sums = stat_by_name(process, nr, top + 1, metrics->key);
	struct text_stream text = { 0 };
	/* readable by all: the sums are no secret, and node-exporter does not run as root */
	const struct outfile_content content = {
		.fill = put_text,
		.arg = &text,
		.mode = 0644,
	};
	struct errmsg err;
	FILE *file;
	int rc;

	file = text_stream_open(&text);
	if (!file) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	write_all(file, process, sums, metrics->key, missing);
	rc = ferror(file);
	if (fclose(file) || rc) {
		warn("out of memory");
		free(text.data);
		return EXIT_FAILURE;
	}
	rc = outfile_write(metrics->path, &content, &err);
	if (rc)
		warn("%s: %s", outfile_name(metrics->path), err.text);
	free(text.data);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
