// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packing for a page, undone here by code of its own that follows the text of report-pack.h;
 * base64 against the examples of RFC 4648; and what is escaped in JSON.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"
#include "library-zlib.h"
#include "random-number.h"
#include "report-pack.h"
#include "report-text.h"
#include "report.h"

struct parsed {
	void		*data;
	struct dump	*dump;
};

static struct parsed parsed(struct forge *f)
{
	struct parsed p = { 0 };
	struct errmsg err;
	size_t size;

	p.data = forge_write(f, &size);
	forge_free(f);
	if (dump_parse(&p.dump, p.data, size, &err))
		exit(KSFT_FAIL);
	return p;
}

static void drop(struct parsed *p)
{
	dump_free(p->dump);
	free(p->data);
}

/* What a report_put was given; it refuses more than @most bytes in all, unless that is 0. */
struct pack {
	unsigned char	*data;
	size_t		size;
	size_t		most;
};

static int collect(void *arg, const void *data, size_t size)
{
	struct pack *pack = arg;

	if (pack->most && pack->size + size > pack->most)
		return -ENOSPC;
	pack->data = realloc(pack->data, pack->size + size + 1);
	if (!pack->data)
		exit(KSFT_FAIL);
	memcpy(pack->data + pack->size, data, size);
	pack->size += size;
	pack->data[pack->size] = '\0';
	return 0;
}

#define BASE	0x7f0000000000ULL

/* 2M of pages by chance; with @other, one of them is another one */
static struct forge *process(bool other)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	__u64 state = 1;
	unsigned int i;

	forge_vma(f, BASE, BASE + 4 * M2, VMA_ANON, "");
	for (i = 3; i < 700; i++)
		forge_entry(f, 1, BASE + i * K4, random_number(&state) | E_P);
	if (other)
		forge_entry(f, 1, BASE + 9 * K4, 0x12345000 | E_WRITTEN);
	forge_entry(f, 2, BASE + 3 * M2, 0x40000000 | E_WRITTEN | E_PS);
	return f;
}

static __u32 number_at(const unsigned char *data)
{
	return data[0] | data[1] << 8 | data[2] << 16 | (__u32)data[3] << 24;
}

/* Word @i of @nr, out of the planes at @data */
static __u64 plane_word(const unsigned char *data, size_t nr, size_t i)
{
	__u64 word = 0;
	unsigned int plane;

	for (plane = 0; plane < 8; plane++)
		word |= (__u64)data[plane * nr + i] << 8 * plane;
	return word;
}

/* Compares packed tables with those of the dump that they are from; counts their forms */
static bool unpacked(const struct pack *pack, const struct dump *dump, const struct dump *before,
		     unsigned int forms[3])
{
	const size_t tables = number_at(pack->data), words = number_at(pack->data + 4);
	const unsigned char *about = pack->data + 8, *entries = about + 32 * tables;
	__u64 at[4] = { 0 }, last = 0;
	size_t i, k, n = 0, word = 0;
	unsigned int level = 5;

	for (i = 0; i < tables; i++, n++) {
		const struct ptwalk_table *table, *old;
		unsigned int e, form;

		while (n == dump->nr_tables[level]) {
			level--;
			n = 0;
		}
		table = dump->table[level][n];
		for (k = 0; k < 4; k++)
			at[k] += plane_word(about, 4 * tables, 4 * i + k);
		form = at[3] >> 48;
		forms[form]++;
		if (at[0] != table->base || at[1] != table->phys || at[2] != table->parent ||
		    (at[3] & 0xff) != table->level || (at[3] >> 16 & 0xffff) != table->first ||
		    (at[3] >> 32 & 0xffff) != table->count)
			return false;
		old = form ? dump_table(before, level, table->base) : NULL;
		for (e = table->first; e < (unsigned int)table->first + table->count; e++) {
			__u64 raw = form ? ptwalk_table_entry(old, e) : last;

			if (form != PACK_SAME)
				last = raw += plane_word(entries, words, word++);
			if (raw != ptwalk_table_entry(table, e))
				return false;
		}
	}
	return word == words && pack->size == 8 + 32 * tables + 8 * words;
}

TEST(one_dump)
{
	struct parsed p = parsed(process(false));
	unsigned int forms[3] = { 0 };
	struct pack pack = { 0 };

	ASSERT_EQ(0, pack_tables(p.dump, NULL, collect, &pack));
	EXPECT_TRUE(unpacked(&pack, p.dump, NULL, forms));
	EXPECT_EQ(5, forms[PACK_OWN]);
	free(pack.data);
	drop(&p);
}

TEST(tables_that_stay)
{
	struct parsed was = parsed(process(false)), now = parsed(process(true));
	unsigned int forms[3] = { 0 };
	struct pack pack = { 0 };

	ASSERT_EQ(0, pack_tables(now.dump, was.dump, collect, &pack));
	EXPECT_TRUE(unpacked(&pack, now.dump, was.dump, forms));
	EXPECT_EQ(0, forms[PACK_OWN]);
	EXPECT_EQ(4, forms[PACK_SAME]);
	EXPECT_EQ(1, forms[PACK_CHANGED]);
	free(pack.data);
	drop(&was);
	drop(&now);
}

