// SPDX-License-Identifier: GPL-2.0-only
/*
 * Set the cells of columns that several commands share: see columns.h.
 */
#include "area.h"
#include "columns.h"
#include "explain.h"
#include "kind.h"
#include "number.h"
#include "terminal.h"

static void print_flags(struct output_table *table, struct output_row *row,
			size_t first, __u32 flags)
{
	size_t i;

	for (i = 0; i < NR_FLAG_COLUMNS; i++)
		output_boolean(table, row, first + i,
			       flags & ptwalk_flags[i].flag);
}

/* Most words rest on nothing assumed */
static void print_marked(struct output_table *table, struct output_row *row, size_t column,
			 const char *word, bool mark)
{
	if (mark)
		output_printf(table, row, column, "%s?", word);
	else
		output_string(table, row, column, word);
}

/* The colours that map has, and the manual page explains */
static enum terminal_style kind_style(const struct ptwalk_pte *pte)
{
	switch (pte->kind) {
	case PTWALK_PAGE:
		return pte->level > 1 ? TERMINAL_GREEN : TERMINAL_PLAIN;
	case PTWALK_NONE:
		return TERMINAL_DIM;
	case PTWALK_TABLE:
	case PTWALK_REPEAT:
		return TERMINAL_PLAIN;
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		return TERMINAL_BLUE;
	case PTWALK_HWPOISON:
	case PTWALK_SWAPIN_ERROR:
	case PTWALK_UNKNOWN:
	case PTWALK_UNREAD:
		return TERMINAL_RED;
	}
	return TERMINAL_MAGENTA;
}

/*
 * Set the cells that can rest on assumed values, and return the keys of these values.  People
 * see a ? behind them, all other formats have the column ASSUMED.
 */
static __u64 print_kind(struct output_table *table, struct output_row *row,
			const struct entry_columns *at, const struct ptwalk_dict *dict,
			const struct ptwalk_pte *pte, const char *kind)
{
	const char *memtype = pte->kind == PTWALK_PAGE ? explain_memtype(dict, pte->pat) : NULL;
	__u64 assumed = explain_assumed(dict, pte);
	__u64 pat = explain_assumed_memtype(dict, pte);
	bool mark = output_for_people(table);
	char keys[EXPLAIN_KEYS_SIZE];

	print_marked(table, row, at->kind, kind, assumed && mark);
	output_style(table, row, at->kind, kind_style(pte));
	if (memtype)
		print_marked(table, row, at->memtype, memtype, pat && mark);
	output_list(table, row, at->assumed, explain_keys(assumed | pat, ",", keys));
	return assumed | (output_shows(table, at->memtype) ? pat : 0);
}

/**
 * columns_kind() - what to call an entry in the column KIND
 * @table: table
 * @dict: the dictionary that @pte was decoded with
 * @vma: the VMA that contains the entry, or NULL
 * @pte: the entry
 * @kind: kind of the entry, from kind_of()
 *
 * People see what Linux calls a huge page.  Programs have the names that --bits takes.
 *
 * Return: name.
 */
const char *columns_kind(const struct output_table *table, const struct ptwalk_dict *dict,
			 const struct ptwalk_vma *vma, const struct ptwalk_pte *pte,
			 unsigned int kind)
{
	const char *huge = NULL;

	if (kind == PTWALK_PAGE && output_for_people(table))
		huge = kind_huge_name(dict, vma, pte);
	return huge ? huge : ptwalk_kind_name(kind);
}

static enum terminal_style flags_style(__u32 flags)
{
	if (flags & PTWALK_F_D)
		return TERMINAL_RED;
	return flags & PTWALK_F_A ? TERMINAL_YELLOW : TERMINAL_PLAIN;
}

