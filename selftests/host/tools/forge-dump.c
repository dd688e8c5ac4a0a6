// SPDX-License-Identifier: GPL-2.0-only
/*
 * forge-dump NAME: writes a forged dump to standard output, for tests of the command
 * line.  Each NAME is a process, a kernel half or a broken file.  Without NAME it
 * prints all names.  hostile-NAME and tame-NAME are the same with other names in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"
#include "forge-dump/ends.h"
#include "forge-dump/others.h"
#include "forge-dump/process.h"
#include "forge-dump/renamed.h"
#include "forge-dump/windows.h"

/* Markers of each kind, next to each other */
static struct forge *marked(void)
{
	struct forge *f = process_of(FORGE_7_2);
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
 * process_of() as a source that can not ask the kernel for everything makes it: entries whose
 * meaning rests on what is assumed (migration, a bit of a swapped-out page, devmap, a memory
 * type), and a marker, which does not.
 */
static struct forge *partly_known(void)
{
	const __u64 pfn = 0x20070, young = 1ULL << 34;
	struct forge *f = process_of(FORGE_6_12);

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
	return process_of(FORGE_7_2);
}

/* Memory of two NUMA nodes: one mapping is across both, one is on neither */
static struct forge *two_nodes(void)
{
	struct forge *f = process_of(FORGE_6_12);

	forge_node(f, 0, G1, 0);
	forge_node(f, G1, 4 * G1, 1);
	forge_vma(f, HEAP + G1, HEAP + G1 + 8 * K4, VMA_ANON, "");
	forge_map(f, 1, HEAP + G1, 2 * K4, G1 - K4, E_WRITTEN);
	forge_map(f, 1, HEAP + G1 + 2 * K4, 2 * K4, 5 * G1, E_WRITTEN);
	return f;
}

static struct forge *newer_format(void)
{
	struct forge *f = process_of(FORGE_6_1);

	forge_header(f)->format = PTWALK_FORMAT + 1;
	return f;
}

static struct forge *debian_6_1(void)
{
	return process_of(FORGE_6_1);
}

static struct forge *debian_6_12(void)
{
	return process_of(FORGE_6_12);
}

static const struct {
	const char	*name;
	struct forge	*(*make)(void);
} dumps[] = {
	{ "process",		debian_6_1 },
	{ "later",		process_later },
	{ "heap",		process_heap },
	{ "heap-later",		process_heap_later },
	{ "heap-alone",		process_heap_alone },
	{ "sparse",		process_sparse },
	{ "paged-out",		process_paged_out },
	{ "split-unevenly",	process_split_unevenly },
	{ "parent",		process_parent },
	{ "child",		process_child },
	{ "process-6.12",	debian_6_12 },
	{ "process-7.2",	debian_7_2 },
	{ "marked",		marked },
	{ "partly-known",	partly_known },
	{ "sharer",		others_sharer },
	{ "sharer-2",		others_sharer_2 },
	{ "five-levels",	others_five_levels },
	{ "kernel-half",	others_kernel_half },
	{ "all-records",	others_all_records },
	{ "incomplete",		ends_incomplete },
	{ "large",		others_large },
	{ "thp",		windows_thp },
	{ "thp-pages",		windows_thp_pages },
	{ "thp-joined",		windows_joined },
	{ "thp-smaller",	windows_smaller },
	{ "first-frame",	others_first_frame },
	{ "first-frame-twice",	others_first_frame_twice },
	{ "changed",		ends_changed },
	{ "uncertain",		ends_uncertain },
	{ "stopped",		ends_stopped },
	{ "stopped-in-vain",	ends_stopped_in_vain },
	{ "two-nodes",		two_nodes },
	{ "left-out",		ends_left_out },
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
