/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of ptwalk diff: --summary, with one row for each kind of change (cmd-diff-sum.c),
 * the notes on what was compared (cmd-diff-note.c), and how the targets are opened
 * (cmd-diff-open.c).  The command itself, and the table with one row for each change, are in
 * cmd-diff.c.
 */
#ifndef PTWALK_CMD_DIFF_H
#define PTWALK_CMD_DIFF_H

#include "diff.h"
#include "output.h"

struct source;
struct where;

extern const struct output_form diff_sum_form;

void diff_print_sums(struct output_table *table,
		     const struct diff_report *report);
int diff_open(struct source *source, char **target, const struct where *where);
void diff_print_notes(const struct source *a, const struct source *b,
		      const struct diff_report *report, bool all);

#endif /* PTWALK_CMD_DIFF_H */
