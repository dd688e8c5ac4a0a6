// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies: reads the entries of one table and copies them, into the walk's buffer or straight into
 * the memory of the reader.  search.c says which entries.  This file owns no lock and follows no
 * entry; descent.c finds the table and holds what keeps it.
 *
 * Whatever ends up in a dump was read by one load of 8 bytes, since the CPU sets A and D while
 * the table is copied.  No string instruction is used: it may read an entry in two parts.
 */
#include <linux/minmax.h>
#include <linux/uaccess.h>

#include "ptwalk.h"

/* How many entries one round of a loop copies */
#define ROUND		64U

/**
 * ptwalk_entries_copy() - copy entries into memory of the kernel
 * @to: where to
 * @from: entries of a table, which the caller keeps from being freed
 * @count: how many
 *
 * These are plain loads, not copy_from_kernel_nofault(): the locks keep the table, and if they
 * do not, KASAN and DEBUG_PAGEALLOC must see the bad read.
 */
void ptwalk_entries_copy(u64 *to, const u64 *from, unsigned int count)
{
	const u64 *end = from + count, *most = from + (count & ~(ROUND - 1));

	while (from < most) {
		unsigned int i;

#pragma GCC unroll 64
		for (i = 0; i < ROUND; i++)
			to[i] = READ_ONCE(from[i]);
		to += ROUND;
		from += ROUND;
	}
	while (from < end)
		*to++ = READ_ONCE(*from++);
}

/*
 * To be called between user_access_begin() and _end(), with page faults disabled.  Returns false
 * after a fault.
 */
static __always_inline bool put_head(u64 __user *to, const struct ptwalk_table *head)
{
	const u64 *from = (const u64 *)head;
	unsigned int i;

#pragma GCC unroll 8
	for (i = 0; i < sizeof(*head) / sizeof(u64); i++)
		unsafe_put_user(from[i], &to[i], fault);
	return true;

fault:
	return false;
}

/* The same for any number of words */
static __always_inline bool put_words(u64 __user *to, const u64 *from, unsigned int count)
{
	const u64 *end = from + count, *most = from + (count & ~(ROUND - 1));

	while (from < most) {
		unsigned int i;

#pragma GCC unroll 64
		for (i = 0; i < ROUND; i++)
			unsafe_put_user(READ_ONCE(from[i]), &to[i], fault);
		to += ROUND;
		from += ROUND;
	}
	while (from < end)
		unsafe_put_user(READ_ONCE(*from++), to++, fault);
	return true;

fault:
	return false;
}

/**
 * ptwalk_table_give() - write the record of a table into memory of the current process
 * @to: where to
 * @head: the record without its entries
 * @from: its entries, in a table that the caller keeps from being freed
 *
 * Context: does not sleep: page faults are disabled meanwhile, since a page of the reader that is
 * not there is no reason to wait under the locks of the target.
 * Return: true; false if the memory cannot be written now.  Then any part of it may have been.
 */
bool ptwalk_table_give(void __user *to, const struct ptwalk_table *head, const u64 *from)
{
	bool given = false;

	pagefault_disable();
	if (user_access_begin(to, head->rec.length)) {
		given = put_head(to, head) &&
			put_words(to + sizeof(*head), from, head->count);
		user_access_end();
	}
	pagefault_enable();
	return given;
}

/**
 * ptwalk_records_give() - copy records into memory of the current process
 * @to: where to
 * @from: the records
 * @size: their bytes, a multiple of 8
 *
 * Context: as ptwalk_table_give().
 * Return: as ptwalk_table_give().
 */
bool ptwalk_records_give(void __user *to, const void *from, size_t size)
{
	bool given = false;

	pagefault_disable();
	if (user_access_begin(to, size)) {
		given = put_words(to, from, size / sizeof(u64));
		user_access_end();
	}
	pagefault_enable();
	return given;
}
