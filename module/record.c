// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records: writes the header, the VMA records and the end record of a dump into a walk's
 * buffer.  descent.c writes the tables that it copies.  This file takes no lock; a VMA must be
 * read under the mmap lock of its mm, which the walk holds.
 */
#include <linux/dax.h>
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/kdev_t.h>
#include <linux/magic.h>
#include <linux/pkeys.h>
#include <linux/timekeeping.h>
#include <linux/utsname.h>

#include "compat.h"
#include "ptwalk.h"

static const struct {
	u64 vm;
	u64 ours;
} vma_flags[] = {
	{ VM_READ,		PTWALK_VMA_READ },
	{ VM_WRITE,		PTWALK_VMA_WRITE },
	{ VM_EXEC,		PTWALK_VMA_EXEC },
	{ VM_SHARED,		PTWALK_VMA_SHARED },
	{ VM_MAYREAD,		PTWALK_VMA_MAYREAD },
	{ VM_MAYWRITE,		PTWALK_VMA_MAYWRITE },
	{ VM_MAYEXEC,		PTWALK_VMA_MAYEXEC },
	{ VM_MAYSHARE,		PTWALK_VMA_MAYSHARE },
	{ VM_GROWSDOWN,		PTWALK_VMA_GROWSDOWN },
	{ VM_PFNMAP,		PTWALK_VMA_PFNMAP },
	{ VM_LOCKED,		PTWALK_VMA_LOCKED },
	{ VM_IO,		PTWALK_VMA_IO },
	{ VM_SEQ_READ,		PTWALK_VMA_SEQ_READ },
	{ VM_RAND_READ,		PTWALK_VMA_RAND_READ },
	{ VM_DONTCOPY,		PTWALK_VMA_DONTCOPY },
	{ VM_DONTEXPAND,	PTWALK_VMA_DONTEXPAND },
	{ VM_LOCKONFAULT,	PTWALK_VMA_LOCKONFAULT },
	{ VM_ACCOUNT,		PTWALK_VMA_ACCOUNT },
	{ VM_NORESERVE,		PTWALK_VMA_NORESERVE },
	{ VM_HUGETLB,		PTWALK_VMA_HUGETLB },
	{ VM_SYNC,		PTWALK_VMA_SYNC },
	{ VM_WIPEONFORK,	PTWALK_VMA_WIPEONFORK },
	{ VM_DONTDUMP,		PTWALK_VMA_DONTDUMP },
	{ VM_SOFTDIRTY,		PTWALK_VMA_SOFTDIRTY },
	{ VM_MIXEDMAP,		PTWALK_VMA_MIXEDMAP },
	{ VM_HUGEPAGE,		PTWALK_VMA_HUGEPAGE },
	{ VM_NOHUGEPAGE,	PTWALK_VMA_NOHUGEPAGE },
	{ VM_MERGEABLE,		PTWALK_VMA_MERGEABLE },
	{ VM_UFFD_MISSING,	PTWALK_VMA_UFFD_MISSING },
	{ VM_UFFD_WP,		PTWALK_VMA_UFFD_WP },
	{ PTWALK_VM_UFFD_MINOR,	PTWALK_VMA_UFFD_MINOR },
	{ PTWALK_VM_SHADOW_STACK, PTWALK_VMA_SHADOW_STACK },
	{ PTWALK_VM_SEALED,	PTWALK_VMA_SEALED },
	{ PTWALK_VM_DROPPABLE,	PTWALK_VMA_DROPPABLE },
	{ PTWALK_VM_MAYBE_GUARD, PTWALK_VMA_MAYBE_GUARD },
	{ PTWALK_VM_UFFD_RWP,	PTWALK_VMA_UFFD_RWP },
};

/* By the number of a bit of vm_flags: the flag of a dump, or 0 */
static u64 flag_of_bit[BITS_PER_LONG] __ro_after_init;

/**
 * ptwalk_record_init() - prepare the translation of vm_flags
 *
 * Context: module load.
 */
void __init ptwalk_record_init(void)
{
	unsigned long bit;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vma_flags); i++)
		for (bit = 0; bit < BITS_PER_LONG; bit++)
			if (vma_flags[i].vm & BIT_ULL(bit))
				flag_of_bit[bit] |= vma_flags[i].ours;
}

/*
 * Appends a record; NULL if it does not fit.  Type and length are set, and the last 8 bytes, which
 * have the padding, are 0; the caller fills in all else.
 */
static void *record_add(struct ptwalk_walk *walk, u32 type, size_t size)
{
	struct ptwalk_record *rec = walk->buf + walk->len;

	size = ALIGN(size, 8);
	if (size > walk->size - walk->len)
		return NULL;
	walk->len += size;
	memset(walk->buf + walk->len - 8, 0, 8);
	rec->type = type;
	rec->length = size;
	return rec;
}

/**
 * ptwalk_record_header() - write the first record
 * @walk: a walk that has not begun; its buffer is empty
 *
 * Return: true, or false where the record does not fit.
 */
