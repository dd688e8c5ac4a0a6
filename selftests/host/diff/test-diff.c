// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of two dumps, entry by entry: every kind of change, and how changes of
 * neighbouring entries merge into runs.
 */
#include <stdio.h>

#include "diff-pair.h"
#include "kselftest_harness.h"

FIXTURE(diff)
{
	struct pair *pair;
};

FIXTURE_SETUP(diff)
{
	self->pair = pair_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(diff)
{
	pair_free(self->pair);
}

TEST_F(diff, mapped_and_unmapped)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP + 9 * K4, F1 | E_READ);
	forge_map(pair->now, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	forge_map(pair->was, 1, HEAP + 5 * K4, K4, F2, E_WRITTEN);
	EXPECT_DIFF("ENTRY 1 +0x0-0x3000 3 mapped\n"
		    "ENTRY 1 +0x5000-0x6000 1 unmapped\n");
	EXPECT_EQ(1, pair->report.total[CHANGE_MAPPED].runs);
	EXPECT_EQ(3, pair->report.total[CHANGE_MAPPED].entries);
	EXPECT_EQ(0x3000, pair->report.total[CHANGE_MAPPED].bytes);
	EXPECT_EQ(1, pair->report.total[CHANGE_UNMAPPED].entries);
}

/* A and D in an entry that is not present mean nothing: the CPU may set them there. */
TEST_F(diff, noise_in_empty_entries)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP + K4, F1 | E_READ);
	EXPECT_ENTRY(0, E_A | E_D, "");
	EXPECT_ENTRY(E_D, 0, "");
	EXPECT_ENTRY(forge_swap(1, 5), forge_swap(1, 5) | E_A | E_D, "");
	EXPECT_ENTRY(E_A, F1 | E_READ, "ENTRY 1 +0x0-0x1000 1 mapped\n");
}

/* fork() makes pages read-only; the first write then gets a copy of the page. */
TEST_F(diff, fork_and_write_is_copy_on_write)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	forge_map(pair->was, 1, HEAP, 4 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP, 4 * K4, F1, E_WRITTEN & ~E_RW);
	EXPECT_DIFF("ENTRY 1 +0x0-0x4000 4 -rw\n");

	forge_map(pair->was, 1, HEAP, 4 * K4, F1, E_WRITTEN & ~E_RW);
	forge_map(pair->now, 1, HEAP + K4, 2 * K4, F2, E_WRITTEN);
	EXPECT_DIFF("ENTRY 1 +0x1000-0x3000 2 cow,+rw\n");
}

/* The zero page, mapped by a read, is replaced at the first write. */
TEST_F(diff, zero_page_written)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_READ | E_SPECIAL, F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 cow,+rw,+d,-special\n");
}

/* Parent and child: the one that did not write still has the old page, read-only. */
TEST_F(diff, copy_on_write_between_processes)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_fork(pair);
	EXPECT_ENTRY(F1 | E_READ, F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 cow,+rw,+d\n");
	EXPECT_ENTRY(F2 | E_WRITTEN, F1 | E_READ,
		     "ENTRY 1 +0x0-0x1000 1 cow,-rw,-d\n");
	EXPECT_ENTRY(F1 | E_READ, F2 | E_READ,
		     "ENTRY 1 +0x0-0x1000 1 moved\n");
	EXPECT_FALSE(pair->report.rules.same_process);
	EXPECT_TRUE(pair->report.rules.frames);
}

TEST_F(diff, moved)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_WRITTEN, F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 moved\n");
	EXPECT_ENTRY(F1 | E_READ, F2 | E_READ,
		     "ENTRY 1 +0x0-0x1000 1 moved\n");
	/* writable before: no copy-on-write in one process */
	EXPECT_ENTRY(F1 | E_WRITTEN, F2 | E_READ,
		     "ENTRY 1 +0x0-0x1000 1 moved,-rw,-d\n");
	/* a NUMA hint that ended in a migration */
	EXPECT_ENTRY(forge_protnone(F1, E_A | E_D | E_NX), F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 moved,-protnone,+rw,+us\n");
}

