// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk check" with a dictionary that lacks what Linux stores in present entries, as in the
 * dump of a memory image: an expression about that neither holds nor fails, others do.
 */
#include "checked.h"
#include "kselftest_harness.h"

FIXTURE(check_untold)
{
	struct checked *j;
};

FIXTURE_SETUP(check_untold)
{
	struct forge *f;

	self->j = checked_new();
	f = self->j->f;
	forge_dict_drop(f, PTWALK_DICT_SOFT_DIRTY);
	forge_dict_drop(f, PTWALK_DICT_UFFD_WP);
	forge_dict_drop(f, PTWALK_DICT_SPECIAL);
	forge_dict_drop(f, PTWALK_DICT_SAVED_DIRTY);
	/* the second page of the heap has bits that only Linux understands */
	forge_entry(f, 1, HEAP + K4, F1 | E_WRITTEN | E_SPECIAL | E_SOFT_DIRTY);
}

FIXTURE_TEARDOWN(check_untold)
{
	checked_free(self->j);
}

#define OPEN(name)							\
	"unknown: the dump does not say whether the entry at 0x555555601000 is '" name "'"

TEST_F(check_untold, flags)
{
	EXPECT_JUDGED("soft-dirty@0x555555601000", OPEN("soft-dirty"));
	EXPECT_JUDGED("no-soft-dirty@[heap]", OPEN("soft-dirty"));
	EXPECT_JUDGED("no-uffd-wp@0x555555601000", OPEN("uffd-wp"));
	EXPECT_JUDGED("no-special", "unknown: the dump does not say whether the entry at 0x555555601000 is 'special'");
	EXPECT_JUDGED("no-saved-dirty@0x555555600000+8K", OPEN("saved-dirty"));
	EXPECT_JUDGED("soft-dirty>=4K@[heap]", OPEN("soft-dirty"));
	EXPECT_JUDGED("soft-dirty<=4K@[heap]", "holds 0/4190208");
	EXPECT_JUDGED("soft-dirty<4K@[heap]", OPEN("soft-dirty"));
	EXPECT_JUDGED("soft-dirty>4K@[heap]", "fails 0/4190208 +0x0-0x1000 4190208/2");
	/* pages without such a bit are known not to have the flags */
	EXPECT_JUDGED("no-soft-dirty@0x555555600000", "holds 0/4096");
	EXPECT_JUDGED("soft-dirty@[heap]", "fails 0/4190208 +0x0-0x1000 4190208/2");
	/* and bits of the hardware are known in any case */
	EXPECT_JUDGED("d@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("no-g@[heap]", "holds 0/4194304");
	EXPECT_JUDGED("rw@[heap]", "holds 4194304/4194304");
}

/* A record that stands for all VMAs has no permissions */
TEST_F(check_untold, permissions_of_areas)
{
	forge_area(self->j->f, HEAP)->flags = 0;
	EXPECT_JUDGED("vma-w@0x555555600000",
		      "unknown: the dump does not say whether the entry at 0x555555600000 is 'vma-w'");
	EXPECT_JUDGED("no-vma-x@0x555555600000",
		      "unknown: the dump does not say whether the entry at 0x555555600000 is 'vma-x'");
}

TEST_F(check_untold, kinds)
{
	EXPECT_JUDGED("no-zero-page@[heap]", OPEN("zero-page"));
	EXPECT_JUDGED("page@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("no-protnone@0x555555601000", "holds 0/4096");
	EXPECT_JUDGED("no-huge-zero-page@0x555555601000", "holds 0/4096");
}

/* A special page is not resident, and not memory of which a share is huge. */
TEST_F(check_untold, memory)
{
	EXPECT_JUDGED("resident@0x555555601000", OPEN("resident"));
	EXPECT_JUDGED("present@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("no-huge@0x555555601000", "holds 0/4096");
	EXPECT_JUDGED("huge>=50%@0x555555600000-0x555555a00000", "holds 2097152/4194304");
	EXPECT_JUDGED("huge>50%@0x555555600000-0x555555a00000", OPEN("huge"));
	EXPECT_JUDGED("huge==50%@0x555555600000-0x555555a00000", OPEN("huge"));
	EXPECT_JUDGED("huge>=60%@0x555555600000-0x555555a00000",
		      "fails 2097152/4194304 +0x0-0x200000 2097152/1");
	EXPECT_JUDGED("4k>=50%@0x555555600000-0x555555a00000", "holds 2097152/4194304");
}

/* An entry that is not present and unknown may be no page, or one with the access of its VMA. */
TEST_F(check_untold, not_present)
{
	forge_entry(self->j->f, 1, HEAP + 2 * K4, forge_protnone(F2, E_A));
	forge_dict_drop(self->j->f, PTWALK_DICT_PROTNONE);
	EXPECT_JUDGED("page@0x555555602000", "fails 0/4096 +0x2000-0x3000 4096/1");
	EXPECT_JUDGED("no-page@0x555555602000", "holds 0/4096");
	EXPECT_JUDGED("rw@0x555555602000+8K", "unknown: the dump does not say what the entry at 0x555555602000 is, which is not present: PROT_NONE, swap or another");
	EXPECT_JUDGED("nx@0x555555602000+8K", "holds 4096/4096");
	EXPECT_JUDGED("no-x@0x555555602000+8K", "holds 0/4096");
}

TEST_HARNESS_MAIN
