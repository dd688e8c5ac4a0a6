// SPDX-License-Identifier: GPL-2.0-only
/*
 * reading WAY FILE - get all bytes of a file into registers, to tell what a way to read costs:
 *
 *	read		read(), 128 KiB at a time
 *	map		mmap(), with faults as the bytes are reached
 *	sequential	the same, after MADV_SEQUENTIAL
 *	populate	mmap() with MAP_POPULATE
 *	pieces		mmap(), and MADV_POPULATE_READ of 2 MiB at a time
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/types.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

#define READ_SIZE	(128UL << 10)
#define PIECE		(2UL << 20)

static __u64 sum(const void *data, size_t size)
{
	const __u64 *word = data;
	__u64 all = 0;
	size_t i;

	for (i = 0; i < size / sizeof(*word); i++)
		all += word[i];
	return all;
}

static __u64 by_read(int fd)
{
	void *buffer = malloc(READ_SIZE);
	__u64 all = 0;
	ssize_t n;

	while (buffer && (n = read(fd, buffer, READ_SIZE)) > 0)
		all += sum(buffer, n);
	free(buffer);
	return all;
}

static __u64 by_map(int fd, const char *way)
{
	const int flags = MAP_PRIVATE | (strcmp(way, "populate") ? 0 : MAP_POPULATE);
	size_t size, at, n;
	struct stat st;
	__u64 all = 0;
	char *data;

	if (fstat(fd, &st))
		err(1, "fstat");
	size = st.st_size;
	data = mmap(NULL, size, PROT_READ, flags, fd, 0);
	if (data == MAP_FAILED)
		err(1, "mmap");
	if (!strcmp(way, "sequential"))
		madvise(data, size, MADV_SEQUENTIAL);
	for (at = 0; at < size; at += n) {
		n = size - at < PIECE ? size - at : PIECE;
		if (!strcmp(way, "pieces"))
			madvise(data + at, n, MADV_POPULATE_READ);
		all += sum(data + at, n);
	}
	munmap(data, size);
	return all;
}

int main(int argc, char **argv)
{
	__u64 all;
	int fd;

	if (argc != 3)
		errx(2, "a way and a file are expected");
	fd = open(argv[2], O_RDONLY);
	if (fd < 0)
		err(2, "%s", argv[2]);
	all = strcmp(argv[1], "read") ? by_map(fd, argv[1]) : by_read(fd);
	close(fd);
	return printf("%llx\n", all) < 0;
}