TEST_F(diff, moved_huge)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(pair->now, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 moved\n");
	EXPECT_EQ(M2, pair->report.total[CHANGE_MOVED].bytes);
}

/* Each flag, set and cleared: the change has the flag's name at the level of the entry. */
TEST_F(diff, flags)
{
	struct pair *pair = self->pair;
	static const struct {
		__u64		bit;
		unsigned int	level;
		const char	*name;
	} bits[] = {
		{ 1ULL << 1,  1, "rw" },	{ 1ULL << 2,  1, "us" },
		{ 1ULL << 3,  1, "pwt" },	{ 1ULL << 4,  1, "pcd" },
		{ 1ULL << 5,  1, "a" },		{ 1ULL << 6,  1, "d" },
		{ 1ULL << 7,  1, "pat" },	{ 1ULL << 8,  1, "g" },
		{ 1ULL << 9,  1, "special" },	{ 1ULL << 10, 1, "uffd-wp" },
		{ 1ULL << 11, 1, "soft-dirty" }, { 1ULL << 58, 1, "devmap" },
		{ 1ULL << 63, 1, "nx" },
		{ 1ULL << 1,  2, "rw" },	{ 1ULL << 6,  2, "d" },
		{ 1ULL << 11, 2, "soft-dirty" }, { 1ULL << 12, 2, "pat" },
		{ 1ULL << 63, 2, "nx" },
		{ 1ULL << 5,  3, "a" },		{ 1ULL << 12, 3, "pat" },
	};
	char gained[4096], lost[4096];
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		__u64 span = K4 << (9 * (bits[i].level - 1));
		__u64 addr = (HEAP & ~(G1 - 1)) +
			     64 * G1 * bits[i].level + 2 * i * span;
		__u64 raw = HUGE1 | E_P | (bits[i].level > 1 ? E_PS : 0);

		forge_entry(pair->was, bits[i].level, addr, raw);
		forge_entry(pair->now, bits[i].level, addr, raw | bits[i].bit);
		snprintf(gained + n, sizeof(gained) - n,
			 "ENTRY %u +0x%llx-0x%llx 1 +%s\n", bits[i].level,
			 addr - HEAP, addr + span - HEAP, bits[i].name);
		n += snprintf(lost + n, sizeof(lost) - n,
			      "ENTRY %u +0x%llx-0x%llx 1 -%s\n", bits[i].level,
			      addr - HEAP, addr + span - HEAP, bits[i].name);
	}
	EXPECT_DIFF(gained);
	pair_swap(pair);
	EXPECT_DIFF(lost);
}

/* 6.6 and later move D to bit 58 when they write-protect. */
TEST_F(diff, saved_dirty)
{
	struct pair *pair = self->pair;

	pair_renew(pair, FORGE_6_12, FORGE_6_12, 4, PTWALK_HALF_USER);
	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_WRITTEN,
		     F1 | (E_WRITTEN & ~(E_RW | E_D)) | 1ULL << 58,
		     "ENTRY 1 +0x0-0x1000 1 +saved-dirty,-rw,-d\n");
}

TEST_F(diff, protnone)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	/* mprotect(PROT_NONE): PAGE_NONE is A and bit 8, the address inverted */
	EXPECT_ENTRY(F1 | E_WRITTEN, forge_protnone(F1, E_A | E_D),
		     "ENTRY 1 +0x0-0x1000 1 +protnone,-rw,-us,-nx\n");
	EXPECT_ENTRY(forge_protnone(F1, E_A | E_D), F1 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 -protnone,+rw,+us,+nx\n");
	EXPECT_ENTRY(0, forge_protnone(F1, E_A | E_D),
		     "ENTRY 1 +0x0-0x1000 1 mapped\n");
	EXPECT_ENTRY(forge_protnone(F1, E_A), forge_protnone(F2, E_A),
		     "ENTRY 1 +0x0-0x1000 1 moved\n");
}

