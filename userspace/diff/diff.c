// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entry point of the comparison: decides which addresses and which bits of two dumps can
 * be compared at all, and in what order the rest is done.  VMAs are compared in
 * diff-vma.c, tables and entries in diff-walk.c and diff-size.c, two processes whose
 * addresses cannot be compared in diff-place.c; changes are merged in diff-note.c.
 *
 * Ranges are kept here by their last address, inclusive: the address after the end of
 * the address space, 1 << 64, does not fit into 64 bits.
 */
#include <errno.h>
#include <string.h>

#include "diff-private.h"
#include "errmsg.h"
#include "number.h"

/* Flags that only some kernels have: dictionary value @key is 0 if the kernel lacks the flag. */
static const struct {
	unsigned int	key;
	__u32		flag;
} known_flags[] = {
	{ PTWALK_DICT_SOFT_DIRTY,	PTWALK_F_SOFT_DIRTY },
	{ PTWALK_DICT_UFFD_WP,		PTWALK_F_UFFD_WP },
	{ PTWALK_DICT_SPECIAL,		PTWALK_F_SPECIAL },
	{ PTWALK_DICT_SAVED_DIRTY,	PTWALK_F_SAVED_DIRTY },
	{ PTWALK_DICT_DEVMAP,		PTWALK_F_DEVMAP },
	{ PTWALK_DICT_SWAP_EXCLUSIVE,	PTWALK_F_EXCLUSIVE },
	{ PTWALK_DICT_ENC_MASK,		PTWALK_F_ENC },
};

/*
 * A flag is compared only if both dictionaries define it: in the dump of a kernel that
 * lacks it, or does not report it, it is clear in every entry.
 */
static __u32 comparable_flags(const struct ptwalk_dict *a,
			      const struct ptwalk_dict *b)
{
	__u32 flags = ~0U;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known_flags); i++)
		if (!a->value[known_flags[i].key] ||
		    !b->value[known_flags[i].key])
			flags &= ~known_flags[i].flag;
	return flags;
}

/* Do both dumps begin with the same top-level table? */
static bool same_top(const struct dump *was, const struct dump *now)
{
	const unsigned int top = was->header->levels;

	return top == now->header->levels && was->nr_tables[top] && now->nr_tables[top] &&
	       was->table[top][0]->phys == now->table[top][0]->phys;
}

static struct change_rules rules_for(const struct dump *was,
				     const struct dump *now)
{
	const struct ptwalk_header *a = was->header, *b = now->header;
	struct change_rules rules = {
		.flags = comparable_flags(&was->dict, &now->dict),
		.frames = dump_same_boot(a, b),
		.same_dict = !memcmp(&was->dict, &now->dict, sizeof(was->dict)),
		.areas = !dump_lacks_vmas(was) && !dump_lacks_vmas(now),
	};

	/* without VMAs, nothing is known of the process either, except for its tables */
	if (rules.areas)
		rules.same_process = rules.frames && a->tgid == b->tgid &&
				     a->start_time == b->start_time;
	else
		rules.same_process = rules.frames && same_top(was, now);
	return rules;
}

static const char *half_name(const struct dump *dump)
{
	return dump->header->half == PTWALK_HALF_USER ? "user" : "kernel";
}

static int check_comparable(const struct dump *was, const struct dump *now,
			    struct errmsg *err)
{
	if (was->header->levels != now->header->levels)
		return errmsg_set(err, -EINVAL,
				  "the first dump has %u levels of page tables, the second %u: they cannot be compared",
				  was->header->levels, now->header->levels);
	if (was->header->half != now->header->half)
		return errmsg_set(err, -EINVAL,
				  "the first dump is of the %s half of the address space, the second of the %s half: they cannot be compared",
				  half_name(was), half_name(now));
	return 0;
}

