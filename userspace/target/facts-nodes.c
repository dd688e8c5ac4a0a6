// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out which frames are memory of which NUMA node of a live system; see
 * facts-live.h.
 *
 * /proc/zoneinfo has the range of frames that each zone of a node spans.  Zones of two
 * nodes can span the same frames, for example if node 0 has memory below and above that
 * of node 1.  If the kernel has memory blocks, sysfs links each block in the directory
 * of each node that has memory in it.  The node of a frame is known if exactly one node
 * both spans the frame and has a link to its block.  A hole in a zone counts as memory
 * of the node; no entry maps it.  Device memory (ZONE_DEVICE) has no block, so its node
 * stays unknown.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "errmsg.h"
#include "facts-live.h"
#include "host.h"

#define NODES	"/sys/devices/system/node"
#define BLOCK_SIZE_FILE	"/sys/devices/system/memory/block_size_bytes"

/**
 * struct edge - the beginning or the end of a zone or of a memory block
 * @frame: its first frame, or the first frame after it
 * @node: number of the node
 * @block: true for a memory block, false for a zone
 * @step: 1 for the beginning, -1 for the end
 */
struct edge {
	__u64		frame;
	unsigned int	node;
	bool		block;
	int		step;
};

/**
 * struct edges - edges found so far
 * @edge: array of edges
 * @nr: number of edges
 */
struct edges {
	struct edge	*edge;
	size_t		nr;
};

static int add_edges(struct edges *e, unsigned int node, bool block, __u64 frame,
		     __u64 nr)
{
	const struct edge from = { frame, node, block, 1 };
	const struct edge to = { frame + nr, node, block, -1 };

	if (node >= PTWALK_NODES_MAX || !nr || frame + nr < frame)
		return 0;
	if (array_add(e->edge, e->nr, from))
		return -ENOMEM;
	return array_add(e->edge, e->nr, to);
}

/*
 * Read the zones: lines "Node 0, zone   Normal", "spanned  1044480" and, unless the zone
 * is empty, "start_pfn: 4096".
 */
static int read_zones(struct edges *e)
{
	unsigned long long spanned = 0, start;
	char *line = NULL;
	unsigned int node = PTWALK_NODES_MAX;
	size_t size = 0;
	FILE *file;
	int rc = 0;

	file = fopen("/proc/zoneinfo", "re");
	if (!file)
		return 0;
	while (!rc && getline(&line, &size, file) > 0) {
		if (sscanf(line, "Node %u, zone", &node) == 1)
			spanned = 0;
		else if (sscanf(line, " start_pfn: %llu", &start) == 1)
			rc = add_edges(e, node, false, start, spanned);
		else
			sscanf(line, " spanned %llu", &spanned);
	}
	free(line);
	fclose(file);
	return rc;
}

static int read_blocks_of(struct edges *e, unsigned int node, __u64 block)
{
	struct dirent *entry;
	unsigned int number;
	char path[64];
	DIR *dir;
	int rc = 0, length;

	snprintf(path, sizeof(path), NODES "/node%u", node);
	dir = opendir(path);
	if (!dir)
		return 0;
	while (!rc && (entry = readdir(dir))) {
		length = 0;
		if (sscanf(entry->d_name, "memory%u%n", &number, &length) == 1 &&
		    !entry->d_name[length])
			rc = add_edges(e, node, true, number * block, block);
	}
	closedir(dir);
	return rc;
}

/* Read the memory blocks.  A kernel without memory hot-plug has none. */
static int read_blocks(struct edges *e)
{
	struct dirent *entry;
	unsigned int node;
	char text[32], *end;
	__u64 block;
	DIR *dir;
	int rc = 0;

	if (!host_read_line(BLOCK_SIZE_FILE, text, sizeof(text)))
		return 0;
	block = strtoull(text, &end, 16) >> ptwalk_shift(1);
	dir = opendir(NODES);
	if (!dir)
		return 0;
	while (!rc && (entry = readdir(dir)))
		if (sscanf(entry->d_name, "node%u", &node) == 1)
			rc = read_blocks_of(e, node, block);
	closedir(dir);
	return rc;
}