/* pmd_mkinvalid() clears P and inverts the address: bits 51 to 21. */
TEST_F(diff, invalidated_huge_page)
{
	struct pair *pair = self->pair;
	__u64 invalid = (~HUGE1 & 0x000fffffffe00000ULL) |
			((E_WRITTEN | E_PS) & ~E_P);

	pair_areas(pair);
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(pair->now, 2, HEAP, invalid);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 +invalid\n");
	pair_swap(pair);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 -invalid\n");
	/* it was read-only and is now writable in another frame: migrated, not copied */
	forge_entry(pair->was, 2, HEAP, invalid & ~E_RW);
	forge_entry(pair->now, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 moved,-invalid,+rw\n");
}

TEST_F(diff, swapped)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_WRITTEN, forge_swap(0, 77),
		     "ENTRY 1 +0x0-0x1000 1 swapped-out\n");
	EXPECT_ENTRY(forge_swap(0, 77), F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 swapped-in\n");
	EXPECT_ENTRY(forge_protnone(F1, E_A), forge_swap(0, 77),
		     "ENTRY 1 +0x0-0x1000 1 swapped-out\n");
	/* soft-dirty is bit 11 of a page and bit 1 of a swap entry */
	EXPECT_ENTRY(F1 | E_WRITTEN | E_SOFT_DIRTY, forge_swap(0, 77) | 1 << 1,
		     "ENTRY 1 +0x0-0x1000 1 swapped-out\n");
	EXPECT_ENTRY(F1 | E_WRITTEN | E_SOFT_DIRTY, forge_swap(0, 77),
		     "ENTRY 1 +0x0-0x1000 1 swapped-out,-soft-dirty\n");
}

