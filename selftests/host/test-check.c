// SPDX-License-Identifier: GPL-2.0
/*
 * Expressions of "ptwalk check": each name where it is true and where it is not,
 * each amount, each place, and what is refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "forge.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define CODE	0x555555400000ULL
#define HUGE	0x7f0000000000ULL	/* a multiple of 1G */
#define F1	0x12345000ULL		/* frames */
#define F2	0x23456000ULL
#define HUGE1	0x40000000ULL
#define HUGE2	0x80000000ULL

/**
 * struct judged - a dump, perhaps another one, and what became of an expression
 * @f: the dump
 * @other: the other one, or NULL
 * @text: "holds 4096/8192", what is true and what could be; "fails" and behind
 *	  that " +0x0-0x1000 4096/1", the first range, counted from HEAP, bytes and
 *	  ranges; "unknown" and why; or why the expression was refused
 */
struct judged {
	struct forge	*f;
	struct forge	*other;
	char		text[600];
};

FIXTURE(check)
{
	struct judged j;
};

/* 4K pages below, a 2M page above; a hole; code; a page of 1G */
FIXTURE_SETUP(check)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, CODE, CODE + 4 * K4, VMA_CODE, "/bin/forged@home");
	forge_vma(f, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	forge_vma(f, HUGE, HUGE + G1, VMA_ANON, "");
	forge_map(f, 1, CODE, 4 * K4, F2, E_CODE);
	forge_map(f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(f, 3, HUGE, HUGE2 | E_WRITTEN | E_PS | E_SOFT_DIRTY);
	self->j.f = f;
}

FIXTURE_TEARDOWN(check)
{
	forge_free(self->j.f);
	if (self->j.other)
		forge_free(self->j.other);
}

static void write_down(struct judged *j, const struct check_result *r)
{
	__u64 whole = r->part[0].bytes + r->part[1].bytes;
	size_t size = sizeof(j->text), n = 0;

	if (r->state == CHECK_UNKNOWN) {
		snprintf(j->text, size, "unknown: %s", r->why.text);
		return;
	}
	n += snprintf(j->text, size, "%s %llu/%llu",
		      r->state == CHECK_HOLDS ? "holds" : "fails",
		      r->part[1].bytes, whole);
	if (r->failing)
		snprintf(j->text + n, size - n, " +0x%llx-0x%llx %llu/%llu",
			 r->failing->start - HEAP, r->failing->end - HEAP,
			 r->failing->bytes, r->failing->ranges);
}

static struct dump *dump_of(struct forge *f, void **data)
{
	struct errmsg err;
	struct dump *dump;
	size_t size;

	*data = forge_write(f, &size);
	if (dump_parse(&dump, *data, size, &err)) {
		fprintf(stderr, "# %s\n", err.text);
		exit(1);
	}
	return dump;
}

/* The dump is written anew each time, so that a test can change it meanwhile. */
static const char *judge(struct judged *j, const char *text)
{
	char word[64], target[] = "other", *arg[] = { word, target };
	struct dump *dump, *other = NULL;
	struct check_result result;
	struct check_expr expr;
	void *data, *more;
	struct errmsg err;

	snprintf(word, sizeof(word), "%s", text);
	if (check_expr_parse(&expr, arg, 2, &err) < 0) {
		snprintf(j->text, sizeof(j->text), "%s", err.text);
		return j->text;
	}
	dump = dump_of(j->f, &data);
	if (expr.target) {
		other = dump_of(j->other, &more);
		expr.other = other;
	}
	check_judge(dump, &expr, 1, &result);
	write_down(j, &result);
	if (other) {
		dump_free(other);
		free(more);
	}
	dump_free(dump);
	free(data);
	return j->text;
}

#define EXPECT_JUDGED(expression, expected)				\
	EXPECT_STREQ(expected, judge(&self->j, expression))

TEST_F(check, sizes)
{
	EXPECT_JUDGED("4k@0x555555600000", "holds 4096/4096");
	EXPECT_JUDGED("4k@0x555555600fff", "holds 4096/4096");
	EXPECT_JUDGED("4k@0x555555600000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("4k@0x555555600000-0x555555a00000",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("2m@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("2m@0x555555801000", "holds 4096/4096");
	EXPECT_JUDGED("2m@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
	/* a hole is not of the size */
	EXPECT_JUDGED("2m@0x555555800000+4M",
		      "fails 2097152/4194304 +0x400000-0x600000 2097152/1");
	EXPECT_JUDGED("1g@0x7f0000000000+1G", "holds 1073741824/1073741824");
	EXPECT_JUDGED("1g@0x555555800000",
		      "fails 0/4096 +0x200000-0x201000 4096/1");
	EXPECT_JUDGED("huge@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("huge@0x7f0000000000", "holds 4096/4096");
	EXPECT_JUDGED("huge@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
}

TEST_F(check, none_of_it)
{
	EXPECT_JUDGED("no-huge@0x555555600000+2M", "holds 0/2097152");
	EXPECT_JUDGED("no-huge@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("no-none@0x555555600000+4M", "holds 0/4194304");
	EXPECT_JUDGED("no-none@[heap]",
		      "fails 4194304/8388608 +0x400000-0x800000 4194304/1");
	EXPECT_JUDGED("no-wx", "holds 0/1077952512");
}

/* Percentages of sizes are shares of what is present, not of the area. */
TEST_F(check, shares)
{
	EXPECT_JUDGED("huge>=50%@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge>=50.1%@[heap]",
		      "fails 2097152/4194304 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("huge>50%@[heap]",
		      "fails 2097152/4194304 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("huge<=50%@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge<=49.9%@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("huge<50%@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("huge<50.1%@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge>49.9%@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge==50%@[heap]", "holds 2097152/4194304");
	/* too little, too much: what is in the way is the other part */
	EXPECT_JUDGED("huge==60%@[heap]",
		      "fails 2097152/4194304 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("huge==40%@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("present==50%@[heap]", "holds 4194304/8388608");
	EXPECT_JUDGED("ro==100%@/bin/forged@home", "holds 16384/16384");
	EXPECT_JUDGED("ro>=0%@/bin/forged@home", "holds 16384/16384");
}

TEST_F(check, bytes)
{
	EXPECT_JUDGED("huge==2M@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge==0x200000@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("huge>2M@[heap]",
		      "fails 2097152/4194304 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("huge<2M@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
	EXPECT_JUDGED("none>=4MiB@[heap]", "holds 4194304/8388608");
	EXPECT_JUDGED("present==0@0x1000", "holds 0/4096");
	/* more than there are addresses */
	EXPECT_JUDGED("none<=15E@[heap]", "holds 4194304/8388608");
}

/* Where nothing is there, what is said of pages is true of none. */
TEST_F(check, nothing)
{
	EXPECT_JUDGED("4k@0x1000", "fails 0/4096 +0xffffaaaaaaa01000-0xffffaaaaaaa02000 4096/1");
	EXPECT_JUDGED("ro@0x1000", "fails 0/0");
	EXPECT_JUDGED("nx@0x1000+1G", "fails 0/0");
	EXPECT_JUDGED("huge<=10%@0x1000", "fails 0/0");
	EXPECT_JUDGED("huge>=0%@0x1000", "fails 0/0");
	EXPECT_JUDGED("huge<=10M@0x1000", "holds 0/0");
	EXPECT_JUDGED("no-wx@0x1000", "holds 0/0");
	EXPECT_JUDGED("none@0x1000", "holds 4096/4096");
	EXPECT_JUDGED("none@0x0+4K", "holds 4096/4096");
	EXPECT_JUDGED("none@0x7ffffffff000", "holds 4096/4096");
}

TEST_F(check, permissions)
{
	EXPECT_JUDGED("ro@/bin/forged@home", "holds 16384/16384");
	EXPECT_JUDGED("x@/bin/forged@home", "holds 16384/16384");
	EXPECT_JUDGED("us", "holds 1077952512/1077952512");
	EXPECT_JUDGED("rw@[heap]", "holds 4194304/4194304");
	EXPECT_JUDGED("nx@[heap]", "holds 4194304/4194304");
	EXPECT_JUDGED("ro@[heap]", "fails 0/4194304 +0x0-0x400000 4194304/1");
	EXPECT_JUDGED("x@[heap]", "fails 0/4194304 +0x0-0x400000 4194304/1");
	EXPECT_JUDGED("rw@/bin/forged@home",
		      "fails 0/16384 +0xffffffffffe00000-0xffffffffffe04000 16384/1");
	EXPECT_JUDGED("nx@/bin/forged@home",
		      "fails 0/16384 +0xffffffffffe00000-0xffffffffffe04000 16384/1");
	EXPECT_JUDGED("no-us@0x555555600000", "fails 4096/4096 +0x0-0x1000 4096/1");

	forge_entry(self->j.f, 1, HEAP + K4, F1 | (E_WRITTEN & ~E_NX));
	forge_entry(self->j.f, 1, HEAP + 3 * K4, F1 | (E_WRITTEN & ~E_NX));
	EXPECT_JUDGED("no-wx", "fails 8192/1077952512 +0x1000-0x2000 8192/2");
	EXPECT_JUDGED("wx@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("wx@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
	/* the entry says so, the table above does not */
	forge_entry(self->j.f, 2, HEAP,
		    forge_table(self->j.f, 1, HEAP)->phys | (E_TABLE & ~E_RW));
	EXPECT_JUDGED("no-wx", "holds 0/1077952512");
	EXPECT_JUDGED("ro@0x555555601000", "holds 4096/4096");
	forge_entry(self->j.f, 2, HEAP,
		    forge_table(self->j.f, 1, HEAP)->phys | (E_TABLE & ~E_US));
	EXPECT_JUDGED("no-us@0x555555601000", "holds 0/4096");
	EXPECT_JUDGED("us@0x555555601000", "fails 0/4096 +0x1000-0x2000 4096/1");
}

TEST_F(check, flags)
{
	EXPECT_JUDGED("soft-dirty@0x7f0000000000+1G",
		      "holds 1073741824/1073741824");
	EXPECT_JUDGED("no-soft-dirty@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("soft-dirty@0x555555600000",
		      "fails 0/4096 +0x0-0x1000 4096/1");
	EXPECT_JUDGED("a", "holds 1077952512/1077952512");
	EXPECT_JUDGED("d==0@/bin/forged@home", "holds 0/16384");
	EXPECT_JUDGED("g==0", "holds 0/1077952512");
}

TEST_F(check, kinds)
{
	const struct ptwalk_dict dict = forge_decoder_dict(self->j.f);
	const __u64 hwpoison = dict.value[PTWALK_DICT_SWP_HWPOISON];
	const __u64 migration = dict.value[PTWALK_DICT_SWP_MIG_READ];
	const struct {
		const char	*name;
		__u64		raw;
	} kinds[] = {
		{ "swap", forge_swap(0, 77) },
		{ "protnone", forge_protnone(F1, E_A | E_D) },
		{ "hwpoison", forge_swap(hwpoison, F1 / K4) },
		{ "migration-read", forge_swap(migration, F1 / K4) },
		{ "none", 0 },
		{ "page", F1 | E_WRITTEN },
	};
	char expr[64];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		forge_entry(self->j.f, 1, HEAP + K4, kinds[i].raw);
		for (j = 0; j < ARRAY_SIZE(kinds); j++) {
			snprintf(expr, sizeof(expr), "%s@0x555555601000",
				 kinds[j].name);
			EXPECT_JUDGED(expr, i == j ? "holds 4096/4096" :
				      "fails 0/4096 +0x1000-0x2000 4096/1")
				TH_LOG("%s: is %s", expr, kinds[i].name);
		}
		EXPECT_JUDGED("present@0x555555601000", kinds[i].raw & E_P ?
			      "holds 4096/4096" :
			      "fails 0/4096 +0x1000-0x2000 4096/1");
	}
}

TEST_F(check, places)
{
	/* two areas of one name; what lies between does not count */
	forge_vma(self->j.f, HUGE + 2 * G1, HUGE + 2 * G1 + K4, VMA_ANON,
		  "[heap]");
	EXPECT_JUDGED("present==4M@[heap]", "holds 4194304/8392704");
	EXPECT_JUDGED("none@vma:0x7f0080000fff", "holds 4096/4096");
	EXPECT_JUDGED("huge>=50%@vma:0x555555601234", "holds 2097152/4194304");
	EXPECT_JUDGED("present==1028M", "fails 1077952512/1082150912 +0xffffffffffe00000-0xffffffffffe04000 1077952512/3");
	EXPECT_JUDGED("no-wx@[stack]", "unknown: no area has this name");
	EXPECT_JUDGED("no-wx@[hea", "unknown: no area has this name");
	EXPECT_JUDGED("none@vma:0x1000", "unknown: no area holds 0x1000");
	/* the other half */
	EXPECT_JUDGED("none@0x7fffffffe000+4K", "holds 4096/4096");
	EXPECT_JUDGED("none@0x7ffffffff000+8K",
		      "unknown: the dump does not cover all of it: it is from 0x0 to 0x7fffffffffff");
	EXPECT_JUDGED("none@0xffffffffffffffff",
		      "unknown: the dump does not cover all of it: it is from 0x0 to 0x7fffffffffff");
}

TEST_F(check, part_of_an_address_space)
{
	struct ptwalk_header *header = forge_header(self->j.f);

	header->start = HEAP;
	header->end = HEAP + 2 * M2;
	forge_end(self->j.f)->reached = header->end;
	EXPECT_JUDGED("4k@0x555555600000", "holds 4096/4096");
	EXPECT_JUDGED("present", "holds 4194304/4194304");
	EXPECT_JUDGED("4k@0x555555400000",
		      "unknown: the dump does not cover all of it: it is from 0x555555600000 to 0x5555559fffff");
	EXPECT_JUDGED("present==4M@[heap]",
		      "unknown: the dump does not cover all of it: it is from 0x555555600000 to 0x5555559fffff");
	/* enough is known all the same */
	EXPECT_JUDGED("no-huge@[heap]",
		      "fails 2097152/4194304 +0x200000-0x400000 2097152/1");
}

TEST_F(check, incomplete_dump)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct ptwalk_end *end = forge_end(f);

	forge_free(self->j.f);
	self->j.f = f;
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

TEST_F(check, missing_table)
{
	forge_unread(self->j.f, 1, HEAP);
	EXPECT_JUDGED("no-wx",
		      "unknown: the dump lacks the table for 0x555555600000");
	EXPECT_JUDGED("4k@0x555555601000",
		      "unknown: the dump lacks the table for 0x555555601000");
	EXPECT_JUDGED("huge@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("no-us",
		      "fails 1075855360/1075855360 +0xffffffffffe00000-0xffffffffffe04000 1075855360/3");
}

TEST_F(check, kernel_half)
{
	const __u64 base = 0xffff888000000000ULL;
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	__u64 table;

	forge_free(self->j.f);
	self->j.f = f;
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

	/* two more entries lead to one table, as the kernel's KASAN shadow does */
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

TEST_F(check, same_frames)
{
	struct forge *o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	self->j.other = o;
	forge_vma(o, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	EXPECT_JUDGED("same-frames", "fails 0/0");
	EXPECT_JUDGED("no-same-frames", "holds 0/0");
	/* the 2M page split in place, one page of it moved; new pages behind it */
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
	/* small pages, in pieces of their own */
	forge_map(o, 1, HEAP, 8 * K4, F1, E_READ);
	forge_entry(o, 1, HEAP + 2 * K4, F2 | E_READ);
	forge_entry(o, 1, HEAP + 5 * K4, forge_swap(0, 1));
	EXPECT_JUDGED("same-frames@0x555555600000+2M",
		      "fails 24576/28672 +0x2000-0x3000 4096/1");
	EXPECT_JUDGED("same-frames@/bin/forged@home", "fails 0/0");
}

TEST_F(check, frames_that_do_not_compare)
{
	struct forge *o = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);

	self->j.other = o;
	EXPECT_JUDGED("same-frames",
		      "unknown: other is of another half, another kernel or another boot: its frames mean something else");
	forge_free(o);
	o = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	self->j.other = o;
	forge_vma(o, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_map(o, 1, HEAP, M2, F1, E_WRITTEN);
	forge_header(o)->time_realtime += 86400000000000ULL;
	EXPECT_JUDGED("same-frames",
		      "unknown: other is of another half, another kernel or another boot: its frames mean something else");
	forge_header(o)->time_realtime -= 86400000000000ULL;
	EXPECT_JUDGED("same-frames", "holds 2097152/2097152");
	forge_end(o)->flags = PTWALK_END_GONE;
	forge_end(o)->reached = HEAP + M2;
	EXPECT_JUDGED("same-frames", "unknown: other is incomplete");
	EXPECT_JUDGED("no-same-frames",
		      "fails 2097152/2097152 +0x0-0x200000 2097152/1");
}

/* An expression alone says as much as among others. */
TEST_F(check, several)
{
	char *arg[4] = { "no-wx", "huge@[heap]", "present==4M@[heap]", "ro" };
	static const enum check_state wanted[] = {
		CHECK_HOLDS, CHECK_FAILS, CHECK_HOLDS, CHECK_FAILS,
	};
	struct check_result result[4];
	struct check_expr expr[4];
	struct dump *dump;
	void *data;
	size_t i;

	for (i = 0; i < 4; i++)
		ASSERT_EQ(1, check_expr_parse(&expr[i], arg + i, 4 - i, NULL));
	dump = dump_of(self->j.f, &data);
	check_judge(dump, expr, 4, result);
	for (i = 0; i < 4; i++)
		EXPECT_EQ(wanted[i], result[i].state);
	dump_free(dump);
	free(data);
}

TEST(words)
{
	char *arg[3] = { "same-frames@[heap]", "b", "no-wx" };
	struct check_expr expr;
	struct errmsg err;

	ASSERT_EQ(2, check_expr_parse(&expr, arg, 3, &err));
	EXPECT_STREQ("b", expr.target);
	EXPECT_STREQ("[heap]", expr.area);
	ASSERT_EQ(1, check_expr_parse(&expr, arg + 2, 1, &err));
	EXPECT_EQ(NULL, expr.target);
	EXPECT_EQ(-EINVAL, check_expr_parse(&expr, arg, 1, &err));
	EXPECT_STREQ("same-frames@[heap]: it takes a second word, the TARGET to compare with",
		     err.text);
}

TEST(refused)
{
	static const char *const texts[] = {
		"", "@", "foo", "no-", "no-foo", "no-no-wx", "4K", "2M", "none ",
		" wx", "table", "unread", "repeat", "huge80%", "huge=80%",
		"huge=>80%", "huge!=80%", "huge>=", "huge>=@[heap]", "huge>=%",
		"huge>=101%", "huge>=100.1%", "huge>=80.%", "huge>=80.55%",
		"huge>=.5%", "huge>=-1%", "huge>=8x%", "huge>=1Q", "huge>=-4K",
		"huge>= 80%", "huge>=80 %", "huge>=99999999999999999999%",
		"huge>=99999999999999999999", "huge>=80%%", "no-huge>=80%",
		"huge>=1111111111111111111111111111111111111111111",
		"wx@", "wx@0x", "wx@7fff", "wx@0x1000-0x1000",
		"wx@0x2000-0x1000", "wx@0x1000+1", "wx@0x1001-0x2001",
		"wx@0x1000+", "wx@0x1000-", "wx@010", "wx@vma:", "wx@vma:x",
		"wx@vma:0x1000+4K", "wx@0x10000000000000000",
	};
	struct check_expr expr;
	struct errmsg err;
	size_t i, length;
	char *arg[2];
	int rc;

	arg[1] = "other";
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		arg[0] = (char *)texts[i];
		err.text[0] = '\0';
		rc = check_expr_parse(&expr, arg, 2, &err);
		EXPECT_TRUE(rc == -EINVAL || rc == -ERANGE)
			TH_LOG("'%s': %d", texts[i], rc);
		/* it begins with what was typed */
		length = strlen(texts[i]);
		EXPECT_EQ(0, strncmp(err.text, length ? texts[i] : "''",
				     length ? length : 2));
		EXPECT_LT(length + 10, strlen(err.text));
	}
}

TEST_HARNESS_MAIN
