// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk tree: the page tables of a dump as a tree with sums.  libsmartcols draws the tree, and
 * nests the rows in JSON.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd-tree.h"
#include "cmd.h"
#include "kind.h"
#include "level.h"
#include "number.h"
#include "source.h"
#include "untold.h"

enum {
	COL_ENTRY, COL_START, COL_END, COL_SIZE, COL_LEVEL, COL_TABLE, COL_KIND, COL_INDEX,
	COL_COUNT, COL_PHYS, COL_USED, COL_TABLES, COL_TABLE_SIZE, COL_4K, COL_2M, COL_1G,
	COL_PRESENT, COL_SWAPPED, COL_OTHER,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_ENTRY]	= { "ENTRY", OUTPUT_STRING, false,
			    "[entry of the table above] what it leads to; equal neighbours in one row" },
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after the row" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "what each of the neighbours translates" },
	[COL_LEVEL]	= { "LEVEL", OUTPUT_NUMBER, true,
			    "level of the table; of a page, that of the table its entry is in" },
	[COL_TABLE]	= { "TABLE", OUTPUT_STRING, false, "Intel's name of the table" },
	[COL_KIND]	= { "KIND", OUTPUT_STRING, false,
			    "table, or what the entries are: page, unread, protnone ..." },
	[COL_INDEX]	= { "INDEX", OUTPUT_NUMBER, true, "entry of the table above" },
	[COL_COUNT]	= { "COUNT", OUTPUT_NUMBER, true,
			    "number of neighbours; TABLES and what follows are of all of them" },
	[COL_PHYS]	= { "PHYS", OUTPUT_STRING, true, "physical address of the first of them" },
	[COL_USED]	= { "USED", OUTPUT_NUMBER, true,
			    "entries of each table that are not empty, of 512" },
	[COL_TABLES]	= { "TABLES", OUTPUT_NUMBER, true, "page-table pages, those below included" },
	[COL_TABLE_SIZE] = { "TABLE-SIZE", OUTPUT_SIZE, true, "memory that TABLES take" },
	[COL_4K]	= { "PAGES-4K", OUTPUT_NUMBER, true, "present pages of 4K" },
	[COL_2M]	= { "PAGES-2M", OUTPUT_NUMBER, true, "present pages of 2M" },
	[COL_1G]	= { "PAGES-1G", OUTPUT_NUMBER, true, "present pages of 1G" },
	[COL_PRESENT]	= { "PRESENT", OUTPUT_SIZE, true, "size of these pages" },
	[COL_SWAPPED]	= { "SWAPPED", OUTPUT_NUMBER, true, "swap entries" },
	[COL_OTHER]	= { "OTHER", OUTPUT_NUMBER, true,
			    "other entries that are not present, and tables that the dump lacks" },
};

static const struct output_form form = {
	.name = "tree",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "ENTRY,START,SIZE,USED,TABLES,PAGES-4K,PAGES-2M,PRESENT,SWAPPED",
	.drop = "SWAPPED,SIZE,TABLES,USED",
};

/**
 * struct command_tree - state of the command
 * @out: output options
 * @depth: levels of tables to print
 * @dot: print a graph for Graphviz instead
 */
struct command_tree {
	struct output	out;
	unsigned int	depth;
	bool		dot;
};

/**
 * tree_name() - name a node as people see it
 * @node: node
 * @top: it is the top-level table, which no entry leads to
 * @buf: filled in: "PML4", "[3] PT", "[4-131] 128 PT", "[7] page of 2M"
 *
 * Return: @buf.
 */
char *tree_name(const struct tree_node *node, bool top, char buf[TREE_NAME_SIZE])
{
	const bool table = node->kind == PTWALK_TABLE;
	char where[32] = "", many[16] = "";

	if (!top && node->count > 1)
		snprintf(where, sizeof(where), "[%u-%u] ", node->index,
			 node->index + node->count - 1);
	else if (!top)
		snprintf(where, sizeof(where), "[%u] ", node->index);
	if (node->count > 1)
		snprintf(many, sizeof(many), "%u x ", node->count);
	if (table)
		snprintf(buf, TREE_NAME_SIZE, "%s%s%s", where, many,
			 ptwalk_level_name(node->level));
	else
		snprintf(buf, TREE_NAME_SIZE, "%s%s%s %s", where, many,
			 node->level == 2 ? "2M" : node->level == 3 ? "1G" : "",
			 ptwalk_kind_name(node->kind));
	return buf;
}

