/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Look up the NUMA node of a page frame in the dump's record of type
 * PTWALK_REC_NODES.  target/facts-nodes.c makes that record.  Never prints.
 */
#ifndef PTWALK_NODES_H
#define PTWALK_NODES_H

#include <stdbool.h>

#include "ptwalk-facts.h"

#define NODE_UNKNOWN	PTWALK_NODES_MAX

const char *nodes_fault(const struct ptwalk_nodes *nodes);
unsigned int nodes_find(const struct ptwalk_nodes *nodes, __u64 frame, __u64 *until);
void nodes_add(const struct ptwalk_nodes *nodes, const __u64 *entry, size_t nr, __u64 flip,
	       __u64 mask, __u64 bytes[PTWALK_NODES_MAX + 1]);
bool nodes_several(const struct ptwalk_nodes *nodes);

#endif /* PTWALK_NODES_H */
