// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process of forge-dump, and what becomes of it: see process.h.
 */
#include "forge.h"
#include "process.h"

struct forge *process_lower_part(enum forge_kernel kernel, __u64 tables)
{
	struct forge *f = forge_new(kernel, 4, PTWALK_HALF_USER);
	struct ptwalk_vma *vma;

	forge_tables_at(f, tables);

	forge_vma(f, TEXT, TEXT + 3 * K4, VMA_CODE, "/usr/bin/forged");
	vma = forge_vma(f, DATA, DATA + 2 * K4,
			VMA_FILE | PTWALK_VMA_WRITE | PTWALK_VMA_ANON_VMA,
			"/usr/bin/forged");
	vma->ino = 1001;
	vma->offset = 4 * K4;
	forge_vma(f, HEAP, HEAP + 33 * K4, VMA_ANON, "[heap]");
	forge_vma(f, THP, THP + 2 * M2, VMA_ANON | PTWALK_VMA_HUGEPAGE, "");

	forge_map(f, 1, TEXT, 3 * K4, 0x10000000, E_CODE);
	forge_entry(f, 1, DATA, 0x10005000 | E_READ);
	forge_entry(f, 1, DATA + K4, 0x20000000 | E_WRITTEN | E_SOFT_DIRTY);
	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN);
	forge_entry(f, 1, HEAP + 5 * K4, forge_swap(0, 0x77));
	forge_entry(f, 1, HEAP + 6 * K4, forge_swap(0, 0x78));
	forge_map(f, 1, HEAP + 8 * K4, 4 * K4, 0x20020000, E_WRITTEN);
	forge_map(f, 1, THP, M2, 0x30001000, E_WRITTEN);
	return f;
}

/* A small process: code, data, a heap, huge pages, PROT_NONE, a stack. */
static struct forge *process_at(enum forge_kernel kernel, __u64 tables)
{
	struct forge *f = process_lower_part(kernel, tables);

	forge_vma(f, NONE, NONE + 2 * K4,
		  VMA_ANON & ~(PTWALK_VMA_READ | PTWALK_VMA_WRITE), "");
	forge_vma(f, STACK, STACK + 33 * K4, VMA_ANON | PTWALK_VMA_GROWSDOWN,
		  "[stack]");
	forge_entry(f, 2, THP + M2, 0x40000000 | E_WRITTEN | E_PS);
	forge_entry(f, 1, NONE, forge_protnone(0x20030000, E_A | E_D));
	forge_map(f, 1, STACK + 30 * K4, 3 * K4, 0x20040000, E_WRITTEN);
	return f;
}

struct forge *process_of(enum forge_kernel kernel)
{
	return process_at(kernel, TABLES);
}

/* process_of() 1.5 s later: at least one change of each kind. */
struct forge *process_later(void)
{
	struct forge *f = process_of(FORGE_6_1);
	struct ptwalk_header *header = forge_header(f);

	header->time_monotonic += 1500000000;
	header->time_realtime += 1500000000;
	/* brk(), mmap(), mprotect(), mlock() */
	forge_area(f, HEAP)->end += 33 * K4;
	forge_vma(f, 0x7ffff7000000, 0x7ffff7004000, VMA_FILE,
		  "/usr/lib/name with \"quotes\"");
	forge_area(f, NONE)->flags |= PTWALK_VMA_READ;
	forge_area(f, STACK)->flags ^= PTWALK_VMA_LOCKED | PTWALK_VMA_ANON_VMA;
	/* a page not accessed, one copied by a write, swapped in, freed, moved */
	forge_entry(f, 1, TEXT + K4, 0x10001000 | (E_CODE & ~E_A));
	forge_entry(f, 1, DATA, 0x20050000 | E_WRITTEN);
	forge_entry(f, 1, HEAP + 5 * K4, 0x20060000 | E_WRITTEN);
	forge_entry(f, 1, HEAP + 8 * K4, 0);
	forge_entry(f, 1, HEAP + 10 * K4, 0x20070000 | E_WRITTEN);
	forge_map(f, 1, HEAP + 12 * K4, 8 * K4, 0x20080000,
		  E_WRITTEN & ~E_D);
	forge_map(f, 1, HEAP + 14 * K4, 2 * K4, 0x20082000,
		  E_WRITTEN | E_SOFT_DIRTY);
	forge_map(f, 1, HEAP + 40 * K4, 2 * K4, 0x20090000, E_WRITTEN);
	/* the small pages collapsed, the huge one split */
	forge_drop(f, 1, THP);
	forge_entry(f, 2, THP, 0x50000000 | E_WRITTEN | E_PS);
	forge_entry(f, 2, THP + M2, 0);
	forge_map(f, 1, THP + M2, M2, 0x40000000, E_WRITTEN);
	return f;
}

