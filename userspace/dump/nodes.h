/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which NUMA node a page frame is memory of, by the record of the dump that says so.
 * Never prints.
 */
#ifndef PTWALK_NODES_H
#define PTWALK_NODES_H

#include <stdbool.h>

#include "ptwalk.h"

#define NODE_UNKNOWN	PTWALK_NODES_MAX

const char *nodes_fault(const struct ptwalk_nodes *nodes);
unsigned int nodes_find(const struct ptwalk_nodes *nodes, __u64 frame, __u64 *until);
bool nodes_several(const struct ptwalk_nodes *nodes);

#endif /* PTWALK_NODES_H */
