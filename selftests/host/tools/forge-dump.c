// SPDX-License-Identifier: GPL-2.0
/*
 * forge-dump NAME: writes a forged dump to standard output, for tests of the command
 * line.  Each NAME is a process, a kernel half or a broken file.  Without NAME it
 * prints all names.  hostile-NAME and tame-NAME are the same with other names in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "forge.h"
#include "forge-dump/others.h"
#include "forge-dump/renamed.h"
#include "forge-dump/windows.h"

#define TEXT	0x555555554000ULL
#define DATA	0x555555558000ULL
#define HEAP	0x555555579000ULL
#define THP	0x7ffff7600000ULL
#define NONE	0x7ffff7fbd000ULL
#define STACK	0x7ffffffde000ULL
#define TABLES	0x100000000ULL	/* physical address of the first table */

/* The part of process() below its huge page; incomplete() ends there. */
static struct forge *lower_part(enum forge_kernel kernel, __u64 tables)
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
	struct forge *f = lower_part(kernel, tables);

	forge_vma(f, NONE, NONE + 2 * K4,
		  VMA_ANON & ~(PTWALK_VMA_READ | PTWALK_VMA_WRITE), "");
	forge_vma(f, STACK, STACK + 33 * K4, VMA_ANON | PTWALK_VMA_GROWSDOWN,
		  "[stack]");
	forge_entry(f, 2, THP + M2, 0x40000000 | E_WRITTEN | E_PS);
	forge_entry(f, 1, NONE, forge_protnone(0x20030000, E_A | E_D));
	forge_map(f, 1, STACK + 30 * K4, 3 * K4, 0x20040000, E_WRITTEN);
	return f;
}

static struct forge *process(enum forge_kernel kernel)
{
	return process_at(kernel, TABLES);
}

/* process() 1.5 s later: at least one change of each kind. */
static struct forge *process_later(void)
{
	struct forge *f = process(FORGE_6_1);
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

static struct forge *heap(void)
{
	return heap_of(process(FORGE_6_1));
}

static struct forge *heap_later(void)
{
	return heap_of(process_later());
}

/* The same as the module sends it: without the areas that are not in the range */
static struct forge *heap_alone(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, HEAP, HEAP + 33 * K4, VMA_ANON, "[heap]");
	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN);
	return heap_of(f);
}

/* process() with empty entries in the range that process_later() has collapsed. */
static struct forge *sparse(void)
{
	struct forge *f = process(FORGE_6_1);
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
 * process() with its huge page swapped out, all but three pages: one was kept, one was
 * swapped in again, one was freed.
 */
static struct forge *paged_out(void)
{
	struct forge *f = process(FORGE_6_1);
	unsigned int i;

	forge_entry(f, 2, THP + M2, 0);
	for (i = 0; i < 512; i++)
		forge_entry(f, 1, THP + M2 + i * K4, forge_swap(0, 0x100 + i));
	forge_entry(f, 1, THP + M2 + 9 * K4, (0x40000000 + 9 * K4) | E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 10 * K4, 0x60000000 | E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 11 * K4, 0);
	return f;
}

/* process() with its huge page split: one page was made read-only, two have not been used. */
static struct forge *split_unevenly(void)
{
	struct forge *f = process(FORGE_6_1);

	forge_entry(f, 2, THP + M2, 0);
	forge_map(f, 1, THP + M2, M2, 0x40000000, E_WRITTEN);
	forge_entry(f, 1, THP + M2 + 7 * K4, (0x40000000 + 7 * K4) | (E_WRITTEN & ~E_RW));
	forge_map(f, 1, THP + M2 + 8 * K4, 2 * K4, 0x40000000 + 8 * K4, E_WRITTEN & ~E_A);
	return f;
}

/* A child of process() that wrote to the first page of the heap. */
static struct forge *child(void)
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
static struct forge *parent(void)
{
	struct forge *f = process(FORGE_6_1);

	forge_map(f, 1, HEAP, 4 * K4, 0x20010000, E_WRITTEN & ~E_RW);
	return f;
}

/* The process exited during the dump. */
static struct forge *incomplete(void)
{
	struct forge *f = lower_part(FORGE_6_1, TABLES);
	struct ptwalk_end *end = forge_end(f);

