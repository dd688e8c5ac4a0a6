/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The notes of ptwalk show on standard error, which say what is not in the table, and why.  The
 * command itself is in cmd-show.c.
 */
#ifndef PTWALK_CMD_SHOW_H
#define PTWALK_CMD_SHOW_H

#include "ranges.h"
#include "source.h"

void show_note_maybe(const struct source *source, const struct ranges *ranges);
void show_note_empty(const struct source *source, const struct filter *filter);

#endif /* PTWALK_CMD_SHOW_H */
