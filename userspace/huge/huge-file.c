// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's rules about files and shared memory: file_thp_enabled(), and the policy of
 * mm/shmem.c.  Which of them applies follows from the mount that a file is on, not from
 * its inode number or name: files of the kernel's internal tmpfs mount (memfd, SysV,
 * shared anonymous memory) obey shmem_enabled, those of any other tmpfs its mount option
 * "huge=", all others "enabled" and what their file system can do.
 */
#include <string.h>

#include "area.h"
#include "huge-private.h"

#define PASS	HUGE_COLLAPSE

static bool huge_file_named(const struct ptwalk_vma *vma, const char *begin)
{
	size_t length = strlen(begin);

	return vma->name_length >= length && !memcmp(vma->name, begin, length);
}

/* Did the module record what kind of file it is?  Older modules did not. */
static bool is_known(const struct ptwalk_vma *vma)
{
	return vma->flags & PTWALK_VMA_FILE;
}

/* Is it shared anonymous memory?  Only the kernel's mapping of that has this name. */
static bool is_anon_shmem(const struct ptwalk_vma *vma)
{
	static const char name[] = "/dev/zero (deleted)";

	if (is_known(vma) && !(vma->flags & PTWALK_VMA_INTERNAL))
		return false;
	return vma->name_length == sizeof(name) - 1 && huge_file_named(vma, name);
}

/**
 * huge_backing() - what a VMA maps
 * @vma: VMA
 *
 * In dumps of older modules, files of the kernel's internal tmpfs mount are recognized by
 * names that only they have, and a file of another tmpfs is %HUGE_FILE.
 *
 * Return: enum huge_backing.
 */
enum huge_backing huge_backing(const struct ptwalk_vma *vma)
{
	if (vma->flags & PTWALK_VMA_ANON)
		return HUGE_ANON;
	if (vma->flags & PTWALK_VMA_SHMEM)
		return vma->flags & PTWALK_VMA_INTERNAL ? HUGE_SHMEM : HUGE_TMPFS;
	if (!is_known(vma) && !vma->dev_major &&
	    (huge_file_named(vma, "/memfd:") || huge_file_named(vma, "/SYSV") || is_anon_shmem(vma)))
		return HUGE_SHMEM;
	return HUGE_FILE;
}

/*
 * THPeligible of smaps: 1, 0 or HUGE_UNSET.  It follows khugepaged's rules, except that
 * it does not need an anon_vma; so a 0 says nothing about MADV_COLLAPSE, whose rules are
 * fewer.
 */
static int smaps_says(const struct huge_asked *asked)
{
	const struct ptwalk_smaps *smaps = facts_smaps(asked->rules->facts, asked->area->start);

	if (!smaps || asked->rules->cured ||
	    (asked->rules->judge == HUGE_MADVISE && !smaps->eligible))
		return HUGE_UNSET;
	return smaps->eligible;
}

/*
 * The mount option "huge=" of a tmpfs.  Without one the value is never, whatever the
 * kernel's default is: mountinfo leaves the option out for never, and for no other value.
 */
static enum huge_mode mount_mode(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;
	const struct ptwalk_mount *mount;
	char value[FACTS_TEXT];

	mount = facts_mount(asked->rules->facts, vma->dev_major, vma->dev_minor);
	/* for a file of an overlay, the device is not that of the tmpfs below it */
	if (!mount || !huge_mount_is_tmpfs(mount))
		return HUGE_MODE_NONE;
	if (!facts_mount_option(mount, "huge", value))
		return HUGE_MODE_NEVER;
	return huge_mode_named(value);
}

/**
 * huge_mount_is_tmpfs() - is a mount a tmpfs, or a devtmpfs, which is one by another name?
 * @mount: file system
 *
 * Return: true where it is.
 */
