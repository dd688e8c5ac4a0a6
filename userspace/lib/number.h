/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parse numbers that a user has typed: decimal or with 0x, sizes with a unit, seconds,
 * and ranges of addresses; and format ranges of addresses.  Owns the notation and the
 * error messages about it; the caller decides what a number means.  Never prints.
 */
#ifndef PTWALK_NUMBER_H
#define PTWALK_NUMBER_H

#include <linux/types.h>
#include <stdbool.h>

struct errmsg;

/* How 1 << 64, the end of the address space, is written; in a __u64 it is 0 */
#define NUMBER_2_64	"0x10000000000000000"

/* Buffer sizes for number_limit() and number_span() */
#define NUMBER_LIMIT_SIZE	20
#define NUMBER_SPAN_SIZE	40

char *number_limit(char buf[NUMBER_LIMIT_SIZE], __u64 end);
char *number_span(char buf[NUMBER_SPAN_SIZE], __u64 start, __u64 end);

unsigned int number_permille(__u64 part, __u64 whole);

int number_parse(const char *text, const char *what, __u64 min, __u64 max,
		 __u64 *value, struct errmsg *err);
int number_entry(const char *text, __u64 *value, bool *decimal,
		 struct errmsg *err);
int number_size(const char *text, __u64 *bytes, struct errmsg *err);
int number_seconds(const char *text, const char *what, __u64 min_ns,
		   __u64 max_ns, __u64 *ns, struct errmsg *err);
int number_page_range(const char *text, __u64 *start, __u64 *end,
		      struct errmsg *err);
int number_range(const char *text, __u64 *start, __u64 *end,
		 struct errmsg *err);

#endif /* PTWALK_NUMBER_H */
