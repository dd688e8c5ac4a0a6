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
	__u64	kind[KIND_NR];
	__u64	kind_bytes[KIND_NR];
	__u64	tables[PTWALK_LEVEL_MAX + 1];
	__u64	all_tables;
	__u64	table_bytes;
	__u64	empty[PTWALK_LEVEL_MAX + 1];
	__u64	all_empty;
	__u64	empty_bytes;
	__u64	again;
	__u64	distinct;
};

int stat_sum(const struct dump *dump, struct stat_sums *sums);

#endif /* PTWALK_STAT_H */
