// SPDX-License-Identifier: GPL-2.0-only
/*
 * One descent: goes from the top-level table down to an address, copies those tables on the path
 * that were not sent yet, and after the first PT perhaps the PTs that follow it below the same
 * PD.  Then it reads the path again: if an entry on it changed, what was copied counts for
 * nothing, and the descent begins anew.  It never writes an entry.
 *
 * This file takes only the protection around one descent: RCU in the user half, interrupts off
 * in the kernel half.  walk.c and kernel.c list what their callers must hold besides.
 */
#include <linux/bitmap.h>
#include <linux/memory_hotplug.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "ptwalk.h"

/* How often to try again if an entry on the path changed during the descent. */
#define RETRIES		3

/*
 * Copy a PT to the reader directly if it has so many entries from the first to the last one that
 * is used; a smaller one is cheaper to collect with others.
 */
#define DIRECT_LEAST	64

/* How many PTs one descent copies at most: nobody is let in before its end */
#define RUN_MOST	16U

/**
 * struct descent - one descent
 * @addr: the address; moves on to the first one that has tables below those on its path
 * @limit: first address that may have no table any more: nothing from there on is copied
 * @slot: by level, the entry that was followed
 * @entry: what it was
 * @top: level of the table where it began
 * @last: level of the last table that was reached
 * @stop: level of the entry that ends the path: nothing below it has to be tried
 * @table: by level, the record of the table in the walk's buffer if this descent wrote it
 * @len: bytes in the walk's buffer with these records
 * @room: bytes of the reader's memory from there on that PTs may fill; 0 if they may not
 * @given: bytes of them filled with the records of PTs
 * @pts: number of these PTs
 * @entries: number of entries in them
 * @refused: the reader's memory could not be written
 * @changed: level of the highest entry on the path that changed during the descent
 */
struct descent {
	u64			addr;
	u64			limit;
	const u64		*slot[PTWALK_LEVEL_MAX + 1];
	u64			entry[PTWALK_LEVEL_MAX + 1];
	unsigned int		top;
	unsigned int		last;
	unsigned int		stop;
	struct ptwalk_table	*table[PTWALK_LEVEL_MAX + 1];
	size_t			len;
	size_t			room;
	size_t			given;
	unsigned int		pts;
	unsigned int		entries;
	bool			refused;
	unsigned int		changed;
};

/* Does an entry no longer lead where it did?  Permissions, A, D and software bits may change. */
static bool path_differs(u64 again, u64 entry)
{
	return (again ^ entry) & (PTE_PFN_MASK | _PAGE_PRESENT | _PAGE_PSE);
}

/* Returns false if the memory cannot be read, which happens in the kernel half only. */
static __always_inline bool read_entry(bool kernel, u64 *to, const u64 *from)
{
	if (kernel)
		return !copy_from_kernel_nofault(to, from, sizeof(*to));
	*to = READ_ONCE(*from);
	return true;
}

/*
 * Does an entry of @level lead to a table?  Its frame needs a struct page: one without comes
 * from a corrupt entry or from memory that is being removed, and must not be followed.  In the
 * user half, pfn_valid() is asked for a table on the path once a slice, and not at all if the frame
 * found last is in the same subsection of memory: sections and their subsections have one answer
 * for all of their frames, and tables are often allocated one by one.
 */
static __always_inline bool leads_on(struct ptwalk_walk *walk, bool kernel,
				     u64 entry, unsigned int level)
{
	u64 phys = entry & PTE_PFN_MASK;

	if (!ptwalk_leads_to_table(entry, level))
		return false;
	if (kernel)
		return pfn_to_online_page(phys >> PAGE_SHIFT);
	if (walk->checked[level] == phys)
		return true;
	if (walk->subsection != phys >> SUBSECTION_SHIFT) {
		if (!pfn_valid(phys >> PAGE_SHIFT))
			return false;
		walk->subsection = phys >> SUBSECTION_SHIFT;
	}
	walk->checked[level] = phys;
	return true;
}

