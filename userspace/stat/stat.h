/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sums of a dump: how much is present, in pages of which size, how much of
 * it is used, what is not present, and what the tables cost.  Computed from
 * merged runs, so that the cost is that of the runs and not of the pages.
 * Never prints.
 */
#ifndef PTWALK_STAT_H
#define PTWALK_STAT_H

#include "dump.h"
#include "kind.h"
#include "nodes.h"
#include "stat-folios.h"

/**
 * struct stat_sums - the sums of a dump; sizes in bytes
 * @areas: areas that lie in the range dumped, at least in part
 * @size: their size, as far as it lies in that range
 * @pages: by level 1 to 3: present pages (%RSS_PRESENT)
 * @bytes: by level 1 to 3: their size
 * @present: sum of @bytes
 * @rss: what Rss of smaps and smaps_rollup counts (%RSS_RESIDENT)
 * @unseen: memory that they do not count (%RSS_UNSEEN); 0 of the kernel half
 * @memory: what is one of the two (%RSS_MEMORY)
 * @huge: of @memory, in 2M and 1G pages (%RSS_HUGE)
 * @hugetlb: hugetlb pages (%RSS_HUGETLB)
 * @special: present, neither in @memory nor in @hugetlb: the zero page, device memory
 * @writable: present pages that may be written to, all levels considered
 * @executable: present pages that may be executed, likewise
 * @accessed: present pages with A set
 * @dirty: present pages with D set, or saved-dirty
 * @soft_dirty: present pages with soft-dirty set
 * @kind: by kind_of() the entry: entries; those of a kind that is part of another
 *	  are not among those of the other
 * @kind_bytes: their size
 * @tables: by level 1 to 5: page-table pages
 * @all_tables: sum of @tables
 * @table_bytes: their size
 * @empty: by level: of them, tables that map nothing and lead to nothing else
 * @all_empty: sum of @empty
 * @empty_bytes: their size
 * @again: of @rss, pages that another part of @rss maps as well
 * @distinct: @rss without @again: each page once
 * @node: by NUMA node, and %NODE_UNKNOWN: memory of that node; only where it was
 *	  asked for, as what follows
 * @nodes: sum of @node
 * @lazy_free: of @rss, what LazyFree of smaps counts: given up by MADV_FREE and not
 *	       written to since
 * @held: memory that is not mapped, in folios of 2M of which some pages are
 * @held_folios: these folios
 * @held_anon: of @held, in folios of anonymous memory
 * @held_anon_folios: these folios
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
 * struct stat_more - what to sum up that costs more than a look at the runs
 * @nodes: memory by NUMA node: a look at the entries of runs whose frames do not
 *	   follow each other
 * @read: reads the flags of page frames, for what is only known by them; or NULL
 * @arg: for @read
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
