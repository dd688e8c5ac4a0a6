// SPDX-License-Identifier: GPL-2.0
/*
 * The walk: copies the page tables of another process, in slices that fit a
 * buffer.  It owns the locks and the cursor; what is written besides tables is
 * record.c, who asked is debugfs.c.  It never writes an entry, never splits a
 * huge page, never clears an accessed bit and never touches a struct page.
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
 *    unlink the PT of a live VMA without the mmap lock, and free it by
 *    call_rcu().  Not needed on 6.1, where collapse takes the mmap lock for
 *    writing; harmless there.
 *
 * 4. i_mmap_rwsem for reading, around shared hugetlb VMAs.  huge_pmd_unshare()
 *    takes a shared PD away from under us when another process punches a hole
 *    into or unmaps the same file, under i_mmap_rwsem for writing; the last
 *    user then frees it.  linux/hugetlb.h states this rule.  Order: mmap lock,
 *    then i_mmap_rwsem (mm/rmap.c).
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
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "compat.h"
#include "ptwalk.h"

/*
 * Descents in one hold of the lock.  Each finds a table or a gap: about 50 ns
 * for a gap, less than a microsecond for a table.  Dense tables fill the buffer
 * after fifteen; this bounds the sparse ones, which do not.
 */
#define SLICE_STEPS	512

/* Times a table is copied again when the way to it changed meanwhile. */
#define COPY_RETRIES	3

/*
 * Room for an area and for the tables on the way to its first address.  An area
 * is begun only where they fit, so that the cursor has moved when it is met
 * again: should it have changed by then, the new one starts later than the old.
 */
#define AREA_ROOM	(sizeof(struct ptwalk_vma) + PAGE_SIZE + \
			 PTWALK_LEVEL_MAX * TABLE_ROOM)
#define TABLE_ROOM	(sizeof(struct ptwalk_table) + \
			 PTWALK_ENTRIES * sizeof(u64))

/* A base that no table has: nothing of this level was sent yet. */
#define NOT_SENT	1

enum copy_result {
	COPIED,
	NO_TABLE,	/* the way ends above; the level says where */
	CHANGED,	/* copied, but the way there is not what it was */
};

/* Read every entry exactly once; the hardware sets A and D meanwhile. */
static void copy_entries(u64 *to, const u64 *from, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i += 8) {
		to[i] = READ_ONCE(from[i]);
		to[i + 1] = READ_ONCE(from[i + 1]);
		to[i + 2] = READ_ONCE(from[i + 2]);
		to[i + 3] = READ_ONCE(from[i + 3]);
		to[i + 4] = READ_ONCE(from[i + 4]);
		to[i + 5] = READ_ONCE(from[i + 5]);
		to[i + 6] = READ_ONCE(from[i + 6]);
		to[i + 7] = READ_ONCE(from[i + 7]);
	}
}

/*
 * Copy the table of @level that translates @addr, coming from the top each
 * time: no pointer into the tables survives a dropped lock.  An entry is read
 * once and decided on as a value, by its raw bits; a huge leaf is told before
 * anything else, since on x86 it also looks "bad".
 *
 * Afterwards the entries on the way are read again, from the top: one that no
 * longer leads to the same place means that the copy may be of a table already
 * unlinked.  Reading a lower one again is safe even then, inside the RCU
 * section.
 */
