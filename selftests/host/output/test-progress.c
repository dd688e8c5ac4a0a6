// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a terminal says of a long capture: how far, how fast, how long yet.
 */
#include "kselftest_harness.h"
#include "progress.h"

#define SECOND	1000000000ULL

FIXTURE(progress)
{
	char text[PROGRESS_SIZE];
};

FIXTURE_SETUP(progress)
{
	self->text[0] = '\0';
}

FIXTURE_TEARDOWN(progress)
{
}

TEST_F(progress, bytes)
{
	const struct progress p = { .total = 40 << 20 };

	EXPECT_STREQ("12M of 40M, 4M/s, 7 s left",
		     progress_text(&p, 12 << 20, 3 * SECOND, self->text));
}

TEST_F(progress, of_unknown_size)
{
	const struct progress p = { 0 };

	EXPECT_STREQ("12M, 4M/s", progress_text(&p, 12 << 20, 3 * SECOND, self->text));
}

/* The size was only an estimate */
TEST_F(progress, more_than_all)
{
	const struct progress p = { .total = 10 << 20 };

	EXPECT_STREQ("12M, 4M/s", progress_text(&p, 12 << 20, 3 * SECOND, self->text));
}

TEST_F(progress, processes)
{
	const struct progress p = { .total = 340, .things = "processes" };

	EXPECT_STREQ("120 of 340 processes, 24/s, 9 s left",
		     progress_text(&p, 120, 5 * SECOND, self->text));
}

TEST_F(progress, nothing_yet)
{
	const struct progress p = { .total = 340, .things = "processes" };

	EXPECT_STREQ("0 of 340 processes, 0/s", progress_text(&p, 0, 5 * SECOND, self->text));
	EXPECT_STREQ("7 of 340 processes, 0/s", progress_text(&p, 7, 0, self->text));
}

TEST_F(progress, huge_numbers_fit)
{
	const struct progress p = { .total = ~0ULL, .things = "processes" };

	EXPECT_GT(PROGRESS_SIZE, strlen(progress_text(&p, ~0ULL - 1, 1, self->text)));
}

TEST_HARNESS_MAIN
