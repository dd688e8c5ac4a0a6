/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the running kernel's BTF (/sys/kernel/btf/vmlinux) says of its functions and
 * structures: in which registers a function has the arguments that identify a
 * memory range, and where a member is in its structure.  Never prints.
 */
#ifndef PTWALK_TRACE_BTF_H
#define PTWALK_TRACE_BTF_H

#include <stdbool.h>

struct btf;
struct errmsg;

/**
 * struct trace_args - the registers with a function's arguments on entry
 * @mm: its first struct mm_struct *, NULL where it has none
 * @vma: its first struct vm_area_struct *, likewise
 * @addr: its first unsigned long, likewise
 *
 * Names as kprobe events have them, without the %.
 */
struct trace_args {
	const char	*mm;
	const char	*vma;
	const char	*addr;
};

struct btf *trace_btf_open(struct errmsg *err);
void trace_btf_close(struct btf *btf);
bool trace_btf_function(const struct btf *btf, const char *name,
			struct trace_args *args);
int trace_btf_offset(const struct btf *btf, const char *structure,
		     const char *member);

#endif /* PTWALK_TRACE_BTF_H */
