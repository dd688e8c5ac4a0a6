// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers as text: the same as by printf(), for the ends of every length and for any number.
 */
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "kselftest_harness.h"
#include "random-number.h"

static bool same(__u64 value)
{
	char decimal[DIGITS_DECIMAL_SIZE], hex[DIGITS_HEX_SIZE], expected[32];
	bool ok;

	/* whatever is there before, the text ends where it should */
	memset(decimal, 'x', sizeof(decimal));
	memset(hex, 'x', sizeof(hex));
	ok = digits_decimal(decimal, value) == (size_t)sprintf(expected, "%llu", value);
	ok = ok && !strcmp(decimal, expected);
	ok = ok && digits_hex(hex, value) == (size_t)sprintf(expected, "0x%llx", value);
	return ok && !strcmp(hex, expected);
}

TEST(ends_of_every_length)
{
	__u64 power;
	int i;

	for (i = 0; i < 64; i++)
		EXPECT_TRUE(same(1ULL << i) && same((1ULL << i) - 1) && same(~0ULL << i));
	for (power = 1, i = 0; i < 20; power *= 10, i++)
		EXPECT_TRUE(same(power) && same(power - 1) && same(power + 1));
	EXPECT_TRUE(same(0) && same(~0ULL));
}

TEST(any_number)
{
	__u64 state = 1, value;
	unsigned int wrong = 0;
	int i;

	for (i = 0; i < 1000000; i++) {
		value = random_number(&state);
		wrong += !same(value >> (i & 63));
	}
	EXPECT_EQ(0, wrong);
}

TEST_HARNESS_MAIN
