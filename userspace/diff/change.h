/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of change between two dumps: their names, sets of them, and which
 * of them lie between two decoded entries.  Pure; which entries are compared
 * with which is diff.h.
 *
 * Names are an interface: --only and --ignore take them, CHANGE prints them.
 */
#ifndef PTWALK_CHANGE_H
#define PTWALK_CHANGE_H

#include "pte.h"

struct errmsg;

/**
 * enum change_kind - what can happen to an entry, a table or an area
 * @CHANGE_MAPPED: held no page, now does
 * @CHANGE_UNMAPPED: held a page, now does not
 * @CHANGE_PROMOTED: a table became one leaf: 4K to 2M, or 2M to 1G
 * @CHANGE_SPLIT: one leaf became a table
 * @CHANGE_COW: another frame, where a read-only page became a writable one:
 *		copy-on-write
 * @CHANGE_MOVED: another frame for any other reason: migration, compaction,
 *		  a collapse that copies, or unmapped and mapped again between the
 *		  dumps
 * @CHANGE_SWAPPED_OUT: a page is now a swap entry
 * @CHANGE_SWAPPED_IN: a swap entry is now a page
 * @CHANGE_NONPRESENT: any other change to, from or between entries that are not
 *		       present: migration, markers, poison, device memory, swap
 *		       entries of another slot
 * @CHANGE_PROTNONE_SET: now out of reach: PROT_NONE, or a NUMA hint
 * @CHANGE_PROTNONE_CLEARED: within reach again
 * @CHANGE_INVALID_SET: a huge leaf taken out of use for a moment
 * @CHANGE_INVALID_CLEARED: back in use
 * @CHANGE_RESERVED_SET: reserved bits are set now, an access faults
 * @CHANGE_RESERVED_CLEARED: reserved bits are no longer set
 * @CHANGE_PKEY: another protection key
 * @CHANGE_RAW: bits that have no name changed
 * @CHANGE_VMA_ADDED: an area where none was
 * @CHANGE_VMA_REMOVED: no area where one was
 * @CHANGE_VMA_RESIZED: an area that was there grew into, or shrank from, here
 * @CHANGE_VMA_CHANGED: the area here has other flags, or another name
 * @CHANGE_VMA_APART: of two processes: an area that cannot be compared with one of the
 *		      other process; no difference
 * @CHANGE_TABLE_GAINED: a page-table page more
 * @CHANGE_TABLE_LOST: a page-table page less
 * @CHANGE_TABLE_MOVED: another page-table page for the same addresses
 * @CHANGE_TABLE_SHARED: one page-table page of two processes; no difference
 * @CHANGE_KINDS: one past the last
 */
enum change_kind {
	CHANGE_MAPPED,
	CHANGE_UNMAPPED,
	CHANGE_PROMOTED,
	CHANGE_SPLIT,
	CHANGE_COW,
	CHANGE_MOVED,
	CHANGE_SWAPPED_OUT,
	CHANGE_SWAPPED_IN,
	CHANGE_NONPRESENT,
	CHANGE_PROTNONE_SET,
	CHANGE_PROTNONE_CLEARED,
	CHANGE_INVALID_SET,
	CHANGE_INVALID_CLEARED,
	CHANGE_RESERVED_SET,
	CHANGE_RESERVED_CLEARED,
	CHANGE_PKEY,
	CHANGE_RAW,
	CHANGE_VMA_ADDED,
	CHANGE_VMA_REMOVED,
	CHANGE_VMA_RESIZED,
	CHANGE_VMA_CHANGED,
	CHANGE_VMA_APART,
	CHANGE_TABLE_GAINED,
	CHANGE_TABLE_LOST,
	CHANGE_TABLE_MOVED,
	CHANGE_TABLE_SHARED,
	CHANGE_KINDS,
};

/* Every change as one number: a kind, or a flag of pte.h gained or lost. */
#define CHANGE_GAINED	32	/* plus the bit number of a PTWALK_F_* */
#define CHANGE_LOST	64	/* likewise */
#define CHANGE_NR	96

/**
 * struct changes - a set of changes
 * @kinds: bit N: enum change_kind N
 * @gained: PTWALK_F_* that were clear and are set
 * @lost: PTWALK_F_* that were set and are clear
 */
struct changes {
	__u32	kinds;
	__u32	gained;
	__u32	lost;
};

/**
 * struct change_rules - what can be compared between the entries of two dumps
 * @flags: PTWALK_F_* that both kernels know
 * @frames: physical addresses mean the same memory
 * @same_process: both are of one process, the first dump the older one
 * @same_dict: raw bits mean the same
 */
struct change_rules {
	__u32	flags;
	bool	frames;
	bool	same_process;
	bool	same_dict;
};

/* enough for every name of a set, with commas */
#define CHANGES_TEXT	640

static inline bool changes_any(const struct changes *set)
{
	return set->kinds | set->gained | set->lost;
}

static inline bool changes_equal(const struct changes *a,
				 const struct changes *b)
{
	return a->kinds == b->kinds && a->gained == b->gained &&
	       a->lost == b->lost;
}

/* Keep what is in @mask as well. */
static inline void changes_mask(struct changes *set, const struct changes *mask)
{
	set->kinds &= mask->kinds;
	set->gained &= mask->gained;
	set->lost &= mask->lost;
}

/* Add what is in @other. */
static inline void changes_merge(struct changes *set,
				 const struct changes *other)
{
	set->kinds |= other->kinds;
	set->gained |= other->gained;
	set->lost |= other->lost;
}

bool changes_has(const struct changes *set, unsigned int change);
size_t changes_format(const struct changes *set, char *buf, size_t size);
int changes_parse(const char *list, struct changes *set, struct errmsg *err);
bool change_name(unsigned int change, char *buf, size_t size);
bool change_is_page(unsigned int kind);
bool change_has_phys(unsigned int kind, __u64 phys);
bool change_holds_page(unsigned int kind);
struct changes change_between(const struct change_rules *rules,
			      const struct ptwalk_pte *was,
			      const struct ptwalk_pte *now);

#endif /* PTWALK_CHANGE_H */
