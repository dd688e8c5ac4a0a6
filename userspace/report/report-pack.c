// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of a dump as bytes that compress well: see report-pack.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "library-zlib.h"
#include "report-pack.h"

#define ABOUT_TABLE	4	/* words about a table */

/**
 * struct packer - words that are being made
 * @about: words about tables, as differences
 * @nr_about: number of these
 * @last: the words about the table before
 * @word: entries, as differences
 * @nr_words: number of these
 * @entry: the entry before
 */
struct packer {
	__u64	*about;
	size_t	nr_about;
	__u64	last[ABOUT_TABLE];
	__u64	*word;
	size_t	nr_words;
	__u64	entry;
};

static enum pack_form pack_form_of(const struct ptwalk_table *table,
				   const struct ptwalk_table *before)
{
	unsigned int i, same = 0;

	if (!before)
		return PACK_OWN;
	if (table->first == before->first && table->count == before->count &&
	    !memcmp(table->entry, before->entry, table->count * sizeof(__u64)))
		return PACK_SAME;
	for (i = table->first; i < table->first + table->count; i++)
		same += ptwalk_table_entry(table, i) == ptwalk_table_entry(before, i);
	return same * 2 >= table->count ? PACK_CHANGED : PACK_OWN;
}

static void pack_about(struct packer *p, const struct ptwalk_table *table, enum pack_form form)
{
	const __u64 about[ABOUT_TABLE] = {
		table->base,
		table->phys,
		table->parent,
		table->level | table->flags << 8 | (__u64)table->first << 16 |
			(__u64)table->count << 32 | (__u64)form << 48,
	};
	size_t i;

	for (i = 0; i < ABOUT_TABLE; i++)
		p->about[p->nr_about++] = about[i] - p->last[i];
	memcpy(p->last, about, sizeof(about));
}

static void pack_table(struct packer *p, const struct ptwalk_table *table,
		       const struct ptwalk_table *before)
{
	const enum pack_form form = pack_form_of(table, before);
	unsigned int i;

	pack_about(p, table, form);
	if (form == PACK_SAME)
		return;
	for (i = table->first; i < table->first + table->count; i++) {
		__u64 raw = ptwalk_table_entry(table, i);

		if (form == PACK_CHANGED)
			p->word[p->nr_words++] = raw - ptwalk_table_entry(before, i);
		else
			p->word[p->nr_words++] = raw - p->entry;
		p->entry = raw;
	}
}

/* Writes words as eight planes of bytes; returns what is behind them. */
static unsigned char *pack_planes(unsigned char *to, const __u64 *word, size_t nr)
{
	unsigned int plane;
	size_t i;

	for (plane = 0; plane < sizeof(*word); plane++)
		for (i = 0; i < nr; i++)
			*to++ = word[i] >> (8 * plane);
	return to;
}

static unsigned char *pack_number(unsigned char *to, __u32 number)
{
	unsigned int i;

	for (i = 0; i < sizeof(number); i++)
		*to++ = number >> (8 * i);
	return to;
}

static int pack_write(struct pack *pack, const struct packer *p)
{
	unsigned char *to;

	pack->size = 2 * sizeof(__u32) + (p->nr_about + p->nr_words) * sizeof(__u64);
	pack->data = malloc(pack->size);
	if (!pack->data)
		return -ENOMEM;
	to = pack_number(pack->data, p->nr_about / ABOUT_TABLE);
	to = pack_number(to, p->nr_words);
	to = pack_planes(to, p->about, p->nr_about);
	pack_planes(to, p->word, p->nr_words);
	return 0;
}

/**
 * pack_tables() - pack the tables of a dump
 * @pack: filled in; to be freed with pack_free()
 * @dump: dump
 * @before: the dump before it on the page, or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int pack_tables(struct pack *pack, const struct dump *dump, const struct dump *before)
{
	struct packer p = { 0 };
	size_t i, tables = 0, entries = 0;
	unsigned int level;
	int rc = -ENOMEM;

	for (level = PTWALK_LEVEL_MAX; level; level--) {
		tables += dump->nr_tables[level];
		for (i = 0; i < dump->nr_tables[level]; i++)
			entries += dump->table[level][i]->count;
	}
	/* one more, since a dump of an empty range has none */
	p.about = calloc(tables * ABOUT_TABLE + 1, sizeof(__u64));
	p.word = calloc(entries + 1, sizeof(__u64));
	if (p.about && p.word) {
		for (level = PTWALK_LEVEL_MAX; level; level--)
			for (i = 0; i < dump->nr_tables[level]; i++) {
				const struct ptwalk_table *table = dump->table[level][i];

				pack_table(&p, table, before ?
					   dump_table(before, level, table->base) : NULL);
			}
		rc = pack_write(pack, &p);
	}
	free(p.about);
	free(p.word);
	return rc;
}

/**
 * pack_compress() - replace packed tables by what deflate makes of them
 * @pack: packed tables; library_zlib_load() has been called
 *
 * The format is zlib's (RFC 1950), which a browser calls "deflate".
 *
 * Return: 0 or -ENOMEM.
 */
int pack_compress(struct pack *pack)
{
	uLongf size = compressBound(pack->size);
	unsigned char *data = malloc(size);

	if (!data)
		return -ENOMEM;
	/*
	 * The best compression would take ten times as long for 1 to 8 %.  The room is enough by
	 * compressBound(), so that only memory can be lacking.
	 */
	if (compress2(data, &size, pack->data, pack->size, Z_DEFAULT_COMPRESSION) != Z_OK) {
		free(data);
		return -ENOMEM;
	}
	free(pack->data);
	pack->data = data;
	pack->size = size;
	return 0;
}

/**
 * pack_free() - free packed tables
 * @pack: packed tables
 */
void pack_free(struct pack *pack)
{
	free(pack->data);
	*pack = (struct pack){ 0 };
}

/**
 * pack_base64() - write bytes as text (RFC 4648, 4)
 * @data: bytes
 * @size: how many
 * @text: filled in with PACK_BASE64(size) characters
 */
void pack_base64(const unsigned char *data, size_t size, char *text)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, n;

	for (i = 0; i < size; i += 3, text += 4) {
		__u32 three = data[i] << 16;

		n = size - i < 3 ? size - i : 3;
		if (n > 1)
			three |= data[i + 1] << 8;
		if (n > 2)
			three |= data[i + 2];
		text[0] = letters[three >> 18];
		text[1] = letters[three >> 12 & 63];
		text[2] = n > 1 ? letters[three >> 6 & 63] : '=';
		text[3] = n > 2 ? letters[three & 63] : '=';
	}
}
