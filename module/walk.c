// SPDX-License-Identifier: GPL-2.0
/*
 * The walk: copies the page tables of a process, in slices that fit a buffer.
 * It owns the order of records, and says which locks the user half needs; hold.c
 * takes them.  A table is table.c, the kernel half kernel.c, what is written
 * besides tables record.c, who asked debugfs.c.  Nothing here writes an entry,
 * splits a huge page, clears an accessed bit or touches a struct page.
 *
 * What is held while an entry of another process is read, and what goes wrong
 * without it.  All four are needed, on every supported kernel:
 *
 * 1. mm_users, for one slice (mmget_not_zero()).  Without it exit_mmap() frees
 *    the tables.  Between slices only mm_count is held: see target.c.
 *
 * 2. The mmap lock for reading, and descent only at an address that lies in a
 *    VMA found under it.  munmap() takes the VMAs out of the tree under the
 *    write lock, but frees the tables after it has downgraded to a read lock,
 *    that is: beside us.  free_pgtables() leaves alone every table whose span
 *    touches a VMA that is still there, so the table on the way to an address
 *    in a VMA stays, and so does each table above it; one that only leads to
 *    freed areas may go at any time.  Without the lock, also with interrupts
 *    off as in GUP-fast, tables are freed under us on 6.1 and 6.12: they are
 *    freed after an IPI to the CPUs in the target's mm_cpumask, and ours is
 *    not among them.
 *
 * 3. An RCU read-side section from reading the entry that leads to a PT until
 *    the PT is copied.  From 6.6 on file and shmem collapse
 *    (retract_page_tables()) and from 6.14 on MADV_DONTNEED (try_to_free_pte())
 *    unlink the PT of a live VMA, the one without the mmap lock, the other with
 *    it for reading or with the VMA's own lock; neither excludes us.  They free
 *    it by call_rcu().  Not needed on 6.1, where collapse takes the mmap lock for
 *    writing; harmless there.  Taken in table.c.
 *
 * 4. i_mmap_rwsem for reading, around shared hugetlb VMAs.  huge_pmd_unshare()
 *    takes a shared PD away from under us when another process punches a hole
 *    into or unmaps the same file, under i_mmap_rwsem for writing; the last
 *    user then frees it.  linux/hugetlb.h states this rule.
 *
 * With these, a PML5, PML4 or PDPT cannot go away, a PD only by 4, a PT only by
 * 3.  Leaving out 2, 3 or 4 each gave a KASAN use-after-free on a kernel where
 * it is said to be needed.
 *
 * No allocation and no access to user memory happens under the locks: a fault
 * would take the reader's mmap lock, which may be this very one.
 */
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat.h"
#include "ptwalk.h"

/* A base that no table has: nothing of this level was sent yet. */
#define NOT_SENT	1

/*
 * Send the area, unless it is the one sent last.  Where an area changed in the
 * middle of its walk, what is there now counts from the cursor on.
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
	if (walk->len + PTWALK_AREA_ROOM > PTWALK_BUFFER_SIZE)
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

/* Returns 0 at the end of the area, -ENOSPC or -EAGAIN where to stop before. */
static int walk_area(struct ptwalk_walk *walk, struct vm_area_struct *vma)
{
	u64 stop = min_t(u64, vma->vm_end, walk->request.end);
	int locked = 1, err = -ENOSPC;

	if (walk->cur < vma->vm_start)
		walk->cur = vma->vm_start;

	/* before the area is sent: it may be another one in the next hold */
	if (is_vm_hugetlb_page(vma) && (vma->vm_flags & VM_MAYSHARE)) {
		locked = ptwalk_hold_mapping(walk, vma);
		if (locked < 0)
			return locked;
	}
	/* a PDPT is nobody else's, and stays with its VMA */
	walk->lowest = locked ? 1 : 3;
	if (!locked)
		walk->end.flags |= PTWALK_END_LEFT_OUT;
	if (send_area(walk, vma))
		err = ptwalk_send_tables(walk, stop);
	ptwalk_hold_mapping_end(walk);
	return err;
}

/*
 * One hold of the lock.  Nothing but the cursor and what was sent survives
 * between two: areas and tables are looked up anew.
 */
static int walk_slice(struct ptwalk_walk *walk)
{
	struct vm_area_struct *vma;
	int err = ptwalk_hold_begin(walk);

	if (err == -ESRCH) {
		walk->end.flags |= PTWALK_END_GONE;
		walk->walked = true;
		return 0;
	}
	if (err)
		return err;
	walk->named = NULL;

	do {
		/* the end of the range may lie inside an area */
		vma = walk->cur < walk->request.end ?
		      find_vma(walk->target.mm, walk->cur) : NULL;
		if (!vma || vma->vm_start >= walk->request.end) {
			walk->cur = walk->request.end;
			walk->end.flags |= PTWALK_END_COMPLETE;
			walk->walked = true;
			break;
		}
		/* an area costs time too, above all its name */
	} while (!walk_area(walk, vma) && !ptwalk_slice_over(walk));

	ptwalk_hold_end(walk);
	return 0;
}

/**
 * ptwalk_walk_begin() - prepare a walk
 * @walk: zeroed
 * @request: whose tables, and where
 *
 * Context: process; may sleep.
 * Return: 0, -ENOMEM, or what ptwalk_target_get() refuses with; @walk is then
 * as it was.
 */
int ptwalk_walk_begin(struct ptwalk_walk *walk,
		      const struct ptwalk_request *request)
{
	unsigned int level;
	int err;

	walk->buf = kvmalloc(PTWALK_BUFFER_SIZE, GFP_KERNEL);
	walk->name = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!walk->buf || !walk->name) {
		err = -ENOMEM;
		goto err_free;
	}
	err = ptwalk_target_get(&walk->target, request);
	if (err)
		goto err_free;
	walk->request = *request;
	walk->cur = request->start;
	walk->levels = ptwalk_levels();
	walk->lowest = 1;
	for (level = 0; level <= PTWALK_LEVEL_MAX; level++)
		walk->sent[level] = NOT_SENT;
	if (request->half == PTWALK_HALF_KERNEL)
		walk->end.flags |= PTWALK_END_BEST_EFFORT;
	return 0;

err_free:
	ptwalk_walk_end(walk);
	return err;
}

/**
 * ptwalk_walk_fill() - replace the contents of the buffer by what comes next
 * @walk: from ptwalk_walk_begin()
 *
 * Afterwards @walk->len is 0 only at the end of the dump.
 *
 * Context: process; may sleep.  Takes and drops the target's mmap lock; the
 * caller must hold no lock that a page fault takes.
 * Return: 0, or -EINTR or -ERESTARTSYS where a signal came first: nothing is lost
 * then, and the next call goes on.
 */
int ptwalk_walk_fill(struct ptwalk_walk *walk)
{
	int err;

	walk->len = 0;
	if (!walk->begun)
		walk->begun = ptwalk_record_header(walk);
	while (!walk->walked) {
		err = walk->request.half == PTWALK_HALF_KERNEL ?
		      ptwalk_kernel_slice(walk) : walk_slice(walk);
		if (walk->len)
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
 * ptwalk_walk_end() - give back all that a walk holds
 * @walk: from ptwalk_walk_begin(), or zeroed
 *
 * Context: process.
 */
void ptwalk_walk_end(struct ptwalk_walk *walk)
{
	ptwalk_hold_forget(walk);
	ptwalk_target_put(&walk->target);
	kfree(walk->name);
	kvfree(walk->buf);
	walk->name = NULL;
	walk->buf = NULL;
}
