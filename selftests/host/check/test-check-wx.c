// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk check no-wx" fails in three cases: a page is writable and executable; a VMA is,
 * even if it was never touched; a frame is mapped writable at one address and executable
 * at another.
 */
#include <stdio.h>
#include <stdlib.h>

#include "checked.h"
#include "forged.h"
#include "kselftest_harness.h"

#define JIT	0x7ffff7000000ULL	/* a multiple of 2M */
#define FRAME	0x50000000ULL

FIXTURE(check_wx)
{
	struct checked *j;
};

FIXTURE_SETUP(check_wx)
{
	self->j = checked_new();
}

FIXTURE_TEARDOWN(check_wx)
{
	checked_free(self->j);
}

/* The reason why the first failing range is writable and executable: a page, VMA or frame */
static const char *why(struct forge *f, const char *text)
{
	static char answer[128];
	char word[64], *arg[] = { word };
	struct check_result r;
	struct check_expr expr;
	struct errmsg err;
	struct dump *dump;
	void *data;

	snprintf(word, sizeof(word), "%s", text);
	if (check_expr_parse(&expr, arg, 1, &err) < 0)
		return "refused";
	dump = forged_dump(f, &data);
	check_judge(dump, &expr, 1, &r);
	if (!r.failing)
		snprintf(answer, sizeof(answer), "%d", r.state);
	else if (r.failing->wx == CHECK_WX_FRAME)
		snprintf(answer, sizeof(answer), "frame 0x%llx w 0x%llx x 0x%llx",
			 r.failing->phys, r.failing->write, r.failing->exec);
	else
		snprintf(answer, sizeof(answer), "%s",
			 r.failing->wx == CHECK_WX_PAGE ? "page" : "area");
	dump_free(dump);
	free(data);
	return answer;
}

TEST_F(check_wx, page)
{
	EXPECT_JUDGED("no-wx", "holds 0/1077952512");
	forge_entry(self->j->f, 1, HEAP + K4, F1 | (E_WRITTEN & ~E_NX));
	EXPECT_JUDGED("no-wx", "fails 4096/1077952512 +0x1000-0x2000 4096/1");
	EXPECT_STREQ("page", why(self->j->f, "no-wx"));
}

/* A VMA fails whether it was touched or not, and whatever its PTEs permit. */
TEST_F(check_wx, area)
{
	struct forge *f = self->j->f;

	forge_vma(f, JIT, JIT + 4 * K4, VMA_ANON | PTWALK_VMA_EXEC, "");
	EXPECT_JUDGED("no-wx",
		      "fails 16384/1077968896 +0x2aaaa1a00000-0x2aaaa1a04000 16384/1");
	EXPECT_STREQ("area", why(f, "no-wx"));
	EXPECT_JUDGED("wx@vma:0x7ffff7000000", "holds 16384/16384");
	EXPECT_JUDGED("no-wx@[heap]", "holds 0/4194304");
	forge_entry(f, 1, JIT + K4, FRAME | E_CODE);
	EXPECT_JUDGED("wx==16K@vma:0x7ffff7000000", "holds 16384/16384");
	forge_entry(f, 1, JIT, FRAME | (E_WRITTEN & ~E_NX));
	EXPECT_STREQ("page", why(f, "no-wx"));
}

/* Maps a memfd twice: four pages executable, eight writable, with two frames in common. */
static void map_twice(struct forge *f)
{
	forge_vma(f, JIT, JIT + 4 * K4, VMA_CODE, "/memfd:jit");
	forge_vma(f, JIT + M2, JIT + M2 + 8 * K4, VMA_FILE | PTWALK_VMA_WRITE,
		  "/memfd:jit");
	forge_map(f, 1, JIT, 4 * K4, FRAME, E_CODE);
	forge_map(f, 1, JIT + M2, 8 * K4, FRAME + 2 * K4, E_WRITTEN);
}

