/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of huge.h: what a window of 2 MiB is, which verdicts there are, and
 * their sums.
 */
#ifndef PTWALK_HUGE_WINDOW_H
#define PTWALK_HUGE_WINDOW_H

#include <stdbool.h>

#include "ptwalk.h"

/**
 * enum huge_judge - who would collapse
 * @HUGE_KHUGEPAGED: the kernel's thread, which heeds every knob
 * @HUGE_MADVISE: MADV_COLLAPSE, which ignores "enabled" and max_ptes_*, but not
 *		  what an area says of itself
 */
enum huge_judge {
	HUGE_KHUGEPAGED,
	HUGE_MADVISE,
};

/**
 * enum huge_verdict - the answer for one window: HUGE_ and a constant of huge-verdicts.h
 * @HUGE_VERDICTS: one past the last
 */
enum huge_verdict {
#define HUGE_VERDICT(id, name, summary, fix, knob)	HUGE_##id,
#include "huge-verdicts.h"
	HUGE_VERDICTS,
};

/* A set of verdicts: bit N for enum huge_verdict N */
#define HUGE_BIT(verdict)	(1ULL << (verdict))

/**
 * enum huge_file_cause - which condition for files fails: huge_window.cause
 * @HUGE_FILE_FINE: none
 * @HUGE_FILE_UNSAID: not known
 * @HUGE_FILE_CONFIG: the kernel was built without CONFIG_READ_ONLY_THP_FOR_FS
 * @HUGE_FILE_NOT_EXEC: the mapping is not executable
 * @HUGE_FILE_WRITERS: the file is open for writing
 * @HUGE_FILE_IRREGULAR: no regular file
 * @HUGE_FILE_SYSTEM: its file system has no pages of 2M
 */
enum huge_file_cause {
	HUGE_FILE_FINE,
	HUGE_FILE_UNSAID,
	HUGE_FILE_CONFIG,
	HUGE_FILE_NOT_EXEC,
	HUGE_FILE_WRITERS,
	HUGE_FILE_IRREGULAR,
	HUGE_FILE_SYSTEM,
};

/**
 * enum huge_write_cause - who took W from all entries: huge_window.cause
 * @HUGE_WRITE_UNSAID: cannot be told
 * @HUGE_WRITE_READ_ONLY: nobody: the VMA may not be written to
 * @HUGE_WRITE_PROTNONE: mprotect(PROT_NONE)
 * @HUGE_WRITE_HINT: the NUMA balancer
 * @HUGE_WRITE_SOFT_DIRTY: clear_refs, to note what is written to from then on
 * @HUGE_WRITE_SHARED: copy on write, as fork() leaves it, and some pages are shared
 * @HUGE_WRITE_ALONE: the same, and none is any more
 * @HUGE_WRITE_COPY: the same, and which of the two was not looked at
 */
enum huge_write_cause {
	HUGE_WRITE_UNSAID,
	HUGE_WRITE_READ_ONLY,
	HUGE_WRITE_PROTNONE,
	HUGE_WRITE_HINT,
	HUGE_WRITE_SOFT_DIRTY,
	HUGE_WRITE_SHARED,
	HUGE_WRITE_ALONE,
	HUGE_WRITE_COPY,
};

/**
 * enum huge_shmem_cause - which setting is against shared memory: huge_window.cause
 * @HUGE_SHMEM_ALL: that for all sizes
 * @HUGE_SHMEM_SIZE: that of 2M, which only shared anonymous memory heeds
 */
enum huge_shmem_cause {
	HUGE_SHMEM_ALL,
	HUGE_SHMEM_SIZE,
};

/*
 * huge_window.cause: of what huge_met() says: %HUGE_EXCEED_NONE by userfaultfd_armed(),
 * which allows no empty entry; exceed_* of all entries, which no setting allows
 */
#define HUGE_WATCHED	1
#define HUGE_OVER_MOST	2

/* huge_window.cause: of several windows that do not have the same one */
#define HUGE_CAUSE_MIXED	(~0ULL)

/* huge_window.cause: of %HUGE_TMPFS_DISABLED */
#define HUGE_DEVICE(major, minor)	((__u64)(major) << 32 | (minor))