static __always_inline void fill_record(struct ptwalk_table *table, u64 base, unsigned int level,
					u64 phys, u64 parent, unsigned int first,
					unsigned int count)
{
	table->rec.type = PTWALK_REC_TABLE;
	table->rec.length = struct_size(table, entry, count);
	table->base = base;
	table->phys = phys;
	table->parent = parent;
	table->level = level;
	table->flags = 0;
	table->first = first;
	table->count = count;
	table->pad = 0;
}

/* Could the reader take another PT with so many entries, and does it pay? */
static bool may_give(const struct descent *d, unsigned int count)
{
	return count >= DIRECT_LEAST && d->room >= d->given + PTWALK_TABLE_ROOM;
}

/*
 * Write the record of a PT to the reader, behind what this descent has given before.  @from is the
 * first of its entries that are used.  Returns false if the reader's memory cannot be written.
 */
static bool give_pt(struct ptwalk_walk *walk, struct descent *d, u64 addr, const u64 *from,
		    u64 phys, u64 parent, unsigned int first, unsigned int count)
{
	struct ptwalk_table head;

	fill_record(&head, ptwalk_table_base(addr, 1), 1, phys, parent, first, count);
	d->refused = !ptwalk_table_give(walk->reader.to + d->len + d->given, &head, from);
	if (d->refused)
		return false;
	d->given += head.rec.length;
	d->entries += count;
	d->pts++;
	return true;
}

/* How many full PTs this slice has left to do, within the bounds of one descent */
static unsigned int pts_left(const struct ptwalk_walk *walk)
{
	const unsigned int one = PTWALK_WORK_PT + PTWALK_WORK_ENTRY * PTWALK_ENTRIES;

	if (walk->work >= walk->budget)
		return 1;
	return clamp((walk->budget - walk->work) / one, 1U, RUN_MOST);
}

/*
 * Copy the PTs that follow the one of @d->addr, as long as the reader takes their records.
 * @slot is the entry that leads to that one.
 */
static void run_of_pts(struct ptwalk_walk *walk, struct descent *d, const u64 *slot)
{
	unsigned int index = ptwalk_index(d->addr, 2), first, count;
	u64 addr = ptwalk_table_base(d->addr, 1), entry, phys;
	const unsigned int most = pts_left(walk);
	const u64 *t;

	while (++index < PTWALK_ENTRIES && d->pts < most) {
		addr += ptwalk_span(2);
		if (addr >= d->limit || !test_bit(index, walk->below[2]))
			break;
		entry = READ_ONCE(*++slot);
		if (!leads_on(walk, false, entry, 2))
			break;
		phys = entry & PTE_PFN_MASK;
		t = __va(phys);
		count = PTWALK_ENTRIES;
		first = ptwalk_entries_used(t, &count, true);
		if (!may_give(d, count) ||
		    !give_pt(walk, d, addr, t + first, phys, entry, first, count))
			break;
		if (path_differs(READ_ONCE(*slot), entry)) {
			/* leave this PT to the next descent */
			walk->end.retries++;
			d->given -= struct_size((struct ptwalk_table *)NULL, entry, count);
			d->entries -= count;
			d->pts--;
			break;
		}
	}
}

/*
 * Copy the table @t of @level, to the reader or to the walk's buffer.  Returns false if it
 * faults, or if the reader's memory cannot be written.
 */
static __always_inline bool copy_table(struct ptwalk_walk *walk, struct descent *d, bool kernel,
				       unsigned int level, const u64 *t, u64 phys, u64 parent)
{
	struct ptwalk_table *table = walk->buf + d->len;
	unsigned int from = 0, count = PTWALK_ENTRIES, used;

	/* of the top-level table, copy the requested half only */
	if (level == walk->levels) {
		count = PTWALK_ENTRIES / 2;
		from = kernel ? count : 0;
	}
	t += from;
	if (kernel) {
		if (copy_from_kernel_nofault(table->entry, t, count * sizeof(*t)))
			return false;
		used = ptwalk_entries_used(table->entry, &count, false);
		memmove(table->entry, table->entry + used, count * sizeof(*t));
	} else {
		used = ptwalk_entries_used(t, &count, true);
		if (level == 1 && may_give(d, count)) {
			if (!give_pt(walk, d, d->addr, t + used, phys, parent, used, count))
				return false;
			run_of_pts(walk, d, d->slot[2]);
			return true;
		}
		ptwalk_entries_copy(table->entry, t + used, count);
	}
	fill_record(table, ptwalk_table_base(d->addr, level), level, phys, parent,
		    count ? from + used : 0, count);
	if (level > 1) {
		/* if the descent fails, the bitmap is not that of the table sent last */
		walk->sent[level] = PTWALK_NOT_SENT;
		walk->below_end[level] = ptwalk_entries_below(table, kernel, walk->below[level]);
	}
	d->table[level] = table;
	d->len += table->rec.length;
	return true;
}

