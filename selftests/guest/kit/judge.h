/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's judgement of a window that helpers/situate made ("window-..."): by
 * khugepaged, or by MADV_COLLAPSE.  Needs khugepaged_hold() and scans_open().
 */
#ifndef PTWALK_JUDGE_H
#define PTWALK_JUDGE_H

#include "guest.h"

/* the judge did not look at the window: no tracepoint was passed */
#define SKIPPED		"skipped"

/**
 * struct judgement - what the kernel said of a window
 * @status: in the words of its tracepoints, or SKIPPED
 * @error: errno of MADV_COLLAPSE, or 0
 * @huge: is the window mapped by huge pages since?
 */
struct judgement {
	char	status[40];
	int	error;
	bool	huge;
};

/**
 * judge_khugepaged() - let khugepaged come by
 * @s: a situation with a window and a mark
 * @j: what it said
 *
 * Return: 0, or -1 after a note.
 */
int judge_khugepaged(const struct situation *s, struct judgement *j);

/**
 * judge_collapse() - ask for the window to be collapsed at once
 * @s: a situation with a window
 * @j: what the kernel said
 *
 * Return: 0, or -1 after a note.
 */
int judge_collapse(const struct situation *s, struct judgement *j);

#endif /* PTWALK_JUDGE_H */