/* huge_window.lacks: what is not known and could change the verdict */
#define HUGE_LACKS_KNOBS	1U	/* settings */
#define HUGE_LACKS_PAGES	2U	/* what pages could show that lasts */
#define HUGE_LACKS_RANGE	4U	/* the dump holds a part of the window */
#define HUGE_LACKS_TABLE	8U	/* its page table came or went meanwhile */
#define HUGE_LACKS_CACHE	16U	/* the page cache of a file */
#define HUGE_LACKS_POLICY	32U	/* a mount option, prctl(): what smaps would say */
#define HUGE_LACKS_DECODING	64U	/* what this kernel's entries mean */
#define HUGE_LACKS_MOMENT	128U	/* of pages, what holds for a moment only */
#define HUGE_LACKS_FOLIOS	256U	/* the size of folios, pages held by batches */

/**
 * struct huge_counts - what the entries of a window are, in 4K pages
 * @none: empty
 * @zero: the zero page
 * @present: pages, also behind PROT_NONE or a NUMA hint
 * @swap: swapped out
 * @nonpresent: anything else that is not present: migration, markers, poison
 * @lost: of these, what a fault cannot bring back: poison, guards
 * @rss: bytes of memory, seen by smaps or not (%RSS_MEMORY)
 * @unseen: of @rss, what smaps does not count
 * @hugetlb: bytes of hugetlb pages, in no @rss
 * @accessed: present with A set
 * @dirty: present with D set, or saved-dirty
 * @writable: present, and the kernel's pte_write()
 * @uffd_wp: write-protected by userfaultfd, in any form
 * @protnone: present, but PROT_NONE, or a NUMA hint
 * @soft_dirty: present with soft-dirty set
 * @special: present without a struct page to be used, zero page not counted
 * @extents: physically contiguous pieces that the present pages form
 * @order: log2 of the largest run of pages that is contiguous and naturally
 *	   aligned, in addresses and frames: what an mTHP of that size looks like
 * @paged: present pages of which the facts say what follows
 * @shared: of these, mapped more than once
 * @referenced: with A set, or that the kernel holds referenced
 * @not_anon: that are not anonymous
 * @off_lru: on no LRU list
 * @locked: locked
 * @lazyfree: given up by MADV_FREE and not written to since
 * @large: part of a larger folio
 *
 * @none, @zero, @present, @swap and @nonpresent add up to the window.
 */
struct huge_counts {
	__u64	none;
	__u64	zero;
	__u64	present;
	__u64	swap;
	__u64	nonpresent;
	__u64	lost;
	__u64	rss;
	__u64	unseen;
	__u64	hugetlb;
	__u64	accessed;
	__u64	dirty;
	__u64	writable;
	__u64	uffd_wp;
	__u64	protnone;
	__u64	soft_dirty;
	__u64	special;
	__u64	extents;
	__u64	order;
	__u64	paged;
	__u64	shared;
	__u64	referenced;
	__u64	not_anon;
	__u64	off_lru;
	__u64	locked;
	__u64	lazyfree;
	__u64	large;
};

