// SPDX-License-Identifier: GPL-2.0
/*
 * thp-areas: areas of every kind that huge pages have an opinion of, then a pause.
 *
 *	thp-areas [prctl]
 *
 * "prctl" switches huge pages off for the process before it makes them.  Its pid is
 * printed when all of them are there.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define M2	0x200000UL

static char *area(size_t size, int flags, int fd)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

/* Aligned, with a page before and after it that is no part of it */
static char *anon(size_t size, int advice)
{
	char *at = area(size + 2 * M2, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	char *aligned = (char *)(((unsigned long)at + 2 * M2 - 1) & -M2);

	munmap(at, aligned - at);
	munmap(aligned + size, at + size + 2 * M2 - (aligned + size));
	if (advice && madvise(aligned, size, advice))
		err(1, "madvise");
	return aligned;
}

static void fill(char *at, size_t size)
{
	memset(at, 1, size);
}

static void make_anonymous(void)
{
	fill(anon(4 * M2, 0), 4 * M2);
	fill(anon(4 * M2, MADV_HUGEPAGE), 4 * M2);
	fill(anon(4 * M2, MADV_NOHUGEPAGE), 4 * M2);
	fill(anon(16 * 4096, MADV_HUGEPAGE), 16 * 4096);
	fill(anon(M2 - 4096, MADV_HUGEPAGE), M2 - 4096);
	anon(4 * M2, MADV_HUGEPAGE);		/* never touched */
	mprotect(anon(4 * M2, MADV_HUGEPAGE), 4 * M2, PROT_NONE);
}

static void make_files(void)
{
	int fd = memfd_create("thp-areas", 0);
	char *shared;

	if (fd < 0 || ftruncate(fd, 4 * M2))
		err(1, "memfd");
	fill(area(4 * M2, MAP_SHARED, fd), 4 * M2);
	area(4 * M2, MAP_PRIVATE, fd)[0] = 1;
	shared = area(4 * M2, MAP_SHARED | MAP_ANONYMOUS, -1);
	fill(shared, 4 * M2);
	shared = area(4 * M2, MAP_SHARED | MAP_ANONYMOUS, -1);
	madvise(shared, 4 * M2, MADV_HUGEPAGE);
	fill(shared, 4 * M2);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "prctl") &&
	    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		err(1, "prctl");
	make_anonymous();
	make_files();
	printf("%d\n", getpid());
	fflush(stdout);
	pause();
	return 0;
}
