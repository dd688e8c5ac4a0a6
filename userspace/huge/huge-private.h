/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that implement the rules share: the form of a rule, the list of a
 * kernel's rules, and a PTE as an attempt to collapse sees it.  Included by huge-*.c
 * alone.
 */
#ifndef PTWALK_HUGE_PRIVATE_H
#define PTWALK_HUGE_PRIVATE_H

#include "huge-rules.h"

/**
 * struct huge_asked - the input of a rule
 * @rules: settings, kernel, and khugepaged or MADV_COLLAPSE
 * @area: the VMA, or the VMA of the window
 * @lacks: a rule that misses an input adds HUGE_LACKS_* here, and refuses nothing
 * @masks: PTE bits of the kernel; NULL for rules about VMAs
 */
struct huge_asked {
	const struct huge_rules	*rules;
	const struct huge_area	*area;
	unsigned int		*lacks;
	const struct huge_masks	*masks;
};

/**
 * struct huge_area_rule - a rule about a VMA as a whole
 * @ask: applies it; returns the verdict if it refuses the VMA, else %HUGE_COLLAPSE
 * @not_in_smaps: the kernel does not ask it for THPeligible of smaps
 */
struct huge_area_rule {
	enum huge_verdict	(*ask)(const struct huge_asked *asked);
	bool			not_in_smaps;
};

/**
 * struct huge_entry_rule - a rule that the kernel applies to one PTE of a window after another
 * @verdict: the verdict once more PTEs than the limit hit
 * @hits: does this PTE hit, that is, count towards the limit?
 * @count: how many PTEs of a window hit
 * @limit: how many may hit; %HUGE_NO_LIMIT for any number, %HUGE_UNSET if not known
 * @pages: the rule needs kpageflags or kpagecount of the pages
 * @most: with @pages: the most that @count can be as far as the page table tells; NULL
 *	  where nothing bounds it, as for a state that lasts a moment only
 * @may: can this PTE hit, if its page was not looked up?
 */
struct huge_entry_rule {
	enum huge_verdict verdict;
	bool	(*hits)(const struct huge_entry *entry);
	__u64	(*count)(const struct huge_counts *counts);
	int	(*limit)(const struct huge_asked *asked);
	bool	pages;
	__u64	(*most)(const struct huge_counts *counts);
	bool	(*may)(const struct huge_entry *entry);
};

#define HUGE_NO_LIMIT	(PTWALK_ENTRIES)

/*
 * A rule about a window as a whole, applied after those about its PTEs.  Return: the
 * verdict if it refuses the window, with @number, @limit and @needs of the window filled
 * in; else %HUGE_COLLAPSE.
 */
typedef enum huge_verdict (*huge_end_rule)(const struct huge_asked *asked,
					   struct huge_window *window);

/**
 * struct huge_behaviour - the rules of one series of kernels
 * @release: the series: "6.12"
 * @version: @release as HUGE_VERSION()
 * @last: the newest kernel whose source was read and has the same rules, as
 *	  HUGE_VERSION()
 * @area: rules about VMAs, in the kernel's order, one without @ask after the last
 * @entry: rules about PTEs, likewise, NULL after the last
 * @end: rules about windows, likewise
 * @no_table: verdict where even the PMD table is missing
 * @none: verdict where there is a PMD table but no page table
 * @migration: verdict for a huge page under migration
 * @file_config: a file needs a kernel built with CONFIG_READ_ONLY_THP_FOR_FS, and must
 *		 not be open for writing
 * @file_exec: a file also has to be mapped executable
 * @file_execve: a file also has to be mapped by execve(), by VM_DENYWRITE
 * @within_aligned: a file within_size that reaches to the boundary of 2M at or after the offset is
 *		    large enough, also where the offset is that boundary
 * @prctl_advised: prctl() can switch huge pages off except for advised VMAs
 * @madvise: the kernel has MADV_COLLAPSE
 * @sizes: the kernel has settings by size, hugepages-*kB
 * @any_order: khugepaged collapses to every allowed size, not to 2M alone
 */
struct huge_behaviour {
	const char			*release;
	unsigned int			version;
	unsigned int			last;
	const struct huge_area_rule	*area;
	const struct huge_entry_rule *const *entry;
	const huge_end_rule		*end;
	enum huge_verdict		no_table;
	enum huge_verdict		none;
	enum huge_verdict		migration;
	bool				file_config;
	bool				file_exec;
	bool				file_execve;
	bool				within_aligned;
	bool				prctl_advised;
	bool				madvise;
	bool				sizes;
	bool				any_order;
};

