/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find what an address of one process corresponds to in another one: the same offset of
 * the same file, or the same address if one address space is a copy of the other.
 * Never prints.
 */
#ifndef PTWALK_PLACE_H
#define PTWALK_PLACE_H

#include "dump.h"

/**
 * struct place_view - look-up of addresses in a dump, with a cache of one table
 * @dump: the dump
 * @table: the table of the lowest level that the dump has for @at, or NULL
 * @at: start of the 2M of the last look-up; 1, which is no such address, before the first
 */
struct place_view {
	const struct dump		*dump;
	const struct ptwalk_table	*table;
	__u64				at;
};

/**
 * struct place_files - the VMAs of a dump that map files
 * @vma: VMAs, sorted by device, inode number, offset and address
 * @nr: number of VMAs
 */
struct place_files {
	const struct ptwalk_vma	**vma;
	size_t			nr;
};

void place_view(struct place_view *view, const struct dump *dump);
bool place_entry(struct place_view *view, __u64 addr, struct ptwalk_pte *pte);
int place_list(struct place_files *files, const struct dump *dump);
const struct ptwalk_vma **place_first(const struct place_files *files,
				      const struct ptwalk_vma *vma);
const struct ptwalk_vma **place_next(const struct place_files *files,
				     const struct ptwalk_vma **at);
void place_free(struct place_files *files);

bool place_same_file(const struct ptwalk_vma *a, const struct ptwalk_vma *b);
bool place_is_whole(const struct dump *dump);
bool place_copies(const struct dump *a, const struct dump *b);

#endif /* PTWALK_PLACE_H */
