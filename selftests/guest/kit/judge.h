/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has the kernel scan a window that helpers/situate made ("window-..."), by khugepaged or by
 * MADV_COLLAPSE, and reports its result.  A window is an aligned range of 2 MiB, which the
 * kernel may collapse into a huge page.  Call khugepaged_hold() and scans_open() before.
 */
#ifndef PTWALK_JUDGE_H
#define PTWALK_JUDGE_H

#include "guest.h"

/* judgement.status if the kernel did not scan the window: no tracepoint was hit */
#define SKIPPED		"skipped"

/**
 * struct judgement - the kernel's result for a window
 * @status: the status in the tracepoint (SCAN_STATUS), or SKIPPED
 * @error: errno of MADV_COLLAPSE, or 0
 * @huge: the window is mapped by huge pages afterwards
 */
struct judgement {
	char	status[40];
	int	error;
	bool	huge;
};

/**
 * judge_khugepaged() - have khugepaged scan the window
 * @s: a situation with a window and, above it, the mark (helpers/situate/window.c)
 * @j: filled in
 *
 * Return: 0, or -1 after a note.
 */
int judge_khugepaged(const struct situation *s, struct judgement *j);

/**
 * judge_collapse() - call MADV_COLLAPSE for the window
 * @s: a situation with a window
 * @j: filled in
 *
 * Return: 0, or -1 after a note.
 */
int judge_collapse(const struct situation *s, struct judgement *j);

#endif /* PTWALK_JUDGE_H */
