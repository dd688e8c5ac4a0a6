// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's rules about a VMA as a whole: hugepage_vma_check() of 5.10 (mm/khugepaged.c)
 * and 6.1 (mm/huge_memory.c), and thp_vma_allowable_orders() with
 * __thp_vma_allowable_orders() of later kernels, one function for each of their conditions.
 * Those about files and shared memory are in huge-file.c; the order in which a kernel checks
 * them is in huge-rules.c.
 *
 * Two conditions are left out, since no dump of an x86-64 process can meet them: a VMA
 * without an mm, and huge pages switched off by the hardware.
 */
#include <string.h>

#include "huge-private.h"

#define PASS	HUGE_COLLAPSE

/* vma_thp_disabled(): VM_NOHUGEPAGE */
enum huge_verdict huge_area_nohugepage(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_NOHUGEPAGE ?
	       HUGE_VMA_NOHUGEPAGE : PASS;
}

/*
 * vma_thp_disabled(): MMF_DISABLE_THP, from 6.18 on MMF_DISABLE_THP_COMPLETELY.
 * /proc/PID/status shows it as THP_enabled.
 */
enum huge_verdict huge_area_prctl(const struct huge_asked *asked)
{
	if (asked->rules->knobs.process == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_KNOBS;
	return asked->rules->knobs.process ? PASS : HUGE_THP_PRCTL;
}

/*
 * vma_thp_disabled(): MMF_DISABLE_THP_EXCEPT_ADVISED, which kernels have from 6.18 on.
 * MADV_COLLAPSE ignores it.
 */
enum huge_verdict huge_area_prctl_advised(const struct huge_asked *asked)
{
	const struct huge_rules *rules = asked->rules;

	if (huge_area_advised(asked) || rules->judge == HUGE_MADVISE)
		return PASS;
	if (rules->spared == HUGE_UNSET && (rules->behaviour->prctl_advised || !rules->same))
		*asked->lacks |= HUGE_LACKS_POLICY;
	return rules->spared == 1 ? HUGE_THP_PRCTL : PASS;
}

/* vma_is_dax(): only a fault makes huge pages there. */
enum huge_verdict huge_area_dax(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_DAX ? HUGE_VMA_DAX : PASS;
}

/* VM_NO_KHUGEPAGED */
enum huge_verdict huge_area_special(const struct huge_asked *asked)
{
	const __u64 special = PTWALK_VMA_IO | PTWALK_VMA_DONTEXPAND |
			      PTWALK_VMA_PFNMAP | PTWALK_VMA_MIXEDMAP;

