// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decompression by libzstd: see zstd-stream.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "zstd-stream.h"

/**
 * zstd_is() - do bytes begin as a frame of zstd does?
 * @data: first bytes of a file
 * @size: number of bytes
 *
 * Return: true if there are four or more of them and they are the magic number.
 */
bool zstd_is(const void *data, size_t size)
{
	static const unsigned char magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

	return size >= sizeof(magic) && !memcmp(data, magic, sizeof(magic));
}

#ifndef PTWALK_LIBZSTD
/* Nothing but zstd_reader_new() is called without the library, as there is nothing to pass. */
int zstd_reader_new(struct zstd_reader **r, struct errmsg *err)
{
	*r = NULL;
	return errmsg_set(err, -EOPNOTSUPP,
			  "it is compressed, and this ptwalk was built without libzstd: use zstd -dc FILE | ptwalk ... -");
}

int zstd_reader_step(struct zstd_reader *r __attribute__((unused)),
		     struct zstd_piece *piece __attribute__((unused)),
		     struct errmsg *err __attribute__((unused)))
{
	return -EOPNOTSUPP;
}

int zstd_reader_end(const struct zstd_reader *r __attribute__((unused)),
		    struct errmsg *err __attribute__((unused)))
{
	return -EOPNOTSUPP;
}

void zstd_reader_free(struct zstd_reader *r __attribute__((unused)))
{
}
#else
#include "library-zstd.h"

/**
 * struct zstd_reader - a compressed file that is being read
 * @ctx: state of the library
 * @consumed: compressed bytes that were decompressed so far
 * @frames: number of frames that are complete
 * @inside: a frame has begun and is not complete
 */
struct zstd_reader {
	ZSTD_DCtx	*ctx;
	size_t		consumed;
	size_t		frames;
	bool		inside;
};

/**
 * zstd_reader_new() - begin to read a compressed file
 * @r: set on success; the caller frees it with zstd_reader_free()
 * @err: filled in on failure
 *
 * Return: 0; -ENOENT or -EOPNOTSUPP without the library; -ENOMEM.
 */
int zstd_reader_new(struct zstd_reader **r, struct errmsg *err)
{
	int rc = library_zstd_load(err);

	*r = rc ? NULL : calloc(1, sizeof(**r));
	if (*r)
		(*r)->ctx = ZSTD_createDCtx();
	if (*r && (*r)->ctx)
		return 0;
	zstd_reader_free(*r);
	return rc ? rc : errmsg_set(err, -ENOMEM, "out of memory");
}

/**
 * zstd_reader_step() - decompress until all input is used or there is no more room
 * @r: reader
 * @piece: input and room; both are moved on
 * @err: filled in on failure
 *
 * Frames that follow one another are one file, as for zstd(1).  The library takes at most 128 MiB
 * for itself, however a file was compressed, and refuses one that needs more (zstd --long=28).
 *
 * Return: 0; -EBADMSG if the bytes are damaged or something else follows them.
 */
int zstd_reader_step(struct zstd_reader *r, struct zstd_piece *piece, struct errmsg *err)
{
	ZSTD_inBuffer in = { piece->in, piece->in_size, piece->in_used };
	ZSTD_outBuffer out = { piece->out, piece->out_size, piece->out_used };
	size_t left;

	while (out.pos < out.size) {
		const size_t before = in.pos, had = out.pos;

		left = ZSTD_decompressStream(r->ctx, &out, &in);
		r->consumed += in.pos - before;
		if (ZSTD_isError(left) && r->frames && !r->inside)
			return errmsg_set(err, -EBADMSG,
					  "corrupt compressed dump: it has ended before byte %zu, and what follows is no zstd (%s)",
					  r->consumed, ZSTD_getErrorName(left));
		if (ZSTD_isError(left))
			return errmsg_set(err, -EBADMSG,
					  "corrupt compressed dump: it cannot be decompressed at byte %zu (%s)",
					  r->consumed, ZSTD_getErrorName(left));
		if (in.pos == before && out.pos == had)
			break;
		r->frames += !left;
		r->inside = left;
	}
	piece->in_used = in.pos;
	piece->out_used = out.pos;
	return 0;
}

/**
 * zstd_reader_end() - say whether a file can end here
 * @r: reader, which has been given all bytes of the file
 * @err: filled in on failure
 *
 * Return: 0; -ENODATA if a frame is not complete.
 */
int zstd_reader_end(const struct zstd_reader *r, struct errmsg *err)
{
	if (!r->inside)
		return 0;
	return errmsg_set(err, -ENODATA,
			  "truncated: the compressed dump ends after %zu bytes, within a frame of zstd; was it copied whole?",
			  r->consumed);
}

/**
 * zstd_reader_free() - free a reader
 * @r: reader, or NULL
 */
void zstd_reader_free(struct zstd_reader *r)
{
	if (r)
		ZSTD_freeDCtx(r->ctx);
	free(r);
}
#endif /* PTWALK_LIBZSTD */
