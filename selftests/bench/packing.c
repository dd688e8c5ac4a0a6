// SPDX-License-Identifier: GPL-2.0-only
/*
 * packing [-z] FILE - write a file to standard output as "ptwalk record" writes a dump
 *
 *	-z	compressed, as with --compress
 */
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errmsg.h"
#include "outfile.h"
#include "zstd-stream.h"

/**
 * struct packing - what is written
 * @data: bytes
 * @size: number of bytes
 * @writer: compresses them; NULL to write them as they are
 */
struct packing {
	const void		*data;
	size_t			size;
	struct zstd_writer	*writer;
};

static int fill(const struct outfile *out, const void *arg)
{
	const struct packing *p = arg;
	int rc;

	if (!p->writer)
		return outfile_put(out, p->data, p->size);
	rc = zstd_writer_put(p->writer, out, p->data, p->size);
	return rc ? rc : zstd_writer_end(p->writer, out);
}

int main(int argc, char **argv)
{
	const bool compress = argc == 3 && !strcmp(argv[1], "-z");
	struct packing p = { 0 };
	const struct outfile_content content = { .fill = fill, .arg = &p };
	struct errmsg why;
	struct stat st;
	int fd;

	if (argc != 2 + compress)
		errx(2, "usage: packing [-z] FILE");
	fd = open(argv[1 + compress], O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		err(2, "%s", argv[1 + compress]);
	p.size = st.st_size;
	p.data = mmap(NULL, p.size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p.data == MAP_FAILED)
		err(2, "mmap");
	if (compress && zstd_writer_new(&p.writer, p.size, &why))
		errx(2, "%s", why.text);
	if (outfile_write("-", &content, &why))
		errx(2, "%s", why.text);
	zstd_writer_free(p.writer);
	return 0;
}
