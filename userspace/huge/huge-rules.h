/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's rules for collapsing, by behaviour: which kernels ask what, in
 * which order.  One function a rule (huge-area.c, huge-entry.c), each naming the
 * kernel function that it mirrors; the lists are in huge-rules.c.  Pure.
 */
#ifndef PTWALK_HUGE_RULES_H
#define PTWALK_HUGE_RULES_H

#include "dump.h"
#include "huge-count.h"
#include "huge-window.h"

#define HUGE_ORDER	9	/* of 2 MiB */

/**
 * enum huge_mode - a knob that is a word
 * @HUGE_MODE_NONE: there is no such knob, or it is not known
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

/* A number that is not known, or a switch */
#define HUGE_UNSET	(-1)

/**
 * struct huge_knobs - the settings, as values
 * @enabled: transparent_hugepage/enabled
 * @shmem: shmem_enabled
 * @size: by order: hugepages-*kB/enabled
 * @shmem_size: by order: hugepages-*kB/shmem_enabled
 * @max_none: khugepaged/max_ptes_none, or HUGE_UNSET
 * @max_swap: max_ptes_swap, likewise
 * @max_shared: max_ptes_shared, likewise
 * @process: the process has not switched huge pages off: mm->flags, or THP_enabled
 *	     of /proc/PID/status: 1, 0 or HUGE_UNSET
 * @reclaim: zone_reclaim_mode, or HUGE_UNSET
 * @pages_to_scan: pages that khugepaged looks at, or HUGE_UNSET
 * @sleep_ms: milliseconds that it sleeps after them, or HUGE_UNSET
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
 * struct huge_rules - what a dump is judged by
 * @judge: who would collapse
 * @behaviour: the rules of a kernel
 * @release: that kernel: "6.12"
 * @same: the dump is of that series; else of one in between, or after
 * @knobs: settings
 * @visited: khugepaged has the process on its list: 1, 0 or HUGE_UNSET
 * @spared: the process has switched huge pages off but for advised VMAs, likewise
 * @settled: HUGE_BIT() of reasons that are taken to be mended: see huge-cure.h
 * @settled_files: bit N: the same of enum huge_file_cause N
 * @cured: settings, or what is settled, are no longer those of the dump
 * @facts: what else is known
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
 * enum huge_backing - what an area is a mapping of
 * @HUGE_ANON: nothing: vma_is_anonymous()
 * @HUGE_SHMEM: a file of the kernel's own tmpfs mount: memfd, SysV, shared anonymous
 * @HUGE_TMPFS: a file of another tmpfs
 * @HUGE_FILE: any other file, or something else that is not anonymous; where the
 *	       module did not say more, a file of a tmpfs as well
 */
enum huge_backing {
	HUGE_ANON,
	HUGE_SHMEM,
	HUGE_TMPFS,
	HUGE_FILE,
};

/**
 * struct huge_area - what the rules say of an area, whatever is in it
 * @vma: the area
 * @start: where it counts from
 * @end: first address after it
 * @first: its first aligned window
 * @last: the end of its last one; where there is none, @first is not below
 * @backing: enum huge_backing
 * @armed: registered with userfaultfd: the kernel's userfaultfd_armed()
 * @orders: anonymous: bit N: khugepaged may collapse to pages of order N
 * @verdict: the first rule against it, or %HUGE_COLLAPSE
 * @reasons: all of them
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

enum huge_mode huge_mode_named(const char *word);
void huge_knobs_read(struct huge_knobs *knobs, const struct facts *facts);
void huge_rules_begin(struct huge_rules *rules, const struct dump *dump,
		      enum huge_judge judge);
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
