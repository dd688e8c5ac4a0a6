/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two dumps compared in lock-step, by address: what changed, in merged runs.
 * Works on raw entries and decodes only those that differ.  Never prints; what
 * a change is called is change.h.
 */
#ifndef PTWALK_DIFF_H
#define PTWALK_DIFF_H

#include "change.h"
#include "dump.h"

/**
 * enum change_subject - what a change happened to
 * @SUBJECT_VMA: an area
 * @SUBJECT_TABLE: a page-table page
 * @SUBJECT_ENTRY: an entry
 */
enum change_subject {
	SUBJECT_VMA,
	SUBJECT_TABLE,
	SUBJECT_ENTRY,
};

/**
 * struct change_side - one dump's half of a change
 * @vma: the area, or NULL
 * @raw: the first entry of the run
 * @phys: physical address of the page or table of the first entry, or 0
 * @all: PTWALK_F_* set in every entry of the run
 * @any: PTWALK_F_* set in some entry of the run
 * @level: of the table that the first entry stands in, for %SUBJECT_ENTRY
 * @kind: enum ptwalk_kind, the same for every entry of the run; for
 *	  %SUBJECT_TABLE %PTWALK_TABLE where there is the table
 * @marker: of %PTWALK_MARKER, which one: ptwalk_marker_kind(), likewise
 */
struct change_side {
	const struct ptwalk_vma	*vma;
	__u64			raw;
	__u64			phys;
	__u32			all;
	__u32			any;
	__u8			level;
	__u8			kind;
	__u8			marker;
};

/**
 * struct change - neighbouring addresses that changed in the same way
 * @start: first address
 * @end: first address after it; 0 stands for 1 << 64
 * @what: the changes, those not wanted left out
 * @subject: enum change_subject
 * @level: of the table that the entries stand in, or of the page-table pages;
 *	   0 for an area; the lower one of two that are not the same
 * @entries: entries, or page-table pages; 0 for an area
 * @small: %CHANGE_PROMOTED and %CHANGE_SPLIT: entries that the small side has
 *	   room for in the addresses that are compared, 512 for each table
 * @small_present: how many of them hold a page
 * @small_zero: how many of these hold the zero page, which is not theirs
 * @small_swapped: how many are swap entries
 * @small_other: how many are otherwise not present: under migration, in a
 *		 device's memory, poisoned, a marker
 * @small_empty: how many are empty
 * @holes: @small_zero and @small_empty as a bit map of the table's entries: those without memory
 *	   of their own, which a collapse fills and a split can give back.  Where
 *	   it has bits, the run is one table long
 * @same_frames: how many hold a page that is where the large page has it
 * @distance: from these addresses, of the first process, to those of the second
 *	      one; 0 but for %CHANGE_TABLE_SHARED and for diff_report.by_place
 * @rss: what Rss of smaps gained by it, in bytes; below 0 where it lost
 * @was: in the first dump
 * @now: in the second dump
 */
struct change {
	__u64			start;
	__u64			end;
	struct changes		what;
	unsigned int		subject;
	unsigned int		level;
	__u64			entries;
	__u64			small;
	__u64			small_present;
	__u64			small_zero;
	__u64			small_swapped;
	__u64			small_other;
	__u64			small_empty;
	__u64			holes[PTWALK_ENTRIES / 64];
	__u64			same_frames;
	__u64			distance;
	__s64			rss;
	struct change_side	was;
	struct change_side	now;
};

/* Of @small_present, those in other frames than the large page's */
static inline __u64 change_new_frames(const struct change *change)
{
	return change->small_present - change->small_zero -
	       change->same_frames;
}

/**
 * struct change_total - how much of one change there is
 * @runs: runs
 * @entries: entries or page-table pages, 0 for areas; of a table that became a
 *	     page, or was one, the entries of the table that changed so, but for
 *	     %CHANGE_PROMOTED and %CHANGE_SPLIT those that stand in its place
 * @bytes: of addresses; for page-table pages, of the memory they take
 * @rss: what Rss of smaps gained
 */
struct change_total {
	__u64	runs;
	__u64	entries;
	__u64	bytes;
	__s64	rss;
};

/**
 * struct diff_report - what else is to be known of a comparison
 * @first: first address compared
 * @last: last address compared
 * @unread_runs: ranges in between that were not compared: in one of the dumps
 *		 at least, an entry leads to a table that the dump does not hold
 * @unread_bytes: their sum
 * @rules: what could be compared
 * @by_place: two processes were compared by what their VMAs map, not by address;
 *	      @first and @last are then of no meaning
 * @total: by change; a run that changed in two ways is in both
 * @runs: all runs that were reported
 * @rss: what Rss gained by all of them
 */
struct diff_report {
	__u64			first;
	__u64			last;
	__u64			unread_runs;
	__u64			unread_bytes;
	struct change_rules	rules;
	bool			by_place;
	struct change_total	total[CHANGE_NR];
	__u64			runs;
	__s64			rss;
};

/* Takes one change; anything but 0 stops the comparison and is returned. */
typedef int (*diff_fn)(const struct change *change, void *arg);

int change_order(const void *a, const void *b);
int diff_dumps(const struct dump *was, const struct dump *now,
	       const struct changes *wanted, diff_fn fn, void *arg,
	       struct diff_report *report, struct errmsg *err);

#endif /* PTWALK_DIFF_H */
