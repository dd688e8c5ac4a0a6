// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers: parsing what users type (number.h), and printing (output.h).
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "kselftest_harness.h"
#include "number.h"
#include "output.h"

TEST(numbers)
{
	static const struct {
		const char	*text;
		int		rc;
		__u64		value;
	} cases[] = {
		{ "0", 0, 0 },
		{ "1", 0, 1 },
		{ "0x0", 0, 0 },
		{ "0xffff", 0, 0xffff },
		{ "0XFf", 0, 255 },
		/* neither octal nor decimal: /proc/PID/maps pads with zeros */
		{ "010", -EINVAL, 0 },
		{ "00400000", -EINVAL, 0 },
		{ "18446744073709551615", 0, ~0ULL },
		{ "0xffffffffffffffff", 0, ~0ULL },
		{ "0x00000000000000000001", 0, 1 },
		{ "18446744073709551616", -ERANGE, 0 },
		{ "0x10000000000000000", -ERANGE, 0 },
		{ "99999999999999999999999999", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "x1", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "1 ", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "+1", -EINVAL, 0 },
		{ "1.5", -EINVAL, 0 },
		{ "1e3", -EINVAL, 0 },
		{ "ffff", -EINVAL, 0 },
		{ "0x1g", -EINVAL, 0 },
		{ "1,000", -EINVAL, 0 },
	};
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		__u64 value = 0;

		EXPECT_EQ(cases[i].rc, number_parse(cases[i].text, "number", 0,
						    ~0ULL, &value, &err))
			TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].value, value)
			TH_LOG("'%s'", cases[i].text);
	}
}

TEST(limits)
{
	struct errmsg err;
	__u64 value = 77;

	EXPECT_EQ(0, number_parse("5", "level", 1, 5, &value, &err));
	EXPECT_EQ(5, value);
	EXPECT_EQ(-ERANGE, number_parse("6", "level", 1, 5, &value, &err));
	EXPECT_STREQ("level 6 is not between 1 and 5", err.text);
	EXPECT_EQ(-ERANGE, number_parse("0", "level", 1, 5, &value, &err));
	EXPECT_EQ(-ERANGE, number_parse("0x6", "level", 1, 5, &value, &err));
	EXPECT_STREQ("level 0x6 is not between 0x1 and 0x5", err.text);
	EXPECT_EQ(5, value);
}

/* Addresses are copied from /proc/PID/maps, which leaves the 0x out. */
TEST(forgotten_prefix)
{
	struct errmsg err;
	__u64 value;

	EXPECT_EQ(-EINVAL, number_parse("7ffe12345000", "address", 0, ~0ULL,
					&value, &err));
	EXPECT_STREQ("address '7ffe12345000' is not a number; if it is hexadecimal, begin it with 0x",
		     err.text);
}

TEST(sizes)
{
	static const struct {
		const char	*text;
		int		rc;
		__u64		bytes;
	} cases[] = {
		{ "4096", 0, 4096 },
		{ "0x1000", 0, 4096 },
		{ "4K", 0, 4096 },
		{ "4k", 0, 4096 },
		{ "4KiB", 0, 4096 },
		{ "2M", 0, 2097152 },
		{ "1G", 0, 1073741824 },
		{ "3T", 0, 3298534883328 },
		{ "1P", 0, 1125899906842624 },
		{ "15E", 0, 0xf000000000000000 },
		{ "16E", -ERANGE, 0 },
		{ "0xffffffffffffffffK", -ERANGE, 0 },
		{ "4KB", -EINVAL, 0 },
		{ "4Ki", -EINVAL, 0 },
		{ "4 K", -EINVAL, 0 },
		{ "4X", -EINVAL, 0 },
		{ "K", -EINVAL, 0 },
		{ "-4K", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		__u64 bytes = 0;

		EXPECT_EQ(cases[i].rc,
			  number_size(cases[i].text, &bytes, &err))
			TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].bytes, bytes)
			TH_LOG("'%s'", cases[i].text);
	}
}

TEST(ranges)
{
	static const struct {
		const char	*text;
		int		rc;
		__u64		start;
		__u64		end;
	} cases[] = {
		{ "0x1000-0x3000", 0, 0x1000, 0x3000 },
		{ "0x1000+2M", 0, 0x1000, 0x201000 },
		{ "4096+4096", 0, 4096, 8192 },
		{ "0-0xffffffffffffffff", 0, 0, ~0ULL },
		/* up to the last address: its end is 1 << 64, which is 0 */
		{ "0xfffffffffffff000+4K", 0, 0xfffffffffffff000, 0 },
		{ "0xfffffffffffff000+8K", -ERANGE, 0, 0 },
		/* the form in which ptwalk prints such an end */
		{ "0xffff800000000000-0x10000000000000000", 0,
		  0xffff800000000000, 0 },
		{ "0xffffffffffffffff-0x10000000000000000", 0, ~0ULL, 0 },
		{ "0-0x10000000000000000", 0, 0, 0 },
		{ "0x1000-0x10000000000000001", -ERANGE, 0, 0 },
		{ "0x3000-0x1000", -EINVAL, 0, 0 },
		{ "0x1000-0x1000", -EINVAL, 0, 0 },
		{ "0x1000+0", -EINVAL, 0, 0 },
		{ "0x1000", -EINVAL, 0, 0 },
		{ "0x1000-", -EINVAL, 0, 0 },
		{ "-0x1000", -EINVAL, 0, 0 },
		{ "0x1000-0x2000-0x3000", -EINVAL, 0, 0 },
		{ "0x1000:0x2000", -EINVAL, 0, 0 },
		{ "0x1000+2X", -EINVAL, 0, 0 },
		{ "7ffe0000-7fff0000", -EINVAL, 0, 0 },
		{ "", -EINVAL, 0, 0 },
	};
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		__u64 start = 0, end = 0;

		EXPECT_EQ(cases[i].rc,
			  number_range(cases[i].text, &start, &end, &err))
			TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].start, start) TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].end, end) TH_LOG("'%s'", cases[i].text);
	}
}

