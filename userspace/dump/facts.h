/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts that are not in page tables but decide about huge pages: settings, smaps of the
 * VMAs, kpageflags and kpagecount of single pages, file systems and NUMA nodes.  They
 * are records like the rest of a dump (uapi/ptwalk.h), either from the file or just read
 * from a live system (facts-live.c).  This file checks them and looks them up; huge.h
 * decides what they mean for a range.  Never prints.
 */
#ifndef PTWALK_FACTS_H
#define PTWALK_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "ptwalk-facts.h"

struct errmsg;

/**
 * struct facts - facts of a dump: pointers to its records, by type
 * @knob: settings, in the order of their records
 * @nr_knobs: number of settings
 * @smaps: smaps of VMAs, ascending by address, without overlap
 * @nr_smaps: number of smaps records
 * @pages: records of page runs, ascending by address
 * @nr_pages: number of these records, not of their runs
 * @mount: file systems, ascending by device
 * @nr_mounts: number of file systems
 * @nodes: which frame is memory of which NUMA node, or NULL if that is not known
 * @huge_zero: frame number of the huge zero page, or 0 if it is not known
 * @own: records from facts_add(), which facts_free() frees; all other records are not
 *	 owned
 * @nr_own: number of owned records
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

/* Name of the knob record whose value is the frame number of the huge zero page */
#define FACTS_HUGE_ZERO	"huge_zero_frame"

/* Name of the knob record that says "other" where the process has another mount namespace */
#define FACTS_MOUNTS	"mount_namespace"

/* Name of the knob record of a dump for which the process was stopped */
#define FACTS_STOPPED	"stopped"

/* Enough for the name or value of any knob, and a NUL: facts_check() refuses longer ones */
#define FACTS_TEXT	160

int facts_check(struct facts *facts, const struct ptwalk_record *rec,
		size_t offset, struct errmsg *err);
int facts_add(struct facts *facts, struct ptwalk_record *rec,
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
