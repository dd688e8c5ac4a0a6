/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the two forms of "ptwalk stat" share: rows of columns in cmd-stat.c, and
 * a page of lines for people in cmd-stat-page.c.
 */
#ifndef PTWALK_CMD_STAT_H
#define PTWALK_CMD_STAT_H

#include "output.h"
#include "stat.h"

/**
 * struct stat_subject - one TARGET and its sums; the dump itself is not kept, since
 * several can be large
 * @target: as on the command line
 * @comm: name of the process, any bytes
 * @pid: its number
 * @sums: the sums
 * @end: the dump's last record
 */
struct stat_subject {
	const char		*target;
	char			comm[16 + 1];
	int			pid;
	struct stat_sums	sums;
	struct ptwalk_end	end;
};

unsigned int stat_permille(__u64 part, __u64 whole);
void stat_print_page(const struct output *out,
		     const struct stat_subject *subject, size_t nr);

#endif /* PTWALK_CMD_STAT_H */