	end->flags = PTWALK_END_GONE;
	end->reached = THP + M2;
	return f;
}

/*
 * More entries than fit one chunk of output: 12 MiB at low addresses (few digits), 512 MiB
 * at high ones with every other page read-only.
 */
static struct forge *large(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	const __u64 low = 0x100000, high = 0x7fff80000000;
	__u64 done;

	forge_vma(f, low, low + 6 * M2, VMA_ANON, "");
	forge_map(f, 1, low, 6 * M2, 0x1000000, E_WRITTEN);
	forge_vma(f, high, high + 256 * M2, VMA_ANON, "");
	for (done = 0; done < 256 * M2; done += K4)
		forge_entry(f, 1, high + done, (0x40000000 + done) |
			    (done & K4 ? E_READ : E_WRITTEN));
	return f;
}

/* The first two frames of memory, as /dev/mem maps them */
static struct forge *first_frame(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, THP, THP + 2 * K4, VMA_FILE | PTWALK_VMA_PFNMAP, "/dev/mem")->ino = 5;
	forge_map(f, 1, THP, 2 * K4, 0, E_READ | E_SPECIAL);
	return f;
}

static struct forge *first_frame_twice(void)
{
	struct forge *f = first_frame();

	forge_entry(f, 1, THP + K4, 0 | E_READ | E_SPECIAL);
	return f;
}

/* The VMAs changed during the dump */
static struct forge *changed(void)
{
	struct forge *f = process(FORGE_6_12);

	forge_end(f)->flags = PTWALK_END_COMPLETE | PTWALK_END_VMAS_CHANGED;
	return f;
}

/* A kernel that does not count writers of the mmap lock: the VMAs may have changed */
static struct forge *uncertain(void)
{
	struct forge *f = process(FORGE_6_1);

	forge_end(f)->flags = PTWALK_END_COMPLETE;
	return f;
}

/* The process was stopped for its dump, which the kernel of uncertain() cannot tell */
static struct forge *stopped(void)
{
	struct forge *f = uncertain();

	forge_knob(f, FACTS_STOPPED, "threads");
	return f;
}

/* It was stopped, and another process that shares its memory has changed VMAs */
static struct forge *stopped_in_vain(void)
{
	struct forge *f = changed();

	forge_knob(f, FACTS_STOPPED, "threads");
	return f;
}

/* The module left tables out, as the lock of a hugetlb file was never free */
static struct forge *left_out(void)
{
	struct forge *f = process(FORGE_6_12);

	forge_end(f)->flags |= PTWALK_END_LEFT_OUT;
	forge_unread(f, 1, TEXT);
	return f;
}

/* Markers of each kind, next to each other */
static struct forge *marked(void)
{
	struct forge *f = process(FORGE_7_2);
	unsigned int i;

	for (i = 0; i < 4; i++)
		forge_entry(f, 1, HEAP + (16 + i) * K4, forge_swap(31, 1 << 2));
	for (; i < 6; i++)
		forge_entry(f, 1, HEAP + (16 + i) * K4, forge_swap(31, 1 << 1));
	for (; i < 8; i++)
		forge_entry(f, 1, HEAP + (16 + i) * K4, forge_swap(31, 1 << 0));
	return f;
}

/*
 * process() as a source that can not ask the kernel for everything makes it: entries whose
 * meaning rests on what is assumed (migration, a bit of a swapped-out page, devmap, a memory
 * type), and a marker, which does not.
 */
static struct forge *partly_known(void)
{
	const __u64 pfn = 0x20070, young = 1ULL << 34;
	struct forge *f = process(FORGE_6_12);

