/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of "ptwalk huge" share.  cmd-huge-page.c prints a first screen for
 * people, cmd-huge-rows.c rows for verdicts, VMAs or windows.
 */
#ifndef PTWALK_CMD_HUGE_H
#define PTWALK_CMD_HUGE_H

#include "huge-cure.h"
#include "huge.h"
#include "output.h"
#include "terminal.h"
#include "where.h"

/**
 * struct huge_part - one VMA and its sums
 * @vma: the VMA
 * @end: first address after the part that counts: dump_vma_end()
 * @all: sum of all its windows
 * @huge: resident bytes in huge pages
 * @reason: the windows of one verdict, joined: that with the most resident bytes, or
 *	    where nothing is resident, with the most addresses; %HUGE_IS only where the
 *	    VMA has no other
 */
struct huge_part {
	const struct ptwalk_vma	*vma;
	__u64			end;
	struct huge_sum		all;
	__u64			huge;
	struct huge_window	reason;
};

/**
 * struct huge_report - the windows of a dump, with their verdicts, summed up
 * @sums: of all windows
 * @part: VMAs, ascending
 * @nr_parts: number of VMAs
 * @rules: the rules that were applied
 * @road: with --fix: what comes after each reason
 * @visited: number of windows that khugepaged scans, whatever it finds there
 * @progress: how much one scan of these adds to khugepaged's count against pages_to_scan,
 *	      in pages
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
 * @where: --range, or @WHERE
 * @windows: --windows
 * @by_vma: --by-vma
 * @fix: --fix
 * @pages: --pages
 * @judge: --judge
 * @dump: the dump
 * @pid: the process, as numbered by /proc, if it is live; else 0
 * @sharers: processes that prevent a collapse by sharing pages; "" for none
 * @report: its windows, summed up
 * @table: the output table, while rows are printed
 */
struct command_huge {
	struct output		out;
	struct where		where;
	bool			windows;
	bool			by_vma;
	bool			fix;
	bool			pages;
	enum huge_judge		judge;
	const struct dump	*dump;
	int			pid;
	char			sharers[FACTS_SHARERS_SIZE];
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
enum terminal_style huge_verdict_style(enum huge_verdict verdict);
void huge_print_subject(const struct command_huge *c);
void huge_print_head(const struct command_huge *c);
void huge_print_unknown(const struct huge_report *report);

/* cmd-huge-settings.c */
void huge_print_settings(const struct command_huge *c);
void huge_print_sharers(const struct command_huge *c);

/* cmd-huge-fix.c */
void huge_print_fixes(const struct command_huge *c);

#endif /* PTWALK_CMD_HUGE_H */
