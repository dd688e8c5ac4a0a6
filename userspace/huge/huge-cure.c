// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes after a reason: see huge-cure.h.  A setting that mends a reason is changed
 * in a copy of the rules, since other rules depend on it as well.  What the program has
 * to do is only noted in @settled of the rules: its rule is skipped from then on.
 */
#include <errno.h>
#include <stdlib.h>

#include "array.h"
#include "huge-cure.h"
#include "huge-private.h"

/* KHUGEPAGED_MAX_PTES_LIMIT: then pages below 2M may have all PTEs but one empty */
#define MOST_NONE	(PTWALK_ENTRIES - 1)

static void huge_cure_settle(struct huge_rules *rules, enum huge_verdict verdict)
{
	rules->settled |= HUGE_BIT(verdict);
}

/* Mends @verdict by a write to the pages, which are accessed and writable after it */
static void settle_by_writing(struct huge_rules *rules, enum huge_verdict verdict)
{
	huge_cure_settle(rules, verdict);
	huge_cure_settle(rules, HUGE_NO_WRITABLE);
	huge_cure_settle(rules, HUGE_LACK_REFERENCED);
}

/*
 * With a cause (userfaultfd, or a window without any page), no setting helps: the program
 * has to write.  An attempt below 2M needs MOST_NONE, one at 2M the number of empty PTEs.
 */
static void cure_none(struct huge_rules *rules, const struct huge_window *window)
{
	if (window->cause)
		settle_by_writing(rules, HUGE_EXCEED_NONE);
	else if (huge_met(window) == window->verdict && huge_smaller(window))
		rules->knobs.max_none = MOST_NONE;
	else
		rules->knobs.max_none = window->number;
}

/*
 * Raises the setting for 2M.  With a cause it does not help, and below 2M it counts as 0:
 * then the pages have to be changed.
 */
static void cure_limit(struct huge_rules *rules, const struct huge_window *window,
		       int *limit)
{
	if (!window->cause && !huge_smaller(window)) {
		*limit = window->number;
	} else if (window->verdict == HUGE_EXCEED_SHARED) {
		settle_by_writing(rules, window->verdict);
	} else {
		/* pages that a read swaps in are accessed */
		huge_cure_settle(rules, window->verdict);
		huge_cure_settle(rules, HUGE_LACK_REFERENCED);
	}
}

static void cure_shmem(struct huge_rules *rules, const struct huge_window *window)
{
	struct huge_knobs *knobs = &rules->knobs;

	if (window->cause == HUGE_SHMEM_ALL)
		knobs->shmem = HUGE_MODE_ALWAYS;
	else if (knobs->shmem == HUGE_MODE_FORCE)
		knobs->shmem_size[HUGE_ORDER] = HUGE_MODE_INHERIT;
	else
		knobs->shmem_size[HUGE_ORDER] = HUGE_MODE_ALWAYS;
}

static enum huge_end cure_file(struct huge_rules *rules, const struct huge_window *window)
{
	switch (window->cause) {
	case HUGE_FILE_WRITERS:
	case HUGE_FILE_SYSTEM:
		rules->settled_files |= 1U << window->cause;
		return HUGE_END_NOT;
	case HUGE_FILE_UNSAID:
		return HUGE_END_UNKNOWN;
	case HUGE_FILE_CONFIG:
	case HUGE_FILE_NOT_EXEC:
		/* large folios need no configuration: huge-cause.c */
		return rules->behaviour->madvise ? HUGE_END_CACHE : HUGE_END_NEVER;
	default:
		return HUGE_END_NEVER;
	}
}

/*
 * An empty window of anonymous memory, or one of a file.  What is advised before may have changed
 * the settings; userfaultfd and smaller sizes are left.
 */
static enum huge_end first_write(const struct huge_rules *rules, const struct huge_window *window)
{
	return huge_fault_may(rules, window->vma) ? HUGE_END_WRITE : HUGE_END_SMALL;
}

/**
 * huge_cure() - mend the reason against a window
 * @rules: rules that found the reason; changed to those that hold once it is mended
 * @window: window with its verdict, not huge
 *
 * Return: %HUGE_END_NOT where it is mended, else how the window ends.
 */
enum huge_end huge_cure(struct huge_rules *rules, const struct huge_window *window)
{
	const enum huge_verdict met = huge_met(window);

