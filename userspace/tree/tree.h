/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables of a dump as a tree, with the sums of what is below each table.  Neighbours
 * that are equal are one node, so that the tree of a large process stays small.  Never prints.
 */
#ifndef PTWALK_TREE_H
#define PTWALK_TREE_H

#include "dump.h"

/**
 * struct tree_sums - what is below a node, itself included; for one of the node's neighbours
 * @used: entries of the table that are not empty; 0 for a node that is no table
 * @tables: page-table pages
 * @pages: by level 1 to 3: entries that map a page (%RSS_PRESENT)
 * @present: size of these pages
 * @swapped: swap entries
 * @other: entries that are neither of these, nor empty, nor lead to a table: of the kinds
 *	   migration, marker and so on, and those whose table the dump does not hold
 */
struct tree_sums {
	__u64	used;
	__u64	tables;
	__u64	pages[4];
	__u64	present;
	__u64	swapped;
	__u64	other;
};

/**
 * struct tree_node - neighbouring entries of a table that are equal, or the top-level table
 * @kind: %PTWALK_TABLE for page tables; else the kind of the entries, enum ptwalk_kind, which
 *	  are of level 2 or higher
 * @level: level of the tables, or of the table that the entries are in
 * @index: index of the first entry in the table above; 0 for the top-level table
 * @count: number of neighbours
 * @start: first address that the first of them translates
 * @span: size of the addresses that each of them translates
 * @phys: physical address of the first table or page; 0 if it has none
 * @sums: what is below each of them
 * @child: nodes below the first of them, ascending by index
 * @nr: number of elements in @child
 */
struct tree_node {
	unsigned int		kind;
	unsigned int		level;
	unsigned int		index;
	unsigned int		count;
	__u64			start;
	__u64			span;
	__u64			phys;
	struct tree_sums	sums;
	struct tree_node	*child;
	size_t			nr;
};

int tree_build(const struct dump *dump, struct tree_node *top);
void tree_free(struct tree_node *top);

#endif /* PTWALK_TREE_H */
