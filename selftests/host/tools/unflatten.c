// SPDX-License-Identifier: GPL-2.0-only
/*
 * unflatten FILE <FLATTENED: makes a kdump file of a flattened one, as "makedumpfile -R" does.
 * QEMU writes only flattened ones.  A flattened file is a page that begins with
 * "makedumpfile", then pieces of the file: offset and size, 8 bytes each and big-endian, and
 * the bytes; the last piece has a negative offset.
 */
#include <endian.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buf[1 << 20];

/* Copy @size bytes from standard input to @fd at @offset. */
static void copy(int fd, uint64_t offset, uint64_t size)
{
	while (size) {
		size_t n = size < sizeof(buf) ? size : sizeof(buf);

		if (fread(buf, n, 1, stdin) != 1 || pwrite(fd, buf, n, offset) != (ssize_t)n)
			err(1, "unflatten");
		offset += n;
		size -= n;
	}
}

int main(int argc, char **argv)
{
	uint64_t piece[2];
	int fd;

	if (argc != 2)
		errx(2, "usage: unflatten FILE <FLATTENED");
	fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		err(1, "%s", argv[1]);
	if (fread(buf, 4096, 1, stdin) != 1 || memcmp(buf, "makedumpfile", 12))
		errx(1, "unflatten: it is no flattened file");
	while (fread(piece, sizeof(piece), 1, stdin) == 1) {
		if ((int64_t)be64toh(piece[0]) < 0)
			return close(fd) ? EXIT_FAILURE : EXIT_SUCCESS;
		copy(fd, be64toh(piece[0]), be64toh(piece[1]));
	}
	errx(1, "unflatten: it was cut short");
}
