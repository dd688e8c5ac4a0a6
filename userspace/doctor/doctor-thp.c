// SPDX-License-Identifier: GPL-2.0-only
/*
 * Settings of transparent huge pages that surprise: with which "huge" says that nothing is wrong
 * with the process.  What they are of a process is "huge"'s to say.
 */
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "facts-live.h"
#include "facts.h"
#include "host-khugepaged.h"
#include "host.h"
#include "huge-rules.h"
#include "output.h"

#define THP		"/sys/kernel/mm/transparent_hugepage/"
#define SIZE		"hugepages-2048kB/"
#define TMPFS		"; a tmpfs has the mount option huge="
/* Pages of 4K that a huge page of 2M has, without one: the default of max_ptes_none */
#define NONE_MAX	511
/* By its defaults, 4096 pages every 10 s, khugepaged looks at more than this in a second */
#define SLOW_KB		1024

/* The setting that decides about 2M: that of the size, if it has one of its own */
static enum huge_mode thp_mode(const struct huge_knobs *knobs)
{
	const enum huge_mode size = knobs->size[HUGE_ORDER];

	return huge_mode_is_own(size) ? size : knobs->enabled;
}

static void look_enabled(struct doctor *doctor, const struct huge_knobs *knobs)
{
	const bool own = huge_mode_is_own(knobs->size[HUGE_ORDER]);
	const char *where = own ? SIZE "enabled" : "enabled";
	const enum huge_mode mode = thp_mode(knobs);

	if (mode == HUGE_MODE_NEVER)
		doctor_add(doctor, "thp", DOCTOR_NOTE,
			   own ? "echo madvise >" THP SIZE "enabled, or always" :
				 "echo madvise >" THP "enabled, or always",
			   "no anonymous memory gets huge pages: %s is never%s", where,
			   own && knobs->enabled != HUGE_MODE_NEVER ?
			   ", and counts more than enabled" : "");
	else if (mode == HUGE_MODE_MADVISE)
		doctor_add(doctor, "thp", DOCTOR_NOTE,
			   own ? "for all processes: echo always >" THP SIZE "enabled" :
				 "for all processes: echo always >" THP "enabled",
			   "huge pages only where a program asked for them by MADV_HUGEPAGE: %s is madvise",
			   where);
	else
		doctor_add(doctor, "thp", DOCTOR_OK, "", "%s is always%s", where,
			   own && knobs->enabled == HUGE_MODE_NEVER ?
			   ", and counts more than enabled, which is never" : "");
}

static void look_none(struct doctor *doctor, const struct huge_knobs *knobs)
{
	if (knobs->max_none >= NONE_MAX)
		doctor_add(doctor, "max_ptes_none", DOCTOR_OK, "",
			   "%d: khugepaged fills up a window of 2M of which one page was touched, so memory can grow",
			   knobs->max_none);
	else if (knobs->max_none != HUGE_UNSET)
		doctor_add(doctor, "max_ptes_none", DOCTOR_NOTE,
			   "huge --windows names the windows that this leaves small; to raise it: echo 511 >"
			   THP "khugepaged/max_ptes_none",
			   "%d of at most %d: khugepaged passes over a window of 2M with more empty entries",
			   knobs->max_none, NONE_MAX);
}

/*
 * shmem_allowable_huge_orders(), about the shared memory of processes: "deny" counts more than the
 * setting of the size, and "force" takes only sizes that inherit.
 */
static bool shmem_may(const struct huge_knobs *knobs)
{
	const enum huge_mode all = knobs->shmem, size = knobs->shmem_size[HUGE_ORDER];

	if (all == HUGE_MODE_NONE || all == HUGE_MODE_DENY)
		return false;
	if (huge_mode_is_own(size))
		return size != HUGE_MODE_NEVER && all != HUGE_MODE_FORCE;
	return all != HUGE_MODE_NEVER;
}

