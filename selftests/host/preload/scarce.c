// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into a program, lets one of its allocations fail, or that one and all later ones, of
 * malloc(), calloc(), realloc() and mmap(), also those of the C library and of libraries that it
 * loads.  Tells tools/starve.c that it did.
 *
 * The environment says which: SCARCE_AT is the number of the allocation, from 1; SCARCE_REST is
 * set if the later ones fail as well; SCARCE_FD is the descriptor of a pipe for one byte.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t nr, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long at, count;
static bool rest;
static int fd;

/* Nothing is counted before: the loader of programs is not what is tested */
__attribute__((constructor)) static void begin(void)
{
	const char *word = getenv("SCARCE_AT");

	fd = atoi(getenv("SCARCE_FD"));
	rest = getenv("SCARCE_REST");
	at = strtoul(word, NULL, 10);
}

static bool fails(void)
{
	if (!at || ++count < at || (count > at && !rest))
		return false;
	if (count == at && write(fd, "!", 1) != 1)
		abort();
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t nr, size_t size)
{
	return fails() ? NULL : __libc_calloc(nr, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *mmap(void *addr, size_t length, int prot, int flags, int file, off_t offset)
{
	if (fails())
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, addr, length, prot, flags, file, offset);
}
