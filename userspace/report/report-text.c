// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compresses bytes, and writes them as text: see report-text.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "library-zlib.h"
#include "report-text.h"

/* Bytes that are written as text together: a multiple of 3, since only the last ones may not be */
#define ROOM	(3 * 8192)

/**
 * struct report_text - a stream
 * @z: state of zlib
 * @put: takes the text
 * @arg: for @put
 * @used: number of bytes in @packed
 * @packed: compressed bytes that are not text yet
 * @text: for their text
 */
struct report_text {
	z_stream	z;
	report_put	put;
	void		*arg;
	size_t		used;
	unsigned char	packed[ROOM];
	char		text[TEXT_BASE64(ROOM)];
};

/**
 * report_text_new() - begin a stream
 * @text: set to the stream, to be freed with report_text_free()
 * @put: takes the text
 * @arg: for @put
 *
 * library_zlib_load() has been called.
 *
 * Return: 0 or -ENOMEM.
 */
int report_text_new(struct report_text **text, report_put put, void *arg)
{
	struct report_text *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->put = put;
	t->arg = arg;
	/* the best compression would take ten times as long for 1 to 8 % */
	if (deflateInit(&t->z, Z_DEFAULT_COMPRESSION) != Z_OK) {
		free(t);
		return -ENOMEM;
	}
	*text = t;
	return 0;
}

static int text_flush(struct report_text *t)
{
	const size_t used = t->used;

	text_base64(t->packed, used, t->text);
	t->used = 0;
	return t->put(t->arg, t->text, TEXT_BASE64(used));
}

/* Compress what @t->z was given.  With room for it, zlib cannot fail. */
static int text_step(struct report_text *t, int flush)
{
	int done = Z_OK, rc = 0;

	do {
		t->z.next_out = t->packed + t->used;
		t->z.avail_out = ROOM - t->used;
		done = deflate(&t->z, flush);
		t->used = ROOM - t->z.avail_out;
		if (!t->z.avail_out)
			rc = text_flush(t);
	} while (!rc && (flush == Z_FINISH ? done != Z_STREAM_END : t->z.avail_in));
	return rc;
}

/**
 * report_text_put() - add bytes to a stream; a report_put
 * @text: stream
 * @data: bytes
 * @size: how many, below 4 GiB
 *
 * Return: 0, or what the function of report_text_new() returned.
 */
int report_text_put(void *text, const void *data, size_t size)
{
	struct report_text *t = text;

	t->z.next_in = (unsigned char *)data;
	t->z.avail_in = size;
	return text_step(t, Z_NO_FLUSH);
}

/**
 * report_text_end() - write what is left of a stream
 * @text: stream
 *
 * Return: as report_text_put().
 */
int report_text_end(struct report_text *text)
{
	int rc = text_step(text, Z_FINISH);

	return rc ? rc : text_flush(text);
}

/**
 * report_text_free() - free a stream
 * @text: stream; NULL is allowed
 */
void report_text_free(struct report_text *text)
{
	if (text)
		deflateEnd(&text->z);
	free(text);
}

/**
 * text_base64() - write bytes as text (RFC 4648, 4)
 * @data: bytes
 * @size: how many
 * @text: filled in with TEXT_BASE64(size) characters
 */
void text_base64(const unsigned char *data, size_t size, char *text)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, n;

	for (i = 0; i < size; i += 3, text += 4) {
		unsigned int three = data[i] << 16;

		n = size - i < 3 ? size - i : 3;
		if (n > 1)
			three |= data[i + 1] << 8;
		if (n > 2)
			three |= data[i + 2];
		text[0] = letters[three >> 18];
		text[1] = letters[three >> 12 & 63];
		text[2] = n > 1 ? letters[three >> 6 & 63] : '=';
		text[3] = n > 2 ? letters[three & 63] : '=';
	}
}