	rules->cured = true;
	switch (met) {
	case HUGE_COLLAPSE:
		return HUGE_END_HUGE;
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
		return HUGE_END_CACHE;
	case HUGE_PMD_NULL:
	case HUGE_PMD_NONE:
	case HUGE_NO_PTE_TABLE:
		return first_write(rules, window);
	case HUGE_NO_ANON_VMA:
		huge_cure_settle(rules, met);
		return window->table ? HUGE_END_NOT : first_write(rules, window);
	case HUGE_PMD_MAPPED:
	case HUGE_TEMPORARY_STACK:
		return HUGE_END_WAIT;
	case HUGE_NOT_IN_ONE_VMA:
	case HUGE_VMA_DAX:
	case HUGE_PRIVATE_COPIES:
		return HUGE_END_ANEW;
	case HUGE_UNKNOWN:
		return HUGE_END_UNKNOWN;
	case HUGE_THP_SYSFS:
	case HUGE_THP_MADVISE:
		rules->knobs.enabled = HUGE_MODE_ALWAYS;
		return HUGE_END_NOT;
	case HUGE_THP_SIZE:
		rules->knobs.size[HUGE_ORDER] = HUGE_MODE_ALWAYS;
		return HUGE_END_NOT;
	case HUGE_THP_PRCTL:
		rules->knobs.process = 1;
		rules->spared = 0;
		return HUGE_END_NOT;
	case HUGE_STOPPED:
		rules->knobs.enabled = HUGE_MODE_MADVISE;
		return HUGE_END_NOT;
	case HUGE_NOT_VISITED:
		rules->visited = 1;
		return HUGE_END_NOT;
	case HUGE_SHMEM_DISABLED:
		cure_shmem(rules, window);
		return HUGE_END_NOT;
	case HUGE_FILE_INELIGIBLE:
		return cure_file(rules, window);
	case HUGE_EXCEED_NONE:
		cure_none(rules, window);
		return HUGE_END_NOT;
	case HUGE_EXCEED_SWAP:
		if (window->cause == HUGE_LOST)
			return HUGE_END_NEVER;
		cure_limit(rules, window, &rules->knobs.max_swap);
		return HUGE_END_NOT;
	case HUGE_EXCEED_SHARED:
		cure_limit(rules, window, &rules->knobs.max_shared);
		return HUGE_END_NOT;
	case HUGE_VMA_NOHUGEPAGE:
	case HUGE_FILE_MISALIGNED:
	case HUGE_TMPFS_DISABLED:
	case HUGE_UFFD_WP:
	case HUGE_NO_WRITABLE:
	case HUGE_LACK_REFERENCED:
	case HUGE_PAGE_LOCK:
	case HUGE_PAGE_LAZYFREE:
		huge_cure_settle(rules, met);
		return HUGE_END_NOT;
	default:
		return HUGE_END_NEVER;
	}
}

/* Have the windows of @step the same reason as @window, with the same cause? */
static bool is_same(const struct huge_step *step, const struct huge_window *window)
{
	const struct huge_window common = huge_common(&step->sum, step->verdict);

	return common.verdict == window->verdict && common.cause == window->cause &&
	       common.not_2m == window->not_2m &&
	       huge_smaller(&common) == huge_smaller(window);
}

/*
 * Was this reason mended in a step before, and is there again?  Then mending does not
 * help.
 */
static bool has_met(const struct huge_road *road, size_t before,
		    const struct huge_window *window)
{
	for (; before; before = road->step[before - 1].before)
		if (is_same(&road->step[before - 1], window))
			return true;
	return false;
}

/*
 * The step for the reason of @window after step @before, added if it is new; NULL without
 * memory
 */
static struct huge_step *step_of(struct huge_road *road, size_t before,
				 const struct huge_window *window)
{
	struct huge_step step = { .before = before };
	size_t i;

	for (i = before; i < road->nr; i++)
		if (road->step[i].before == before && is_same(&road->step[i], window))
			return &road->step[i];
	step.verdict = window->verdict;
	if (array_add(road->step, road->nr, step))
		return NULL;
	return &road->step[road->nr - 1];
}

/**
 * huge_road_add() - add a window, and all reasons against it, one after another
 * @road: road, all 0 before the first window; to be freed with huge_road_free()
 * @h: iterator whose last window was @window
 * @window: window; huge ones are left out
 *
 * Return: 0 or -ENOMEM.
 */
int huge_road_add(struct huge_road *road, const struct huge *h,
		  const struct huge_window *window)
{
	struct huge_rules rules = h->rules;
	struct huge_window w = *window;
	enum huge_end end = HUGE_END_NOT;
	struct huge_step *step;
	size_t before = 0;
	bool again;

	if (w.verdict == HUGE_IS)
		return 0;
	while (end == HUGE_END_NOT) {
		again = has_met(road, before, &w);
		step = step_of(road, before, &w);
		if (!step)
			return -ENOMEM;
		end = again ? HUGE_END_NEVER : huge_cure(&rules, &w);
		huge_sum_add(&step->sum, &w);
		step->end = end;
		before = step - road->step + 1;
		if (end == HUGE_END_NOT)
			huge_again(h, &rules, &w);
	}
	huge_sum_add(&road->all[end], &w);
	if (end == HUGE_END_HUGE)
		for (; before; before = road->step[before - 1].before)
			huge_sum_add(&road->step[before - 1].huge, &w);
	return 0;
}

/**
 * huge_step_order() - which of two steps comes first in the output?
 * @a: step
 * @b: another one
 *
 * Steps that nothing can be done about come last; else more resident bytes come first,
 * then more addresses, then the lower index in huge_road.step.
 *
 * Return: less than 0 for @a, more for @b, 0 for the same step.
 */
int huge_step_order(const struct huge_step *a, const struct huge_step *b)
{
	const bool never[] = { a->end == HUGE_END_NEVER, b->end == HUGE_END_NEVER };

	if (never[0] != never[1])
		return never[0] ? 1 : -1;
	if (a->sum.rss != b->sum.rss)
		return a->sum.rss < b->sum.rss ? 1 : -1;
	if (a->sum.size != b->sum.size)
		return a->sum.size < b->sum.size ? 1 : -1;
	return a < b ? -1 : a > b;
}

/**
 * huge_road_free() - free what huge_road_add() allocated
 * @road: road
 */
void huge_road_free(struct huge_road *road)
{
	free(road->step);
	road->step = NULL;
	road->nr = 0;
}
