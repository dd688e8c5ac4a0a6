// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests expressions on a dump: see check.h.
 *
 * There are three results: an expression about addresses that the dump does not cover neither
 * holds nor fails.  But if the known addresses are enough to make it fail, it fails.
 *
 * Ranges are compared by their last address, not by their end: the end of the address space,
 * 1 << 64, does not fit into 64 bits.
 */
#include <string.h>

#include "check-leaf.h"
#include "check-wx.h"
#include "rss.h"

/* Note in @result if the dump does not have all addresses from @first to @last. */
static void require(const struct dump *dump, __u64 first, __u64 last,
		    struct check_result *result)
{
	const struct ptwalk_header *header = dump->header;
	__u64 reached = dump->end->reached;

	if (result->unknown)
		return;
	if (first < header->start || last > header->end - 1)
		errmsg_set(&result->why, 0,
			   "the dump does not cover all of it: it is from 0x%llx to 0x%llx",
			   header->start, header->end - 1);
	else if (reached == header->start || last > reached - 1)
		errmsg_set(&result->why, 0,
			   "the dump is incomplete and ends at 0x%llx",
			   reached);
	else
		return;
	result->unknown = true;
}

static void require_areas(const struct dump *dump, const struct check_expr *expr,
			  struct check_result *result)
{
	const struct ptwalk_vma *vma;
	bool found = false;
	size_t i;

	for (i = 0; i < dump->nr_vmas; i++) {
		vma = dump->vma[i];
		if (expr->where == WHERE_AREA_AT ? vma != result->vma :
						   !where_named(vma, expr->area))
			continue;
		found = true;
		require(dump, vma->start, dump_vma_end(dump, vma) - 1, result);
	}
	if (found)
		return;
	result->unknown = true;
	if (expr->where == WHERE_AREA_AT)
		errmsg_set(&result->why, 0, "no area contains 0x%llx",
			   expr->start);
	else
		errmsg_set(&result->why, 0, "no area has this name");
}

static void begin(const struct dump *dump, const struct check_expr *expr,
		  struct check_result *result)
{
	*result = (struct check_result){ 0 };
	switch (expr->where) {
	case WHERE_ALL:
		require(dump, dump->header->start, dump->header->end - 1,
			result);
		break;
	case WHERE_RANGE:
		require(dump, expr->start, expr->end - 1, result);
		break;
	case WHERE_AREA_AT:
		result->vma = dump_vma(dump, expr->start);
		require_areas(dump, expr, result);
		break;
	case WHERE_AREAS_NAMED:
		require_areas(dump, expr, result);
		break;
	}
}

/**
 * check_clip() - cut a run to the addresses that an expression is about
 * @expr: expression
 * @result: its result so far; @vma is used
 * @run: run
 * @first: set to the first address
 * @last: set to the last address, inclusive
 *
 * Return: true, or false if the expression is not about any address of the run.
 */
bool check_clip(const struct check_expr *expr,
		const struct check_result *result,
		const struct ptwalk_run *run, __u64 *first, __u64 *last)
{
	*first = run->start;
	*last = run->end - 1;
	switch (expr->where) {
	case WHERE_RANGE:
		if (*first < expr->start)
			*first = expr->start;
		if (*last > expr->end - 1)
			*last = expr->end - 1;
		return *first <= *last;
	case WHERE_AREA_AT:
		return run->vma && run->vma == result->vma;
	case WHERE_AREAS_NAMED:
		return run->vma && where_named(run->vma, expr->area);
	case WHERE_ALL:
		break;
	}
	/* an expression without a place is not about unmapped addresses outside of VMAs */
	return run->vma || run->kind != PTWALK_NONE;
}

/**
 * check_add() - add a range of addresses to a part
 * @part: part
 * @run: the run that contains the range
 * @first: first address; must be above all addresses added before
 * @last: last address, inclusive
 */
void check_add(struct check_part *part, const struct ptwalk_run *run,
	       __u64 first, __u64 last)
{
	if (!part->bytes) {
		part->start = first;
		part->run = *run;
	}
	if (!part->bytes || part->tail != first)
		part->ranges++;
	part->tail = last + 1;
	if (part->ranges == 1)
		part->end = part->tail;
	part->bytes += part->tail - first;
}

/* Does the amount of an expression count an entry at all?  See enum check_base. */
static bool counts(const struct check_expr *expr, unsigned int counts)
{
	switch (expr->name.base) {
	case CHECK_SIZES:
		return expr->amount == CHECK_ALL || (counts & RSS_PRESENT);
	case CHECK_MEMORY:
		return expr->amount == CHECK_ALL || (counts & RSS_MEMORY);
	case CHECK_PAGES:
		return counts & RSS_PRESENT;
	default:
		return true;
	}
}

