/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the forms of "ptwalk stat" share: rows of columns in cmd-stat-rows.c, a page
 * of lines for people in cmd-stat-page.c, a row for each process in cmd-stat-all.c
 * and metrics in cmd-stat-metrics.c.
 */
#ifndef PTWALK_CMD_STAT_H
#define PTWALK_CMD_STAT_H

#include "output.h"
#include "stat-all.h"
#include "stat.h"

/**
 * struct stat_subject - one TARGET and its sums; the dump itself is not kept, since
 * several can be large
 * @target: as on the command line
 * @comm: name of the process, any bytes
 * @pid: its number
 * @sums: the sums
 * @end: the dump's last record
 * @pages: pages were looked at, so that @sums has what is only known by them
 */
struct stat_subject {
	const char		*target;
	char			comm[16 + 1];
	int			pid;
	struct stat_sums	sums;
	struct ptwalk_end	end;
	bool			pages;
};

const char *stat_node_name(unsigned int node, char buf[24]);
void stat_print_page(const struct output *out,
		     const struct stat_subject *subject, size_t nr);

extern const struct output_form stat_form;
int stat_print_rows(const struct output *out, const struct stat_subject *subject,
		    size_t nr);
bool stat_rows_have_nodes(const struct output *out);

extern const struct output_form stat_all_form;
int stat_all(const struct output *out);
int stat_metrics(const char *path, char *const *target, size_t nr);
int stat_write_metrics(const char *path, struct stat_process *process, size_t nr);

#endif /* PTWALK_CMD_STAT_H */