TEST(seconds)
{
	static const struct {
		const char	*text;
		int		rc;
		__u64		ns;
	} cases[] = {
		{ "1", 0, 1000000000 },
		{ "0.25", 0, 250000000 },
		{ "10.5", 0, 10500000000 },
		{ "0.000000001", 0, 1 },
		{ "1.999999999", 0, 1999999999 },
		{ "60", 0, 60000000000 },
		{ "60.000000001", -ERANGE, 0 },
		{ "61", -ERANGE, 0 },
		{ "0", -ERANGE, 0 },
		{ "0.0", -ERANGE, 0 },
		{ "18446744074", -ERANGE, 0 },
		{ "99999999999999999999", -ERANGE, 0 },
		{ "0.0000000001", -EINVAL, 0 },
		{ "1.", -EINVAL, 0 },
		{ ".5", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "0x1", -EINVAL, 0 },
		{ "1e3", -EINVAL, 0 },
		{ "1s", -EINVAL, 0 },
		{ "1,5", -EINVAL, 0 },
		{ "1.5.5", -EINVAL, 0 },
		{ " 1", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
	};
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		__u64 ns = 0;

		EXPECT_EQ(cases[i].rc,
			  number_seconds(cases[i].text, "interval", 1,
					 60000000000, &ns, &err))
			TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].ns, ns) TH_LOG("'%s'", cases[i].text);
	}
}

TEST(sizes_for_people)
{
	static const struct {
		unsigned long long	bytes;
		const char		*text;
	} cases[] = {
		{ 0, "0B" },
		{ 1, "1B" },
		{ 1023, "1023B" },
		{ 1024, "1K" },
		{ 4096, "4K" },
		{ 6144, "6K" },
		{ 1536, "1.5K" },
		{ 2097152, "2M" },
		{ 20027392, "19.1M" },
		/* rounding must not print 1024K, but 1M */
		{ 1048575, "1M" },
		{ 1073741823, "1G" },
		{ 1073741824, "1G" },
		{ 140737488355328, "128T" },
		{ 18446744073709551615ULL, "16E" },
	};
	char buf[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_STREQ(cases[i].text,
			     output_format_size(buf, sizeof(buf),
						cases[i].bytes));
	EXPECT_STREQ("0B", output_format_change(buf, sizeof(buf), 0));
	EXPECT_STREQ("+4K", output_format_change(buf, sizeof(buf), 4096));
	EXPECT_STREQ("-1.5M", output_format_change(buf, sizeof(buf), -1572864));
	EXPECT_STREQ("-8E", output_format_change(buf, sizeof(buf),
						 -9223372036854775807LL - 1));
}

/* The kernel prints entries without 0x. */
TEST(entries)
{
	static const struct {
		const char	*text;
		int		rc;
		__u64		value;
		bool		decimal;
	} cases[] = {
		{ "0x8000000123456867", 0, 0x8000000123456867, false },
		{ "0X67", 0, 0x67, false },
		{ "8000000123456867", 0, 8000000123456867, true },
		{ "8000000123456c67", 0, 0x8000000123456c67, false },
		{ "ABCDEF", 0, 0xabcdef, false },
		{ "0000000012345067", 0, 0x12345067, false },
		{ "010", 0, 0x10, false },
		{ "0", 0, 0, false },
		{ "9", 0, 9, false },
		{ "10", 0, 10, true },
		{ "18446744073709551615", 0, ~0ULL, true },
		{ "18446744073709551616", -ERANGE, 0, false },
		{ "10000000000000000a", -ERANGE, 0, false },
		{ "00000000000000000000000000000000000000000000000000000000000000000000000a",
		  -EINVAL, 0, false },
		{ "", -EINVAL, 0, false },
		{ "0x", -EINVAL, 0, false },
		{ "x1", -EINVAL, 0, false },
		{ "67g", -EINVAL, 0, false },
		{ "-1", -EINVAL, 0, false },
		{ "0x67 ", -EINVAL, 0, false },
	};
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool decimal = false;
		__u64 value = 0;

		EXPECT_EQ(cases[i].rc, number_entry(cases[i].text, &value,
						    &decimal, &err))
			TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].value, value) TH_LOG("'%s'", cases[i].text);
		EXPECT_EQ(cases[i].decimal, decimal)
			TH_LOG("'%s'", cases[i].text);
	}
}

/* The end of the address space is stored as 0, and printed as 0x10000000000000000. */
TEST(ends)
{
	char limit[NUMBER_LIMIT_SIZE], span[NUMBER_SPAN_SIZE];
	__u64 start, end;

	EXPECT_STREQ("0x7fffffffffff", number_limit(limit, 0x7fffffffffff));
	EXPECT_STREQ("0x10000000000000000", number_limit(limit, 0));
	EXPECT_STREQ("0xffffffffffffffff-0x10000000000000000",
		     number_span(span, ~0ULL, 0));
	EXPECT_STREQ("0x0-0x1000", number_span(span, 0, 0x1000));
	/* number_range() accepts what is printed */
	EXPECT_EQ(0, number_range(number_span(span, -4096ULL, 0), &start, &end,
				  NULL));
	EXPECT_EQ(-4096ULL, start);
	EXPECT_EQ(0, end);
}

TEST_HARNESS_MAIN
