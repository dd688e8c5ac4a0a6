// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must hold for each dump of the storm: the sentinel is as pagemap has it, entries make
 * sense, and tables fit their parents.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "storm.h"
#include "view.h"

/*
 * Pages of a sentinel that a dump may have as empty.  try_to_migrate_one(), and change_pte_range()
 * for NUMA balancing, clear an entry and then write the new one; a walk takes no lock of a table,
 * and can come between (design.rst).  One CPU does that at a time, and the dump passes each entry
 * once: a walk that lost entries would lose more.
 */
#define EMPTIED_MOST	2

static bool in_hole(size_t page)
{
	return page - HOLE < HOLE_PAGES;
}

/* Was the page in its frame before the dump, and after it? */
static bool stayed(uint64_t before, uint64_t after)
{
	return before == after && (before & PAGEMAP_PRESENT);
}

/* Is it an entry for the migration of this frame?  The migration may then have failed. */
static bool migrating(const struct ptwalk_pte *pte, uint64_t pagemap)
{
	switch (pte->kind) {
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
		return pte->phys / PAGE == (pagemap & PAGEMAP_PFN);
	default:
		return false;
	}
}

/* The entry of a page; 0 if the dump has no PT there */
static uint64_t entry_of(const struct ptwalk_table *table, size_t page)
{
	unsigned int index = ptwalk_index(SENTINEL + page * PAGE, 1);

	if (!table || index - table->first >= table->count)
		return 0;
	return table->entry[index - table->first];
}

/*
 * Compares a page.  @good is an entry that was found right: where only the frame differs from it,
 * a comparison of frames is enough, which is what most of the time goes into otherwise.
 */
static bool page_right(const struct dump *dump, size_t page, uint64_t raw, uint64_t pagemap,
		       uint64_t *good)
{
	const uint64_t frame = ptwalk_addr_mask(&dump->dict, 1);
	struct ptwalk_pte pte;

	if (*good && !((raw ^ *good) & ~frame))
		return (raw & frame) / PAGE == (pagemap & PAGEMAP_PFN);
	ptwalk_decode(&dump->dict, raw, 1, &pte);
	if (migrating(&pte, pagemap))
		return true;
	if (!view_agrees(dump, SENTINEL + page * PAGE, pagemap))
		return false;
	*good = raw;
	return true;
}

bool sentinel_right(const struct dump *dump, const uint64_t *before, const uint64_t *after,
		    unsigned long *moved)
{
	const struct ptwalk_vma *vma = dump_vma(dump, SENTINEL);
	const struct ptwalk_table *table = NULL;
	uint64_t raw, good = 0;
	unsigned int emptied = 0;
	bool right;
	size_t i;

	if (!vma || vma->start != SENTINEL || vma->end != SENTINEL + PAGES * PAGE ||
	    !(vma->flags & PTWALK_VMA_LOCKED) || dump_vma(dump, SENTINEL - PAGE) ||
	    dump_vma(dump, SENTINEL + PAGES * PAGE)) {
		note("the sentinel's VMA is wrong");
		return false;
	}
	for (i = 0; i < PAGES; i++) {
		if (i == 0 || ptwalk_index(SENTINEL + i * PAGE, 1) == 0)
			table = dump_table(dump, 1, SENTINEL + i * PAGE);
		raw = entry_of(table, i);
		if (in_hole(i)) {
			right = ptwalk_is_none(raw);
		} else if (!raw && emptied < EMPTIED_MOST) {
			emptied++;
			++*moved;
			continue;
		} else if (stayed(before[i], after[i])) {
			right = page_right(dump, i, raw, before[i], &good);
		} else {
			++*moved;
			continue;
		}
		if (!right) {
			note("sentinel, page %zu: %016lx, pagemap %016lx", i, raw, before[i]);
			return false;
		}
	}
	return true;
}

/* One line of text: the frames of pages @first to @end, which begin with @pfn */
static bool line_right(const uint64_t *before, const uint64_t *after, size_t first, size_t end,
		       uint64_t pfn, unsigned long extents, unsigned long *moved)
{
	unsigned long lost = 0, wanted = 1;
	size_t i;

	for (i = first; i < end; i++) {
		if (in_hole(i))
			return false;
		lost += !stayed(before[i], after[i]);
		if (i > first && (before[i] & PAGEMAP_PFN) != (before[i - 1] & PAGEMAP_PFN) + 1)
			wanted++;
	}
	*moved += lost;
	return lost || (pfn == (before[first] & PAGEMAP_PFN) && extents == wanted);
}