	if (asked->area->vma->flags & PTWALK_VMA_HUGETLB)
		return HUGE_VMA_HUGETLB;
	return asked->area->vma->flags & special ? HUGE_VMA_SPECIAL : PASS;
}

/**
 * huge_area_too_small() - can a VMA never hold an aligned 2M?
 * @dump: the dump that it is in
 * @vma: VMA
 *
 * Neighbouring anonymous VMAs merge once they are given the same attributes, and can then
 * hold an aligned 2M together.
 *
 * Return: true for a VMA below 2M whose neighbours do not make it large enough.
 */
bool huge_area_too_small(const struct dump *dump, const struct ptwalk_vma *vma)
{
	const __u64 span = ptwalk_span(2);
	const __u64 least = vma->start & -span, most = (vma->end + span - 1) & -span;
	__u64 start = vma->start, end = vma->end;
	size_t at = dump_vmas_until(dump, start), i;

	if (end - start >= span)
		return false;
	if (!(vma->flags & PTWALK_VMA_ANON))
		return true;
	/* @vma is at index @at - 1 */
	for (i = at - 1; i-- && start > least; start = dump->vma[i]->start)
		if (dump->vma[i]->end != start || !(dump->vma[i]->flags & PTWALK_VMA_ANON))
			break;
	for (i = at; i < dump->nr_vmas && end < most; end = dump->vma[i++]->end)
		if (dump->vma[i]->start != end || !(dump->vma[i]->flags & PTWALK_VMA_ANON))
			break;
	return ((start + span - 1) & -span) + span > end;
}

/* Are file offset and address the same modulo 2M? */
enum huge_verdict huge_area_misaligned(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;

	return asked->area->backing != HUGE_ANON &&
	       ((vma->start - vma->offset) & (ptwalk_span(2) - 1)) ?
	       HUGE_FILE_MISALIGNED : PASS;
}

/* Does the VMA hold an aligned 2M? */
enum huge_verdict huge_area_in_one_vma(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;
	const __u64 span = ptwalk_span(2);

	/* mapped at a fitting address, it would have the windows of the file */
	if (huge_area_misaligned(asked) != PASS)
		return ((vma->offset + span - 1) & -span) + span <=
		       vma->offset + (vma->end - vma->start) ? PASS : HUGE_NOT_IN_ONE_VMA;
	return asked->area->first < asked->area->last ? PASS : HUGE_NOT_IN_ONE_VMA;
}

/* transhuge_vma_suitable(), thp_vma_suitable_order(): both of these conditions */
enum huge_verdict huge_area_suitable(const struct huge_asked *asked)
{
	if (huge_area_misaligned(asked) != PASS &&
	    !huge_is_settled(asked->rules, HUGE_FILE_MISALIGNED))
		return HUGE_FILE_MISALIGNED;
	return huge_area_in_one_vma(asked);
}

/*
 * khugepaged_enabled() and khugepaged_always() of 5.10, hugepage_flags_enabled() and
 * hugepage_flags_always() of 6.1, hugepage_global_enabled() and hugepage_global_always() of
 * later kernels
 */
enum huge_verdict huge_sysfs_global(const struct huge_asked *asked)
{
	if (asked->rules->judge == HUGE_MADVISE)
		return PASS;
	switch (asked->rules->knobs.enabled) {
	case HUGE_MODE_NONE:
		*asked->lacks |= HUGE_LACKS_KNOBS;
		return PASS;
	case HUGE_MODE_ALWAYS:
		return PASS;
	case HUGE_MODE_MADVISE:
		return huge_area_advised(asked) ? PASS : HUGE_THP_MADVISE;
	default:
		return HUGE_THP_SYSFS;
	}
}

/* hugepage_vma_check(): "Enforce sysfs THP requirements as necessary" */
enum huge_verdict huge_area_sysfs(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_ANON ? huge_sysfs_global(asked) :
						   huge_area_sysfs_file(asked);
}

/* thp_vma_allowable_orders(): does the mode of a size allow it? */
static bool size_allows(enum huge_mode size, enum huge_mode enabled,
			bool is_advised)
{
	switch (size) {
	case HUGE_MODE_ALWAYS:
		return true;
	case HUGE_MODE_MADVISE:
		return is_advised;
	case HUGE_MODE_INHERIT:
		return enabled == HUGE_MODE_ALWAYS ||
		       (enabled == HUGE_MODE_MADVISE && is_advised);
	default:
		return false;
	}
}

/**
 * huge_area_orders() - the page sizes that settings allow to anonymous memory of a VMA
 * @rules: rules
 * @vma: VMA
 *
 * Anonymous memory has no folios of order 1: THP_ORDERS_ALL_ANON.
 *
 * Return: bit N is set where thp_vma_allowable_orders() allows pages of order N.
 */
unsigned int huge_area_orders(const struct huge_rules *rules,
			      const struct ptwalk_vma *vma)
{
	unsigned int order, orders = 0;

	for (order = 2; order <= HUGE_ORDER; order++)
		if (size_allows(rules->knobs.size[order],
				rules->knobs.enabled,
				vma->flags & PTWALK_VMA_HUGEPAGE))
			orders |= 1U << order;
	return orders;
}

/* thp_vma_allowable_orders() with sysfs enforced, of the order of 2M */
enum huge_verdict huge_area_sysfs_sizes(const struct huge_asked *asked)
{
	enum huge_mode size = asked->rules->knobs.size[HUGE_ORDER];

	if (asked->area->backing != HUGE_ANON || asked->rules->judge == HUGE_MADVISE)
		return PASS;
	if (size == HUGE_MODE_NONE) {
		*asked->lacks |= HUGE_LACKS_KNOBS;
		return PASS;
	}
	if (size_allows(size, asked->rules->knobs.enabled, huge_area_advised(asked)))
		return PASS;
	return size == HUGE_MODE_INHERIT ? huge_sysfs_global(asked) :
					   HUGE_THP_SIZE;
}

/*
 * The same in 7.2, where any allowed order will do for khugepaged:
 * collapse_possible_orders()
 */
enum huge_verdict huge_area_sysfs_any_size(const struct huge_asked *asked)
{
	enum huge_verdict verdict = huge_area_sysfs_sizes(asked);

