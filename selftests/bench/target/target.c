// SPDX-License-Identifier: GPL-2.0-only
/*
 * target KIND - a process to be read by the benchmarks
 *
 * It makes memory of the kind, prints a line and sleeps.  It is linked statically, so that it has
 * little else: what a dump of it costs is what that memory costs.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "target.h"

#define MIB	(1UL << 20)
#define GIB	(1UL << 30)
#define PAGE	4096UL
#define HUGE	(2 * MIB)

static char *map(size_t length)
{
	char *p = mmap(NULL, length + HUGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return (char *)(((uintptr_t)p + HUGE - 1) & -HUGE);
}

static void fill(char *p, size_t length, size_t step)
{
	size_t i;

	for (i = 0; i < length; i += step)
		p[i] = 1;
}

static void make_pages(size_t length)
{
	fill(map(length), length, PAGE);
}

/* A page in each GiB */
static void make_sparse(size_t length)
{
	fill(map(length), length, GIB);
}

/* VMAs of one page; every other page is unmapped, so that no two of them are merged */
static void make_vmas(size_t length)
{
	char *p = map(length);
	size_t i;

	for (i = 0; i < length; i += 2 * PAGE) {
		p[i] = 1;
		if (munmap(p + i + PAGE, PAGE))
			err(1, "munmap");
	}
}

static void make_thp(size_t length)
{
	char *p = map(length);

	if (prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0) || madvise(p, length, MADV_HUGEPAGE))
		err(1, "madvise");
	fill(p, length, PAGE);
}

static void make_hugetlb(size_t length)
{
	char *p = mmap(NULL, length, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

	if (p == MAP_FAILED)
		err(1, "hugetlb");
	fill(p, length, HUGE);
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* Map and unmap a page, over and over, and note what the slowest round took */
static void *loop(void *shared)
{
	struct target_loop *loop = shared;
	uint64_t began, took;
	void *p;

	for (;;) {
		began = now();
		p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED || munmap(p, PAGE))
			_exit(1);
		took = now() - began;
		if (took > atomic_load(&loop->worst))
			atomic_store(&loop->worst, took);
		atomic_fetch_add(&loop->rounds, 1);
	}
}

static void make_loop(size_t length)
{
	int fd = open(TARGET_LOOP, O_RDWR | O_CLOEXEC);
	void *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pthread_t thread;

	if (fd < 0 || shared == MAP_FAILED)
		err(1, TARGET_LOOP);
	make_pages(length);
	if (pthread_create(&thread, NULL, loop, shared))
		errx(1, "pthread_create");
}

static const struct {
	const char *name;
	void (*make)(size_t length);
	size_t length;
} kinds[] = {
	{ "small",   make_pages,   PAGE },
	{ "64M",     make_pages,   64 * MIB },
	{ "1G",	     make_pages,   GIB },
	{ "4G",	     make_pages,   4 * GIB },
	{ "thp",     make_thp,     GIB },
	{ "hugetlb", make_hugetlb, 64 * MIB },
	{ "sparse",  make_sparse,  1024 * GIB },
	{ "vmas",    make_vmas,    4000 * PAGE },
	{ "loop",    make_loop,    GIB },
};

int main(int argc, char **argv)
{
	size_t i;

	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc == 2 && !strcmp(kinds[i].name, argv[1])) {
			kinds[i].make(kinds[i].length);
			if (write(STDOUT_FILENO, "\n", 1) != 1)
				return 1;
			for (;;)
				pause();
		}
	errx(1, "no such kind of process");
}
