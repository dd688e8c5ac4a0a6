/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dump the page tables of a live process by BPF, without the module: an iterator over its VMAs
 * copies them under the mmap lock.  Owns the BPF program, the reasons why a machine cannot run
 * it, and the order of the records.  Needs CAP_BPF and CAP_PERFMON, BTF and the JIT, and
 * lockdown not above "integrity".  Never prints.
 */
#ifndef PTWALK_BPF_H
#define PTWALK_BPF_H

#include <linux/types.h>
#include <stddef.h>

struct bpf_source;
struct errmsg;

/**
 * struct bpf_request - what to dump of a process; the user half only
 * @pid: number of a thread in the pid namespace of the caller
 * @pgd: enum ptwalk_pgd
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If @start and
 *	 @end are both 0, the whole half
 * @progress: called with the number of bytes so far and @arg now and then; or NULL
 * @arg: passed to @progress
 */
struct bpf_request {
	int	pid;
	__u32	pgd;
	__u64	start;
	__u64	end;
	void	(*progress)(size_t bytes, void *arg);
	void	*arg;
};

int bpf_open(struct bpf_source **source, struct errmsg *err);
void bpf_close(struct bpf_source *source);
const char *bpf_log(void);
int bpf_learn(struct bpf_source *source, struct errmsg *err);
unsigned int bpf_levels(const struct bpf_source *source);
int bpf_dump(struct bpf_source *source, const struct bpf_request *request, void **data,
	     size_t *size, struct errmsg *err);

#endif /* PTWALK_BPF_H */