/**
 * struct huge_window - one window, or several: without a page table, or joined
 * @start: first address
 * @end: first address after it
 * @windows: windows of 2 MiB that it stands for: 1; more for a 1G leaf and where
 *	     nothing was ever touched; 0 for a piece that fills none
 * @vma: the area it lies in
 * @table: its page table, or NULL
 * @raw: the leaf, where there is one, or the entry that leads nowhere
 * @level: of the leaf, 2 or 3, or 1 where there is @table; 0 for neither
 * @empty: where there is no @table: the verdict if nothing else is against it
 * @counts: what the entries are
 * @verdict: the answer
 * @reasons: HUGE_BIT() of every reason against it; @verdict is the first that
 *	     the kernel meets
 * @could: HUGE_BIT() of the verdicts that may hold in place of @verdict: what they
 *	   are about comes earlier in the kernel's loop, and is not known
 * @cause: of %HUGE_FILE_INELIGIBLE, enum huge_file_cause; of %HUGE_TMPFS_DISABLED,
 *	   the HUGE_DEVICE() of the tmpfs; of %HUGE_SHMEM_DISABLED, enum
 *	   huge_shmem_cause; of exceed_*, %HUGE_WATCHED, %HUGE_OVER_MOST or 0; of
 *	   %HUGE_NO_WRITABLE, enum huge_write_cause;
 *	   %HUGE_CAUSE_MIXED where several were joined that differ
 * @lacks: HUGE_LACKS_*
 * @whole: how many of @windows are mapped by pages that form one piece of 2 MiB
 * @varies: joined, and @order, @limit or @not_2m are those of the first one alone
 * @number: what was counted, where @verdict is about a number; where windows were
 *	    joined, the least that one of them has
 * @spread: joined: how much more than that another one has
 * @limit: what it is held against: at most for exceed_*, at least for
 *	   lack_referenced_page
 * @needs: how many of the entries would have to be different for @verdict to fall
 *	   away, likewise the least; 0 where it is not about a number
 * @order: where khugepaged may choose a size: that of the attempt that decided; the
 *	   smallest one where there was none; else 0
 * @not_2m: of %HUGE_MTHP, and where no attempt below 2M was refused: what is against
 *	    2M: %HUGE_THP_SIZE, %HUGE_EXCEED_NONE, %HUGE_PAGE_LOCK or %HUGE_FAILED;
 *	    else %HUGE_IS
 */
struct huge_window {
	__u64				start;
	__u64				end;
	__u64				windows;
	const struct ptwalk_vma		*vma;
	const struct ptwalk_table	*table;
	__u64				raw;
	unsigned int			level;
	enum huge_verdict		empty;
	struct huge_counts		counts;
	enum huge_verdict		verdict;
	__u64				reasons;
	__u64				could;
	__u64				cause;
	unsigned int			lacks;
	__u64				whole;
	bool				varies;
	__u64				number;
	__u64				spread;
	__u64				limit;
	__u64				needs;
	unsigned int			order;
	enum huge_verdict		not_2m;
};

/**
 * struct huge_sum - windows of one verdict
 * @windows: windows of 2 MiB
 * @pieces: pieces that fill none
 * @size: bytes of address space
 * @rss: bytes of memory, seen by smaps or not (%RSS_MEMORY)
 * @unseen: of @rss, what smaps does not count
 * @hugetlb: bytes of hugetlb pages, which smaps leaves out of Rss
 * @swap: bytes swapped out
 * @cause: see struct huge_window
 * @growth: bytes that Rss would grow by: huge_growth()
 * @most: the largest of @number
 * @order: the largest that decided one of them; 0 where one has none
 * @not_2m: what is against 2M, where that is the same for all; else %HUGE_IS
 * @could: all of @could
 */
struct huge_sum {
	__u64	windows;
	__u64	pieces;
	__u64	size;
	__u64	rss;
	__u64	unseen;
	__u64	hugetlb;
	__u64	swap;
	__u64	cause;
	__u64	growth;
	__u64	most;
	unsigned int		order;
	enum huge_verdict	not_2m;
	__u64			could;
};

/**
 * struct huge_sums - the sums of many windows
 * @of: by verdict
 * @all: of all
 * @lacks: HUGE_LACKS_* that could change whether a window can be huge
 */
struct huge_sums {
	struct huge_sum	of[HUGE_VERDICTS];
	struct huge_sum	all;
	unsigned int	lacks;
};

const char *huge_verdict_name(enum huge_verdict verdict);
bool huge_smaller(const struct huge_window *window);
__u64 huge_growth(const struct huge_window *window);
bool huge_depends_on_pages(const struct huge_window *window);
enum huge_verdict huge_met(const struct huge_window *window);
void huge_join(struct huge_window *window, const struct huge_window *more);
void huge_sum_add(struct huge_sum *sum, const struct huge_window *window);
void huge_add(struct huge_sums *sums, const struct huge_window *window);
struct huge_window huge_common(const struct huge_sum *sum,
			       enum huge_verdict verdict);

#endif /* PTWALK_HUGE_WINDOW_H */