/* A dump of the heap alone: record --range */
static struct forge *heap_of(struct forge *f)
{
	struct ptwalk_header *header = forge_header(f);

	header->start = HEAP;
	header->end = HEAP + 33 * K4;
	forge_end(f)->reached = header->end;
	return f;
}

struct forge *process_heap(void)
{
	return heap_of(process_of(FORGE_6_1));
}

struct forge *process_heap_later(void)
{
	return heap_of(process_later());
}

/* The same as the module sends it: without the areas that are not in the range */
struct forge *process_heap_alone(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, HEAP, HEAP + 33 * K4, VMA_ANON, "[heap]");
	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN);
	return heap_of(f);
}

/* process_of() with empty entries in the range that process_later() has collapsed. */
struct forge *process_sparse(void)
{
	struct forge *f = process_of(FORGE_6_1);
	unsigned int i;

	for (i = 8; i < 12; i++)
		forge_entry(f, 1, THP + i * K4, 0);
	forge_entry(f, 1, THP + 20 * K4, 0);
	forge_entry(f, 1, THP + 30 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_entry(f, 1, THP + 31 * K4, 0x1000 | E_READ | E_SPECIAL);
	forge_entry(f, 1, THP + 40 * K4, forge_swap(0, 0x99));
	forge_entry(f, 1, THP + 511 * K4, 0);
	return f;
}

/*
 * process_of() with its huge page swapped out, all but three pages: one was kept, one was
 * swapped in again, one was freed.
 */
struct forge *process_paged_out(void)
{
	struct forge *f = process_of(FORGE_6_1);
	unsigned int i;

	forge_entry(f, 2, THP + M2, 0);
	for (i = 0; i < 512; i++)
		forge_entry(f, 1, THP + M2 + i * K4, forge_swap(0, 0x100 + i));
	forge_entry(f, 1, THP + M2 + 9 * K4, (0x40000000 + 9 * K4) | E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 10 * K4, 0x60000000 | E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 11 * K4, 0);
	return f;
}

/* process_of() with its huge page split: one page was made read-only, two have not been used. */
struct forge *process_split_unevenly(void)
{
	struct forge *f = process_of(FORGE_6_1);

	forge_entry(f, 2, THP + M2, 0);
	forge_map(f, 1, THP + M2, M2, 0x40000000, E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 7 * K4, (0x40000000 + 7 * K4) | (E_WRITTEN & ~E_RW));
	forge_map(f, 1, THP + M2 + 8 * K4, 2 * K4, 0x40000000 + 8 * K4, E_WRITTEN & ~E_A);
	return f;
}

/* A child of process_of() that wrote to the first page of the heap. */
struct forge *process_child(void)
{
	struct forge *f = process_at(FORGE_6_1, 2 * TABLES);
	struct ptwalk_header *header = forge_header(f);

	header->pid = 1240;
	header->tgid = 1240;
	header->start_time += 15000000000;
	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN & ~E_RW);
	forge_entry(f, 1, HEAP, 0x200a0000 | E_WRITTEN);
	return f;
}

/* The parent of child(): the pages of the heap that they share are read-only. */
struct forge *process_parent(void)
{
	struct forge *f = process_of(FORGE_6_1);

	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN & ~E_RW);
	return f;
}
