// SPDX-License-Identifier: GPL-2.0
/*
 * The sums of a dump: see stat.h.
 */
#include "stat.h"

/**
 * stat_resident() - does Rss of smaps count an entry?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @vma: the area that it lies in, or NULL
 *
 * See &struct stat_sums for the one that it is wrong about.
 *
 * Return: true for an entry with a page that has a struct page, hugetlb left out.
 */
bool stat_resident(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte,
		   const struct ptwalk_vma *vma)
{
	if (dict->kernel || (pte->flags & PTWALK_F_SPECIAL) ||
	    (vma && vma->hugetlb_shift))
		return false;
	switch (pte->kind) {
	case PTWALK_PAGE:
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
	case PTWALK_DEV_READ:
	case PTWALK_DEV_WRITE:
	case PTWALK_DEV_EXCL_READ:
	case PTWALK_DEV_EXCL_WRITE:
		return true;
	default:
		return false;
	}
}

static void add_present(struct stat_sums *sums, const struct ptwalk_run *run,
			const struct ptwalk_pte *pte, __u32 effective)
{
	__u64 bytes = run->end - run->start;

	sums->present += bytes;
	sums->pages[run->level] += run->entries;
	sums->bytes[run->level] += bytes;
	if (run->level > 1)
		sums->huge += bytes;
	if (run->vma && run->vma->hugetlb_shift)
		sums->hugetlb += bytes;
	if (pte->flags & PTWALK_F_SPECIAL)
		sums->special += bytes;
	if (effective & PTWALK_F_RW)
		sums->writable += bytes;
	if (!(effective & PTWALK_F_NX))
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
	struct ptwalk_pte pte;

	if (run->kind == PTWALK_NONE)
		return;
	sums->kind[run->kind] += run->entries;
	if (run->kind == PTWALK_UNREAD || run->kind == PTWALK_REPEAT)
		return;
	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	if (stat_resident(&dump->dict, &pte, run->vma))
		sums->rss += run->end - run->start;
	if (run->kind == PTWALK_PAGE)
		add_present(sums, run, &pte,
			    ptwalk_effective(&dump->dict, run->above, &pte));
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