/*
 * A PTWALK_REPEAT entry leads to the same table as the entry before it.  For "all of it" and
 * "nothing of it" it adds nothing, if the entry before it is within the expression's addresses
 * and so was tested.  For an amount of bytes it would have to be counted: return false.
 */
static bool is_judged(const struct check_expr *expr, const struct dump *dump,
		      const struct ptwalk_run *run, __u64 first)
{
	__u64 from = dump->header->start;

	if (expr->amount != CHECK_ALL && expr->amount != CHECK_NOTHING)
		return false;
	if (expr->where == WHERE_RANGE)
		from = expr->start;
	else if (expr->where != WHERE_ALL)
		from = run->vma->start;
	return first == run->start &&
	       run->start - from >= ptwalk_span(run->level);
}

static void set_doubt(struct check_result *result, const struct ptwalk_run *run, __u64 address)
{
	if (result->either.bytes || result->less[0] || result->less[1] || result->more[0] ||
	    result->more[1])
		return;
	result->doubt = address;
	result->doubt_kind = run->kind;
}

static void check_take(const struct dump *dump, const struct check_expr *expr,
		       const struct leaf *leaf, struct check_result *result)
{
	const struct ptwalk_run *run = leaf->run;
	enum leaf_answer answer;
	__u64 first, last;
	bool is, or;

	if (!check_clip(expr, result, run, &first, &last))
		return;
	if (run->kind == PTWALK_UNREAD ||
	    (run->kind == PTWALK_REPEAT && !is_judged(expr, dump, run, first))) {
		if (!result->unknown)
			errmsg_set(&result->why, 0,
				   "the dump lacks the table for 0x%llx",
				   first);
		result->unknown = true;
		return;
	}
	if (run->kind == PTWALK_REPEAT)
		return;
	answer = leaf_is(leaf, &expr->name);
	is = counts(expr, leaf->is.counts);
	or = counts(expr, leaf->or.counts);
	if (!is && !or)
		return;
	if (answer == LEAF_EITHER || is != or)
		set_doubt(result, run, first);
	if (answer == LEAF_EITHER)
		check_add(&result->either, run, first, last);
	else if (is)
		check_add(&result->part[answer == LEAF_YES], run, first, last);
	if (answer != LEAF_EITHER && is && !or)
		result->less[answer == LEAF_YES] += last - first + 1;
	if (answer != LEAF_EITHER && or && !is)
		result->more[answer == LEAF_YES] += last - first + 1;
}

static void check_take_all(const struct dump *dump, const struct check_expr *expr,
			   size_t nr, const struct ptwalk_run *run, struct wx *wx,
			   struct check_result *result)
{
	struct leaf leaf;
	size_t i;

	leaf_read(&leaf, dump, run);
	if (wx)
		wx_take(wx, run, leaf.is.counts, leaf.is.access);
	for (i = 0; i < nr; i++)
		if (expr[i].name.base < CHECK_WX)
			check_take(dump, &expr[i], &leaf, &result[i]);
}

/* Addresses without a run: the dump has no table there, so nothing is mapped. */
static void take_gap(const struct dump *dump, const struct check_expr *expr,
		     size_t nr, __u64 start, __u64 end, struct wx *wx,
		     struct check_result *result)
{
	const struct ptwalk_run gap = {
		.start = start,
		.end = end,
		.kind = PTWALK_NONE,
	};

	if (start != end)
		check_take_all(dump, expr, nr, &gap, wx, result);
}

/*
 * Compares the share or amount with the value of the expression, if the name is true for @yes
 * bytes and false for @no.  Returns less than, equal to or more than 0, like memcmp().
 */
static int check_compare(const struct check_expr *expr, __u64 yes, __u64 no)
{
	unsigned __int128 wanted = expr->value, is = yes;

	if (expr->percent) {
		wanted *= is + no;
		is *= 1000;
	}
	return is < wanted ? -1 : is > wanted;
}

/* Does the expression hold if its name is true for @yes bytes and false for @no bytes? */
static bool holds(const struct check_expr *expr, __u64 yes, __u64 no)
{
	int order = check_compare(expr, yes, no);

	/* a percentage of nothing is undefined, so no comparison with it holds */
	if (expr->percent && !yes && !no)
		return false;
	switch (expr->amount) {
	case CHECK_ALL:
		return yes && !no;
	case CHECK_NOTHING:
		return !yes;
	case CHECK_EQUAL:
		return order == 0;
	case CHECK_AT_LEAST:
		return order >= 0;
	case CHECK_AT_MOST:
		return order <= 0;
	case CHECK_MORE:
		return order > 0;
	case CHECK_LESS:
		return order < 0;
	}
	return false;
}

