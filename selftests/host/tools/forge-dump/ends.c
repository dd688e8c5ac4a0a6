// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps with an end of their own: see ends.h.
 */
#include "ends.h"
#include "facts.h"
#include "process.h"

/* The process exited during the dump. */
struct forge *ends_incomplete(void)
{
	struct forge *f = process_lower_part(FORGE_6_1, TABLES);
	struct ptwalk_end *end = forge_end(f);

	end->flags = PTWALK_END_GONE;
	end->reached = THP + M2;
	return f;
}

/* The VMAs changed during the dump */
struct forge *ends_changed(void)
{
	struct forge *f = process_of(FORGE_6_12);

	forge_end(f)->flags = PTWALK_END_COMPLETE | PTWALK_END_VMAS_CHANGED;
	return f;
}

/* A kernel that does not count writers of the mmap lock: the VMAs may have changed */
struct forge *ends_uncertain(void)
{
	struct forge *f = process_of(FORGE_6_1);

	forge_end(f)->flags = PTWALK_END_COMPLETE;
	return f;
}

/* The process was stopped for its dump, which the kernel of ends_uncertain() cannot tell */
struct forge *ends_stopped(void)
{
	struct forge *f = ends_uncertain();

	forge_knob(f, FACTS_STOPPED, "threads");
	return f;
}

/* It was stopped, and another process that shares its memory has changed VMAs */
struct forge *ends_stopped_in_vain(void)
{
	struct forge *f = ends_changed();

	forge_knob(f, FACTS_STOPPED, "threads");
	return f;
}

/* The module left tables out, as the lock of a hugetlb file was never free */
struct forge *ends_left_out(void)
{
	struct forge *f = process_of(FORGE_6_12);

	forge_end(f)->flags |= PTWALK_END_LEFT_OUT;
	forge_unread(f, 1, TEXT);
	return f;
}
