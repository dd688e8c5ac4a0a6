// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables: the loop that sends all tables of a range, one descent after the other, and says when
 * a slice has to end.  The same loop serves 4 and 5 levels, both halves and all page sizes.
 * descent.c copies the tables.  No lock is taken here; walk.c and kernel.c list what their
 * callers must hold.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "ptwalk.h"

/* How much work is done between two looks at the clock, which takes a tenth of copying a table */
#define CLOCK_WORK	10000

/*
 * Find the first address at or after @addr that may have tables not sent yet, going by
 * @walk->below of the tables sent last.  Returns @stop if that comes first.
 */
static u64 skip_sent(const struct ptwalk_walk *walk, u64 addr, u64 stop)
{
	unsigned int level = 2, index;
	u64 from = addr, span;

	while (level <= walk->levels) {
		span = ptwalk_span(level);
		if (!ptwalk_was_sent(walk, addr, level)) {
			/* the table of this level was not sent, or ends here: look one level up */
			level++;
			continue;
		}
		index = ptwalk_index(addr, level);
		if (index < walk->below_end[level]) {
			if (test_bit(index, walk->below[level]))
				return addr;
			index = find_next_bit(walk->below[level], walk->below_end[level], index);
		} else {
			index = PTWALK_ENTRIES;
		}
		addr = walk->sent[level] + index * span;
		if (addr - from >= stop - from)
			return stop;
		if (index < PTWALK_ENTRIES)
			return addr;
		level++;
	}
	return addr;
}

/* Does another task wait for the target's mmap lock or for this CPU, or is the work done? */
static bool enough(const struct ptwalk_walk *walk)
{
	return need_resched() || walk->work >= walk->budget ||
	       (walk->request.half == PTWALK_HALF_USER &&
		mmap_lock_is_contended(walk->target.mm));
}

/**
 * ptwalk_slice_begin() - let a slice begin now
 * @walk: the walk
 */
void ptwalk_slice_begin(struct ptwalk_walk *walk)
{
	walk->began = ktime_get_ns();
	walk->deadline = walk->began + PTWALK_SLICE_NS;
	walk->work = 0;
	walk->budget = PTWALK_SLICE_WORK;
	walk->look = CLOCK_WORK;
	walk->subsection = PTWALK_NOT_CHECKED;
	memset64(walk->checked, PTWALK_NOT_CHECKED, ARRAY_SIZE(walk->checked));
}

/**
 * ptwalk_slice_over() - does the slice have to end?
 * @walk: the walk
 *
 * Return: true if another task waits for the target's mmap lock or for this CPU, if the slice
 * has done its work, or if @walk->deadline had passed when the clock was last read.
 */
bool ptwalk_slice_over(struct ptwalk_walk *walk)
{
	if (enough(walk))
		return true;
	if (walk->work < walk->look)
		return false;
	walk->look = walk->work + CLOCK_WORK;
	return ktime_get_ns() >= walk->deadline;
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
		err = ptwalk_descend(walk, walk->cur, stop, &next);
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
		walk->work += PTWALK_WORK_DESCENT;
		if (ptwalk_slice_over(walk))
			return -EAGAIN;
	}
	return 0;
}
