// SPDX-License-Identifier: GPL-2.0
/*
 * Tables: finds one table from the top-level table down, copies it and writes its record;
 * and the loop that does so for all tables of a range.  The same loop serves 4 and 5 levels,
 * both halves and all page sizes.  It never writes an entry.
 *
 * This file takes only the protection around one copy: RCU in the user half, interrupts off
 * in the kernel half.  walk.c and kernel.c list what their callers must hold besides.
 */
#include <linux/bitmap.h>
#include <linux/memory_hotplug.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "ptwalk.h"

/* Read the clock only for one of so many addresses that are looked up. */
#define CLOCK_STEPS	16

/* How often to copy a table again if an entry on the path to it changed during the copy. */
#define COPY_RETRIES	3

enum copy_result {
	COPIED,
	NO_TABLE,	/* an entry above leads to no table; *stop is the level of that entry */
	CHANGED,	/* copied, but an entry on the path to the table changed meanwhile */
};

static bool kernel_half(const struct ptwalk_walk *walk)
{
	return walk->request.half == PTWALK_HALF_KERNEL;
}

/*
 * Copy entries of the user half with plain loads, not with copy_from_kernel_nofault(): the
 * locks keep the table, and if they do not, KASAN and DEBUG_PAGEALLOC must see the bad read.
 * Each entry is read exactly once, since the CPU sets A and D concurrently.
 */
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

/* Returns false if the memory cannot be read, which happens in the kernel half only. */
static bool read_entries(const struct ptwalk_walk *walk, u64 *to,
			 const u64 *from, unsigned int count)
{
	if (kernel_half(walk))
		return !copy_from_kernel_nofault(to, from,
						 count * sizeof(*to));
	if (count == 1)
		*to = READ_ONCE(*from);
	else
		copy_entries(to, from, count);
	return true;
}

/*
 * Can the entry's frame hold a table?  A frame without a struct page comes from a corrupt
 * entry or from memory that is being removed: it must not be followed.
 */
static bool frame_exists(const struct ptwalk_walk *walk, u64 phys)
{
	unsigned long pfn = phys >> PAGE_SHIFT;

	return kernel_half(walk) ? !!pfn_to_online_page(pfn) : pfn_valid(pfn);
}

static const u64 *top_table(const struct ptwalk_walk *walk)
{
	pgd_t *pgd = walk->target.mm->pgd;

	if (walk->request.pgd == PTWALK_PGD_USER)
		pgd = ptwalk_user_pgd(pgd);
	return (const u64 *)pgd;
}

/*
 * Copy @count entries from index @first on of the table of @level that translates @addr.
 * Each call starts at the top-level table: no pointer into the tables survives a dropped
 * lock.  Each entry is read once, and the decision is made on that value by its raw bits;
 * pmd_bad() would call a huge leaf bad.
 *
 * After the copy the entries on the path are read again, from the top.  If one no longer
 * leads to the same table, the copy may be of a table that was already unlinked.  The RCU
 * section makes it safe to read an entry in an unlinked table again.
 *
 * With NO_TABLE, *@stop is the level of the entry that leads to no table: nothing below that
 * entry has to be tried.
 */
static enum copy_result copy_table(struct ptwalk_walk *walk, u64 addr,
				   unsigned int level, unsigned int first,
				   unsigned int count,
				   struct ptwalk_table *table,
				   unsigned int *stop)
{
	const u64 *slot[PTWALK_LEVEL_MAX + 1];
	u64 entry[PTWALK_LEVEL_MAX + 1] = { 0 };
	const u64 *t = top_table(walk);
	u64 phys = __pa(t), again;
	unsigned int l;

	for (l = walk->levels; l > level; l--) {
		*stop = l;
		slot[l] = &t[ptwalk_index(addr, l)];
		if (!read_entries(walk, &entry[l], slot[l], 1))
			return NO_TABLE;
		phys = entry[l] & PTE_PFN_MASK;
		if (!ptwalk_leads_to_table(entry[l], l) ||
		    !frame_exists(walk, phys))
			return NO_TABLE;
		t = __va(phys);
	}
	/* if the table itself faults, skip everything it maps, not one entry after the other */
	*stop = min(level + 1, walk->levels);
	if (!read_entries(walk, table->entry, t + first, count))
		return NO_TABLE;
	table->phys = phys;
	table->parent = level < walk->levels ? entry[level + 1] : 0;

	for (l = walk->levels; l > level; l--)
		if (!read_entries(walk, &again, slot[l], 1) ||
		    ((again ^ entry[l]) &
		     (PTE_PFN_MASK | _PAGE_PRESENT | _PAGE_PSE)))
			return CHANGED;
	return COPIED;
}

