/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture of an address space: each VMA as a row of cells of equal size, and what the entries
 * in each cell are.  Owns the cells and what they sum up; cmd-map-draw.c gives them characters
 * and colours.  Never prints.
 */
#ifndef PTWALK_MAP_H
#define PTWALK_MAP_H

#include "dump.h"

/**
 * struct map_cell - what the entries of one cell are; sizes are in bytes
 * @present: present pages (%RSS_PRESENT), without those of @zero and @protnone
 * @huge: of @present, pages of 2M and 1G
 * @accessed: of @present, pages with A set
 * @dirty: of @present, pages with D or saved-dirty set
 * @shared: of @present, pages that are mapped more than once, as far as that is known
 * @zero: the zero page and the huge zero page
 * @protnone: PROT_NONE pages
 * @swapped: swap entries
 * @guard: guard and poison markers
 * @other: all other entries that are not present
 * @unread: the dump does not hold the table
 */
struct map_cell {
	__u64	present;
	__u64	huge;
	__u64	accessed;
	__u64	dirty;
	__u64	shared;
	__u64	zero;
	__u64	protnone;
	__u64	swapped;
	__u64	guard;
	__u64	other;
	__u64	unread;
};

/**
 * struct map_band - a VMA as a row of cells
 * @vma: the VMA
 * @start: first address of the first cell, a multiple of @span
 * @end: first address after the VMA, or after the part of it that is drawn; 0 for 1 << 64
 * @span: size of a cell in bytes, a power of two and at least 4K
 * @nr: number of cells
 * @cell: the cells
 */
struct map_band {
	const struct ptwalk_vma	*vma;
	__u64			start;
	__u64			end;
	__u64			span;
	unsigned int		nr;
	struct map_cell		*cell;
};

/**
 * struct map_sharing - how often pages are mapped
 * @counts_fd: descriptor of /proc/kpagecount, for a live process; -1 if it cannot be read
 */
struct map_sharing {
	int	counts_fd;
};

/**
 * struct map_reader - reads the entries of a dump once, while its VMAs are drawn one by one
 * @dump: the dump
 * @start: draw no addresses before this one, page-aligned
 * @end: draw none from this one on; 0 for 1 << 64.  The dump has to cover this range
 * @sharing: where the number of mappings of a page is known from
 * @runs: iterator over the range
 * @run: the next run; valid if @open
 * @open: @run was not added to a VMA yet
 */
struct map_reader {
	const struct dump	*dump;
	__u64			start;
	__u64			end;
	struct map_sharing	sharing;
	struct runs		runs;
	struct ptwalk_run	run;
	bool			open;
};

void map_read(struct map_reader *reader, const struct dump *dump, __u64 start, __u64 end,
	      int counts_fd);
int map_band(struct map_reader *reader, const struct ptwalk_vma *vma, unsigned int cells,
	     struct map_band *band);
void map_band_free(struct map_band *band);

#endif /* PTWALK_MAP_H */
