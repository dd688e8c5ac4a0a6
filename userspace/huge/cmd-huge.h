/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the forms of "ptwalk huge" share: a first screen for people in
 * cmd-huge-page.c, rows of verdicts, areas or windows in cmd-huge-rows.c.
 */
#ifndef PTWALK_CMD_HUGE_H
#define PTWALK_CMD_HUGE_H

#include "huge-cure.h"
#include "huge.h"
#include "output.h"

/**
 * struct huge_part - an area and its sums
 * @vma: the area
 * @end: where it ends, as far as it counts
 * @all: of all of it
 * @huge: resident bytes in huge pages
 * @reason: its windows of the most frequent verdict but huge, joined; by resident
 *	    bytes, or where nothing else is resident, by size; for what is all huge,
 *	    those
 */
struct huge_part {
	const struct ptwalk_vma	*vma;
	__u64			end;
	struct huge_sum		all;
	__u64			huge;
	struct huge_window	reason;
};

/**
 * struct huge_report - a dump, judged
 * @sums: of all of it
 * @part: its areas, ascending
 * @nr_parts: how many
 * @rules: what it was judged by
 * @road: what comes after each reason, where that is wanted
 * @visited: windows that khugepaged comes by, whatever it finds there
 * @progress: what they count in khugepaged/pages_to_scan
 */
struct huge_report {
	struct huge_sums	sums;
	struct huge_part	*part;
	size_t			nr_parts;
	struct huge_rules	rules;
	struct huge_road	road;
	__u64			visited;
	__u64			progress;
};

int huge_report(struct huge_report *report, struct huge *h, bool road);
void huge_report_free(struct huge_report *report);

/**
 * struct command_huge - one run of the command
 * @out: output options
 * @windows: --windows
 * @by_vma: --by-vma
 * @fix: --fix
 * @pages: --pages
 * @judge: --judge
 * @dump: the dump
 * @report: its sums
 * @table: the output
 */
struct command_huge {
	struct output		out;
	bool			windows;
	bool			by_vma;
	bool			fix;
	bool			pages;
	enum huge_judge		judge;
	const struct dump	*dump;
	struct huge_report	report;
	struct output_table	*table;
};

/* cmd-huge-rows.c */
bool huge_wants_rows(const struct command_huge *c);
struct output_form huge_form(const struct command_huge *c);
void huge_print_windows(struct command_huge *c, struct huge *h);
void huge_print_part(struct command_huge *c, const struct huge_part *part);
void huge_print_verdicts(struct command_huge *c);

/* cmd-huge-page.c */
void huge_print_subject(const struct command_huge *c);
void huge_print_head(const struct command_huge *c);
void huge_print_unknown(const struct huge_report *report);

/* cmd-huge-settings.c */
void huge_print_settings(const struct command_huge *c);
void huge_print_sharers(const struct command_huge *c);

/* cmd-huge-fix.c */
void huge_print_fixes(const struct command_huge *c);

#endif /* PTWALK_CMD_HUGE_H */
