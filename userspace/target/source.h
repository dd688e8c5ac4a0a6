/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a dump from a live process, by the module or by BPF, from a file or from standard
 * input; a file or standard input can be compressed by zstd.  Owns the notation of TARGET, the
 * choice of what reads a process, and the explanation of each refusal (module not loaded, missing
 * privilege, lockdown, no such process).  dump.h checks the bytes and looks them up.  Never prints.
 */
#ifndef PTWALK_SOURCE_H
#define PTWALK_SOURCE_H

#include "dump.h"
#include "errmsg.h"

/**
 * struct source_request - what to request of a live target
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If @start and
 *	 @end are both 0, the whole half
 * @pathless: without the paths of mapped files, if that is faster
 * @progress: called after each read() with the number of bytes so far and @arg; or NULL
 * @arg: passed to @progress
 */
struct source_request {
	__u64	start;
	__u64	end;
	bool	pathless;
	void	(*progress)(size_t bytes, void *arg);
	void	*arg;
};

/**
 * struct source_place - a live target
 * @pid: PID of the process.  For the kernel half any process will do: it is that of ptwalk
 *	 itself
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
 * @name: TARGET as the user typed it; not owned
 * @live: the dump is of a live target, not from a file or standard input
 * @dump: the checked dump; points into @data
 * @data: the bytes of the dump
 * @size: number of bytes in @data
 * @mapped: @data is a mapping of a file; else it is allocated
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

/* For live targets only */
int source_choose(const char *name, struct errmsg *err);
int source_bpf_status(struct errmsg *err);
int source_bpf_dictionary(struct errmsg *err);
int source_kcore_status(struct errmsg *err);
const char *source_bpf_log(void);
int source_place(const char *target, struct source_place *place);
unsigned int source_levels(void);

#endif /* PTWALK_SOURCE_H */
