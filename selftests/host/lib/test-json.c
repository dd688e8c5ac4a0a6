// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON lines: each type of field, and strings of any bytes.
 */
#include <stdlib.h>

#include "json.h"
#include "kselftest_harness.h"
#include "random-number.h"

FIXTURE(json)
{
	struct json_line	json;
	char			*text;
	size_t			size;
	FILE			*to;
};

FIXTURE_SETUP(json)
{
	self->to = open_memstream(&self->text, &self->size);
	ASSERT_NE(NULL, self->to);
	json_begin(&self->json, self->to);
}

FIXTURE_TEARDOWN(json)
{
	fclose(self->to);
	free(self->text);
}

#define EXPECT_LINE(expected)						\
	do {								\
		json_end(&self->json);					\
		fflush(self->to);					\
		EXPECT_STREQ(expected "\n", self->text);		\
	} while (0)

TEST_F(json, nothing)
{
	EXPECT_LINE("{}");
}

TEST_F(json, every_form)
{
	json_string(&self->json, "s", "text");
	json_list(&self->json, "l", "a,+b");
	json_address(&self->json, "a", 0xffff888000000000ULL);
	json_number(&self->json, "n", ~0ULL);
	json_signed(&self->json, "d", -4096);
	json_seconds(&self->json, "t", 1000000001);
	EXPECT_LINE("{\"s\": \"text\", \"l\": [\"a\", \"+b\"], \"a\": \"0xffff888000000000\", \"n\": 18446744073709551615, \"d\": -4096, \"t\": 1.000000001}");
}

TEST_F(json, no_value)
{
	json_string(&self->json, "a", NULL);
	json_string(&self->json, "b", "");
	json_list(&self->json, "c", "");
	json_list(&self->json, "d", "one");
	EXPECT_LINE("{\"a\": null, \"b\": null, \"c\": [], \"d\": [\"one\"]}");
}

/* A newline in a name must not end the line. */
TEST_F(json, escapes)
{
	json_string(&self->json, "a", "q\" b\\ n\n t\t e\x1b d\x7f");
	EXPECT_LINE("{\"a\": \"q\\\" b\\\\x5c n\\u000a t\\u0009 e\\u001b d\\u007f\"}");
}

/* UTF-8 is printed unchanged; other bytes are escaped as in tables (\xHH). */
TEST_F(json, bytes)
{
	json_string(&self->json, "a", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7");
	json_string(&self->json, "b", "\xe4 \xc0\xaf \xed\xa0\x80 \xf5 \xe2\x82");
	EXPECT_LINE("{\"a\": \"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x90\xa7\", \"b\": \"\\\\xe4 \\\\xc0\\\\xaf \\\\xed\\\\xa0\\\\x80 \\\\xf5 \\\\xe2\\\\x82\"}");
}

/* A string in a buffer is what it is in a file, however hostile. */
TEST_F(json, buffer)
{
	static const unsigned char bytes[] = "a\"\\\n\x7f\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7\x80";
	char text[24], buf[JSON_TEXT_SIZE(sizeof(text))];
	unsigned int wrong = 0, round, i, size;
	__u64 state = 1;
	size_t length;

	for (round = 0; round < 20000; round++) {
		size = random_number(&state) % sizeof(text);
		for (i = 0; i < size; i++)
			text[i] = bytes[random_number(&state) % sizeof(bytes)];
		rewind(self->to);
		json_put_text(self->to, text, size);
		fflush(self->to);
		length = json_text(buf, text, size);
		wrong += length != self->size || memcmp(buf, self->text, length);
	}
	EXPECT_EQ(0, wrong);
}

TEST_HARNESS_MAIN
