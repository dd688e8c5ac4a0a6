/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the parts of the rules: what a rule is.  For huge-*.c alone.
 */
#ifndef PTWALK_HUGE_PRIVATE_H
#define PTWALK_HUGE_PRIVATE_H

#include "huge-rules.h"

/**
 * struct huge_asked - what a rule is asked about
 * @rules: who asks
 * @area: the area, or that of the window
 * @lacks: a rule that cannot know adds HUGE_LACKS_* here, and refuses nothing
 * @masks: this kernel's bits; NULL for rules about areas
 */
struct huge_asked {
	const struct huge_rules	*rules;
	const struct huge_area	*area;
	unsigned int		*lacks;
	const struct huge_masks	*masks;
};

/**
 * struct huge_area_rule - a rule about a VMA as a whole
 * @ask: the verdict where it refuses the VMA, else %HUGE_COLLAPSE
 * @khugepaged_only: THPeligible of smaps does not depend on it
 */
struct huge_area_rule {
	enum huge_verdict	(*ask)(const struct huge_asked *asked);
	bool			khugepaged_only;
};

/**
 * struct huge_entry_rule - a rule that the kernel asks of one entry after another
 * @verdict: what it answers once more entries than the limit hit
 * @hits: does an entry hit?
 * @count: how many of a window do
 * @limit: how many may; %HUGE_NO_LIMIT for any number, %HUGE_UNSET not known
 * @pages: needs what the kernel says of pages
 * @most: of those, how many there can be as far as the tables tell; NULL where
 *	  nothing bounds it, as for what is true of a page for a moment only
 * @may: of one entry with a page of which nothing is known: can it hit?
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
 * A rule about the entries of a window as a whole: the verdict where it refuses,
 * with @number, @limit and @needs of the window filled in, else %HUGE_COLLAPSE.
 */
typedef enum huge_verdict (*huge_end_rule)(const struct huge_asked *asked,
					   struct huge_window *window);

/**
 * struct huge_behaviour - the rules of one series of kernels
 * @release: "6.12"
 * @version: as HUGE_VERSION() has it
 * @last: the newest kernel read that has the same rules
 * @area: rules about VMAs, in the kernel's order, one without @ask after the last
 * @entry: rules about entries, likewise
 * @end: rules about windows, likewise
 * @no_table: verdict where not even the table above the page table is
 * @none: verdict where there is no page table
 * @migration: verdict for a huge page under migration
 * @file_config: files need a kernel built for it, and none that writes to them
 * @file_exec: and to be executable
 * @sizes: there are settings by size
 * @any_order: khugepaged makes pages of every allowed size
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
	bool				sizes;
	bool				any_order;
};

/**
 * struct huge_unit - one entry, as far as an attempt to collapse asks
 * @none: empty, or the zero page
 * @absent: not present
 * @writable: the kernel's pte_write()
 * @shared: mapped more than once
 * @again: the page of an entry before it
 * @referenced: A is set, or the kernel holds the page referenced
 * @fresh: taken to be written to, or brought back: see huge-cure.h
 * @page: what the kernel says of the page, or NULL
 * @least: order of its folio, at least; 0 also where nothing is known
 * @most: and at most
 * @frame: its number
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

/* khugepaged may choose a size there, other than 2M alone or not at all */
static inline bool huge_area_any_order(const struct huge_area *area)
{
	return area->orders != 1U << HUGE_ORDER;
}

static inline bool huge_area_advised(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_HUGEPAGE;
}

#define HUGE_VERSION(major, minor)	((major) * 1000U + (minor))

/* huge-area.c */
enum huge_verdict huge_area_nohugepage(const struct huge_asked *asked);
enum huge_verdict huge_area_prctl(const struct huge_asked *asked);
enum huge_verdict huge_area_prctl_advised(const struct huge_asked *asked);
enum huge_verdict huge_area_dax(const struct huge_asked *asked);
enum huge_verdict huge_area_special(const struct huge_asked *asked);
bool huge_area_too_small(const struct dump *dump, const struct ptwalk_vma *vma);
enum huge_verdict huge_area_suitable(const struct huge_asked *asked);
enum huge_verdict huge_sysfs_global(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs_sizes(const struct huge_asked *asked);
enum huge_verdict huge_area_sysfs_any_size(const struct huge_asked *asked);
enum huge_verdict huge_area_temporary_stack(const struct huge_asked *asked);
enum huge_verdict huge_area_no_anon_vma(const struct huge_asked *asked);
enum huge_verdict huge_area_not_visited(const struct huge_asked *asked);
unsigned int huge_area_orders(const struct huge_rules *rules,
			      const struct ptwalk_vma *vma);

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

#endif /* PTWALK_HUGE_PRIVATE_H */
