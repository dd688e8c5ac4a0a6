/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the comparison share: diff.c (rules), diff-note.c (merging),
 * diff-vma.c (areas), diff-walk.c (tables and entries), diff-size.c (a table
 * against a page), diff-shared.c (tables of two processes that are one) and
 * diff-place.c (two processes whose addresses mean nothing to each other).
 */
#ifndef PTWALK_DIFF_PRIVATE_H
#define PTWALK_DIFF_PRIVATE_H

#include "diff.h"
#include "place.h"

/**
 * struct side - one of the dumps, and how far it has been read
 * @dump: the dump
 * @next: by level, the table to be looked at next
 * @vma: the area looked up last, or NULL
 * @vma_end: where it ends
 */
struct side {
	const struct dump	*dump;
	size_t			next[PTWALK_LEVEL_MAX + 1];
	const struct ptwalk_vma	*vma;
	__u64			vma_end;
};

/**
 * struct diff - a comparison under way
 * @was: the first dump
 * @now: the second dump
 * @wanted: which changes to report
 * @fn: takes them
 * @arg: for @fn
 * @report: is filled in
 * @open: by subject and level, the run being merged
 * @is_open: there is one
 * @unread_end: where the last unread range ended
 * @rc: what @fn returned; once not 0, nothing more is compared
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
