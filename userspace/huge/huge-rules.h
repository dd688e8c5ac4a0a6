/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's rules for collapsing, by series of kernels: which conditions are checked,
 * in which order.  Each rule is one function (huge-area.c, huge-file.c, huge-entry.c)
 * that names the kernel function it mirrors; the lists of rules are in huge-rules.c.
 * Pure: they depend on the dump and its facts alone, and print nothing.
 */
#ifndef PTWALK_HUGE_RULES_H
#define PTWALK_HUGE_RULES_H

#include "dump.h"
#include "huge-count.h"
#include "huge-window.h"

#define HUGE_ORDER	9	/* of a page of 2 MiB */

/**
 * enum huge_mode - value of a setting that is a word
 * @HUGE_MODE_NONE: the kernel has no such setting, or it is not known
 */
enum huge_mode {
	HUGE_MODE_NONE,
	HUGE_MODE_ALWAYS,
	HUGE_MODE_MADVISE,
	HUGE_MODE_INHERIT,
	HUGE_MODE_NEVER,
	HUGE_MODE_WITHIN_SIZE,
	HUGE_MODE_ADVISE,
	HUGE_MODE_DENY,
	HUGE_MODE_FORCE,
};

/* Has a size a setting of its own?  Kernels have them since 6.8; "inherit" is that of all sizes. */
static inline bool huge_mode_is_own(enum huge_mode size)
{
	return size != HUGE_MODE_NONE && size != HUGE_MODE_INHERIT;
}

/* A number or a switch that is not known */
#define HUGE_UNSET	(-1)

/**
 * struct huge_knobs - the settings, parsed
 * @enabled: transparent_hugepage/enabled
 * @shmem: shmem_enabled
 * @size: by order: hugepages-*kB/enabled
 * @shmem_size: by order: hugepages-*kB/shmem_enabled
 * @max_none: khugepaged/max_ptes_none, or HUGE_UNSET
 * @max_swap: khugepaged/max_ptes_swap, likewise
 * @max_shared: khugepaged/max_ptes_shared, likewise
 * @process: 0 where the process has switched huge pages off, 1 where not, or HUGE_UNSET;
 *	     from mm->flags, or THP_enabled of /proc/PID/status
 * @reclaim: vm/zone_reclaim_mode, or HUGE_UNSET
 * @pages_to_scan: khugepaged/pages_to_scan: pages that khugepaged looks at before it
 *		   sleeps, or HUGE_UNSET
 * @sleep_ms: khugepaged/scan_sleep_millisecs: how long it sleeps, or HUGE_UNSET
 */
struct huge_knobs {
	enum huge_mode	enabled;
	enum huge_mode	shmem;
	enum huge_mode	size[HUGE_ORDER + 1];
	enum huge_mode	shmem_size[HUGE_ORDER + 1];
	int		max_none;
	int		max_swap;
	int		max_shared;
	int		process;
	int		reclaim;
	__s64		pages_to_scan;
	__s64		sleep_ms;
};

struct huge_behaviour;

/**
 * struct huge_rules - the rules for a dump, and their input
 * @judge: whose rules apply: khugepaged or MADV_COLLAPSE
 * @behaviour: the rules of a series of kernels
 * @release: that series: "6.12"
 * @same: the kernel of the dump is of that series; else its own rules are not known
 * @knobs: settings
 * @visited: khugepaged has the process on its list (MMF_VM_HUGEPAGE): 1, 0 or HUGE_UNSET
 * @spared: the process has switched huge pages off except for VMAs advised with
 *	    MADV_HUGEPAGE: 1, 0 or HUGE_UNSET
 * @settled: HUGE_BIT() of reasons that are taken as mended, so their rules are skipped:
 *	     see huge-cure.h
 * @settled_files: bit N: the same for enum huge_file_cause N
 * @cured: @knobs, @settled or @settled_files were changed, so smaps of the dump does not
 *	   apply
 * @facts: settings, smaps, mounts and pages of the dump
 * @dump: the dump
 */
struct huge_rules {
	enum huge_judge			judge;
	const struct huge_behaviour	*behaviour;
	const char			*release;
	bool				same;
	struct huge_knobs		knobs;
	int				visited;
	int				spared;
	__u64				settled;
	unsigned int			settled_files;
	bool				cured;
	const struct facts		*facts;
	const struct dump		*dump;
};

static inline bool huge_is_settled(const struct huge_rules *rules,
				   enum huge_verdict verdict)
{
	return rules->settled & HUGE_BIT(verdict);
}

/**
 * enum huge_backing - what a VMA maps
 * @HUGE_ANON: anonymous memory: vma_is_anonymous()
 * @HUGE_SHMEM: a file of the kernel's internal tmpfs mount: memfd, SysV, shared anonymous
 *		memory
 * @HUGE_TMPFS: a file of another tmpfs
 * @HUGE_FILE: any other file, or something else that is not anonymous; in dumps of
 *	       modules that do not tell files apart, also a file of a tmpfs
 */
enum huge_backing {
	HUGE_ANON,
	HUGE_SHMEM,
	HUGE_TMPFS,
	HUGE_FILE,
};

/**
 * struct huge_area - a VMA as the rules see it, whatever its entries are
 * @vma: the VMA
 * @start: first address
 * @end: first address after the part that counts: dump_vma_end()
 * @first: start of its first aligned window
 * @last: end of its last aligned window; not above @first where it has none
 * @backing: enum huge_backing
 * @armed: registered with userfaultfd: the kernel's userfaultfd_armed()
 * @orders: bit N: khugepaged may collapse to pages of order N
 * @verdict: the first rule that refuses the VMA, or %HUGE_COLLAPSE
 * @reasons: HUGE_BIT() of every rule that refuses it
 * @cause: more about @verdict: see struct huge_window
 * @lacks: HUGE_LACKS_*
 */
struct huge_area {
	const struct ptwalk_vma	*vma;
	__u64			start;
	__u64			end;
	__u64			first;
	__u64			last;
	enum huge_backing	backing;
	bool			armed;
	unsigned int		orders;
	enum huge_verdict	verdict;
	__u64			reasons;
	__u64			cause;
	unsigned int		lacks;
};

int huge_khugepaged_runs(const struct huge_rules *rules);
enum huge_mode huge_mode_named(const char *word);
int huge_knob_process(const struct facts *facts);
void huge_knobs_read(struct huge_knobs *knobs, const struct facts *facts);
void huge_rules_begin(struct huge_rules *rules, const struct dump *dump,
		      enum huge_judge judge, const struct huge_knobs *knobs);
bool huge_rules_apply(const struct huge_rules *rules);
void huge_rules_area(const struct huge_rules *rules, const struct ptwalk_vma *vma,
		     __u64 end, struct huge_area *area);
void huge_rules_window(const struct huge_rules *rules,
		       const struct huge_area *area,
		       const struct huge_masks *masks,
		       struct huge_window *window);
enum huge_verdict huge_rules_no_table(const struct huge_rules *rules, bool above,
				      bool migration);
unsigned int huge_rules_progress(const struct huge_rules *rules,
				 const struct huge_window *window);
int huge_rules_eligible(const struct huge_rules *rules,
			const struct huge_area *area);

#endif /* PTWALK_HUGE_RULES_H */
