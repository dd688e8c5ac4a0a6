// SPDX-License-Identifier: GPL-2.0
/*
 * The sums of a dump: see stat.h.
 */
#include "access.h"
#include "rss.h"
#include "stat.h"

static void add_present(struct stat_sums *sums, const struct ptwalk_run *run,
			const struct ptwalk_pte *pte, __u32 access)
{
	__u64 bytes = run->end - run->start;

	sums->present += bytes;
	sums->pages[run->level] += run->entries;
	sums->bytes[run->level] += bytes;
	if (access & PTWALK_F_RW)
		sums->writable += bytes;
	if (!(access & PTWALK_F_NX))
		sums->executable += bytes;
	if (pte->flags & PTWALK_F_A)
		sums->accessed += bytes;
	if (pte->flags & (PTWALK_F_D | PTWALK_F_SAVED_DIRTY))
		sums->dirty += bytes;
	if (pte->flags & PTWALK_F_SOFT_DIRTY)
		sums->soft_dirty += bytes;
}

static void add_run(struct stat_sums *sums, const struct dump *dump,
		    const struct ptwalk_run *run)
{
	__u64 bytes = run->end - run->start;
	unsigned int what, kind;
	struct ptwalk_pte pte;

	if (run->kind == PTWALK_NONE)
		return;
	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	if (run->kind == PTWALK_UNREAD || run->kind == PTWALK_REPEAT)
		pte.kind = run->kind;
	kind = kind_of(&dump->dict, run->vma, &pte);
	sums->kind[kind] += run->entries;
	sums->kind_bytes[kind] += bytes;
	if (kind == PTWALK_UNREAD || kind == PTWALK_REPEAT)
		return;
	what = rss_of(&dump->dict, &pte, run->vma);
	if (what & RSS_RESIDENT)
		sums->rss += bytes;
	if ((what & RSS_UNSEEN) && !dump->dict.kernel)
		sums->unseen += bytes;
	if (what & RSS_MEMORY)
		sums->memory += bytes;
	if (what & RSS_HUGE)
		sums->huge += bytes;
	if (what & RSS_HUGETLB)
		sums->hugetlb += bytes;
	if (what == RSS_PRESENT)
		sums->special += bytes;
	if (what & RSS_PRESENT)
		add_present(sums, run, &pte,
			    access_of(&dump->dict, run->above, &pte, run->vma));
}

static void add_areas(struct stat_sums *sums, const struct dump *dump)
{
	const struct ptwalk_header *header = dump->header;
	const __u64 reached = dump->end->reached;
	size_t i;

	if (reached == header->start)
		return;
	for (i = 0; i < dump->nr_vmas; i++) {
		__u64 start = dump->vma[i]->start;
		__u64 last = dump_vma_end(dump, dump->vma[i]) - 1;

		if (start < header->start)
			start = header->start;
		if (last > reached - 1)
			last = reached - 1;
		if (start > last)
			continue;
		sums->areas++;
		sums->size += last - start + 1;
	}
}

/**
 * stat_sum() - sum up a dump
 * @dump: dump
 * @sums: filled in
 */
void stat_sum(const struct dump *dump, struct stat_sums *sums)
{
	struct ptwalk_run run;
	struct runs runs;
	unsigned int level;

	*sums = (struct stat_sums){ 0 };
	add_areas(sums, dump);
	runs_begin(&runs, dump);
	while (runs_next(&runs, &run))
		add_run(sums, dump, &run);
	for (level = 1; level <= dump->header->levels; level++) {
		sums->tables[level] = dump->nr_tables[level];
		sums->all_tables += dump->nr_tables[level];
	}
	sums->table_bytes = sums->all_tables << ptwalk_shift(1);
}
