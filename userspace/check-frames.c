// SPDX-License-Identifier: GPL-2.0
/*
 * Do pages that are present in two dumps stand on the same frames?  See check.h.
 * Both dumps' runs are taken in lock-step; what they have in common is compared
 * by what its addresses translate to, so that a page that was split in place is on
 * the same frames.
 */
#include "check.h"
#include "diff.h"

/**
 * struct side - one of the two dumps
 * @dump: the dump
 * @runs: its runs
 * @run: the current one, of present pages
 * @more: there is one
 * @unread: a table was missing on the way
 * @table: the table that was looked at last
 */
struct side {
	const struct dump		*dump;
	struct runs			runs;
	struct ptwalk_run		run;
	bool				more;
	bool				unread;
	const struct ptwalk_table	*table;
};

static void next_pages(struct side *side)
{
	do {
		side->more = runs_next(&side->runs, &side->run);
		side->unread |= side->more && side->run.kind == PTWALK_UNREAD;
	} while (side->more && side->run.kind != PTWALK_PAGE);
}

static void begin(struct side *side, const struct dump *dump)
{
	side->dump = dump;
	side->table = NULL;
	side->unread = false;
	runs_begin(&side->runs, dump);
	next_pages(side);
}

/* What an address of the current run translates to. */
static __u64 translate(struct side *side, __u64 addr)
{
	const struct ptwalk_table *table = side->table;
	unsigned int level = side->run.level;
	__u64 span = ptwalk_span(level), raw;

	if (!table || table->level != level ||
	    addr - table->base >= span * PTWALK_ENTRIES)
		table = dump_table(side->dump, level, addr);
	side->table = table;
	raw = ptwalk_table_entry(table, ptwalk_index(addr, level));
	return (raw & ptwalk_addr_mask(&side->dump->dict, level)) +
	       (addr & (span - 1));
}

/* Where frames follow each other in both, the first pair speaks for all. */
static void compare(struct side *a, struct side *b, __u64 first, __u64 last,
		    struct check_result *result)
{
	unsigned int level = a->run.level < b->run.level ? a->run.level :
							   b->run.level;
	bool at_once = a->run.extents == 1 && b->run.extents == 1;
	struct check_part *part;
	__u64 end, here, there;

	for (;; first = end + 1) {
		end = first | (ptwalk_span(level) - 1);
		if (end > last || at_once)
			end = last;
		here = translate(a, first);
		there = translate(b, first);
		part = &result->part[here == there];
		if (!part->bytes) {
			part->phys = here;
			part->other_phys = there;
		}
		check_add(part, &a->run, first, end);
		if (end == last)
			return;
	}
}

static void set_unknown(struct check_result *result, const char *target,
			const char *why)
{
	if (result->unknown)
		return;
	errmsg_set(&result->why, 0, "%s %s", target, why);
	result->unknown = true;
}

/**
 * check_frames() - judge an expression of two dumps
 * @dump: the one
 * @expr: expression; the other is in it
 * @result: its parts are filled in; unknown where frames do not compare
 */
void check_frames(const struct dump *dump, const struct check_expr *expr,
		  struct check_result *result)
{
	const struct dump *other = expr->other;
	__u64 first, last, b_last;
	struct side a, b;

	if (dump->header->half != other->header->half ||
	    !diff_same_boot(dump->header, other->header)) {
		set_unknown(result, expr->target,
			    "is of another half, another kernel or another boot: its frames mean something else");
		return;
	}
	begin(&a, dump);
	begin(&b, other);
	while (a.more && b.more) {
		b_last = b.run.end - 1;
		if (check_clip(expr, result, &a.run, &first, &last)) {
			if (first < b.run.start)
				first = b.run.start;
			if (last > b_last)
				last = b_last;
			if (first <= last)
				compare(&a, &b, first, last, result);
		}
		next_pages(a.run.end - 1 <= b_last ? &a : &b);
	}
	if (a.unread || b.unread)
		set_unknown(result, expr->target,
			    "or the dump itself lacks tables that came or went meanwhile");
	if (!(other->end->flags & PTWALK_END_COMPLETE))
		set_unknown(result, expr->target, "is incomplete");
}
