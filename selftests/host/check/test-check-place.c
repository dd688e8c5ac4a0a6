// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk check same-frames" of two processes: a page is compared with the page at the
 * same offset of the same file.  Only where one process is a copy of the other (fork)
 * pages at the same address are compared.
 */
#include "checked.h"
#include "forged.h"
#include "kselftest_harness.h"

#define LIB	0x7ffff7400000ULL
#define LIB2	0x7fff12346000ULL
#define TEXT	0x60000000ULL
#define UNKNOWN	"unknown: anonymous memory, as at 0x555555600000, cannot be compared with other: the processes are not copies of each other by fork()"

FIXTURE(check_place)
{
	struct checked *j;
	struct forge *o;
};

/* A file's pages from @offset on, private and read-only */
static struct ptwalk_vma *map_file(struct forge *f, __u64 at, __u64 offset,
				   unsigned int pages, __u64 frame)
{
	struct ptwalk_vma *vma = forge_vma(f, at, at + pages * K4, VMA_CODE,
					   "/lib/libc.so.6");

	vma->dev_major = 8;
	vma->ino = 0;		/* a valid inode number */
	vma->offset = offset;
	forge_map(f, 1, at, pages * K4, frame + offset, E_CODE);
	return vma;
}

static void special(struct forge *f, __u64 at)
{
	struct ptwalk_vma *vma = forge_vma(f, at, at + K4, VMA_CODE, "[vdso]");

	vma->dev_major = 0;
	vma->ino = 0;
	forge_entry(f, 1, at, F2 | E_CODE);
}

FIXTURE_SETUP(check_place)
{
	self->j = checked_new();
	self->o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	self->j->other = self->o;
	forge_header(self->o)->tgid += 1;
	forge_header(self->o)->start_time += 1;
	map_file(self->j->f, LIB, 0x4000, 8, TEXT);
}

FIXTURE_TEARDOWN(check_place)
{
	checked_free(self->j);
}

TEST_F(check_place, file_and_offset)
{
	struct ptwalk_vma *vma = map_file(self->o, LIB2, 0x2000, 8, TEXT);

	EXPECT_JUDGED("same-frames@/lib/libc.so.6", "holds 24576/24576");
	/* another file at the same address is no counterpart */
	map_file(self->o, LIB, 0x4000, 8, TEXT)->dev_minor = 1;
	EXPECT_JUDGED("same-frames@/lib/libc.so.6", "holds 24576/24576");
	/* one page is a private copy, until a second mapping has the page of the file */
	forge_entry(self->o, 1, LIB2 + 3 * K4, F1 | E_WRITTEN);
	EXPECT_JUDGED("same-frames@/lib/libc.so.6",
		      "fails 20480/24576 +0x2aaaa1e01000-0x2aaaa1e02000 4096/1");
	map_file(self->o, LIB2 + M2, 0x5000, 1, TEXT);
	EXPECT_JUDGED("same-frames@/lib/libc.so.6", "holds 24576/24576");
	vma->dev_major = 9;
	EXPECT_JUDGED("same-frames==4K@/lib/libc.so.6", "holds 4096/4096");
}

/*
 * A program maps a page of its file twice, as the end of its constants and as data that is
 * relocated: the relocated page of one process is told beside that of the other.
 */
TEST_F(check_place, the_same_part_of_the_file)
{
	char *arg[2] = { "same-frames@0x7ffff7600000", "other" };
	struct check_result result;
	struct check_expr expr;
	struct dump *dump, *other;
	void *data, *more;

	map_file(self->j->f, LIB + M2, 0x7000, 1, F1);
	map_file(self->o, LIB2, 0x4000, 4, TEXT);
	map_file(self->o, LIB2 + M2, 0x7000, 1, F2);
	dump = forged_dump(self->j->f, &data);
	other = forged_dump(self->o, &more);
	ASSERT_EQ(2, check_expr_parse(&expr, arg, 2, NULL));
	expr.other = other;
	check_judge(dump, &expr, 1, &result);
	EXPECT_EQ(CHECK_FAILS, result.state);
	EXPECT_EQ(LIB2 + M2, result.part[false].other);
	dump_free(dump);
	dump_free(other);
	free(data);
	free(more);
}

