// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk check" with all kinds of dumps: each form of a range (@NAME, @vma:ADDRESS,
 * @ADDRESS), a dump of a part of an address space, an incomplete dump, the kernel half,
 * and a second dump for same-frames.
 */
#include "checked.h"
#include "kselftest_harness.h"

FIXTURE(check_dump)
{
	struct checked *j;
};

FIXTURE_SETUP(check_dump)
{
	self->j = checked_new();
}

FIXTURE_TEARDOWN(check_dump)
{
	checked_free(self->j);
}

TEST_F(check_dump, places)
{
	/* two VMAs with the same name; what lies between them does not count */
	forge_vma(self->j->f, HUGE + 2 * G1, HUGE + 2 * G1 + K4, VMA_ANON,
		  "[heap]");
	EXPECT_JUDGED("present==4M@[heap]", "holds 4194304/8392704");
	EXPECT_JUDGED("none@vma:0x7f0080000fff", "holds 4096/4096");
	EXPECT_JUDGED("huge>=50%@vma:0x555555601234", "holds 2097152/4194304");
	EXPECT_JUDGED("present==1028M", "fails 1077952512/1082150912 +0xffffffffffe00000-0xffffffffffe04000 1077952512/3");
	EXPECT_JUDGED("no-wx@[stack]", "unknown: no area has this name");
	EXPECT_JUDGED("no-wx@[hea", "unknown: no area has this name");
	EXPECT_JUDGED("none@vma:0x1000", "unknown: no area contains 0x1000");
	/* the end of the user half, and addresses of the kernel half */
	EXPECT_JUDGED("none@0x7fffffffe000+4K", "holds 4096/4096");
	EXPECT_JUDGED("none@0x7ffffffff000+8K",
		      "unknown: the dump does not cover all of it: it is from 0x0 to 0x7fffffffffff");
	EXPECT_JUDGED("none@0xffffffffffffffff",
		      "unknown: the dump does not cover all of it: it is from 0x0 to 0x7fffffffffff");
}