/*
 * The table of @level has nothing below it for @d->addr.  Moves @d->addr on to the first address
 * for which it has; returns false if that is not before the limit.
 */
static bool next_below(const struct ptwalk_walk *walk, struct descent *d, unsigned int level)
{
	unsigned int end = walk->below_end[level], index;
	u64 addr;

	index = find_next_bit(walk->below[level], end, ptwalk_index(d->addr, level));
	addr = ptwalk_table_base(d->addr, level) + index * ptwalk_span(level);
	/* compare distances: a limit of 0 stands for 1 << 64 */
	if (index >= end || addr - d->addr >= d->limit - d->addr) {
		d->stop = level;
		return false;
	}
	d->addr = addr;
	return true;
}

/*
 * The level at which a descent to @addr in the user half starts.  @addr is in a VMA, so the PDPT
 * that translates it cannot be freed or replaced before this slice ends (see walk.c): if it is the
 * one that was sent last, and this slice has come to it before, its address is in @walk->checked,
 * which is emptied when a slice begins.
 */
static unsigned int first_level(const struct ptwalk_walk *walk, u64 addr)
{
	return ptwalk_was_sent(walk, addr, 3) && walk->checked[4] != PTWALK_NOT_CHECKED ?
	       3 : walk->levels;
}

/*
 * Go down and copy.  Each descent starts at the top-level table, or at a PDPT that this slice has
 * come to before: no pointer into the tables survives a dropped lock.  Each entry is read once, and
 * the decision is made on that value by its raw bits; pmd_bad() would call a huge leaf bad.
 *
 * Returns false if an entry on the path no longer leads to the same table: what was copied below
 * it may be a table that was already unlinked.  The RCU section makes it safe to read an entry
 * in an unlinked table again.
 */
static __always_inline bool go_down(struct ptwalk_walk *walk, struct descent *d, bool kernel)
{
	u64 phys = d->top < walk->levels ? walk->checked[d->top + 1] : walk->top;
	const u64 *t = __va(phys);
	unsigned int level;
	u64 parent = 0, again;

	for (level = d->top;; level--) {
		d->last = level;
		if (!ptwalk_was_sent(walk, d->addr, level) &&
		    !copy_table(walk, d, kernel, level, t, phys, parent)) {
			/* skip everything that the table maps, not one entry after the other */
			d->stop = min(level + 1, walk->levels);
			break;
		}
		if (level == walk->lowest) {
			d->stop = max(level, 2U);
			break;
		}
		if (!test_bit(ptwalk_index(d->addr, level), walk->below[level]) &&
		    !next_below(walk, d, level))
			break;
		d->stop = level;
		d->slot[level] = &t[ptwalk_index(d->addr, level)];
		if (!read_entry(kernel, &parent, d->slot[level]) ||
		    !leads_on(walk, kernel, parent, level))
			break;
		d->entry[level] = parent;
		phys = parent & PTE_PFN_MASK;
		t = __va(phys);
	}
	for (level = d->top; level > d->last; level--)
		if (!read_entry(kernel, &again, d->slot[level]) ||
		    path_differs(again, d->entry[level])) {
			d->changed = level;
			return false;
		}
	return true;
}

/*
 * go_down() in an RCU read-side section (user half, point 3 in walk.c) or with interrupts off
 * (kernel half, see kernel.c), which is an RCU read-side section as well.
 */
