/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of a dump that forge.c collects and forge-write.c turns into bytes.  Private to
 * the forge files.
 */
#ifndef FORGE_WRITE_H
#define FORGE_WRITE_H

#include "forge.h"
#include "ptwalk-facts.h"

#define MAX_AREAS	64
#define ENTRIES		512

/**
 * struct node - a page table
 * @entry: all of its entries
 * @unread: forge_write() leaves the table out
 * @rec: its record; forge_write() fills in length, @first and @count
 */
struct node {
	__u64			entry[ENTRIES];
	bool			unread;
	struct ptwalk_table	rec;
};

/**
 * struct area - a VMA
 * @name: its name, not copied
 * @rec: its record; forge_write() fills in the length
 */
struct area {
	const char		*name;
	struct ptwalk_vma	rec;
};

/* A setting; the strings are not copied */
struct knob {
	const char		*name;
	const char		*value;
};

/* A mounted file system; the strings are not copied */
struct mount {
	__u32			major;
	__u32			minor;
	const char		*type;
	const char		*point;
	const char		*options;
};

/* The record of one run of pages */
struct pages {
	struct ptwalk_record	rec;
	struct ptwalk_page_run	run;
};

#define MAX_FACTS	32
#define MAX_PAGES	512

/**
 * struct forge - a dump that is being made
 * @end: the end record; forge_write() fills in the counts
 * @dict: values of the dictionary, by key
 * @known: by key: the dictionary has it
 * @area: the VMAs; forge_write() sorts them
 * @nr_areas: number of VMAs
 * @node: the page tables, each allocated; forge_write() sorts the array
 * @nr_nodes: number of page tables
 * @last: by level, the table used last, to find it fast again
 * @next_phys: physical address for the next table
 * @knob: settings
 * @nr_knobs: number of settings
 * @smaps: smaps records
 * @nr_smaps: number of smaps records
 * @mount: mounted file systems
 * @nr_mounts: number of file systems
 * @range: ranges of memory on NUMA nodes
 * @nr_ranges: number of ranges
 * @pages: records of one run of pages each
 * @nr_pages: number of these records
 * @tail: what follows the dictionary in the header
 * @no_tail: leave @tail out
 * @header: the header record; last, since it ends in a flexible array
 */
struct forge {
	struct ptwalk_end	end;
	__u64			dict[PTWALK_DICT_NR];
	bool			known[PTWALK_DICT_NR];
	struct area		area[MAX_AREAS];
	size_t			nr_areas;
	struct node		**node;
	size_t			nr_nodes;
	struct node		*last[PTWALK_LEVEL_MAX + 1];
	__u64			next_phys;
	struct knob		knob[MAX_FACTS];
	size_t			nr_knobs;
	struct ptwalk_smaps	smaps[MAX_FACTS];
	size_t			nr_smaps;
	struct mount		mount[MAX_FACTS];
	size_t			nr_mounts;
	struct ptwalk_node_range range[MAX_FACTS];
	size_t			nr_ranges;
	struct pages		pages[MAX_PAGES];
	size_t			nr_pages;
	struct ptwalk_header_tail tail;
	bool			no_tail;
	struct ptwalk_header	header;
};

static inline unsigned int forge_shift(unsigned int level)
{
	return 12 + 9 * (level - 1);
}

#endif /* FORGE_WRITE_H */
