// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of a verdict without its numbers: what it means, the setting behind it,
 * and what can be done about it; see huge-text.h.
 */
#include <stddef.h>
#include <stdio.h>

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
		NULL
	},
	[HUGE_UNKNOWN] = {
		"what decides is not known", NULL,
		"look at the live process, or record it with: ptwalk record --pages"
	},
	[HUGE_VMA_NOHUGEPAGE] = {
		"the area is marked MADV_NOHUGEPAGE", NULL,
		"the program must not call madvise(MADV_NOHUGEPAGE) for it, or call madvise(MADV_HUGEPAGE) after it, with which madvise in enabled is enough as well; since 6.7 mmap(MAP_STACK), as for stacks of threads, sets the same mark"
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
		NULL
	},
	[HUGE_TMPFS_DISABLED] = {
		"the mount option of the tmpfs has no huge pages here",
		"huge= of the mount", NULL
	},
	[HUGE_THP_SYSFS] = {
		"huge pages are switched off for all", "enabled",
		"echo always > enabled; or echo madvise > enabled, and the program calls madvise(MADV_HUGEPAGE)"
	},
	[HUGE_THP_MADVISE] = {
		"only areas marked MADV_HUGEPAGE have huge pages", "enabled",
		"echo always > enabled; or the program calls madvise(MADV_HUGEPAGE) for it"
	},
	[HUGE_THP_SIZE] = {
		"the setting of the size 2M leaves it out", "hugepages-2048kB/enabled",
		"echo always > hugepages-2048kB/enabled; or, where that says madvise, the program calls madvise(MADV_HUGEPAGE) for it"
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
		"at the price of memory that nobody asked for; or have the program write to all of the window"
	},
	[HUGE_EXCEED_SWAP] = {
		"too many pages are swapped out", "khugepaged/max_ptes_swap",
		"bring them back: touch them, madvise(MADV_POPULATE_READ), swapoff"
	},
	[HUGE_EXCEED_SHARED] = {
		"too many pages are shared with other processes",
		"khugepaged/max_ptes_shared",
		"wait until they are written to or the other process ends"
	},
	[HUGE_UFFD_WP] = {
		"protected by userfaultfd", NULL,
		"whoever monitors the process must drop the protection: UFFDIO_WRITEPROTECT (7.3: or UFFDIO_RWPROTECT), or UFFDIO_UNREGISTER"
	},
	[HUGE_NO_WRITABLE] = {
		"no page can be written to", NULL, NULL
	},
	[HUGE_LACK_REFERENCED] = {
		"too few pages were accessed lately", NULL,
		"the program accesses it again, or calls madvise(MADV_COLLAPSE); if it does not use it, nothing is lost"
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
		"nothing: no fault brings back what a poison or guard entry stands for"
	},
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
	enum huge_verdict met = huge_met(window);

	if (rules->judge == HUGE_MADVISE && met != HUGE_SHMEM_DISABLED &&
	    met != HUGE_TMPFS_DISABLED)
		return NULL;
	if (takes_none(window))
		return NULL;
	switch (met) {
	case HUGE_SHMEM_DISABLED:
		if (window->cause == HUGE_SHMEM_SIZE)
			return "hugepages-2048kB/shmem_enabled";
		break;
	case HUGE_EXCEED_NONE:
	case HUGE_EXCEED_SWAP:
	case HUGE_EXCEED_SHARED:
		if (window->cause == HUGE_WATCHED || window->cause == HUGE_OVER_MOST)
			return NULL;
		break;
	default:
		break;
	}
	return words[met].knob;
}

/* What can be done about empty entries where no setting helps, by cause */
static const char *const fix_none[] = {
	[HUGE_WATCHED] =
		"have the program write to all of the window, or fill it with UFFDIO_COPY; or end the watch: UFFDIO_UNREGISTER",
	[HUGE_OVER_MOST] =
		"have the program write to it, or give its addresses back",
};

/* What can be done about too many entries of a kind */
static const char *fix_limit(const struct huge_window *window, enum huge_verdict met,
			     char buf[HUGE_TEXT])
{
	__u64 least = window->number + window->spread;

	if (window->cause == HUGE_WATCHED || window->cause == HUGE_OVER_MOST)
		return met == HUGE_EXCEED_NONE ? fix_none[window->cause] : words[met].fix;
	if (met == HUGE_EXCEED_NONE && window->verdict == met && huge_smaller(window))
		least = PTWALK_ENTRIES - 1;
	if (takes_none(window))
		snprintf(buf, HUGE_TEXT, "%s; below 2M, %s counts as 0", words[met].fix,
			 words[met].knob);
	else if (met == HUGE_EXCEED_NONE)
		snprintf(buf, HUGE_TEXT, "raise %s to %llu, %s", words[met].knob, least,
			 words[met].fix);
	else
		snprintf(buf, HUGE_TEXT, "raise %s to %llu%s; or %s", words[met].knob, least,
			 met == HUGE_EXCEED_SHARED ? " (each shared page is then copied)" : "",
			 words[met].fix);
	return buf;
}

/**
 * huge_fix() - what root or the program can do about a verdict
 * @rules: what it was judged by
 * @window: window, judged
 * @buf: room for the answer
 *
 * What it names first is what huge_cure() takes to be done.
 *
 * Return: a sentence, or NULL where there is nothing to be mended.
 */
const char *huge_fix(const struct huge_rules *rules,
		     const struct huge_window *window, char buf[HUGE_TEXT])
{
	enum huge_verdict met = huge_met(window);

	switch (met) {
	case HUGE_FILE_INELIGIBLE:
	case HUGE_TMPFS_DISABLED:
	case HUGE_SHMEM_DISABLED:
	case HUGE_NO_WRITABLE:
		return huge_cause_fix(rules, window, buf);
	case HUGE_EXCEED_NONE:
	case HUGE_EXCEED_SWAP:
	case HUGE_EXCEED_SHARED:
		return fix_limit(window, met, buf);
	default:
		return words[met].fix;
	}
}
