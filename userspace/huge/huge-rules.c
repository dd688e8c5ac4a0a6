// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lists of rules, one for each behaviour that kernels have had, and how the rules
 * about VMAs are applied: see huge-rules.h.  Adding a rule to a list is enough to
 * activate it.  Rules about windows are applied in huge-order.c.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "huge-private.h"
#include "run.h"

/*
 * hugepage_vma_check(), mm/khugepaged.c, then the range that khugepaged_scan_mm_slot()
 * computes.  VM_NO_KHUGEPAGED, of which VM_HUGETLB is a part, is the last condition there, and
 * the vm_ops of a DAX VMA one before; they are first here, as they say most.  smaps calls
 * transparent_hugepage_active().
 */
static const struct huge_area_rule area_5_10[] = {
	{ .ask = huge_area_nohugepage },
	{ .ask = huge_area_prctl },
	{ .ask = huge_area_dax },
	{ .ask = huge_area_special, .not_in_smaps = true },
	{ .ask = huge_area_misaligned },
	{ .ask = huge_area_shmem },
	{ .ask = huge_area_sysfs },
	{ .ask = huge_area_file },
	{ .ask = huge_area_no_anon_vma, .not_in_smaps = true },
	{ .ask = huge_area_temporary_stack },
	{ .ask = huge_area_in_one_vma },
	{ .ask = huge_area_stopped, .not_in_smaps = true },
	{ .ask = huge_area_not_visited, .not_in_smaps = true },
	{ .ask = NULL }
};

/* hugepage_vma_check(), mm/huge_memory.c */
static const struct huge_area_rule area_6_1[] = {
	{ .ask = huge_area_nohugepage },
	{ .ask = huge_area_prctl },
	{ .ask = huge_area_dax },
	{ .ask = huge_area_special },
	{ .ask = huge_area_suitable },
	{ .ask = huge_area_shmem },
	{ .ask = huge_area_sysfs },
	{ .ask = huge_area_file },
	{ .ask = huge_area_temporary_stack },
	{ .ask = huge_area_no_anon_vma, .not_in_smaps = true },
	{ .ask = huge_area_stopped, .not_in_smaps = true },
	{ .ask = huge_area_not_visited, .not_in_smaps = true },
	{ .ask = NULL }
};

/* khugepaged_scan_pmd() of 5.10, hpage_collapse_scan_pmd(), mm/khugepaged.c */
static const struct huge_entry_rule *const entry_6_1[] = {
	&huge_entry_swap,
	&huge_entry_none,
	&huge_entry_uffd_wp,
	&huge_entry_null,
	&huge_entry_shared,
	&huge_entry_lock,
	&huge_entry_anon,
	NULL
};

static const huge_end_rule end_6_1[] = {
	huge_end_writable,
	huge_end_referenced,
	huge_end_lost,
	huge_end_repeated,
	NULL
};

/* thp_vma_allowable_orders(), __thp_vma_allowable_orders(); smaps calls them for any size */
static const struct huge_area_rule area_6_12[] = {
	{ .ask = huge_area_sysfs_sizes, .not_in_smaps = true },
	{ .ask = huge_area_nohugepage },
	{ .ask = huge_area_prctl },
	{ .ask = huge_area_prctl_advised },
	{ .ask = huge_area_dax },
	{ .ask = huge_area_special, .not_in_smaps = true },
	{ .ask = huge_area_suitable, .not_in_smaps = true },
	{ .ask = huge_area_shmem_sizes },
	{ .ask = huge_area_sysfs_file },
	{ .ask = huge_area_file },
	{ .ask = huge_area_temporary_stack },
	{ .ask = huge_area_no_anon_vma, .not_in_smaps = true },
	{ .ask = huge_area_stopped, .not_in_smaps = true },
	{ .ask = huge_area_not_visited, .not_in_smaps = true },
	{ .ask = NULL }
};

/* hpage_collapse_scan_pmd() */
static const struct huge_entry_rule *const entry_6_12[] = {
	&huge_entry_swap,
	&huge_entry_none,
	&huge_entry_uffd_wp,
	&huge_entry_null,
	&huge_entry_anon,
	&huge_entry_shared,
	&huge_entry_lock,
	NULL
};

