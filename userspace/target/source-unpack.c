// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decompress the dump that "ptwalk record --compress" or zstd(1) has written: see source.h.
 * Compressed bytes are read piece by piece; the dump has to be in memory whole.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source-private.h"
#include "zstd-stream.h"

#define READ_SIZE	(128 * 1024)
#define ROOM		(2 * 1024 * 1024)	/* to begin with; doubled when it is used up */

/**
 * struct unpack - a dump that is being decompressed
 * @reader: state of the decompression
 * @fd: where more compressed bytes come from; -1 if there are no more
 * @chunk: memory for these
 * @piece: the bytes that are to be decompressed, and the dump so far
 * @over: offset that dump_is_over() keeps
 */
struct unpack {
	struct zstd_reader	*reader;
	int			fd;
	void			*chunk;
	struct zstd_piece	piece;
	size_t			over;
};

/* Read more compressed bytes; @piece.in_size is 0 at the end of the file. */
static int unpack_read(struct unpack *u, struct errmsg *err)
{
	ssize_t n = 0;

	if (u->fd >= 0) {
		do {
			n = read(u->fd, u->chunk, READ_SIZE);
		} while (n < 0 && errno == EINTR);
	}
	if (n < 0)
		return errmsg_set(err, -errno, "cannot read: %m");
	u->piece.in = u->chunk;
	u->piece.in_size = n;
	u->piece.in_used = 0;
	return 0;
}

static int unpack_room(struct unpack *u, struct errmsg *err)
{
	const size_t most = source_most_read();
	size_t size = u->piece.out_size ? u->piece.out_size * 2 : ROOM;
	void *bigger;

	if (u->piece.out_used < u->piece.out_size)
		return 0;
	if (u->piece.out_used > most)
		return errmsg_set(err, -EFBIG,
				  "no end after %zu bytes decompressed, half of the memory of this machine; if it is a whole dump, decompress it with zstd -d to a file and name that file",
				  most);
	bigger = realloc(u->piece.out, size);
	if (!bigger)
		return errmsg_set(err, -ENOMEM, "out of memory after %zu bytes of dump",
				  u->piece.out_used);
	u->piece.out = bigger;
	u->piece.out_size = size;
	return 0;
}

static int unpack_all(struct unpack *u, struct errmsg *err)
{
	int rc;

	for (;;) {
		rc = unpack_room(u, err);
		if (!rc)
			rc = zstd_reader_step(u->reader, &u->piece, err);
		if (rc)
			return rc;
		/* what cannot become a dump is not decompressed any further: see there */
		if (dump_is_over(u->piece.out, u->piece.out_used, &u->over))
			return 0;
		/* with room left, the library has no more for what it was given */
		if (u->piece.out_used == u->piece.out_size)
			continue;
		rc = unpack_read(u, err);
		if (rc)
			return rc;
		if (!u->piece.in_size)
			return zstd_reader_end(u->reader, err);
	}
}

/**
 * source_unpack() - replace the compressed bytes of a source by those of the dump
 * @source: @data and @size are the first compressed bytes, or all
 * @fd: where more of them come from; -1 if that is all
 * @err: filled in on failure
 *
 * A small file can become a large dump: no more than source_most_read() is decompressed, and
 * nothing behind what cannot be a dump.
 *
 * Return: 0 or a negative errno; @source then still has the compressed bytes.
 */
int source_unpack(struct source *source, int fd, struct errmsg *err)
{
	struct unpack u = {
		.fd = fd,
		.piece = { .in = source->data, .in_size = source->size },
	};
	int rc = zstd_reader_new(&u.reader, err);

	if (rc)
		return rc;
	u.chunk = malloc(READ_SIZE);
	rc = u.chunk ? unpack_all(&u, err) : errmsg_set(err, -ENOMEM, "out of memory");
	free(u.chunk);
	zstd_reader_free(u.reader);
	if (rc) {
		free(u.piece.out);
		return rc;
	}
	source_drop(source);
	source->data = u.piece.out;
	source->size = u.piece.out_used;
	return 0;
}
