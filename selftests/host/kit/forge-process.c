// SPDX-License-Identifier: GPL-2.0-only
/*
 * A forged memory image with some processes: see forge-process.h.
 */
#include <linux/magic.h>

#include "forge-process.h"

#define TABLES	0x300000ULL

/* VM_* of 6.1 */
#define R	0x1ULL
#define W	0x2ULL
#define X	0x4ULL
#define SHARED	0x8ULL
#define MAY_RWX	0x70ULL

#define PF_KTHREAD	0x00200000

static void add_vmas(struct forged_process *p)
{
	struct linux_forge *l = &p->l;
	const __u64 library = linux_file(l, "forged.so", 4711, EXT4_SUPER_MAGIC);
	const __u64 memfd = linux_file(l, "memfd:forged", 3, TMPFS_MAGIC);
	const __u64 ops = linux_object(l), special = linux_object(l);
	const __u64 named = linux_string(l, "spare"), dentry = linux_dentry(l, 0, "memfd:forged");
	const __u64 name_offset = l->at[IMAGE_MEMBER_anon_name].offset;
	const __u64 anon_name = linux_object(l);

	p->vma[0] = linux_vma(l, FORGED_HEAP, FORGED_HEAP + 8 * K4, R | W | MAY_RWX,
			      FORGED_HEAP / K4);
	linux_set(l, p->vma[0], IMAGE_MEMBER_vma_anon_vma, 1);
	p->vma[1] = linux_vma(l, FORGED_HEAP + 16 * K4, FORGED_HEAP + 17 * K4, MAY_RWX, 5);
	memory_put(l->m, anon_name + name_offset, "spare", 6);
	linux_point(l, p->vma[1], IMAGE_MEMBER_vma_anon_name, anon_name);
	p->vma[2] = linux_vma(l, FORGED_FILE, FORGED_FILE + 4 * K4, R | X | MAY_RWX, 0);
	linux_point(l, p->vma[2], IMAGE_MEMBER_vma_file, library);
	linux_point(l, p->vma[2], IMAGE_MEMBER_vma_ops, ops);
	p->vma[3] = linux_vma(l, FORGED_FILE + 4 * K4, FORGED_FILE + 8 * K4, R | W | MAY_RWX, 4);
	linux_point(l, p->vma[3], IMAGE_MEMBER_vma_file, library);
	linux_point(l, p->vma[3], IMAGE_MEMBER_vma_ops, ops);
	linux_set(l, ops, IMAGE_MEMBER_ops_huge_fault, 1);
	p->vma[4] = linux_vma(l, FORGED_FILE + M2, FORGED_FILE + M2 + K4,
			      R | W | SHARED | MAY_RWX, 0);
	linux_point(l, p->vma[4], IMAGE_MEMBER_vma_file, memfd);
	linux_point(l, p->vma[4], IMAGE_MEMBER_vma_ops, ops);
	linux_point(l, memfd, IMAGE_MEMBER_file_dentry, dentry);
	p->memfd_ops = linux_object(l);
	linux_point(l, dentry, IMAGE_MEMBER_dentry_ops, p->memfd_ops);
	linux_set(l, p->memfd_ops, IMAGE_MEMBER_dops_dname,
		  LINUX_KERNEL(linux_variable("simple_dname")));
	p->vma[5] = linux_vma(l, FORGED_STACK, FORGED_STACK + 4 * K4, R | W | MAY_RWX | 0x100,
			      FORGED_STACK / K4);
	p->vma[6] = linux_vma(l, FORGED_STACK + 8 * K4, FORGED_STACK + 9 * K4, R | X | MAY_RWX,
			      0);
	linux_set(l, p->vma[6], IMAGE_MEMBER_vma_ops,
		  LINUX_KERNEL(linux_variable("special_mapping_vmops")));
	linux_point(l, p->vma[6], IMAGE_MEMBER_vma_private, special);
	linux_point(l, special, IMAGE_MEMBER_special_name, linux_string(l, "[vdso]"));
	p->vma[7] = linux_vma(l, FORGED_STACK + 10 * K4, FORGED_STACK + 11 * K4, R | MAY_RWX,
			      named / K4);
	linux_vmas(l, p->mm, p->vma, NR_FORGED_VMAS);
	linux_set(l, p->mm, IMAGE_MEMBER_mm_start_brk, FORGED_HEAP);
	linux_set(l, p->mm, IMAGE_MEMBER_mm_brk, FORGED_HEAP + 7 * K4);
	linux_set(l, p->mm, IMAGE_MEMBER_mm_start_stack, FORGED_STACK + 3 * K4);
}

static void add_tables(struct forged_process *p)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_tables_at(f, TABLES);
	forge_map(f, 1, FORGED_HEAP, 5 * K4, 0x12345000, E_WRITTEN);
	forge_map(f, 1, FORGED_FILE + K4, 5 * K4, 0x23456000, E_CODE);
	forge_map(f, 1, FORGED_STACK + 3 * K4, K4, 0x34567000, E_WRITTEN);
	p->tables = f;
}

void forge_processes(struct forged_process *p, struct memory *m, enum linux_offsets offsets,
		     bool note)
{
	struct linux_forge *l = &p->l;

	linux_begin(l, m, offsets);
	linux_vmcoreinfo(l, offsets, note);
	linux_task(l, 1, "init", linux_mm(l, LINUX_TOP));
	linux_set(l, linux_task(l, FORGED_KTHREAD, "kthreadd", 0), IMAGE_MEMBER_task_flags,
		  PF_KTHREAD);
	add_tables(p);
	p->mm = linux_mm(l, memory_tables(m, p->tables));
	p->task = linux_task(l, FORGED_PID, "forged", p->mm);
	linux_thread(l, p->task, FORGED_TID);
	add_vmas(p);
}
