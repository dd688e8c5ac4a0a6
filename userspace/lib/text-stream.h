/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stdio stream that writes to memory, and says so when there is none: that of open_memstream()
 * leaves out what does not fit, without an error (glibc 2.36).  Never prints.
 */
#ifndef PTWALK_TEXT_STREAM_H
#define PTWALK_TEXT_STREAM_H

#include <stddef.h>
#include <stdio.h>

/**
 * struct text_stream - the text so far
 * @data: the bytes, without a NUL behind them; to be freed by the caller, after fclose()
 * @size: number of bytes; all of them after fclose()
 * @room: number of bytes that @data has room for
 */
struct text_stream {
	char	*data;
	size_t	size;
	size_t	room;
};

FILE *text_stream_open(struct text_stream *text);

#endif /* PTWALK_TEXT_STREAM_H */
