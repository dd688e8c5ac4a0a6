// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows of files: shared anonymous memory, System V segments, memfds, and files in the
 * working directory's file system.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/shm.h>
#include <unistd.h>

#include "situate.h"

/* A file of 2M with all pages in the page cache, written back to the disk: none is dirty. */
static int disk_file(void)
{
	char name[] = "situate.XXXXXX";
	int fd = written_file(name, HUGE);

	if (fsync(fd))
		die("fsync");
	return fd;
}

static void map_file(int flags, int fd)
{
	window_map();
	map_at(region, HUGE, flags, fd);
}

/* make_shmem() has all pages, make_shmem_sparse_64() all but 64, _65 all but 65. */
static void make_shmem(void)
{
	map_file(MAP_SHARED, memory_file(HUGE));
	touch(region, HUGE, PAGE, true);
	window_offer();
}

static void fill_most(size_t first)
{
	size_t i;

	map_file(MAP_SHARED, memory_file(HUGE));
	for (i = first; i < HUGE / PAGE; i++)
		if (i % 8 != 7)
			touch(region + i * PAGE, 1, PAGE, true);
	window_offer();
}

static void make_shmem_sparse_64(void)
{
	fill_most(0);
}

static void make_shmem_sparse_65(void)
{
	fill_most(1);
}

/* all pages are in the page cache, and the process maps none of them */
static void make_shmem_unmapped(void)
{
	make_shmem();
	if (madvise(region, HUGE, MADV_DONTNEED))
		die("MADV_DONTNEED");
}

static void make_shmem_unadvised(void)
{
	map_file(MAP_SHARED, memory_file(HUGE));
	touch(region, HUGE, PAGE, true);
	window_end();
}

/* the offset in the file is not aligned to 2M as the address is, so no huge page fits */
static void make_shmem_misaligned(void)
{
	int fd = memory_file(2 * HUGE);

	window_map();
	if (mmap(region, HUGE, RW, MAP_SHARED | MAP_FIXED, fd, PAGE) != region)
		die("mmap");
	touch(region, HUGE, PAGE, true);
	window_offer();
}

/* the page cache holds one huge page, which this process maps with 512 PTEs */
static void make_shmem_huge_cache(void)
{
	make_shmem();
	window_collapse();
	/*
	 * mprotect() splits the VMA, and with it the huge entry, which for a file means that it
	 * is dropped.  No VMA spans the window now, so faults map single pages.
	 */
	if (mprotect(region, PAGE, PROT_READ))
		die("mprotect");
	touch(region, HUGE, PAGE, false);
	if (mprotect(region, PAGE, RW))
		die("mprotect");
}

static void make_shmem_huge(void)
{
	make_shmem();
	window_collapse();
	touch(region, HUGE, PAGE, true);
}

/* a private mapping: the process has copies of the file's pages */
static void make_shmem_copied(void)
{
	map_file(MAP_PRIVATE, memory_file(HUGE));
	touch(region, HUGE, PAGE, true);
	window_offer();
}

static void make_anon_shared(void)
{
	map_file(MAP_SHARED | MAP_ANONYMOUS, -1);
	touch(region, HUGE, PAGE, true);
	window_offer();
}

/* the first System V segment of an IPC namespace: its id and its inode number are 0 */
static void make_sysv(void)
{
	int id;

	if (unshare(CLONE_NEWIPC))
		lack("an IPC namespace of its own");
	id = shmget(IPC_PRIVATE, HUGE, IPC_CREAT | 0600);
	window_map();
	if (id || shmat(id, region, SHM_REMAP) != region)
		die("shmat");
	touch(region, HUGE, PAGE, true);
	window_offer();
}

static void make_file(void)
{
	map_file(MAP_SHARED, disk_file());
	touch(region, HUGE, PAGE, false);
	window_offer();
}

static void make_file_unadvised(void)
{
	map_file(MAP_SHARED, disk_file());
	touch(region, HUGE, PAGE, false);
	window_end();
}

static void make_file_private(void)
{
	map_file(MAP_PRIVATE, disk_file());
	touch(region, HUGE, PAGE, false);
	window_offer();
}

/* a private mapping in which every eighth page is a copy */
static void make_file_copied(void)
{
	map_file(MAP_PRIVATE, disk_file());
	touch(region, HUGE, PAGE, false);
	touch(region, HUGE, 8 * PAGE, true);
	window_offer();
}

static void make_file_dirty(void)
{
	map_file(MAP_SHARED, disk_file());
	touch(region, HUGE, PAGE, true);
	window_offer();
}

const struct kind file_window_kinds[] = {
	{ "window-shmem",		make_shmem },
	{ "window-shmem-sparse-64",	make_shmem_sparse_64 },
	{ "window-shmem-sparse-65",	make_shmem_sparse_65 },
	{ "window-shmem-unmapped",	make_shmem_unmapped },
	{ "window-shmem-unadvised",	make_shmem_unadvised },
	{ "window-shmem-misaligned",	make_shmem_misaligned },
	{ "window-shmem-huge-cache",	make_shmem_huge_cache },
	{ "window-shmem-huge",		make_shmem_huge },
	{ "window-shmem-copied",	make_shmem_copied },
	{ "window-anon-shared",		make_anon_shared },
	{ "window-sysv",		make_sysv },
	{ "window-file",		make_file },
	{ "window-file-unadvised",	make_file_unadvised },
	{ "window-file-private",	make_file_private },
	{ "window-file-copied",		make_file_copied },
	{ "window-file-dirty",		make_file_dirty },
	{ }
};