/* Set @report->first and @last to the range that both dumps have walked, of those asked for. */
static int common_range(const struct dump *was, const struct dump *now,
			__u64 start, __u64 end, struct diff_report *report, struct errmsg *err)
{
	const struct dump *const dumps[] = { was, now };
	char a[NUMBER_SPAN_SIZE], b[NUMBER_SPAN_SIZE];
	size_t i;

	report->first = start;
	report->last = end - 1;
	for (i = 0; i < 2; i++) {
		__u64 start = dumps[i]->header->start;
		__u64 reached = dumps[i]->end->reached;

		if (reached == start)
			return errmsg_set(err, -EINVAL,
					  "the %s dump is empty: its process went away before anything was copied",
					  i ? "second" : "first");
		if (start > report->first)
			report->first = start;
		if (reached - 1 < report->last)
			report->last = reached - 1;
	}
	if (report->first <= report->last)
		return 0;
	number_span(a, was->header->start, was->end->reached);
	number_span(b, now->header->start, now->end->reached);
	if (start | end)
		return errmsg_set(err, -EINVAL,
				  "the range is not in both dumps: the first covers %s, the second %s",
				  a, b);
	return errmsg_set(err, -EINVAL,
			  "the dumps have no address in common: the first covers %s, the second %s",
			  a, b);
}

/**
 * change_order() - order of changes in the output, a comparison function for qsort()
 * @a: struct change
 * @b: struct change
 *
 * Changes are ordered by start address; at one address, VMAs come first, then page-table
 * pages, then entries, and of the last two the higher levels first.
 *
 * Return: less than 0 if @a comes before @b, more than 0 if after, otherwise 0.
 */
int change_order(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->subject != y->subject)
		return x->subject < y->subject ? -1 : 1;
	return (int)y->level - (int)x->level;
}

/**
 * diff_dumps() - compare two dumps
 * @was: the first, older one
 * @now: the second
 * @wanted: which changes to report; others are left out before runs are merged
 * @fn: see diff_range()
 * @arg: second argument of @fn
 * @report: filled in
 * @err: see diff_range()
 *
 * Return: as diff_range() of all addresses.
 */
int diff_dumps(const struct dump *was, const struct dump *now,
	       const struct changes *wanted, diff_fn fn, void *arg,
	       struct diff_report *report, struct errmsg *err)
{
	return diff_range(was, now, wanted, 0, 0, fn, arg, report, err);
}

/**
 * diff_range() - compare a range of addresses of two dumps
 * @was: the first, older one
 * @now: the second
 * @wanted: which changes to report; others are left out before runs are merged
 * @start: first address
 * @end: first address after the range; 0 for 1 << 64.  Both are 0 for all addresses
 * @fn: called with each run when it ends; may be NULL.  The calls ascend by address only
 *	within one subject and level; sort with change_order() for the output
 * @arg: second argument of @fn
 * @report: filled in
 * @err: says why the dumps cannot be compared; set for -EINVAL only
 *
 * Compares the addresses that both dumps have walked.  The dumps may be of two processes
 * and of two kernels; entries of two kernels are compared by their meaning, not by their
 * bits.  Two processes of one boot that are not copies of each other (place_copies())
 * are compared by what their VMAs map: see diff-place.c.  If a dump lacks the VMAs, only
 * tables and entries are compared, by address.
 *
 * Return: 0, whether they differ or not; the return value of @fn if it was not 0;
 * -ENOMEM; -EINVAL for dumps of different halves or levels, without an address in common, or with
 * a range for two processes that are not copies of each other.
 */
int diff_range(const struct dump *was, const struct dump *now,
	       const struct changes *wanted, __u64 start, __u64 end, diff_fn fn, void *arg,
	       struct diff_report *report, struct errmsg *err)
{
	struct diff d = {
		.was = { .dump = was },
		.now = { .dump = now },
		.wanted = *wanted,
		.fn = fn,
		.arg = arg,
		.report = report,
	};
	int rc;

	*report = (struct diff_report){ .rules = rules_for(was, now) };
	rc = check_comparable(was, now, err);
	if (rc)
		return rc;
	pte_cache_init(&d.was.ptes, &was->dict);
	pte_cache_init(&d.now.ptes, &now->dict);
	report->by_place = !report->rules.same_process && report->rules.frames &&
			   report->rules.areas && was->header->half == PTWALK_HALF_USER &&
			   !place_copies(was, now);
	if (report->by_place && (start | end))
		return errmsg_set(err, -EINVAL,
				  "an address of the one process means nothing in the other, as none is a copy of the other: a range cannot be compared");
	if (report->by_place) {
		report->last = ~0ULL;
		diff_places(&d);
	} else {
		rc = common_range(was, now, start, end, report, err);
		if (rc)
			return rc;
		if (report->rules.areas)
			diff_vmas(&d);
		if (!d.rc)
			diff_tables(&d);
	}
	diff_close(&d);
	return d.rc;
}
