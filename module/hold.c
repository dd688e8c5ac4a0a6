// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes and drops the target's mmap lock and the i_mmap_rwsem of hugetlb files; measures how
 * long the mmap lock was held; and finds out whether the VMAs changed from one hold of the
 * mmap lock to the next.  walk.c says what each lock protects from.
 *
 * i_mmap_rwsem belongs to a file, not to the target: another process that punches a hole into
 * a hugetlbfs file holds it for as long as that takes.  Waiting for it under the mmap lock
 * would stall the target for the same time, so here it is only tried for.  If it is not free,
 * this hold of the mmap lock ends.  ptwalk_hold_begin() then waits for i_mmap_rwsem first,
 * killably, and only tries for the mmap lock, because the lock order is mmap lock before
 * i_mmap_rwsem (mm/rmap.c).
 */
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "ptwalk.h"

/*
 * How many holds of the mmap lock may end without progress because the i_mmap_rwsem of one
 * file is not free.  Since ptwalk_hold_begin() waits for i_mmap_rwsem after the first such
 * hold, each further one needs contention on both locks.  After these tries the dump leaves
 * out the tables that need i_mmap_rwsem.
 */
#define MAPPING_TRIES	16

/*
 * Where nothing but a single hold proves that all VMAs are of one moment, the first hold may do so
 * many times the work of another: as much as the VMAs of most processes need.  It ends all the
 * same when somebody waits.
 */
#define FIRST_HOLD	4

/* Time for a task that waits for the mmap lock to wake up and take it, in microseconds */
#define WAITER_US	20

/**
 * ptwalk_hold_changed() - note that the VMAs changed, or could have changed, during the walk
 * @walk: the walk; its VMA records may be of VMAs that never existed at the same time
 */
void ptwalk_hold_changed(struct ptwalk_walk *walk)
{
	walk->end.flags |= PTWALK_END_VMAS_CHANGED;
	walk->end.flags &= ~PTWALK_END_ONE_MOMENT;
}

/*
 * Set the flags that say whether the VMAs changed since the last hold of the mmap lock.
 * During a hold they cannot change, except that before 6.5, and before its backport to 6.1.37, a
 * stack grows under the mmap lock for reading: walk.c goes by the VMA's start when it came to it.
 *
 * Where the kernel counts how often the lock was taken for writing (CONFIG_PER_VMA_LOCK),
 * equal counts prove that no VMA changed, and different counts that one could have.  Before 6.4,
 * without that count, nothing else in the mm proves it: rw_semaphore.owner forgets a writer
 * as soon as a reader comes, and mprotect() of a whole VMA changes neither the root of the maple
 * tree of 6.1 nor the list of VMAs before.  There map_count and total_vm catch most mmap() and
 * munmap() calls; if both are equal, the VMAs "may have changed", and neither
 * PTWALK_END_ONE_MOMENT nor PTWALK_END_VMAS_CHANGED is set.
 *
 * Page tables are added and freed while the lock is held for reading, too, so their size is
 * compared between holds here and within a hold in ptwalk_hold_end().
 */
static void compare_vmas(struct ptwalk_walk *walk)
{
	const struct mm_struct *mm = walk->target.mm;
	struct ptwalk_census *last = &walk->census;
	struct ptwalk_census now = {
		.vmas	= mm->map_count,
		.pages	= READ_ONCE(mm->total_vm),
		.tables	= mm_pgtables_bytes(mm),
	};
	bool counted = ptwalk_mm_write_locks(mm, &now.writes);

	if (!walk->end.holds) {
		walk->end.flags |= PTWALK_END_ONE_MOMENT;
		/* one hold is all that can prove it on this kernel: let it reach further */
		if (!counted)
			walk->budget = FIRST_HOLD * PTWALK_SLICE_WORK;
	} else if (counted) {
		if (now.writes != last->writes)
			ptwalk_hold_changed(walk);
	} else {
		walk->end.flags &= ~PTWALK_END_ONE_MOMENT;
		if (now.vmas != last->vmas || now.pages != last->pages)
			ptwalk_hold_changed(walk);
	}
	if (walk->end.holds && now.tables != last->tables)
		walk->end.flags |= PTWALK_END_TABLES_CHANGED;
	*last = now;
}

/**
 * ptwalk_hold_mapping_end() - release i_mmap_rwsem, if the walk holds one
 * @walk: the walk
 */
void ptwalk_hold_mapping_end(struct ptwalk_walk *walk)
{
	if (walk->mapping)
		i_mmap_unlock_read(walk->mapping);
	walk->mapping = NULL;
}

