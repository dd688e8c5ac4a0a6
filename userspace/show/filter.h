/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which entries somebody wants to see: the words of --bits, --level and
 * --range, and the test of a decoded entry against them.  Owns the notation of
 * the first two; numbers and ranges as such are number.h.
 */
#ifndef PTWALK_FILTER_H
#define PTWALK_FILTER_H

#include "pte.h"

struct errmsg;

/**
 * struct filter - what an entry must be; all zero lets everything pass
 * @start: first address, page-aligned
 * @end: first address after the range; 0: up to the end of the space
 * @set: PTWALK_F_* that must be set
 * @clear: PTWALK_F_* that must be clear
 * @kinds: bit K: an entry of kind K may pass: enum ptwalk_kind, enum
 *	   ptwalk_part_kind; 0: any may
 * @not_kinds: bit K: an entry of kind K may not
 * @levels: bit L: an entry of level L may pass; 0: any may.  Until filter_levels_of()
 *	    bit %LEVEL_TOP is the top level's
 */
struct filter {
	__u64		start;
	__u64		end;
	__u32		set;
	__u32		clear;
	__u32		kinds;
	__u32		not_kinds;
	__u32		levels;
};

int filter_bits(struct filter *filter, const char *text, struct errmsg *err);
int filter_levels(struct filter *filter, const char *text, struct errmsg *err);
int filter_levels_of(struct filter *filter, unsigned int levels,
		     struct errmsg *err);
int filter_range(struct filter *filter, const char *text, struct errmsg *err);
bool filter_match(const struct filter *filter, const struct ptwalk_pte *pte,
		  unsigned int kind);

#endif /* PTWALK_FILTER_H */
