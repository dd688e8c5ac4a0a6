/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of "ptwalk walk" share: cmd-walk.c walks and prints the table of -o,
 * cmd-walk-lesson.c prints the steps as the CPU does them, and cmd-walk-text.c the result.
 */
#ifndef PTWALK_CMD_WALK_H
#define PTWALK_CMD_WALK_H

#include "explain.h"
#include "terminal.h"
#include "walk.h"

struct dump;

/* Bytes of the sentence of walk_stop_reason() */
#define WALK_REASON_SIZE	(EXPLAIN_SENTENCE_SIZE + 64)

/* The last step; NULL if the dump has no table at all */
static inline const struct walk_step *walk_last(const struct walk *walk)
{
	return walk->nr ? &walk->step[walk->nr - 1] : NULL;
}

char *walk_stop_reason(const struct dump *dump, const struct walk *walk,
		       char buf[WALK_REASON_SIZE]);
void walk_tell(const struct dump *dump, const struct walk *walk);
void walk_tell_lesson(const struct dump *dump, const struct walk *walk);

#endif /* PTWALK_CMD_WALK_H */
