/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Linux kernel in a memory image: its page tables, symbols and types, all of which are in
 * the image itself.  VMCOREINFO (image-notes.c, image-search.c) leads to kallsyms
 * (image-kallsyms.c), and that to BTF.  Owns reads of kernel memory by virtual address and by
 * the name of a member; image-task.h and image-vma.h say what is there.  Never prints.
 *
 * All pointers that are read from an image can have any value: image_kernel_read() translates
 * each of them by the kernel's page tables, and fails if there is no such memory.
 */
#ifndef PTWALK_IMAGE_KERNEL_H
#define PTWALK_IMAGE_KERNEL_H

#include "btf-member.h"
#include "image.h"

struct btf;
struct errmsg;

/* Symbols that are looked up in kallsyms; one that a kernel does not have is 0. */
#define IMAGE_SYMBOLS(X)						\
	X(__start_BTF) X(__stop_BTF) X(__supported_pte_mask) X(_stext)	\
	X(anon_inodefs_dname) X(boot_cpu_data) X(collapse_single_pmd) X(init_task) \
	X(pat_msr_val) X(physical_mask) X(simple_dname)			\
	X(special_mapping_vmops) X(x86_cap_flags)

enum image_symbol {
#define X(name) IMAGE_SYMBOL_##name,
	IMAGE_SYMBOLS(X)
#undef X
	NR_IMAGE_SYMBOLS
};

/*
 * Members of structures that are read: a name for it, the structure, the member.  A kernel may
 * lack some of them; image_kernel_has() tells.
 */
#define IMAGE_MEMBERS(X)						\
	X(task_tasks, "task_struct", "tasks")				\
	X(task_thread, "task_struct", "thread_node")			\
	X(task_pid, "task_struct", "pid")				\
	X(task_tgid, "task_struct", "tgid")				\
	X(task_comm, "task_struct", "comm")				\
	X(task_mm, "task_struct", "mm")					\
	X(task_fs, "task_struct", "fs")					\
	X(task_signal, "task_struct", "signal")				\
	X(task_start, "task_struct", "start_boottime")			\
	X(task_flags, "task_struct", "flags")				\
	X(task_exec_id, "task_struct", "self_exec_id")			\
	X(signal_threads, "signal_struct", "thread_head")		\
	X(fs_root_mnt, "fs_struct", "root.mnt")				\
	X(fs_root_dentry, "fs_struct", "root.dentry")			\
	X(mm_pgd, "mm_struct", "pgd")					\
	X(mm_flags, "mm_struct", "flags")				\
	X(mm_total_vm, "mm_struct", "total_vm")				\
	X(mm_pgtables, "mm_struct", "pgtables_bytes")			\
	X(mm_vmas, "mm_struct", "mm_mt.ma_root")			\
	X(mm_first_vma, "mm_struct", "mmap")				\
	X(mm_start_brk, "mm_struct", "start_brk")			\
	X(mm_brk, "mm_struct", "brk")					\
	X(mm_start_stack, "mm_struct", "start_stack")			\
	X(leaf_pivot, "maple_range_64", "pivot")			\
	X(leaf_slot, "maple_range_64", "slot")				\
	X(node_pivot, "maple_arange_64", "pivot")			\
	X(node_slot, "maple_arange_64", "slot")				\
	X(vma_next, "vm_area_struct", "vm_next")			\
	X(vma_start, "vm_area_struct", "vm_start")			\
	X(vma_end, "vm_area_struct", "vm_end")				\
	X(vma_flags, "vm_area_struct", "vm_flags")			\
	X(vma_pgoff, "vm_area_struct", "vm_pgoff")			\
	X(vma_file, "vm_area_struct", "vm_file")			\
	X(vma_ops, "vm_area_struct", "vm_ops")				\
	X(vma_anon_vma, "vm_area_struct", "anon_vma")			\
	X(vma_private, "vm_area_struct", "vm_private_data")		\
	X(vma_anon_name, "vm_area_struct", "anon_name")			\
	X(vma_shared, "vm_area_struct", "shared")			\
	X(anon_name, "anon_vma_name", "name")				\
	X(ops_huge_fault, "vm_operations_struct", "huge_fault")		\
	X(special_name, "vm_special_mapping", "name")			\
	X(file_inode, "file", "f_inode")				\
	X(file_mnt, "file", "f_path.mnt")				\
	X(file_dentry, "file", "f_path.dentry")				\
	X(backing_mnt, "backing_file", "user_path.mnt")			\
	X(backing_dentry, "backing_file", "user_path.dentry")		\
	X(inode_mode, "inode", "i_mode")				\
	X(inode_ino, "inode", "i_ino")					\
	X(inode_sb, "inode", "i_sb")					\
	X(inode_size, "inode", "i_size")				\
	X(inode_flags, "inode", "i_flags")				\
	X(inode_writers, "inode", "i_writecount")			\
	X(inode_mapping, "inode", "i_mapping")				\
	X(mapping_thps, "address_space", "nr_thps")			\
	X(mapping_flags, "address_space", "flags")			\
	X(sb_dev, "super_block", "s_dev")				\
	X(sb_magic, "super_block", "s_magic")				\
	X(sb_flags, "super_block", "s_flags")				\
	X(sb_info, "super_block", "s_fs_info")				\
	X(hugetlb_hstate, "hugetlbfs_sb_info", "hstate")		\
	X(hstate_order, "hstate", "order")				\
	X(dentry_parent, "dentry", "d_parent")				\
	X(dentry_inode, "dentry", "d_inode")				\
	X(dentry_name, "dentry", "d_name.name")				\
	X(dentry_len, "dentry", "d_name.len")				\
	X(dentry_ops, "dentry", "d_op")					\
	X(dentry_hashed, "dentry", "d_hash.pprev")			\
	X(dentry_sb, "dentry", "d_sb")					\
	X(dops_dname, "dentry_operations", "d_dname")			\
	X(mount_mnt, "mount", "mnt")					\
	X(mount_parent, "mount", "mnt_parent")				\
	X(mount_point, "mount", "mnt_mountpoint")			\
	X(mnt_root, "vfsmount", "mnt_root")				\
	X(mnt_sb, "vfsmount", "mnt_sb")					\
	X(cpu_features, "cpuinfo_x86", "x86_capability")		\
	X(cpu_phys_bits, "cpuinfo_x86", "x86_phys_bits")