/*
 * The same functions as in 6.12.  vma_thp_disabled() has learnt of advised VMAs (6.18),
 * and by collapse_possible_orders() khugepaged takes any allowed size.
 */
static const struct huge_area_rule area_7_2[] = {
	{ .ask = huge_area_sysfs_any_size, .not_in_smaps = true },
	{ .ask = huge_area_nohugepage },
	{ .ask = huge_area_prctl },
	{ .ask = huge_area_prctl_advised },
	{ .ask = huge_area_dax },
	{ .ask = huge_area_special, .not_in_smaps = true },
	{ .ask = huge_area_suitable, .not_in_smaps = true },
	{ .ask = huge_area_shmem_forced },
	{ .ask = huge_area_sysfs_file },
	{ .ask = huge_area_file },
	{ .ask = huge_area_temporary_stack },
	{ .ask = huge_area_no_anon_vma, .not_in_smaps = true },
	{ .ask = huge_area_stopped, .not_in_smaps = true },
	{ .ask = huge_area_not_visited, .not_in_smaps = true },
	{ .ask = NULL }
};

/* collapse_scan_pmd() */
static const struct huge_entry_rule *const entry_7_2[] = {
	&huge_entry_none_mthp,
	&huge_entry_swap,
	&huge_entry_uffd_wp,
	&huge_entry_null,
	&huge_entry_lazyfree,
	&huge_entry_anon,
	&huge_entry_shared,
	&huge_entry_lock,
	NULL
};

static const huge_end_rule end_7_2[] = {
	huge_end_referenced,
	huge_end_lost,
	huge_end_repeated,
	huge_end_mthp,
	NULL
};

#define HUGE_VERSION(major, minor)	((major) * 1000U + (minor))

/* Oldest first, as choose_behaviour() needs it */
static const struct huge_behaviour behaviours[] = {
	/* mm_find_pmd() returns NULL whether the table, the entry or only 4K pages are missing. */
	{
		.release = "5.10",
		.version = HUGE_VERSION(5, 10),
		.last = HUGE_VERSION(5, 10),
		.area = area_5_10,
		.entry = entry_6_1,
		.end = end_6_1,
		.no_table = HUGE_PMD_NULL,
		.none = HUGE_PMD_NULL,
		.migration = HUGE_PMD_NULL,
		.file_config = true,
		.file_execve = true,
		.within_aligned = true,
	},
	{
		.release = "6.1",
		.version = HUGE_VERSION(6, 1),
		.last = HUGE_VERSION(6, 1),
		.area = area_6_1,
		.entry = entry_6_1,
		.end = end_6_1,
		.no_table = HUGE_PMD_NULL,
		.none = HUGE_PMD_NONE,
		.migration = HUGE_PMD_NULL,
		.file_config = true,
		.file_exec = true,
		.madvise = true,
	},
	{
		.release = "6.12",
		.version = HUGE_VERSION(6, 12),
		.last = HUGE_VERSION(6, 12),
		.area = area_6_12,
		.entry = entry_6_12,
		.end = end_6_1,
		.no_table = HUGE_PMD_NULL,
		.none = HUGE_PMD_NONE,
		.migration = HUGE_PMD_NULL,
		.file_config = true,
		.madvise = true,
		.sizes = true,
	},
	/*
	 * 7.3 has the same rules in the same order.  Its read-write protection by
	 * userfaultfd changes only their input: the VMA counts as armed, and its
	 * protected PTEs have the uffd bit, for which the kernel returns SCAN_PTE_UFFD,
	 * still printed as "pte_uffd_wp".
	 */
	{
		.release = "7.2",
		.version = HUGE_VERSION(7, 2),
		.last = HUGE_VERSION(7, 3),
		.area = area_7_2,
		.entry = entry_7_2,
		.end = end_7_2,
		.no_table = HUGE_NO_PTE_TABLE,
		.none = HUGE_NO_PTE_TABLE,
		.migration = HUGE_PMD_MAPPED,
		.prctl_advised = true,
		.madvise = true,
		.sizes = true,
		.any_order = true,
	},
};

