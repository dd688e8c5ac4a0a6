// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words for what a machine lacks to run the BPF program.  One errno has several causes, so this
 * file asks the kernel which one it is.  Refusals of a request are an errno only: they do not
 * depend on what reads the tables, and have their words where all sources meet.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "bpf-private.h"
#include "btf-member.h"
#include "dict-btf.h"
#include "errmsg.h"
#include "host.h"
#include "library-bpf.h"
#include "proc-stat.h"

/* What reads live processes on a kernel that is too old */
#define INSTEAD	"; the module reads here, and so does --source kcore"

/* Which capability is missing?  CAP_SYS_ADMIN contains both. */
static const char *bpf_refuse_missing(void)
{
	bool bpf = host_capable(CAP_BPF), perfmon = host_capable(CAP_PERFMON);

	if (host_capable(CAP_SYS_ADMIN) || (bpf && perfmon))
		return NULL;
	if (bpf)
		return "CAP_PERFMON is";
	return perfmon ? "CAP_BPF is" : "both are";
}

/*
 * Does the iterator hold the address space from one read() to the next?  Without that, it walks
 * the VMAs of a process that has ended: "bpf: keep a reference to the mm, in case the task is
 * dead", 6.2 and later versions of 6.1.
 */
static bool bpf_refuse_holds_mm(const struct btf *btf)
{
	struct btf_member_place place;
	int id = btf__find_by_name_kind(btf, "bpf_iter_seq_task_vma_info", BTF_KIND_STRUCT);

	return id > 0 && btf_member_find(btf, id, "mm", &place);
}

/**
 * bpf_refuse_early() - say what this machine lacks, before the program is loaded
 * @btf: type information of the running kernel
 * @err: filled in if it lacks something
 *
 * Return: 0; -EPERM without capabilities or with lockdown; -EOPNOTSUPP if the kernel is too old
 * or does not compile BPF programs.
 */
int bpf_refuse_early(const struct btf *btf, struct errmsg *err)
{
	const char *missing = bpf_refuse_missing();
	char word[32];

	if (missing)
		return errmsg_set(err, -EPERM,
				  "reading page tables by BPF needs CAP_BPF and CAP_PERFMON, and %s missing: run it as root, or give ptwalk the capabilities: setcap cap_bpf,cap_perfmon+ep %s",
				  missing, host_own_file());
	if (host_locked_down(word, sizeof(word)) && strcmp(word, "integrity"))
		return errmsg_set(err, -EPERM,
				  "the kernel is locked down (%s), which forbids BPF programs to read kernel memory",
				  word);
	if (btf__find_by_name_kind(btf, "bpf_iter_task_vma", BTF_KIND_FUNC) < 0)
		return errmsg_set(err, -EOPNOTSUPP,
				  "this kernel has no BPF iterator over VMAs (task_vma): Linux 5.12 is the first that has it"
				  INSTEAD);
	if (!bpf_refuse_holds_mm(btf))
		return errmsg_set(err, -EOPNOTSUPP,
				  "the BPF iterator over VMAs of this kernel can use an address space that was freed: Linux 6.2 is the first where it cannot, and stable kernels of 6.1 have the same change"
				  INSTEAD);
	if (!dict_btf_enum(btf, "BPF_FUNC_for_each_map_elem"))
		return errmsg_set(err, -EOPNOTSUPP,
				  "BPF programs of this kernel cannot loop (bpf_for_each_map_elem()): Linux 5.13 is the first where they can"
				  INSTEAD);
	if (host_read_line("/proc/sys/net/core/bpf_jit_enable", word, sizeof(word)) &&
	    !strcmp(word, "0"))
		return errmsg_set(err, -EOPNOTSUPP,
				  "the BPF JIT compiler is off, and the kernel's interpreter cannot run this program: write 1 to /proc/sys/net/core/bpf_jit_enable");
	return 0;
}

/**
 * bpf_refuse() - say why the kernel refused to load the program
 * @code: negative errno of the loader
 * @err: filled in
 *
 * Return: @code.
 */
int bpf_refuse(int code, struct errmsg *err)
{
	if (code == -EPERM)
		return errmsg_set(err, code,
				  "the kernel does not allow BPF programs; CAP_BPF and CAP_PERFMON must be those of the initial user namespace, which root of a container does not have, and a container's seccomp filter must allow bpf(2)");
	return errmsg_set(err, code,
			  "the kernel refused the BPF program (%s); 'ptwalk record -v' and 'ptwalk module status' show the end of its log",
			  strerror(-code));
}

/**
 * bpf_refuse_target() - why has a thread no VMA to show?
 * @pid: thread
 *
 * Return: -ENXIO for a kernel thread, else -ESRCH.
 */
int bpf_refuse_target(int pid)
{
	struct proc_stat stat;

	if (!bpf_maps_ours() || !proc_stat_read(pid, &stat))
		return -ESRCH;
	return stat.flags & PROC_STAT_KTHREAD ? -ENXIO : -ESRCH;
}
