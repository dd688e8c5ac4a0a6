// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of a dump as bytes that compress well: see report-pack.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report-pack.h"

#define ABOUT_TABLE	4	/* words about a table */

#define CHUNK		65536

/**
 * struct packer - packs the tables of one dump
 * @dump: dump
 * @before: the dump before it, or NULL
 * @about: words about the tables, as differences
 * @form: by table, enum pack_form
 * @tables: number of tables
 * @words: number of words with entries
 * @put: takes the bytes
 * @arg: for @put
 * @used: number of bytes in @chunk
 * @chunk: bytes that @put has not got yet
 */
struct packer {
	const struct dump	*dump;
	const struct dump	*before;
	__u64			*about;
	unsigned char		*form;
	size_t			tables;
	size_t			words;
	report_put		put;
	void			*arg;
	size_t			used;
	unsigned char		chunk[CHUNK];
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

static int pack_flush(struct packer *p)
{
	size_t used = p->used;

	p->used = 0;
	return used ? p->put(p->arg, p->chunk, used) : 0;
}

static inline int pack_byte(struct packer *p, unsigned char byte)
{
	p->chunk[p->used++] = byte;
	return p->used < CHUNK ? 0 : pack_flush(p);
}

static int pack_number(struct packer *p, __u32 number)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < sizeof(number) && !rc; i++)
		rc = pack_byte(p, number >> (8 * i));
	return rc;
}

/* The table of the dump before in whose place a table is; NULL if its entries do not matter. */
static const struct ptwalk_table *pack_before(const struct packer *p,
					      const struct ptwalk_table *table)
{
	return p->before ? dump_table(p->before, table->level, table->base) : NULL;
}

/* Find out how each table is stored, and what there is to say about it. */
static void pack_all_about(struct packer *p)
{
	const struct dump *dump = p->dump;
	__u64 last[ABOUT_TABLE] = { 0 }, *to = p->about;
	unsigned int level, k;
	size_t i, n = 0;

	for (level = PTWALK_LEVEL_MAX; level; level--)
		for (i = 0; i < dump->nr_tables[level]; i++, n++) {
			const struct ptwalk_table *table = dump->table[level][i];
			const enum pack_form form = pack_form_of(table, pack_before(p, table));
			const __u64 about[ABOUT_TABLE] = {
				table->base,
				table->phys,
				table->parent,
				table->level | table->flags << 8 | (__u64)table->first << 16 |
					(__u64)table->count << 32 | (__u64)form << 48,
			};

			p->form[n] = form;
			p->words += form == PACK_SAME ? 0 : table->count;
			for (k = 0; k < ABOUT_TABLE; k++)
				*to++ = about[k] - last[k];
			memcpy(last, about, sizeof(about));
		}
}

static int pack_plane_about(struct packer *p, unsigned int shift)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < p->tables * ABOUT_TABLE && !rc; i++)
		rc = pack_byte(p, p->about[i] >> shift);
	return rc;
}

/* One byte of each word of a table; @last is the entry before. */
static int pack_plane_table(struct packer *p, const struct ptwalk_table *table,
			    enum pack_form form, unsigned int shift, __u64 *last)
{
	const struct ptwalk_table *before = form == PACK_CHANGED ? pack_before(p, table) : NULL;
	unsigned int i;
	int rc = 0;

	for (i = table->first; i < table->first + table->count && !rc; i++) {
		const __u64 raw = ptwalk_table_entry(table, i);

		rc = pack_byte(p, (raw - (before ? ptwalk_table_entry(before, i) : *last)) >>
			       shift);
		*last = raw;
	}
	return rc;
}

/*
 * One byte of each word with an entry.  The words are made anew for each of their eight bytes:
 * that costs a tenth of compressing them, and no memory.
 */
static int pack_plane_entries(struct packer *p, unsigned int shift)
{
	const struct dump *dump = p->dump;
	unsigned int level;
	size_t i, n = 0;
	__u64 last = 0;
	int rc = 0;

	for (level = PTWALK_LEVEL_MAX; level; level--)
		for (i = 0; i < dump->nr_tables[level] && !rc; i++, n++)
			if (p->form[n] != PACK_SAME)
				rc = pack_plane_table(p, dump->table[level][i], p->form[n], shift,
						      &last);
	return rc;
}

static int pack_all(struct packer *p)
{
	unsigned int shift;
	int rc;

	pack_all_about(p);
	rc = pack_number(p, p->tables);
	if (!rc)
		rc = pack_number(p, p->words);
	for (shift = 0; shift < 64 && !rc; shift += 8)
		rc = pack_plane_about(p, shift);
	for (shift = 0; shift < 64 && !rc; shift += 8)
		rc = pack_plane_entries(p, shift);
	return rc ? rc : pack_flush(p);
}

/**
 * pack_tables() - pack the tables of a dump
 * @dump: dump
 * @before: the dump before it on the page, or NULL
 * @put: takes the bytes, at most 64 KiB at a time
 * @arg: for @put
 *
 * Return: 0, -ENOMEM, or what @put returned.
 */
int pack_tables(const struct dump *dump, const struct dump *before, report_put put, void *arg)
{
	struct packer *p = calloc(1, sizeof(*p));
	unsigned int level;
	int rc = -ENOMEM;

	if (!p)
		return rc;
	p->dump = dump;
	p->before = before;
	p->put = put;
	p->arg = arg;
	for (level = PTWALK_LEVEL_MAX; level; level--)
		p->tables += dump->nr_tables[level];
	/* one more, since a dump of an empty range has none */
	p->about = calloc(p->tables * ABOUT_TABLE + 1, sizeof(__u64));
	p->form = malloc(p->tables + 1);
	if (p->about && p->form)
		rc = pack_all(p);
	free(p->form);
	free(p->about);
	free(p);
	return rc;
}
