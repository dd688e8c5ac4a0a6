/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers as they are typed: decimal or 0x, sizes with a unit, seconds, and ranges
 * of addresses, and how the end of a range is written.  Owns the notation and its
 * refusals; what a number is good for is the caller's.
 */
#ifndef PTWALK_NUMBER_H
#define PTWALK_NUMBER_H

#include <linux/types.h>
#include <stdbool.h>

struct errmsg;

/* 1 << 64, the end of the address space, which is 0 as a number */
#define NUMBER_2_64	"0x10000000000000000"

/* enough for what the functions below write */
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
