// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk stat --openmetrics: writes the sums of processes as metrics, by process name.
 *
 * Prometheus keeps a time series for each value of a label.  So a label must not have a value
 * for each process, nor for each name, as processes can choose their names.  Only the names with
 * the most memory have a value of their own; all others share one.  With --all, the sum over all
 * names is still that of the host.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "cmd-stat.h"
#include "cmd.h"
#include "openmetrics.h"
#include "outfile.h"
#include "text-stream.h"

#define NAMES	32	/* names with a value of their own, at most */

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
	{ "ptwalk_processes", NULL, "Processes of this name.", AT(processes) },
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

static char *label(const struct stat_process *process, char *buf, size_t size)
{
	return area_escape(process->comm, sizeof(process->comm), buf, size);
}

static void write_family(FILE *file, const struct family *family,
			 const struct stat_process *name, size_t nr)
{
	char comm[4 * sizeof(name->comm)];
	size_t i;

	openmetrics_family(file, family->name, family->unit, family->help);
	for (i = 0; i < nr; i++)
		openmetrics_sample(file, family->name,
				   *(const __u64 *)((const char *)&name[i] + family->at),
				   "comm", label(&name[i], comm, sizeof(comm)), NULL);
}

/* Only reasons that occur are written: most names have a few of them. */
static void write_reasons(FILE *file, const struct stat_process *name, size_t nr)
{
	char comm[4 * sizeof(name->comm)];
	unsigned int verdict;
	size_t i;

	openmetrics_family(file, NOT_HUGE, "bytes",
			   "Resident memory that is not in huge pages, by the first reason.");
	for (i = 0; i < nr; i++)
		for (verdict = HUGE_IS + 1; verdict < HUGE_VERDICTS; verdict++)
			if (name[i].verdict[verdict])
				openmetrics_sample(file, NOT_HUGE,
						   name[i].verdict[verdict],
						   "comm", label(&name[i], comm, sizeof(comm)),
						   "reason", huge_verdict_name(verdict),
						   NULL);
}

/* What the dumps cost the processes: how long their mmap locks were held. */
static void write_cost(FILE *file, const struct stat_process *name, size_t nr)
{
	__u64 total = 0, max = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		total += name[i].hold_total_ns;
		if (name[i].hold_max_ns > max)
			max = name[i].hold_max_ns;
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
			   "Processes and kernel threads that were not looked at, for --max-time.");
	openmetrics_sample(file, MISSING, missing, NULL);
}

static void write_all(FILE *file, const struct stat_process *name, size_t nr, size_t missing)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++)
		write_family(file, &families[i], name, nr);
	write_reasons(file, name, nr);
	write_cost(file, name, nr);
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
 * @path: file, or - for standard output
 * @process: array of processes; replaced by the sums by name, see stat_by_name()
 * @nr: number of processes
 * @missing: number of those that were not looked at
 *
 * Return: exit status.
 */
int stat_write_metrics(const char *path, struct stat_process *process, size_t nr,
		       size_t missing)
{
	size_t names = stat_by_name(process, nr, NAMES + 1);
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
	write_all(file, process, names, missing);
	rc = ferror(file);
	if (fclose(file) || rc) {
		warn("out of memory");
		free(text.data);
		return EXIT_FAILURE;
	}
	rc = outfile_write(path, &content, &err);
	if (rc)
		warn("%s: %s", outfile_name(path), err.text);
	free(text.data);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
