// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all formats write their rows with: one buffer, which goes to standard output whenever it
 * is full.  A failure of standard output is stored in the table: no more rows are needed then.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "output-private.h"
#include "pager.h"

#define WRITER_SIZE	(64 * 1024)

/**
 * output_failed() - store that standard output failed, if it did
 * @table: table
 *
 * It fails with a pager when the user has left that, which is no error: -EPIPE, and no more rows
 * are needed.  Otherwise, errno is the reason if it was set to 0 just before what was written last.
 * It still is 0 if an earlier line failed: of that, stdio has kept no reason.
 */
void output_failed(struct output_table *table)
{
	if (!ferror(stdout) || table->error)
		return;
	table->error = pager_running() ? -EPIPE : -EIO;
	table->reason = errno;
}

/**
 * output_write_all() - write what is in the buffer, except for what is held
 * @table: table
 */
void output_write_all(struct output_table *table)
{
	struct output_writer *w = &table->writer;
	const size_t size = w->used - w->held;

	errno = 0;
	if (size && !table->error)
		fwrite(w->data, 1, size, stdout);
	if (size && w->held)
		memmove(w->data, w->data + size, w->held);
	w->used = w->held;
	output_failed(table);
}

/**
 * output_write_begin() - get room for what is to be written next
 * @table: table
 * @size: number of bytes at most
 *
 * Return: the room, to be filled in before output_write_end(); NULL if there is no memory, and
 * @table->error says so.
 */
char *output_write_begin(struct output_table *table, size_t size)
{
	struct output_writer *w = &table->writer;
	char *data;

	if (size <= w->size - w->used)
		return w->data + w->used;
	output_write_all(table);
	if (size <= w->size - w->used)
		return w->data + w->used;
	size += w->used;
	if (size < WRITER_SIZE)
		size = WRITER_SIZE;
	data = realloc(w->data, size);
	if (!data) {
		table->error = -ENOMEM;
		return NULL;
	}
	w->data = data;
	w->size = size;
	return data + w->used;
}

/**
 * output_write() - write
 * @table: table
 * @text: bytes
 * @size: how many
 */
void output_write(struct output_table *table, const char *text, size_t size)
{
	char *to = output_write_begin(table, size);

	if (to)
		output_write_end(table, output_append(to, text, size));
}
