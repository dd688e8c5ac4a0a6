// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of a verdict without its numbers: what it means, the setting behind it,
 * and what can be done about it; see huge-text.h.
 */
#include <stddef.h>

#include "huge-text.h"

/**
 * struct words - what is said of a verdict
 * @summary: what it means, in a few words
 * @knob: the setting behind it, by its name in facts, or NULL
 * @fix: what root or the program can do about it, or NULL
 */
struct words {
	const char	*summary;
	const char	*knob;
	const char	*fix;
};

static const struct words words[HUGE_VERDICTS] = {
	[HUGE_IS] = {
		"a 2M or 1G page", NULL, NULL
	},
	[HUGE_COLLAPSE] = {
		"nothing seen keeps it from being collapsed", NULL,
		"nothing: wait for khugepaged, which scans khugepaged/pages_to_scan pages every khugepaged/scan_sleep_millisecs; the program can call madvise(MADV_COLLAPSE)"
	},
	[HUGE_MTHP] = {
		"no 2M page, but smaller ones of several pages would be made",
		"khugepaged/max_ptes_none",
		"raise khugepaged/max_ptes_none to the number of empty entries, or have the program write to all of the window; where hugepages-2048kB/enabled is never: echo madvise or always"
	},
	[HUGE_UNKNOWN] = {
		"what decides is not known", NULL,
		"look at the live process, or record it with: ptwalk record --pages"
	},
	[HUGE_VMA_NOHUGEPAGE] = {
		"the area is marked MADV_NOHUGEPAGE", NULL,
		"the program must not call madvise(MADV_NOHUGEPAGE) for it, or call madvise(MADV_HUGEPAGE) after it; since 6.7 mmap(MAP_STACK), as for stacks of threads, sets the same mark"
	},
	[HUGE_THP_PRCTL] = {
		"the process has switched huge pages off", NULL,
		"the program, or whoever starts it, must not call prctl(PR_SET_THP_DISABLE); it is inherited over fork() and execve()"
	},
	[HUGE_VMA_DAX] = {
		"DAX: only a fault makes huge pages there", NULL,
		"align the mapping and the file's blocks to 2M, so that the fault makes them"
	},
	[HUGE_VMA_SPECIAL] = {
		"device memory, or an area that must not change", NULL,
		"nothing: the driver decides"
	},
	[HUGE_VMA_HUGETLB] = {
		"hugetlb, no page there yet", NULL,
		"nothing: a page of the area's size comes with the first access"
	},
	[HUGE_NOT_IN_ONE_VMA] = {
		"no aligned 2M inside of one area", NULL,
		"the program can align its mappings to 2M, and keep what it maps together: mmap() with an aligned address, one mprotect() for all"
	},
	[HUGE_VMA_TOO_SMALL] = {
		"the area is smaller than 2M: nothing in it can be huge", NULL, NULL
	},
	[HUGE_FILE_MISALIGNED] = {
		"address and file offset differ modulo 2M", NULL,
		"map the file at an address with (address - offset) % 2M == 0; for a program's code: link it with -z max-page-size=2097152"
	},
	[HUGE_SHMEM_DISABLED] = {
		"the policy for shared memory has no huge pages here",
		"shmem_enabled",
		"echo advise > shmem_enabled and madvise(MADV_HUGEPAGE), or echo always"
	},
	[HUGE_TMPFS_DISABLED] = {
		"the mount option of the tmpfs has no huge pages here",
		"huge= of the mount", NULL
	},
	[HUGE_THP_SYSFS] = {
		"huge pages are switched off for all", "enabled",
		"echo madvise > enabled and madvise(MADV_HUGEPAGE), or echo always > enabled"
	},
	[HUGE_THP_MADVISE] = {
		"only areas marked MADV_HUGEPAGE have huge pages", "enabled",
		"the program calls madvise(MADV_HUGEPAGE) for it; or root: echo always > enabled"
	},
	[HUGE_THP_SIZE] = {
		"the setting of the size 2M leaves it out", "hugepages-2048kB/enabled",
		"where that says madvise, the program calls madvise(MADV_HUGEPAGE) for it; or root: echo always > hugepages-2048kB/enabled"
	},
	[HUGE_FILE_INELIGIBLE] = {
		"a kind of mapping that is not collapsed", NULL, NULL
	},
	[HUGE_TEMPORARY_STACK] = {
		"execve() is moving it", NULL, "nothing: it takes a moment"
	},
	[HUGE_NO_ANON_VMA] = {
		"no anonymous page was ever there", NULL,
		"nothing: the first write there makes a huge page, if it may"
	},
	[HUGE_PRIVATE_COPIES] = {
		"private copies of a file's pages, which no collapse reaches", NULL,
		"the program can map the file MAP_SHARED, or use anonymous memory instead of the private mapping"
	},
	[HUGE_NOT_VISITED] = {
		"khugepaged does not visit this process", NULL,
		"one page fault in an empty window of 2M that may be huge, or a madvise(MADV_HUGEPAGE) of an area that was not advised before, puts the process on khugepaged's list, which is looked at then; or have single windows collapsed: ptwalk collapse PID ADDRESS (MADV_COLLAPSE)"
	},
	[HUGE_FILE_UNKNOWN] = {
		"a file: its page cache decides", NULL,
		"ask the kernel: the program can call madvise(MADV_COLLAPSE) and look at its errno"
	},
	[HUGE_SHMEM_UNKNOWN] = {
		"shared memory: its page cache decides", NULL,
		"ask the kernel: the program can call madvise(MADV_COLLAPSE) and look at its errno"
	},
	[HUGE_PMD_NULL] = {
		"never touched, or being changed", NULL,
		"nothing: the first write there makes a huge page, if it may"
	},
	[HUGE_PMD_NONE] = {
		"never touched", NULL,
		"nothing: the first write there makes a huge page, if it may"
	},
	[HUGE_NO_PTE_TABLE] = {
		"never touched", NULL,
		"nothing: the first write there makes a huge page, if it may"
	},
	[HUGE_PMD_MAPPED] = {
		"a huge page, being migrated", NULL, "nothing: it takes a moment"
	},
	[HUGE_EXCEED_NONE] = {
		"too many empty entries", "khugepaged/max_ptes_none",
		"raise khugepaged/max_ptes_none, at the price of memory that nobody asked for; or have the program write to all of the window"
	},
	[HUGE_EXCEED_SWAP] = {
		"too many pages are swapped out", "khugepaged/max_ptes_swap",
		"raise khugepaged/max_ptes_swap, or bring them back: touch them, madvise(MADV_POPULATE_READ), swapoff"
	},
	[HUGE_EXCEED_SHARED] = {
		"too many pages are shared with other processes",
		"khugepaged/max_ptes_shared",
		"raise khugepaged/max_ptes_shared (each shared page is then copied), or wait until they are written to or the other process ends"
	},
	[HUGE_UFFD_WP] = {
		"protected by userfaultfd", NULL,
		"whoever monitors the process must drop the protection: UFFDIO_WRITEPROTECT (7.3: or UFFDIO_RWPROTECT), or UFFDIO_UNREGISTER"
	},
	[HUGE_NO_WRITABLE] = {
		"no page can be written to", NULL,
		"write to one page of the window; from 6.18 on this is no reason"
	},
	[HUGE_LACK_REFERENCED] = {
		"too few pages were accessed lately", NULL,
		"nothing, if the program does not use it; else it will be when it is accessed again, or by madvise(MADV_COLLAPSE)"
	},
	[HUGE_PAGE_NULL] = {
		"a page without a struct page to be used", NULL,
		"nothing: it is a device's"
	},
	[HUGE_SCAN_ABORT] = {
		"pages are on NUMA nodes too far apart", "vm/zone_reclaim_mode",
		"echo 0 > /proc/sys/vm/zone_reclaim_mode, or bind the process to one node"
	},
	[HUGE_PAGE_COUNT] = {
		"a page is pinned", NULL,
		"end the I/O, RDMA or VFIO that holds it"
	},
	[HUGE_PAGE_LRU] = {
		"a page is on no LRU list", NULL,
		"nothing for pages just faulted in: they wait in a CPU's batch; others are isolated for a moment, or secret"
	},
	[HUGE_PAGE_LOCK] = {
		"a page is locked, or KSM has it stand at two places here", NULL,
		"a lock takes a moment; of merged pages, have the program call madvise(MADV_UNMERGEABLE) or write to them"
	},
	[HUGE_PAGE_ANON] = {
		"a page is not anonymous", NULL, "nothing"
	},
	[HUGE_PAGE_LAZYFREE] = {
		"a page was given up by MADV_FREE", NULL,
		"write to it again, or let the kernel free it; an allocator can be told to give memory back in pieces of 2M"
	},
	[HUGE_FAILED] = {
		"an entry that no fault brings back, or no size fits that is not there already",
		NULL,
		"with a poison or guard entry, none; on 7.2 with other hugepages-*kB/enabled than 2048kB, khugepaged/max_ptes_none counts as 0 or 511 for those"
	},
};

