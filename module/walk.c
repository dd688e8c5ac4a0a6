// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk: copies the page tables of a process into a buffer, one slice after the other.
 * A slice is one hold of the mmap lock; it ends when its work is done, when there is no room,
 * when its time is over, or when another task waits.  This file owns the order of the records
 * and the list of locks that the user half needs (below); hold.c takes and drops them.  table.c
 * and descent.c copy tables, kernel.c walks the kernel half, record.c writes all records except
 * tables, and debugfs.c checks the privilege of the reader.  No function of the walk writes an
 * entry, splits a huge page, clears an accessed bit or touches a struct page.
 *
 * What the walk holds while it reads an entry of another process, and what goes wrong
 * without it.  All four are taken on every supported kernel:
 *
 * 1. A reference on mm_users for one slice (mmget_not_zero()).  Without it exit_mmap() frees
 *    the tables.  Between slices the walk holds mm_count only: see target.c.
 *
 * 2. The mmap lock for reading, and a descent only at an address inside a VMA that was found
 *    in this hold of the lock.  munmap() removes the VMAs from the VMA tree under the write
 *    lock, but downgrades to the read lock before it frees the page tables: it frees them
 *    while the walk runs.  free_pgtables() keeps every table whose span overlaps a VMA that
 *    is still in the tree.  So all tables on the path to an address in such a VMA stay;
 *    a table that maps only unmapped addresses can be freed at any time.
 *    Interrupts off instead of the lock, as in GUP-fast, is a use-after-free up to 6.14:
 *    those kernels free a table after an IPI to the CPUs in the target's mm_cpumask, which
 *    does not contain the CPU of the walk.
 *
 * 3. An RCU read-side section from the read of the entry that leads to a PT until the PT is
 *    copied.  From 6.6 on, file and shmem collapse (retract_page_tables()), and from 6.14 on,
 *    MADV_DONTNEED (try_to_free_pte()) unlink the PT of a live VMA.  Collapse does so without
 *    the mmap lock, MADV_DONTNEED with the mmap lock for reading or with the VMA lock; so the
 *    lock of 2 does not exclude them.  Both free the PT by call_rcu().  Up to 6.5, where
 *    collapse takes the mmap lock for writing, the section is not needed and harmless.
 *    descent.c enters it.
 *
 * 4. i_mmap_rwsem of the file for reading, around a shared hugetlb VMA.  When another process
 *    punches a hole into the same file or unmaps it, huge_pmd_unshare() removes a shared PD
 *    from the target's tables under i_mmap_rwsem for writing; the last user of the PD then
 *    frees it.  linux/hugetlb.h states this rule.
 *
 * With these four, no PML5, PML4 or PDPT can be freed; only 4 protects a PD, only 3 a PT.
 * Leaving out 2, 3 or 4 each gave a KASAN use-after-free on a kernel that needs it.
 *
 * Under these locks the walk does not allocate, and page faults are disabled where it writes to
 * the reader's memory (copy.c): a page fault would take the reader's mmap lock, which is the same
 * lock when a process dumps itself.
 */
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat.h"
#include "ptwalk.h"

/*
 * Write the record of @vma, unless @vma is the one sent last.  If the VMA changed while its
 * tables were walked, the record of what it is now starts at the cursor.  Returns false if
 * the buffer is full.
 */
static bool send_area(struct ptwalk_walk *walk, struct vm_area_struct *vma)
{
	struct ptwalk_area area = {
		.start	= vma->vm_start,
		.end	= vma->vm_end,
		.flags	= READ_ONCE(vma->vm_flags),
		.pgoff	= vma->vm_pgoff,
	};
	u64 start = vma->vm_start;

	if (vma->vm_file) {
		area.ino = ptwalk_file_inode(vma->vm_file)->i_ino;
		area.dev = ptwalk_file_inode(vma->vm_file)->i_sb->s_dev;
	}

	if (walk->end.vmas && !memcmp(&area, &walk->area, sizeof(area)))
		return true;
	if (!ptwalk_make_room(walk, PTWALK_AREA_ROOM))
		return false;
	if (walk->end.vmas && start < walk->cur) {
		ptwalk_hold_changed(walk);
		start = walk->cur;
	}
	if (!ptwalk_record_vma(walk, vma, start))
		return false;
	walk->area = area;
	return true;
}

/*
 * Write the record of @vma and its tables, from the cursor on.  Returns 0 at the end of the
 * VMA; before that, -ENOSPC if the buffer is full or -EAGAIN if the mmap lock has to be
 * dropped.
 */
static int walk_area(struct ptwalk_walk *walk, struct vm_area_struct *vma)
{
	u64 stop = min_t(u64, vma->vm_end, walk->request.end);
	int locked = 1, err = -ENOSPC;

	if (walk->cur < vma->vm_start)
		walk->cur = vma->vm_start;

	/*
	 * Lock before the record is written: if this hold of the mmap lock has to end first,
	 * the next one may find another VMA here.
	 */
	if (is_vm_hugetlb_page(vma) && (vma->vm_flags & VM_MAYSHARE)) {
		locked = ptwalk_hold_mapping(walk, vma);
		if (locked < 0)
			return locked;
	}
	/* without i_mmap_rwsem no PD and no PT is safe to read; a PDPT is never shared */
	walk->lowest = locked ? 1 : 3;
	if (!locked)
		walk->end.flags |= PTWALK_END_LEFT_OUT;
	if (send_area(walk, vma))
		err = ptwalk_send_tables(walk, stop);
	ptwalk_hold_mapping_end(walk);
	return err;
}