static struct output_row *tree_print_node(struct output_table *table, struct output_row *parent,
					  const struct tree_node *node)
{
	struct output_row *row = output_row(table, parent);
	const struct tree_sums *sums = &node->sums;
	const __u64 n = node->count;
	char name[TREE_NAME_SIZE];

	output_string(table, row, COL_ENTRY, tree_name(node, !parent && n == 1, name));
	output_address(table, row, COL_START, node->start);
	output_limit(table, row, COL_END, node->start + n * node->span);
	output_size(table, row, COL_SIZE, node->span);
	output_number(table, row, COL_LEVEL, node->level);
	output_string(table, row, COL_KIND, ptwalk_kind_name(node->kind));
	output_number(table, row, COL_INDEX, node->index);
	output_number(table, row, COL_COUNT, n);
	if (node->phys)
		output_address(table, row, COL_PHYS, node->phys);
	if (node->kind == PTWALK_TABLE) {
		output_string(table, row, COL_TABLE, ptwalk_level_name(node->level));
		output_number(table, row, COL_USED, sums->used);
		output_number(table, row, COL_TABLES, n * sums->tables);
		output_size(table, row, COL_TABLE_SIZE, (n * sums->tables) << ptwalk_shift(1));
	}
	output_number(table, row, COL_4K, n * sums->pages[1]);
	output_number(table, row, COL_2M, n * sums->pages[2]);
	output_number(table, row, COL_1G, n * sums->pages[3]);
	output_size(table, row, COL_PRESENT, n * sums->present);
	output_number(table, row, COL_SWAPPED, n * sums->swapped);
	output_number(table, row, COL_OTHER, n * sums->other);
	return row;
}

/* Print a node and @depth - 1 levels below it. */
static void tree_print(struct output_table *table, struct output_row *parent,
		       const struct tree_node *node, unsigned int depth)
{
	struct output_row *row = tree_print_node(table, parent, node);
	size_t i;

	if (depth > 1)
		for (i = 0; i < node->nr; i++)
			tree_print(table, row, &node->child[i], depth - 1);
}

static int tree_source(const struct command_tree *c, const struct source *source)
{
	struct untold untold = { 0 };
	struct output_table *table;
	struct tree_node top;
	int status = EXIT_FAILURE;

	if (tree_build(source->dump, &top)) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	if (c->dot) {
		tree_print_dot(source->dump, &top, c->depth);
		status = EXIT_SUCCESS;
	} else {
		table = command_begin(&c->out, &form);
		if (table) {
			tree_print(table, NULL, &top, c->depth);
			status = command_end(table) ? EXIT_FAILURE : EXIT_SUCCESS;
		}
	}
	tree_free(&top);
	untold_add(&untold, source->dump, 0, 0);
	command_tell_untold(source->name, &untold);
	return status;
}

static int tree_run(int argc, char **argv)
{
	enum { OPT_DEPTH = CHAR_MAX + 1, OPT_DOT };
	static const struct option options[] = {
		{ "depth", required_argument, NULL, OPT_DEPTH },
		{ "dot", no_argument, NULL, OPT_DOT },
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct command_tree c = { .depth = PTWALK_LEVEL_MAX };
	struct source source;
	struct errmsg err;
	int opt, rc;
	__u64 depth;

	while ((opt = command_getopt(&cmd_tree, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		switch (opt) {
		case OPT_DEPTH:
			if (number_parse(optarg, "depth", 1, PTWALK_LEVEL_MAX, &depth, &err))
				return usage_error(&cmd_tree, "%s", err.text);
			c.depth = depth;
			break;
		case OPT_DOT:
			c.dot = true;
			break;
		case 'h':
			return command_help(&cmd_tree);
		default:
			if (!command_option(&cmd_tree, &c.out, opt, optarg))
				return EXIT_USAGE;
		}
	}
	if (c.dot && !output_is_words(&c.out))
		return usage_error(&cmd_tree, "--dot has no columns: not with -J, -r, -P or -o");
	if (command_settled(&cmd_tree, &c.out, &form, &rc))
		return rc;
	if (argc - optind != 1)
		return usage_error(&cmd_tree, argc == optind ?
				   "no TARGET given" : "more than one TARGET");
	if (command_names(argv + optind, 1))
		return EXIT_FAILURE;
	if (command_open(&source, argv[optind], NULL))
		return EXIT_FAILURE;
	rc = tree_source(&c, &source);
	source_close(&source);
	return rc;
}

const struct command cmd_tree = {
	.name = "tree",
	.summary = "the page tables as a tree, with what is below each",
	.usage = "[OPTION...] TARGET",
	.help =
	"     --depth N           N levels of tables, from the top\n"
	"     --dot               a graph for Graphviz: ptwalk tree --dot PID | dot -Tsvg\n",
	.has_output = true,
	.has_source = true,
	.run = tree_run,
};
