// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forged processes with windows of 2 MiB for "ptwalk huge": see windows.h.
 */
#include <linux/kernel-page-flags.h>

#include "forge.h"
#include "ptwalk-facts.h"
#include "windows.h"

#define HEAP	0x555555579000ULL

/* The kpageflags of an anonymous page */
#define ANON_PAGE	((1ULL << KPF_LRU) | (1ULL << KPF_ANON) |	\
			 (1ULL << KPF_SWAPBACKED) | (1ULL << KPF_UPTODATE))

/* A process with huge pages in about half of its memory, and a reason for each other VMA. */
struct forge *windows_thp(void)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	__u64 at = HEAP & -G1;
	unsigned int i;

	forge_knobs(f, FORGE_6_12);
	forge_knob(f, "enabled", "always [madvise] never");
	forge_knob(f, "defrag", "always defer defer+madvise [madvise] never");
	forge_knob(f, "khugepaged/max_ptes_none", "64");
	forge_knob(f, "khugepaged/pages_to_scan", "4096");
	forge_knob(f, "khugepaged/scan_sleep_millisecs", "10000");

	forge_vma(f, at, at + 8 * M2 + 3 * K4, VMA_ANON | PTWALK_VMA_HUGEPAGE, "");
	forge_map(f, 2, at, 3 * M2, 0x40000000, E_WRITTEN | E_PS);
	forge_map(f, 1, at + 3 * M2, M2 - 70 * K4, 0x50001000, E_WRITTEN);
	forge_map(f, 1, at + 4 * M2, M2 - 70 * K4, 0x51001000, E_WRITTEN);
	forge_map(f, 1, at + 5 * M2, M2, 0x52000000, E_WRITTEN);
	for (i = 0; i < 80; i++)
		forge_entry(f, 1, at + 5 * M2 + i * K4, forge_swap(0, 100 + i));
	forge_map(f, 1, at + 6 * M2, M2, 0x53000000, E_WRITTEN);
	forge_map(f, 1, at + 8 * M2, 3 * K4, 0x54000000, E_WRITTEN);

	at += 16 * M2;
	forge_vma(f, at, at + 2 * M2, VMA_ANON, "[heap]");
	forge_map(f, 1, at, M2, 0x55000000, E_WRITTEN);
	at += 4 * M2;
	forge_vma(f, at, at + 2 * M2, VMA_ANON | PTWALK_VMA_NOHUGEPAGE |
		  PTWALK_VMA_HUGEPAGE, "[anon:nohuge]");
	forge_map(f, 1, at, 2 * M2, 0x56000000, E_WRITTEN);
	at += 4 * M2;
	forge_vma(f, at, at + 2 * M2, VMA_CODE, "/usr/bin/forged")->ino = 7;
	forge_map(f, 1, at, M2, 0x58000000, E_CODE);
	at += 4 * M2;
	forge_vma(f, at, at + M2, VMA_ANON | PTWALK_VMA_HUGETLB,
		  "/anon_hugepage (deleted)")->hugetlb_shift = 21;
	forge_map(f, 2, at, M2, 0x60000000, E_WRITTEN | E_PS);
	return f;
}

/* windows_thp() with facts from smaps and kpageflags, as "record --pages" stores them. */
struct forge *windows_thp_pages(void)
{
	struct forge *f = windows_thp();
	__u64 at = HEAP & -G1;

	forge_smaps(f, at, at + 8 * M2 + 3 * K4, true)->rss = 7 * M2;
	forge_smaps(f, at + 24 * M2, at + 26 * M2, false);
	forge_pages(f, at + 6 * M2, 100, ANON_PAGE, 1);
	forge_pages(f, at + 6 * M2 + 100 * K4, 412, ANON_PAGE, 2);
	return f;
}

/*
 * VMAs whose windows share a row: two of a memfd, one of them physically contiguous; three
 * with 70 to 130 empty entries; two with 3 entries each that userfaultfd write-protects.
 */
