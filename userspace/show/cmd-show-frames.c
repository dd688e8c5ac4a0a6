// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frames of a row of ptwalk show: see cmd-show.h.
 */
#include <stdio.h>

#include "cmd-show.h"
#include "explain.h"
#include "nodes.h"
#include "terminal.h"

/**
 * show_frames() - how many frames the entries of a row name, if one follows the other
 * @range: the row
 *
 * Return: number of frames of 4K, 1 for an entry that leads to a table; 0 if there are none, or if
 * they do not follow one another.
 */
__u64 show_frames(const struct range *range)
{
	const struct ptwalk_pte *pte = &range->pte;

	if (!explain_has_phys(pte) || range->extents > 1)
		return 0;
	if (pte->kind == PTWALK_TABLE || pte->kind == PTWALK_UNREAD || pte->kind == PTWALK_REPEAT)
		return 1;
	return (range->end - range->start) >> ptwalk_shift(1);
}

/**
 * show_node() - the NUMA node of the frames of a row
 * @dump: the dump
 * @range: the row
 *
 * Return: number of the node; for an entry that leads to a table, that of the table.  %NODE_UNKNOWN
 * if the frames are on several nodes, or the dump does not tell.
 */
unsigned int show_node(const struct dump *dump, const struct range *range)
{
	const __u64 frame = range->pte.phys >> ptwalk_shift(1), nr = show_frames(range);
	unsigned int node;
	__u64 until;

	if (!nr)
		return NODE_UNKNOWN;
	node = nodes_find(dump->facts.nodes, frame, &until);
	return frame + nr - 1 < until ? node : NODE_UNKNOWN;
}

/**
 * show_tell_runs() - explain PFN+N below the table, on a terminal
 */
void show_tell_runs(void)
{
	struct terminal t;

	terminal_look(&t);
	printf("%sPFN+N: N frames of 4K, one after the other from PFN on%s\n",
	       terminal_style(&t, TERMINAL_DIM), terminal_style(&t, TERMINAL_PLAIN));
}
