// SPDX-License-Identifier: GPL-2.0-only
/*
 * WHERE on the command line: its forms, and the range that each means in dumps.
 */
#include <errno.h>

#include "forge.h"
#include "kselftest_harness.h"
#include "where.h"

#define HEAP	0x555555600000ULL
#define LIB	0x7f0000000000ULL

FIXTURE(where)
{
	struct dump	*dump[2];
	void		*data[2];
};

static struct dump *forged(struct forge *f, void **data)
{
	struct errmsg err;
	struct dump *dump;
	size_t size;

	*data = forge_write(f, &size);
	if (dump_parse(&dump, *data, size, &err))
		dump = NULL;
	forge_free(f);
	return dump;
}

FIXTURE_SETUP(where)
{
	struct forge *f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);

	forge_vma(f, HEAP, HEAP + 4 * K4, VMA_ANON, "[heap]");
	forge_vma(f, LIB, LIB + K4, VMA_FILE, "/lib/a");
	forge_vma(f, LIB + 2 * K4, LIB + 4 * K4, VMA_CODE, "/lib/a");
	forge_vma(f, LIB + 4 * K4, LIB + 5 * K4, VMA_ANON, "");
	forge_vma(f, LIB + 5 * K4, LIB + 6 * K4, VMA_FILE, "/lib/b");
	forge_vma(f, LIB + 7 * K4, LIB + 8 * K4, VMA_ANON, "[anon:x]");
	forge_vma(f, LIB + 8 * K4, LIB + 9 * K4, VMA_FILE, "/lib/b");
	self->dump[0] = forged(f, &self->data[0]);
	f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	forge_vma(f, HEAP, HEAP + 8 * K4, VMA_ANON, "[heap]");
	self->dump[1] = forged(f, &self->data[1]);
	ASSERT_NE(NULL, self->dump[0]);
	ASSERT_NE(NULL, self->dump[1]);
}

FIXTURE_TEARDOWN(where)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		dump_free(self->dump[i]);
		free(self->data[i]);
	}
}

#define EXPECT_RANGE(word, nr, start_, end_)				\
do {									\
	struct where where_;						\
	struct errmsg err_ = { "" };					\
	__u64 s_, e_;							\
									\
	EXPECT_EQ(0, where_parse(word, &where_, &err_)) TH_LOG("%s", err_.text); \
	EXPECT_EQ(0, where_resolve(&where_, (const struct dump *const *)self->dump, nr, \
				   &s_, &e_, &err_)) TH_LOG("%s", err_.text); \
	EXPECT_EQ(start_, s_) TH_LOG("%s", word);			\
	EXPECT_EQ(end_, e_) TH_LOG("%s", word);				\
} while (0)

TEST_F(where, ranges)
{
	EXPECT_RANGE("0x1000-0x3000", 1, 0x1000, 0x3000);
	EXPECT_RANGE("0x1000+8K", 1, 0x1000, 0x3000);
	EXPECT_RANGE("0x1234", 1, 0x1000, 0x2000);
	EXPECT_RANGE("0xfffffffffffff000", 1, 0xfffffffffffff000ULL, 0);
	EXPECT_RANGE("[heap]", 1, HEAP, HEAP + 4 * K4);
	EXPECT_RANGE("vma:0x555555601234", 1, HEAP, HEAP + 4 * K4);
	/* neighbours of one name, with a gap between them */
	EXPECT_RANGE("/lib/a", 1, LIB, LIB + 4 * K4);
	/* of two dumps, what either has */
	EXPECT_RANGE("[heap]", 2, HEAP, HEAP + 8 * K4);
	EXPECT_RANGE("/lib/a", 2, LIB, LIB + 4 * K4);
	EXPECT_RANGE("vma:0x555555607fff", 2, HEAP, HEAP + 8 * K4);
}

TEST_F(where, refused)
{
	static const struct {
		const char	*text;
		int		parse;
		int		resolve;
	} cases[] = {
		{ "", -EINVAL, 0 },
		{ "0x1001-0x3000", -EINVAL, 0 },
		{ "0x1000-0x3001", -EINVAL, 0 },
		{ "0x3000-0x1000", -EINVAL, 0 },
		{ "7fff", -EINVAL, 0 },
		{ "vma:x", -EINVAL, 0 },
		{ "0x10000000000000000", -ERANGE, 0 },
		{ "vma:0x1000", 0, -ENOENT },
		{ "[hea", 0, -ENOENT },
		{ "[stack]", 0, -ENOENT },
		/* an area of another name stands between the two */
		{ "/lib/b", 0, -EINVAL },
	};
	struct where where;
	struct errmsg err;
	__u64 start, end;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		err.text[0] = '\0';
		EXPECT_EQ(cases[i].parse, where_parse(cases[i].text, &where, &err))
			TH_LOG("'%s'", cases[i].text);
		if (!cases[i].parse)
			EXPECT_EQ(cases[i].resolve,
				  where_resolve(&where, (const struct dump *const *)self->dump, 1,
						&start, &end, &err))
				TH_LOG("'%s'", cases[i].text);
		EXPECT_NE('\0', err.text[0]);
	}
}

TEST_HARNESS_MAIN
