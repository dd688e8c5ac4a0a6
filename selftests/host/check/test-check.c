// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expressions of "ptwalk check": each name with pages for which it holds and for which it
 * fails, each form of an amount, and expressions that are refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "forged.h"
#include "kselftest_harness.h"

FIXTURE(check)
{
	struct checked *j;
};

FIXTURE_SETUP(check)
{
	self->j = checked_new();
}

FIXTURE_TEARDOWN(check)
{
	checked_free(self->j);
}

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
	/* a hole is no 2M page */
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

/* Percentages are shares of the present bytes, not of the VMA's size. */
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
	/* With "==", the failing range depends on whether there is too little or too much. */
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
	/* an amount larger than the address space */
	EXPECT_JUDGED("none<=15E@[heap]", "holds 4194304/8388608");
}

/* Ranges without any page: an expression about pages fails, as it holds for none. */
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

	forge_entry(self->j->f, 1, HEAP + K4, F1 | (E_WRITTEN & ~E_NX));
	forge_entry(self->j->f, 1, HEAP + 3 * K4, F1 | (E_WRITTEN & ~E_NX));
	EXPECT_JUDGED("no-wx", "fails 8192/1077952512 +0x1000-0x2000 8192/2");
	EXPECT_JUDGED("wx@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("wx@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
	/* the PTE permits writes, the PMD above it does not */
	forge_entry(self->j->f, 2, HEAP,
		    forge_table(self->j->f, 1, HEAP)->phys | (E_TABLE & ~E_RW));
	EXPECT_JUDGED("no-wx", "holds 0/1077952512");
	EXPECT_JUDGED("ro@0x555555601000", "holds 4096/4096");
	forge_entry(self->j->f, 2, HEAP,
		    forge_table(self->j->f, 1, HEAP)->phys | (E_TABLE & ~E_US));
	EXPECT_JUDGED("no-us@0x555555601000", "holds 0/4096");
	EXPECT_JUDGED("us@0x555555601000", "fails 0/4096 +0x1000-0x2000 4096/1");
}

TEST_F(check, permissions_of_areas)
{
	EXPECT_JUDGED("vma-x@/bin/forged@home", "holds 16384/16384");
	EXPECT_JUDGED("vma-w@[heap]", "holds 8388608/8388608");
	EXPECT_JUDGED("no-vma-x@[heap]", "holds 0/8388608");
	EXPECT_JUDGED("no-vma-shared", "holds 0/1082146816");
	EXPECT_JUDGED("vma-r==4M@[heap]",
		      "fails 8388608/8388608 +0x0-0x800000 8388608/1");
	/* a hole is in no area */
	EXPECT_JUDGED("vma-r@0x1000",
		      "fails 0/4096 +0xffffaaaaaaa01000-0xffffaaaaaaa02000 4096/1");
	EXPECT_JUDGED("no-vma-r@0x1000", "holds 0/4096");
	/* whatever the entries allow */
	forge_entry(self->j->f, 1, HEAP, F1 | E_READ);
	EXPECT_JUDGED("vma-w@0x555555600000", "holds 4096/4096");
	EXPECT_JUDGED("rw@0x555555600000", "fails 0/4096 +0x0-0x1000 4096/1");
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
	const struct ptwalk_dict dict = forge_decoder_dict(self->j->f);
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
		forge_entry(self->j->f, 1, HEAP + K4, kinds[i].raw);
		for (j = 0; j < ARRAY_SIZE(kinds); j++) {
			snprintf(expr, sizeof(expr), "%s@0x555555601000",
				 kinds[j].name);
			EXPECT_JUDGED(expr, i == j ? "holds 4096/4096" :
				      "fails 0/4096 +0x1000-0x2000 4096/1")
				TH_LOG("%s: is %s", expr, kinds[i].name);
		}
		/* a PROT_NONE page counts as present */
		EXPECT_JUDGED("present@0x555555601000",
			      kinds[i].raw & (E_P | E_PROTNONE) ?
			      "holds 4096/4096" :
			      "fails 0/4096 +0x1000-0x2000 4096/1");
	}
}

#define OPEN "unknown: the dump does not say what the entry at 0x555555601000 is, which is not present: PROT_NONE, swap or another"

/* An entry that the dictionary does not explain can be of any kind. */
TEST_F(check, unknown_entry)
{
	forge_entry(self->j->f, 1, HEAP + K4, forge_protnone(F1, E_A | E_D));
	forge_dict_drop(self->j->f, PTWALK_DICT_PROTNONE);
	EXPECT_JUDGED("swap@0x555555601000", OPEN);
	EXPECT_JUDGED("no-swap@0x555555601000", OPEN);
	EXPECT_JUDGED("no-protnone@[heap]", OPEN);
	EXPECT_JUDGED("present@0x555555601000", OPEN);
	EXPECT_JUDGED("no-present@0x555555601000", OPEN);
	EXPECT_JUDGED("resident<=4092K@[heap]", OPEN);
	EXPECT_JUDGED("resident<=4M@[heap]", "holds 4190208/8384512");
	EXPECT_JUDGED("resident>=4M@[heap]", OPEN);
	EXPECT_JUDGED("unknown@0x555555601000", "holds 4096/4096");
	EXPECT_JUDGED("no-none@0x555555601000", "holds 0/4096");
	EXPECT_JUDGED("no-2m@0x555555601000", "holds 0/0");
	/* it may be a page behind a NUMA hint, which may be written to and not executed */
	EXPECT_JUDGED("no-rw@0x555555601000", OPEN);
	EXPECT_JUDGED("rw>=4M@[heap]", OPEN);
	EXPECT_JUDGED("no-x@0x555555601000", "holds 0/0");
}

/* Several expressions that are checked together have the same results as each alone. */
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
	dump = forged_dump(self->j->f, &data);
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
		/* the message begins with the expression as typed */
		length = strlen(texts[i]);
		EXPECT_EQ(0, strncmp(err.text, length ? texts[i] : "''",
				     length ? length : 2));
		EXPECT_LT(length + 10, strlen(err.text));
	}
}

TEST_HARNESS_MAIN
