// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can keep the window of a forged dump from being huge: see advised-cases.h.
 */
#include <linux/kernel-page-flags.h>
#include <stddef.h>

#include "advised-cases.h"

#define HEAP	ADVISED_HEAP
#define F1	ADVISED_FRAMES
#define LRU	ADVISED_PAGE
#define SHARED	(VMA_FILE | PTWALK_VMA_WRITE | PTWALK_VMA_SHARED |	\
		 PTWALK_VMA_MAYSHARE | PTWALK_VMA_FILE | PTWALK_VMA_REGULAR)

#define NOT_6_1		(1U << FORGE_6_12 | 1U << FORGE_7_2)
#define ALL		(1U << FORGE_6_1 | NOT_6_1)

static void sysfs_then_nohugepage(struct advised *a)
{
	forge_knob(a->f, "enabled", "always madvise [never]");
	a->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
}

static void madvise_only(struct advised *a)
{
	forge_knob(a->f, "enabled", "always [madvise] never");
}

static void size_never(struct advised *a)
{
	forge_knob(a->f, "enabled", "always madvise [never]");
	forge_knob(a->f, "hugepages-2048kB/enabled", "always inherit madvise [never]");
}

static void prctl_and_not_visited(struct advised *a)
{
	advised_mm(a, MM_NO_THP);
	a->vma->flags &= ~PTWALK_VMA_ANON_VMA;
}

static void all_settings(struct advised *a)
{
	madvise_only(a);
	forge_knob(a->f, "khugepaged/max_ptes_none", "10");
	forge_knob(a->f, "khugepaged/max_ptes_swap", "10");
	forge_knob(a->f, "khugepaged/max_ptes_shared", "10");
	advised_spoil(a, 0, 60, 0);
	advised_spoil(a, 100, 180, forge_swap(0, 77));
	advised_spoil(a, 200, 512, F1 | E_READ);
	advised_pages(a, LRU, 2);
}

static void nothing_left(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | E_READ | E_SPECIAL);
}

static void all_swapped(struct advised *a)
{
	advised_spoil(a, 0, 512, forge_swap(0, 77));
}

static void all_shared(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | E_READ);
	advised_pages(a, LRU, 2);
}

static void watched(struct advised *a)
{
	a->vma->flags |= PTWALK_VMA_UFFD_MISSING;
	advised_spoil(a, 300, 310, 0);
}

static void uffd_wp(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | E_READ);
	advised_spoil(a, 7, 9, F1 | E_READ | E_UFFD_WP);
}

static void not_accessed(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | (E_WRITTEN & ~E_A));
	advised_spoil(a, 100, 101, forge_swap(0, 77));
}

static void repeated(struct advised *a)
{
	forge_entry(a->f, 1, HEAP + 3 * K4, F1 | E_READ);
	forge_entry(a->f, 1, HEAP + 9 * K4, F1 | E_READ);
}

static void locked(struct advised *a)
{
	advised_pages(a, LRU | 1ULL << KPF_LOCKED, 1);
}

static void lazyfree(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | (E_WRITTEN & ~E_D));
	advised_pages(a, LRU & ~(1ULL << KPF_SWAPBACKED), 1);
}

static void no_pages(struct advised *a)
{
	advised_spoil(a, 0, 512, F1 | E_READ);
	a->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
}

static void smaller(struct advised *a)
{
	size_never(a);
	forge_knob(a->f, "hugepages-64kB/enabled", "[always] inherit madvise never");
	forge_knob(a->f, "khugepaged/max_ptes_none", "10");
	advised_spoil(a, 0, 100, 0);
}

/* each 64K has an empty or a swapped-out entry, so none is complete */
static void smaller_not_whole(struct advised *a)
{
	unsigned int i;

	smaller(a);
	for (i = 0; i < 512; i += 16)
		advised_spoil(a, i + 3, i + 4, i % 32 ? 0 : forge_swap(0, 77));
}

static void smaller_shared(struct advised *a)
{
	unsigned int i;

	smaller(a);
	for (i = 0; i < 512; i += 16) {
		advised_spoil(a, i + 3, i + 4, F1 | E_READ);
		forge_pages(a->f, HEAP + (i + 3) * K4, 1, LRU, 2);
	}
}

static void lost(struct advised *a)
{
	/* SWP_HWPOISON */
	static const unsigned int type[] = {
		[FORGE_6_1] = 26, [FORGE_6_12] = 27, [FORGE_7_2] = 24,
	};

	madvise_only(a);
	advised_spoil(a, 3, 5, forge_swap(type[a->kernel], 77));
}

static void touched_never(struct advised *a)
{
	madvise_only(a);
	forge_drop(a->f, 1, HEAP);
}

static void no_directory(struct advised *a)
{
	forge_drop(a->f, 1, HEAP);
	forge_drop(a->f, 2, HEAP);
}

static void migrated(struct advised *a)
{
	forge_drop(a->f, 1, HEAP);
	forge_entry(a->f, 2, HEAP, forge_swap(0, 77));
}

static void special(struct advised *a)
{
	madvise_only(a);
	a->vma->flags |= PTWALK_VMA_IO;
}

static void hugetlb(struct advised *a)
{
	a->vma->flags |= PTWALK_VMA_HUGETLB;
	forge_drop(a->f, 1, HEAP);
}

static void dax(struct advised *a)
{
	a->vma->flags |= PTWALK_VMA_DAX;
}