/**
 * columns_print_entry() - set the cells of a page-table entry
 * @table: table
 * @row: row
 * @at: indices of the columns
 * @dict: the dictionary that the entry was decoded with
 * @pte: the entry
 * @kind: name of the kind of the entry, from columns_kind() or ptwalk_kind_name()
 *
 * Return: keys of the dictionary whose values are assumed, and on which what is printed rests:
 * a mask for command_tell_assumed().
 */
__u64 columns_print_entry(struct output_table *table, struct output_row *row,
			  const struct entry_columns *at,
			  const struct ptwalk_dict *dict,
			  const struct ptwalk_pte *pte, const char *kind)
{
	char letters[20];

	output_address(table, row, at->raw, pte->raw);
	output_number(table, row, at->level, pte->level);
	ptwalk_flag_letters(pte->flags, letters, sizeof(letters));
	output_string(table, row, at->flags, letters);
	output_style(table, row, at->flags, flags_style(pte->flags));
	print_flags(table, row, at->first_flag, pte->flags);
	if (explain_has_phys(pte)) {
		output_address(table, row, at->phys, pte->phys);
		output_address(table, row, at->pfn, pte->phys >> 12);
	}
	if (pte->kind == PTWALK_PAGE)
		output_number(table, row, at->pkey, pte->pkey);
	return print_kind(table, row, at, dict, pte, kind);
}

/**
 * columns_print_effective() - set the cell EFF if an entry is present
 * @table: table
 * @row: row
 * @column: index of the column EFF
 * @pte: the entry
 * @effective: permissions that the entry and those above it allow together
 */
void columns_print_effective(struct output_table *table, struct output_row *row,
			     size_t column, const struct ptwalk_pte *pte,
			     __u32 effective)
{
	const bool both = (effective & PTWALK_F_RW) && !(effective & PTWALK_F_NX);
	char text[EXPLAIN_EFFECTIVE_SIZE];

	if (!(pte->flags & PTWALK_F_P))
		return;
	output_string(table, row, column, explain_effective(effective, text));
	output_style(table, row, column, both ? TERMINAL_RED : TERMINAL_PLAIN);
}

/**
 * columns_print_swap() - set the cell SWAP if an entry is a swap entry
 * @table: table
 * @row: row
 * @column: index of the column SWAP
 * @pte: the entry
 */
void columns_print_swap(struct output_table *table, struct output_row *row,
			size_t column, const struct ptwalk_pte *pte)
{
	if (pte->kind == PTWALK_SWAP)
		output_printf(table, row, column, "%u:0x%llx", pte->swap_type,
			      pte->offset);
}

/**
 * columns_print_name() - set the cell NAME of a VMA
 * @table: table
 * @row: row
 * @column: index of the column NAME
 * @vma: a VMA, or NULL
 *
 * No name is that of anonymous memory, which most VMAs of a dump without a name are.  A file whose
 * name the dump does not know has no name either, so people are told.
 */
void columns_print_name(struct output_table *table, struct output_row *row, size_t column,
			const struct ptwalk_vma *vma)
{
	char name[AREA_NAME_SIZE];

	if (vma && vma->name_length)
		output_string(table, row, column, area_name(vma, name));
	else if (vma && (vma->flags & PTWALK_VMA_FILE) && output_for_people(table))
		output_string(table, row, column, AREA_NAME_UNKNOWN);
}

/**
 * columns_print_area() - set the cells of a VMA
 * @table: table
 * @row: row
 * @at: indices of the columns
 * @dump: the dump
 * @vma: a VMA of @dump
 */
void columns_print_area(struct output_table *table, struct output_row *row,
			const struct area_columns *at, const struct dump *dump,
			const struct ptwalk_vma *vma)
{
	char perm[AREA_PERM_SIZE], span[NUMBER_SPAN_SIZE];

	output_string(table, row, at->span,
		      number_span(span, vma->start, dump_vma_end(dump, vma)));
	output_string(table, row, at->perm, area_perm(vma, perm));
	columns_print_name(table, row, at->name, vma);
}