/* How much khugepaged looks at, and whether it runs at all */
static void look_khugepaged(struct doctor *doctor, const struct huge_knobs *knobs)
{
	char amount[16], sleep[48] = "without a pause";
	struct errmsg err;
	__u64 kb;

	/* where nothing can be huge, look_enabled() and look_shmem() say so */
	if (thp_mode(knobs) == HUGE_MODE_NEVER && !shmem_may(knobs))
		return;
	if (thp_mode(knobs) == HUGE_MODE_NEVER && !host_kernel_thread("khugepaged")) {
		doctor_add(doctor, "khugepaged", DOCTOR_NOTE, "to start it: echo madvise >" THP "enabled",
			   "does not run, or cannot be seen from here: shared memory gets huge pages by page faults only");
		return;
	}
	if (host_khugepaged(&err) < 0) {
		doctor_add(doctor, "khugepaged", DOCTOR_NOTE, "", "%s", err.text);
		return;
	}
	if (knobs->pages_to_scan == HUGE_UNSET || knobs->sleep_ms == HUGE_UNSET)
		return;
	kb = knobs->pages_to_scan * 4;
	output_format_size(amount, sizeof(amount), kb * 1024);
	if (knobs->sleep_ms)
		snprintf(sleep, sizeof(sleep), "then sleeps %.10g s", knobs->sleep_ms / 1000.0);
	if (knobs->sleep_ms && kb * 1000 / knobs->sleep_ms < SLOW_KB)
		doctor_add(doctor, "khugepaged", DOCTOR_NOTE,
			   "to make it faster: scan_sleep_millisecs and pages_to_scan in " THP "khugepaged",
			   "looks at %s, %s: less than 1M a second, of all processes together",
			   amount, sleep);
	else
		doctor_add(doctor, "khugepaged", DOCTOR_OK, "",
			   "looks at %s, %s, for all processes together", amount, sleep);
}

static void look_defrag(struct doctor *doctor, const struct facts *facts)
{
	char value[FACTS_TEXT];

	if (!facts_knob(facts, "defrag", value))
		return;
	if (strstr(value, "[never]"))
		doctor_add(doctor, "defrag", DOCTOR_NOTE, "echo madvise >" THP "defrag",
			   "never: a page fault gets a huge page only if one is free at once");
	else
		doctor_add(doctor, "defrag", DOCTOR_OK, "", "%s", value);
}

static void look_shmem(struct doctor *doctor, const struct huge_knobs *knobs)
{
	const enum huge_mode all = knobs->shmem, size = knobs->shmem_size[HUGE_ORDER];
	const bool own = huge_mode_is_own(size) && all != HUGE_MODE_DENY;

	if (all == HUGE_MODE_NONE)
		return;
	if (shmem_may(knobs))
		doctor_add(doctor, "shmem", DOCTOR_OK, "", "shared memory can have huge pages");
	else if (own && all == HUGE_MODE_FORCE)
		doctor_add(doctor, "shmem", DOCTOR_NOTE,
			   "for shared memory: echo inherit >" THP SIZE "shmem_enabled",
			   "no huge pages for shared memory: shmem_enabled is force, which takes only sizes that inherit it");
	else
		doctor_add(doctor, "shmem", DOCTOR_NOTE,
			   own ? "for shared memory: echo advise >" THP SIZE "shmem_enabled" TMPFS :
				 "for shared memory: echo advise >" THP "shmem_enabled" TMPFS,
			   "no huge pages for shared memory: %sshmem_enabled is %s%s",
			   own ? SIZE : "", all == HUGE_MODE_DENY ? "deny" : "never",
			   own || all == HUGE_MODE_DENY ? "" : ", as kernels have it by default");
}

/**
 * doctor_look_thp() - look at the settings of transparent huge pages
 * @doctor: findings are added
 */
void doctor_look_thp(struct doctor *doctor)
{
	struct facts facts = { 0 };
	struct huge_knobs knobs;
	struct errmsg err;

	if (facts_read_settings(&facts, &err)) {
		doctor_add(doctor, "thp", DOCTOR_NOTE, "", "%s", err.text);
		facts_free(&facts);
		return;
	}
	huge_knobs_read(&knobs, &facts);
	if (knobs.enabled == HUGE_MODE_NONE) {
		doctor_add(doctor, "thp", DOCTOR_NOTE, "",
			   "this kernel has no transparent huge pages (no " THP "enabled)");
	} else {
		look_enabled(doctor, &knobs);
		look_khugepaged(doctor, &knobs);
		look_none(doctor, &knobs);
		look_defrag(doctor, &facts);
		look_shmem(doctor, &knobs);
	}
	facts_free(&facts);
}
