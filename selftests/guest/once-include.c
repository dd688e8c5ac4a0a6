// SPDX-License-Identifier: GPL-2.0-only
/*
 * What other selftests include to ask "ptwalk check" about themselves: the answers about a huge
 * page, about one that was split, and about what cannot be asked.  Asking changes no entry.
 */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../include/ptwalk-check.h"
#include "harness.h"
#include "knobs.h"

#define HUGE	(2UL << 20)

FIXTURE(include) {
	struct knobs knobs;
	char *map;
};

FIXTURE_SETUP(include)
{
	char path[4096], *tool = strdup(getenv("PTWALK"));

	ASSERT_NE(NULL, tool);
	snprintf(path, sizeof(path), "%s:%s", dirname(tool), getenv("PATH"));
	free(tool);
	ASSERT_EQ(0, setenv("PATH", path, 1));
	self->map = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->map);
	self->map += -(unsigned long)self->map % HUGE;
}

FIXTURE_TEARDOWN(include)
{
	knobs_restore(&self->knobs);
}

TEST_F(include, huge_page)
{
	if (knobs_set(&self->knobs, "enabled=madvise defrag=madvise"))
		SKIP(return, "a kernel without THP");
	ASSERT_EQ(0, madvise(self->map, HUGE, MADV_HUGEPAGE));
	memset(self->map, 1, HUGE);
	EXPECT_EQ(0, ptwalk_check("2m", self->map, HUGE));
	EXPECT_EQ(1, ptwalk_check("4k", self->map, HUGE));
	ASSERT_EQ(0, mprotect(self->map, 4096, PROT_READ));
	EXPECT_EQ(1, ptwalk_check("2m", self->map, HUGE));
	EXPECT_EQ(0, ptwalk_check("4k", self->map, HUGE));
}

/* fork() would make each page copy on write, and the test would see what asking does */
TEST_F(include, asking_changes_no_entry)
{
	memset(self->map, 1, HUGE);
	EXPECT_EQ(0, ptwalk_check("rw", self->map, HUGE));
	EXPECT_EQ(0, ptwalk_check("rw", self->map, HUGE));
}

TEST_F(include, no_answer)
{
	EXPECT_EQ(2, ptwalk_check("3m", self->map, HUGE));
	ASSERT_EQ(0, setenv("PATH", "/nowhere:/bin:/usr/bin", 1));
	EXPECT_EQ(2, ptwalk_check("rw", self->map, HUGE));
}

TEST_HARNESS_MAIN
