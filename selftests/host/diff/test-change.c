// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of changes: parsing, printing, and names that are refused.
 */
#include <errno.h>
#include <string.h>

#include "change.h"
#include "errmsg.h"
#include "kselftest_harness.h"

/* Each name can be parsed, and is printed unchanged. */
TEST(names)
{
	unsigned int change, nr = 0;

	for (change = 0; change < CHANGE_NR; change++) {
		struct changes set = { 0 };
		char name[32], text[CHANGES_TEXT];

		if (!change_name(change, name, sizeof(name)))
			continue;
		nr++;
		EXPECT_EQ(0, changes_parse(name, &set, NULL));
		EXPECT_TRUE(changes_has(&set, change));
		changes_format(&set, text, sizeof(text));
		EXPECT_STREQ(name, text);
	}
	/* 26 kinds, and 16 flags that can be gained and lost */
	EXPECT_EQ(26 + 2 * 16, nr);
}

TEST(all_names_fit)
{
	struct changes all = { ~0U, ~0U, ~0U };
	char text[CHANGES_TEXT];

	EXPECT_LT(changes_format(&all, text, sizeof(text)), CHANGES_TEXT - 1);
	EXPECT_EQ(0, strncmp(text, "mapped,unmapped,promoted,", 25));
	EXPECT_STREQ(",-enc", text + strlen(text) - 5);
}

TEST(name_without_a_sign)
{
	struct changes set = { 0 };

	EXPECT_EQ(0, changes_parse("a,-d,protnone", &set, NULL));
	EXPECT_EQ(PTWALK_F_A, set.gained);
	EXPECT_EQ(PTWALK_F_A | PTWALK_F_D, set.lost);
	EXPECT_EQ(1U << CHANGE_PROTNONE_SET | 1U << CHANGE_PROTNONE_CLEARED,
		  set.kinds);
}

/* The changes that a name means, as text */
static const char *meant(const char *name, char text[CHANGES_TEXT])
{
	struct changes set = { 0 };

	if (changes_parse(name, &set, NULL))
		return "none";
	changes_format(&set, text, CHANGES_TEXT);
	return text;
}

TEST(name_of_a_family)
{
	char text[CHANGES_TEXT];

	EXPECT_STREQ("vma-added,vma-removed,vma-resized,vma-changed,vma-apart",
		     meant("vma", text));
	EXPECT_STREQ("table-gained,table-lost,table-moved,table-shared", meant("table", text));
	EXPECT_STREQ("swapped-out,swapped-in", meant("swapped", text));
	/* a flag whose name has a hyphen is no family */
	EXPECT_STREQ("none", meant("soft", text));
	EXPECT_STREQ("none", meant("vma-", text));
}

TEST(names_that_are_none)
{
	static const char *const lists[] = {
		"", ",", "mapped,", ",mapped", "map", "mappedx", "+mapped",
		"p", "+p", "ps", "+", "-", "mapped unmapped", "MAPPED", "++a",
	};
	struct changes set = { 0 };
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		EXPECT_EQ(-EINVAL, changes_parse(lists[i], &set, &err))
			TH_LOG("'%s' was taken", lists[i]);
	EXPECT_EQ(-EINVAL, changes_parse("rw,bogus,nx", &set, &err));
	EXPECT_STREQ("'bogus' is not a kind of change; 'ptwalk diff --help' lists them",
		     err.text);
}

TEST_HARNESS_MAIN