/* Does the result depend on what the dump cannot tell? */
static bool depends(const struct check_expr *expr,
		    const struct check_result *result)
{
	__u64 yes = result->part[true].bytes, no = result->part[false].bytes;
	__u64 either = result->either.bytes;
	__u64 most = yes + either + result->more[true];
	__u64 least = yes - result->less[true];
	__u64 most_not = no + either + result->more[false];
	__u64 least_not = no - result->less[false];

	if (most == least && most_not == least_not)
		return false;
	if (expr->amount == CHECK_EQUAL)
		return check_compare(expr, most, least_not) !=
		       check_compare(expr, least, most_not);
	return holds(expr, most, least_not) != holds(expr, least, most_not);
}

static void check_conclude(const struct check_expr *expr, struct check_result *result)
{
	const struct check_part *part = result->part;
	__u64 no = part[false].bytes + result->either.bytes;
	int order = check_compare(expr, part[true].bytes, no);
	bool too_much;

	if (depends(expr, result)) {
		result->unknown = true;
		if (expr->name.base == CHECK_WX)
			errmsg_set(&result->why, 0,
				   "frame 0x%llx was writable at 0x%llx and executable at 0x%llx, in a dump that is not of one moment",
				   result->either.phys >> ptwalk_shift(1),
				   result->either.write, result->either.exec);
		else if (result->doubt_kind == PTWALK_UNKNOWN)
			errmsg_set(&result->why, 0,
				   "the dump does not say what the entry at 0x%llx is, which is not present: PROT_NONE, swap or another",
				   result->doubt);
		else if (result->doubt_kind == PTWALK_PROTNONE && !expr->name.flags)
			errmsg_set(&result->why, 0,
				   "the entry at 0x%llx is PROT_NONE or a NUMA hint: a dump that is not of one moment cannot tell",
				   result->doubt);
		else
			errmsg_set(&result->why, 0,
				   "the dump does not say whether the entry at 0x%llx is '%s'",
				   result->doubt, expr->name.name);
	} else if (!part[false].bytes) {
		result->part[false] = result->either;
	}
	if (holds(expr, part[true].bytes, no)) {
		result->state = CHECK_HOLDS;
	} else {
		result->state = CHECK_FAILS;
		too_much = expr->amount == CHECK_NOTHING ||
			   expr->amount == CHECK_AT_MOST ||
			   expr->amount == CHECK_LESS ||
			   (expr->amount == CHECK_EQUAL && order > 0);
		if (part[too_much].bytes)
			result->failing = &part[too_much];
	}
	if (!result->unknown)
		return;
	/* one page is enough to fail "all" or "nothing": unknown addresses cannot change that */
	if ((expr->amount == CHECK_ALL || expr->amount == CHECK_NOTHING) &&
	    result->failing)
		return;
	result->state = CHECK_UNKNOWN;
	result->failing = NULL;
}

/**
 * check_judge() - test expressions on a dump
 * @dump: dump
 * @expr: array of expressions; those that compare two dumps have @other set
 * @nr: number of expressions
 * @result: array of @nr results, filled in; they point into @dump
 */
void check_judge(const struct dump *dump, const struct check_expr *expr,
		 size_t nr, struct check_result *result)
{
	__u64 pos = dump->header->start;
	struct wx all, *wx = NULL;
	struct ptwalk_run run;
	struct runs runs;
	size_t i;

	for (i = 0; i < nr; i++) {
		begin(dump, &expr[i], &result[i]);
		if (expr[i].name.base == CHECK_WX)
			wx = &all;
	}
	wx_begin(&all, dump);
	runs_begin(&runs, dump);
	while (runs_next(&runs, &run)) {
		take_gap(dump, expr, nr, pos, run.start, wx, result);
		check_take_all(dump, expr, nr, &run, wx, result);
		pos = run.end;
	}
	take_gap(dump, expr, nr, pos, dump->end->reached, wx, result);
	if (wx)
		wx_find(wx);
	for (i = 0; i < nr; i++) {
		if (expr[i].name.base == CHECK_WX)
			wx_judge(wx, &expr[i], &result[i],
				 dump_moment(dump->end) == DUMP_ONE_MOMENT);
		if (expr[i].name.base == CHECK_FRAMES)
			check_frames(dump, &expr[i], &result[i]);
		check_conclude(&expr[i], &result[i]);
	}
	wx_end(&all);
}
