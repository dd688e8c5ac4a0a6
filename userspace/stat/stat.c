// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sums of one dump: see stat.h.
 */
#include "access.h"
#include "area.h"
#include "rss.h"
#include "stat.h"
#include "stat-distinct.h"
#include "dump-empty.h"

/**
 * struct summing - state of one stat_sum_more()
 * @dump: the dump
 * @sums: its sums
 * @more: sums to be made beside those of the runs
 * @loose: the runs are merged regardless of A and D: runs_loosen()
 * @distinct: frames that may be mapped repeatedly
 * @folios: frames whose flags are read
 */
struct summing {
	const struct dump	*dump;
	struct stat_sums	*sums;
	const struct stat_more	*more;
	bool			loose;
	struct distinct		distinct;
	struct folios		folios;
};

/* @counted: A and D of the run's entries were counted; else they are those of @pte. */
static void add_present(struct stat_sums *sums, const struct ptwalk_run *run, bool counted,
			const struct ptwalk_pte *pte, __u32 access)
{
	const __u64 bytes = run->end - run->start;
	__u64 accessed = pte->flags & PTWALK_F_A ? bytes : 0;
	__u64 dirty = pte->flags & PTWALK_F_D ? bytes : 0;

	if (counted) {
		accessed = run->accessed << ptwalk_shift(1);
		dirty = run->dirty << ptwalk_shift(1);
	}
	if (pte->flags & PTWALK_F_SAVED_DIRTY)
		dirty = bytes;

	sums->present += bytes;
	sums->pages[run->level] += run->entries;
	sums->bytes[run->level] += bytes;
	if (access & PTWALK_F_RW)
		sums->writable += bytes;
	if (!(access & PTWALK_F_NX))
		sums->executable += bytes;
	sums->accessed += accessed;
	sums->dirty += dirty;
	if (pte->flags & PTWALK_F_SOFT_DIRTY)
		sums->soft_dirty += bytes;
}

/*
 * Sum up the nodes of single pages, table by table.  The kind of their run is one whose entries
 * have the frame at the same place, inverted without P.
 */
static void add_pages(struct summing *s, const struct ptwalk_run *run)
{
	const __u64 flip = run->raw & PTWALK_RAW_P ? 0 : ~0ULL;
	const __u64 mask = ptwalk_addr_mask(&s->dump->dict, 1);
	const struct ptwalk_table *table;
	__u64 addr = run->start, left = run->entries, n;
	unsigned int first;

	s->sums->nodes += left << ptwalk_shift(1);
	for (; left; left -= n, addr += n << ptwalk_shift(1)) {
		table = dump_table(s->dump, 1, addr);
		if (!table)
			break;	/* cannot happen: the run was made from this table */
		first = ptwalk_index(addr, 1);
		n = PTWALK_ENTRIES - first < left ? PTWALK_ENTRIES - first : left;
		nodes_add(s->dump->facts.nodes, table->entry + first - table->first, n, flip,
			  mask, s->sums->node);
	}
}

static bool has_frame(unsigned int kind)
{
	return kind == PTWALK_PAGE || kind == PTWALK_PROTNONE || kind == PTWALK_INVALID;
}

static int add_frames(void *arg, __u64 frame, __u64 nr)
{
	const struct summing *s = arg;
	unsigned int node;
	__u64 until, n;

	s->sums->nodes += nr << ptwalk_shift(1);
	for (; nr; frame += n, nr -= n) {
		node = nodes_find(s->dump->facts.nodes, frame, &until);
		n = until - frame < nr ? until - frame : nr;
		s->sums->node[node] += n << ptwalk_shift(1);
	}
	return 0;
}

/* Add what depends on the frames of a run; @what is rss_of() the run, RSS_*. */
static int add_by_frames(struct summing *s, const struct ptwalk_run *run,
			 const struct ptwalk_pte *pte, unsigned int what)
{
	int rc = 0;

	if (s->more->nodes && (what & RSS_PRESENT) &&
	    (what & (RSS_MEMORY | RSS_HUGETLB))) {
		if (run->level == 1 && run->extents > 1 && has_frame(pte->kind))
			add_pages(s, run);
		else
			rc = frames_of_run(s->dump, run, add_frames, s);
	}
	if (!rc && (what & RSS_RESIDENT))
		rc = distinct_add(&s->distinct, run);
	if (!rc && (what & RSS_RESIDENT) && s->more->read)
		rc = folios_add(&s->folios, s->dump, run, pte);
	return rc;
}