TEST_F(check_dump, part_of_an_address_space)
{
	struct ptwalk_header *header = forge_header(self->j->f);

	header->start = HEAP;
	header->end = HEAP + 2 * M2;
	forge_end(self->j->f)->reached = header->end;
	EXPECT_JUDGED("4k@0x555555600000", "holds 4096/4096");
	EXPECT_JUDGED("present", "holds 4194304/4194304");
	EXPECT_JUDGED("4k@0x555555400000",
		      "unknown: the dump does not cover all of it: it is from 0x555555600000 to 0x5555559fffff");
	EXPECT_JUDGED("present==4M@[heap]",
		      "unknown: the dump does not cover all of it: it is from 0x555555600000 to 0x5555559fffff");
	/* the part that the dump covers is enough to fail */
	EXPECT_JUDGED("no-huge@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
}

TEST_F(check_dump, incomplete_dump)
{
	struct forge *f = checked_renew(self->j, PTWALK_HALF_USER);
	struct ptwalk_end *end = forge_end(f);

	forge_vma(f, HEAP, HEAP + 2 * M2, VMA_ANON, "[heap]");
	forge_map(f, 1, HEAP, M2, F1, E_WRITTEN);
	end->flags = PTWALK_END_GONE;
	end->reached = HEAP + M2;
	EXPECT_JUDGED("4k@0x555555600000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("4k@0x555555600000+4M",
		      "unknown: the dump is incomplete and ends at 0x555555800000");
	EXPECT_JUDGED("2m@0x555555600000+4M",
		      "fails 0/2097152 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("no-wx",
		      "unknown: the dump is incomplete and ends at 0x555555800000");
	EXPECT_JUDGED("no-rw", "fails 2097152/2097152 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("rw>=1%",
		      "unknown: the dump is incomplete and ends at 0x555555800000");
}

TEST_F(check_dump, missing_table)
{
	forge_unread(self->j->f, 1, HEAP);
	EXPECT_JUDGED("no-wx",
		      "unknown: the dump lacks the table for 0x555555600000");
	EXPECT_JUDGED("4k@0x555555601000",
		      "unknown: the dump lacks the table for 0x555555601000");
	EXPECT_JUDGED("huge@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("no-us",
		      "fails 1075855360/1075855360 +0xffffffffffe00000-0xffffffffffe04000 1075855360/3");
}

TEST_F(check_dump, kernel_half)
{
	const __u64 base = 0xffff888000000000ULL;
	struct forge *f = checked_renew(self->j, PTWALK_HALF_KERNEL);
	__u64 table;

	forge_entry(f, 3, base, 0 | ((E_WRITTEN | E_PS | E_G) & ~E_US));
	forge_map(f, 1, -2 * K4, 2 * K4, F1, (E_CODE | E_G) & ~E_US);
	EXPECT_JUDGED("no-wx", "holds 0/1073750016");
	EXPECT_JUDGED("no-us", "holds 0/1073750016");
	EXPECT_JUDGED("g", "holds 1073750016/1073750016");
	EXPECT_JUDGED("x@0xffffffffffffe000+8K", "holds 8192/8192");
	EXPECT_JUDGED("ro@0xfffffffffffff000", "holds 4096/4096");
	EXPECT_JUDGED("nx@0xffffffffffffe000+8K",
		      "fails 0/8192 +0xffffaaaaaa9fe000-0xffffaaaaaaa00000 8192/1");
	EXPECT_JUDGED("none@0xffffffffffffd000+8K",
		      "fails 4096/8192 +0xffffaaaaaa9fe000-0xffffaaaaaa9ff000 4096/1");

	/* two more entries for the same table, as in the kernel's KASAN shadow */
	forge_map(f, 1, base + 2 * G1, M2, F2, E_READ & ~E_US);
	table = forge_table(f, 1, base + 2 * G1)->phys | E_TABLE;
	forge_entry(f, 2, base + 2 * G1 + M2, table);
	forge_entry(f, 2, base + 2 * G1 + 2 * M2, table);
	EXPECT_JUDGED("no-wx", "holds 0/1075847168");
	EXPECT_JUDGED("ro@0xffff888080000000+6M", "holds 2097152/2097152");
	EXPECT_JUDGED("rw@0xffff888080000000+6M",
		      "fails 0/2097152 +0xffff332b2aa00000-0xffff332b2ac00000 2097152/1");
	EXPECT_JUDGED("ro@0xffff888080200000+4M",
		      "unknown: the dump lacks the table for 0xffff888080200000");
	EXPECT_JUDGED("ro==6M@0xffff888080000000+6M",
		      "unknown: the dump lacks the table for 0xffff888080200000");
}

TEST_F(check_dump, same_frames)
{
	struct forge *o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	self->j->other = o;
	forge_vma(o, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	EXPECT_JUDGED("same-frames", "fails 0/0");
	EXPECT_JUDGED("no-same-frames", "holds 0/0");
	/* the other dump has the 2M page split in place, and new pages above it */
	forge_map(o, 1, HEAP + M2, 2 * M2, HUGE1, E_WRITTEN);
	EXPECT_JUDGED("same-frames", "holds 2097152/2097152");
	EXPECT_JUDGED("same-frames@[heap]", "holds 2097152/2097152");
	forge_entry(o, 1, HEAP + M2 + K4, F2 | E_WRITTEN);
	EXPECT_JUDGED("same-frames",
		      "fails 2093056/2097152 +0x201000-0x202000 4096/1");
	EXPECT_JUDGED("same-frames==2044K", "holds 2093056/2097152");
	EXPECT_JUDGED("same-frames>=99%", "holds 2093056/2097152");
	EXPECT_JUDGED("same-frames@0x555555800000", "holds 4096/4096");
	EXPECT_JUDGED("no-same-frames@0x555555801000", "holds 0/4096");
	EXPECT_JUDGED("no-same-frames@vma:0x555555801000",
		      "fails 2093056/2097152 +0x200000-0x201000 2093056/2");
	/* 4K pages: one in another frame, one swapped out */
	forge_map(o, 1, HEAP, 8 * K4, F1, E_READ);
	forge_entry(o, 1, HEAP + 2 * K4, F2 | E_READ);
	forge_entry(o, 1, HEAP + 5 * K4, forge_swap(0, 1));
	EXPECT_JUDGED("same-frames@0x555555600000+2M",
		      "fails 24576/28672 +0x2000-0x3000 4096/1");
	EXPECT_JUDGED("same-frames@/bin/forged@home", "fails 0/0");
}

TEST_F(check_dump, frames_that_do_not_compare)
{
	struct forge *o = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);

	self->j->other = o;
	EXPECT_JUDGED("same-frames",
		      "unknown: other is of another half, kernel or boot: frame numbers cannot be compared");
	forge_free(o);
	o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	self->j->other = o;
	forge_vma(o, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_map(o, 1, HEAP, M2, F1, E_WRITTEN);
	forge_header(o)->time_realtime += 86400000000000ULL;
	EXPECT_JUDGED("same-frames",
		      "unknown: other is of another half, kernel or boot: frame numbers cannot be compared");
	forge_header(o)->time_realtime -= 86400000000000ULL;
	EXPECT_JUDGED("same-frames", "holds 2097152/2097152");
	forge_end(o)->flags = PTWALK_END_GONE;
	forge_end(o)->reached = HEAP + M2;
	EXPECT_JUDGED("same-frames", "unknown: other is incomplete");
	EXPECT_JUDGED("no-same-frames",
		      "fails 2097152/2097152 +0x0-0x200000 2097152/1");
}

/* A table that is missing elsewhere says nothing about the pages that are asked for. */
TEST_F(check_dump, frames_beside_a_missing_table)
{
	struct forge *o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	self->j->other = o;
	forge_vma(o, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	forge_map(o, 1, HEAP + M2, M2, HUGE1, E_WRITTEN);
	forge_unread(self->j->f, 1, HEAP);
	EXPECT_JUDGED("same-frames@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("same-frames@0x555555600000+4M",
		      "unknown: other or the dump itself lacks tables that were added or freed during the dump");
}

TEST_HARNESS_MAIN