static enum copy_result copy_table(struct ptwalk_walk *walk, u64 addr,
				   unsigned int level,
				   struct ptwalk_table *table,
				   unsigned int *stop)
{
	const u64 *slot[PTWALK_LEVEL_MAX + 1];
	u64 entry[PTWALK_LEVEL_MAX + 1] = { 0 };
	const u64 *t = (const u64 *)walk->target.mm->pgd;
	enum copy_result result = COPIED;
	u64 phys = __pa(t);
	unsigned int l;

	rcu_read_lock();
	for (l = walk->levels; l > level; l--) {
		slot[l] = &t[ptwalk_index(addr, l)];
		entry[l] = READ_ONCE(*slot[l]);
		phys = entry[l] & PTE_PFN_MASK;
		/* a frame that is none is corruption; do not follow it */
		if (!ptwalk_leads_to_table(entry[l], l) ||
		    !pfn_valid(phys >> PAGE_SHIFT)) {
			*stop = l;
			result = NO_TABLE;
			goto out;
		}
		t = __va(phys);
	}

	/* the other half of the top level is the kernel's */
	copy_entries(table->entry, t, level == walk->levels ?
		     PTWALK_ENTRIES / 2 : PTWALK_ENTRIES);

	for (l = walk->levels; l > level; l--)
		if ((READ_ONCE(*slot[l]) ^ entry[l]) &
		    (PTE_PFN_MASK | _PAGE_PRESENT | _PAGE_PSE)) {
			result = CHANGED;
			break;
		}
out:
	rcu_read_unlock();
	table->phys = phys;
	table->parent = level < walk->levels ? entry[level + 1] : 0;
	return result;
}

/* Leave out the empty entries before the first and after the last used one. */
static void trim_table(struct ptwalk_table *table, unsigned int count)
{
	unsigned int first = 0;

	while (count && !table->entry[count - 1])
		count--;
	while (first < count && !table->entry[first])
		first++;
	if (first)
		memmove(table->entry, table->entry + first,
			(count - first) * sizeof(table->entry[0]));
	table->first = first;
	table->count = count - first;
}

/*
 * Send the table of @level that translates @addr.  Returns 1 if it was sent, 0
 * with @stop where there is none, -ENOSPC where the buffer is full.
 */
static int send_table(struct ptwalk_walk *walk, u64 addr, unsigned int level,
		      unsigned int *stop)
{
	struct ptwalk_table *table = walk->buf + walk->len;
	unsigned int tries = 0;
	enum copy_result result;

	if (walk->len + TABLE_ROOM > PTWALK_BUFFER_SIZE)
		return -ENOSPC;

	do {
		result = copy_table(walk, addr, level, table, stop);
	} while (result == CHANGED && ++tries <= COPY_RETRIES);
	walk->end.retries += min_t(unsigned int, tries, COPY_RETRIES);
	if (result == NO_TABLE)
		return 0;

	table->base = addr & ~(ptwalk_span(level) * PTWALK_ENTRIES - 1);
	table->level = level;
	table->flags = result == CHANGED ? PTWALK_TABLE_UNSTABLE : 0;
	table->pad = 0;
	trim_table(table, level == walk->levels ?
		   PTWALK_ENTRIES / 2 : PTWALK_ENTRIES);
	table->rec.type = PTWALK_REC_TABLE;
	table->rec.length = struct_size(table, entry, table->count);

	walk->len += table->rec.length;
	walk->sent[level] = table->base;
	walk->end.tables++;
	walk->end.entries += table->count;
	walk->end.unstable += result == CHANGED;
	return 1;
}

/*
 * Send all tables on the way to @addr that were not sent yet, and find the next
 * address that needs a look.  Returns 0, or -ENOSPC where the buffer is full.
 */
static int walk_address(struct ptwalk_walk *walk, u64 addr, u64 *next)
{
	unsigned int level, stop;
	int sent;

	for (level = walk->levels; level; level--) {
		u64 reach = ptwalk_span(level) * PTWALK_ENTRIES;

		if (walk->sent[level] == (addr & ~(reach - 1)))
			continue;
		sent = send_table(walk, addr, level, &stop);
		if (sent < 0)
			return sent;
		if (!sent) {
			*next = (addr | (ptwalk_span(stop) - 1)) + 1;
			return 0;
		}
	}
	*next = (addr | (ptwalk_span(2) - 1)) + 1;
	return 0;
}

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
		.file	= vma->vm_file,
	};
	u64 start = vma->vm_start;

	if (walk->end.vmas && !memcmp(&area, &walk->area, sizeof(area)))
		return true;
	if (walk->len + AREA_ROOM > PTWALK_BUFFER_SIZE)
		return false;
	if (walk->end.vmas && start < walk->cur) {
		walk->end.flags |= PTWALK_END_VMAS_CHANGED;
		start = walk->cur;
	}
	if (!ptwalk_record_vma(walk, vma, start))
		return false;
	walk->area = area;
	return true;
}

