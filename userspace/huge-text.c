// SPDX-License-Identifier: GPL-2.0
/*
 * Verdicts in words: see huge-text.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
		"the program must not call madvise(MADV_NOHUGEPAGE) for it, or call madvise(MADV_HUGEPAGE) after it"
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
	[HUGE_FILE_MISALIGNED] = {
		"address and file offset differ modulo 2M", NULL,
		"map the file at an address with (address - offset) % 2M == 0; for a program's code: link it with -z max-page-size=2097152"
	},
	[HUGE_SHMEM_DISABLED] = {
		"the policy for shared memory has no huge pages here",
		"shmem_enabled",
		"echo advise > shmem_enabled and madvise(MADV_HUGEPAGE), or echo always; for a tmpfs of its own: mount -o remount,huge=always"
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
		"a kind of mapping that is not collapsed", NULL,
		"on 6.1 only code of files that nobody has open for writing is, with CONFIG_READ_ONLY_THP_FOR_FS; anonymous memory always is"
	},
	[HUGE_TEMPORARY_STACK] = {
		"execve() is moving it", NULL, "nothing: it takes a moment"
	},
	[HUGE_NO_ANON_VMA] = {
		"no anonymous page was ever there", NULL,
		"nothing: the first write there makes a huge page, if it may"
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
		"write-protected by userfaultfd", NULL,
		"whoever monitors the process must drop the protection: UFFDIO_WRITEPROTECT, or UFFDIO_UNREGISTER"
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

static void add(char buf[HUGE_TEXT], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(char buf[HUGE_TEXT], const char *format, ...)
{
	size_t used = strlen(buf);
	va_list args;

	va_start(args, format);
	vsnprintf(buf + used, HUGE_TEXT - used, format, args);
	va_end(args);
}

static void add_too_many(char buf[HUGE_TEXT], const struct huge_window *w,
			 const char *what)
{
	add(buf, "%s %llu > max_ptes_%s %llu, %llu too many", what, w->number,
	    what, w->limit, w->needs);
}

static void add_limited(char buf[HUGE_TEXT], const struct huge_window *w,
			const char *what)
{
	if (huge_smaller(w))
		add(buf, "%s %llu, and a page of %ukB takes none", what,
		    w->number, 4U << w->order);
	else
		add_too_many(buf, w, what);
}

static void add_none(char buf[HUGE_TEXT], const struct huge_window *w)
{
	const __u64 armed = PTWALK_VMA_UFFD_MISSING | PTWALK_VMA_UFFD_WP |
			    PTWALK_VMA_UFFD_MINOR;

	if (w->vma->flags & armed)
		add(buf, "none %llu, in an area that userfaultfd watches",
		    w->number);
	else if (w->limit == PTWALK_ENTRIES - 1 && w->number > w->limit)
		add(buf, "none %llu: nothing is there any more", w->number);
	else
		add_too_many(buf, w, "none");
}

static void add_referenced(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (huge_smaller(w))
		add(buf, "no page accessed in the last %ukB of the window",
		    4U << w->order);
	else if (w->limit <= 1)
		add(buf, "no page accessed");
	else
		add(buf, "accessed %llu < %llu, as some are not present; %llu short",
		    w->number, w->limit, w->needs);
}

static void add_file(char buf[HUGE_TEXT], const struct huge_window *w)
{
	add(buf, "page cache decides; %llu of 512 mapped", w->counts.present);
	if (w->counts.order == HUGE_ORDER)
		add(buf, ", in one piece: it can be huge there already");
}

static void add_locked(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (w->counts.locked)
		add(buf, "a page is locked: %llu of 512", w->number);
	else
		add(buf, "%llu entries for pages that KSM has put here before",
		    w->number);
}

/* Why khugepaged, which may choose a size, does not choose 2M */
static void add_not_2m(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (w->not_2m == HUGE_THP_SIZE)
		add(buf, "the size 2M is switched off");
	else if (w->not_2m == HUGE_EXCEED_NONE)
		add_none(buf, w);
	else
		add_locked(buf, w);
}

static void add_failed(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (huge_smaller(w)) {
		add_not_2m(buf, w);
		add(buf, ", and no smaller size fits%s",
		    w->counts.large ? " that is not there already" : "");
	} else {
		add(buf, "%llu poisoned or guard entries", w->counts.lost);
	}
}

/* "always [madvise] never": the word in brackets, or all where there is none */
static const char *in_force(char *value)
{
	char *word = strchr(value, '[');

	if (!word)
		return value;
	word[strcspn(word, "]")] = '\0';
	return word + 1;
}

/**
 * huge_reason() - why a window is not huge, with its numbers
 * @rules: what it was judged by
 * @window: window
 * @buf: a few words
 *
 * Return: @buf.
 */
