/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The filter of entries: parses the arguments of --bits and --level, and tests a decoded entry
 * against them.  Owns the syntax of --bits; level.h parses a level, number.h
 * numbers and ranges.
 */
#ifndef PTWALK_FILTER_H
#define PTWALK_FILTER_H

#include "pte.h"

struct errmsg;

/**
 * enum filter_answer - does an entry pass a filter?
 * @FILTER_NO: no
 * @FILTER_YES: yes
 * @FILTER_MAYBE_NO: not by what the dump tells, but what it does not tell may make it pass
 * @FILTER_MAYBE_YES: by what the dump tells, but what it does not tell may make it not pass
 */
enum filter_answer {
	FILTER_NO,
	FILTER_YES,
	FILTER_MAYBE_NO,
	FILTER_MAYBE_YES,
};

/**
 * struct filter - which entries pass; an all-zero filter lets every entry pass
 * @start: first address, page-aligned
 * @end: first address after the range; 0 means the end of the address space
 * @set: PTWALK_F_* that must be set
 * @clear: PTWALK_F_* that must be clear
 * @kinds: bit K lets entries of kind K pass (enum ptwalk_kind, enum
 *	   ptwalk_part_kind); 0 lets all kinds pass
 * @not_kinds: bit K refuses entries of kind K
 * @levels: bit L lets entries of level L pass; 0 lets all levels pass.  Before
 *	    filter_levels_of(), bit %LEVEL_TOP stands for the top level
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
enum filter_answer filter_match(const struct filter *filter, const struct ptwalk_dict *dict,
				const struct ptwalk_pte *pte, unsigned int kind);

#endif /* PTWALK_FILTER_H */
