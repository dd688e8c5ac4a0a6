/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types for the results of huge.h.  A window is an aligned range of 2 MiB.  Its verdict
 * is one of: it is a huge page; it can be collapsed to one; or the reason that refuses
 * this.  Owns the counts and sums of windows; the rules that find a verdict are
 * huge-rules.h.
 */
#ifndef PTWALK_HUGE_WINDOW_H
#define PTWALK_HUGE_WINDOW_H

#include <stdbool.h>

#include "ptwalk.h"

/**
 * enum huge_judge - whose rules apply: those of khugepaged or of MADV_COLLAPSE
 * @HUGE_KHUGEPAGED: khugepaged, the kernel thread; it obeys all settings
 * @HUGE_MADVISE: MADV_COLLAPSE; it ignores "enabled" and max_ptes_*, but not the flags of
 *		  the VMA itself
 */
enum huge_judge {
	HUGE_KHUGEPAGED,
	HUGE_MADVISE,
};

/**
 * enum huge_verdict - the result for one window: HUGE_ and a constant of huge-verdicts.h
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
 * enum huge_file_cause - huge_window.cause of %HUGE_FILE_INELIGIBLE: the condition that fails
 * @HUGE_FILE_FINE: no condition fails
 * @HUGE_FILE_UNSAID: not known whether one fails
 * @HUGE_FILE_CONFIG: the kernel was built without CONFIG_READ_ONLY_THP_FOR_FS; or it is 5.10,
 *		      and execve() did not map the file
 * @HUGE_FILE_NOT_EXEC: the mapping is not executable
 * @HUGE_FILE_WRITERS: the file is open for writing
 * @HUGE_FILE_IRREGULAR: not a regular file
 * @HUGE_FILE_SYSTEM: the file system has no pages of 2M
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
 * enum huge_write_cause - huge_window.cause of %HUGE_NO_WRITABLE: what cleared W in all PTEs
 * @HUGE_WRITE_UNSAID: not known
 * @HUGE_WRITE_READ_ONLY: nothing did: the VMA does not allow writes
 * @HUGE_WRITE_PROTNONE: mprotect(PROT_NONE)
 * @HUGE_WRITE_HINT: NUMA balancing, to get hinting faults
 * @HUGE_WRITE_SOFT_DIRTY: clear_refs, so that soft-dirty notes the next write
 * @HUGE_WRITE_SHARED: fork(), for copy on write; some pages are still shared
 * @HUGE_WRITE_ALONE: fork(), for copy on write; no page is shared any more
 * @HUGE_WRITE_COPY: fork(), for copy on write; whether pages are shared was not looked up
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
 * enum huge_shmem_cause - huge_window.cause of %HUGE_SHMEM_DISABLED: the setting that refuses
 * @HUGE_SHMEM_ALL: shmem_enabled, which applies to all sizes
 * @HUGE_SHMEM_SIZE: hugepages-2048kB/shmem_enabled, which applies to shared anonymous
 *		     memory only
 */
enum huge_shmem_cause {
	HUGE_SHMEM_ALL,
	HUGE_SHMEM_SIZE,
};

/*
 * huge_window.cause where huge_met() is one of exceed_*.
 * %HUGE_WATCHED: of %HUGE_EXCEED_NONE: userfaultfd_armed(), which allows no empty entry.
 * %HUGE_OVER_MOST: all 512 entries count, which no value of the setting allows.
 * %HUGE_LOST: of %HUGE_EXCEED_SWAP: some are entries that no fault brings back (huge_counts.lost).
 */
#define HUGE_WATCHED	1
#define HUGE_OVER_MOST	2
#define HUGE_LOST	3

/* huge_window.cause of joined windows whose causes differ */
#define HUGE_CAUSE_MIXED	(~0ULL)

/* huge_window.cause of %HUGE_TMPFS_DISABLED: the device number of the tmpfs */
#define HUGE_DEVICE(major, minor)	((__u64)(major) << 32 | (minor))

/* huge_window.lacks: what is not known and could change the verdict */
#define HUGE_LACKS_KNOBS	1U	/* settings */
#define HUGE_LACKS_PAGES	2U	/* lasting state: shared, lazyfree, referenced */
#define HUGE_LACKS_RANGE	4U	/* the dump covers only a part of the window */
#define HUGE_LACKS_TABLE	8U	/* its page table changed during the dump */
#define HUGE_LACKS_CACHE	16U	/* the page cache of a file */
#define HUGE_LACKS_POLICY	32U	/* mount option, prctl(): smaps would tell */
#define HUGE_LACKS_DECODING	64U	/* what bits in this kernel's entries mean */
#define HUGE_LACKS_MOMENT	128U	/* momentary state of pages: locked, off LRU */
#define HUGE_LACKS_FOLIOS	256U	/* size of folios, pages held by LRU batches */

