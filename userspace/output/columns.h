/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Columns that several commands share, and the content of their cells: columns of a
 * page-table entry, columns of a VMA, and one column for each flag of an entry.  The
 * latter have the names of the flags and are in the order of ptwalk_flags[].
 *
 * A command reserves a range of its column numbers for the flags:
 *
 *	enum { ..., COL_P, COL_FLAGS_END = COL_P + NR_FLAG_COLUMNS - 1, ... };
 *	static const struct output_column columns[] = {
 *		...
 *		FLAG_COLUMNS(COL_P),
 */
#ifndef PTWALK_COLUMNS_H
#define PTWALK_COLUMNS_H

#include "dump.h"
#include "output.h"

#define NR_FLAG_COLUMNS	18

#define FLAG_COLUMN(name, help)	{ name, OUTPUT_BOOLEAN, true, help }

#define FLAG_COLUMNS(first)						\
	[(first)]	= FLAG_COLUMN("P", "flag P: present"),		\
	[(first) + 1]	= FLAG_COLUMN("RW", "flag W: writable"),	\
	[(first) + 2]	= FLAG_COLUMN("US", "flag U: user mode may use it"), \
	[(first) + 3]	= FLAG_COLUMN("PWT", "flag T: memory type, write-through bit"), \
	[(first) + 4]	= FLAG_COLUMN("PCD", "flag C: memory type, cache-disable bit"), \
	[(first) + 5]	= FLAG_COLUMN("A", "flag A: accessed"),		\
	[(first) + 6]	= FLAG_COLUMN("D", "flag D: dirty"),		\
	[(first) + 7]	= FLAG_COLUMN("PS", "flag S: page size, a huge page"), \
	[(first) + 8]	= FLAG_COLUMN("PAT", "flag t: memory type, PAT bit"), \
	[(first) + 9]	= FLAG_COLUMN("G", "flag G: global"),		\
	[(first) + 10]	= FLAG_COLUMN("NX", "flag N: no execute"),	\
	[(first) + 11]	= FLAG_COLUMN("SOFT-DIRTY", "flag s: written since clear_refs"), \
	[(first) + 12]	= FLAG_COLUMN("UFFD-WP", "flag u: protected by userfaultfd"), \
	[(first) + 13]	= FLAG_COLUMN("SPECIAL", "flag p: no struct page to be used"), \
	[(first) + 14]	= FLAG_COLUMN("SAVED-DIRTY",		\
				      "flag d: dirty, kept aside while write-protected"), \
	[(first) + 15]	= FLAG_COLUMN("DEVMAP", "flag v: a ZONE_DEVICE page"), \
	[(first) + 16]	= FLAG_COLUMN("EXCLUSIVE",		\
				      "flag x: anonymous and not shared, in a swap entry"), \
	[(first) + 17]	= FLAG_COLUMN("ENC", "flag e: encrypted memory (C-bit)")

#define ASSUMED_COLUMN							\
	{ "ASSUMED", OUTPUT_LIST, false,				\
	  "values of the dictionary that this row rests on and that are assumed" }

/**
 * struct entry_columns - indices of the columns of an entry, in the columns of a command
 * @raw: RAW
 * @level: LEVEL
 * @kind: KIND
 * @flags: FLAGS
 * @first_flag: first column of FLAG_COLUMNS()
 * @phys: PHYS
 * @pfn: PFN
 * @memtype: MEMTYPE
 * @pkey: PKEY
 * @assumed: ASSUMED
 */
struct entry_columns {
	size_t	raw;
	size_t	level;
	size_t	kind;
	size_t	flags;
	size_t	first_flag;
	size_t	phys;
	size_t	pfn;
	size_t	memtype;
	size_t	pkey;
	size_t	assumed;
};

/**
 * struct area_columns - indices of the columns of a VMA, in the columns of a command
 * @span: VMA
 * @perm: PERM
 * @name: NAME
 */
struct area_columns {
	size_t	span;
	size_t	perm;
	size_t	name;
};

__u64 columns_print_entry(struct output_table *table, struct output_row *row,
			  const struct entry_columns *at,
			  const struct ptwalk_dict *dict,
			  const struct ptwalk_pte *pte, const char *kind);
const char *columns_kind(const struct output_table *table, const struct ptwalk_dict *dict,
			 const struct ptwalk_vma *vma, const struct ptwalk_pte *pte,
			 unsigned int kind);
void columns_print_effective(struct output_table *table, struct output_row *row,
			     size_t column, const struct ptwalk_pte *pte,
			     __u32 effective);
void columns_print_swap(struct output_table *table, struct output_row *row,
			size_t column, const struct ptwalk_pte *pte);
void columns_print_name(struct output_table *table, struct output_row *row, size_t column,
			const struct ptwalk_vma *vma);
void columns_print_area(struct output_table *table, struct output_row *row,
			const struct area_columns *at, const struct dump *dump,
			const struct ptwalk_vma *vma);

#endif /* PTWALK_COLUMNS_H */
