// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader's memory: where a read() wants its bytes.  Under the locks of the target, a walk
 * writes PTs there directly, so that they are copied once, and moves the records of its own
 * buffer there when it needs room.  This file owns what makes that safe under those locks:
 * page faults are disabled, so that no page of the reader is waited for.
 *
 * A page that is not there all the same ends that for this read(): the records stay in the walk's
 * buffer, and debugfs.c copies them once the locks are dropped.  So nothing depends on the direct
 * way.
 * It needs no lock of its own; the mutex of the open file guards it.
 */
#include <linux/uaccess.h>

#include "compat.h"
#include "ptwalk.h"

/**
 * ptwalk_reader_begin() - let a walk write to the memory of the current process
 * @walk: the walk
 * @to: memory that a read() shall fill; faulted in as far as one slice can reach, which writes a
 *	byte to each of its pages
 * @size: its bytes
 *
 * Context: process; may sleep and takes a page fault; no lock of a target is held.
 */
void ptwalk_reader_begin(struct ptwalk_walk *walk, void __user *to, size_t size)
{
	struct ptwalk_reader *reader = &walk->reader;

	size = min_t(size_t, size, PTWALK_READER_SIZE);
	/* a small process needs no more than its tables, and room for the records of VMAs */
	if (walk->request.half == PTWALK_HALF_USER)
		size = min_t(size_t, size, mm_pgtables_bytes(walk->target.mm) +
			     PTWALK_READER_LEAST);
	reader->to = to;
	reader->done = 0;
	reader->room = 0;
	if (size < PTWALK_READER_LEAST)
		return;
	size -= ptwalk_fault_in(to, size);
	if (size >= PTWALK_READER_LEAST)
		reader->room = size;
}

/**
 * ptwalk_reader_end() - stop writing to the memory of the reader
 * @walk: the walk
 *
 * Return: how many bytes the reader has got.
 */
size_t ptwalk_reader_end(struct ptwalk_walk *walk)
{
	size_t done = walk->reader.done;

	memset(&walk->reader, 0, sizeof(walk->reader));
	return done;
}

/**
 * ptwalk_reader_refuse() - write no more to the reader's memory during this read()
 * @walk: the walk
 */
void ptwalk_reader_refuse(struct ptwalk_walk *walk)
{
	walk->reader.room = 0;
}

static void advance(struct ptwalk_reader *reader, size_t size)
{
	reader->to += size;
	reader->room -= size;
	reader->done += size;
}

/**
 * ptwalk_reader_flush() - move the records in the walk's buffer to the reader
 * @walk: the walk
 *
 * Context: does not sleep; the locks of the target may be held.
 * Return: true; false if they stay there.
 */
bool ptwalk_reader_flush(struct ptwalk_walk *walk)
{
	struct ptwalk_reader *reader = &walk->reader;

	if (!walk->len)
		return true;
	if (walk->len > reader->room)
		return false;
	if (!ptwalk_records_give(reader->to, walk->buf, walk->len)) {
		ptwalk_reader_refuse(walk);
		return false;
	}
	advance(reader, walk->len);
	walk->work += PTWALK_WORK_ENTRY * (walk->len / sizeof(u64));
	walk->len = 0;
	return true;
}

/**
 * ptwalk_reader_given() - count records that are in the reader's memory already
 * @walk: the walk
 * @size: their bytes; they begin right behind the room that the walk's buffer takes there
 *
 * Context: does not sleep; the locks of the target may be held.
 * Return: true; false if the records in the buffer cannot be moved to the reader now.  Then the
 * reader has nothing of what was given.
 */
bool ptwalk_reader_given(struct ptwalk_walk *walk, size_t size)
{
	if (!ptwalk_reader_flush(walk))
		return false;
	advance(&walk->reader, size);
	return true;
}
