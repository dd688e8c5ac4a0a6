/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an address of one process has to do with one of another: the same place of a
 * file, or the same address where the address spaces are copies.  Never prints.
 */
#ifndef PTWALK_PLACE_H
#define PTWALK_PLACE_H

#include "dump.h"

/**
 * struct place_view - a dump in which addresses are looked up one after the other
 * @dump: the dump
 * @table: the lowest table for the 2M that were looked at last
 * @at: these 2M; 1, which is none, at first
 */
struct place_view {
	const struct dump		*dump;
	const struct ptwalk_table	*table;
	__u64				at;
};

/**
 * struct place_files - VMAs of files, by file and offset
 * @vma: they
 * @nr: how many
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

bool place_has_file(const struct ptwalk_vma *vma);
bool place_same_file(const struct ptwalk_vma *a, const struct ptwalk_vma *b);
bool place_is_whole(const struct dump *dump);
bool place_copies(const struct dump *a, const struct dump *b);

#endif /* PTWALK_PLACE_H */
