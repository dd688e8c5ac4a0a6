// SPDX-License-Identifier: GPL-2.0
/*
 * Merged runs of random dumps: each entry is in exactly one run.
 */
#include <stdlib.h>

#include "kselftest_harness.h"

#include "dump.h"
#include "errmsg.h"
#include "forge.h"
#include "random-number.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */

#define PAGES	(4 * 512)

/* A random entry, of few kinds, so that neighbours are often equal */
static __u64 random_entry(__u64 *state)
{
	__u64 r = random_number(state);
	__u64 phys = (r >> 40) % 64 * K4;

	switch (r % 8) {
	case 0:
		return 0;
	case 1:
		return phys | E_WRITTEN;
	case 2:
		return phys | E_READ;
	case 3:
		return forge_swap(r >> 8 & 1, phys >> 12);
	case 4:
		return forge_protnone(phys, E_A);
	case 5:
		return forge_swap(30, 1);
	default:
		return phys | E_WRITTEN | (r & 256 ? E_D : 0);
	}
}

/*
 * Random entries over 8 MiB with random VMAs: runs have to follow one another without a
 * gap, and each page of a VMA has to be in a run with the kind and flags of its entry.
 */
TEST(nothing_is_lost)
{
	static __u64 raw[PAGES];
	__u64 state = 1, addr, end;
	unsigned int round, i;

	for (round = 0; round < 50; round++) {
		struct ptwalk_pte is, expected;
		__u64 pos = HEAP, entries = 0;
		struct ptwalk_run run;
		struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
		struct errmsg err;
		struct dump *dump;
		struct runs runs;
		size_t size;
		void *data;

		for (addr = HEAP; addr < HEAP + PAGES * K4; addr = end) {
			end = addr + (1 + random_number(&state) % 300) * K4;
			if (random_number(&state) % 4 || addr == HEAP)
				forge_vma(f, addr, end, VMA_ANON, "");
		}
		for (i = 0; i < PAGES; i++) {
			/* on average four equal entries in a row */
			if (!i || random_number(&state) % 4 == 0)
				raw[i] = random_entry(&state);
			else
				raw[i] = raw[i - 1];
			forge_entry(f, 1, HEAP + i * K4, raw[i]);
		}
		data = forge_write(f, &size);
		ASSERT_EQ(0, dump_parse(&dump, data, size, &err))
			TH_LOG("%s", err.text);
		runs_begin(&runs, dump);
		while (runs_next(&runs, &run)) {
			ASSERT_EQ(pos, run.start);
			ASSERT_EQ(dump_vma(dump, run.start), run.vma);
			ptwalk_decode(&dump->dict, run.raw, 1, &is);
			for (; pos != run.end && pos < HEAP + PAGES * K4;
			     pos += K4) {
				/* pages outside of VMAs need not be listed */
				if (!run.vma)
					continue;
				ptwalk_decode(&dump->dict,
					      raw[(pos - HEAP) / K4], 1,
					      &expected);
				ASSERT_EQ(expected.kind, run.kind);
				ASSERT_EQ(expected.flags, is.flags);
				ASSERT_EQ(run.vma, dump_vma(dump, pos));
				entries += run.kind != PTWALK_NONE;
			}
			pos = run.end;
			if (run.vma)
				entries -= run.entries;
			ASSERT_LE(run.extents, run.entries);
			ASSERT_EQ(!run.entries, !run.extents);
		}
		ASSERT_EQ(0, entries);
		ASSERT_EQ(1ULL << 47, pos);
		dump_free(dump);
		free(data);
		forge_free(f);
	}
}

TEST_HARNESS_MAIN
