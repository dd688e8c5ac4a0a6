// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs (run.h) of the tables of a dump, through the iterator of dump.h: where a run ends,
 * what it counts, and that no address is missing between two runs.  The tests format runs
 * as text and compare that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL

/**
 * struct listing - a forged dump and its runs as text
 * @f: the forged dump
 * @err: why the dump could not be parsed
 * @text: its runs, one per line
 */
struct listing {
	struct forge	*f;
	struct errmsg	err;
	char		text[4096];
};

FIXTURE(run)
{
	struct listing l;
};

FIXTURE_SETUP(run)
{
	self->l.f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(run)
{
	forge_free(self->l.f);
}

/* Replaces the forged dump by an empty one. */
static void renew(struct listing *l, unsigned int levels,
		  enum ptwalk_half half)
{
	forge_free(l->f);
	l->f = forge_new(FORGE_6_1, levels, half);
}

/*
 * Appends a run as "1 page +0x0-0x2000 2/1": level, kind, addresses relative to @base,
 * entries and extents; "restricted" follows if the tables above do not permit everything.
 */
static void write_down(struct listing *l, const struct ptwalk_run *run,
		       __u64 base)
{
	const __u32 all = PTWALK_F_RW | PTWALK_F_US;
	size_t n = strlen(l->text), size = sizeof(l->text);

	if (run->kind == PTWALK_NONE) {
		snprintf(l->text + n, size - n, "%u none +0x%llx-0x%llx\n",
			 run->level, run->start - base, run->end - base);
		return;
	}
	snprintf(l->text + n, size - n, "%u %s +0x%llx-0x%llx %llu/%llu%s\n",
		 run->level, ptwalk_kind_name(run->kind), run->start - base,
		 run->end - base, run->entries, run->extents,
		 run->above == all ? "" : " restricted");
}

/* Formats all runs of the dump; empty ones (kind none) only if @empty. */
static int write_runs(struct listing *l, __u64 base, bool empty)
{
	struct ptwalk_run run;
	struct dump *dump;
	struct runs runs;
	size_t size;
	void *data;
	int rc;

	l->text[0] = '\0';
	data = forge_write(l->f, &size);
	rc = dump_parse(&dump, data, size, &l->err);
	if (!rc) {
		runs_begin(&runs, dump);
		while (runs_next(&runs, &run))
			if (empty || run.kind != PTWALK_NONE)
				write_down(l, &run, base);
		dump_free(dump);
	}
	free(data);
	return rc;
}

#define EXPECT_RUNS_AT(base, empty, expected)				\
	do {								\
		EXPECT_EQ(0, write_runs(&self->l, base, empty))		\
			TH_LOG("%s", self->l.err.text);			\
		EXPECT_STREQ(expected, self->l.text);			\
	} while (0)
#define EXPECT_RUNS(expected) EXPECT_RUNS_AT(HEAP, false, expected)

TEST_F(run, contiguous_pages_are_one_extent)
{
	forge_map(self->l.f, 1, HEAP, 5 * K4, F1, E_WRITTEN);
	EXPECT_RUNS("1 page +0x0-0x5000 5/1\n");
}

TEST_F(run, frames_do_not_matter)
{
	forge_map(self->l.f, 1, HEAP, 2 * K4, F1, E_WRITTEN);
	forge_map(self->l.f, 1, HEAP + 2 * K4, 2 * K4, F2, E_WRITTEN);
	/* the same frame twice, then the frame below it */
	forge_entry(self->l.f, 1, HEAP + 4 * K4, F2 | E_WRITTEN);
	forge_entry(self->l.f, 1, HEAP + 5 * K4, F2 | E_WRITTEN);
	forge_entry(self->l.f, 1, HEAP + 6 * K4, (F2 - K4) | E_WRITTEN);
	EXPECT_RUNS("1 page +0x0-0x7000 7/5\n");
}

TEST_F(run, across_tables)
{
	forge_map(self->l.f, 1, HEAP + M2 - K4, 2 * K4, F1, E_WRITTEN);
	forge_map(self->l.f, 1, HEAP + G1, 2 * K4, F1, E_WRITTEN);
	EXPECT_RUNS("1 page +0x1ff000-0x201000 2/1\n"
		    "1 page +0x40000000-0x40002000 2/1\n");
}

/* Every bit that is not part of the frame ends a run. */
TEST_F(run, any_other_bit_matters)
{
	unsigned int bit, nr = 0;
	char *line;

	for (bit = 1; bit < 64; bit++) {
		__u64 addr = HEAP + 4 * bit * K4;

		if (bit >= 12 && bit < 52)
			continue;
		forge_entry(self->l.f, 1, addr, F1 | E_P);
		forge_entry(self->l.f, 1, addr + K4, F1 | E_P | 1ULL << bit);
		nr += 2;
	}
	EXPECT_EQ(0, write_runs(&self->l, HEAP, false));
	for (line = strchr(self->l.text, '\n'); line; line = strchr(line + 1, '\n'))
		nr--;
	EXPECT_EQ(0, nr);
}

/* Bit 12 of a huge page is PAT, and 13 to 20 are reserved: no frame bits. */
TEST_F(run, huge_page_attributes)
{
	forge_map(self->l.f, 2, HEAP, 2 * M2, HUGE1, E_WRITTEN | E_PS);
	forge_entry(self->l.f, 2, HEAP + 2 * M2,
		    (HUGE1 + 2 * M2) | E_WRITTEN | E_PS | 1 << 12);
	forge_entry(self->l.f, 2, HEAP + 3 * M2,
		    (HUGE1 + 3 * M2) | E_WRITTEN | E_PS | 1 << 20);
	EXPECT_RUNS("2 page +0x0-0x400000 2/1\n"
		    "2 page +0x400000-0x600000 1/1\n"
		    "2 page +0x600000-0x800000 1/1\n");
}

TEST_F(run, sizes_are_kept_apart)
{
	const __u64 base = HEAP & ~(G1 - 1);

	forge_map(self->l.f, 1, base + G1 - M2, M2, HUGE1, E_WRITTEN);
	forge_entry(self->l.f, 3, base + G1, (HUGE1 + G1) | E_WRITTEN | E_PS);
	forge_entry(self->l.f, 2, base + 2 * G1, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_RUNS_AT(base, false,
		       "1 page +0x3fe00000-0x40000000 512/1\n"
		       "3 page +0x40000000-0x80000000 1/1\n"
		       "2 page +0x80000000-0x80200000 1/1\n");
}

TEST_F(run, holes)
{
	forge_vma(self->l.f, HEAP, HEAP + 4 * M2, VMA_ANON, "");
	forge_entry(self->l.f, 1, HEAP + K4, F1 | E_WRITTEN);
	forge_entry(self->l.f, 1, HEAP + 3 * K4, F1 | E_WRITTEN);
	/* A and D in a non-present entry mean nothing: still a hole */
	forge_entry(self->l.f, 1, HEAP + 4 * K4, E_A | E_D);
	forge_entry(self->l.f, 1, HEAP + 3 * M2, F1 | E_WRITTEN);
	/* empty entries of a PT and an absent PT are merged to one run */
	EXPECT_RUNS_AT(HEAP, true,
		       "0 none +0x0-0x1000\n"
		       "1 page +0x1000-0x2000 1/1\n"
		       "0 none +0x2000-0x3000\n"
		       "1 page +0x3000-0x4000 1/1\n"
		       "0 none +0x4000-0x600000\n"
		       "1 page +0x600000-0x601000 1/1\n"
		       "0 none +0x601000-0x800000\n"
		       "0 none +0x800000-0x2aaaaaa00000\n");
}

TEST_F(run, area_boundaries)
{
	forge_vma(self->l.f, HEAP, HEAP + 2 * K4, VMA_ANON, "");
	forge_vma(self->l.f, HEAP + 2 * K4, HEAP + 5 * K4, VMA_ANON, "");
	forge_vma(self->l.f, HEAP + 6 * K4, HEAP + 8 * K4, VMA_ANON, "");
	forge_map(self->l.f, 1, HEAP, 8 * K4, F1, E_WRITTEN);
	/* pages between two VMAs are a run of their own */
	EXPECT_RUNS("1 page +0x0-0x2000 2/1\n"
		    "1 page +0x2000-0x5000 3/1\n"
		    "1 page +0x5000-0x6000 1/1\n"
		    "1 page +0x6000-0x8000 2/1\n");
}

/* Two VMAs in one huge page: one run for each, with one entry each. */
TEST_F(run, area_within_a_huge_page)
{
	forge_vma(self->l.f, HEAP, HEAP + 5 * K4, VMA_ANON, "");
	forge_vma(self->l.f, HEAP + 5 * K4, HEAP + M2, VMA_ANON, "");
	forge_entry(self->l.f, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_RUNS("2 page +0x0-0x5000 1/1\n"
		    "2 page +0x5000-0x200000 1/1\n");
}

TEST_F(run, range_within_a_huge_page)
{
	forge_header(self->l.f)->start = HEAP + 3 * K4;
	forge_header(self->l.f)->end = HEAP + 5 * K4;
	forge_end(self->l.f)->reached = HEAP + 5 * K4;
	forge_vma(self->l.f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_entry(self->l.f, 2, HEAP, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_RUNS_AT(HEAP, true, "2 page +0x3000-0x5000 1/1\n");
}

/* Tables are copied as a whole; entries outside of the dump's range are not listed. */
TEST_F(run, range_within_a_table)
{
	forge_header(self->l.f)->start = HEAP + 3 * K4;
	forge_header(self->l.f)->end = HEAP + 5 * K4;
	forge_end(self->l.f)->reached = HEAP + 5 * K4;
	forge_vma(self->l.f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->l.f, 1, HEAP, 9 * K4, F1, E_WRITTEN);
	EXPECT_RUNS_AT(HEAP, true, "1 page +0x3000-0x5000 2/1\n");
}

TEST_F(run, incomplete_dump)
{
	forge_end(self->l.f)->flags = PTWALK_END_GONE;
	forge_end(self->l.f)->reached = HEAP + 4 * K4;
	forge_vma(self->l.f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->l.f, 1, HEAP, 9 * K4, F1, E_WRITTEN);
	EXPECT_RUNS_AT(HEAP, true, "1 page +0x0-0x4000 4/1\n");
}

TEST_F(run, swap)
{
	unsigned int i;

	/* consecutive slots are one extent; another swap file is another run */
	for (i = 0; i < 4; i++)
		forge_entry(self->l.f, 1, HEAP + i * K4, forge_swap(0, 70 + i));
	forge_entry(self->l.f, 1, HEAP + 4 * K4, forge_swap(0, 99));
	forge_entry(self->l.f, 1, HEAP + 5 * K4, forge_swap(1, 100));
	forge_entry(self->l.f, 1, HEAP + 6 * K4, forge_swap(1, 101) | 1 << 1);
	EXPECT_RUNS("1 swap +0x0-0x5000 5/2\n"
		    "1 swap +0x5000-0x6000 1/1\n"
		    "1 swap +0x6000-0x7000 1/1\n");
}

TEST_F(run, migration)
{
	forge_entry(self->l.f, 1, HEAP, forge_swap(29, 0x100));
	forge_entry(self->l.f, 1, HEAP + K4, forge_swap(29, 0x101));
	/* bit 34 is young (A), a flag and not part of the frame */
	forge_entry(self->l.f, 1, HEAP + 2 * K4,
		    forge_swap(29, 0x102 | 1ULL << 34));
	EXPECT_RUNS("1 migration-write +0x0-0x2000 2/1\n"
		    "1 migration-write +0x2000-0x3000 1/1\n");
}

TEST_F(run, markers)
{
	forge_entry(self->l.f, 1, HEAP, forge_swap(30, 1));
	forge_entry(self->l.f, 1, HEAP + K4, forge_swap(30, 1));
	forge_entry(self->l.f, 1, HEAP + 2 * K4, forge_swap(30, 2));
	EXPECT_RUNS("1 marker +0x0-0x2000 2/1\n"
		    "1 marker +0x2000-0x3000 1/1\n");
}

/* The frame is stored inverted: for consecutive frames the raw value decreases. */
TEST_F(run, protnone)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		forge_entry(self->l.f, 1, HEAP + i * K4,
			    forge_protnone(F1 + i * K4, E_A));
	forge_entry(self->l.f, 1, HEAP + 4 * K4, forge_protnone(F2, E_A));
	forge_entry(self->l.f, 1, HEAP + 5 * K4, (F2 + K4) | E_A | E_P);
	EXPECT_RUNS("1 protnone +0x0-0x5000 5/2\n"
		    "1 page +0x5000-0x6000 1/1\n");
}

/* Equal entries under a table that permits less are another run. */
TEST_F(run, effective_permissions)
{
	forge_map(self->l.f, 1, HEAP, 2 * M2, F1, E_WRITTEN);
	forge_entry(self->l.f, 2, HEAP + M2,
		    forge_table(self->l.f, 1, HEAP + M2)->phys |
		    (E_TABLE & ~E_RW));
	EXPECT_RUNS("1 page +0x0-0x200000 512/1\n"
		    "1 page +0x200000-0x400000 512/1 restricted\n");
}

TEST_F(run, unread_table)
{
	forge_vma(self->l.f, HEAP, HEAP + 3 * M2, VMA_ANON, "");
	forge_map(self->l.f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_map(self->l.f, 1, HEAP + M2, 3 * M2, F1, E_WRITTEN);
	forge_unread(self->l.f, 1, HEAP + M2);
	forge_unread(self->l.f, 1, HEAP + 2 * M2);
	/* the last one is in no VMA: it is treated as if it did not exist */
	forge_unread(self->l.f, 1, HEAP + 3 * M2);
	EXPECT_RUNS("1 page +0x0-0x200000 512/1\n"
		    "2 unread +0x200000-0x600000 2/2\n");
}

/* In the kernel half an unread table is always listed, as there are no VMAs. */
TEST_F(run, unread_table_of_the_kernel)
{
	renew(&self->l, 4, PTWALK_HALF_KERNEL);
	forge_map(self->l.f, 1, -M2, K4, F1, E_WRITTEN);
	forge_map(self->l.f, 1, -4 * M2, K4, F1, E_WRITTEN);
	forge_unread(self->l.f, 1, -4 * M2);
	EXPECT_RUNS_AT(-4 * M2, false, "2 unread +0x0-0x200000 1/1\n"
				       "1 page +0x600000-0x601000 1/1\n");
}

TEST_F(run, empty_table)
{
	forge_vma(self->l.f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_table(self->l.f, 1, HEAP);
	EXPECT_RUNS_AT(HEAP, true, "0 none +0x0-0x200000\n"
				   "0 none +0x200000-0x2aaaaaa00000\n");
}

TEST_F(run, first_and_last_address_of_the_user_half)
{
	unsigned int levels;

	for (levels = 4; levels <= 5; levels++) {
		__u64 limit = levels == 4 ? 1ULL << 47 : 1ULL << 56;
		char expected[160];

		renew(&self->l, levels, PTWALK_HALF_USER);
		forge_entry(self->l.f, 1, 0, F1 | E_WRITTEN);
		forge_entry(self->l.f, 1, limit - K4, F1 | E_WRITTEN);
		snprintf(expected, sizeof(expected),
			 "1 page +0x0-0x1000 1/1\n"
			 "0 none +0x1000-0x%llx\n"
			 "1 page +0x%llx-0x%llx 1/1\n",
			 limit - K4, limit - K4, limit);
		EXPECT_RUNS_AT(0, true, expected);
	}
}

/* The last run ends at 1 << 64, which is stored as 0. */
TEST_F(run, top_of_the_kernel_half)
{
	unsigned int levels;

	for (levels = 4; levels <= 5; levels++) {
		__u64 bottom = levels == 4 ? -(1ULL << 47) : -(1ULL << 56);
		char expected[160];

		renew(&self->l, levels, PTWALK_HALF_KERNEL);
		forge_entry(self->l.f, 1, bottom, F1 | E_WRITTEN);
		forge_map(self->l.f, 1, -2 * K4, 2 * K4, F1, E_WRITTEN);
		snprintf(expected, sizeof(expected),
			 "1 page +0x%llx-0x%llx 1/1\n"
			 "0 none +0x%llx-0xffffffffffffe000\n"
			 "1 page +0xffffffffffffe000-0x0 2/1\n",
			 bottom, bottom + K4, bottom + K4);
		EXPECT_RUNS_AT(0, true, expected);
	}
}

TEST_F(run, huge_page_at_the_top)
{
	renew(&self->l, 4, PTWALK_HALF_KERNEL);
	forge_entry(self->l.f, 3, -G1, HUGE1 | E_WRITTEN | E_PS);
	EXPECT_RUNS_AT(0, false, "3 page +0xffffffffc0000000-0x0 1/1\n");
}

TEST_F(run, empty_address_space)
{
	EXPECT_RUNS_AT(0, true, "");
	forge_vma(self->l.f, HEAP, HEAP + M2, VMA_ANON, "");
	EXPECT_RUNS_AT(0, true, "");
}

/* The parent entry in a table's record counts, not the older copy in the parent's record. */
TEST_F(run, stale_copy_of_the_parent)
{
	forge_map(self->l.f, 1, HEAP, K4, F1, E_WRITTEN);
	forge_map(self->l.f, 1, HEAP + M2, K4, F1, E_WRITTEN);
	forge_entry(self->l.f, 2, HEAP + M2, 0);
	forge_table(self->l.f, 1, HEAP + M2)->parent = 0x77000000 | E_TABLE;
	EXPECT_RUNS("1 page +0x0-0x1000 1/1\n"
		    "1 page +0x200000-0x201000 1/1\n");
}

TEST_HARNESS_MAIN
