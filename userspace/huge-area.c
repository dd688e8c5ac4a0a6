// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's rules about areas: mm/huge_memory.c's hugepage_vma_check() of
 * 6.1, and thp_vma_allowable_orders() with __thp_vma_allowable_orders() of later
 * kernels, one function for each of their conditions, and mm/shmem.c's policy.
 * In which order a kernel asks them is in huge-rules.c.
 *
 * Left out is what cannot be on x86-64 as we meet it: an area without an mm, and
 * huge pages switched off by the hardware.
 */
#include <string.h>

#include "huge-private.h"

#define PASS	HUGE_COLLAPSE

static bool advised(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_HUGEPAGE;
}

/* vma_thp_disabled(): VM_NOHUGEPAGE */
enum huge_verdict huge_area_nohugepage(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_NOHUGEPAGE ?
	       HUGE_VMA_NOHUGEPAGE : PASS;
}

/*
 * vma_thp_disabled(): MMF_DISABLE_THP, from 6.18 on MMF_DISABLE_THP_COMPLETELY.
 * It is THP_enabled of /proc/PID/status.
 */
enum huge_verdict huge_area_prctl(const struct huge_asked *asked)
{
	if (asked->rules->knobs.process == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_KNOBS;
	return asked->rules->knobs.process ? PASS : HUGE_THP_PRCTL;
}

/*
 * vma_thp_disabled(): MMF_DISABLE_THP_EXCEPT_ADVISED, which no file shows.  What
 * smaps calls not eligible although nothing else is against it has this reason.
 */
enum huge_verdict huge_area_prctl_advised(const struct huge_asked *asked)
{
	const struct ptwalk_smaps *smaps;

	if (advised(asked) || asked->rules->judge == HUGE_MADVISE ||
	    asked->area->backing != HUGE_ANON ||
	    huge_rules_eligible(asked->rules, asked->area) != 1)
		return PASS;
	smaps = facts_smaps(asked->rules->facts, asked->area->start);
	if (!smaps)
		*asked->lacks |= HUGE_LACKS_POLICY;
	return smaps && !smaps->eligible ? HUGE_THP_PRCTL : PASS;
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

/*
 * transhuge_vma_suitable(), thp_vma_suitable_order(): is there an aligned 2M in
 * the area, and does a file's offset go with the address?
 */
enum huge_verdict huge_area_suitable(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;

	if (asked->area->backing != HUGE_ANON &&
	    ((vma->start - vma->offset) & (ptwalk_span(2) - 1)))
		return HUGE_FILE_MISALIGNED;
	return asked->area->first < asked->area->last ? PASS : HUGE_NOT_IN_ONE_VMA;
}

/*
 * The policy that counts for shared memory: that of the kernel's own tmpfs mount
 * follows shmem_enabled, that of any other is a mount option.
 *
 * __shmem_is_huge() of 6.1, __shmem_huge_global_enabled() and
 * shmem_huge_global_enabled() of later kernels.  Return: 1, 0 or HUGE_UNSET.
 */
static int shmem_global(const struct huge_asked *asked)
{
	switch (asked->rules->knobs.shmem) {
	case HUGE_MODE_NONE:
		return HUGE_UNSET;
	case HUGE_MODE_DENY:
		return 0;
	case HUGE_MODE_FORCE:
		return 1;
	default:
		break;
	}
	if (asked->rules->judge == HUGE_MADVISE)
		return 1;
	switch (asked->rules->knobs.shmem) {
	case HUGE_MODE_ALWAYS:
		return 1;
	case HUGE_MODE_WITHIN_SIZE:	/* of a size that is not known */
		return advised(asked) ? 1 : HUGE_UNSET;
	case HUGE_MODE_ADVISE:
		return advised(asked);
	default:
		return 0;
	}
}

/* smaps speaks for khugepaged's rules, to which it adds only a missing anon_vma. */
static int smaps_says(const struct huge_asked *asked)
{
	const struct ptwalk_smaps *smaps = facts_smaps(asked->rules->facts, asked->area->start);

	if (!smaps || (asked->rules->judge == HUGE_MADVISE && !smaps->eligible))
		return HUGE_UNSET;
	return smaps->eligible;
}

static enum huge_verdict shmem_answer(const struct huge_asked *asked, int allowed)
{
	if (allowed == HUGE_UNSET)
		allowed = smaps_says(asked);
	if (allowed == HUGE_UNSET)
		*asked->lacks |= asked->rules->knobs.shmem == HUGE_MODE_NONE ?
			  HUGE_LACKS_KNOBS : HUGE_LACKS_POLICY;
	return allowed ? PASS : HUGE_SHMEM_DISABLED;
}

/* shmem_huge_enabled() */
enum huge_verdict huge_area_shmem(const struct huge_asked *asked)
{
	if (asked->area->backing != HUGE_SHMEM)
		return PASS;
	return shmem_answer(asked, shmem_global(asked));
}

/* A name that only the kernel's mapping of shared anonymous memory has */
static bool is_anon_shmem(const struct ptwalk_vma *vma)
{
	static const char name[] = "/dev/zero (deleted)";

	return vma->name_length == sizeof(name) - 1 &&
	       !memcmp(vma->name, name, sizeof(name) - 1);
}

/* What the setting of the size 2M makes of the policy for all; likewise */
static int shmem_size(const struct huge_asked *asked, int global)
{
	const struct huge_knobs *knobs = &asked->rules->knobs;

	if (!is_anon_shmem(asked->area->vma) || knobs->shmem == HUGE_MODE_DENY)
		return global;
	switch (knobs->shmem_size[HUGE_ORDER]) {
	case HUGE_MODE_ALWAYS:
		return knobs->shmem != HUGE_MODE_FORCE;
	case HUGE_MODE_ADVISE:
		return advised(asked) && knobs->shmem != HUGE_MODE_FORCE;
	case HUGE_MODE_WITHIN_SIZE:
		return HUGE_UNSET;
	case HUGE_MODE_NEVER:
		return 0;
	default:
		return global;
	}
}

/*
 * shmem_allowable_huge_orders() of 6.12: for shared anonymous memory, sizes have a
 * say, whoever collapses.
 */
enum huge_verdict huge_area_shmem_sizes(const struct huge_asked *asked)
{
	if (asked->area->backing != HUGE_SHMEM)
		return PASS;
	return shmem_answer(asked, shmem_size(asked, shmem_global(asked)));
}

/* The same of 7.2: "forced collapse ignores sysfs configs" */
enum huge_verdict huge_area_shmem_forced(const struct huge_asked *asked)
{
	if (asked->rules->judge == HUGE_MADVISE)
		return huge_area_shmem(asked);
	return huge_area_shmem_sizes(asked);
}

/* hugepage_flags_enabled(), hugepage_global_enabled() and their _always() */
static enum huge_verdict sysfs_global(const struct huge_asked *asked)
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
		return advised(asked) ? PASS : HUGE_THP_MADVISE;
	default:
		return HUGE_THP_SYSFS;
	}
}