/**
 * struct huge_unit - one PTE of a window, as an attempt to collapse sees it
 * @none: empty, or the zero page
 * @absent: neither empty nor present
 * @writable: the kernel's pte_write() holds
 * @shared: the page is mapped more than once
 * @again: an earlier PTE of the window maps the same page
 * @referenced: A is set, or the kernel marks the page referenced
 * @fresh: taken as just written to or swapped in, so its page belongs to this process
 *	   alone: see huge-cure.h
 * @page: what kpageflags and kpagecount say of the page, or NULL
 * @least: lower bound of the order of its folio; 0 also where nothing is known
 * @most: upper bound of that order
 * @frame: frame number
 */
struct huge_unit {
	bool		none;
	bool		absent;
	bool		writable;
	bool		shared;
	bool		again;
	bool		referenced;
	bool		fresh;
	unsigned char	least;
	unsigned char	most;
	__u64		frame;
	const struct ptwalk_page_run *page;
};

static inline bool huge_unit_is_page(const struct huge_unit *unit)
{
	return !unit->none && !unit->absent;
}

/*
 * True unless 2M is the only allowed size: khugepaged then chooses a size, or has none at
 * all
 */
static inline bool huge_area_any_order(const struct huge_area *area)
{
	return area->orders != 1U << HUGE_ORDER;
}

static inline bool huge_area_advised(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_HUGEPAGE;
}

/* huge-area.c */
enum huge_verdict huge_area_nohugepage(const struct huge_asked *asked);
enum huge_verdict huge_area_prctl(const struct huge_asked *asked);
enum huge_verdict huge_area_prctl_advised(const struct huge_asked *asked);
enum huge_verdict huge_area_dax(const struct huge_asked *asked);
enum huge_verdict huge_area_special(const struct huge_asked *asked);
bool huge_area_too_small(const struct dump *dump, const struct ptwalk_vma *vma);
enum huge_verdict huge_area_misaligned(const struct huge_asked *asked);
enum huge_verdict huge_area_in_one_vma(const struct huge_asked *asked);
enum huge_verdict huge_area_suitable(const struct huge_asked *asked);
enum huge_verdict huge_sysfs_global(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs_sizes(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs_any_size(const struct huge_asked *asked);
enum huge_verdict huge_area_temporary_stack(const struct huge_asked *asked);
enum huge_verdict huge_area_no_anon_vma(const struct huge_asked *asked);
enum huge_verdict huge_area_stopped(const struct huge_asked *asked);
enum huge_verdict huge_area_not_visited(const struct huge_asked *asked);
unsigned int huge_area_orders(const struct huge_rules *rules,
			      const struct ptwalk_vma *vma);
int huge_fault_may(const struct huge_rules *rules, const struct ptwalk_vma *vma);

/* huge-file.c */
enum huge_backing huge_backing(const struct ptwalk_vma *vma);
enum huge_verdict huge_area_shmem(const struct huge_asked *asked);
enum huge_verdict huge_area_shmem_sizes(const struct huge_asked *asked);
enum huge_verdict huge_area_shmem_forced(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs_file(const struct huge_asked *asked);
enum huge_verdict huge_area_file(const struct huge_asked *asked);
enum huge_file_cause huge_file_cause(const struct huge_rules *rules,
				     const struct ptwalk_vma *vma);
enum huge_shmem_cause huge_shmem_cause(const struct huge_rules *rules,
				       const struct ptwalk_vma *vma);
int huge_file_eligible(const struct huge_asked *asked);
bool huge_mount_is_tmpfs(const struct ptwalk_mount *mount);

/* huge-entry.c */
extern const struct huge_entry_rule huge_entry_none;
extern const struct huge_entry_rule huge_entry_none_mthp;
extern const struct huge_entry_rule huge_entry_swap;
extern const struct huge_entry_rule huge_entry_uffd_wp;
extern const struct huge_entry_rule huge_entry_null;
extern const struct huge_entry_rule huge_entry_lazyfree;
extern const struct huge_entry_rule huge_entry_anon;
extern const struct huge_entry_rule huge_entry_shared;
extern const struct huge_entry_rule huge_entry_lock;

enum huge_verdict huge_end_writable(const struct huge_asked *asked,
				    struct huge_window *window);
enum huge_verdict huge_end_referenced(const struct huge_asked *asked,
				      struct huge_window *window);
enum huge_verdict huge_end_lost(const struct huge_asked *asked,
				struct huge_window *window);

/* huge-repeated.c */
enum huge_verdict huge_end_repeated(const struct huge_asked *asked,
				    struct huge_window *window);

/* huge-unit.c */
void huge_units_read(const struct huge_asked *asked,
		     const struct huge_window *window, struct huge_unit *unit);

/* huge-mthp.c */
enum huge_verdict huge_end_mthp(const struct huge_asked *asked,
				struct huge_window *window);

/* huge-judge.c */
struct huge;

bool huge_is_decided(const struct huge *h, const struct huge_window *w);
void huge_judge_window(const struct huge *h, struct huge_window *w);

#endif /* PTWALK_HUGE_PRIVATE_H */