/* The version that a release begins with; false where it does not begin with one */
static bool parse_release(const struct ptwalk_header *header, unsigned int *major,
			  unsigned int *minor)
{
	char release[sizeof(header->release) + 1] = "", *end;

	memcpy(release, header->release, sizeof(header->release));
	*major = strtoul(release, &end, 10);
	if (end == release || *end != '.' || !isdigit((unsigned char)end[1]))
		return false;
	*minor = strtoul(end + 1, NULL, 10);
	return true;
}

static void choose_behaviour(struct huge_rules *rules,
			     const struct ptwalk_header *header)
{
	unsigned int major, minor;
	const bool is_known = parse_release(header, &major, &minor);
	size_t i;

	/* of 5.10 are only those that say so: it has no MADV_COLLAPSE */
	if (!is_known) {
		major = 6;
		minor = 1;
	}
	rules->behaviour = &behaviours[0];
	for (i = 0; i < ARRAY_SIZE(behaviours); i++)
		if (behaviours[i].version <= HUGE_VERSION(major, minor))
			rules->behaviour = &behaviours[i];
	rules->release = rules->behaviour->release;
	rules->same = is_known && rules->behaviour->version <= HUGE_VERSION(major, minor) &&
		      HUGE_VERSION(major, minor) <= rules->behaviour->last;
}

static int mm_flag(const struct dump *dump, enum ptwalk_dict_key key)
{
	int flag = dump_mm_flag(dump, key);

	return flag < 0 ? HUGE_UNSET : flag;
}

/**
 * huge_rules_begin() - choose the rules for a dump
 * @rules: filled in
 * @dump: dump; must live as long as @rules
 * @judge: whose rules apply: khugepaged or MADV_COLLAPSE
 * @knobs: the settings of the facts of @dump, parsed before; NULL to parse them
 *
 * A kernel that is not in the table gets the rules of the newest one there that is not
 * newer, or if it is older than all of them, of the oldest; then @rules->same is false.
 */
void huge_rules_begin(struct huge_rules *rules, const struct dump *dump,
		      enum huge_judge judge, const struct huge_knobs *knobs)
{
	int disabled;

	*rules = (struct huge_rules){
		.judge = judge,
		.facts = &dump->facts,
		.dump = dump,
	};
	choose_behaviour(rules, dump->header);
	if (knobs)
		rules->knobs = *knobs;
	else
		huge_knobs_read(&rules->knobs, rules->facts);
	rules->visited = mm_flag(dump, PTWALK_DICT_MM_HUGEPAGE);
	rules->spared = mm_flag(dump, PTWALK_DICT_MM_ADVISED_THP);
	disabled = mm_flag(dump, PTWALK_DICT_MM_NO_THP);
	if (disabled != HUGE_UNSET)
		rules->knobs.process = !disabled;
	else if (knobs)
		rules->knobs.process = huge_knob_process(rules->facts);
}

/**
 * huge_rules_apply() - is there anybody on this kernel to whom the rules apply?
 * @rules: rules
 *
 * Return: false for MADV_COLLAPSE where the kernel has none, before 6.1; else true.
 */
bool huge_rules_apply(const struct huge_rules *rules)
{
	return rules->judge == HUGE_KHUGEPAGED || rules->behaviour->madvise;
}

/**
 * huge_rules_area() - apply the rules about VMAs to a VMA
 * @rules: rules
 * @vma: VMA
 * @end: first address after the part that counts: dump_vma_end()
 * @area: filled in
 */