bool ptwalk_record_header(struct ptwalk_walk *walk)
{
	const struct ptwalk_target *target = &walk->target;
	struct ptwalk_header_tail *tail;
	struct ptwalk_header *h;
	size_t unused;

	h = record_add(walk, PTWALK_REC_HEADER,
		       struct_size(h, dict, PTWALK_DICT_NR) + sizeof(*tail));
	if (!h)
		return false;
	*h = (struct ptwalk_header){
		.rec		= h->rec,
		.format		= PTWALK_FORMAT,
		.levels		= walk->levels,
		.half		= walk->request.half,
		.pgd		= walk->request.pgd,
		.pid		= target->pid,
		.tgid		= target->tgid,
		.start_time	= target->start_time,
		.time_realtime	= ktime_get_real_ns(),
		.time_monotonic	= ktime_get_ns(),
		.start		= walk->request.start,
		.end		= walk->request.end,
	};
	h->dict_count = ptwalk_dict_fill(h->dict);
	memcpy(h->comm, target->comm, sizeof(h->comm));
	strscpy(h->release, init_utsname()->release, sizeof(h->release));
	tail = (struct ptwalk_header_tail *)&h->dict[h->dict_count];
	*tail = (struct ptwalk_header_tail){
		.mm_flags	= ptwalk_mm_flags(target->mm),
		.flags		= walk->request.pathless ? PTWALK_HEADER_PATHLESS : 0,
	};

	/* the dictionary leaves out what the module does not know; give that room back */
	unused = (PTWALK_DICT_NR - h->dict_count) * sizeof(h->dict[0]);
	h->rec.length -= unused;
	walk->len -= unused;
	return true;
}

/*
 * Does the file reach at least to the next 2M boundary after @pgoff?  This is the test of
 * shmem_huge_global_enabled() for the shmem policy "within_size", made at the VMA's vm_pgoff.
 */
static bool has_2m(const struct inode *inode, pgoff_t pgoff)
{
	u64 end = round_up((u64)pgoff + 1, PTWALK_ENTRIES) << PAGE_SHIFT;

	return round_up((u64)i_size_read(inode), PAGE_SIZE) >= end;
}

/*
 * The facts about the mapped file by which shmem_file() and file_thp_enabled() decide whether
 * khugepaged may collapse its page cache.  Those functions look at file_inode(), which on
 * overlayfs is the inode of the real file below, not the one that /proc/PID/maps shows.
 */
static u64 file_flags(struct vm_area_struct *vma)
{
	const struct inode *inode = file_inode(vma->vm_file);
	const struct super_block *sb = inode->i_sb;
	u64 ours = PTWALK_VMA_FILE;

	if (sb->s_flags & SB_KERNMOUNT)
		ours |= PTWALK_VMA_INTERNAL;
	if (!S_ISREG(inode->i_mode))
		return ours;
	ours |= PTWALK_VMA_REGULAR;
	if (sb->s_magic == TMPFS_MAGIC)
		ours |= PTWALK_VMA_SHMEM;
	if (inode_is_open_for_write(inode))
		ours |= PTWALK_VMA_WRITERS;
	if (ptwalk_file_thp(vma, inode))
		ours |= PTWALK_VMA_FILE_THP;
	if (has_2m(inode, vma->vm_pgoff))
		ours |= PTWALK_VMA_SIZE_2M;
	return ours;
}

static u64 translate_flags(struct vm_area_struct *vma)
{
	/* read once: 7.x sets VM_MAYBE_GUARD while others hold the mmap lock for reading */
	u64 vm = READ_ONCE(vma->vm_flags);
	u64 ours = 0;

	/* a VMA has some ten flags of forty */
	for (; vm; vm &= vm - 1)
		ours |= flag_of_bit[__ffs(vm)];
	if (vma_is_anonymous(vma))
		ours |= PTWALK_VMA_ANON;
	if (READ_ONCE(vma->anon_vma))
		ours |= PTWALK_VMA_ANON_VMA;
	if (vma_is_dax(vma))
		ours |= PTWALK_VMA_DAX;
	if (vma_is_temporary_stack(vma))
		ours |= PTWALK_VMA_TEMP_STACK;
	if (vma->vm_ops && vma->vm_ops->huge_fault)
		ours |= PTWALK_VMA_HUGE_FAULT;
	if (vma->vm_file)
		ours |= file_flags(vma);
	return ours;
}

/*
 * The path of a VMA's file.  d_path() costs as much as copying many tables, and the VMAs of a
 * shared library follow each other, so the last path is reused during a hold of the mmap lock.
 */
static const char *file_name(struct ptwalk_walk *walk, struct file *file)
{
	if (walk->named != file) {
		walk->work += PTWALK_WORK_PATH;
		walk->path = d_path(ptwalk_file_path(file), walk->name,
				    PAGE_SIZE);
		if (IS_ERR(walk->path))
			walk->path = "[path too long]";
		walk->path_length = strlen(walk->path);
		/* some thousand bytes take much more than PTWALK_WORK_PATH: look at the clock */
		if (walk->path_length > 256)
			walk->look = walk->work;
		walk->named = file;
	}
	return walk->path;
}

