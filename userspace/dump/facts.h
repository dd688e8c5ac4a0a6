/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What decides about huge pages and does not stand in page tables: settings,
 * what smaps says of areas, and what the kernel says of single pages.  They are
 * records like the rest of a dump (uapi/ptwalk.h), whether they come with a
 * file or were just read from a live system (facts-live.c), and are checked and
 * found here.  What they mean for a range is huge.h.  Never prints.
 */
#ifndef PTWALK_FACTS_H
#define PTWALK_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "ptwalk.h"

struct errmsg;

/**
 * struct facts - facts of a dump, by kind
 * @knob: settings, in the order they came
 * @nr_knobs: how many
 * @smaps: areas, ascending
 * @nr_smaps: how many
 * @pages: records of pages, ascending
 * @nr_pages: how many
 * @mount: file systems, ascending by device
 * @nr_mounts: how many
 * @nodes: which frame is memory of which NUMA node, or NULL where that is not known
 * @huge_zero: frame of the huge zero page, or 0 where it is not known
 * @own: records that are to be freed with this, in the order they were added
 * @nr_own: how many
 */
struct facts {
	const struct ptwalk_knob	**knob;
	size_t				nr_knobs;
	const struct ptwalk_smaps	**smaps;
	size_t				nr_smaps;
	const struct ptwalk_pages	**pages;
	size_t				nr_pages;
	const struct ptwalk_mount	**mount;
	size_t				nr_mounts;
	const struct ptwalk_nodes	*nodes;
	__u64				huge_zero;
	struct ptwalk_record		**own;
	size_t				nr_own;
};

/* The name of the knob that says @huge_zero */
#define FACTS_HUGE_ZERO	"huge_zero_frame"

/* enough for the name or value of any knob */
#define FACTS_TEXT	160

int facts_check(struct facts *facts, const struct ptwalk_record *rec,
		size_t offset, struct errmsg *err);
int facts_add(struct facts *facts, struct ptwalk_record *rec,
	      struct errmsg *err);
int facts_lend(struct facts *facts, const struct facts *settings,
	       struct errmsg *err);
void facts_free(struct facts *facts);

int facts_add_knob(struct facts *facts, const char *name, const char *value,
		   struct errmsg *err);

bool facts_knob(const struct facts *facts, const char *name,
		char value[FACTS_TEXT]);
const struct ptwalk_smaps *facts_smaps(const struct facts *facts, __u64 addr);
const struct ptwalk_mount *facts_mount(const struct facts *facts, __u32 major,
				       __u32 minor);
bool facts_mount_option(const struct ptwalk_mount *mount, const char *name,
			char value[FACTS_TEXT]);
const struct ptwalk_page_run *facts_page(const struct facts *facts, __u64 addr);

#endif /* PTWALK_FACTS_H */
