// SPDX-License-Identifier: GPL-2.0-only
/*
 * Merged runs of random dumps: each entry is in exactly one run; and A, D, extents and NUMA nodes
 * are counted many entries at a time as they are one by one.
 */
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"

#include "dump.h"
#include "errmsg.h"
#include "forge.h"
#include "nodes.h"
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

/* An entry of a page whose bits, but for A and D, are mostly those of its neighbours */
static __u64 similar_entry(__u64 *state, __u64 before)
{
	const __u64 r = random_number(state);
	const __u64 bits = E_WRITTEN & ~(E_A | E_D);
	const __u64 next = ((before & 0xffffff000) + K4) & 0xffffff000;

	if (!(r >> 32 & 127))
		return random_entry(state);
	return (r >> 48 & 1 ? next : (r >> 40) % 64 * K4) |
	       (r >> 56 & 63 ? bits : bits & ~E_RW) | (r & (E_A | E_D));
}

/* Compare a run with those that cover the same addresses when they are merged by A and D too. */
static void add_strict(struct __test_metadata *_metadata, struct runs *strict,
		       const struct ptwalk_run *loose)
{
	__u64 pos = loose->start, entries = 0, accessed = 0, dirty = 0;
	struct ptwalk_run run;

	while (pos != loose->end) {
		ASSERT_TRUE(runs_next(strict, &run));
		ASSERT_EQ(pos, run.start);
		ASSERT_EQ(loose->kind, run.kind);
		ASSERT_EQ(loose->level, run.level);
		ASSERT_EQ(loose->vma, run.vma);
		ASSERT_EQ(0, (loose->raw ^ run.raw) & 0xfff & ~(E_A | E_D) & -(run.raw & 1));
		entries += run.entries;
		accessed += run.raw & E_A ? run.entries : 0;
		dirty += run.raw & E_D ? run.entries : 0;
		pos = run.end;
	}
	ASSERT_EQ(entries, loose->entries);
	if (loose->level != 1 || (loose->kind != PTWALK_PAGE &&
				  loose->kind != PTWALK_PROTNONE &&
				  loose->kind != PTWALK_INVALID))
		return;
	ASSERT_EQ(accessed, loose->accessed);
	ASSERT_EQ(dirty, loose->dirty);
}

/* The number of extents of a run of pages, entry by entry */
static __u64 count_extents(const struct dump *dump, const struct ptwalk_run *run)
{
	struct ptwalk_pte pte, before = { 0 };
	struct entry_at entry;
	__u64 addr, extents = 0;

	for (addr = run->start; addr != run->end; addr += K4, before = pte) {
		dump_entry(dump, 1, addr, &entry);
		ptwalk_decode(&dump->dict, entry.raw, 1, &pte);
		extents += addr == run->start || pte.phys != before.phys + K4;
	}
	return extents;
}

/* A and D in a random part of a run, entry by entry */
static void compare_bits(struct __test_metadata *_metadata, const struct dump *dump,
			 const struct ptwalk_run *run, __u64 *state)
{
	const __u64 start = run->start + random_number(state) % run->entries * K4;
	const __u64 end = start + (1 + random_number(state) % ((run->end - start) / K4)) * K4;
	__u64 addr, a = 0, d = 0, accessed, dirty;
	struct entry_at entry;

	for (addr = start; addr != end; addr += K4) {
		dump_entry(dump, 1, addr, &entry);
		a += !!(entry.raw & E_A);
		d += !!(entry.raw & E_D);
	}
	runs_bits(dump, run, start, end, &accessed, &dirty);
	ASSERT_EQ(a, accessed);
	ASSERT_EQ(d, dirty);
}

static void compare_loose(struct __test_metadata *_metadata, enum ptwalk_half half,
			  __u64 start, __u64 *state)
{
	struct forge *f = forge_new(FORGE_6_12, 4, half);
	struct runs strict, loose;
	struct ptwalk_run run;
	struct errmsg err;
	struct dump *dump;
	__u64 raw = 0, i;
	size_t size;
	void *data;

	if (half == PTWALK_HALF_USER) {
		forge_vma(f, start, start + 700 * K4, VMA_ANON, "");
		forge_vma(f, start + 701 * K4, start + PAGES * K4, VMA_ANON, "");
	}
	for (i = random_number(state) % 9; i < PAGES - random_number(state) % 9; i++) {
		raw = similar_entry(state, raw);
		/* not present, and no bits but the address: an invalid page of the kernel */
		if (half == PTWALK_HALF_KERNEL && random_number(state) % 64 < 16)
			raw &= 0xffffff000 | E_A | E_D;
		forge_entry(f, 1, start + i * K4, raw);
	}
	data = forge_write(f, &size);
	ASSERT_EQ(0, dump_parse(&dump, data, size, &err))
		TH_LOG("%s", err.text);
	runs_begin(&strict, dump);
	runs_begin(&loose, dump);
	runs_loosen(&loose);
	while (runs_next(&loose, &run)) {
		add_strict(_metadata, &strict, &run);
		if (run.kind != PTWALK_PAGE && run.kind != PTWALK_PROTNONE)
			continue;
		ASSERT_EQ(count_extents(dump, &run), run.extents);
		compare_bits(_metadata, dump, &run, state);
	}
	ASSERT_FALSE(runs_next(&strict, &run));
	dump_free(dump);
	free(data);
	forge_free(f);
}

TEST(loose_runs_count)
{
	__u64 state = 2;
	int round;

	for (round = 0; round < 50; round++) {
		compare_loose(_metadata, PTWALK_HALF_USER, HEAP, &state);
		compare_loose(_metadata, PTWALK_HALF_KERNEL, 0xffff888000000000, &state);
	}
}

/* Entries with random frames, in as many ranges as are counted, and as are searched */
TEST(nodes_of_entries)
{
	const __u64 mask = 0xffffffffff000;
	static __u64 got[PTWALK_NODES_MAX + 1], expected[PTWALK_NODES_MAX + 1];
	static union {
		struct ptwalk_nodes nodes;
		char room[sizeof(struct ptwalk_nodes) + 20 * sizeof(struct ptwalk_node_range)];
	} u;
	__u64 state = 3, entry[512], until, flip;
	unsigned int round, nr, i, n;

	for (round = 0; round < 2000; round++) {
		const unsigned int reach = 1 + random_number(&state) % 1000;
		__u64 frame = random_number(&state) % 100;

		nr = 1 + round % 20;
		for (i = 0; i < nr; i++) {
			u.nodes.range[i] = (struct ptwalk_node_range){
				.frame = frame,
				.nr = 1 + random_number(&state) % 100,
				.node = random_number(&state) % 3,
			};
			frame += u.nodes.range[i].nr + random_number(&state) % 3 * 10;
		}
		u.nodes.rec.length = sizeof(u.nodes) + nr * sizeof(u.nodes.range[0]);
		ASSERT_EQ(NULL, nodes_fault(&u.nodes));
		flip = round & 1 ? ~0ULL : 0;
		n = random_number(&state) % 512;
		memset(got, 0, sizeof(got));
		memset(expected, 0, sizeof(expected));
		for (i = 0; i < n; i++) {
			frame = random_number(&state) % reach;
			entry[i] = (((frame << 12) ^ flip) & mask) | E_READ;
			expected[nodes_find(round % 7 ? &u.nodes : NULL, frame, &until)] += K4;
		}
		nodes_add(round % 7 ? &u.nodes : NULL, entry, n, flip, mask, got);
		ASSERT_EQ(0, memcmp(got, expected, sizeof(got)));
	}
}

TEST_HARNESS_MAIN
