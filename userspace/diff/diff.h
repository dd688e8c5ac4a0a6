/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparing two dumps: walks both in lock-step by address and reports what changed,
 * with neighbouring equal changes merged into runs.  Works on raw entries and decodes
 * only those that differ.  Does not own the kinds of change and their names (change.h)
 * nor the wording of a change (change-text.h).  Never prints.
 */
#ifndef PTWALK_DIFF_H
#define PTWALK_DIFF_H

#include "change.h"
#include "dump.h"

/**
 * enum change_subject - the kind of object that changed
 * @SUBJECT_VMA: a VMA
 * @SUBJECT_TABLE: a page-table page
 * @SUBJECT_ENTRY: a page-table entry
 */
enum change_subject {
	SUBJECT_VMA,
	SUBJECT_TABLE,
	SUBJECT_ENTRY,
};

/**
 * struct change_side - what one of the two dumps has where the change is
 * @vma: the VMA, or NULL
 * @raw: raw value of the first entry of the run
 * @phys: physical address of the page or table of the first entry, or 0
 * @all: PTWALK_F_* set in every entry of the run
 * @any: PTWALK_F_* set in at least one entry of the run
 * @level: for %SUBJECT_ENTRY, level of the table that holds the first entry
 * @kind: enum ptwalk_kind, the same for every entry of the run; for %SUBJECT_TABLE,
 *	  %PTWALK_TABLE if this dump has the table, otherwise %PTWALK_NONE
 * @marker: for the kind %PTWALK_MARKER, ptwalk_marker_kind() of the marker, the same for
 *	    every entry of the run
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

/* Number of elements of struct change.part: more than one split has been seen to need */
#define CHANGE_PARTS	12

/**
 * struct change_part - how many entries of a promoted or split table have a change
 * @entries: how many; 0 for an element that is not used
 * @change: number of the change, see change_name()
 */
struct change_part {
	__u32	entries;
	__u8	change;
};

/**
 * struct change - a run: neighbouring addresses that changed in the same way
 * @start: first address
 * @end: first address after the run; 0 stands for 1 << 64
 * @what: the changes, without those that the caller of diff_dumps() did not want
 * @subject: enum change_subject
 * @level: level of the table that holds the entries, or of the page-table pages
 *	   themselves; the lower one if the two dumps differ in it; 0 for a VMA
 * @entries: number of entries or page-table pages; 0 for a VMA
 * @small: for %CHANGE_PROMOTED and %CHANGE_SPLIT, number of compared entries of the
 *	   table: 512 for each table that is compared whole; the fields below count
 *	   some of these
 * @small_present: entries that hold a page
 * @small_zero: of @small_present, entries that map the shared zero page
 * @small_swapped: swap entries
 * @small_other: other non-present entries: under migration, in device memory, poisoned,
 *		 a marker
 * @small_empty: empty entries
 * @holes: bit map, by index in the table, of the entries counted in @small_zero and
 *	   @small_empty: they have no memory of their own, so that a collapse allocates
 *	   it and a split can free it.  A run with a bit set covers exactly one table
 * @same_frames: of @small_present, entries that map the frame which the large page has at
 *		 the same address
 * @part: for %CHANGE_PROMOTED and %CHANGE_SPLIT, in how many entries the changes in @what are that
 *	  no field above counts, without those of @small_zero; the first %CHANGE_PARTS of them,
 *	  ascending
 * @distance: what to add to an address of the first process for the corresponding one of
 *	      the second process, modulo 1 << 64; 0 except for %CHANGE_TABLE_SHARED and
 *	      with diff_report.by_place
 * @rss: bytes that Rss of smaps gained by the change; negative if it lost
 * @was: what the first dump has
 * @now: what the second dump has
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
	struct change_part	part[CHANGE_PARTS];
	__u64			distance;
	__s64			rss;
	struct change_side	was;
	struct change_side	now;
};

/* Number of entries in @small_present that map neither the large page nor the zero page */
static inline __u64 change_new_frames(const struct change *change)
{
	return change->small_present - change->small_zero -
	       change->same_frames;
}

/**
 * struct change_total - sums over all runs with one change
 * @runs: number of runs
 * @entries: number of entries or page-table pages; 0 for VMAs.  Where a table became a
 *	     page or the reverse: %CHANGE_PROMOTED and %CHANGE_SPLIT count the one entry
 *	     that holds the page or leads to the table, any other change counts the
 *	     entries of the table that have it
 * @bytes: size of the address ranges; for page-table pages, the memory they occupy
 * @rss: bytes that Rss of smaps gained; negative if it lost
 */
struct change_total {
	__u64	runs;
	__u64	entries;
	__u64	bytes;
	__s64	rss;
};

/**
 * struct diff_report - the scope and the sums of a comparison
 * @first: first address compared
 * @last: last address compared, inclusive
 * @unread_runs: number of ranges in between that were not compared, because in at least
 *		 one dump an entry leads to a table that the dump does not hold; with
 *		 @by_place also because the second dump was not walked there
 * @unread_bytes: total size of these ranges
 * @rules: what could be compared
 * @by_place: true if two processes were compared by what their VMAs map, not by address;
 *	      @first and @last then mean nothing
 * @total: sums by change (see change_name()); a run with two changes is in both
 * @runs: number of all runs
 * @rss: bytes that Rss gained by all runs
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

/* Called with each run; a return value other than 0 stops diff_dumps(), which returns it. */
typedef int (*diff_fn)(const struct change *change, void *arg);

int change_order(const void *a, const void *b);
int diff_dumps(const struct dump *was, const struct dump *now,
	       const struct changes *wanted, diff_fn fn, void *arg,
	       struct diff_report *report, struct errmsg *err);
int diff_range(const struct dump *was, const struct dump *now,
	       const struct changes *wanted, __u64 start, __u64 end, diff_fn fn, void *arg,
	       struct diff_report *report, struct errmsg *err);

#endif /* PTWALK_DIFF_H */
