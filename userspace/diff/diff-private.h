/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the comparison share: diff.c (entry point and rules), diff-note.c
 * (merging and sums), diff-vma.c (VMAs), diff-walk.c (tables and entries), diff-size.c
 * (a table compared with a large page), diff-shared.c (page tables that two processes
 * share) and diff-place.c (two processes whose addresses cannot be compared).  No other
 * file includes this one.
 */
#ifndef PTWALK_DIFF_PRIVATE_H
#define PTWALK_DIFF_PRIVATE_H

#include "diff.h"
#include "place.h"
#include "pte-cache.h"

/**
 * struct side - one of the two dumps, and the position of the walk in it
 * @dump: the dump
 * @next: by level, index in @dump->table of the table to be looked at next; only grows,
 *	  as the walk visits the tables of a level in ascending order
 * @vma: the VMA that diff_vma_at() found last, or NULL
 * @vma_end: dump_vma_end() of @vma
 * @ptes: decodes the entries that differ
 */
struct side {
	const struct dump	*dump;
	size_t			next[PTWALK_LEVEL_MAX + 1];
	const struct ptwalk_vma	*vma;
	__u64			vma_end;
	struct pte_cache	ptes;
};

/**
 * struct diff - state of one diff_dumps()
 * @was: the first dump
 * @now: the second dump
 * @wanted: changes to report
 * @fn: called with each run when it ends, or NULL
 * @arg: second argument of @fn
 * @report: filled in on the way
 * @open: by subject and level, the run that the next change may still extend
 * @is_open: by subject and level, true if @open holds a run
 * @unread_end: end of the last range passed to diff_unread()
 * @rc: 0, or what stopped the comparison: the return value of @fn, or -ENOMEM
 */
struct diff {
	struct side		was;
	struct side		now;
	struct changes		wanted;
	diff_fn			fn;
	void			*arg;
	struct diff_report	*report;
	struct change		open[SUBJECT_ENTRY + 1][PTWALK_LEVEL_MAX + 1];
	bool			is_open[SUBJECT_ENTRY + 1][PTWALK_LEVEL_MAX + 1];
	__u64			unread_end;
	int			rc;
};

void diff_clip(const struct diff *d, __u64 first, __u64 last,
	       __u64 *start, __u64 *end);
void diff_note(struct diff *d, const struct change *change);
void diff_count(struct diff *d, const struct changes *what, __u64 bytes,
		__s64 rss);
void diff_close(struct diff *d);
void diff_vmas(struct diff *d);
void diff_tables(struct diff *d);
void diff_places(struct diff *d);
bool diff_same_attributes(const struct ptwalk_vma *a, const struct ptwalk_vma *b);
void diff_describe(const struct side *side, const struct ptwalk_pte *pte,
		   const struct ptwalk_vma *vma, struct change_side *c);
const struct ptwalk_table *diff_shared(const struct diff *d,
				       const struct ptwalk_table *was);
__s64 diff_resident(const struct side *side, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma, __u64 start, __u64 end);
__u64 diff_entry(const struct side *side, const struct ptwalk_table *table,
		 unsigned int level, unsigned int i, __u64 addr);
void diff_unread(struct diff *d, __u64 start, __u64 end);
void diff_note_shared(struct diff *d, const struct ptwalk_table *was);
const struct ptwalk_vma *diff_vma_at(struct side *side, __u64 addr);
void diff_promoted(struct diff *d, struct change *c,
		   const struct ptwalk_table *table,
		   const struct ptwalk_pte *page);
void diff_split(struct diff *d, struct change *c,
		const struct ptwalk_pte *page, const struct ptwalk_table *table);

#endif /* PTWALK_DIFF_PRIVATE_H */