/*
 * Is the path of a file left out?  On a mount of the kernel's own it is a name that says what the
 * file is: shared anonymous memory, a memfd, SysV shared memory.
 */
static bool has_no_path(const struct ptwalk_walk *walk, const struct file *file)
{
	return walk->request.pathless && !(file_inode(file)->i_sb->s_flags & SB_KERNMOUNT);
}

/* A name that prctl(PR_SET_VMA_ANON_NAME) gave, as /proc/PID/maps shows it after @prefix */
static const char *given_name(struct ptwalk_walk *walk, const char *prefix, const char *given)
{
	walk->named = NULL;
	snprintf(walk->name, PAGE_SIZE, "[%s:%s]", prefix, given);
	return walk->name;
}

/* The name of a VMA without a file; @given may be NULL */
static const char *anon_name(struct ptwalk_walk *walk, struct vm_area_struct *vma,
			     const char *given)
{
	const char *special;

	if (vma->vm_ops && vma->vm_ops->name) {
		special = vma->vm_ops->name(vma);
		if (special)
			return special;
	}
	if (ptwalk_vma_is_heap(vma))
		return "[heap]";
	if (ptwalk_vma_is_stack(vma))
		return "[stack]";
	return given ? given_name(walk, "anon", given) : "";
}

/*
 * The name of a VMA, as show_map_vma() in fs/proc/task_mmu.c prints it in /proc/PID/maps, as
 * far as a module can: arch_vma_name() is not exported.
 */
static const char *area_name(struct ptwalk_walk *walk, struct vm_area_struct *vma, size_t *length)
{
	const char *given = ptwalk_vma_anon_name(vma), *name;

	if (!vma->vm_file) {
		name = anon_name(walk, vma, given);
	} else if (given) {
		name = given_name(walk, "anon_shmem", given);
	} else if (has_no_path(walk, vma->vm_file)) {
		name = "";
	} else {
		name = file_name(walk, vma->vm_file);
		*length = walk->path_length;
		return name;
	}
	*length = strlen(name);
	return name;
}

/* Start a VMA record with what a VMA and a region of the kernel half both have. */
static struct ptwalk_vma *add_area(struct ptwalk_walk *walk, u64 start, u64 end,
				   const char *name, size_t length)
{
	struct ptwalk_vma *v;

	v = record_add(walk, PTWALK_REC_VMA, struct_size(v, name, length));
	if (!v)
		return NULL;
	*v = (struct ptwalk_vma){
		.rec		= v->rec,
		.start		= start,
		.end		= end,
		.name_length	= length,
	};
	memcpy(v->name, name, length);
	walk->end.vmas++;
	return v;
}

/**
 * ptwalk_record_vma() - write the record of a VMA
 * @walk: the walk
 * @vma: the VMA
 * @start: first address of the record: vm_start, or a later address if an older record
 *	   already covers the VMA up to there
 *
 * Context: the mmap lock of the VMA's mm is held for reading.
 * Return: true, or false if the record does not fit into the buffer.
 */
bool ptwalk_record_vma(struct ptwalk_walk *walk, struct vm_area_struct *vma,
		       u64 start)
{
	struct ptwalk_vma *v;
	const char *name;
	size_t length;

	walk->work += PTWALK_WORK_VMA;
	name = area_name(walk, vma, &length);
	v = add_area(walk, start, vma->vm_end, name, length);
	if (!v)
		return false;
	v->flags = translate_flags(vma);
	v->offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) + start - vma->vm_start;
	if (vma->vm_file) {
		const struct inode *inode = ptwalk_file_inode(vma->vm_file);

		v->ino = inode->i_ino;
		v->dev_major = MAJOR(inode->i_sb->s_dev);
		v->dev_minor = MINOR(inode->i_sb->s_dev);
	}
	v->pkey = vma_pkey(vma);
	if (is_vm_hugetlb_page(vma))
		v->hugetlb_shift = huge_page_shift(hstate_vma(vma));
	return true;
}

/**
 * ptwalk_record_region() - write the record of a region of the kernel half
 * @walk: the walk
 * @start: its first address
 * @end: first address after it; 0 stands for 1 << 64
 * @name: its name
 *
 * Return: true, or false where the record does not fit.
 */
bool ptwalk_record_region(struct ptwalk_walk *walk, u64 start, u64 end,
			  const char *name)
{
	return add_area(walk, start, end, name, strlen(name));
}

/**
 * ptwalk_record_end() - write the last record
 * @walk: a walk with nothing left to walk
 *
 * Return: true, or false where the record does not fit.
 */
bool ptwalk_record_end(struct ptwalk_walk *walk)
{
	struct ptwalk_record rec;
	struct ptwalk_end *end;

	end = record_add(walk, PTWALK_REC_END, sizeof(*end));
	if (!end)
		return false;
	rec = end->rec;
	*end = walk->end;
	end->rec = rec;
	end->reached = walk->cur;
	end->time_monotonic = ktime_get_ns();
	return true;
}
