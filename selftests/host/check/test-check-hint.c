// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk check" of PROT_NONE entries.  Such an entry is a NUMA hint if its VMA permits
 * access: then check treats the page as present with the permissions of the VMA.  After
 * mprotect(PROT_NONE) the page is present, too, but without any permission.  A dump that
 * is not of one moment cannot distinguish the two.
 */
#include <string.h>

#include "checked.h"
#include "kselftest_harness.h"

FIXTURE(check_hint)
{
	struct checked *j;
};

FIXTURE_SETUP(check_hint)
{
	self->j = checked_new();
}

FIXTURE_TEARDOWN(check_hint)
{
	checked_free(self->j);
}

/* Makes all entries of the heap, 4K pages and a 2M page, NUMA hints. */
static void hint(struct forge *f)
{
	__u64 at;

	for (at = 0; at < M2; at += K4)
		forge_entry(f, 1, HEAP + at, forge_protnone(F1 + at, E_A | E_D));
	forge_entry(f, 2, HEAP + M2, forge_protnone(HUGE1, E_A | E_D | E_PS));
}

/* Hinted pages get the same results as present ones: those of test-check.c. */
TEST_F(check_hint, a_hint_is_a_page_that_is_there)
{
	static const char *const asked[] = {
		"present@0x555555600000+4M", "present==4M@[heap]",
		"4k@0x555555600000+2M", "2m@0x555555800000+2M",
		"huge>=50%@[heap]", "huge==2M@[heap]", "no-huge@[heap]",
		"rw@[heap]", "ro@[heap]", "x@[heap]", "nx@[heap]", "us@[heap]",
		"wx@[heap]", "no-wx@[heap]", "a@[heap]", "d@[heap]",
	};
	char before[600];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		checked_free(self->j);
		self->j = checked_new();
		strcpy(before, checked_text(self->j, asked[i]));
		hint(self->j->f);
		EXPECT_JUDGED(asked[i], before) TH_LOG("%s", asked[i]);
	}
	/* only the kind of the entry differs */
	EXPECT_JUDGED("protnone==4M@[heap]", "holds 4194304/8388608");
}

/* A page that userfaultfd write-protects is read-only behind a hint, too. */
TEST_F(check_hint, write_protected)
{
	forge_entry(self->j->f, 1, HEAP, forge_protnone(F1, E_A | E_UFFD_WP));
	EXPECT_JUDGED("ro@0x555555600000", "holds 4096/4096");
	forge_area(self->j->f, HEAP)->flags |= PTWALK_VMA_SHADOW_STACK;
	forge_entry(self->j->f, 1, HEAP, forge_protnone(F1, E_A));
	EXPECT_JUDGED("ro@0x555555600000", "holds 4096/4096");
}

/* userfaultfd's RWP mode: no access is permitted until the process behind it allows one. */
TEST_F(check_hint, read_write_protected)
{
	struct ptwalk_vma *heap = forge_area(self->j->f, HEAP);

	forge_entry(self->j->f, 1, HEAP, forge_protnone(F1, E_A | E_UFFD_WP));
	heap->flags |= PTWALK_VMA_UFFD_RWP;
	EXPECT_JUDGED("no-ro@0x555555600000", "holds 0/4096");
	EXPECT_JUDGED("rw@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
	EXPECT_JUDGED("nx@0x555555600000", "holds 4096/4096");
	EXPECT_JUDGED("present@0x555555600000", "holds 4096/4096");
	/* without userfaultfd's bit it is a hint of the NUMA balancer */
	forge_entry(self->j->f, 1, HEAP, forge_protnone(F1, E_A));
	EXPECT_JUDGED("rw@0x555555600000", "holds 4096/4096");
}

TEST_F(check_hint, mprotect)
{
	hint(self->j->f);
	forge_area(self->j->f, HEAP)->flags &=
		~(PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_EXEC);
	EXPECT_JUDGED("present==4M@[heap]", "holds 4194304/8388608");
	EXPECT_JUDGED("huge==2M@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("2m@0x555555800000+2M", "holds 2097152/2097152");
	EXPECT_JUDGED("no-rw@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("no-ro@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("no-x@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("no-us@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("nx@[heap]", "holds 4194304/4194304");
	EXPECT_JUDGED("rw@[heap]", "fails 0/4194304 +0x0-0x400000 4194304/1");
}

#define EITHER "unknown: the entry at 0x555555600000 is PROT_NONE or a NUMA hint: a dump that is not of one moment cannot tell"

TEST_F(check_hint, not_one_moment)
{
	hint(self->j->f);
	forge_end(self->j->f)->flags &= ~PTWALK_END_ONE_MOMENT;
	EXPECT_JUDGED("present==4M@[heap]", "holds 4194304/8388608");
	EXPECT_JUDGED("huge>=50%@[heap]", "holds 2097152/4194304");
	EXPECT_JUDGED("rw@[heap]", EITHER);
	EXPECT_JUDGED("no-rw@[heap]", EITHER);
	EXPECT_JUDGED("rw==2M@[heap]", EITHER);
	EXPECT_JUDGED("rw>=1%@[heap]", EITHER);
	/* these have the same result for a hint and for mprotect() */
	EXPECT_JUDGED("no-x@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("no-ro@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("rw<=4M@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("rw>4M@[heap]", "fails 0/4194304 +0x0-0x400000 4194304/1");
	/* one read-only page is enough to fail "rw" */
	forge_entry(self->j->f, 1, HEAP + K4, F1 | E_READ);
	EXPECT_JUDGED("rw@[heap]", "fails 0/4096 +0x1000-0x2000 4096/1");
	EXPECT_JUDGED("no-rw@[heap]", EITHER);
}

/* Only the ONE_MOMENT flag counts, not the number of holds of the mmap lock. */
TEST_F(check_hint, holds)
{
	struct ptwalk_end *end = forge_end(self->j->f);

	hint(self->j->f);
	end->holds = 100;
	EXPECT_JUDGED("rw@[heap]", "holds 4194304/4194304");
	end->holds = 1;
	end->flags |= PTWALK_END_VMAS_CHANGED;
	end->flags &= ~PTWALK_END_ONE_MOMENT;
	EXPECT_JUDGED("rw@[heap]", EITHER);
	end->flags &= ~PTWALK_END_VMAS_CHANGED;
	EXPECT_JUDGED("rw@[heap]", EITHER);
}

TEST_HARNESS_MAIN
