// SPDX-License-Identifier: GPL-2.0-only
/*
 * What WAS and NOW show of a VMA that changed.
 */
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "change-text.h"
#include "diff.h"
#include "kselftest_harness.h"

#define START	0x1000ULL

/* A VMA with room for a name */
union area {
	struct ptwalk_vma	vma;
	char			bytes[sizeof(struct ptwalk_vma) + 128];
};

static void area_set(union area *area, __u64 flags, const char *name)
{
	memset(area, 0, sizeof(*area));
	area->vma.start = START;
	area->vma.end = 2 * START;
	area->vma.flags = flags;
	area->vma.name_length = strlen(name);
	memcpy(area->vma.name, name, strlen(name));
}

FIXTURE(change_text)
{
	union area	was;
	union area	now;
	char		text[2 * CHANGE_TEXT];
};

FIXTURE_SETUP(change_text)
{
	area_set(&self->was, PTWALK_VMA_READ | PTWALK_VMA_WRITE, "");
	area_set(&self->now, PTWALK_VMA_READ | PTWALK_VMA_WRITE, "");
}

FIXTURE_TEARDOWN(change_text)
{
}

/* WAS and NOW, as "WAS > NOW" */
static const char *both(struct _test_data_change_text *self)
{
	const struct change change = {
		.start = START,
		.end = 2 * START,
		.subject = SUBJECT_VMA,
		.what.kinds = 1U << CHANGE_VMA_CHANGED,
		.was.vma = &self->was.vma,
		.now.vma = &self->now.vma,
	};
	char was[CHANGE_TEXT], now[CHANGE_TEXT];

	snprintf(self->text, sizeof(self->text), "%s > %s",
		 change_side_text(&change, &change.was, was),
		 change_side_text(&change, &change.now, now));
	return self->text;
}

TEST_F(change_text, permissions_alone)
{
	self->now.vma.flags = PTWALK_VMA_READ | PTWALK_VMA_EXEC;
	EXPECT_STREQ("rw-p > r-xp", both(self));
}

TEST_F(change_text, flags)
{
	self->was.vma.flags |= PTWALK_VMA_ACCOUNT;
	self->now.vma.flags |= PTWALK_VMA_ACCOUNT | PTWALK_VMA_LOCKED | PTWALK_VMA_HUGEPAGE;
	EXPECT_STREQ("rw-p > rw-p locked,hugepage", both(self));
	self->was.vma.flags |= 1ULL << 63;
	EXPECT_STREQ("rw-p bit-63 > rw-p locked,hugepage", both(self));
}

TEST_F(change_text, key)
{
	self->now.vma.pkey = 3;
	EXPECT_STREQ("rw-p pkey 0 > rw-p pkey 3", both(self));
}

TEST_F(change_text, name)
{
	area_set(&self->now, PTWALK_VMA_READ | PTWALK_VMA_WRITE, "[anon:a\n\\]");
	EXPECT_STREQ("rw-p (no name) > rw-p [anon:a\n\\]", both(self));
}

/* A long name is cut in front. */
TEST_F(change_text, long_name)
{
	char name[101] = { 0 };

	memset(name, 'a', 100);
	area_set(&self->was, PTWALK_VMA_READ, name);
	area_set(&self->now, PTWALK_VMA_READ, "b");
	EXPECT_EQ(strlen("r--p ..") + 48 + strlen(" > r--p b"), strlen(both(self)));
}

/* A name that is longer than any path, as a dump from somebody else can have */
TEST_F(change_text, endless_name)
{
	const size_t length = 3 * AREA_NAME_SIZE;
	struct ptwalk_vma *vma = calloc(1, sizeof(*vma) + length);
	struct change change = {
		.start = START,
		.end = 2 * START,
		.subject = SUBJECT_VMA,
		.what.kinds = 1U << CHANGE_VMA_CHANGED,
		.was.vma = &self->was.vma,
		.now.vma = vma,
	};
	char now[CHANGE_TEXT], shown[64] = "rw-p ..";

	ASSERT_NE(NULL, vma);
	*vma = self->was.vma;
	vma->name_length = length;
	memset(vma->name, 'x', length);
	memset(shown + strlen(shown), 'x', 48);
	EXPECT_STREQ(shown, change_side_text(&change, &change.now, now));
	free(vma);
}

TEST_HARNESS_MAIN
