/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the outputs of ptwalk stat share: rows of columns (cmd-stat-rows.c), a page of lines for
 * people (cmd-stat-page.c), a row for each process (cmd-stat-all.c) and metrics
 * (cmd-stat-metrics.c).  The sums are in stat.h and stat-all.h.
 */
#ifndef PTWALK_CMD_STAT_H
#define PTWALK_CMD_STAT_H

#include <stddef.h>

#include "output.h"
#include "stat-all.h"
#include "stat.h"

struct targets;

/**
 * struct stat_subject - one TARGET and its sums
 * @target: TARGET as on the command line
 * @comm: name of the process, any bytes
 * @pid: process ID
 * @sums: the sums
 * @end: last record of the dump
 * @source: enum ptwalk_source: what copied the tables
 * @process: the tables are those of a process, so that @sums has its RSS
 * @consistent: the process was stopped for the dump, and nothing was seen to change
 * @exact: how exact the dump is, from dump_exact_text()
 * @pages: --pages: true if @sums has what only the flags of page frames tell
 *
 * The dump itself is not kept, since the dumps of several TARGETs can be large.
 */
struct stat_subject {
	const char		*target;
	char			comm[16 + 1];
	int			pid;
	struct stat_sums	sums;
	struct ptwalk_end	end;
	__u32			source;
	bool			process;
	bool			consistent;
	const char		*exact;
	bool			pages;
};

/* Names a sum in a table of lines or columns */
#define SUM(member)	offsetof(struct stat_sums, member)

/* The sum that SUM() names */
static inline __u64 stat_sum_at(const struct stat_sums *sums, size_t offset)
{
	return *(const __u64 *)((const char *)sums + offset);
}

const char *stat_node_name(unsigned int node, char buf[24]);
void stat_print_page(const struct output *out,
		     const struct stat_subject *subject, size_t nr);

extern const struct output_form stat_form;
int stat_print_rows(const struct output *out, const struct stat_subject *subject,
		    size_t nr);
bool stat_rows_have_nodes(const struct output *out);

extern const struct output_form stat_all_form;
int stat_all(const struct output *out, const char *cgroup, __u64 max_ns);

/* Names or cgroups with series of their own, by default and at most */
#define STAT_TOP	32
#define STAT_TOP_MAX	1000

/**
 * struct stat_metrics - where metrics are written to, and in how many series
 * @path: file, or - for standard output
 * @key: what the processes are added up by, which becomes the label
 * @top: names or cgroups with series of their own, the largest; the others are %STAT_OTHER.
 *	 0 for %STAT_TOP
 */
struct stat_metrics {
	const char	*path;
	enum stat_key	key;
	size_t		top;
};

int stat_metrics(const struct stat_metrics *metrics, const char *cgroup,
		 const struct targets *targets, __u64 max_ns);
int stat_write_metrics(const struct stat_metrics *metrics, struct stat_process *process,
		       size_t nr, size_t missing);

#endif /* PTWALK_CMD_STAT_H */
