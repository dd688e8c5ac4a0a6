// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to rows that nobody takes: no more are made, and the error is that of the first
 * write that failed.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "output.h"

static const struct output_column columns[] = {
	{ "A", OUTPUT_STRING, false, "" },
	{ "B", OUTPUT_NUMBER, true, "" },
};

static const struct output_form form = {
	.name = "rows", .columns = columns, .nr = 2, .defaults = "A,B",
};

static const struct output forms[] = { { 0 }, { .raw = true }, { .json = true } };

/* Returns how many rows were made before no more were needed; @err is that of output_end(). */
static unsigned long made(const struct output *out, struct errmsg *err)
{
	const unsigned long limit = 1000000;
	struct output_table *table;
	unsigned long i;

	if (output_begin(&table, out, &form, err))
		return 0;
	for (i = 0; i < limit; i++) {
		struct output_row *row = output_row(table, NULL);

		output_string(table, row, 0, "some text");
		output_number(table, row, 1, i);
		if (!output_flush(table))
			break;
	}
	output_end(table, err);
	return i;
}

/* Whoever has read the first line closes the pipe: that is all that is written. */
TEST(reader_that_goes)
{
	struct errmsg err = { "" };
	unsigned long rows;
	int saved, pipes[2];
	size_t i;

	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		fflush(stdout);
		ASSERT_EQ(0, pipe(pipes));
		saved = dup(STDOUT_FILENO);
		dup2(pipes[1], STDOUT_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		rows = made(&forms[i], &err);
		dup2(saved, STDOUT_FILENO);
		close(saved);
		EXPECT_GT(10000, rows);
		EXPECT_STREQ("standard output: Broken pipe", err.text);
	}
}

TEST(full_disk)
{
	struct errmsg err = { "" };
	unsigned long rows;
	int saved, full;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		fflush(stdout);
		full = open("/dev/full", O_WRONLY);
		ASSERT_LE(0, full);
		saved = dup(STDOUT_FILENO);
		dup2(full, STDOUT_FILENO);
		close(full);
		rows = made(&forms[i], &err);
		dup2(saved, STDOUT_FILENO);
		close(saved);
		EXPECT_GT(10000, rows);
		EXPECT_STREQ("standard output: No space left on device", err.text);
	}
}

TEST_HARNESS_MAIN
