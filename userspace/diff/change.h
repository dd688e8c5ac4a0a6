/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kinds of change between two dumps: their names, sets of them, and the function that
 * compares two decoded entries.  Does not own the choice of entries to compare (diff.h).
 * Without state and output.
 *
 * The names are a user interface: --only and --ignore take them, the column CHANGE shows
 * them.
 */
#ifndef PTWALK_CHANGE_H
#define PTWALK_CHANGE_H

#include "pte.h"

struct errmsg;

/**
 * enum change_kind - what can happen to an entry, a page table or a VMA
 * @CHANGE_MAPPED: the entry held no page and now holds one
 * @CHANGE_UNMAPPED: the entry held a page and now holds none
 * @CHANGE_PROMOTED: a table was replaced by one leaf: 4K to 2M, or 2M to 1G
 * @CHANGE_SPLIT: one leaf was replaced by a table
 * @CHANGE_COW: copy-on-write: another frame, and the page was read-only and is writable
 * @CHANGE_MOVED: another frame for any other reason: migration, compaction,
 *		  a collapse that copies, or unmapped and mapped again between the
 *		  dumps
 * @CHANGE_SWAPPED_OUT: a page was replaced by a swap entry
 * @CHANGE_SWAPPED_IN: a swap entry was replaced by a page
 * @CHANGE_NONPRESENT: any other change to, from or between entries that are not
 *		       present: migration, markers, poison, device memory, swap
 *		       entries of another slot
 * @CHANGE_PROTNONE_SET: the page became inaccessible: PROT_NONE, or a NUMA hint
 * @CHANGE_PROTNONE_CLEARED: the page became accessible again
 * @CHANGE_INVALID_SET: a huge leaf was made invalid, see %PTWALK_INVALID
 * @CHANGE_INVALID_CLEARED: the huge leaf is valid again
 * @CHANGE_RESERVED_SET: reserved bits are now set, so that an access faults
 * @CHANGE_RESERVED_CLEARED: reserved bits are no longer set
 * @CHANGE_PKEY: the protection key changed
 * @CHANGE_RAW: only bits without a name changed
 * @CHANGE_VMA_ADDED: a VMA is where none was
 * @CHANGE_VMA_REMOVED: no VMA is where one was
 * @CHANGE_VMA_RESIZED: an existing VMA grew into this range, or shrank out of it
 * @CHANGE_VMA_CHANGED: the VMA has other flags, another name, protection key or hugetlb
 *			page size
 * @CHANGE_VMA_APART: of two processes: a VMA that cannot be compared with any VMA of the
 *		      other process; does not count as a difference
 * @CHANGE_TABLE_GAINED: a page-table page was added
 * @CHANGE_TABLE_LOST: a page-table page was removed
 * @CHANGE_TABLE_MOVED: another page-table page serves the same addresses
 * @CHANGE_TABLE_SHARED: two processes share one page-table page; does not count as a
 *			 difference
 * @CHANGE_KINDS: number of kinds
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

/* A change as one number: an enum change_kind, or a PTWALK_F_* of pte.h set or cleared. */
#define CHANGE_GAINED	32	/* + bit number of the PTWALK_F_* that is now set */
#define CHANGE_LOST	64	/* + bit number of the PTWALK_F_* that is no longer set */
#define CHANGE_NR	96

/**
 * struct changes - a set of changes
 * @kinds: bit N is set for enum change_kind N
 * @gained: PTWALK_F_* that were clear and are now set
 * @lost: PTWALK_F_* that were set and are now clear
 */
struct changes {
	__u32	kinds;
	__u32	gained;
	__u32	lost;
};

/**
 * struct change_rules - what can be compared between the entries of two dumps
 * @flags: PTWALK_F_* that both kernels have
 * @frames: both dumps are of one boot, so that equal physical addresses are the same memory
 * @same_process: both dumps are of one process; the first one is taken to be the older
 * @same_dict: both dumps have the same dictionary, so that raw bits mean the same
 * @areas: both dumps know the VMAs (dump_lacks_vmas()), without which there is no Rss
 */
struct change_rules {
	__u32	flags;
	bool	frames;
	bool	same_process;
	bool	same_dict;
	bool	areas;
};

/* Bytes for changes_format(): enough for all names at once */
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

/* Remove from @set what is not in @mask. */
static inline void changes_mask(struct changes *set, const struct changes *mask)
{
	set->kinds &= mask->kinds;
	set->gained &= mask->gained;
	set->lost &= mask->lost;
}

/* Add to @set what is in @other. */
static inline void changes_merge(struct changes *set,
				 const struct changes *other)
{
	set->kinds |= other->kinds;
	set->gained |= other->gained;
	set->lost |= other->lost;
}

bool changes_has(const struct changes *set, unsigned int change);

#define changes_for_each(change, set)					\
	for ((change) = changes_next(set, 0); (change) < CHANGE_NR;	\
	     (change) = changes_next(set, (change) + 1))

unsigned int changes_next(const struct changes *set, unsigned int change);
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