TEST_F(diff, nonpresent)
{
	struct pair *pair = self->pair;
	const __u64 marker = 0xf7fffffffffffc00ULL;	/* uffd-wp of 6.1 */
	const __u64 poison = forge_swap(26, F1 >> 12);
	const __u64 migration = forge_swap(29, F1 >> 12);

	pair_areas(pair);
	EXPECT_ENTRY(0, forge_swap(0, 77),
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(forge_swap(0, 77), 0,
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(forge_swap(0, 77), forge_swap(0, 78),
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(forge_swap(0, 77), forge_swap(1, 77),
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(forge_swap(0, 77), forge_swap(0, 77) | 1 << 3,
		     "ENTRY 1 +0x0-0x1000 1 +exclusive\n");
	EXPECT_ENTRY(0, marker, "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(marker, F1 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 mapped,nonpresent\n");
	EXPECT_ENTRY(F1 | E_WRITTEN, poison,
		     "ENTRY 1 +0x0-0x1000 1 unmapped,nonpresent\n");
	/* a migration entry still names the page's old frame */
	EXPECT_ENTRY(F1 | E_WRITTEN, migration,
		     "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
	EXPECT_ENTRY(migration, F2 | E_WRITTEN,
		     "ENTRY 1 +0x0-0x1000 1 moved,nonpresent\n");
}

/* Dumps from /proc/kcore and from memory images do not know what these entries are. */
TEST_F(diff, meaning_unknown_to_one_dump)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	forge_dict_drop(pair->now, PTWALK_DICT_PROTNONE);
	EXPECT_ENTRY(forge_protnone(F1, E_A), forge_protnone(F1, E_A), "");
	EXPECT_ENTRY(forge_swap(0, 77), forge_swap(0, 77), "");
	EXPECT_ENTRY(forge_swap(0, 77), 0, "ENTRY 1 +0x0-0x1000 1 nonpresent\n");
}

TEST_F(diff, protection_key)
{
	struct pair *pair = self->pair;

	forge_dict(pair->was, PTWALK_DICT_FEATURES,
		   PTWALK_CPU_NX | PTWALK_CPU_PKU);
	forge_dict(pair->now, PTWALK_DICT_FEATURES,
		   PTWALK_CPU_NX | PTWALK_CPU_PKU);
	pair_areas(pair);
	EXPECT_ENTRY(F1 | E_WRITTEN, F1 | E_WRITTEN | 5ULL << 59,
		     "ENTRY 1 +0x0-0x1000 1 pkey\n");
}

TEST_F(diff, bits_without_a_name)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	/* bit 52 is ignored by the CPU and not used by Linux */
	EXPECT_ENTRY(F1 | E_WRITTEN, F1 | E_WRITTEN | 1ULL << 52,
		     "ENTRY 1 +0x0-0x1000 1 raw\n");
	EXPECT_ENTRY(F1 | E_WRITTEN, F1 | E_READ | 1ULL << 52,
		     "ENTRY 1 +0x0-0x1000 1 -rw,-d\n");
}

TEST_F(diff, reserved_bits)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	/* bits 20 to 13 of a 2M page must be 0 */
	forge_entry(pair->was, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(pair->now, 2, HEAP, HUGE1 | E_WRITTEN | E_PS | 1 << 13);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 +reserved\n");
	pair_swap(pair);
	EXPECT_DIFF("ENTRY 2 +0x0-0x200000 1 -reserved\n");
}

TEST_F(diff, runs_are_merged)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	pair_both(pair, 1, HEAP, F1 | E_READ);
	pair_both(pair, 1, HEAP + M2 + 4 * K4, F1 | E_READ);
	/* across the boundary of a table; frames and other flags do not matter */
	forge_map(pair->now, 1, HEAP + M2 - 2 * K4, 4 * K4, F1, E_WRITTEN);
	forge_map(pair->now, 1, HEAP + M2 + 2 * K4, 2 * K4, F2, E_READ);
	EXPECT_DIFF("ENTRY 1 +0x1fe000-0x204000 6 mapped\n");
}

TEST_F(diff, runs_end_where_the_change_ends)
{
	struct pair *pair = self->pair;

	pair_areas(pair);
	forge_map(pair->was, 1, HEAP, 6 * K4, F1, E_READ);
	forge_map(pair->now, 1, HEAP, 2 * K4, F1, E_READ | E_D);
	forge_map(pair->now, 1, HEAP + 2 * K4, 2 * K4, F1 + 2 * K4,
		  E_READ | E_D | E_RW);
	forge_entry(pair->now, 1, HEAP + 4 * K4, (F1 + 4 * K4) | E_READ);
	forge_entry(pair->now, 1, HEAP + 5 * K4, (F1 + 5 * K4) | E_READ | E_D);
	EXPECT_DIFF("ENTRY 1 +0x0-0x2000 2 +d\n"
		    "ENTRY 1 +0x2000-0x4000 2 +rw,+d\n"
		    "ENTRY 1 +0x5000-0x6000 1 +d\n");
	/* changes that the caller does not want do not end a run */
	pair->wanted.gained &= (__u32)~PTWALK_F_RW;
	EXPECT_DIFF("ENTRY 1 +0x0-0x4000 4 +d\n"
		    "ENTRY 1 +0x5000-0x6000 1 +d\n");
	pair->wanted.gained = PTWALK_F_RW;
	EXPECT_DIFF("ENTRY 1 +0x2000-0x4000 2 +rw\n");
}

TEST_F(diff, runs_end_where_the_area_ends)
{
	struct pair *pair = self->pair;

	forge_vma(pair->was, HEAP, HEAP + 2 * K4, VMA_ANON, "");
	forge_vma(pair->was, HEAP + 2 * K4, HEAP + 4 * K4, VMA_ANON, "");
	forge_vma(pair->now, HEAP, HEAP + 2 * K4, VMA_ANON, "");
	forge_vma(pair->now, HEAP + 2 * K4, HEAP + 4 * K4, VMA_ANON, "");
	forge_map(pair->now, 1, HEAP, 4 * K4, F1, E_WRITTEN);
	pair_both(pair, 1, HEAP + 9 * K4, F1 | E_READ);
	EXPECT_DIFF("ENTRY 1 +0x0-0x2000 2 mapped\n"
		    "ENTRY 1 +0x2000-0x4000 2 mapped\n");
}

TEST_HARNESS_MAIN
