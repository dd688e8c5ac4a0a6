/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The expressions of "ptwalk check": their grammar and their names.
 *
 *	[no-]NAME[@WHERE]		all of it is, nothing of it is
 *	NAME OP VALUE[@WHERE]		so much of it is; without the blanks
 *
 * OP is == >= <= > <, VALUE a size or a percentage.  Whether an expression holds
 * is check.h's to say.
 */
#ifndef PTWALK_CHECK_EXPR_H
#define PTWALK_CHECK_EXPR_H

#include "pte.h"

struct dump;
struct errmsg;

/**
 * enum check_base - of what a name can be true
 * @CHECK_ADDRESSES: of every address, whatever stands there
 * @CHECK_SIZES: of every address; a percentage is one of what is present
 * @CHECK_MEMORY: of every address; a percentage is one of what is resident
 * @CHECK_PAGES: of present pages
 * @CHECK_WX: of present pages, and of every address of a VMA that allows both
 * @CHECK_FRAMES: of pages that are present in two dumps
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
 * struct check_name - what a NAME says of an entry; 0 says nothing
 * @name: as it is typed
 * @base: of what it can be true
 * @kinds: bit K: an entry of kind K: enum ptwalk_kind, enum ptwalk_part_kind
 * @levels: bit L: an entry of level L
 * @counts: RSS_* that the entry counts as
 * @allows: PTWALK_F_* that access_of() has
 * @forbids: PTWALK_F_* that it does not have
 * @flags: PTWALK_F_* that the entry itself has
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
};

/**
 * enum check_amount - how much of it must be what the name says
 * @CHECK_ALL: everything, and that must not be nothing
 * @CHECK_NOTHING: nothing
 * @CHECK_EQUAL: as much as the value
 * @CHECK_AT_LEAST: so much or more
 * @CHECK_AT_MOST: so much or less
 * @CHECK_MORE: more
 * @CHECK_LESS: less
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
 * enum check_where - which addresses are meant
 * @CHECK_EVERYWHERE: all areas, and all pages outside of them
 * @CHECK_RANGE: a range, or the page of one address
 * @CHECK_AREA_AT: the area that an address lies in
 * @CHECK_AREAS_NAMED: all areas of a name
 */
enum check_where {
	CHECK_EVERYWHERE,
	CHECK_RANGE,
	CHECK_AREA_AT,
	CHECK_AREAS_NAMED,
};

/**
 * struct check_expr - an expression
 * @text: as it was typed
 * @name: what is to be true
 * @amount: of how much
 * @percent: @value is in tenths of a percent, not bytes
 * @value: see @amount
 * @where: enum check_where
 * @start: first address of the range; the address in the area
 * @end: first address after the range; 0 stands for 1 << 64
 * @area: name of the areas
 * @target: the second TARGET, where the name takes one
 * @other: its dump, for check_judge(); not set by the parser
 */
struct check_expr {
	const char		*text;
	struct check_name	name;
	enum check_amount	amount;
	bool			percent;
	__u64			value;
	enum check_where	where;
	__u64			start;
	__u64			end;
	const char		*area;
	const char		*target;
	const struct dump	*other;
};

int check_expr_parse(struct check_expr *expr, char *const *arg, size_t nr,
		     struct errmsg *err);

#endif /* PTWALK_CHECK_EXPR_H */