/*
 * Walk during one hold of the mmap lock.  From one hold to the next only the cursor and the
 * notes about the records sent are kept; VMAs and tables are looked up again.
 */
static int walk_slice(struct ptwalk_walk *walk)
{
	struct vm_area_struct *vma;
	int err;

	VMA_ITERATOR(vmi, walk->target.mm, walk->cur);

	err = ptwalk_hold_begin(walk);
	if (err == -ESRCH) {
		walk->end.flags |= PTWALK_END_GONE;
		walk->walked = true;
		return 0;
	}
	if (err)
		return err;
	walk->named = NULL;

	do {
		vma = walk->cur < walk->request.end ? vma_next(&vmi) : NULL;
		if (!vma || vma->vm_start >= walk->request.end) {
			walk->cur = walk->request.end;
			walk->end.flags |= PTWALK_END_COMPLETE;
			walk->walked = true;
			break;
		}
	} while (!walk_area(walk, vma) && !ptwalk_slice_over(walk));

	ptwalk_hold_end(walk);
	return 0;
}

/*
 * A buffer of PTWALK_BUFFER_SMALL that no walk uses, or NULL.  To allocate one, which the kernel
 * fills with zeros, costs as much as a third of the dump of a small process.
 */
static void *spare;

/* The memory of @walk->buf ends with the page of @walk->name. */
static int take_buffer(struct ptwalk_walk *walk)
{
	bool small = walk->reader.room;

	walk->size = small ? PTWALK_BUFFER_SMALL : PTWALK_BUFFER_SIZE;
	walk->buf = small ? xchg(&spare, NULL) : NULL;
	if (!walk->buf)
		walk->buf = kvmalloc(walk->size + PAGE_SIZE, GFP_KERNEL);
	if (!walk->buf)
		return -ENOMEM;
	walk->name = walk->buf + walk->size;
	return 0;
}

static void put_buffer(struct ptwalk_walk *walk)
{
	if (!walk->buf || walk->size != PTWALK_BUFFER_SMALL || cmpxchg(&spare, NULL, walk->buf))
		kvfree(walk->buf);
	walk->buf = NULL;
	walk->name = NULL;
}

/**
 * ptwalk_walk_exit() - free what walks have left for the next one
 *
 * Context: module unload; no walk is left.
 */
void ptwalk_walk_exit(void)
{
	kvfree(spare);
}

/**
 * ptwalk_walk_begin() - prepare a walk: find the target
 * @walk: zeroed
 * @request: whose page tables, and which range
 *
 * Context: process; may sleep.
 * Return: 0, or an error of ptwalk_target_get(); then @walk is zeroed still.
 */
int ptwalk_walk_begin(struct ptwalk_walk *walk,
		      const struct ptwalk_request *request)
{
	unsigned int level;
	pgd_t *pgd;
	int err;

	err = ptwalk_target_get(&walk->target, request);
	if (err)
		return err;
	walk->request = *request;
	pgd = walk->target.mm->pgd;
	walk->top = __pa(request->pgd == PTWALK_PGD_USER ? ptwalk_user_pgd(pgd) : pgd);
	walk->cur = request->start;
	walk->levels = ptwalk_levels();
	walk->lowest = 1;
	for (level = 0; level <= PTWALK_LEVEL_MAX; level++)
		walk->sent[level] = PTWALK_NOT_SENT;
	if (request->half == PTWALK_HALF_KERNEL)
		walk->end.flags |= PTWALK_END_BEST_EFFORT;
	return 0;
}

static int fill(struct ptwalk_walk *walk)
{
	int err;

	if (!walk->begun)
		walk->begun = ptwalk_record_header(walk);
	while (!walk->walked) {
		err = walk->request.half == PTWALK_HALF_KERNEL ?
		      ptwalk_kernel_slice(walk) : walk_slice(walk);
		if (walk->len || walk->reader.done)
			break;
		if (err)
			return err;
		if (signal_pending(current))
			return -ERESTARTSYS;
		cond_resched();
	}
	if (walk->walked && !walk->finished)
		walk->finished = ptwalk_record_end(walk);
	return 0;
}

/**
 * ptwalk_walk_fill() - refill the buffer with the next records
 * @walk: from ptwalk_walk_begin(); its records so far are overwritten
 *
 * Between ptwalk_reader_begin() and ptwalk_reader_end(), the reader gets the first of these
 * records directly; those in the buffer follow them.  After success @walk->len is 0 only at
 * the end of the dump, or if the reader has got them all.
 *
 * Context: process; may sleep.  Takes and drops the target's mmap lock; the
 * caller must hold no lock that a page fault takes.
 * Return: 0; -ENOMEM; -EINTR or -ERESTARTSYS if a signal came before any record: nothing is
 * lost, and the next call continues the walk.
 */
int ptwalk_walk_fill(struct ptwalk_walk *walk)
{
	int err;

	walk->len = 0;
	if (!walk->buf) {
		err = take_buffer(walk);
		if (err)
			return err;
	}
	err = fill(walk);
	/* the reader may never come back, and the file may be one that nobody else has any more */
	ptwalk_hold_forget(walk);
	return err;
}

/**
 * ptwalk_walk_end() - free the buffers of a walk and drop its references
 * @walk: from ptwalk_walk_begin(), or zeroed
 *
 * Context: process.
 */
void ptwalk_walk_end(struct ptwalk_walk *walk)
{
	ptwalk_target_put(&walk->target);
	put_buffer(walk);
}