static void small(struct advised *a)
{
	a->vma->end -= K4;
}

static void across(struct advised *a)
{
	madvise_only(a);
	a->vma->start += K4;
	a->vma->end += M2 - K4;
}

static void moved(struct advised *a)
{
	a->vma->flags |= PTWALK_VMA_TEMP_STACK;
}

static void file(struct advised *a)
{
	a->vma->flags = SHARED | PTWALK_VMA_FILE_THP | PTWALK_VMA_WRITERS;
	a->vma->dev_major = 254;
	a->vma->offset = K4;
	a->vma->end += M2;
	madvise_only(a);
}

static void file_without(struct advised *a)
{
	file(a);
	a->vma->flags &= ~PTWALK_VMA_FILE_THP;
}

static void file_irregular(struct advised *a)
{
	file(a);
	a->vma->flags &= ~(PTWALK_VMA_REGULAR | PTWALK_VMA_WRITERS);
	a->vma->flags |= PTWALK_VMA_EXEC;
}

static void file_executable(struct advised *a)
{
	file(a);
	a->vma->flags |= PTWALK_VMA_EXEC;
}

static void copies(struct advised *a)
{
	a->vma->flags = VMA_CODE | PTWALK_VMA_WRITE | PTWALK_VMA_FILE |
			   PTWALK_VMA_REGULAR | PTWALK_VMA_FILE_THP | PTWALK_VMA_ANON_VMA;
	a->vma->dev_major = 254;
	madvise_only(a);
}

static void tmpfs(struct advised *a)
{
	a->vma->flags = SHARED | PTWALK_VMA_SHMEM;
	a->vma->dev_major = 0;
	a->vma->dev_minor = 1;
	forge_mount(a->f, 0, 1, "tmpfs", "/dev/shm", "rw");
	forge_knob(a->f, "shmem_enabled", "[deny]");
}

static void tmpfs_stopped(struct advised *a)
{
	tmpfs(a);
	forge_mount(a->f, 0, 1, "tmpfs", "/dev/shm", "rw,huge=always");
	forge_knob(a->f, "shmem_enabled", "[never]");
	forge_knob(a->f, "enabled", "always madvise [never]");
}

static void shmem(struct advised *a)
{
	a->vma->flags = SHARED | PTWALK_VMA_SHMEM | PTWALK_VMA_INTERNAL;
	forge_knob(a->f, "shmem_enabled", "[never]");
}

static void shmem_size(struct advised *a)
{
	shmem(a);
	forge_knob(a->f, "hugepages-2048kB/shmem_enabled", "[never]");
}

static void shmem_both(struct advised *a)
{
	shmem_size(a);
	forge_knob(a->f, "shmem_enabled", "[deny]");
}

static void shmem_forced(struct advised *a)
{
	shmem_size(a);
	forge_knob(a->f, "shmem_enabled", "[force]");
}

static void shmem_forced_advised(struct advised *a)
{
	shmem_forced(a);
	forge_knob(a->f, "hugepages-2048kB/shmem_enabled", "[advise]");
}

static void not_anonymous(struct advised *a)
{
	advised_pages(a, LRU & ~(1ULL << KPF_ANON), 1);
}

const struct advised_case advised_cases[] = {
	{ "sysfs_then_nohugepage", sysfs_then_nohugepage, ALL },
	{ "madvise_only", madvise_only, ALL },
	{ "size_never", size_never, NOT_6_1 },
	{ "prctl_and_not_visited", prctl_and_not_visited, ALL },
	{ "all_settings", all_settings, ALL },
	{ "nothing_left", nothing_left, ALL },
	{ "all_swapped", all_swapped, ALL },
	{ "all_shared", all_shared, ALL },
	{ "watched", watched, ALL },
	{ "uffd_wp", uffd_wp, ALL },
	{ "not_accessed", not_accessed, ALL },
	{ "repeated", repeated, ALL },
	{ "locked", locked, ALL },
	{ "lazyfree", lazyfree, ALL },
	{ "no_pages", no_pages, ALL },
	{ "smaller", smaller, NOT_6_1 },
	{ "smaller_not_whole", smaller_not_whole, NOT_6_1 },
	{ "smaller_shared", smaller_shared, NOT_6_1 },
	{ "lost", lost, ALL },
	{ "touched_never", touched_never, ALL },
	{ "no_directory", no_directory, ALL },
	{ "migrated", migrated, ALL },
	{ "special", special, ALL },
	{ "hugetlb", hugetlb, ALL },
	{ "dax", dax, ALL },
	{ "small", small, ALL },
	{ "across", across, ALL },
	{ "moved", moved, ALL },
	{ "file", file, ALL },
	{ "file_executable", file_executable, ALL },
	{ "file_without", file_without, ALL },
	{ "file_irregular", file_irregular, ALL },
	{ "copies", copies, ALL },
	{ "tmpfs", tmpfs, ALL },
	{ "tmpfs_stopped", tmpfs_stopped, ALL },
	{ "shmem", shmem, ALL },
	{ "shmem_size", shmem_size, ALL },
	{ "shmem_both", shmem_both, ALL },
	{ "shmem_forced", shmem_forced, ALL },
	{ "shmem_forced_advised", shmem_forced_advised, ALL },
	{ "not_anonymous", not_anonymous, ALL },
	{ NULL, NULL, 0 },
};