/**
 * struct huge_counts - how many entries of a window are of which kind, in 4K pages
 * @none: empty
 * @zero: the zero page
 * @present: present pages, also PROT_NONE and NUMA hints; the zero page is not counted
 * @swap: swapped out
 * @nonpresent: not present for any other reason: migration, markers, hwpoison
 * @lost: of @nonpresent, those that a fault cannot bring back: hwpoison, poison markers,
 *	  guards
 * @rss: bytes of memory, whether smaps counts them or not (%RSS_MEMORY)
 * @unseen: bytes of @rss that smaps does not count
 * @hugetlb: bytes of hugetlb pages, which are not in @rss
 * @accessed: present with A set
 * @dirty: present with D or saved-dirty set
 * @writable: present, and the kernel's pte_write() holds
 * @uffd_wp: write-protected by userfaultfd: present pages, swap entries and markers
 * @protnone: present, but PROT_NONE or waiting for a NUMA hinting fault
 * @soft_dirty: present with soft-dirty set
 * @special: present without a struct page that may be used; the zero page is not counted
 * @extents: number of physically contiguous ranges that the present pages form
 * @order: log2 of the largest run of pages that is contiguous and naturally aligned, in
 *	   addresses and in frames: what an mTHP of that size looks like
 * @paged: present pages with a record of kpageflags in the facts; all fields below count
 *	   only these
 * @shared: mapped more than once
 * @referenced: A is set, or the kernel marks the page referenced
 * @not_anon: not anonymous
 * @off_lru: on no LRU list
 * @locked: locked
 * @lazyfree: freed by MADV_FREE and not written to since
 * @large: part of a folio of several pages
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
 * struct huge_window - one window and its verdict, or several alike
 * @start: first address
 * @end: first address after it
 * @windows: how many windows of 2 MiB it stands for: 1; more for a 1G leaf, for
 *	     neighbours without a page table, and after huge_join(); 0 for a part of a VMA
 *	     that fills no window
 * @vma: the VMA that it lies in
 * @table: its page table, or NULL
 * @raw: without @table, the entry of level 2 or 3 there: a leaf, or one that is not
 *	 present; 0 where it is empty
 * @level: level of the leaf, 2 or 3; 1 where there is @table; 0 for neither
 * @empty: without @table, the verdict if no rule refuses the VMA
 * @counts: what its entries are
 * @verdict: huge, can be collapsed, or the reason against it
 * @reasons: HUGE_BIT() of every reason against it; @verdict is the one that the kernel
 *	     meets first
 * @could: HUGE_BIT() of verdicts that may hold instead of @verdict: the kernel checks
 *	   them earlier, and what they depend on is not known
 * @cause: more about @verdict.  %HUGE_FILE_INELIGIBLE: enum huge_file_cause;
 *	   %HUGE_TMPFS_DISABLED: HUGE_DEVICE() of the tmpfs; %HUGE_SHMEM_DISABLED: enum
 *	   huge_shmem_cause; exceed_*: %HUGE_WATCHED, %HUGE_OVER_MOST, %HUGE_LOST or 0;
 *	   %HUGE_NO_WRITABLE: enum huge_write_cause; %HUGE_CAUSE_MIXED where joined
 *	   windows differ
 * @lacks: HUGE_LACKS_*
 * @whole: how many of @windows are mapped by pages that are contiguous and aligned like a
 *	   page of 2 MiB
 * @filled: of %HUGE_MTHP: how many empty entries become memory, if each range of @order that has a
 *	    page becomes one page; 0 unless max_ptes_none allows that
 * @varies: the joined windows differ in @order, @limit or @not_2m, which are those of the
 *	    first one, or in whether @needs is 0
 * @number: what the rule counted, where @verdict is about a number; of joined windows the
 *	    smallest
 * @spread: how much the largest @number of the joined windows exceeds @number
 * @limit: what @number is compared with: the maximum for exceed_*, the minimum for
 *	   lack_referenced_page
 * @needs: how many entries would have to be different for @verdict to fall away; of
 *	   joined windows the smallest; 0 where @verdict is not about a number
 * @order: where khugepaged may choose the page size: order of the attempt that decided,
 *	   or the smallest allowed one where none was made; else 0
 * @not_2m: what refuses 2M, for %HUGE_MTHP and where no attempt below 2M was refused:
 *	    %HUGE_THP_SIZE, %HUGE_EXCEED_NONE, %HUGE_PAGE_LOCK or %HUGE_FAILED; else
 *	    %HUGE_IS
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
	__u64				filled;
	bool				varies;
	__u64				number;
	__u64				spread;
	__u64				limit;
	__u64				needs;
	unsigned int			order;
	enum huge_verdict		not_2m;
};

/**
 * struct huge_sum - sum of windows, most often those of one verdict
 * @windows: number of windows of 2 MiB
 * @pieces: number of parts of VMAs that fill no window
 * @size: bytes of address space
 * @rss: bytes of memory, whether smaps counts them or not (%RSS_MEMORY)
 * @unseen: bytes of @rss that smaps does not count
 * @hugetlb: bytes of hugetlb pages, which smaps leaves out of Rss
 * @swap: bytes swapped out
 * @cause: huge_window.cause that all have, or %HUGE_CAUSE_MIXED
 * @growth: bytes that Rss would grow by: huge_growth()
 * @most: the largest huge_window.number
 * @order: the largest huge_window.order; 0 where one of them has none
 * @not_2m: huge_window.not_2m that all have, else %HUGE_IS
 * @could: every huge_window.could, combined
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
 * struct huge_sums - sums of many windows
 * @of: sum of the windows of each verdict
 * @all: sum of all windows
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
