/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of walk.bpf.c that describes VMAs: module/record.c as BPF.  Owns the descriptions,
 * of which bpf-record.c makes records.
 */
#ifndef PTWALK_WALK_VMA_BPF_H
#define PTWALK_WALK_VMA_BPF_H

#include "walk-shared.h"

extern struct walk walk;

/* Values of macros of the kernel, which BTF does not have */
#define SB_KERNMOUNT		(1UL << 22)
#define S_DAX			(1U << 13)
#define S_ANON_INODE		(1U << 19)
#define S_IFMT			0170000
#define S_IFREG			0100000
#define TMPFS_MAGIC		0x01021994
#define SECRETMEM_MAGIC		0x5345434d
#define PMD_ORDER		9

struct walk_area walk_areas[WALK_AREAS];

/* file_flags() of module/record.c */
static __always_inline void vma_describe_file(struct walk_area *area, struct file *file)
{
	struct inode *inode = file->f_inode;
	struct super_block *sb = inode->i_sb;
	struct address_space *mapping = inode->i_mapping;
	struct address_space___thps *thps = (void *)mapping;
	__u64 known = PTWALK_VMA_FILE, end;
	__u32 order;

	area->ino = inode->i_ino;
	area->dev = sb->s_dev;
	if (file->f_mapping->host->i_flags & S_DAX)
		known |= PTWALK_VMA_DAX;
	if (sb->s_flags & SB_KERNMOUNT)
		known |= PTWALK_VMA_INTERNAL;
	if ((inode->i_mode & S_IFMT) == S_IFREG) {
		known |= PTWALK_VMA_REGULAR;
		if (sb->s_magic == TMPFS_MAGIC)
			known |= PTWALK_VMA_SHMEM;
		if (inode->i_writecount.counter > 0)
			known |= PTWALK_VMA_WRITERS;
		order = mapping->flags >> AS_FOLIO_ORDER_MAX & ((1 << AS_FOLIO_ORDER_BITS) - 1);
		if (sb->s_magic != SECRETMEM_MAGIC &&
		    (bpf_core_field_exists(thps->nr_thps) ||
		     (walk.folio_thp && !(inode->i_flags & S_ANON_INODE) && order >= PMD_ORDER)))
			known |= PTWALK_VMA_FILE_THP;
		end = ((area->vm_pgoff + PTWALK_ENTRIES) & ~(__u64)(PTWALK_ENTRIES - 1)) * PAGE;
		if (((inode->i_size + PAGE - 1) & ~(PAGE - 1)) >= end)
			known |= PTWALK_VMA_SIZE_2M;
	}
	area->known |= known;
}

/* log2 of the page size of a hugetlb VMA: huge_page_shift(hstate_vma(vma)) */
static __always_inline __u32 vma_hugetlb_shift(struct file *file)
{
	struct hugetlbfs_sb_info *info = file->f_inode->i_sb->s_fs_info;
	struct hstate *hstate = NULL;
	__u32 order = 0;

	bpf_core_read(&hstate, sizeof(hstate), &info->hstate);
	bpf_core_read(&order, sizeof(order), &hstate->order);
	return order + 12;
}

static __always_inline void vma_name_area(struct walk_area *area, struct vm_area_struct *vma)
{
	struct vm_area_struct___named *named = (void *)vma;
	struct mm_struct *mm = vma->vm_mm;
	struct anon_vma_name *name;

	area->heap = vma->vm_start < mm->brk && vma->vm_end > mm->start_brk;
	area->stack = vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack;
	area->name[0] = '\0';
	if (!bpf_core_field_exists(named->anon_name))
		return;
	/* with a file, in 6.1 the name is in a union with something else */
	if (vma->vm_file)
		return;
	name = named->anon_name;
	if (name)
		bpf_probe_read_kernel_str(area->name, sizeof(area->name), &name->name);
}

/*
 * Send the VMA, unless it is the one sent last: send_area() of module/walk.c.  Returns false
 * without room for it.
 */
static __noinline int vma_send(struct vm_area_struct *vma)
{
	struct walk_area *last = &walk.area, *area;
	__u64 vm_start = vma->vm_start, start = vm_start, flags = vma->vm_flags;
	struct file *file = vma->vm_file;
	__u32 nr = walk.areas, dev = 0;
	__u64 ino = 0;

	if (file) {
		ino = file->f_inode->i_ino;
		dev = file->f_inode->i_sb->s_dev;
	}
	if (walk.areas_sent && last->vm_start == vm_start && last->vm_end == vma->vm_end &&
	    last->vm_flags == flags && last->vm_pgoff == vma->vm_pgoff &&
	    last->ino == ino && last->dev == dev)
		return true;

	/* the cursor must come past the VMA's start: PTWALK_AREA_ROOM of the module */
	if (nr >= WALK_AREAS || walk.tables + PTWALK_LEVEL_MAX > WALK_TABLES) {
		walk.stop = WALK_FULL;
		return false;
	}
	area = &walk_areas[nr & (WALK_AREAS - 1)];
	if (walk.areas_sent && start < walk.cur) {
		walk.end_flags |= PTWALK_END_VMAS_CHANGED;
		walk.end_flags &= ~PTWALK_END_ONE_MOMENT;
		start = walk.cur;
	}
	area->start = start;
	area->vm_start = vm_start;
	area->vm_end = vma->vm_end;
	area->vm_flags = flags;
	area->vm_pgoff = vma->vm_pgoff;
	area->ino = 0;
	area->dev = 0;
	area->known = 0;
	area->hugetlb_shift = 0;
	area->before = walk.tables;
	if (vma->anon_vma)
		area->known |= PTWALK_VMA_ANON_VMA;
	if (!vma->vm_ops)
		area->known |= PTWALK_VMA_ANON;
	else if (vma->vm_ops->huge_fault)
		area->known |= PTWALK_VMA_HUGE_FAULT;
	if (file) {
		vma_describe_file(area, file);
		if (flags & walk.hugetlb)
			area->hugetlb_shift = vma_hugetlb_shift(file);
	}
	vma_name_area(area, vma);

	last->vm_start = vm_start;
	last->vm_end = area->vm_end;
	last->vm_flags = flags;
	last->vm_pgoff = area->vm_pgoff;
	last->ino = ino;
	last->dev = dev;
	walk.areas = nr + 1;
	walk.areas_sent++;
	return true;
}

#endif /* PTWALK_WALK_VMA_BPF_H */
