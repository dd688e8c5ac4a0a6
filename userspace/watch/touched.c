// SPDX-License-Identifier: GPL-2.0-only
/*
 * Touched pages of a dump: see touched.h.
 */
#include "touched.h"

/**
 * touched_begin() - begin to iterate over the touched ranges of a dump
 * @ranges: iterator
 * @dump: dump; must live as long as @ranges
 */
void touched_begin(struct touched_ranges *ranges, const struct dump *dump)
{
	*ranges = (struct touched_ranges){ .dump = dump };
	runs_begin(&ranges->runs, dump);
}

/*
 * clear_refs skips hugetlb and PFN mappings, the zero page, and other pages that are not
 * normal (vm_normal_folio()).  It does not clear their accessed bit, which therefore does not
 * tell whether they were touched.
 */
static bool is_touched(const struct dump *dump, const struct ptwalk_run *run)
{
	struct ptwalk_pte pte;

	if (run->kind != PTWALK_PAGE && run->kind != PTWALK_PROTNONE)
		return false;
	if (run->vma && (run->vma->hugetlb_shift ||
			 (run->vma->flags & PTWALK_VMA_PFNMAP)))
		return false;
	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	return (pte.flags & (PTWALK_F_A | PTWALK_F_SPECIAL)) == PTWALK_F_A;
}

/**
 * touched_next() - get the next touched range
 * @ranges: iterator
 * @touched: filled in
 *
 * Adjacent pages of one size in one VMA are one range, even if their flags differ.
 *
 * Return: true with a range, false at the end.
 */
bool touched_next(struct touched_ranges *ranges, struct touched *touched)
{
	struct touched *open = &ranges->open;
	struct ptwalk_run run;

	while (runs_next(&ranges->runs, &run)) {
		struct touched next = {
			.start = run.start,
			.end = run.end,
			.vma = run.vma,
			.pages = run.entries,
			.level = run.level,
		};

		if (!is_touched(ranges->dump, &run))
			continue;
		if (open->pages && open->end == next.start &&
		    open->vma == next.vma && open->level == next.level) {
			open->end = next.end;
			open->pages += next.pages;
			continue;
		}
		*touched = *open;
		*open = next;
		if (touched->pages)
			return true;
	}
	*touched = *open;
	open->pages = 0;
	return touched->pages;
}
