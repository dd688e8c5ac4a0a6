/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result of an expression (check.h) in words, for the table of "ptwalk check" and its TAP.
 * Never prints.
 */
#ifndef PTWALK_CHECK_TEXT_H
#define PTWALK_CHECK_TEXT_H

#include <limits.h>

#include "check.h"

/* Enough for what the dump lacks, and for the path of a second TARGET */
#define CHECK_DETAIL_SIZE	(sizeof(struct errmsg) + PATH_MAX)

const char *check_state_name(enum check_state state);
char *check_detail(const struct dump *dump, const struct check_expr *expr,
		   const struct check_result *result, char buf[CHECK_DETAIL_SIZE]);

#endif /* PTWALK_CHECK_TEXT_H */