	forge_entry(f, 1, HEAP + 16 * K4, forge_swap(30, pfn | young));
	forge_entry(f, 1, HEAP + 17 * K4, forge_swap(0, 0x79) | 1 << 3);
	forge_entry(f, 1, HEAP + 18 * K4, forge_swap(31, 1));
	forge_entry(f, 1, HEAP + 19 * K4, 0x20080000 | E_WRITTEN | 1ULL << 57);
	forge_entry(f, 1, HEAP + 20 * K4, 0x20090000 | E_WRITTEN | E_PWT);
	forge_assumed(f, 1ULL << PTWALK_DICT_DEVMAP |
		      1ULL << PTWALK_DICT_SWAP_SOFT_DIRTY |
		      1ULL << PTWALK_DICT_SWAP_EXCLUSIVE |
		      1ULL << PTWALK_DICT_SWP_HWPOISON |
		      1ULL << PTWALK_DICT_SWP_MIG_READ |
		      1ULL << PTWALK_DICT_SWP_MIG_READ_EXCL |
		      1ULL << PTWALK_DICT_SWP_MIG_WRITE |
		      1ULL << PTWALK_DICT_SWP_PFN_BITS |
		      1ULL << PTWALK_DICT_MIG_YOUNG |
		      1ULL << PTWALK_DICT_MIG_DIRTY |
		      1ULL << PTWALK_DICT_PAT);
	return f;
}

static struct forge *debian_7_2(void)
{
	return process(FORGE_7_2);
}

/* Memory of two NUMA nodes: one mapping is across both, one is on neither */
static struct forge *two_nodes(void)
{
	struct forge *f = process(FORGE_6_12);

	forge_node(f, 0, G1, 0);
	forge_node(f, G1, 4 * G1, 1);
	forge_vma(f, HEAP + G1, HEAP + G1 + 8 * K4, VMA_ANON, "");
	forge_map(f, 1, HEAP + G1, 2 * K4, G1 - K4, E_WRITTEN);
	forge_map(f, 1, HEAP + G1 + 2 * K4, 2 * K4, 5 * G1, E_WRITTEN);
	return f;
}

static struct forge *newer_format(void)
{
	struct forge *f = process(FORGE_6_1);

	forge_header(f)->format = PTWALK_FORMAT + 1;
	return f;
}

static struct forge *debian_6_1(void)
{
	return process(FORGE_6_1);
}

static struct forge *debian_6_12(void)
{
	return process(FORGE_6_12);
}

static const struct {
	const char	*name;
	struct forge	*(*make)(void);
} dumps[] = {
	{ "process",		debian_6_1 },
	{ "later",		process_later },
	{ "heap",		heap },
	{ "heap-later",		heap_later },
	{ "heap-alone",		heap_alone },
	{ "sparse",		sparse },
	{ "paged-out",		paged_out },
	{ "split-unevenly",	split_unevenly },
	{ "parent",		parent },
	{ "child",		child },
	{ "process-6.12",	debian_6_12 },
	{ "process-7.2",	debian_7_2 },
	{ "marked",		marked },
	{ "partly-known",	partly_known },
	{ "sharer",		others_sharer },
	{ "sharer-2",		others_sharer_2 },
	{ "five-levels",	others_five_levels },
	{ "kernel-half",	others_kernel_half },
	{ "incomplete",		incomplete },
	{ "large",		large },
	{ "thp",		windows_thp },
	{ "thp-pages",		windows_thp_pages },
	{ "thp-joined",		windows_joined },
	{ "thp-smaller",	windows_smaller },
	{ "first-frame",	first_frame },
	{ "first-frame-twice",	first_frame_twice },
	{ "changed",		changed },
	{ "uncertain",		uncertain },
	{ "stopped",		stopped },
	{ "stopped-in-vain",	stopped_in_vain },
	{ "two-nodes",		two_nodes },
	{ "left-out",		left_out },
	{ "newer-format",	newer_format },
};

static int write_dump(struct forge *f)
{
	size_t size;
	void *data = forge_write(f, &size);
	bool ok = fwrite(data, 1, size, stdout) == size && !fflush(stdout);

	free(data);
	forge_free(f);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *name = argc < 2 ? "" : argv[1];
	const bool hostile = !strncmp(name, "hostile-", 8);
	const bool tame = !strncmp(name, "tame-", 5);
	size_t i;

	name += hostile ? 8 : tame ? 5 : 0;
	for (i = 0; i < ARRAY_SIZE(dumps); i++) {
		if (argc < 2) {
			puts(dumps[i].name);
		} else if (!strcmp(name, dumps[i].name)) {
			return write_dump(hostile || tame ? renamed(dumps[i].make(), hostile) :
							    dumps[i].make());
		}
	}
	if (argc < 2)
		return EXIT_SUCCESS;
	fprintf(stderr, "forge-dump: no dump '%s'\n", argv[1]);
	return EXIT_FAILURE;
}