enum image_member {
#define X(id, structure, path) IMAGE_MEMBER_##id,
	IMAGE_MEMBERS(X)
#undef X
	NR_IMAGE_MEMBERS
};

/* Enumerators, all of an enum of 32 bits; one that a kernel does not have is 0. */
#define IMAGE_ENUMERATORS(X)						\
	X(AS_FOLIO_ORDER_BITS) X(AS_FOLIO_ORDER_MAX)			\
	X(maple_arange_64) X(maple_leaf_64)

enum image_enumerator {
#define X(name) IMAGE_ENUMERATOR_##name,
	IMAGE_ENUMERATORS(X)
#undef X
	NR_IMAGE_ENUMERATORS
};

/* "mnemonics" of show_smap_vma_flags(), and other static variables of that name */
#define MAX_IMAGE_MNEMONICS	8

/**
 * struct image_page - a page of the kernel that was translated
 * @addr: its virtual address
 * @size: its size, 4K, 2M or 1G; 0 if there is none yet
 * @phys: its physical address
 */
struct image_page {
	__u64	addr;
	__u64	size;
	__u64	phys;
};

/* The direct map, which has nearly all that is read, consists of large pages. */
#define NR_IMAGE_PAGES	64

/**
 * struct image_kernel - the kernel in an image
 * @image: the image; not owned
 * @top: physical address of the kernel's own top-level table
 * @levels: levels of page tables, 4 or 5
 * @address: mask of the address in an entry
 * @page: pages that were translated
 * @symbol: addresses, by enum image_symbol
 * @mnemonics: candidates for the array of the names of VMA flags
 * @nr_mnemonics: number of them
 * @btf: types
 * @member: members, by enum image_member; @nr is 0 for one that the kernel does not have
 * @enumerator: values, by enum image_enumerator
 */
struct image_kernel {
	const struct image	*image;
	__u64			top;
	unsigned int		levels;
	__u64			address;
	struct image_page	page[NR_IMAGE_PAGES];
	__u64			symbol[NR_IMAGE_SYMBOLS];
	__u64			mnemonics[MAX_IMAGE_MNEMONICS];
	unsigned int		nr_mnemonics;
	struct btf		*btf;
	struct btf_member_place	member[NR_IMAGE_MEMBERS];
	__u32			enumerator[NR_IMAGE_ENUMERATORS];
};

int image_kernel_open(struct image_kernel *kernel, struct image *image, struct errmsg *err);
int image_find_levels(struct image *image, struct errmsg *err);
void image_kernel_close(struct image_kernel *kernel);
void image_kernel_forget(struct image_kernel *kernel);

int image_kernel_read(struct image_kernel *kernel, __u64 addr, void *buf, size_t size,
		      struct errmsg *err);
int image_kernel_string(struct image_kernel *kernel, __u64 addr, char *buf, size_t size,
			struct errmsg *err);
int image_kernel_phys(struct image_kernel *kernel, __u64 addr, __u64 *phys,
		      struct errmsg *err);

int image_kernel_get(struct image_kernel *kernel, __u64 addr, enum image_member member,
		     __u64 *value, struct errmsg *err);
bool image_kernel_has(const struct image_kernel *kernel, enum image_member member);
bool image_kernel_has_feature(struct image_kernel *kernel, const char *name, bool *known);

/* image-kallsyms.c */
int image_kallsyms_load(struct image_kernel *kernel, struct errmsg *err);

/* image-btf.c */
int image_btf_load(struct image_kernel *kernel, struct errmsg *err);
int image_btf_lacks(enum image_member member, struct errmsg *err);

/* image-search.c */
typedef int image_notes_fn(void *arg, struct errmsg *err);
int image_search_notes(struct image *image, image_notes_fn *fn, void *arg, struct errmsg *err);

#endif /* PTWALK_IMAGE_KERNEL_H */
