/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks up functions and structures in the running kernel's BTF (/sys/kernel/btf/vmlinux): in
 * which registers a function gets the arguments that identify a memory range, and at which
 * offset a structure has a member.  Never prints.
 */
#ifndef PTWALK_TRACE_BTF_H
#define PTWALK_TRACE_BTF_H

#include <stdbool.h>

struct btf;
struct errmsg;

/**
 * struct trace_args - registers that hold a function's arguments on entry
 * @mm: register of its first struct mm_struct *; NULL if it has no such argument
 * @vma: register of its first struct vm_area_struct *, or NULL
 * @addr: register of its first unsigned long, or NULL
 *
 * Registers are named as in the definition of a kprobe event, without the %.
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
