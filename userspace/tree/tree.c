// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a tree of page tables: see tree.h.  Each table is read once; a node is merged with the
 * one before it, and freed, as soon as what is below it is known.
 */
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "array.h"
#include "explain.h"
#include "rss.h"
#include "tree.h"

static void tree_add_sums(struct tree_sums *to, const struct tree_sums *sums)
{
	unsigned int level;

	to->tables += sums->tables;
	for (level = 1; level <= 3; level++)
		to->pages[level] += sums->pages[level];
	to->present += sums->present;
	to->swapped += sums->swapped;
	to->other += sums->other;
}

/* Count an entry that does not lead to a table of the dump; its VMA does not matter. */
static void tree_count(const struct dump *dump, const struct ptwalk_pte *pte,
		       struct tree_sums *sums)
{
	if (rss_of(&dump->dict, pte, NULL) & RSS_PRESENT ||
	    (dump->dict.kernel && pte->kind == PTWALK_PAGE)) {
		sums->pages[pte->level]++;
		sums->present += ptwalk_span(pte->level);
	} else if (pte->kind == PTWALK_SWAP) {
		sums->swapped++;
	} else {
		sums->other++;
	}
}

/* Do two nodes look the same but for their place?  Then what is below them does, too. */
static bool tree_same(const struct tree_node *a, const struct tree_node *b)
{
	size_t i;

	if (a->kind != b->kind || a->level != b->level || a->nr != b->nr ||
	    memcmp(&a->sums, &b->sums, sizeof(a->sums)))
		return false;
	for (i = 0; i < a->nr; i++)
		if (a->child[i].index != b->child[i].index ||
		    a->child[i].count != b->child[i].count ||
		    !tree_same(&a->child[i], &b->child[i]))
			return false;
	return true;
}

/* Add a node to those below @above, or to the last of them; @node is not to be freed after it. */
static int tree_add(struct tree_node *above, struct tree_node *node)
{
	struct tree_node *last = above->nr ? &above->child[above->nr - 1] : NULL;

	tree_add_sums(&above->sums, &node->sums);
	if (last && last->index + last->count == node->index && tree_same(last, node)) {
		last->count++;
		tree_free(node);
		return 0;
	}
	if (!array_add(above->child, above->nr, *node))
		return 0;
	tree_free(node);
	return -ENOMEM;
}

static int tree_fill(const struct dump *dump, const struct ptwalk_table *table,
		     struct tree_node *node);

/* Kernel half: does an entry lead to the same table as the one before it, which has the node? */
static bool repeats(const struct tree_node *above, const struct tree_node *node)
{
	const struct tree_node *last = above->nr ? &above->child[above->nr - 1] : NULL;

	return last && last->index + last->count == node->index && last->phys == node->phys;
}

/* Add a node for an entry that is of level 2 or higher, and not empty. */
static int tree_add_entry(const struct dump *dump, const struct entry_at *at,
			  struct tree_node *above)
{
	const unsigned int level = at->table->level;
	const struct ptwalk_table *below = NULL;
	struct tree_node node = {
		.level = level,
		.index = at->index,
		.count = 1,
		.start = at->addr,
		.span = ptwalk_span(level),
	};
	struct ptwalk_pte pte;
	int rc = 0;

	ptwalk_decode(&dump->dict, at->raw, level, &pte);
	node.phys = explain_has_phys(&pte) ? pte.phys : 0;
	node.kind = pte.kind;
	if (pte.kind == PTWALK_TABLE)
		below = dump_table(dump, level - 1, at->addr);
	if (below) {
		node.level = level - 1;
		rc = tree_fill(dump, below, &node);
	} else if (pte.kind == PTWALK_TABLE) {
		/* no VMA needs the table, so that the dump does not hold it: it counts as empty */
		if (!dump->dict.kernel && !area_within(dump, at->addr, at->addr + node.span - 1))
			return 0;
		node.kind = repeats(above, &node) ? PTWALK_REPEAT : PTWALK_UNREAD;
		node.sums.other = 1;
	} else {
		tree_count(dump, &pte, &node.sums);
	}
	above->sums.used++;
	if (!rc)
		return tree_add(above, &node);
	tree_free(&node);
	return rc;
}

static void tree_count_table(const struct dump *dump, const struct ptwalk_table *table,
			     struct tree_sums *sums)
{
	unsigned int i, pages = 0;
	struct ptwalk_pte pte;

	for (i = 0; i < table->count; i++) {
		/* at this level, P alone makes a present page */
		if (table->entry[i] & PTWALK_RAW_P) {
			pages++;
			continue;
		}
		if (ptwalk_is_none(table->entry[i]))
			continue;
		sums->used++;
		ptwalk_decode(&dump->dict, table->entry[i], 1, &pte);
		tree_count(dump, &pte, sums);
	}
	sums->used += pages;
	sums->pages[1] += pages;
	sums->present += pages * ptwalk_span(1);
}

/* Fill in the sums of a table, and the nodes below it. */
static int tree_fill(const struct dump *dump, const struct ptwalk_table *table,
		     struct tree_node *node)
{
	struct entry_at at;
	unsigned int i;
	int rc = 0;

	node->sums.tables = 1;
	if (table->level == 1) {
		tree_count_table(dump, table, &node->sums);
		return 0;
	}
	for (i = 0; !rc && i < PTWALK_ENTRIES; i++)
		if (!dump_entry(dump, table->level, table->base + i * ptwalk_span(table->level),
				&at) && !ptwalk_is_none(at.raw))
			rc = tree_add_entry(dump, &at, node);
	return rc;
}

/**
 * tree_build() - make the tree of a dump
 * @dump: dump
 * @top: filled in with the top-level table, without any sums if the dump holds no table; the
 *	 caller frees what is below it with tree_free()
 *
 * Return: 0 or -ENOMEM.
 */
int tree_build(const struct dump *dump, struct tree_node *top)
{
	const unsigned int level = dump->header->levels;
	const struct ptwalk_table *table = dump->nr_tables[level] ? dump->table[level][0] : NULL;
	int rc;

	*top = (struct tree_node){
		.kind = PTWALK_TABLE,
		.level = level,
		.count = 1,
		.start = table ? table->base : 0,
		.span = ptwalk_span(level) * PTWALK_ENTRIES,
		.phys = table ? table->phys : 0,
	};
	rc = table ? tree_fill(dump, table, top) : 0;
	if (rc)
		tree_free(top);
	return rc;
}

/**
 * tree_free() - free what is below a node
 * @top: node
 */
void tree_free(struct tree_node *top)
{
	size_t i;

	for (i = 0; i < top->nr; i++)
		tree_free(&top->child[i]);
	free(top->child);
	top->child = NULL;
	top->nr = 0;
}
