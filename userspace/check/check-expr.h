/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parser of the expressions of "ptwalk check".  Owns their grammar and names; check.h tests
 * whether an expression holds.
 *
 *	NAME[@WHERE]		NAME is true for all memory at WHERE
 *	no-NAME[@WHERE]		NAME is true for no memory at WHERE
 *	NAME OP VALUE[@WHERE]	the amount for which NAME is true compares so with VALUE
 *				(written without blanks)
 *
 * OP is == >= <= > <; VALUE is a size or a percentage.
 */
#ifndef PTWALK_CHECK_EXPR_H
#define PTWALK_CHECK_EXPR_H

#include "pte.h"
#include "where.h"

struct dump;
struct errmsg;

/**
 * enum check_base - the memory that a name is tested on, and that a percentage refers to
 * @CHECK_ADDRESSES: every address, whatever its entry is
 * @CHECK_SIZES: every address; with an amount: present pages only
 * @CHECK_MEMORY: every address; with an amount: resident memory only
 * @CHECK_PAGES: present pages
 * @CHECK_WX: present pages, and every address of a VMA that is writable and executable
 * @CHECK_FRAMES: pages that are present in both of two dumps
 */
enum check_base {
	CHECK_ADDRESSES,
	CHECK_SIZES,
	CHECK_MEMORY,
	CHECK_PAGES,
	CHECK_WX,
	CHECK_FRAMES,
};

/**
 * struct check_name - a NAME: the conditions that an entry has to meet; 0 is no condition
 * @name: as the user types it
 * @base: the memory that it is tested on
 * @kinds: the kind of the entry is one of these, bit K for kind K (enum ptwalk_kind, enum
 *	   ptwalk_part_kind)
 * @levels: the level of the entry is one of these, bit L for level L
 * @counts: rss_of() the entry has all these RSS_* bits
 * @allows: access_of() the entry has all these PTWALK_F_*
 * @forbids: access_of() the entry has none of these PTWALK_F_*
 * @flags: the entry itself has all these PTWALK_F_*
 * @permits: the address is in a VMA that has all these PTWALK_VMA_*
 */
struct check_name {
	const char	*name;
	enum check_base	base;
	__u32		kinds;
	__u32		levels;
	__u32		counts;
	__u32		allows;
	__u32		forbids;
	__u32		flags;
	__u64		permits;
};

/**
 * enum check_amount - for how much memory the name must be true
 * @CHECK_ALL: for all of it; fails if there is no memory to test
 * @CHECK_NOTHING: for none
 * @CHECK_EQUAL: exactly check_expr.value
 * @CHECK_AT_LEAST: at least check_expr.value
 * @CHECK_AT_MOST: at most check_expr.value
 * @CHECK_MORE: more than check_expr.value
 * @CHECK_LESS: less than check_expr.value
 */
enum check_amount {
	CHECK_ALL,
	CHECK_NOTHING,
	CHECK_EQUAL,
	CHECK_AT_LEAST,
	CHECK_AT_MOST,
	CHECK_MORE,
	CHECK_LESS,
};

/**
 * struct check_expr - an expression
 * @text: as the user typed it
 * @name: the conditions to test
 * @amount: for how much memory they must be true
 * @percent: @value is in tenths of a percent, not in bytes
 * @value: the amount to compare with, in bytes unless @percent
 * @where: enum where_kind
 * @start: for %WHERE_RANGE the first address, for %WHERE_AREA_AT the address in the VMA
 * @end: for %WHERE_RANGE the first address after the range; 0 stands for 1 << 64
 * @area: for %WHERE_AREAS_NAMED the name of the VMAs
 * @target: the second TARGET, or NULL if @name takes none
 * @other: the dump of @target; the caller sets it between check_expr_parse() and
 *	   check_judge()
 */
struct check_expr {
	const char		*text;
	struct check_name	name;
	enum check_amount	amount;
	bool			percent;
	__u64			value;
	enum where_kind		where;
	__u64			start;
	__u64			end;
	const char		*area;
	const char		*target;
	const struct dump	*other;
};

const char *check_expr_name(size_t index);
int check_expr_parse(struct check_expr *expr, char *const *arg, size_t nr,
		     struct errmsg *err);

#endif /* PTWALK_CHECK_EXPR_H */
