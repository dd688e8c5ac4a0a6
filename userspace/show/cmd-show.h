/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of ptwalk show: the notes on standard error, which say what is not in the table, and why
 * (cmd-show-note.c), and the frames of a row (cmd-show-frames.c).  The command itself is in
 * cmd-show.c.
 */
#ifndef PTWALK_CMD_SHOW_H
#define PTWALK_CMD_SHOW_H

#include "ranges.h"
#include "source.h"

__u64 show_frames(const struct range *range);
unsigned int show_node(const struct dump *dump, const struct range *range);
void show_tell_runs(void);
void show_note_maybe(const struct source *source, const struct ranges *ranges);
void show_note_empty(const struct source *source, const struct filter *filter);

#endif /* PTWALK_CMD_SHOW_H */