static bool go_down_protected(struct ptwalk_walk *walk, struct descent *d)
{
	unsigned long flags;
	bool same;

	if (walk->request.half == PTWALK_HALF_KERNEL) {
		local_irq_save(flags);
		same = go_down(walk, d, true);
		local_irq_restore(flags);
	} else {
		rcu_read_lock();
		same = go_down(walk, d, false);
		rcu_read_unlock();
	}
	return same;
}

/* Count what a descent has copied.  Returns false if the reader did not get its PTs. */
static bool commit(struct ptwalk_walk *walk, const struct descent *d, bool same)
{
	unsigned int level;

	for (level = d->top; level >= d->last; level--) {
		struct ptwalk_table *table = d->table[level];

		if (!table)
			continue;
		if (!same && level < d->changed) {
			table->flags = PTWALK_TABLE_UNSTABLE;
			walk->end.unstable++;
		}
		walk->sent[level] = table->base;
		walk->end.tables++;
		walk->end.entries += table->count;
		walk->work += level == 1 && table->count >= DIRECT_LEAST ?
			      PTWALK_WORK_PT : PTWALK_WORK_TABLE;
		walk->work += (level == 1 ? PTWALK_WORK_ENTRY : PTWALK_WORK_NOTE) * table->count;
	}
	walk->len = d->len;
	if (!d->pts)
		return !d->refused;
	if (!ptwalk_reader_given(walk, d->given))
		return false;
	if (d->refused)
		ptwalk_reader_refuse(walk);
	walk->sent[1] = ptwalk_table_base(d->addr, 1) + (d->pts - 1) * ptwalk_span(2);
	walk->end.tables += d->pts;
	walk->end.entries += d->entries;
	walk->work += PTWALK_WORK_PT * d->pts + PTWALK_WORK_ENTRY * d->entries;
	return true;
}

/**
 * ptwalk_descend() - send those tables on the path to an address that were not sent yet
 * @walk: the walk
 * @addr: the address
 * @limit: first address for which the walk does not hold what keeps a PT
 * @next: set to the first address that is not settled: the end of what the entry that ends the
 *	  path translates; without such an entry, the end of the last 2M whose PT was sent (of the
 *	  1G around @addr where PDs and PTs are left out).  It wraps to 0 at the top of the address
 *	  space.
 *
 * Context: the caller holds what walk.c or kernel.c lists.  Does not sleep.
 * Return: 0, or -ENOSPC if the buffer is full.
 */
int ptwalk_descend(struct ptwalk_walk *walk, u64 addr, u64 limit, u64 *next)
{
	bool kernel = walk->request.half == PTWALK_HALF_KERNEL;
	unsigned int level = walk->lowest, tries = 0, stop;

	/* without a descent: is the path known to end, or the lowest table sent? */
	while (level <= walk->levels && !ptwalk_was_sent(walk, addr, level))
		level++;
	stop = max(level, 2U);
	if (level == walk->lowest ||
	    (level <= walk->levels && !test_bit(ptwalk_index(addr, level), walk->below[level])))
		goto settled;

	/* one record for each level below @level, which was sent or is above the top */
	if (!ptwalk_make_room(walk, (level - walk->lowest) * PTWALK_TABLE_ROOM))
		return -ENOSPC;
	while (1) {
		struct descent d = {
			.addr	= addr,
			.limit	= limit,
			.top	= kernel ? walk->levels : first_level(walk, addr),
			.len	= walk->len,
		};
		bool same;

		/* a record that the reader has cannot be marked as unstable any more */
		if (!kernel && !tries && walk->lowest == 1)
			d.room = ptwalk_reader_room(walk, (level - 2) * PTWALK_TABLE_ROOM);
		same = go_down_protected(walk, &d);
		if (!same && tries < RETRIES) {
			tries++;
			continue;
		}
		walk->end.retries += tries;
		if (!commit(walk, &d, same)) {
			/* once more, without the reader's memory, for the PT that it did not get */
			ptwalk_reader_refuse(walk);
			return ptwalk_descend(walk, addr, limit, next);
		}
		addr = d.pts ? walk->sent[1] : d.addr;
		stop = d.stop;
		break;
	}
settled:
	*next = (addr | (ptwalk_span(stop) - 1)) + 1;
	return 0;
}