/* What can be done where it is the size that is against it */
static const char *const fix_by_size[HUGE_VERDICTS] = {
	[HUGE_MTHP] =
		"echo always > hugepages-2048kB/enabled; or echo madvise, and the program calls madvise(MADV_HUGEPAGE)",
	[HUGE_EXCEED_SWAP] =
		"bring them back: touch them, madvise(MADV_POPULATE_READ), swapoff; below 2M, max_ptes_swap counts as 0",
	[HUGE_EXCEED_SHARED] =
		"wait until they are written to or the other process ends; below 2M, max_ptes_shared counts as 0",
};

/* Was it an attempt at a smaller size, for which these settings count as 0? */
static bool takes_none(const struct huge_window *window)
{
	return huge_smaller(window) && (window->verdict == HUGE_EXCEED_SWAP ||
					window->verdict == HUGE_EXCEED_SHARED);
}

/**
 * huge_summary() - what a verdict means
 * @verdict: verdict
 *
 * Return: a few words without numbers.
 */
const char *huge_summary(enum huge_verdict verdict)
{
	return words[verdict].summary;
}

/**
 * huge_curable() - is there anything that root or the program could do?
 * @verdict: verdict
 *
 * Return: false where the memory is of a kind that is never huge.
 */
bool huge_curable(enum huge_verdict verdict)
{
	static const __u64 never = HUGE_BIT(HUGE_VMA_TOO_SMALL) |
		HUGE_BIT(HUGE_VMA_SPECIAL) | HUGE_BIT(HUGE_VMA_HUGETLB) |
		HUGE_BIT(HUGE_PAGE_NULL) | HUGE_BIT(HUGE_PAGE_ANON);

	return !(never & HUGE_BIT(verdict));
}

