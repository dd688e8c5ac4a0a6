/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of ptwalk tree: cmd-tree.c has the options and prints rows, cmd-tree-dot.c prints
 * the graph that Graphviz draws.
 */
#ifndef PTWALK_CMD_TREE_H
#define PTWALK_CMD_TREE_H

#include "tree.h"

#define TREE_NAME_SIZE	64

char *tree_name(const struct tree_node *node, bool top, char buf[TREE_NAME_SIZE]);
void tree_print_dot(const struct dump *dump, const struct tree_node *top, unsigned int depth);

#endif /* PTWALK_CMD_TREE_H */