void huge_rules_area(const struct huge_rules *rules, const struct ptwalk_vma *vma,
		     __u64 end, struct huge_area *area)
{
	const __u64 span = ptwalk_span(2);
	const struct huge_asked asked = { rules, area, &area->lacks, NULL };
	const struct huge_area_rule *rule;
	enum huge_verdict verdict;

	*area = (struct huge_area){
		.vma = vma,
		.start = vma->start,
		.end = end,
		.first = (vma->start + span - 1) & -span,
		.last = end & -span,
		.backing = huge_backing(vma),
		.armed = vma->flags & AREA_UFFD_ARMED,
		.orders = 1U << HUGE_ORDER,
		.verdict = HUGE_COLLAPSE,
	};
	/* decides whatever else refuses the VMA, as nothing can be done about it */
	if (huge_area_too_small(rules->dump, vma)) {
		area->verdict = HUGE_VMA_TOO_SMALL;
		area->reasons = HUGE_BIT(HUGE_VMA_TOO_SMALL);
		return;
	}
	if (rules->behaviour->any_order && rules->judge == HUGE_KHUGEPAGED &&
	    area->backing == HUGE_ANON)
		area->orders = huge_area_orders(rules, vma);
	for (rule = rules->behaviour->area; rule->ask; rule++) {
		verdict = rule->ask(&asked);
		if (verdict == HUGE_COLLAPSE || huge_is_settled(rules, verdict))
			continue;
		if (!area->reasons)
			area->verdict = verdict;
		area->reasons |= HUGE_BIT(verdict);
	}
	if (area->verdict == HUGE_FILE_INELIGIBLE)
		area->cause = huge_file_cause(rules, vma);
	else if (area->verdict == HUGE_TMPFS_DISABLED)
		area->cause = HUGE_DEVICE(vma->dev_major, vma->dev_minor);
	else if (area->verdict == HUGE_SHMEM_DISABLED)
		area->cause = huge_shmem_cause(rules, vma);
}

/**
 * huge_rules_no_table() - the verdict where there is no page table
 * @rules: rules
 * @above: there is a PMD table
 * @migration: a huge page under migration stands there
 *
 * Return: what find_pmd_or_thp_or_none() returns, as a verdict.
 */
enum huge_verdict huge_rules_no_table(const struct huge_rules *rules, bool above,
				      bool migration)
{
	if (migration)
		return rules->behaviour->migration;
	return above ? rules->behaviour->none : rules->behaviour->no_table;
}

/**
 * huge_rules_progress() - what a window counts in khugepaged/pages_to_scan
 * @rules: rules
 * @window: window, or several, that khugepaged scans
 *
 * khugepaged_scan_mm_slot() up to 6.12 counts all 512 pages of a window, whatever it
 * finds there.  collapse_scan_pmd() of 7.2 counts one page where there is no page table,
 * and else the PTEs up to the one that refuses; for these the result is the most it can
 * be.
 *
 * Return: pages.
 */
unsigned int huge_rules_progress(const struct huge_rules *rules,
				 const struct huge_window *window)
{
	const bool cheap = rules->behaviour->any_order && !window->table &&
			   (window->vma->flags & PTWALK_VMA_ANON);

	return window->windows * (cheap ? 1 : PTWALK_ENTRIES);
}

/**
 * huge_rules_eligible() - what THPeligible of smaps should say of a VMA
 * @rules: rules of %HUGE_KHUGEPAGED
 * @area: the VMA, after huge_rules_area() with these rules
 *
 * smaps applies the same rules but for those of khugepaged alone: the VMA needs no
 * anonymous page yet, nor the process to be on khugepaged's list; from 6.12 on any size
 * will do, and VMAs of device memory are not excluded.
 *
 * Return: 1, 0, or HUGE_UNSET where it is not known.
 */
int huge_rules_eligible(const struct huge_rules *rules,
			const struct huge_area *area)
{
	const struct ptwalk_vma *vma = area->vma;
	const struct huge_area_rule *rule;
	bool sizes = rules->behaviour->sizes;
	unsigned int lacks = 0, order;
	const struct huge_asked asked = { rules, area, &lacks, NULL };

	if (sizes && area->backing != HUGE_ANON) {
		int eligible = huge_file_eligible(&asked);

		return lacks ? HUGE_UNSET : eligible;
	}
	for (rule = rules->behaviour->area; rule->ask; rule++) {
		if (!rule->not_in_smaps && rule->ask(&asked) != HUGE_COLLAPSE)
			return 0;
	}
	if (lacks)
		return HUGE_UNSET;
	if (!sizes)
		return 1;
	for (order = 2; order <= HUGE_ORDER; order++) {
		__u64 span = ptwalk_span(1) << order;

		if ((huge_area_orders(rules, vma) & (1U << order)) &&
		    ((vma->start + span - 1) & -span) + span <= vma->end)
			return 1;
	}
	return 0;
}
