/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sums of one dump: how much memory is present, in pages of which size, how much of it was
 * accessed or written to, what is not present, and how much memory the page tables take.
 * Computed from merged runs, so that the time depends on the number of runs, not of pages.
 * Does not own the sums of many processes (stat-all.h).  Never prints.
 */
#ifndef PTWALK_STAT_H
#define PTWALK_STAT_H

#include "dump.h"
#include "kind.h"
#include "nodes.h"
#include "stat-folios.h"

/**
 * struct stat_sums - the sums of a dump; all sizes are in bytes
 * @areas: number of VMAs that overlap the dumped range
 * @size: size of these VMAs within that range
 * @pages: by level 1 to 3: number of present pages (%RSS_PRESENT)
 * @bytes: by level 1 to 3: size of these pages
 * @present: sum of @bytes
 * @rss: size of what Rss of smaps and smaps_rollup counts (%RSS_RESIDENT)
 * @unseen: size of memory that smaps does not count (%RSS_UNSEEN); 0 for the kernel half
 * @memory: size of what is in either of these two (%RSS_MEMORY)
 * @huge: of @memory, size of 2M and 1G pages (%RSS_HUGE)
 * @hugetlb: size of hugetlb pages (%RSS_HUGETLB)
 * @special: size of present pages neither in @memory nor in @hugetlb: zero page, device memory
 * @writable: size of present pages that entries of all levels allow to be written
 * @executable: size of present pages that entries of all levels allow to be executed
 * @accessed: size of present pages with A set
 * @dirty: size of present pages with D or saved-dirty set
 * @soft_dirty: size of present pages with soft-dirty set
 * @kind: by kind_of(): number of entries; an entry of enum ptwalk_part_kind is not counted for
 *	  the kind that it is part of (kind_within())
 * @kind_bytes: by kind_of(): size of the addresses of these entries
 * @tables: by level 1 to 5: number of page-table pages
 * @all_tables: sum of @tables
 * @table_bytes: size of all page-table pages
 * @empty: by level: number of page-table pages that map nothing, also not through tables below
 * @all_empty: sum of @empty
 * @empty_bytes: size of the empty page-table pages
 * @again: of @rss, size of the mappings of a page beyond its first, if a page is mapped repeatedly
 * @distinct: @rss without @again, so that each page counts once
 * @node: by NUMA node, and %NODE_UNKNOWN: size of @memory and @hugetlb there; @node and @nodes
 *	  are 0 unless stat_more.nodes is set
 * @nodes: sum of @node
 * @lazy_free: of @rss, size of what LazyFree of smaps counts: freed by MADV_FREE and not
 *	       written to since; this and what follows is 0 unless stat_more.read is set
 * @held: size of unmapped pages in 2M folios of which other pages are mapped
 * @held_folios: number of these folios
 * @held_anon: of @held, size in anonymous folios
 * @held_anon_folios: number of these folios
 */
struct stat_sums {
	__u64	areas;
	__u64	size;
	__u64	pages[PTWALK_LEVEL_MAX + 1];
	__u64	bytes[PTWALK_LEVEL_MAX + 1];
	__u64	present;
	__u64	rss;
	__u64	unseen;
	__u64	memory;
	__u64	huge;
	__u64	hugetlb;
	__u64	special;
	__u64	writable;
	__u64	executable;
	__u64	accessed;
	__u64	dirty;
	__u64	soft_dirty;
	__u64	kind[PTWALK_ALL_KINDS];
	__u64	kind_bytes[PTWALK_ALL_KINDS];
	__u64	tables[PTWALK_LEVEL_MAX + 1];
	__u64	all_tables;
	__u64	table_bytes;
	__u64	empty[PTWALK_LEVEL_MAX + 1];
	__u64	all_empty;
	__u64	empty_bytes;
	__u64	again;
	__u64	distinct;
	__u64	node[PTWALK_NODES_MAX + 1];
	__u64	nodes;
	__u64	lazy_free;
	__u64	held;
	__u64	held_folios;
	__u64	held_anon;
	__u64	held_anon_folios;
};

/**
 * struct stat_more - sums that need more than the runs of a dump
 * @nodes: sum up memory by NUMA node; reads each entry of runs whose frames are not contiguous
 * @read: function that reads the flags of page frames, for @lazy_free and @held of struct
 *	  stat_sums; NULL to leave them out
 * @arg: first argument of @read
 */
struct stat_more {
	bool		nodes;
	folios_read_fn	read;
	void		*arg;
};

int stat_sum(const struct dump *dump, struct stat_sums *sums);
int stat_sum_more(const struct dump *dump, const struct stat_more *more,
		  struct stat_sums *sums);

#endif /* PTWALK_STAT_H */
