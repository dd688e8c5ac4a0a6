/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A dump to be written: what forge.c collects, and forge-write.c makes bytes of.
 */
#ifndef FORGE_WRITE_H
#define FORGE_WRITE_H

#include "forge.h"

#define MAX_AREAS	64
#define ENTRIES		512

/**
 * struct node - a table to be written
 * @entry: all of its entries
 * @unread: not to be written
 * @rec: its record, @rec.first and @rec.count left to forge_write()
 */
struct node {
	__u64			entry[ENTRIES];
	bool			unread;
	struct ptwalk_table	rec;
};

/**
 * struct area - an area to be written
 * @name: its name, not copied
 * @rec: its record
 */
struct area {
	const char		*name;
	struct ptwalk_vma	rec;
};

/* A setting to be written; neither is copied */
struct knob {
	const char		*name;
	const char		*value;
};

/* A file system to be written; no text is copied */
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
