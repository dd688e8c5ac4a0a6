// SPDX-License-Identifier: GPL-2.0-only
/*
 * thp-areas: maps one VMA of each kind that the kernel treats differently for huge pages,
 * then sleeps.
 *
 *	thp-areas [prctl] [DIR...]
 *
 * With "prctl" it first switches huge pages off for itself.  It maps files in each DIR, and
 * in tmpfs mounts in a mount namespace of its own; its IPC namespace is its own as well, so
 * its first System V segment has the id 0.  It prints its pid when all VMAs exist.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define M2	0x200000UL

static char *area(size_t size, int flags, int fd)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

/* Anonymous memory, aligned to 2M, with nothing mapped directly below and above it. */
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

/* Maps a file at an address that is aligned to 2M. */
static void map_file(int fd, size_t size, int prot, int flags, int advice)
{
	char *at = anon(size, 0);

	if (mmap(at, size, prot, flags | MAP_FIXED, fd, 0) != at)
		err(1, "mmap");
	if (advice && madvise(at, size, advice))
		err(1, "madvise");
	if (at[0])
		err(1, "a file that is not empty");
}

/* Files of 4M and of 1M; one of 4M is mapped as code, and nobody has it open for writing. */
static void make_files_in(const char *dir)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/data", dir);
	fd = open(path, O_RDWR | O_CREAT, 0700);
	if (fd < 0 || ftruncate(fd, 2 * M2))
		err(1, "%s", path);
	map_file(fd, 2 * M2, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	map_file(fd, 2 * M2, PROT_READ | PROT_WRITE, MAP_SHARED, MADV_HUGEPAGE);
	map_file(fd, 2 * M2, PROT_READ | PROT_WRITE, MAP_PRIVATE, MADV_HUGEPAGE);
	snprintf(path, sizeof(path), "%s/code", dir);
	fd = open(path, O_RDWR | O_CREAT, 0700);
	if (fd < 0 || ftruncate(fd, 2 * M2))
		err(1, "%s", path);
	close(fd);
	fd = open(path, O_RDONLY);
	map_file(fd, 2 * M2, PROT_READ | PROT_EXEC, MAP_PRIVATE, MADV_HUGEPAGE);
	map_file(fd, 2 * M2, PROT_READ, MAP_PRIVATE, MADV_HUGEPAGE);
	close(fd);
	snprintf(path, sizeof(path), "%s/small", dir);
	fd = open(path, O_RDWR | O_CREAT, 0700);
	if (fd < 0 || ftruncate(fd, M2 / 2))
		err(1, "%s", path);
	map_file(fd, M2 / 2, PROT_READ, MAP_SHARED, 0);
	/* These VMAs are longer than the file. */
	map_file(fd, 2 * M2, PROT_READ, MAP_SHARED, 0);
	map_file(fd, 2 * M2, PROT_READ, MAP_SHARED, MADV_HUGEPAGE);
}

static void make_tmpfs(void)
{
	static const char *const options[] = {
		"", "huge=never", "huge=always", "huge=within_size", "huge=advise",
	};
	char dir[] = "/tmp/thp-areas.XXXXXX";
	size_t i;

	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    !mkdtemp(dir))
		err(1, "mount namespace");
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (mount("thp-areas", dir, "tmpfs", 0, options[i]))
			err(1, "tmpfs, %s", options[i]);
		make_files_in(dir);
	}
}

static void make_sysv(void)
{
	const int advice[] = { MADV_HUGEPAGE, MADV_HUGEPAGE, 0 };
	size_t i;

	if (unshare(CLONE_NEWIPC))
		err(1, "IPC namespace");
	for (i = 0; i < sizeof(advice) / sizeof(advice[0]); i++) {
		int id = shmget(IPC_PRIVATE, 2 * M2, IPC_CREAT | 0600);
		char *at = anon(2 * M2, 0);

		munmap(at, 2 * M2);
		if (shmat(id, at, 0) != at || (advice[i] && madvise(at, 2 * M2, advice[i])))
			err(1, "shmat");
		at[0] = 1;
	}
}

int main(int argc, char **argv)
{
	int i;

	if (argc > 1 && !strcmp(argv[1], "prctl") &&
	    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		err(1, "prctl");
	make_anonymous();
	make_files();
	make_sysv();
	make_tmpfs();
	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "prctl"))
			make_files_in(argv[i]);
	printf("%d\n", getpid());
	fflush(stdout);
	pause();
	return 0;
}
