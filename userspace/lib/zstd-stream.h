/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compress what is written to a file, and decompress what was read from one, piece by piece, in
 * the format of zstd (RFC 8878).  Built without libzstd, both only say so.  Never prints.
 */
#ifndef PTWALK_ZSTD_STREAM_H
#define PTWALK_ZSTD_STREAM_H

#include <stdbool.h>
#include <stddef.h>

struct errmsg;
struct outfile;
struct zstd_reader;
struct zstd_writer;

bool zstd_is(const void *data, size_t size);

int zstd_writer_new(struct zstd_writer **w, size_t size, struct errmsg *err);
int zstd_writer_put(struct zstd_writer *w, const struct outfile *out, const void *data,
		    size_t size);
int zstd_writer_end(struct zstd_writer *w, const struct outfile *out);
size_t zstd_writer_free(struct zstd_writer *w);

/**
 * struct zstd_piece - one step of a decompression
 * @in: compressed bytes
 * @in_size: number of bytes in @in
 * @in_used: how many of them have been decompressed; moved on by zstd_reader_step()
 * @out: where decompressed bytes go
 * @out_size: room in @out
 * @out_used: how many bytes are there; moved on likewise
 */
struct zstd_piece {
	const void	*in;
	size_t		in_size;
	size_t		in_used;
	void		*out;
	size_t		out_size;
	size_t		out_used;
};

int zstd_reader_new(struct zstd_reader **r, struct errmsg *err);
int zstd_reader_step(struct zstd_reader *r, struct zstd_piece *piece, struct errmsg *err);
int zstd_reader_end(const struct zstd_reader *r, struct errmsg *err);
void zstd_reader_free(struct zstd_reader *r);

#endif /* PTWALK_ZSTD_STREAM_H */
