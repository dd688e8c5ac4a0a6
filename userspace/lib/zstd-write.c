// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compression by libzstd: see zstd-stream.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "errmsg.h"
#include "outfile.h"
#include "zstd-stream.h"

#ifndef PTWALK_LIBZSTD
/* Nothing but zstd_writer_new() is called without the library, as there is nothing to pass. */
int zstd_writer_new(struct zstd_writer **w, size_t size __attribute__((unused)),
		    struct errmsg *err)
{
	*w = NULL;
	return errmsg_set(err, -EOPNOTSUPP,
			  "cannot compress: this ptwalk was built without libzstd; use | zstd");
}

int zstd_writer_put(struct zstd_writer *w __attribute__((unused)), const struct outfile *out,
		    const void *data, size_t size)
{
	return outfile_put(out, data, size);
}

int zstd_writer_end(struct zstd_writer *w __attribute__((unused)),
		    const struct outfile *out __attribute__((unused)))
{
	return 0;
}

size_t zstd_writer_free(struct zstd_writer *w __attribute__((unused)))
{
	return 0;
}
#else
#include "library-zstd.h"

/* Higher levels take longer and find no more in page tables: see speed.rst. */
#define LEVEL	1
#define CHUNK	(128U << 10)

/**
 * struct zstd_writer - a compressed file that is being written
 * @ctx: state of the library
 * @written: compressed bytes so far
 * @chunk: compressed bytes that are to be written
 */
struct zstd_writer {
	ZSTD_CCtx	*ctx;
	size_t		written;
	char		chunk[CHUNK];
};

/**
 * zstd_writer_new() - begin to write a compressed file
 * @w: set on success; the caller frees it with zstd_writer_free()
 * @size: number of bytes that will be put, which the file says at its beginning
 * @err: filled in on failure
 *
 * The file has a checksum, so that a reader notices each damage.
 *
 * Return: 0; -ENOENT or -EOPNOTSUPP without the library; -ENOMEM.
 */
int zstd_writer_new(struct zstd_writer **w, size_t size, struct errmsg *err)
{
	int rc = library_zstd_load(err);

	*w = NULL;
	if (rc)
		return rc;
	*w = malloc(sizeof(**w));
	if (!*w)
		return errmsg_set(err, -ENOMEM, "out of memory");
	(*w)->written = 0;
	(*w)->ctx = ZSTD_createCCtx();
	if ((*w)->ctx &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter((*w)->ctx, ZSTD_c_compressionLevel, LEVEL)) &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter((*w)->ctx, ZSTD_c_checksumFlag, 1)) &&
	    !ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize((*w)->ctx, size)))
		return 0;
	zstd_writer_free(*w);
	*w = NULL;
	return errmsg_set(err, -ENOMEM, "out of memory");
}

/* Compress and write; with %ZSTD_e_end all that the library still holds. */
static int writer_run(struct zstd_writer *w, const struct outfile *out, const void *data,
		      size_t size, ZSTD_EndDirective end)
{
	ZSTD_inBuffer in = { data, size, 0 };
	size_t left;
	int rc;

	do {
		ZSTD_outBuffer to = { w->chunk, sizeof(w->chunk), 0 };

		left = ZSTD_compressStream2(w->ctx, &to, &in, end);
		if (ZSTD_isError(left))
			return -EIO;
		rc = outfile_put(out, w->chunk, to.pos);
		if (rc)
			return rc;
		w->written += to.pos;
	} while (in.pos < in.size || (end == ZSTD_e_end && left));
	return 0;
}

/**
 * zstd_writer_put() - compress bytes and write what comes of them
 * @w: writer
 * @out: file, as passed to the outfile_fill function
 * @data: bytes to write
 * @size: number of bytes
 *
 * Return: 0 or a negative errno, as of outfile_put().
 */
int zstd_writer_put(struct zstd_writer *w, const struct outfile *out, const void *data,
		    size_t size)
{
	return writer_run(w, out, data, size, ZSTD_e_continue);
}

/**
 * zstd_writer_end() - write the rest and the checksum
 * @w: writer, to which as many bytes were put as announced
 * @out: file, as passed to the outfile_fill function
 *
 * Return: 0 or a negative errno, as of outfile_put().
 */
int zstd_writer_end(struct zstd_writer *w, const struct outfile *out)
{
	return writer_run(w, out, NULL, 0, ZSTD_e_end);
}

/**
 * zstd_writer_free() - free a writer
 * @w: writer, or NULL
 *
 * Return: number of compressed bytes that it has written.
 */
size_t zstd_writer_free(struct zstd_writer *w)
{
	const size_t written = w ? w->written : 0;

	if (w)
		ZSTD_freeCCtx(w->ctx);
	free(w);
	return written;
}
#endif /* PTWALK_LIBZSTD */