bool sentinel_right_in_text(const char *text, const uint64_t *before, const uint64_t *after,
			    unsigned long *moved)
{
	const char *line, *more, *stop;
	unsigned long extents, seen = 0, unclear = 0;
	uint64_t start, end, pfn;
	char kind[16], area[64];

	snprintf(area, sizeof(area), "\n%08lx-%08lx rw-p ", SENTINEL, SENTINEL + PAGES * PAGE);
	line = strstr(text, area);
	if (!line) {
		note("text lacks the sentinel's VMA");
		return false;
	}
	/* the lines of its entries are indented, that of the next VMA is not */
	for (line = strchr(line + 1, '\n'); line && line[1] == ' '; line = stop) {
		stop = strchr(line + 1, '\n');
		if (sscanf(line, "\n 0x%lx-0x%lx %*s %*s %15s", &start, &end, kind) != 3) {
			note("text: %.*s", (int)strcspn(line + 1, "\n"), line + 1);
			return false;
		}
		seen += (end - start) / PAGE;
		more = strstr(line, " pfn 0x");
		if (strcmp(kind, "page") || !more || more > stop) {
			/* in migration */
			unclear += (end - start) / PAGE;
			continue;
		}
		extents = 1;
		if (sscanf(more, " pfn 0x%lx in %lu extents", &pfn, &extents) < 1)
			return false;
		if (!line_right(before, after, (start - SENTINEL) / PAGE, (end - SENTINEL) / PAGE,
				pfn, extents, moved)) {
			note("text: %.*s", (int)strcspn(line + 1, "\n"), line + 1);
			return false;
		}
	}
	*moved += unclear;
	if (seen < FRAMES - EMPTIED_MOST || seen > FRAMES) {
		note("text has %lu pages of the sentinel", seen);
		return false;
	}
	*moved += FRAMES - seen;
	return true;
}

bool dump_calm(const struct dump *dump)
{
	const struct ptwalk_end *end = dump->end;

	return (end->flags & (PTWALK_END_COMPLETE | PTWALK_END_ONE_MOMENT |
			      PTWALK_END_VMAS_CHANGED | PTWALK_END_TABLES_CHANGED |
			      PTWALK_END_LEFT_OUT | PTWALK_END_BEST_EFFORT)) ==
	       (PTWALK_END_COMPLETE | PTWALK_END_ONE_MOMENT) && !end->unstable;
}

/* First address after the memory of the machine */
static uint64_t memory_end(void)
{
	static uint64_t last;
	uint64_t start, end;
	char line[128];
	FILE *f;

	f = last ? NULL : fopen("/proc/iomem", "re");
	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, ": System RAM") &&
		    sscanf(line, "%lx-%lx", &start, &end) == 2 && end >= last)
			last = end + 1;
	if (f)
		fclose(f);
	return last;
}

/*
 * Does an entry make sense?  Bytes that are no longer those of a table have bits set that a CPU
 * reserves, frames that do not exist, or kinds that the kernel does not have.
 */
static bool entry_makes_sense(const struct dump *dump, const struct ptwalk_table *table,
			      uint64_t raw, unsigned int index)
{
	struct ptwalk_pte pte;

	ptwalk_decode(&dump->dict, raw, table->level, &pte);
	if (!pte.reserved && pte.kind != PTWALK_UNKNOWN && pte.phys < memory_end())
		return true;
	note("%s of %016llx, entry %u: %016lx, %s, reserved %016llx",
	     ptwalk_level_name(table->level), table->base, index, raw,
	     ptwalk_kind_name(pte.kind), pte.reserved);
	return false;
}

/* Does a VMA need what the entry translates, and was it in the range that was dumped? */
static bool needed(const struct dump *dump, uint64_t start, uint64_t span)
{
	const struct ptwalk_vma *vma;
	uint64_t end = start + span;
	size_t i;

	if (start < dump->header->start)
		start = dump->header->start;
	if (end > dump->header->end)
		end = dump->header->end;
	if (start >= end)
		return false;
	i = dump_vmas_until(dump, end - 1);
	vma = i ? dump->vma[i - 1] : NULL;
	return vma && vma->end > start;
}

static bool table_makes_sense(const struct dump *dump, const struct ptwalk_table *table)
{
	const uint64_t frame = ptwalk_addr_mask(&dump->dict, 1);
	const uint64_t span = ptwalk_span(table->level);
	uint64_t raw, last = 0, addr;
	unsigned int i;

	for (i = 0; i < table->count; i++) {
		raw = table->entry[i];
		/* most entries differ from the one before in their frame alone */
		if (((raw ^ last) & ~frame || (raw & frame) >= memory_end()) &&
		    !entry_makes_sense(dump, table, raw, table->first + i))
			return false;
		last = raw;
		if (!ptwalk_leads_to_table(raw, table->level) || !dump_calm(dump))
			continue;
		addr = table->base + (table->first + i) * span;
		if (!dump_table(dump, table->level - 1, addr) && needed(dump, addr, span)) {
			note("%s of %016llx, entry %u: %016lx leads to a table that is not there",
			     ptwalk_level_name(table->level), table->base, table->first + i, raw);
			return false;
		}
	}
	return true;
}

bool verdict_consistent(const struct dump *dump)
{
	const struct ptwalk_table *table;
	struct ptwalk_pte parent;
	unsigned int level;
	size_t i;

	for (level = 1; level <= dump->header->levels; level++)
		for (i = 0; i < dump->nr_tables[level]; i++) {
			table = dump->table[level][i];
			if (level < dump->header->levels) {
				ptwalk_decode(&dump->dict, table->parent, level + 1, &parent);
				if (parent.phys != table->phys || parent.reserved) {
					note("%s of %016llx at %016llx: parent %016llx",
					     ptwalk_level_name(level), table->base, table->phys,
					     table->parent);
					return false;
				}
			}
			if (!(table->flags & PTWALK_TABLE_UNSTABLE) &&
			    !table_makes_sense(dump, table))
				return false;
		}
	return true;
}
