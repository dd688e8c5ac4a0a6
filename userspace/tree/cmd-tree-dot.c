// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk tree --dot: the tree as a graph in the language of Graphviz, which draws it.  The text
 * of a node is made of numbers and names of levels and kinds only, so nothing has to be escaped.
 */
#include <stdio.h>

#include "cmd-tree.h"
#include "kind.h"
#include "output.h"

/* What is below the node, in two lines */
static void dot_label(const struct tree_node *node, bool top)
{
	const struct tree_sums *sums = &node->sums;
	const __u64 n = node->count;
	char name[TREE_NAME_SIZE], size[16];

	printf("%s\\n0x%llx", tree_name(node, top, name), node->start);
	if (node->kind == PTWALK_TABLE)
		printf("\\n%llu of 512 used", sums->used);
	if (sums->present)
		printf("\\n%s present", output_format_size(size, sizeof(size), n * sums->present));
	if (sums->swapped)
		printf("\\n%llu swapped", n * sums->swapped);
}

/* Print a node, what leads to it, and @depth - 1 levels below; returns the next number. */
static unsigned int dot_node(const struct tree_node *node, unsigned int number,
			     unsigned int parent, unsigned int depth)
{
	const unsigned int own = number++;
	size_t i;

	/* several neighbours look like a stack of cards */
	printf("\tn%u [shape=%s%s, label=\"", own,
	       node->kind == PTWALK_TABLE ? "box" : "ellipse",
	       node->count > 1 ? ", peripheries=2" : "");
	dot_label(node, !own);
	puts("\"];");
	if (own)
		printf("\tn%u -> n%u;\n", parent, own);
	if (depth > 1)
		for (i = 0; i < node->nr; i++)
			number = dot_node(&node->child[i], number, own, depth - 1);
	return number;
}

/**
 * tree_print_dot() - print a graph for Graphviz
 * @dump: the dump that the tree is of
 * @top: top of the tree
 * @depth: levels of tables to print
 */
void tree_print_dot(const struct dump *dump, const struct tree_node *top, unsigned int depth)
{
	char of[40] = "";

	if (dump->header->half == PTWALK_HALF_KERNEL)
		snprintf(of, sizeof(of), " of the kernel half");
	else if (dump->header->tgid)
		snprintf(of, sizeof(of), " of process %d", dump->header->tgid);
	printf("digraph ptwalk {\n"
	       "\tgraph [rankdir=LR, label=\"page tables%s\"];\n"
	       "\tnode [fontname=\"monospace\", fontsize=10];\n", of);
	dot_node(top, 0, 0, depth);
	puts("}");
}
