// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream into memory: see text-stream.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text-stream.h"

#define ROOM	4096	/* to begin with; doubled when it is used up */

/* Returns 0 if there is no memory, which sets the error flag of the stream. */
static ssize_t text_stream_write(void *cookie, const char *data, size_t size)
{
	struct text_stream *text = cookie;
	size_t room = text->room ? text->room : ROOM;
	char *bigger;

	while (room - text->size < size) {
		if (room > (size_t)-1 / 2)
			return 0;
		room *= 2;
	}
	if (room > text->room) {
		bigger = realloc(text->data, room);
		if (!bigger)
			return 0;
		text->data = bigger;
		text->room = room;
	}
	memcpy(text->data + text->size, data, size);
	text->size += size;
	return size;
}

/**
 * text_stream_open() - open a stream into memory
 * @text: zeroed; must live as long as the stream
 *
 * After a write that found no memory, ferror() or fclose() tells.
 *
 * Return: the stream, or NULL with errno set.
 */
FILE *text_stream_open(struct text_stream *text)
{
	const cookie_io_functions_t functions = { .write = text_stream_write };

	return fopencookie(text, "w", functions);
}
