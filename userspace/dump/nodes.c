// SPDX-License-Identifier: GPL-2.0-only
/*
 * NUMA nodes of page frames: see nodes.h.  The look-ups rely on whatever nodes_fault()
 * accepts.
 */
#include <stddef.h>

#include "nodes.h"
#include "pte.h"

/* This also bounds the work for a large page that reaches over many ranges. */
#define RANGES_MAX	65536U

/* As many as are counted one after the other */
#define RANGES_FEW	8U

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

/* Index of the first range that ends after @frame; the number of ranges if none does. */
static size_t range_at(const struct ptwalk_nodes *nodes, size_t nr, __u64 frame)
{
	size_t from = 0, to = nr;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		/* the sum does not overflow: nodes_fault() has checked it */
		if (nodes->range[mid].frame + nodes->range[mid].nr <= frame)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
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
	const size_t nr = nodes ? nr_ranges(nodes) : 0, at = range_at(nodes, nr, frame);
	const struct ptwalk_node_range *range;

	*until = ~0ULL;
	if (at == nr)
		return NODE_UNKNOWN;
	range = &nodes->range[at];
	if (range->frame > frame) {
		*until = range->frame;
		return NODE_UNKNOWN;
	}
	*until = range->frame + range->nr;
	return range->node;
}

/* The frame of an entry of nodes_add() */
static __u64 frame_in(__u64 entry, __u64 flip, __u64 mask)
{
	return ((entry ^ flip) & mask) >> ptwalk_shift(1);
}

/* The number of @entry whose page is in @range: a loop without branches. */
static size_t nodes_within(const struct ptwalk_node_range *range, const __u64 *entry,
			   size_t nr, __u64 flip, __u64 mask)
{
	size_t i, within = 0;

#pragma GCC unroll 4
	for (i = 0; i < nr; i++)
		within += frame_in(entry[i], flip, mask) - range->frame < range->nr;
	return within;
}

/**
 * nodes_add() - sum up page-table entries by the NUMA node of their page
 * @nodes: the dump's record, or NULL if it has none
 * @entry: entries of level 1 that have the address of a page
 * @nr: number of entries
 * @flip: their bits are inverted where this has 1
 * @mask: where they have the address
 * @bytes: by node, and %NODE_UNKNOWN: the size of the pages there is added
 *
 * Machines have few ranges, which are counted one after the other, first that of the first
 * entry: often it is the only one.  Many are searched for each entry.
 */
void nodes_add(const struct ptwalk_nodes *nodes, const __u64 *entry, size_t nr, __u64 flip,
	       __u64 mask, __u64 bytes[PTWALK_NODES_MAX + 1])
{
	const size_t ranges = nodes ? nr_ranges(nodes) : 0;
	__u64 from = 0, until = 0, frame;
	unsigned int node = 0;
	size_t i, n, at, left = nr;

	if (!nr)
		return;
	if (ranges <= RANGES_FEW) {
		at = range_at(nodes, ranges, frame_in(entry[0], flip, mask));
		for (i = 0; i < ranges && left; i++, at++) {
			const struct ptwalk_node_range *range = &nodes->range[at % ranges];

			n = nodes_within(range, entry, nr, flip, mask);
			bytes[range->node] += n << ptwalk_shift(1);
			left -= n;
		}
		bytes[NODE_UNKNOWN] += left << ptwalk_shift(1);
		return;
	}
	for (i = 0; i < nr; i++) {
		frame = frame_in(entry[i], flip, mask);
		if (frame - from >= until - from) {
			node = nodes_find(nodes, frame, &until);
			from = frame;
		}
		bytes[node] += ptwalk_span(1);
	}
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