/**
 * huge_knob() - the setting behind a verdict
 * @rules: what it was judged by
 * @window: window, judged
 *
 * Return: its name in facts, or NULL where none would change the verdict.
 */
const char *huge_knob(const struct huge_rules *rules,
		      const struct huge_window *window)
{
	enum huge_verdict verdict = window->verdict;

	if (rules->judge == HUGE_MADVISE && verdict != HUGE_SHMEM_DISABLED &&
	    verdict != HUGE_TMPFS_DISABLED)
		return NULL;
	if (takes_none(window))
		return NULL;
	if (verdict == HUGE_MTHP && window->not_2m != HUGE_IS)
		verdict = window->not_2m;
	return words[verdict].knob;
}

/**
 * huge_fix() - what root or the program can do about a verdict
 * @rules: what it was judged by
 * @window: window, judged
 * @buf: room for the answer
 *
 * Return: a sentence, or NULL where there is nothing to be mended.
 */
const char *huge_fix(const struct huge_rules *rules,
		     const struct huge_window *window, char buf[HUGE_TEXT])
{
	if (window->verdict == HUGE_FILE_INELIGIBLE ||
	    window->verdict == HUGE_TMPFS_DISABLED)
		return huge_cause_fix(rules, window, buf);
	if (takes_none(window) ||
	    (window->verdict == HUGE_MTHP && window->not_2m == HUGE_THP_SIZE))
		return fix_by_size[window->verdict];
	if (window->verdict == HUGE_MTHP && window->not_2m == HUGE_PAGE_LOCK)
		return words[HUGE_PAGE_LOCK].fix;
	return words[window->verdict].fix;
}
