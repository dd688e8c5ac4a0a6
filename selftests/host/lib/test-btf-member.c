// SPDX-License-Identifier: GPL-2.0-only
/*
 * Members of structures in BTF: where each is, and that a search ends in types that contain each
 * other, or themselves, more often than anything can be looked at.
 */
#include <stdio.h>

#include "btf-member.h"
#include "kselftest_harness.h"
#include "library-bpf.h"

#define WIDTH	64
#define DEPTH	24

FIXTURE(member)
{
	struct btf		*btf;
	int			integer;
	struct btf_member_place	place;
};

FIXTURE_SETUP(member)
{
	ASSERT_EQ(0, library_bpf_load(NULL));
	self->btf = btf__new_empty();
	ASSERT_NE(NULL, self->btf);
	self->integer = btf__add_int(self->btf, "int", 4, 0);
}

FIXTURE_TEARDOWN(member)
{
	btf__free(self->btf);
}

TEST_F(member, places)
{
	struct btf *btf = self->btf;
	int inner, array, named, outer;

	inner = btf__add_struct(btf, NULL, 8);
	btf__add_field(btf, "first", self->integer, 0, 0);
	btf__add_field(btf, "second", self->integer, 32, 0);
	array = btf__add_array(btf, self->integer, self->integer, 5);
	named = btf__add_typedef(btf, "inner_t", inner);
	outer = btf__add_struct(btf, "outer", 64);
	btf__add_field(btf, "begin", self->integer, 0, 0);
	btf__add_field(btf, NULL, inner, 64, 0);
	btf__add_field(btf, "array", array, 128, 0);
	btf__add_field(btf, "named", named, 320, 0);

	ASSERT_TRUE(btf_member_find(btf, outer, "begin", &self->place));
	EXPECT_EQ(0, self->place.offset);
	ASSERT_TRUE(btf_member_find(btf, outer, "second", &self->place));
	EXPECT_EQ(12, self->place.offset);
	EXPECT_EQ(4, self->place.size);
	ASSERT_TRUE(btf_member_find(btf, outer, "array", &self->place));
	EXPECT_EQ(16, self->place.offset);
	EXPECT_EQ(20, self->place.size);
	EXPECT_EQ(5, self->place.nr);
	ASSERT_TRUE(btf_member_find(btf, outer, "named.second", &self->place));
	EXPECT_EQ(44, self->place.offset);
	EXPECT_FALSE(btf_member_find(btf, outer, "sec", &self->place));
	EXPECT_FALSE(btf_member_find(btf, outer, "secondary", &self->place));
	EXPECT_FALSE(btf_member_find(btf, outer, "begin.first", &self->place));
	EXPECT_FALSE(btf_member_find(btf, outer, "first.second", &self->place));
}

/* 64 to the power of 24 members: without a bound, this runs into the harness's timeout. */
TEST_F(member, wide)
{
	int id = self->integer;
	unsigned int i, n;

	for (i = 0; i < DEPTH; i++) {
		int next = btf__add_struct(self->btf, i == DEPTH - 1 ? "wide" : NULL, 4);

		for (n = 0; n < WIDTH; n++)
			ASSERT_EQ(0, btf__add_field(self->btf, NULL, id, 0, 0));
		id = next;
	}
	EXPECT_FALSE(btf_member_find(self->btf, id, "missing", &self->place));
}

/* A structure that contains itself, twice */
TEST_F(member, in_itself)
{
	const int id = self->integer + 1;

	ASSERT_EQ(id, btf__add_struct(self->btf, "self", 4));
	btf__add_field(self->btf, NULL, id, 0, 0);
	btf__add_field(self->btf, NULL, id, 0, 0);
	EXPECT_FALSE(btf_member_find(self->btf, id, "missing", &self->place));
}

TEST_HARNESS_MAIN