TEST_F(check_place, no_counterpart)
{
	EXPECT_JUDGED("same-frames@/lib/libc.so.6", "fails 0/0");
	EXPECT_JUDGED("no-same-frames@/lib/libc.so.6", "holds 0/0");
}

TEST_F(check_place, special_by_name)
{
	special(self->j->f, LIB + M2);
	special(self->o, LIB2 + M2);
	EXPECT_JUDGED("same-frames@[vdso]", "holds 4096/4096");
}

/* Anonymous memory of two unrelated processes cannot be compared. */
TEST_F(check_place, anonymous)
{
	forge_vma(self->o, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	forge_map(self->o, 1, HEAP, M2, F1 + M2, E_WRITTEN);
	map_file(self->o, LIB2, 0x4000, 8, TEXT);
	EXPECT_JUDGED("same-frames@[heap]", UNKNOWN);
	EXPECT_JUDGED("no-same-frames@[heap]", UNKNOWN);
	EXPECT_JUDGED("same-frames>=1%@[heap]", UNKNOWN);
	EXPECT_JUDGED("same-frames", UNKNOWN);
	EXPECT_JUDGED("no-same-frames",
		      "fails 32768/32768 +0x2aaaa1e00000-0x2aaaa1e08000 32768/1");
	EXPECT_JUDGED("same-frames==100%", "holds 32768/32768");
	/* the same frame at the same address is the same, whatever the processes are */
	forge_entry(self->o, 1, HEAP + K4, (F1 + K4) | E_READ);
	EXPECT_JUDGED("no-same-frames@[heap]",
		      "fails 4096/4096 +0x1000-0x2000 4096/1");
	EXPECT_JUDGED("same-frames@[heap]", UNKNOWN);
}

/* A process and its copy: after fork(), and after a write to one page */
TEST_F(check_place, copies)
{
	struct forge *both[] = { self->j->f, self->o };
	size_t i;

	*forge_area(self->j->f, CODE) = *map_file(self->o, CODE, 0, 1, TEXT);
	for (i = 0; i < 2; i++) {
		special(both[i], LIB + M2);
		forge_vma(both[i], LIB + 2 * M2, LIB + 3 * M2, VMA_ANON, "[stack]");
	}
	forge_vma(self->o, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	forge_map(self->o, 1, HEAP, M2, F1, E_READ);
	EXPECT_JUDGED("same-frames@[heap]", "holds 2097152/2097152");
	forge_entry(self->o, 1, HEAP + K4, F2 | E_WRITTEN);
	EXPECT_JUDGED("same-frames@[heap]",
		      "fails 2093056/2097152 +0x1000-0x2000 4096/1");
	/* a stack with another range: after execve() the process is no copy any more */
	forge_area(self->o, LIB + 2 * M2)->end -= K4;
	EXPECT_JUDGED("same-frames==100%@[heap]", "holds 2093056/2093056");
	EXPECT_JUDGED("same-frames@[heap]",
		      "unknown: anonymous memory, as at 0x555555601000, cannot be compared with other: the processes are not copies of each other by fork()");
}

TEST_F(check_place, hinted)
{
	map_file(self->o, LIB2, 0x4000, 8, TEXT);
	forge_entry(self->o, 1, LIB2, forge_protnone(TEXT + 0x4000, E_A));
	EXPECT_JUDGED("same-frames@/lib/libc.so.6", "holds 32768/32768");
}

TEST_F(check_place, part_of_an_address_space)
{
	struct ptwalk_header *header = forge_header(self->o);

	map_file(self->o, LIB2, 0x4000, 8, TEXT);
	header->start = LIB2;
	header->end = LIB2 + 8 * K4;
	forge_end(self->o)->reached = header->end;
	EXPECT_JUDGED("same-frames@/lib/libc.so.6",
		      "unknown: other covers a part of an address space only: the rest may map the same pages");
}

TEST_HARNESS_MAIN