/*
 * The kernel leaves this to the mount option of a tmpfs, which cannot be told from
 * other file systems without a device of their own; smaps knows.
 */
static enum huge_verdict sysfs_file(const struct huge_asked *asked)
{
	enum huge_verdict verdict = sysfs_global(asked);
	int allowed = smaps_says(asked);

	if (verdict == PASS || asked->area->vma->dev_major || allowed == 0)
		return verdict;
	if (allowed == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_POLICY;
	return PASS;
}

/* hugepage_vma_check(): "Enforce sysfs THP requirements as necessary" */
enum huge_verdict huge_area_sysfs(const struct huge_asked *asked)
{
	switch (asked->area->backing) {
	case HUGE_SHMEM:
		return PASS;
	case HUGE_FILE:
		return sysfs_file(asked);
	default:
		return sysfs_global(asked);
	}
}

/* thp_vma_allowable_orders(): the orders that are allowed, by mode of a size */
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
 * huge_area_orders() - the sizes that anonymous memory of an area may have
 * @rules: rules
 * @vma: area
 *
 * Return: bit N: pages of order N, as thp_vma_allowable_orders() takes them
 * from the settings.
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
	if (size_allows(size, asked->rules->knobs.enabled, advised(asked)))
		return PASS;
	return size == HUGE_MODE_INHERIT ? sysfs_global(asked) :
					   HUGE_THP_SIZE;
}

/* The same of 7.2, where khugepaged asks for any order: collapse_possible_orders() */
enum huge_verdict huge_area_sysfs_any_size(const struct huge_asked *asked)
{
	enum huge_verdict verdict = huge_area_sysfs_sizes(asked);

	return huge_area_any_order(asked->area) && asked->area->orders ? PASS : verdict;
}

/* __thp_vma_allowable_orders(), vma_file_allow_thp_tuneables(): files */
enum huge_verdict huge_area_sysfs_file(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_FILE ? sysfs_file(asked) : PASS;
}

static enum huge_verdict file_answer(const struct huge_asked *asked)
{
	int allowed = smaps_says(asked);

	if (!asked->area->vma->ino)
		return HUGE_FILE_INELIGIBLE;
	if (allowed == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_POLICY;
	return allowed ? PASS : HUGE_FILE_INELIGIBLE;
}

/* file_thp_enabled() of 6.1: only what can be executed */
enum huge_verdict huge_area_file_exec(const struct huge_asked *asked)
{
	if (asked->area->backing != HUGE_FILE)
		return PASS;
	/* a tmpfs has rules of its own, and may be what this is */
	if (!(asked->area->vma->flags & PTWALK_VMA_EXEC) && asked->area->vma->dev_major)
		return HUGE_FILE_INELIGIBLE;
	return file_answer(asked);
}

/*
 * file_thp_enabled(): a regular file, of a file system and opened in a way that
 * cannot be seen from here.
 */
enum huge_verdict huge_area_file(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_FILE ? file_answer(asked) :
					    PASS;
}

/* vma_is_temporary_stack() */
enum huge_verdict huge_area_temporary_stack(const struct huge_asked *asked)
{
	return asked->area->vma->flags & PTWALK_VMA_TEMP_STACK ?
	       HUGE_TEMPORARY_STACK : PASS;
}

/* "THPeligible bit of smaps should show 1 for proper VMAs even though..." */
enum huge_verdict huge_area_no_anon_vma(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_ANON &&
	       !(asked->area->vma->flags & PTWALK_VMA_ANON_VMA) ?
	       HUGE_NO_ANON_VMA : PASS;
}
