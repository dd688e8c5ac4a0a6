/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a name of an expression (check-expr.h) true for the entries of a run?  Decodes the run once
 * for all expressions.  A dump that lacks a fact about the entries leaves the answer open.  Does
 * not own places and amounts (check.h).  Never prints.
 */
#ifndef PTWALK_CHECK_LEAF_H
#define PTWALK_CHECK_LEAF_H

#include "check-expr.h"
#include "dump.h"

/**
 * enum leaf_answer - is a name true for the entries of a run?
 * @LEAF_NO: it is false
 * @LEAF_YES: it is true
 * @LEAF_EITHER: the dump does not tell
 */
enum leaf_answer {
	LEAF_NO,
	LEAF_YES,
	LEAF_EITHER,
};

/**
 * struct leaf_facts - facts that all entries of a run share
 * @kinds: kinds of the entries: a mask with bit K set for the kind K
 * @counts: RSS_* classes in which the entries count, from rss_of()
 * @flags: PTWALK_F_* of the entries
 * @access: what access the entries allow, from access_of()
 */
struct leaf_facts {
	__u32		kinds;
	unsigned int	counts;
	__u32		flags;
	__u32		access;
};

/**
 * struct leaf - a run and the facts about its entries
 * @run: the run
 * @is: the facts as far as the dump has them
 * @or: equals @is, unless the dump lacks something: then what else they may be, see leaf_read()
 */
struct leaf {
	const struct ptwalk_run	*run;
	struct leaf_facts	is;
	struct leaf_facts	or;
};

void leaf_read(struct leaf *leaf, const struct dump *dump, const struct ptwalk_run *run);
enum leaf_answer leaf_is(const struct leaf *leaf, const struct check_name *name);

#endif /* PTWALK_CHECK_LEAF_H */