static int facts_nodes_by_frame(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/**
 * struct sweep - which nodes the current frame can belong to; frames go in ascending order
 * @spans: for each node, number of its zones that span the frame
 * @blocks: for each node, number of its memory blocks that contain the frame
 * @any_block: the kernel has memory blocks
 * @nr: number of nodes that the frame can belong to
 * @sum: sum of the numbers of these nodes; if @nr is 1, it is the number of the node
 */
struct sweep {
	unsigned int	spans[PTWALK_NODES_MAX];
	unsigned int	blocks[PTWALK_NODES_MAX];
	bool		any_block;
	unsigned int	nr;
	unsigned int	sum;
};

static bool can_be(const struct sweep *s, unsigned int node)
{
	return s->spans[node] && (s->blocks[node] || !s->any_block);
}

/* Go beyond an edge: update the counters of its node, and @nr and @sum. */
static void pass(struct sweep *s, const struct edge *edge)
{
	unsigned int *count = edge->block ? s->blocks : s->spans;
	int before = can_be(s, edge->node), after;

	count[edge->node] += edge->step;
	after = can_be(s, edge->node);
	s->nr += after - before;
	s->sum += (after - before) * (int)edge->node;
}

/*
 * List the ranges of frames whose node is known, adjacent ones of a node merged.  Each
 * begins and ends at an edge, so there are fewer of them than edges.
 */
static size_t find_ranges(const struct edges *e, struct sweep *s,
			  struct ptwalk_node_range *range)
{
	struct ptwalk_node_range *last = NULL;
	size_t i, nr = 0;

	for (i = 0; i + 1 < e->nr; i++) {
		__u64 frame = e->edge[i].frame, next = e->edge[i + 1].frame;

		pass(s, &e->edge[i]);
		if (s->nr != 1 || next == frame)
			continue;
		if (last && last->node == s->sum && last->frame + last->nr == frame) {
			last->nr += next - frame;
			continue;
		}
		last = &range[nr++];
		*last = (struct ptwalk_node_range){
			.frame = frame,
			.nr = next - frame,
			.node = s->sum,
		};
	}
	return nr;
}

static int add_record(struct facts *facts, const struct edges *e, struct errmsg *err)
{
	struct sweep *s = calloc(1, sizeof(*s));
	struct ptwalk_nodes *nodes;
	size_t i, nr = 0;

	nodes = calloc(1, sizeof(*nodes) + e->nr * sizeof(nodes->range[0]));
	if (s && nodes) {
		for (i = 0; i < e->nr; i++)
			s->any_block |= e->edge[i].block;
		nr = find_ranges(e, s, nodes->range);
	}
	free(s);
	if (!nr) {
		free(nodes);
		return s && nodes ? 0 : -ENOMEM;
	}
	nodes->rec.type = PTWALK_REC_NODES;
	nodes->rec.length = sizeof(*nodes) + nr * sizeof(nodes->range[0]);
	return facts_add(facts, &nodes->rec, err);
}

/**
 * facts_read_nodes() - read which frames are memory of which NUMA node
 * @facts: facts of the dump of a live process, to which one record is added
 * @err: filled in on failure
 *
 * Return: 0, also if no node can be found out and so no record is added; -ENOMEM.
 */
int facts_read_nodes(struct facts *facts, struct errmsg *err)
{
	struct edges edges = { 0 };
	int rc;

	rc = read_zones(&edges);
	if (!rc)
		rc = read_blocks(&edges);
	if (!rc && edges.nr) {
		qsort(edges.edge, edges.nr, sizeof(edges.edge[0]), facts_nodes_by_frame);
		rc = add_record(facts, &edges, err);
	}
	free(edges.edge);
	return rc == -ENOMEM ? errmsg_set(err, rc, "out of memory") : rc;
}
