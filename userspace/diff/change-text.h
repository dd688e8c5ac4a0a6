/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts for the columns WAS, NOW, DETAIL and HOLES of a change.  Owns the wording only; the
 * facts are in struct change (diff.h).
 */
#ifndef PTWALK_CHANGE_TEXT_H
#define PTWALK_CHANGE_TEXT_H

#include "diff.h"

/* Bytes for the longest cell: the detail of a VMA of which every flag changed */
#define CHANGE_TEXT	512
/* Bytes for the longest list: every second one of 512 indices, with commas */
#define CHANGE_HOLES	1024

const char *change_page_size(unsigned int level);
char *change_side_text(const struct change *change,
		       const struct change_side *side, char buf[CHANGE_TEXT]);
char *change_holes(const struct change *change, char buf[CHANGE_HOLES]);
char *change_detail(const struct change *change,
		    const struct change_rules *rules, char buf[CHANGE_TEXT]);

#endif /* PTWALK_CHANGE_TEXT_H */
