// SPDX-License-Identifier: GPL-2.0
/*
 * NUMA nodes of page frames: see nodes.h.  The look-ups rely on whatever nodes_fault()
 * accepts.
 */
#include <stddef.h>

#include "nodes.h"

/* This also bounds the work for a large page that reaches over many ranges. */
#define RANGES_MAX	65536U

static size_t nr_ranges(const struct ptwalk_nodes *nodes)
{
	return (nodes->rec.length - sizeof(*nodes)) / sizeof(nodes->range[0]);
}

/**
 * nodes_fault() - check a record
 * @nodes: the record; all bytes of its length are in memory, and it is not shorter than
 *	   its struct
 *
 * Return: NULL if the record is valid, else a few words that say what is wrong.
 */
const char *nodes_fault(const struct ptwalk_nodes *nodes)
{
	size_t i, nr = nr_ranges(nodes);
	__u64 after = 0;

	if (nr > RANGES_MAX)
		return "more ranges than there are memory blocks";
	if (!nr || nodes->rec.length != sizeof(*nodes) + nr * sizeof(nodes->range[0]))
		return "no whole ranges of frames";
	for (i = 0; i < nr; i++) {
		const struct ptwalk_node_range *range = &nodes->range[i];

		if (!range->nr || range->frame + range->nr < range->frame)
			return "a range of frames is empty, or too long";
		if (range->frame < after)
			return "ranges of frames do not ascend, or overlap";
		if (range->node >= PTWALK_NODES_MAX)
			return "there is no node of that number";
		after = range->frame + range->nr;
	}
	return NULL;
}

/**
 * nodes_find() - the NUMA node of a page frame
 * @nodes: the dump's record, or NULL if it has none
 * @frame: page frame number
 * @until: set to the end of the range for which the answer holds: the first frame
 *	   above @frame that can have another one
 *
 * Return: number of the node; %NODE_UNKNOWN if it is not known.
 */
unsigned int nodes_find(const struct ptwalk_nodes *nodes, __u64 frame, __u64 *until)
{
	size_t from = 0, to = nodes ? nr_ranges(nodes) : 0, nr = to;
	const struct ptwalk_node_range *range;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		/* the sum does not overflow: nodes_fault() has checked it */
		if (nodes->range[mid].frame + nodes->range[mid].nr <= frame)
			from = mid + 1;
		else
			to = mid;
	}
	*until = ~0ULL;
	if (from == nr)
		return NODE_UNKNOWN;
	range = &nodes->range[from];
	if (range->frame > frame) {
		*until = range->frame;
		return NODE_UNKNOWN;
	}
	*until = range->frame + range->nr;
	return range->node;
}

/**
 * nodes_several() - is there memory of more than one node?
 * @nodes: the dump's record, or NULL if it has none
 *
 * Return: true if the record names at least two nodes.
 */
bool nodes_several(const struct ptwalk_nodes *nodes)
{
	size_t i, nr = nodes ? nr_ranges(nodes) : 0;

	for (i = 1; i < nr; i++)
		if (nodes->range[i].node != nodes->range[0].node)
			return true;
	return false;
}
