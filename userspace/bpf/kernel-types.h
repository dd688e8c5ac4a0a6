/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The types of the kernel that the BPF program reads, with only the members that it reads.
 * Offsets and sizes here mean nothing: the loader takes them from the running kernel's BTF
 * (CO-RE).  A structure whose name ends in ___WORD is another shape of the same type: what
 * is after the underscores is ignored by the loader.  The program has to ask for such a
 * member with bpf_core_field_exists() before it reads it.
 */
#ifndef PTWALK_KERNEL_TYPES_H
#define PTWALK_KERNEL_TYPES_H

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
	struct list_head *next;
};

struct rw_semaphore {
	struct {
		__s64 counter;
	} count;
};

/* up to 7.1, and not with PREEMPT_RT */
struct rw_semaphore___list {
	struct list_head wait_list;
};

/* 7.2 */
struct rw_semaphore___first {
	void *first_waiter;
};

struct mm_struct {
	unsigned long task_size;
	void *pgd;
	struct {
		__s64 counter;
	} pgtables_bytes;
	int map_count;
	struct rw_semaphore mmap_lock;
	unsigned long total_vm;
	unsigned long start_brk;
	unsigned long brk;
	unsigned long start_stack;
};

/* up to 6.17 */
struct mm_struct___word {
	unsigned long flags;
};

/* 6.18 */
struct mm_struct___bitmap {
	struct {
		unsigned long __mm_flags[1];
	} flags;
};

/* CONFIG_PER_VMA_LOCK, 6.4 */
struct mm_struct___seq_int {
	int mm_lock_seq;
};

/* 6.13, and back in 6.12 */
struct mm_struct___seq_count {
	struct {
		unsigned int sequence;
	} mm_lock_seq;
};

struct upid {
	int nr;
	void *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	int pid;
	int tgid;
	char comm[16];
	__u64 start_boottime;
	__u64 self_exec_id;
	struct task_struct *group_leader;
	struct pid *thread_pid;
};

struct super_block {
	__u32 s_dev;
	unsigned long s_flags;
	unsigned long s_magic;
	void *s_fs_info;
};

struct address_space {
	struct inode *host;
	unsigned long flags;
};

/* CONFIG_READ_ONLY_THP_FOR_FS, up to 7.1 */
struct address_space___thps {
	struct {
		int counter;
	} nr_thps;
};

struct inode {
	unsigned short i_mode;
	unsigned int i_flags;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	unsigned long i_ino;
	long long i_size;
	struct {
		int counter;
	} i_writecount;
};

struct file {
	struct inode *f_inode;
	struct address_space *f_mapping;
};

struct hstate {
	unsigned int order;
};

struct hugetlbfs_sb_info {
	struct hstate *hstate;
};

struct vm_operations_struct {
	void *huge_fault;
};

struct anon_vma_name {
	char name[1];
};

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	unsigned long vm_flags;
	void *anon_vma;
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
};

/* CONFIG_ANON_VMA_NAME, 5.17 */
struct vm_area_struct___named {
	struct anon_vma_name *anon_name;
};

struct seq_file {
	void *private;
};

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task_vma {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	struct vm_area_struct *vma;
};

struct bpf_iter_seq_task_vma_info {
	unsigned long prev_vm_start;
	unsigned long prev_vm_end;
};

enum mapping_flags {
	AS_FOLIO_ORDER_BITS = 5,
	AS_FOLIO_ORDER_MAX = 21,
};

#pragma clang attribute pop

#endif /* PTWALK_KERNEL_TYPES_H */
