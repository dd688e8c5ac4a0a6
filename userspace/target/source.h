/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a dump comes from: a live process through debugfs, a file, or standard
 * input.  Owns the words for TARGET and every refusal met on the way (module
 * not loaded, no privilege, lockdown, no such process); what the bytes say is
 * dump.h.  Never prints.
 */
#ifndef PTWALK_SOURCE_H
#define PTWALK_SOURCE_H

#include "dump.h"
#include "errmsg.h"

/**
 * struct source_request - what to ask a live target for
 * @start: first address, page-aligned
 * @end: first address after the range; with a @start of 0 as well: the whole
 *	 half
 * @progress: called with the bytes read so far and @arg, or NULL
 * @arg: for @progress
 */
struct source_request {
	__u64	start;
	__u64	end;
	void	(*progress)(size_t bytes, void *arg);
	void	*arg;
};

/**
 * struct source_place - the live TARGET that a word stands for
 * @pid: the process; for the kernel half any will do, and it is our own
 * @half: enum ptwalk_half
 * @pgd: enum ptwalk_pgd
 */
struct source_place {
	int	pid;
	__u32	half;
	__u32	pgd;
};

/**
 * struct source - an opened TARGET and its dump
 * @name: TARGET as the user wrote it
 * @live: it was read from the module
 * @dump: its dump, read and checked
 * @data: the bytes
 * @size: how many
 * @mapped: @data is a mapping of a file, not allocated
 */
struct source {
	const char	*name;
	bool		live;
	struct dump	*dump;
	void		*data;
	size_t		size;
	bool		mapped;
};

int source_open(struct source *source, const char *target,
		const struct source_request *request, struct errmsg *err);
void source_close(struct source *source);

/* The live half alone: a descriptor that the dump can be read from */
int source_live(const struct source_place *place,
		const struct source_request *request, struct errmsg *err);
int source_place(const char *target, struct source_place *place);
unsigned int source_levels(void);

#endif /* PTWALK_SOURCE_H */