/**
 * ptwalk_hold_begin() - take the target's mmap lock for reading
 * @walk: the walk
 *
 * Context: process; may sleep; a fatal signal ends the wait for a lock.  After success the walk
 * holds a reference on mm_users, the mmap lock for reading, and, if @walk->mapping is not NULL,
 * i_mmap_rwsem of that mapping for reading.
 * Return: 0; -ESRCH if the address space is gone; -EINTR after a fatal signal, with
 * nothing held.
 */
int ptwalk_hold_begin(struct ptwalk_walk *walk)
{
	struct mm_struct *mm = walk->target.mm;

	/*
	 * A writer that waits is woken when the last reader leaves, but does not own the lock then:
	 * a reader that comes at once overtakes it, until it has waited for some 4 ms
	 * (RWSEM_WAIT_TIMEOUT in kernel/locking/rwsem.c).  With PREEMPT_RT readers queue behind it.
	 */
	if (mmap_lock_is_contended(mm))
		usleep_range(WAITER_US, 2 * WAITER_US);
	if (walk->wanted) {
		struct address_space *mapping = walk->wanted->f_mapping;

		if (down_read_killable(&mapping->i_mmap_rwsem))
			return -EINTR;
		walk->mapping = mapping;
	}
	if (!mmget_not_zero(mm)) {
		ptwalk_hold_mapping_end(walk);
		return -ESRCH;
	}
	if (!walk->mapping || !mmap_read_trylock(mm)) {
		ptwalk_hold_mapping_end(walk);
		if (mmap_read_lock_killable(mm)) {
			mmput(mm);
			return -EINTR;
		}
	}
	walk->pinned = walk->wanted;
	walk->wanted = NULL;
	ptwalk_slice_begin(walk);
	compare_vmas(walk);
	walk->end.holds++;
	return 0;
}

/**
 * ptwalk_hold_end() - drop the mmap lock, and all else that ptwalk_hold_begin() took
 * @walk: after ptwalk_hold_begin()
 *
 * Context: process; may sleep, after the locks are dropped: mmput() may run exit_mmap().
 */
void ptwalk_hold_end(struct ptwalk_walk *walk)
{
	struct mm_struct *mm = walk->target.mm;
	u64 held;

	if (mm_pgtables_bytes(mm) != walk->census.tables)
		walk->end.flags |= PTWALK_END_TABLES_CHANGED;
	walk->census.tables = mm_pgtables_bytes(mm);
	held = ktime_get_ns() - walk->began;
	ptwalk_hold_mapping_end(walk);
	mmap_read_unlock(mm);
	mmput(mm);
	if (walk->pinned)
		fput(walk->pinned);
	walk->pinned = NULL;

	walk->end.hold_total_ns += held;
	walk->end.hold_max_ns = max(walk->end.hold_max_ns, held);
}

/**
 * ptwalk_hold_mapping() - try for i_mmap_rwsem, which keeps huge_pmd_unshare() off a VMA
 * @walk: the walk
 * @vma: shared hugetlb VMA that is to be walked
 *
 * Context: the mmap lock is held for reading (ptwalk_hold_begin()).  Does not sleep.
 * Return: 1 if i_mmap_rwsem of the VMA's file is held for reading, to be released with
 * ptwalk_hold_mapping_end(); 0 if it was not free in %MAPPING_TRIES holds of the mmap lock,
 * so that the walk goes on without it; -EAGAIN if the caller has to end this hold, so that
 * the next ptwalk_hold_begin() waits for i_mmap_rwsem.
 */
int ptwalk_hold_mapping(struct ptwalk_walk *walk, struct vm_area_struct *vma)
{
	struct address_space *mapping = vma->vm_file->f_mapping;

	if (walk->mapping != mapping) {
		/* ptwalk_hold_begin() took it for a VMA that is gone now */
		ptwalk_hold_mapping_end(walk);
		if (down_read_trylock(&mapping->i_mmap_rwsem)) {
			walk->mapping = mapping;
		} else if (walk->tries++ < MAPPING_TRIES) {
			walk->wanted = get_file(vma->vm_file);
			return -EAGAIN;
		}
	}
	walk->tries = 0;
	return !!walk->mapping;
}

/**
 * ptwalk_hold_forget() - drop the file whose i_mmap_rwsem the next hold would wait for
 * @walk: a walk that holds no lock
 *
 * Context: process.
 */
void ptwalk_hold_forget(struct ptwalk_walk *walk)
{
	if (walk->wanted)
		fput(walk->wanted);
	walk->wanted = NULL;
}