/*
 * copy_table() in an RCU read-side section (user half, point 3 in walk.c) or with interrupts
 * off (kernel half, see kernel.c), which is an RCU read-side section as well.
 */
static enum copy_result copy_protected(struct ptwalk_walk *walk, u64 addr,
				       unsigned int level, unsigned int first,
				       unsigned int count,
				       struct ptwalk_table *table,
				       unsigned int *stop)
{
	enum copy_result result;
	unsigned long flags;

	if (kernel_half(walk)) {
		local_irq_save(flags);
		result = copy_table(walk, addr, level, first, count, table,
				    stop);
		local_irq_restore(flags);
	} else {
		rcu_read_lock();
		result = copy_table(walk, addr, level, first, count, table,
				    stop);
		rcu_read_unlock();
	}
	return result;
}

/* Drop the zero entries before the first and after the last non-zero one from the record. */
static void trim_table(struct ptwalk_table *table, unsigned int from,
		       unsigned int count)
{
	unsigned int first = 0;

	while (count && !table->entry[count - 1])
		count--;
	while (first < count && !table->entry[first])
		first++;
	if (first)
		memmove(table->entry, table->entry + first,
			(count - first) * sizeof(table->entry[0]));
	table->first = count ? from + first : 0;
	table->count = count - first;
}

/*
 * Remember in @walk->below which entries of the table lead to lower tables.  The copy decides,
 * so that the dump holds those tables that a reader of the copy expects; and later slices
 * need no descent to see a huge page or a hole.  In the kernel half one table may be linked
 * many thousand times in a row (KASAN's early shadow, ESPFIX): it is sent once.
 */
static void note_below(struct ptwalk_walk *walk, const struct ptwalk_table *table)
{
	unsigned long *below = walk->below[table->level];
	unsigned int i;
	u64 left = 0;

	if (table->level == 1)
		return;
	bitmap_zero(below, PTWALK_ENTRIES);
	for (i = 0; i < table->count; i++) {
		u64 raw = table->entry[i];

		if (ptwalk_leads_to_table(raw, table->level) &&
		    !(kernel_half(walk) && ptwalk_repeats(raw, left)))
			__set_bit(table->first + i, below);
		left = raw;
	}
}

/*
 * Find the first address at or after @addr that may have tables not sent yet, going by
 * @walk->below of the tables sent last.  Returns @stop if that comes first.
 */
static u64 skip_sent(const struct ptwalk_walk *walk, u64 addr, u64 stop)
{
	unsigned int level = 2, index;
	u64 from = addr, span, reach;

	while (level <= walk->levels) {
		span = ptwalk_span(level);
		reach = span * PTWALK_ENTRIES;
		if (walk->sent[level] != (addr & ~(reach - 1))) {
			/* the table of this level was not sent, or ends here: look one level up */
			level++;
			continue;
		}
		index = ptwalk_index(addr, level);
		index = find_next_bit(walk->below[level], PTWALK_ENTRIES,
				      index);
		if (index == ptwalk_index(addr, level))
			return addr;
		addr = walk->sent[level] + index * span;
		if (addr - from >= stop - from)
			return stop;
		if (index < PTWALK_ENTRIES)
			return addr;
		level++;
	}
	return addr;
}

/*
 * Write the record of the table of @level that translates @addr.  Returns 1 if it was
 * written; 0 if there is no such table, with *@stop as copy_table() sets it; -ENOSPC if the
 * buffer is full.
 */
