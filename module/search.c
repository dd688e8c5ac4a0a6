// SPDX-License-Identifier: GPL-2.0-only
/*
 * The search of a table: which of its entries are used, from the first to the last one, and which
 * entries of a copy lead to lower tables.  This file owns no lock and follows no entry; descent.c
 * finds the table and holds what keeps it, copy.c copies it.
 *
 * These reads only decide what copy.c reads again, so they need not be single loads of 8 bytes.
 */
#include <linux/bitmap.h>
#include <linux/minmax.h>

#include "ptwalk.h"

/* How many entries are looked at together; a table and half of one are multiples of it. */
#define BLOCK		32U

/* The same, for tables below the entries of a copy */
#define GROUP		8U

/*
 * Are @count entries all zero?  These are plain loads, which the compiler joins with the OR: the
 * search costs one instruction for an entry.
 */
static __always_inline bool all_zero(const u64 *e, const unsigned int count)
{
	u64 any = 0;
	unsigned int i;

#pragma GCC unroll 32
	for (i = 0; i < count; i++)
		any |= data_race(e[i]);	/* it only decides what is read again */
	return !any;
}

/* The index of the first entry of a block that is not zero, found by halves */
static __always_inline unsigned int first_in_block(const u64 *e)
{
	unsigned int first = 0;

	first += all_zero(e, 16) ? 16 : 0;
	first += all_zero(e + first, 8) ? 8 : 0;
	first += all_zero(e + first, 4) ? 4 : 0;
	first += all_zero(e + first, 2) ? 2 : 0;
	first += all_zero(e + first, 1);
	return first;
}

/* How many entries of a block there are up to the last one that is not zero, found by halves */
static __always_inline unsigned int end_in_block(const u64 *e)
{
	unsigned int end = BLOCK;

	end -= all_zero(e + end - 16, 16) ? 16 : 0;
	end -= all_zero(e + end - 8, 8) ? 8 : 0;
	end -= all_zero(e + end - 4, 4) ? 4 : 0;
	end -= all_zero(e + end - 2, 2) ? 2 : 0;
	end -= all_zero(e + end - 1, 1);
	return end;
}

/**
 * ptwalk_entries_used() - find the entries of a table that are not zero
 * @e: entries of a table, which the caller keeps from being freed; a multiple of 32
 * @count: how many; replaced by the number of entries from the first to the last one that is
 *	   not zero, or by 0
 *
 * Others change the table meanwhile: an entry outside was zero at some time during the search,
 * the first and the last one inside may be zero by now.
 *
 * Return: index of the first one that is not zero; 0 if all are.
 */
unsigned int ptwalk_entries_used(const u64 *e, unsigned int *count)
{
	unsigned int first = 0, end = *count;

	/* most PTs of a large mapping are full */
	if (READ_ONCE(e[0]) && READ_ONCE(e[end - 1]))
		return 0;
	while (first < end && all_zero(e + first, BLOCK))
		first += BLOCK;
	if (first == end) {
		*count = 0;
		return 0;
	}
	while (end > first + BLOCK && all_zero(e + end - BLOCK, BLOCK))
		end -= BLOCK;
	end -= BLOCK - end_in_block(e + end - BLOCK);
	first += first_in_block(e + first);
	/* emptied meanwhile */
	*count = end > first ? end - first : 0;
	return *count ? first : 0;
}

/**
 * ptwalk_entries_below() - find the entries of a copy that lead to lower tables
 * @table: the copy, of an upper table
 * @kernel: it is of the kernel half
 * @below: set to a bitmap of these entries, by their index in the table
 *
 * The copy decides, so that the dump holds those tables that a reader of the copy expects; and
 * later slices need no descent to see a huge page or a hole.  In the kernel half one table may be
 * linked many thousand times in a row (KASAN's early shadow, ESPFIX): it is sent once.
 */
void ptwalk_entries_below(const struct ptwalk_table *table, bool kernel, unsigned long *below)
{
	unsigned int i, end;
	u64 left = 0;

	bitmap_zero(below, PTWALK_ENTRIES);
	for (i = 0; i < table->count; i = end) {
		end = min_t(unsigned int, i + GROUP, table->count);
		/* an upper table is mostly empty between its first and its last entry */
		if (end == i + GROUP && all_zero(&table->entry[i], GROUP)) {
			left = 0;
			continue;
		}
		for (; i < end; i++) {
			u64 raw = table->entry[i];

			if (ptwalk_leads_to_table(raw, table->level) &&
			    !(kernel && ptwalk_repeats(raw, left)))
				__set_bit(table->first + i, below);
			left = raw;
		}
	}
}
