// SPDX-License-Identifier: GPL-2.0-only
/*
 * UTF-8: utf8_decode() has to find the same characters as iconv().
 */
#include <iconv.h>
#include <string.h>

#include "kselftest_harness.h"

#include "utf8.h"

/* Decodes the first character of @text with iconv(): returns its length, 0 if invalid. */
static size_t oracle(iconv_t cd, const char *text, size_t max, __u32 *character)
{
	size_t length;

	for (length = 1; length <= max; length++) {
		char *in = (char *)text, *out = (char *)character;
		size_t in_left = length, out_left = sizeof(*character);

		iconv(cd, NULL, NULL, NULL, NULL);
		if (iconv(cd, &in, &in_left, &out, &out_left) != (size_t)-1)
			return length;
	}
	return 0;
}

static void compare(struct __test_metadata *_metadata, iconv_t cd,
		    const char *text, size_t max)
{
	__u32 got = 0, want = 0;
	size_t length = utf8_decode(text, max, &got);

	ASSERT_EQ(oracle(cd, text, max, &want), length) {
		TH_LOG("%zu bytes: %02hhx %02hhx %02hhx %02hhx", max, text[0],
		       text[1], text[2], text[3]);
	}
	if (length)
		ASSERT_EQ(want, got);
}

/* All values of the first two bytes; of others, the values at the limits of valid ranges. */
TEST(decode_as_iconv)
{
	static const char border[] = { 0, 'x', 0x7f, 0x80, 0x8f, 0x90, 0x9f,
				       0xa0, 0xbf, 0xc0, 0xff };
	iconv_t cd = iconv_open("UTF-32LE", "UTF-8");
	size_t i, j, max;
	int head;

	ASSERT_NE((iconv_t)-1, cd);
	for (head = 0; head < 0x10000; head++) {
		for (i = 0; i < sizeof(border); i++) {
			char text[4] = { head >> 8, head, border[i] };

			for (max = 1; max < 4; max++)
				compare(_metadata, cd, text, max);
			/* only where a fourth byte can matter */
			if ((head >> 8) < 0xf0)
				continue;
			for (j = 0; j < sizeof(border); j++) {
				text[3] = border[j];
				compare(_metadata, cd, text, 4);
			}
		}
	}
	iconv_close(cd);
}

/* Of Unicode's format characters (Cf, and Zl and Zp) those that act on text around them */
TEST(deceivers)
{
	static const __u32 deceive[] = {
		0xad, 0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060,
		0x2066, 0x2069, 0xfeff, 0xe0001, 0xe007f,
	};
	static const __u32 harmless[] = {
		'a', ' ', 0xa0, 0xe9, 0x5d0, 0x627, 0x2010, 0x2026, 0x2030, 0x2500, 0x4e2d,
		0xfffd, 0x1f600,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(deceive); i++) {
		EXPECT_TRUE(utf8_deceives(deceive[i])) TH_LOG("U+%04X", deceive[i]);
		EXPECT_FALSE(utf8_harmless(deceive[i])) TH_LOG("U+%04X", deceive[i]);
	}
	for (i = 0; i < ARRAY_SIZE(harmless); i++) {
		EXPECT_FALSE(utf8_deceives(harmless[i])) TH_LOG("U+%04X", harmless[i]);
		EXPECT_TRUE(utf8_harmless(harmless[i])) TH_LOG("U+%04X", harmless[i]);
	}
	/* control characters, those of Latin-1 too, deceive nobody, but do harm */
	for (i = 0; i < 0xa0; i++)
		EXPECT_EQ(i >= 0x20 && i < 0x7f, utf8_harmless(i)) TH_LOG("U+%04zX", i);
}

TEST_HARNESS_MAIN