TEST_F(check_wx, frame)
{
	map_twice(self->j->f);
	EXPECT_JUDGED("no-wx",
		      "fails 16384/1078001664 +0x2aaaa1a02000-0x2aaaa1a04000 16384/2");
	EXPECT_STREQ("frame 0x50002000 w 0x7ffff7200000 x 0x7ffff7002000",
		     why(self->j->f, "no-wx"));
	/* both addresses fail, also if the checked range has only one of them */
	EXPECT_JUDGED("wx@0x7ffff7002000+8K", "holds 8192/8192");
	EXPECT_JUDGED("no-wx@0x7ffff7000000+8K", "holds 0/8192");
	EXPECT_JUDGED("wx@0x7ffff7201000", "holds 4096/4096");
	EXPECT_JUDGED("no-wx@0x7ffff7202000+24K", "holds 0/24576");
	EXPECT_STREQ("frame 0x50003000 w 0x7ffff7201000 x 0x7ffff7003000",
		     why(self->j->f, "no-wx@0x7ffff7201000"));
}

/* Executable 4K pages, not in the order of frames, some of which are within a 2M page */
TEST_F(check_wx, frames_of_other_sizes)
{
	struct forge *f = self->j->f;

	forge_vma(f, JIT, JIT + 4 * K4, VMA_CODE, "/memfd:jit");
	forge_entry(f, 1, JIT, (HUGE1 + 5 * K4) | E_CODE);
	forge_entry(f, 1, JIT + K4, FRAME | E_CODE);
	forge_entry(f, 1, JIT + 2 * K4, (HUGE1 + M2 - K4) | E_CODE);
	forge_entry(f, 1, JIT + 3 * K4, (HUGE1 + 5 * K4) | E_CODE);
	EXPECT_JUDGED("wx@0x7ffff7000000", "holds 4096/4096");
	EXPECT_JUDGED("no-wx@0x7ffff7001000", "holds 0/4096");
	EXPECT_JUDGED("wx@0x7ffff7002000+8K", "holds 8192/8192");
	EXPECT_JUDGED("wx==8K@[heap]", "holds 8192/4194304");
	EXPECT_STREQ("frame 0x40005000 w 0x555555805000 x 0x7ffff7000000",
		     why(f, "no-wx@[heap]"));
}

/* In a dump of several moments the frame may never have been mapped twice at one time. */
TEST_F(check_wx, not_one_moment)
{
	map_twice(self->j->f);
	forge_end(self->j->f)->flags &= ~PTWALK_END_ONE_MOMENT;
	EXPECT_JUDGED("no-wx",
		      "unknown: frame 0x50002 was writable at 0x7ffff7200000 and executable at 0x7ffff7002000, in a dump that is not of one moment");
	EXPECT_JUDGED("no-wx@[heap]", "holds 0/4194304");
	forge_area(self->j->f, JIT)->flags |= PTWALK_VMA_WRITE;
	EXPECT_JUDGED("no-wx",
		      "fails 16384/1077993472 +0x2aaaa1a00000-0x2aaaa1a04000 16384/1");
}

/* Addresses outside of the dump can map the same frames. */
TEST_F(check_wx, part_of_an_address_space)
{
	struct ptwalk_header *header = forge_header(self->j->f);

	header->start = HEAP;
	header->end = HEAP + 2 * M2;
	forge_end(self->j->f)->reached = header->end;
	EXPECT_JUDGED("no-wx@0x555555600000+2M",
		      "unknown: frames can be mapped again outside of the dump, which is from 0x555555600000 to 0x5555559fffff");
	forge_entry(self->j->f, 1, HEAP + K4, F1 | (E_WRITTEN & ~E_NX));
	EXPECT_JUDGED("no-wx@0x555555600000+2M",
		      "fails 4096/2097152 +0x1000-0x2000 4096/1");
}

/* In the kernel half frames are not compared: the direct map has all of them writable. */
TEST_F(check_wx, kernel_half)
{
	const __u64 base = 0xffff888000000000ULL;
	struct forge *f = checked_renew(self->j, PTWALK_HALF_KERNEL);

	forge_entry(f, 3, base, 0 | ((E_WRITTEN | E_PS | E_G) & ~E_US));
	forge_map(f, 1, -2 * K4, 2 * K4, F1, (E_CODE | E_G) & ~E_US);
	EXPECT_JUDGED("no-wx", "holds 0/1073750016");
}

TEST_HARNESS_MAIN
