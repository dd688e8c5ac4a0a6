// SPDX-License-Identifier: GPL-2.0
/*
 * One hold of the target's locks, and whether the VMAs stood still from one hold to the
 * next.  What each lock protects from is said in walk.c; here is how they are taken,
 * in which order, for how long, and what their history tells.
 *
 * i_mmap_rwsem belongs to a file, not to the target: another process that punches a
 * hole into a hugetlbfs file holds it for as long as that takes.  It is never waited for
 * under the mmap lock, which would stall the target as long.  Where it cannot be had at
 * once, the hold ends; the next one waits for it first, killably, and then only tries
 * for the mmap lock, since the order of the two is mmap lock first (mm/rmap.c).
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched/mm.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "ptwalk.h"

/*
 * Holds that may end without any progress, for want of one file's i_mmap_rwsem.  In
 * each, both the lock of the file and that of the target have to be contended; after
 * that the tables which need the former are left out.
 */
#define MAPPING_TRIES	16

/**
 * ptwalk_hold_changed() - VMAs were seen to change
 * @walk: the walk; its records need not be of VMAs that existed side by side
 */
void ptwalk_hold_changed(struct ptwalk_walk *walk)
{
	walk->end.flags |= PTWALK_END_VMAS_CHANGED;
	walk->end.flags &= ~PTWALK_END_ONE_MOMENT;
}

/*
 * VMAs cannot change while the mmap lock is held for reading, so they have to be
 * compared with those of the last hold.  Where the kernel counts the times that the lock
 * is taken for writing, equal counts prove that nothing changed, and any other count
 * that it could.  Without it (6.1) nothing that the kernel keeps is as good:
 * rw_semaphore.owner forgets a writer as soon as a reader comes, the root of the maple
 * tree is replaced in small trees only, and by mprotect() of a whole VMA in none.  The
 * counts below catch most of mmap() and munmap(), and what they miss is "may have
 * changed": neither of the two flags.
 *
 * Page tables come and go beside us, under any lock: see ptwalk_hold_end().
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
 * ptwalk_hold_mapping_end() - give i_mmap_rwsem back
 * @walk: the walk; it need not have one
 */
void ptwalk_hold_mapping_end(struct ptwalk_walk *walk)
{
	if (walk->mapping)
		i_mmap_unlock_read(walk->mapping);
	walk->mapping = NULL;
}

/**
 * ptwalk_hold_begin() - lock the target
 * @walk: the walk
 *
 * Context: process; may sleep, but can be killed.  On success mm_users and the mmap
 * lock, for reading, are held, and perhaps i_mmap_rwsem of a file.
 * Return: 0; -ESRCH where the address space is gone; -EINTR, with nothing lost.
 */
int ptwalk_hold_begin(struct ptwalk_walk *walk)
{
	struct mm_struct *mm = walk->target.mm;

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
	walk->began = ktime_get_ns();
	walk->deadline = walk->began + PTWALK_SLICE_NS;
	compare_vmas(walk);
	walk->end.holds++;
	return 0;
}

/**
 * ptwalk_hold_end() - unlock the target
 * @walk: after ptwalk_hold_begin()
 *
 * Context: process; may sleep, once nothing is locked any more.
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
 * ptwalk_hold_mapping() - keep huge_pmd_unshare() away from a VMA
 * @walk: during a hold
 * @vma: shared hugetlb VMA that is to be walked
 *
 * Return: 1 with i_mmap_rwsem of its file held for reading, to be given back with
 * ptwalk_hold_mapping_end(); 0 where it could not be had in %MAPPING_TRIES holds;
 * -EAGAIN where the hold has to end, so that the next one can wait for it.
 */
int ptwalk_hold_mapping(struct ptwalk_walk *walk, struct vm_area_struct *vma)
{
	struct address_space *mapping = vma->vm_file->f_mapping;

	if (walk->mapping != mapping) {
		/* that of a VMA which is gone */
		ptwalk_hold_mapping_end(walk);
		if (i_mmap_trylock_read(mapping)) {
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
 * ptwalk_hold_forget() - give back what a walk that is given up still waits for
 * @walk: not during a hold
 *
 * Context: process.
 */
void ptwalk_hold_forget(struct ptwalk_walk *walk)
{
	if (walk->wanted)
		fput(walk->wanted);
	walk->wanted = NULL;
}
