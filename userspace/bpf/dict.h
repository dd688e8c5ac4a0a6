/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The dictionary of the running kernel, without the module: where this kernel stores what in a
 * page-table entry.  Owns the decision, for each key, whether its value is learnt from the
 * kernel, assumed for its release, or unknown; how page tables are read is the caller's.
 * Never prints, and keeps nothing between two runs.
 */
#ifndef PTWALK_BPF_DICT_H
#define PTWALK_BPF_DICT_H

#include <stddef.h>

#include "pte.h"

struct dict_build;
struct errmsg;

/**
 * typedef dict_read_fn - make a dump of a range of a process
 * @pid: the process: a child of the caller, which sleeps
 * @start: first address, page-aligned
 * @end: first address after the range
 * @data: set to the bytes of the dump, 8-byte aligned, to be freed with free()
 * @size: set to their number
 * @arg: the argument of bpf_dict_learn()
 * @err: filled in with what is wrong
 *
 * The dictionary in the dump's header is not used, and can be empty.
 *
 * Return: 0, or a negative errno.
 */
typedef int dict_read_fn(int pid, __u64 start, __u64 end, void **data, size_t *size,
			 void *arg, struct errmsg *err);

int bpf_dict_learn(const struct dict_build *build, dict_read_fn *read_tables, void *arg,
		   struct ptwalk_dict *dict, __u64 *assumed, struct errmsg *err);

#endif /* PTWALK_BPF_DICT_H */
