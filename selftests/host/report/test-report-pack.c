// SPDX-License-Identifier: GPL-2.0
/*
 * Packing for a page, undone here by code of its own that follows the text of report-pack.h;
 * base64 against the examples of RFC 4648; and what is escaped in JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"
#include "library-zlib.h"
#include "random-number.h"
#include "report-pack.h"
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
	struct pack pack;

	ASSERT_EQ(0, pack_tables(&pack, p.dump, NULL));
	EXPECT_TRUE(unpacked(&pack, p.dump, NULL, forms));
	EXPECT_EQ(5, forms[PACK_OWN]);
	pack_free(&pack);
	drop(&p);
}

TEST(tables_that_stay)
{
	struct parsed was = parsed(process(false)), now = parsed(process(true));
	unsigned int forms[3] = { 0 };
	struct pack pack;

	ASSERT_EQ(0, pack_tables(&pack, now.dump, was.dump));
	EXPECT_TRUE(unpacked(&pack, now.dump, was.dump, forms));
	EXPECT_EQ(0, forms[PACK_OWN]);
	EXPECT_EQ(4, forms[PACK_SAME]);
	EXPECT_EQ(1, forms[PACK_CHANGED]);
	pack_free(&pack);
	drop(&was);
	drop(&now);
}

TEST(compressed)
{
	struct parsed p = parsed(process(false));
	unsigned char *again;
	struct pack pack;
	struct errmsg err;
	uLongf size;
	size_t plain;

	ASSERT_EQ(0, library_zlib_load(&err));
	ASSERT_EQ(0, pack_tables(&pack, p.dump, NULL));
	plain = pack.size;
	ASSERT_EQ(0, pack_compress(&pack));
	size = plain;
	again = malloc(plain);
	ASSERT_EQ(Z_OK, uncompress(again, &size, pack.data, pack.size));
	EXPECT_EQ(plain, size);
	free(again);
	pack_free(&pack);
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
		pack_base64((const unsigned char *)examples[i][0], size, text);
		EXPECT_EQ(strlen(examples[i][1]), PACK_BASE64(size));
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
	struct report_page page;
	struct errmsg err;
	size_t i, ends = 0;
	const char *at;

	ASSERT_EQ(0, library_zlib_load(&err));
	ASSERT_EQ(0, report_page(&page, &report));
	for (i = 0; i < page.nr; i++)
		for (at = page.text[i];
		     (at = memmem(at, page.text[i] + page.size[i] - at, "</script", 8)); at++)
			ends++;
	/* the JSON, the tables, the page's own script */
	EXPECT_EQ(3, ends);
	report_page_free(&page);
	drop(&p);
}

TEST_HARNESS_MAIN
