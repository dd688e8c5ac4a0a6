// SPDX-License-Identifier: GPL-2.0-only
/*
 * "Did you mean": which known word is near to one that is not known, and when none is.
 */
#include <string.h>

#include "kselftest_harness.h"
#include "nearest.h"

/* What is suggested for @word of the words @known, which ends with NULL; "" for none */
static const char *suggested(const char *word, const char *const *known)
{
	static struct nearest near;

	nearest_begin(&near, word, strlen(word));
	for (; *known; known++)
		nearest_offer(&near, *known);
	return near.name;
}

static const char *const commands[] = { "check", "show", "stat", "share", "walk", "map", NULL };

TEST(one_mistake)
{
	EXPECT_STREQ("show", suggested("shwo", commands));
	EXPECT_STREQ("show", suggested("shhow", commands));
	EXPECT_STREQ("show", suggested("sow", commands));
	EXPECT_STREQ("show", suggested("shov", commands));
	EXPECT_STREQ("walk", suggested("wakl", commands));
	EXPECT_STREQ("map", suggested("mpa", commands));
}

TEST(case_does_not_count)
{
	static const char *const columns[] = { "PFN", "PHYS", NULL };

	EXPECT_STREQ("show", suggested("SHOW", commands));
	EXPECT_STREQ("PFN", suggested("pfm", columns));
	EXPECT_STREQ("PHYS", suggested("phsy", columns));
	EXPECT_STREQ("PHYS", suggested("ph", columns));
}

TEST(beginning_of_a_word)
{
	EXPECT_STREQ("check", suggested("ch", commands));
	EXPECT_STREQ("show", suggested("s", commands));
}

TEST(the_nearest_counts)
{
	static const char *const words[] = { "start", "stats", "stat", "state", NULL };

	EXPECT_STREQ("stats", suggested("tats", words));
	EXPECT_STREQ("stat", suggested("stat", words));
	EXPECT_STREQ("state", suggested("sttae", words));
}

TEST(nothing_is_near)
{
	char longest[200];

	EXPECT_STREQ("", suggested("", commands));
	EXPECT_STREQ("", suggested("frobnicate", commands));
	/* in a short word, two wrong letters make another word */
	EXPECT_STREQ("", suggested("cat", commands));
	EXPECT_STREQ("", suggested("xyz", commands));
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	EXPECT_STREQ("", suggested(longest, commands));
}

TEST(three_mistakes_in_a_long_word)
{
	static const char *const words[] = { "--list-columns", NULL };

	EXPECT_STREQ("--list-columns", suggested("--lst-colums", words));
	EXPECT_STREQ("--list-columns", suggested("--lts-colmuns", words));
	EXPECT_STREQ("", suggested("--rows-colums", words));
}

TEST(last_part_of_a_path)
{
	struct nearest near;

	nearest_begin(&near, "libc.so.7", 9);
	nearest_offer_as(&near, "libc.so.6", 9, "/usr/lib/libc.so.6");
	EXPECT_STREQ("/usr/lib/libc.so.6", near.name);
	EXPECT_STREQ(" (did you mean '/usr/lib/libc.so.6'?)", nearest_text(&near));
}

TEST(names_of_any_length)
{
	char name[NEAREST_MAX + 2];
	struct nearest near;

	/* a name that is too long for a message is not offered, even for its last part */
	memset(name, 'x', sizeof(name));
	name[NEAREST_MAX + 1] = '\0';
	nearest_begin(&near, "libc", 4);
	nearest_offer_as(&near, "libc", 4, name);
	EXPECT_STREQ("", near.name);
	EXPECT_STREQ("", nearest_text(&near));
	name[NEAREST_MAX] = '\0';
	nearest_offer_as(&near, "libc", 4, name);
	EXPECT_STREQ(name, near.name);
	EXPECT_EQ(NEAREST_MAX + strlen(" (did you mean ''?)"), strlen(nearest_text(&near)));
}

TEST_HARNESS_MAIN