bool huge_mount_is_tmpfs(const struct ptwalk_mount *mount)
{
	static const char *const types[] = { "tmpfs", "devtmpfs" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (mount->type_length == strlen(types[i]) &&
		    !memcmp(mount->text, types[i], mount->type_length))
			return true;
	return false;
}

/* The policy within_size, which also allows what is advised: 1, 0 or HUGE_UNSET */
static int within_size(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;

	if (huge_area_advised(asked) || (vma->flags & PTWALK_VMA_SIZE_2M))
		return 1;
	/*
	 * shmem_huge_enabled() of 5.10 is content if a file of 2M reaches to the boundary at or
	 * after the offset; the dump says whether it reaches to the one after.
	 */
	if (asked->rules->behaviour->within_aligned && vma->offset &&
	    !(vma->offset & (ptwalk_span(2) - 1)))
		return HUGE_UNSET;
	return is_known(vma) ? 0 : HUGE_UNSET;
}

/* SHMEM_SB(inode->i_sb)->huge, which shmem_enabled sets for the kernel's internal mount */
static enum huge_mode shmem_mode(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_TMPFS ? mount_mode(asked) :
						    asked->rules->knobs.shmem;
}

/*
 * shmem_huge_enabled() of 5.10, __shmem_is_huge() of 6.1, __shmem_huge_global_enabled() and
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
	switch (shmem_mode(asked)) {
	case HUGE_MODE_NONE:
		return HUGE_UNSET;
	case HUGE_MODE_ALWAYS:
		return 1;
	case HUGE_MODE_WITHIN_SIZE:
		return within_size(asked);
	case HUGE_MODE_ADVISE:
		return huge_area_advised(asked);
	default:
		return 0;
	}
}

static enum huge_verdict shmem_answer(const struct huge_asked *asked, int allowed)
{
	const enum huge_mode shmem = asked->rules->knobs.shmem;

	if (allowed == HUGE_UNSET)
		allowed = smaps_says(asked);
	if (allowed == HUGE_UNSET)
		*asked->lacks |= shmem == HUGE_MODE_NONE ? HUGE_LACKS_KNOBS :
							   HUGE_LACKS_POLICY;
	if (allowed)
		return PASS;
	return asked->area->backing == HUGE_TMPFS && shmem != HUGE_MODE_DENY ?
	       HUGE_TMPFS_DISABLED : HUGE_SHMEM_DISABLED;
}

static bool is_shmem(const struct huge_asked *asked)
{
	return asked->area->backing == HUGE_SHMEM ||
	       asked->area->backing == HUGE_TMPFS;
}

/**
 * huge_shmem_cause() - which setting refuses shared memory
 * @rules: rules that refuse it
 * @vma: VMA of shared memory
 *
 * Return: %HUGE_SHMEM_SIZE where hugepages-2048kB/shmem_enabled does, else
 * %HUGE_SHMEM_ALL.
 */
enum huge_shmem_cause huge_shmem_cause(const struct huge_rules *rules,
				       const struct ptwalk_vma *vma)
{
	const enum huge_mode size = rules->knobs.shmem_size[HUGE_ORDER];

	if (!rules->behaviour->sizes || !is_anon_shmem(vma) ||
	    (rules->judge == HUGE_MADVISE && rules->behaviour->any_order) ||
	    rules->knobs.shmem == HUGE_MODE_DENY)
		return HUGE_SHMEM_ALL;
	/*
	 * "force" refuses every size that is not "inherit"; of these, only one that is
	 * never is refused without "force" as well
	 */
	if (rules->knobs.shmem == HUGE_MODE_FORCE)
		return size == HUGE_MODE_NEVER ? HUGE_SHMEM_SIZE : HUGE_SHMEM_ALL;
	return huge_mode_is_own(size) ? HUGE_SHMEM_SIZE : HUGE_SHMEM_ALL;
}

/* shmem_huge_enabled() */
enum huge_verdict huge_area_shmem(const struct huge_asked *asked)
{
	return is_shmem(asked) ? shmem_answer(asked, shmem_global(asked)) : PASS;
}

/* The setting of a size, applied to @global of shmem_global(): 1, 0 or HUGE_UNSET */
static int shmem_size(const struct huge_asked *asked, unsigned int order, int global)
{
	const struct huge_knobs *knobs = &asked->rules->knobs;
	const enum huge_mode size = knobs->shmem_size[order];

	if (knobs->shmem == HUGE_MODE_DENY)
		return 0;
	switch (size) {
	case HUGE_MODE_ALWAYS:
		return knobs->shmem != HUGE_MODE_FORCE;
	case HUGE_MODE_ADVISE:
		return huge_area_advised(asked) && knobs->shmem != HUGE_MODE_FORCE;
	case HUGE_MODE_WITHIN_SIZE:
		if (knobs->shmem == HUGE_MODE_FORCE)
			return 0;
		if (asked->area->vma->flags & PTWALK_VMA_SIZE_2M)
			return 1;
		return order == HUGE_ORDER && is_known(asked->area->vma) ? 0 : HUGE_UNSET;
	case HUGE_MODE_NEVER:
		return 0;
	default:
		return global;
	}
}

/*
 * shmem_allowable_huge_orders() of 6.12: in shared anonymous memory the setting of a size
 * counts, for khugepaged and for MADV_COLLAPSE.
 */
enum huge_verdict huge_area_shmem_sizes(const struct huge_asked *asked)
{
	int global;

	if (!is_shmem(asked))
		return PASS;
	global = shmem_global(asked);
	if (is_anon_shmem(asked->area->vma))
		global = shmem_size(asked, HUGE_ORDER, global);
	return shmem_answer(asked, global);
}

/* The same in 7.2: "forced collapse ignores sysfs configs" */
enum huge_verdict huge_area_shmem_forced(const struct huge_asked *asked)
{
	if (asked->rules->judge == HUGE_MADVISE)
		return huge_area_shmem(asked);
	return huge_area_shmem_sizes(asked);
}

/*
 * __thp_vma_allowable_orders(), vma_file_allow_thp_tuneables(): does "enabled" allow a
 * file?  In dumps of older modules, a file whose device has major number 0 may be on a
 * tmpfs, to which "enabled" does not apply; then THPeligible of smaps decides.
 */
enum huge_verdict huge_area_sysfs_file(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;
	enum huge_verdict verdict;
	int allowed;

	if (asked->area->backing != HUGE_FILE)
		return PASS;
	verdict = huge_sysfs_global(asked);
	allowed = smaps_says(asked);
	if (is_known(vma) || !area_has_file(vma) || verdict == PASS ||
	    vma->dev_major || allowed == 0)
		return verdict;
	if (allowed == HUGE_UNSET)
		*asked->lacks |= HUGE_LACKS_POLICY;
	return PASS;
}

/**
 * huge_file_cause() - which condition of file_thp_enabled() fails
 * @rules: rules
 * @vma: VMA, not of a tmpfs
 *
 * Return: the first one, %HUGE_FILE_FINE where none does, or %HUGE_FILE_UNSAID where it
 * is not known whether one does.
 */
enum huge_file_cause huge_file_cause(const struct huge_rules *rules,
				     const struct ptwalk_vma *vma)
{
	const struct huge_behaviour *by = rules->behaviour;
	/* it may be a file of a tmpfs, for which these conditions do not count */
	const bool unsaid = !is_known(vma) && !vma->dev_major;
	const unsigned int settled = rules->settled_files;

	if (!area_has_file(vma))
		return HUGE_FILE_IRREGULAR;
	if (is_known(vma) && !(vma->flags & PTWALK_VMA_FILE_THP) && by->file_config)
		return HUGE_FILE_CONFIG;
	if (by->file_exec && !(vma->flags & PTWALK_VMA_EXEC) && !unsaid &&
	    !(settled & (1U << HUGE_FILE_NOT_EXEC)))
		return HUGE_FILE_NOT_EXEC;
	if (!is_known(vma))
		return HUGE_FILE_UNSAID;
	if (by->file_config && (vma->flags & PTWALK_VMA_WRITERS) &&
	    !(settled & (1U << HUGE_FILE_WRITERS)))
		return HUGE_FILE_WRITERS;
	if (!(vma->flags & PTWALK_VMA_REGULAR))
		return HUGE_FILE_IRREGULAR;
	return (vma->flags & PTWALK_VMA_FILE_THP) || (settled & (1U << HUGE_FILE_SYSTEM)) ?
	       HUGE_FILE_FINE : HUGE_FILE_SYSTEM;
}

/* file_thp_enabled() */
enum huge_verdict huge_area_file(const struct huge_asked *asked)
{
	int allowed;

	if (asked->area->backing != HUGE_FILE)
		return PASS;
	switch (huge_file_cause(asked->rules, asked->area->vma)) {
	case HUGE_FILE_FINE:
		return PASS;
	case HUGE_FILE_UNSAID:
		allowed = smaps_says(asked);
		if (allowed == HUGE_UNSET)
			*asked->lacks |= HUGE_LACKS_POLICY;
		return allowed ? PASS : HUGE_FILE_INELIGIBLE;
	default:
		return HUGE_FILE_INELIGIBLE;
	}
}

/* thp_vma_suitable_order() of the last aligned address in the VMA */
static bool is_suitable(const struct ptwalk_vma *vma, unsigned int order)
{
	const __u64 size = ptwalk_span(1) << order;
	const __u64 at = (vma->end - size) & -size;

	return vma->end - vma->start >= size && at >= vma->start &&
	       !((vma->start - vma->offset) & (size - 1));
}

/* Is any size up to @largest allowed to shared memory?  1, 0 or HUGE_UNSET */
static int shmem_orders(const struct huge_asked *asked, unsigned int largest)
{
	int global = shmem_global(asked), allowed, any = 0;
	unsigned int order;

	/* the dump says whether the file has room for 2M, not for smaller sizes */
	if (!global && asked->rules->behaviour->any_order &&
	    shmem_mode(asked) == HUGE_MODE_WITHIN_SIZE)
		global = HUGE_UNSET;
	if (!is_anon_shmem(asked->area->vma)) {
		/* force allows 2M alone */
		if (asked->rules->knobs.shmem == HUGE_MODE_FORCE &&
		    asked->rules->behaviour->any_order)
			return largest == HUGE_ORDER;
		return global;
	}
	if (!asked->rules->behaviour->any_order)
		largest = HUGE_ORDER;
	for (order = 1; order <= largest; order++) {
		/* a size without a setting is never allowed */
		if (asked->rules->knobs.shmem_size[order] == HUGE_MODE_NONE)
			continue;
		allowed = shmem_size(asked, order, global);
		if (allowed == 1)
			return 1;
		if (allowed == HUGE_UNSET)
			any = HUGE_UNSET;
	}
	return any;
}

/**
 * huge_file_eligible() - THPeligible of a VMA that is not anonymous, from 6.12 on
 * @asked: input of a rule
 *
 * Any size will do for smaps, VMAs that khugepaged skips are not excluded, and files that
 * a fault may map by huge pages are eligible.
 *
 * Return: 1 or 0; not known where this sets *@asked->lacks.
 */
int huge_file_eligible(const struct huge_asked *asked)
{
	const struct ptwalk_vma *vma = asked->area->vma;
	const bool pfns = vma->flags & (PTWALK_VMA_PFNMAP | PTWALK_VMA_MIXEDMAP);
	unsigned int largest = HUGE_ORDER, least = pfns ? HUGE_ORDER : 1;
	int allowed;

	if (huge_area_nohugepage(asked) != PASS || huge_area_prctl(asked) != PASS ||
	    huge_area_dax(asked) != PASS)
		return 0;
	while (largest >= least && !is_suitable(vma, largest))
		largest--;
	if (largest < least)
		return 0;
	if (is_shmem(asked)) {
		allowed = shmem_orders(asked, largest);
		if (allowed == HUGE_UNSET)
			*asked->lacks |= HUGE_LACKS_POLICY;
		return allowed != 0;
	}
	if (huge_area_sysfs_file(asked) != PASS &&
	    !(asked->rules->behaviour->any_order && (vma->flags & PTWALK_VMA_PFNMAP) &&
	      (vma->flags & PTWALK_VMA_HUGE_FAULT)))
		return 0;
	if (vma->flags & PTWALK_VMA_HUGE_FAULT)
		return 1;
	return huge_area_file(asked) == PASS;
}