/* Undoes base64; returns the number of bytes. */
static size_t from_base64(unsigned char *to, const unsigned char *text, size_t size)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, n = 0;
	__u32 bits = 0;

	for (i = 0; i < size && text[i] != '='; i++) {
		bits = bits << 6 | (__u32)(strchr(letters, text[i]) - letters);
		if (i % 4)
			to[n++] = bits >> (6 - 2 * (i % 4));
	}
	return n;
}

/* 16M in pages by chance, which zlib cannot make small: several pieces on each way */
static struct forge *large(void)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	__u64 state = 1;
	unsigned int i;

	forge_vma(f, BASE, BASE + 16 * M2, VMA_ANON, "");
	for (i = 0; i < 16 * 512; i++)
		forge_entry(f, 1, BASE + i * K4, random_number(&state) | E_P);
	return f;
}

/* As text and back, whatever the size of the pieces that it comes in */
TEST(compressed)
{
	static const size_t pieces[] = { 1, 1000, 65536, 1 << 20 };
	struct parsed p = parsed(large());
	struct pack plain = { 0 };
	struct report_text *text;
	struct errmsg err;
	unsigned int i;

	ASSERT_EQ(0, library_zlib_load(&err));
	ASSERT_EQ(0, pack_tables(p.dump, NULL, collect, &plain));
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		unsigned char *packed, *again = malloc(plain.size);
		struct pack got = { 0 };
		uLongf size = plain.size;
		size_t at, n;

		ASSERT_EQ(0, report_text_new(&text, collect, &got));
		for (at = 0; at < plain.size; at += n) {
			n = plain.size - at < pieces[i] ? plain.size - at : pieces[i];
			ASSERT_EQ(0, report_text_put(text, plain.data + at, n));
		}
		ASSERT_EQ(0, report_text_end(text));
		report_text_free(text);
		EXPECT_EQ(0, got.size % 4);
		packed = malloc(got.size);
		n = from_base64(packed, got.data, got.size);
		ASSERT_EQ(Z_OK, uncompress(again, &size, packed, n));
		EXPECT_EQ(plain.size, size);
		EXPECT_EQ(0, memcmp(again, plain.data, plain.size));
		free(again);
		free(packed);
		free(got.data);
	}
	free(plain.data);
	drop(&p);
}

/* A full disk: the error comes back from every place, and nothing is left */
TEST(refused)
{
	struct parsed p = parsed(large());
	const struct source source = { .name = "large", .dump = p.dump };
	const struct report report = { .source = &source, .nr = 1 };
	struct pack whole = { 0 };
	struct errmsg err;
	size_t most;

	ASSERT_EQ(0, library_zlib_load(&err));
	ASSERT_EQ(0, report_page(&report, collect, &whole));
	for (most = 1; most < whole.size; most += 9973) {
		struct pack part = { .most = most };

		EXPECT_EQ(-ENOSPC, report_page(&report, collect, &part));
		EXPECT_GE(most, part.size);
		free(part.data);
	}
	free(whole.data);
	drop(&p);
}

TEST(base64)
{
	static const char *const examples[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xff\xef\xbf", "/++/" },
	};
	char text[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(examples); i++) {
		const size_t size = strlen(examples[i][0]);

		memset(text, 0, sizeof(text));
		text_base64((const unsigned char *)examples[i][0], size, text);
		EXPECT_EQ(strlen(examples[i][1]), TEXT_BASE64(size));
		EXPECT_STREQ(examples[i][1], text);
	}
}

TEST(escaped)
{
	static const char json[] = "{\"a\": \"</script><!--&\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xe2\"}";
	static const char want[] =
		"{\"a\": \"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029\xe2\x80\xaa\xe2\"}";
	char text[6 * sizeof(json)] = "";

	EXPECT_EQ(strlen(want), report_escape(json, strlen(json), NULL));
	EXPECT_EQ(strlen(want), report_escape(json, strlen(json), text));
	EXPECT_STREQ(want, text);
}

/* A page cut or written for any dump ends its blocks only where it means to */
TEST(page)
{
	struct parsed p = parsed(process(false));
	const struct source source = { .name = "</script>", .dump = p.dump };
	const struct report report = { .source = &source, .nr = 1 };
	struct pack page = { 0 };
	struct errmsg err;
	const unsigned char *at;
	size_t ends = 0;

	ASSERT_EQ(0, library_zlib_load(&err));
	ASSERT_EQ(0, report_page(&report, collect, &page));
	for (at = page.data; (at = memmem(at, page.data + page.size - at, "</script", 8)); at++)
		ends++;
	/* the JSON, the tables, the page's own script */
	EXPECT_EQ(3, ends);
	free(page.data);
	drop(&p);
}

TEST_HARNESS_MAIN