static int send_table(struct ptwalk_walk *walk, u64 addr, unsigned int level,
		      unsigned int *stop)
{
	struct ptwalk_table *table = walk->buf + walk->len;
	unsigned int first = 0, count = PTWALK_ENTRIES, tries = 0;
	enum copy_result result;

	if (walk->len + PTWALK_TABLE_ROOM > PTWALK_BUFFER_SIZE)
		return -ENOSPC;

	/* of the top-level table, copy the requested half only */
	if (level == walk->levels) {
		count = PTWALK_ENTRIES / 2;
		first = kernel_half(walk) ? count : 0;
	}
	do {
		result = copy_protected(walk, addr, level, first, count, table,
					stop);
	} while (result == CHANGED && ++tries <= COPY_RETRIES);
	walk->end.retries += min_t(unsigned int, tries, COPY_RETRIES);
	if (result == NO_TABLE)
		return 0;

	table->base = addr & ~(ptwalk_span(level) * PTWALK_ENTRIES - 1);
	table->level = level;
	table->flags = result == CHANGED ? PTWALK_TABLE_UNSTABLE : 0;
	table->pad = 0;
	trim_table(table, first, count);
	table->rec.type = PTWALK_REC_TABLE;
	table->rec.length = struct_size(table, entry, table->count);

	note_below(walk, table);
	walk->len += table->rec.length;
	walk->sent[level] = table->base;
	walk->end.tables++;
	walk->end.entries += table->count;
	walk->end.unstable += result == CHANGED;
	return 1;
}

/*
 * Send those tables on the path to @addr that were not sent yet.  Sets *@next to the first
 * address that this call does not settle: the end of what the entry that ends the path
 * translates; without such an entry, the end of the 2M around @addr (of the 1G where PDs and
 * PTs are left out).  It wraps to 0 at the top of the address space.  Returns 0, or -ENOSPC
 * if the buffer is full.
 */
static int send_way(struct ptwalk_walk *walk, u64 addr, u64 *next)
{
	unsigned int level, stop = max(2U, walk->lowest);
	int sent;

	for (level = walk->levels; level >= walk->lowest; level--) {
		u64 reach = ptwalk_span(level) * PTWALK_ENTRIES;

		if (walk->sent[level] != (addr & ~(reach - 1))) {
			sent = send_table(walk, addr, level, &stop);
			if (sent < 0)
				return sent;
			if (!sent)
				break;
			stop = max(2U, walk->lowest);
		}
		if (level > 1 && !test_bit(ptwalk_index(addr, level),
					   walk->below[level])) {
			stop = level;
			break;
		}
	}
	*next = (addr | (ptwalk_span(stop) - 1)) + 1;
	return 0;
}

/* Does another task wait for the target's mmap lock, or for this CPU? */
static bool awaited(const struct ptwalk_walk *walk)
{
	return need_resched() || (!kernel_half(walk) &&
				  mmap_lock_is_contended(walk->target.mm));
}

/**
 * ptwalk_slice_over() - does the slice have to end?
 * @walk: the walk
 *
 * Return: true if another task waits for the target's mmap lock or for this CPU, or if
 * @walk->deadline has passed.
 */
bool ptwalk_slice_over(const struct ptwalk_walk *walk)
{
	return awaited(walk) || ktime_get_ns() >= walk->deadline;
}

/**
 * ptwalk_send_tables() - write the records of all tables from the cursor up to an address
 * @walk: the walk; its cursor is moved
 * @stop: first address after the range; 0 stands for 1 << 64
 *
 * Context: the caller holds what walk.c or kernel.c lists.  Does not sleep.
 * Return: 0 at the end of the range; before it, -ENOSPC if the buffer is full, or
 * -EAGAIN if the slice has to end, in which case the cursor has moved.
 */
int ptwalk_send_tables(struct ptwalk_walk *walk, u64 stop)
{
	u64 next;
	int err;

	while (walk->cur != stop) {
		err = send_way(walk, walk->cur, &next);
		if (err)
			return err;
		/* compare distances: the address after the last one of all is 0 */
		if (next - walk->cur >= stop - walk->cur)
			next = stop;
		else
			next = skip_sent(walk, next, stop);
		walk->cur = next;
		if (walk->cur == stop)
			break;
		/* reading the clock costs a tenth of copying a table */
		if (++walk->steps % CLOCK_STEPS ? awaited(walk) :
		    ptwalk_slice_over(walk))
			return -EAGAIN;
	}
	return 0;
}