static int add_run(struct summing *s, const struct ptwalk_run *run)
{
	const struct dump *dump = s->dump;
	__u64 bytes = run->end - run->start;
	struct stat_sums *sums = s->sums;
	unsigned int what, kind;
	struct ptwalk_pte pte;

	if (run->kind == PTWALK_NONE)
		return 0;
	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	if (run->kind == PTWALK_UNREAD || run->kind == PTWALK_REPEAT)
		pte.kind = run->kind;
	kind = kind_of(&dump->dict, run->vma, &pte);
	sums->kind[kind] += run->entries;
	sums->kind_bytes[kind] += bytes;
	if (kind == PTWALK_UNREAD || kind == PTWALK_REPEAT)
		return 0;
	what = rss_of(&dump->dict, &pte, run->vma);
	if (what & RSS_RESIDENT)
		sums->rss += bytes;
	if ((what & RSS_UNSEEN) && !dump->dict.kernel && !area_is_region(run->vma))
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
		add_present(sums, run, s->loose && run->level == 1, &pte,
			    access_of(&dump->dict, run->above, &pte, run->vma));
	return add_by_frames(s, run, &pte, what);
}

static void add_areas(struct stat_sums *sums, const struct dump *dump)
{
	const struct ptwalk_header *header = dump->header;
	const __u64 reached = dump->end->reached;
	size_t i;

	/* the one VMA record of an image's dump is none that the process had */
	if (reached == header->start || dump_lacks_vmas(dump))
		return;
	for (i = 0; i < dump->nr_vmas; i++) {
		__u64 start = dump->vma[i]->start;
		__u64 last = dump_vma_end_at(dump, i) - 1;

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

static int add_runs(struct summing *s)
{
	struct ptwalk_run run;
	struct runs runs;
	int rc;

	folios_begin(&s->folios);
	rc = distinct_begin(&s->distinct, s->dump);
	runs_begin(&runs, s->dump);
	/* with flags of frames, pages count by their own D: folios_add() */
	s->loose = !s->more->read;
	if (s->loose)
		runs_loosen(&runs);
	while (!rc && runs_next(&runs, &run))
		rc = add_run(s, &run);
	s->sums->again = distinct_end(&s->distinct);
	s->sums->distinct = s->sums->rss - s->sums->again;
	if (!rc && s->more->read)
		rc = folios_read(&s->folios, s->more->read, s->more->arg, s->sums);
	folios_end(&s->folios);
	return rc;
}

static int add_tables(struct stat_sums *sums, const struct dump *dump)
{
	unsigned int level;
	int rc = 0;

	for (level = 1; level <= dump->header->levels; level++) {
		sums->tables[level] = dump->nr_tables[level];
		sums->all_tables += dump->nr_tables[level];
	}
	sums->table_bytes = sums->all_tables << ptwalk_shift(1);
	if (dump->header->half == PTWALK_HALF_USER)
		rc = dump_empty_tables(dump, sums->empty);
	for (level = 1; level <= dump->header->levels; level++)
		sums->all_empty += sums->empty[level];
	sums->empty_bytes = sums->all_empty << ptwalk_shift(1);
	return rc;
}

/**
 * stat_sum_more() - sum up a dump, with sums that need more than its runs
 * @dump: dump
 * @more: which of these sums to make
 * @sums: filled in
 *
 * Return: 0, -ENOMEM, or what @more->read returned.
 */
int stat_sum_more(const struct dump *dump, const struct stat_more *more,
		  struct stat_sums *sums)
{
	struct summing s = { .dump = dump, .sums = sums, .more = more };
	int rc;

	*sums = (struct stat_sums){ 0 };
	add_areas(sums, dump);
	rc = add_runs(&s);
	return rc ? rc : add_tables(sums, dump);
}

/**
 * stat_sum() - sum up a dump
 * @dump: dump
 * @sums: filled in
 *
 * Return: 0 or -ENOMEM.
 */
int stat_sum(const struct dump *dump, struct stat_sums *sums)
{
	return stat_sum_more(dump, &(struct stat_more){ 0 }, sums);
}