struct forge *windows_joined(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	__u64 at = HEAP & -G1;
	struct ptwalk_vma *vma;
	unsigned int i;

	forge_knobs(f, FORGE_6_1);
	vma = forge_vma(f, at, at + 2 * M2, VMA_FILE | PTWALK_VMA_MAYSHARE |
			PTWALK_VMA_SHARED, "/memfd:forged (deleted)");
	vma->ino = 3;
	vma->dev_major = 0;
	forge_knob(f, "khugepaged/max_ptes_none", "64");
	forge_knob(f, "shmem_enabled", "[always] within_size advise never deny force");
	forge_map(f, 1, at, M2, 0x40000000, E_READ);
	forge_map(f, 1, at + M2, M2, 0x50001000, E_READ);
	at += 4 * M2;
	forge_vma(f, at, at + 3 * M2, VMA_ANON, "");
	forge_map(f, 1, at, M2 - 70 * K4, 0x51001000, E_WRITTEN);
	forge_map(f, 1, at + M2, M2 - 130 * K4, 0x52001000, E_WRITTEN);
	forge_map(f, 1, at + 2 * M2, M2 - 100 * K4, 0x53001000, E_WRITTEN);
	at += 4 * M2;
	forge_vma(f, at, at + 2 * M2, VMA_ANON, "");
	forge_map(f, 1, at, 2 * M2, 0x54001000, E_WRITTEN);
	for (i = 0; i < 6; i++)
		forge_entry(f, 1, at + i % 2 * M2 + i * K4,
			    0x54001000 | E_P | E_US | E_A | E_UFFD_WP);
	return f;
}

/* Maps @size bytes with folios of @nr pages each, and adds their page flags. */
static void folios(struct forge *f, __u64 addr, __u64 size, __u64 nr, __u64 frame)
{
	const __u64 end = addr + size;

	forge_map(f, 1, addr, size, frame, E_WRITTEN);
	for (; addr < end; addr += nr * K4) {
		forge_pages(f, addr, 1, ANON_PAGE | (1 << KPF_COMPOUND_HEAD), 1);
		forge_pages(f, addr + K4, nr - 1,
			    ANON_PAGE | (1 << KPF_COMPOUND_TAIL), 1);
	}
}

/*
 * 7.2 with sizes 16K and 64K, without 2M.  Four windows: two with swapped-out entries in
 * the last 64K, where 64K fails, or 16K as well; one with a shared page; a full one.
 */
struct forge *windows_smaller(void)
{
	struct forge *f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	__u64 at = HEAP & -G1;
	unsigned int i;

	forge_knobs(f, FORGE_7_2);
	forge_knob(f, "hugepages-16kB/enabled", "[always] inherit madvise never");
	forge_knob(f, "hugepages-64kB/enabled", "[always] inherit madvise never");
	forge_knob(f, "hugepages-2048kB/enabled", "always inherit madvise [never]");
	forge_vma(f, at, at + 4 * M2, VMA_ANON | PTWALK_VMA_HUGEPAGE, "");
	folios(f, at, M2 - 16 * K4, 16, 0x50000000);
	folios(f, at + M2 - 16 * K4, 12 * K4, 4, 0x51000000);
	for (i = 1; i <= 4; i++)
		forge_entry(f, 1, at + M2 - i * K4, forge_swap(0, 100 + i));

	at += M2;
	folios(f, at, M2 - 16 * K4, 16, 0x52000000);
	forge_map(f, 1, at + M2 - 16 * K4, 16 * K4, 0x53000000, E_WRITTEN);
	forge_pages(f, at + M2 - 16 * K4, 16, ANON_PAGE, 1);
	for (i = 4; i <= 16; i += 4)
		forge_entry(f, 1, at + M2 - i * K4, forge_swap(0, 100 + i));

	at += M2;
	forge_map(f, 1, at, 4 * K4, 0x54000000, E_WRITTEN);
	forge_pages(f, at, 1, ANON_PAGE, 2);
	forge_pages(f, at + K4, 3, ANON_PAGE, 1);
	forge_map(f, 1, at + M2, M2, 0x55000000, E_WRITTEN);
	forge_pages(f, at + M2, 512, ANON_PAGE, 1);
	return f;
}