/* Returns 0 at the end of the area, -ENOSPC or -EAGAIN where to stop before. */
static int walk_area(struct ptwalk_walk *walk, struct vm_area_struct *vma,
		     unsigned int *steps)
{
	struct mm_struct *mm = walk->target.mm;
	u64 stop = min_t(u64, vma->vm_end, walk->request.end);
	struct address_space *mapping = NULL;
	int err = 0;

	if (walk->cur < vma->vm_start)
		walk->cur = vma->vm_start;
	if (!send_area(walk, vma))
		return -ENOSPC;

	if (is_vm_hugetlb_page(vma) && (vma->vm_flags & VM_MAYSHARE)) {
		mapping = vma->vm_file->f_mapping;
		i_mmap_lock_read(mapping);
	}
	while (walk->cur < stop) {
		u64 next;

		err = walk_address(walk, walk->cur, &next);
		if (err)
			break;
		walk->cur = min(next, stop);
		if (!--*steps || need_resched() || mmap_lock_is_contended(mm)) {
			err = -EAGAIN;
			break;
		}
	}
	if (mapping)
		i_mmap_unlock_read(mapping);
	return err;
}

static void take_census(const struct mm_struct *mm, struct ptwalk_census *c)
{
	c->areas = mm->map_count;
	c->pages = READ_ONCE(mm->total_vm);
	c->tables = mm_pgtables_bytes(mm);
}

/*
 * One hold of the lock.  Nothing but the cursor and what was sent survives
 * between two: areas and tables are looked up anew.
 */
static int walk_slice(struct ptwalk_walk *walk)
{
	struct mm_struct *mm = walk->target.mm;
	unsigned int steps = SLICE_STEPS;
	struct vm_area_struct *vma;
	struct ptwalk_census census;
	u64 began, held;

	if (!mmget_not_zero(mm)) {
		walk->end.flags |= PTWALK_END_GONE;
		walk->walked = true;
		return 0;
	}
	if (mmap_read_lock_killable(mm)) {
		mmput(mm);
		return -EINTR;
	}
	began = ktime_get_ns();

	take_census(mm, &census);
	if (walk->end.holds++) {
		if (census.areas != walk->census.areas ||
		    census.pages != walk->census.pages)
			walk->end.flags |= PTWALK_END_VMAS_CHANGED;
		if (census.tables != walk->census.tables)
			walk->end.flags |= PTWALK_END_TABLES_CHANGED;
	}

	do {
		/* the end of the range may lie inside an area */
		vma = walk->cur < walk->request.end ?
		      find_vma(mm, walk->cur) : NULL;
		if (!vma || vma->vm_start >= walk->request.end) {
			walk->cur = walk->request.end;
			walk->end.flags |= PTWALK_END_COMPLETE;
			walk->walked = true;
			break;
		}
	} while (!walk_area(walk, vma, &steps));

	take_census(mm, &walk->census);
	held = ktime_get_ns() - began;
	mmap_read_unlock(mm);
	mmput(mm);

	walk->end.hold_total_ns += held;
	walk->end.hold_max_ns = max(walk->end.hold_max_ns, held);
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
	err = ptwalk_target_get(&walk->target, request->pid);
	if (err)
		goto err_free;
	walk->request = *request;
	walk->cur = request->start;
	walk->levels = ptwalk_levels();
	for (level = 1; level <= PTWALK_LEVEL_MAX; level++)
		walk->sent[level] = NOT_SENT;
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
 * Return: 0, or -EINTR where a signal came first: nothing is lost then, and the
 * next call goes on.
 */
int ptwalk_walk_fill(struct ptwalk_walk *walk)
{
	int err;

	walk->len = 0;
	if (!walk->begun)
		walk->begun = ptwalk_record_header(walk);
	while (!walk->walked) {
		err = walk_slice(walk);
		if (walk->len)
			break;
		if (err)
			return err;
		if (signal_pending(current))
			return -EINTR;
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
	ptwalk_target_put(&walk->target);
	kfree(walk->name);
	kvfree(walk->buf);
	walk->name = NULL;
	walk->buf = NULL;
}
