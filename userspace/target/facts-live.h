/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read facts of a live system for the dump of one of its processes: from sysfs,
 * /proc/PID, kpageflags and kpagecount.  They are added to the dump as records; facts.h
 * checks them and looks them up.  Never prints.
 */
#ifndef PTWALK_FACTS_LIVE_H
#define PTWALK_FACTS_LIVE_H

#include "dump.h"

struct errmsg;

/* What to read */
#define FACTS_KNOBS	1U	/* all settings (some small files), FACTS_PROCESS
				 * included; mounts of all files that it maps
				 */
#define FACTS_SMAPS	2U	/* smaps: the kernel walks the whole address space */
#define FACTS_PROCESS	4U	/* the setting of the process (THP_enabled), and the
				 * mounts of the tmpfs files that it maps
				 */
#define FACTS_FRAMES	8U	/* which frame is the huge zero page */
#define FACTS_NODES	16U	/* which frame is memory of which NUMA node */

int facts_read_settings(struct facts *facts, struct errmsg *err);
int facts_read_smaps(struct facts *facts, const char *path, struct errmsg *err);

int facts_read(struct dump *dump, int pid, unsigned int what,
	       struct errmsg *err);

/* facts-frames.c */
int facts_frames_open(const char *path, struct errmsg *err);
int facts_frames_read(int fd, __u64 frame, unsigned int nr, __u64 *value);
int facts_read_huge_zero(struct dump *dump, struct errmsg *err);

/* facts-nodes.c */
int facts_read_nodes(struct facts *facts, struct errmsg *err);

/* facts-pages.c */
struct facts_batch;

struct facts_batch *facts_batch_new(struct dump *dump, struct errmsg *err);
int facts_batch_room(struct facts_batch *b, unsigned int nr, struct errmsg *err);
void facts_batch_add(struct facts_batch *b, __u64 addr, __u64 frame);
int facts_batch_flush(struct facts_batch *b, struct errmsg *err);
void facts_batch_free(struct facts_batch *b);

/* Enough for the names of some processes that share pages */
#define FACTS_SHARERS_SIZE	160

/**
 * struct facts_mapping - a page of a process
 * @addr: virtual address
 * @frame: page frame that is mapped there
 */
struct facts_mapping {
	__u64	addr;
	__u64	frame;
};

/* facts-sharers.c */
int facts_read_sharers(int pid, const struct facts_mapping *page, size_t nr,
		       char text[FACTS_SHARERS_SIZE], struct errmsg *err);

/* facts-mounts.c */
int facts_read_mounts(struct dump *dump, const char *path, bool all, struct errmsg *err);

#endif /* PTWALK_FACTS_LIVE_H */
