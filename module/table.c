// SPDX-License-Identifier: GPL-2.0
/*
 * One table: the way to it, its copy, its record; and the loop that sends all
 * tables of a range.  The same loop serves 4 and 5 levels, both halves and all
 * page sizes.  It never writes an entry.
 *
 * Of the locks it owns the innermost only, those that a single copy needs; what
 * else must be held is said in walk.c for the user half and in kernel.c for the
 * kernel half, by those that hold it.
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

/* Descents between two looks at the clock. */
#define CLOCK_STEPS	16

/* Times a table is copied again when the way to it changed meanwhile. */
#define COPY_RETRIES	3

enum copy_result {
	COPIED,
	NO_TABLE,	/* the way ends above; the level says where */
	CHANGED,	/* copied, but the way there is not what it was */
};

static bool kernel_half(const struct ptwalk_walk *walk)
{
	return walk->request.half == PTWALK_HALF_KERNEL;
}

/*
 * The user half is read plainly: with the locks held nothing can go wrong, and
 * should it all the same, KASAN and DEBUG_PAGEALLOC must see it.  Every entry is
 * read exactly once; the hardware sets A and D meanwhile.
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

/* Returns false where the memory is gone, which only the kernel half allows. */
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

/* A frame that is none is corruption, or memory being removed: do not follow. */
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
	/* what cannot be read is left out whole, not tried for each of its entries */
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
 * The innermost protection, see walk.c and kernel.c.  Interrupts off is an RCU
 * read-side section as well.
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

/* Leave out the empty entries before the first and after the last used one. */
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
 * Which entries lead on?  Decided on the copy, so that the tables sent are those
 * that a reader of the copy expects; a huge page or a hole then costs no descent,
 * also in later slices.  In the kernel half one table may be linked many
 * thousand times in a row (KASAN's early shadow, ESPFIX): it is sent once.
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
 * The first address from @addr on whose tables are not all sent, by what the
 * tables above say, or @stop where that comes first.
 */
static u64 skip_sent(const struct ptwalk_walk *walk, u64 addr, u64 stop)
{
	unsigned int level = 2, index;
	u64 from = addr, span, reach;

	while (level <= walk->levels) {
		span = ptwalk_span(level);
		reach = span * PTWALK_ENTRIES;
		if (walk->sent[level] != (addr & ~(reach - 1))) {
			/* not sent; or the end of one that was, look above */
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
 * Send the table of @level that translates @addr.  Returns 1 if it was sent, 0
 * with @stop where there is none, -ENOSPC where the buffer is full.
 */
static int send_table(struct ptwalk_walk *walk, u64 addr, unsigned int level,
		      unsigned int *stop)
{
	struct ptwalk_table *table = walk->buf + walk->len;
	unsigned int first = 0, count = PTWALK_ENTRIES, tries = 0;
	enum copy_result result;

	if (walk->len + PTWALK_TABLE_ROOM > PTWALK_BUFFER_SIZE)
		return -ENOSPC;

	/* of the top level, the half that was asked for */
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
 * Send all tables on the way to @addr that were not sent yet, and find the next
 * address that needs a look.  Returns 0, or -ENOSPC where the buffer is full.
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

/* Does somebody wait for the lock, or for this CPU? */
static bool awaited(const struct ptwalk_walk *walk)
{
	return need_resched() || (!kernel_half(walk) &&
				  mmap_lock_is_contended(walk->target.mm));
}

/**
 * ptwalk_slice_over() - is it time to let others go on?
 * @walk: the walk
 *
 * Return: true where somebody waits for the lock or for this CPU, or the slice
 * has taken its time.
 */
bool ptwalk_slice_over(const struct ptwalk_walk *walk)
{
	return awaited(walk) || ktime_get_ns() >= walk->deadline;
}

/**
 * ptwalk_send_tables() - send the tables of a range, from the cursor on
 * @walk: the walk; its cursor is moved
 * @stop: first address after the range; 0 stands for 1 << 64
 *
 * Context: what walk.c or kernel.c says must be held.  Does not sleep.
 * Return: 0 at the end of the range; before it, -ENOSPC where the buffer is full
 * or -EAGAIN where the slice is over.  The cursor has moved in the latter case.
 */
int ptwalk_send_tables(struct ptwalk_walk *walk, u64 stop)
{
	u64 next;
	int err;

	while (walk->cur != stop) {
		err = send_way(walk, walk->cur, &next);
		if (err)
			return err;
		/* distances, since the last address of all has no next */
		if (next - walk->cur >= stop - walk->cur)
			next = stop;
		else
			next = skip_sent(walk, next, stop);
		walk->cur = next;
		if (walk->cur == stop)
			break;
		/* to read the clock costs a tenth of a table */
		if (++walk->steps % CLOCK_STEPS ? awaited(walk) :
		    ptwalk_slice_over(walk))
			return -EAGAIN;
	}
	return 0;
}