	return huge_area_any_order(asked->area) && asked->area->orders ? PASS : verdict;
}

/* vma_is_temporary_stack() */
enum huge_verdict huge_area_temporary_stack(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_TEMP_STACK ?
	       HUGE_TEMPORARY_STACK : PASS;
}

/*
 * "THPeligible bit of smaps should show 1 for proper VMAs even though anon_vma is not
 * initialized yet": smaps and page faults go on without it, a collapse does not.
 */
enum huge_verdict huge_area_no_anon_vma(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_ANON &&
	       !(asked->area->vma->flags & PTWALK_VMA_ANON_VMA) ?
	       HUGE_NO_ANON_VMA : PASS;
}

/*
 * anon_hpage_enabled() of 7.2, the part of hugepage_pmd_enabled() of 6.12 about it; "enabled" is
 * never here, and with it every size that inherits
 */
static int anon_starts(const struct huge_rules *rules)
{
	unsigned int order = rules->behaviour->any_order ? 2 : HUGE_ORDER;

	if (rules->knobs.size[HUGE_ORDER] == HUGE_MODE_NONE)
		return HUGE_UNSET;
	for (; order <= HUGE_ORDER; order++)
		if (rules->knobs.size[order] == HUGE_MODE_ALWAYS ||
		    rules->knobs.size[order] == HUGE_MODE_MADVISE)
			return 1;
	return 0;
}

/* shmem_hpage_pmd_enabled(), which does not know of mounts */
static int shmem_starts(const struct huge_knobs *knobs)
{
	if (knobs->shmem == HUGE_MODE_DENY)
		return 0;
	switch (knobs->shmem_size[HUGE_ORDER]) {
	case HUGE_MODE_NONE:
		return HUGE_UNSET;
	case HUGE_MODE_INHERIT:
		return knobs->shmem == HUGE_MODE_NONE ? HUGE_UNSET : knobs->shmem != HUGE_MODE_NEVER;
	default:
		return knobs->shmem_size[HUGE_ORDER] != HUGE_MODE_NEVER;
	}
}

/**
 * huge_khugepaged_runs() - is there a setting by which the kernel keeps khugepaged running?
 * @rules: rules
 *
 * khugepaged_enabled() of 5.10, hugepage_flags_enabled() of 6.1, hugepage_pmd_enabled() of 6.12
 * and hugepage_enabled() of 7.2, which start_stop_khugepaged() asks.  6.12 heeds "enabled" by itself
 * only with CONFIG_READ_ONLY_THP_FOR_FS, which matters where 2M does not inherit it: the
 * configuration is not known here, and taken to be set.
 *
 * Return: 1, 0, or HUGE_UNSET where a setting is not known.
 */
int huge_khugepaged_runs(const struct huge_rules *rules)
{
	int anon, shmem;

	if (rules->knobs.enabled == HUGE_MODE_NONE)
		return HUGE_UNSET;
	if (rules->knobs.enabled != HUGE_MODE_NEVER)
		return 1;
	if (!rules->behaviour->sizes)
		return 0;
	anon = anon_starts(rules);
	shmem = shmem_starts(&rules->knobs);
	if (anon == 1 || shmem == 1)
		return 1;
	return anon == HUGE_UNSET || shmem == HUGE_UNSET ? HUGE_UNSET : 0;
}

/*
 * Shared memory and files on a tmpfs can be allowed by settings of their own that do not start
 * khugepaged.  What starts it allows all other memory.
 */
enum huge_verdict huge_area_stopped(const struct huge_asked *asked)
{
	const enum huge_backing backing = asked->area->backing;
	int runs;

	if (asked->rules->judge != HUGE_KHUGEPAGED || backing == HUGE_ANON || backing == HUGE_FILE)
		return PASS;
	runs = huge_khugepaged_runs(asked->rules);
	if (runs == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_KNOBS;
	return runs ? PASS : HUGE_STOPPED;
}

/**
 * huge_fault_may() - can the first write to an empty window make a huge page there?
 * @rules: rules, of any judge: a page fault heeds the settings
 * @vma: VMA of anonymous memory
 *
 * Return: 1; 0 where the settings have smaller pages made, or where userfaultfd is told of the
 * fault and fills in pages of 4K; HUGE_UNSET where a setting is not known.
 */
int huge_fault_may(const struct huge_rules *rules, const struct ptwalk_vma *vma)
{
	const enum huge_mode enabled = rules->knobs.enabled;
	const enum huge_mode size = rules->behaviour->sizes ? rules->knobs.size[HUGE_ORDER] :
							     HUGE_MODE_INHERIT;

	if (vma->flags & PTWALK_VMA_UFFD_MISSING)
		return 0;
	if (size == HUGE_MODE_NONE || (size == HUGE_MODE_INHERIT && enabled == HUGE_MODE_NONE))
		return HUGE_UNSET;
	return size_allows(size, enabled, vma->flags & PTWALK_VMA_HUGEPAGE);
}

/*
 * khugepaged_scan_mm_slot() and collapse_scan_mm_slot() walk a list of mm_structs.
 * __khugepaged_enter() adds one at a fault or madvise() in a VMA that may have huge pages
 * at that time, and at fork() of a process that is on the list.
 */
enum huge_verdict huge_area_not_visited(const struct huge_asked *asked)
{
	return asked->rules->judge == HUGE_KHUGEPAGED && !asked->rules->visited ?
	       HUGE_NOT_VISITED : PASS;
}