char *huge_reason(const struct huge_rules *rules,
		  const struct huge_window *window, char buf[HUGE_TEXT])
{
	const char *knob = huge_knob(rules, window->verdict);
	char value[FACTS_TEXT];

	buf[0] = '\0';
	switch (window->verdict) {
	case HUGE_EXCEED_NONE:
		add_none(buf, window);
		break;
	case HUGE_MTHP:
		add_not_2m(buf, window);
		break;
	case HUGE_EXCEED_SWAP:
		add_limited(buf, window, "swap");
		break;
	case HUGE_EXCEED_SHARED:
		add_limited(buf, window, "shared");
		break;
	case HUGE_LACK_REFERENCED:
		add_referenced(buf, window);
		break;
	case HUGE_FAILED:
		add_failed(buf, window);
		break;
	case HUGE_PAGE_LOCK:
		add_locked(buf, window);
		break;
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
		add_file(buf, window);
		break;
	case HUGE_UFFD_WP:
	case HUGE_PAGE_NULL:
	case HUGE_PAGE_ANON:
	case HUGE_PAGE_LAZYFREE:
		add(buf, "%s: %llu of 512", huge_summary(window->verdict),
		    window->number);
		break;
	case HUGE_UNKNOWN:
		add(buf, "%s", huge_lack(window->order ? HUGE_LACKS_FOLIOS :
							   window->lacks));
		break;
	default:
		if (knob && facts_knob(rules->facts, knob, value))
			add(buf, "%s is %s", knob, in_force(value));
		else
			add(buf, "%s", huge_summary(window->verdict));
	}
	return buf;
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
 * huge_knob() - the setting behind a verdict
 * @rules: what it was judged by
 * @verdict: verdict
 *
 * Return: its name in facts, or NULL where none would change the verdict.
 */
const char *huge_knob(const struct huge_rules *rules, enum huge_verdict verdict)
{
	if (rules->judge == HUGE_MADVISE && verdict != HUGE_SHMEM_DISABLED)
		return NULL;
	return words[verdict].knob;
}

/**
 * huge_fix() - what root or the program can do about a verdict
 * @verdict: verdict
 *
 * Return: a sentence, or NULL where there is nothing to be mended.
 */
const char *huge_fix(enum huge_verdict verdict)
{
	return words[verdict].fix;
}

static const struct {
	const char	*name;
	const char	*text;
} lacks[] = {
	{ "knobs", "settings are not in the dump" },
	{ "pages", "whether pages are shared, given up or referenced: the pages were not looked at" },
	{ "range", "a part of the window is outside of the range dumped" },
	{ "table", "its page table came or went while it was dumped" },
	{ "cache", "the page cache of files cannot be seen" },
	{ "policy", "mount options, how a file is opened, some of prctl(): smaps shows it, with --pages" },
	{ "decoding", "the dump does not say what this kernel's entries mean" },
	{ "moment", "whether pages are locked or off the LRU lists just now: --pages looks" },
	{ "folios", "the size of a folio mapped in part, or what refused attempts have left busy" },
};

/**
 * huge_lack_name() - a word for something that is not known
 * @bit: number of a HUGE_LACKS_*
 *
 * Return: the word, or NULL after the last.
 */
const char *huge_lack_name(unsigned int bit)
{
	return bit < ARRAY_SIZE(lacks) ? lacks[bit].name : NULL;
}

/**
 * huge_lack() - the first of what is not known, in words
 * @set: HUGE_LACKS_*
 *
 * Return: words, "" for none.
 */
const char *huge_lack(unsigned int set)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lacks); i++)
		if (set & (1U << i))
			return lacks[i].text;
	return "";
}

/**
 * huge_unseen() - what can refuse any window, and cannot be seen from outside
 * @rules: what was judged by
 * @i: which, from 0 on
 *
 * Return: a clause, "" where it cannot be in this case, or NULL after the last.
 */
const char *huge_unseen(const struct huge_rules *rules, unsigned int i)
{
	static const char *const unseen[] = {
		"a page that is pinned (not_suitable_page_count)",
		"no free 2M page (alloc_huge_page_failed), or a cgroup at its limit (ccgroup_charge_failed)",
		"pages on NUMA nodes too far apart, with vm/zone_reclaim_mode (scan_aborted)",
		"a process that khugepaged does not visit, since no fault or madvise() of it came while huge pages were on",
	};

	if (i >= ARRAY_SIZE(unseen))
		return NULL;
	if ((i == 2 && !rules->knobs.reclaim) ||
	    (i == 3 && rules->judge == HUGE_MADVISE))
		return "";
	return unseen[i];
}
