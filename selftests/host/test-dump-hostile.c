// SPDX-License-Identifier: GPL-2.0
/*
 * Dump files that are broken, by accident or on purpose: each is refused with
 * the right error and a sentence that says where and why, or it is read without
 * any harm.  Worth most when it runs with sanitizers; every dump is in memory of
 * its exact size, so that a byte too far is seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "dump.h"
#include "errmsg.h"
#include "filter.h"
#include "forge.h"
#include "huge-text.h"
#include "kselftest_harness.h"
#include "ranges.h"
#include "stat.h"
#include "walk.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define HUGE1	0x40000000ULL

/* Small, but with something of every sort in it */
static struct forge *small_process(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, HEAP, HEAP + 8 * K4, VMA_ANON, "[heap]");
	forge_vma(f, HEAP + M2, HEAP + 2 * M2, VMA_ANON, "");
	forge_vma(f, HEAP + G1, HEAP + G1 + K4, VMA_FILE, "/lib/libc.so.6");
	forge_map(f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	forge_entry(f, 1, HEAP + 4 * K4, forge_swap(0, 77));
	forge_entry(f, 1, HEAP + 5 * K4, forge_protnone(F1, E_A));
	forge_entry(f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(f, 1, HEAP + G1, F1 | E_READ);
	forge_knob(f, "enabled", "[always] madvise never");
	forge_knob(f, "khugepaged/max_ptes_none", "64");
	forge_smaps(f, HEAP, HEAP + 8 * K4, true);
	forge_smaps(f, HEAP + M2, HEAP + 2 * M2, true);
	forge_pages(f, HEAP, 2, 0x5868, 1);
	forge_pages(f, HEAP + 2 * K4, 1, 0x5868, 2);
	return f;
}

/* In memory of exactly its size */
static char *exactly(const void *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	return copy;
}

FIXTURE(hostile)
{
	char		*data;
	size_t		size;
	struct errmsg	err;
};

FIXTURE_SETUP(hostile)
{
	struct forge *f = small_process();
	char *data = forge_write(f, &self->size);

	self->data = exactly(data, self->size);
	free(data);
	forge_free(f);
}

FIXTURE_TEARDOWN(hostile)
{
	free(self->data);
}

static int no_more(const struct change *change, void *arg)
{
	unsigned int *left = arg;

	(void)change;
	return --*left ? 0 : -ECANCELED;
}

static void judge_all(const struct dump *dump, enum huge_judge judge)
{
	struct huge_sums sums = { 0 };
	unsigned int limit = 10000;
	char reason[HUGE_TEXT];
	struct huge_area area;
	struct huge_window w;
	struct huge h;

	huge_begin(&h, dump, judge);
	while (limit-- && huge_next(&h, &w)) {
		huge_add(&sums, &w);
		huge_reason(&h.rules, &w, reason);
		huge_rules_area(&h.rules, w.vma, w.vma->end, &area);
		huge_rules_eligible(&h.rules, &area);
	}
}

/* Everything that reads a dump reads it; what it says does not matter. */
static void use(const struct dump *dump, const struct dump *other)
{
	struct changes all = { ~0U, ~0U, ~0U };
	static const struct filter filter;
	struct diff_report report;
	unsigned int limit = 10000, level;
	struct stat_sums sums;
	struct ranges ranges;
	struct range range;
	struct walk walk;
	size_t i;

	if (!ranges_begin(&ranges, dump, &filter, RANGES_TABLES | RANGES_ENTRIES,
			  NULL))
		while (limit-- && ranges_next(&ranges, &range))
			continue;
	stat_sum(dump, &sums);
	judge_all(dump, HUGE_KHUGEPAGED);
	judge_all(dump, HUGE_MADVISE);
	for (level = 1; level <= PTWALK_LEVEL_MAX; level++)
		for (i = 0; i < dump->nr_tables[level]; i++)
			walk_address(dump, dump->table[level][i]->base, &walk);
	limit = 10000;
	diff_dumps(dump, other, &all, no_more, &limit, &report, NULL);
	limit = 10000;
	diff_dumps(other, dump, &all, no_more, &limit, &report, NULL);
}

TEST_F(hostile, the_dump_itself_is_fine)
{
	struct dump *dump = NULL;

	EXPECT_EQ(0, dump_parse(&dump, self->data, self->size, &self->err))
		TH_LOG("%s", self->err.text);
	use(dump, dump);
	dump_free(dump);
}

TEST_F(hostile, cut_at_every_byte)
{
	struct dump *dump = NULL;
	char *data;
	size_t size;
	int rc;

	for (size = 0; size < self->size; size++) {
		data = exactly(self->data, size);
		rc = dump_parse(&dump, data, size, &self->err);
		free(data);
		ASSERT_EQ(size && size < 4 ? -EINVAL : -ENODATA, rc)
			TH_LOG("%zu bytes: %s", size, self->err.text);
		if (size < 4)
			continue;
		ASSERT_EQ(0, strncmp(self->err.text, "truncated: ", 11))
			TH_LOG("%s", self->err.text);
	}
	EXPECT_EQ(NULL, dump);
}

TEST_F(hostile, bytes_after_the_end)
{
	struct dump *dump = NULL;
	char expected[80];
	char *data;

	data = calloc(1, self->size + 8);
	memcpy(data, self->data, self->size);
	EXPECT_EQ(-EBADMSG, dump_parse(&dump, data, self->size + 8, &self->err));
	snprintf(expected, sizeof(expected),
		 "corrupt dump: 8 bytes follow its end at offset %zu",
		 self->size);
	EXPECT_STREQ(expected, self->err.text);
	free(data);
}

/* Each bit of the file wrong, once: read or refused, and no harm done */
TEST_F_TIMEOUT(hostile, every_bit_flipped, 240)
{
	struct dump *good, *dump;
	size_t bit, read = 0, refused = 0;
	char *data;

	ASSERT_EQ(0, dump_parse(&good, self->data, self->size, &self->err));
	data = exactly(self->data, self->size);
	for (bit = 0; bit < 8 * self->size; bit++) {
		int rc;

		data[bit / 8] ^= 1 << bit % 8;
		self->err.text[0] = '\0';
		rc = dump_parse(&dump, data, self->size, &self->err);
		if (!rc) {
			use(dump, good);
			dump_free(dump);
			read++;
		} else {
			ASSERT_NE('\0', self->err.text[0]);
			refused++;
		}
		data[bit / 8] ^= 1 << bit % 8;
	}
	/* entries, names and dictionary values can be anything, lengths cannot */
	EXPECT_LT(1000, read);
	EXPECT_LT(1000, refused);
	free(data);
	dump_free(good);
}

/* splitmix64 */
static __u64 random_number(__u64 *state)
{
	__u64 z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* Several bytes wrong, and whole words that mean something at other places */
TEST_F_TIMEOUT(hostile, random_damage, 240)
{
	static const __u64 words[] = {
		0, ~0ULL, 1ULL << 63, 1ULL << 47, 0xffff800000000000, HEAP,
		HEAP + M2, F1 | E_WRITTEN, 0x0000001800000001,
		0x0000003000000002, 0x0000006000000003, 0x4b575450,
	};
	struct dump *good, *dump;
	__u64 state = 1;
	unsigned int i;
	char *data;

	ASSERT_EQ(0, dump_parse(&good, self->data, self->size, &self->err));
	data = exactly(self->data, self->size);
	for (i = 0; i < 20000; i++) {
		unsigned int n = 1 + random_number(&state) % 4;

		memcpy(data, self->data, self->size);
		while (n--) {
			__u64 r = random_number(&state);
			size_t at = r % (self->size / 8) * 8;

			memcpy(data + at,
			       &words[(r >> 40) % ARRAY_SIZE(words)],
			       r >> 60 ? 4 : 8);
		}
		if (!dump_parse(&dump, data, self->size, &self->err)) {
			use(dump, good);
			dump_free(dump);
		}
	}
	free(data);
	dump_free(good);
}

/* What is judged by: a window with facts of its pages, on the newest kernel */
TEST_F_TIMEOUT(hostile, damaged_facts, 240)
{
	struct forge *f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	struct dump *dump, *fine;
	const size_t first = sizeof(struct ptwalk_header);
	__u64 state = 3;
	size_t size, i;
	char *good, *data;

	forge_vma(f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(f, 1, HEAP, 16 * K4, F1, E_WRITTEN);
	forge_knobs(f, FORGE_7_2);
	forge_knob(f, "hugepages-64kB/enabled", "[always] inherit madvise never");
	forge_knob(f, "khugepaged/max_ptes_none", "64");
	forge_smaps(f, HEAP, HEAP + M2, true);
	forge_pages(f, HEAP, 8, 0x5868, 1);
	forge_pages(f, HEAP + 8 * K4, 8, 0x5868, 2);
	good = forge_write(f, &size);
	forge_free(f);
	ASSERT_EQ(0, dump_parse(&fine, good, size, &self->err));

	for (i = 0; i < 20000; i++) {
		unsigned int damage = 1 + random_number(&state) % 3;

		data = exactly(good, size);
		while (damage--)
			data[first + random_number(&state) % (size - first)] =
				random_number(&state);
		if (!dump_parse(&dump, data, size, &self->err)) {
			use(dump, fine);
			dump_free(dump);
		}
		free(data);
	}
	dump_free(fine);
	free(good);
}

TEST_F(hostile, random_garbage)
{
	__u64 state = 2;
	struct dump *dump;
	__u64 data[64];
	unsigned int i, j;

	for (i = 0; i < 20000; i++) {
		for (j = 0; j < ARRAY_SIZE(data); j++)
			data[j] = random_number(&state);
		/* half of them get past the first look */
		if (i % 2)
			memcpy(data, "PTWK", 4);
		if (i % 4 == 1)
			((__u32 *)data)[1] = random_number(&state) % 512 & ~7;
		ASSERT_NE(0, dump_parse(&dump, data, sizeof(data), &self->err));
	}
}

TEST_F(hostile, not_a_dump)
{
	static const struct {
		const char	*data;
		size_t		size;
		int		rc;
		const char	*text;
	} files[] = {
		{ "", 0, -ENODATA, "not a ptwalk dump: it is empty" },
		{ "P", 1, -EINVAL,
		  "not a ptwalk dump: it begins with 50 (P), expected 50 54 57 4b (PTWK)" },
		{ "\177ELF\2\1\1", 8, -EINVAL,
		  "not a ptwalk dump: it begins with 7f 45 4c 46 (.ELF), expected 50 54 57 4b (PTWK)" },
		{ "\33[2J\33[31m", 8, -EINVAL,
		  "not a ptwalk dump: it begins with 1b 5b 32 4a (.[2J), expected 50 54 57 4b (PTWK)" },
		{ "KWTP", 4, -EINVAL,
		  "not a ptwalk dump: it begins with 4b 57 54 50 (KWTP), expected 50 54 57 4b (PTWK)" },
		{ "PTWK", 4, -ENODATA,
		  "truncated: ends after 4 bytes without an end record; was the recording interrupted?" },
	};
	struct dump *dump;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *data = exactly(files[i].data, files[i].size);

		EXPECT_EQ(files[i].rc, dump_parse(&dump, data, files[i].size,
						  &self->err));
		EXPECT_STREQ(files[i].text, self->err.text);
		free(data);
	}
}

/* Offset of the record of a type, counted from 0 */
static size_t offset_of(const char *data, __u32 type, unsigned int nr)
{
	size_t offset = 0;

	for (;;) {
		const struct ptwalk_record *rec = (const void *)(data + offset);

		if (rec->type == type && !nr--)
			return offset;
		if (rec->type == PTWALK_REC_END)
			abort();
		offset += rec->length;
	}
}

/* A field of a record; @more: where its struct begins in the record */
#define FIELD(rec_type, rec_nr, more, record, member)			\
	.type = (rec_type), .nr = (rec_nr),				\
	.field = (more) + offsetof(struct record, member),		\
	.width = sizeof_field(struct record, member)
#define sizeof_field(type, member)	sizeof(((type *)0)->member)
#define HEADER(m)	FIELD(PTWALK_REC_HEADER, 0, 0, ptwalk_header, m)
#define DICT(i, m)	FIELD(PTWALK_REC_HEADER, 0,			\
			      sizeof(struct ptwalk_header) +		\
			      (i) * sizeof(struct ptwalk_dict_entry),	\
			      ptwalk_dict_entry, m)
#define VMA(i, m)	FIELD(PTWALK_REC_VMA, i, 0, ptwalk_vma, m)
#define TABLE(i, m)	FIELD(PTWALK_REC_TABLE, i, 0, ptwalk_table, m)
#define END(m)		FIELD(PTWALK_REC_END, 0, 0, ptwalk_end, m)
#define KNOB(i, m)	FIELD(PTWALK_REC_KNOB, i, 0, ptwalk_knob, m)
#define SMAPS(i, m)	FIELD(PTWALK_REC_SMAPS, i, 0, ptwalk_smaps, m)
#define PAGES(i, m)	FIELD(PTWALK_REC_PAGES, i, 0, ptwalk_pages, m)
#define RUN(i, m)	FIELD(PTWALK_REC_PAGES, i, sizeof(struct ptwalk_pages), \
			      ptwalk_page_run, m)

/*
 * One field of one record, what is written into it, and what that gets.  Tables
 * in order: PML4, PDPT, PD, PT of HEAP, PD and PT of HEAP + 1G.
 */
static const struct {
	__u32		type;
	unsigned int	nr;
	size_t		field;
	size_t		width;
	__u64		value;
	int		rc;
	const char	*text;
} cases[] = {
	{ HEADER(rec.length), 0, -EBADMSG,
	  "a record of type 1264014416 can not have 0 bytes" },
	{ HEADER(rec.length), 168, -EBADMSG, "38 dictionary entries do not fit" },
	{ HEADER(rec.length), 172, -EBADMSG, "can not have 172 bytes" },
	{ HEADER(rec.length), 0xfffffff8, -ENODATA, "truncated: " },
	{ HEADER(format), 2, -EPROTONOSUPPORT,
	  "the dump is of format 2, this ptwalk understands up to 1" },
	{ HEADER(format), 0, -EBADMSG, "format 0 does not exist" },
	{ HEADER(levels), 3, -EBADMSG, "3 levels of page tables" },
	{ HEADER(levels), 5, -EBADMSG, "5 levels contradict the CPU features" },
	{ HEADER(half), 2, -EBADMSG, "unknown half 2" },
	{ HEADER(half), PTWALK_HALF_KERNEL, -EBADMSG, "outside of its half" },
	{ HEADER(pgd), 2, -EBADMSG, "unknown kind 2 of top-level table" },
	{ HEADER(start), 0x1001, -EBADMSG, "range 0x1001-0x800000000000" },
	{ HEADER(start), 1ULL << 47, -EBADMSG, "is empty" },
	{ HEADER(end), (1ULL << 47) + K4, -EBADMSG, "outside of its half" },
	{ HEADER(end), 0, -EBADMSG, "range 0x0-0x0 is empty" },
	{ HEADER(dict_count), 39, -EBADMSG,
	  "39 dictionary entries do not fit" },
	{ HEADER(dict_count), 0xffffffff, -EBADMSG,
	  "4294967295 dictionary entries do not fit" },
	{ DICT(3, key), 2, -EBADMSG, "dictionary key 2 does not come after 2" },
	{ DICT(3, key), 1, -EBADMSG, "dictionary key 1 does not come after 2" },
	{ DICT(PTWALK_DICT_SWAP_TYPE_SHIFT, value), 64, -EBADMSG,
	  "dictionary: swap-type-shift can not be 64" },
	{ VMA(0, rec.type), PTWALK_REC_HEADER, -EBADMSG,
	  "a record of type 1264014416 can not have 80 bytes" },
	{ VMA(0, rec.length), 8, -EBADMSG,
	  "a record of type 1 can not have 8 bytes" },
	{ VMA(0, name_length), 9, -EBADMSG, "a name of 9 bytes does not fit" },
	{ VMA(0, name_length), 0xffffffff, -EBADMSG, "a name of 4294967295" },
	{ VMA(0, start), HEAP + 1, -EBADMSG, "unaligned" },
	{ VMA(0, start), HEAP + 8 * K4, -EBADMSG, "is empty" },
	{ VMA(0, end), 1ULL << 48, -EBADMSG, "outside of the half" },
	{ VMA(0, end), 0, -EBADMSG, "is empty" },
	{ VMA(1, start), HEAP, -EBADMSG,
	  "area 0x555555600000 does not come after area 0x555555600000" },
	{ VMA(2, start), HEAP + K4, -EBADMSG,
	  "area 0x555555601000 does not come after area 0x555555800000" },
	{ TABLE(0, level), 0, -EBADMSG, "a table of level 0, expected 1 to 4" },
	{ TABLE(0, level), 5, -EBADMSG, "a table of level 5, expected 1 to 4" },
	{ TABLE(0, level), 1, -EBADMSG, "PT at 0x0 does not follow the PD" },
	{ TABLE(0, base), M2, -EBADMSG,
	  "the top-level table begins at 0x200000, expected 0x0" },
	{ TABLE(0, parent), 1, -EBADMSG,
	  "the top-level table has a parent entry 0x1" },
	{ TABLE(0, first), 256, -EBADMSG, "entries of the other half" },
	{ TABLE(0, first), 511 + 1, -EBADMSG,
	  "entries 512 to 512 of a table with 512" },
	{ TABLE(0, first), 0xffff, -EBADMSG, "entries 65535 to 65535" },
	{ TABLE(0, count), 0, -EBADMSG, "0 entries announced, 1 present" },
	{ TABLE(0, count), 2, -EBADMSG, "2 entries announced, 1 present" },
	{ TABLE(0, rec.length), 40, -EBADMSG, "1 entries announced, 0 present" },
	{ TABLE(1, level), 4, -EBADMSG, "a second top-level table" },
	{ TABLE(1, base), 1ULL << 47, -EBADMSG, "outside of the half" },
	{ TABLE(2, base), HEAP, -EBADMSG,
	  "PD at 0x555555600000 is not aligned to the 0x40000000 bytes" },
	{ TABLE(2, base), 0, -EBADMSG, "PD at 0x0 does not follow the PDPT" },
	{ TABLE(3, base), HEAP - M2, -EBADMSG,
	  "PT at 0x555555400000 lies before area 0x555555600000" },
	{ TABLE(3, parent), 0, -EBADMSG,
	  "its parent entry 0x0 leads to no table" },
	{ TABLE(3, parent), HUGE1 | E_PS | E_P, -EBADMSG,
	  "its parent entry 0x40000081 leads to no table" },
	{ TABLE(4, base), HEAP & ~(G1 - 1), -EBADMSG,
	  "PD at 0x555540000000 does not come after the one at 0x555540000000" },
	{ TABLE(5, base), HEAP, -EBADMSG, "does not follow the PD" },
	{ END(tables), 5, -EBADMSG, "5 tables and 3 areas announced, 6 and 3" },
	{ END(vmas), ~0ULL, -EBADMSG, "areas announced" },
	{ END(entries), 0, -EBADMSG, "0 entries and 0 unstable" },
	{ END(unstable), 1, -EBADMSG, "1 unstable tables announced" },
	{ END(reached), (1ULL << 47) + K4, -EBADMSG,
	  "the walk reached 0x800000001000, which is not in" },
	{ END(reached), 1, -EBADMSG, "the walk reached 0x1, which is not in" },
	{ END(reached), HEAP, -EBADMSG,
	  "said to be complete, but it reached 0x555555600000" },
	{ END(rec.length), 88, -EBADMSG,
	  "a record of type 3 can not have 88 bytes" },
	{ END(rec.type), 9, -ENODATA, "without an end record" },
	{ KNOB(0, rec.length), 8, -EBADMSG,
	  "a record of type 4 can not have 8 bytes" },
	{ KNOB(0, name_length), 0, -EBADMSG, "a setting with a name of 0 bytes" },
	{ KNOB(0, name_length), 1000, -EBADMSG, "a setting does not fit into" },
	{ KNOB(0, value_length), ~0U, -EBADMSG, "a setting does not fit into" },
	{ KNOB(0, rec.type), 9, 0, "" },
	{ SMAPS(0, rec.length), 56, -EBADMSG,
	  "a record of type 5 can not have 56 bytes" },
	{ SMAPS(0, start), HEAP + 1, -EBADMSG, "of smaps is empty or unaligned" },
	{ SMAPS(0, end), HEAP, -EBADMSG, "of smaps is empty or unaligned" },
	{ SMAPS(1, start), HEAP, -EBADMSG, "of smaps does not come after" },
	{ PAGES(0, rec.length), 24, -EBADMSG, "24 bytes are no whole runs" },
	{ PAGES(0, rec.length), 8, -EBADMSG, "8 bytes are no whole runs" },
	{ RUN(0, addr), HEAP + 1, -EBADMSG, "none, or not aligned" },
	{ RUN(0, nr), 0, -EBADMSG, "0 pages at" },
	{ RUN(1, addr), HEAP, -EBADMSG, "do not come after those before them" },
	{ RUN(1, addr), -K4, -EBADMSG, "none, or not aligned" },
};

TEST_F(hostile, each_field)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *data = exactly(self->data, self->size);
		size_t at = offset_of(data, cases[i].type, cases[i].nr);
		struct dump *dump = NULL;
		char where[40];

		memcpy(data + at + cases[i].field, &cases[i].value,
		       cases[i].width);
		EXPECT_EQ(cases[i].rc, dump_parse(&dump, data, self->size,
						  &self->err))
			TH_LOG("case %zu: %s", i, cases[i].text);
		if (cases[i].rc) {
			EXPECT_NE(NULL, strstr(self->err.text, cases[i].text))
				TH_LOG("expected '%s' in '%s'", cases[i].text,
				       self->err.text);
		}
		snprintf(where, sizeof(where), "offset %zu: ", at);
		if (cases[i].rc == -EBADMSG) {
			EXPECT_NE(NULL, strstr(self->err.text, where))
				TH_LOG("expected '%s' in '%s'", where,
				       self->err.text);
		}
		dump_free(dump);
		free(data);
	}
}

/* Two records change places: parents first, ascending, areas in between */
TEST_F(hostile, wrong_order)
{
	static const struct {
		__u32		type;
		unsigned int	nr;
		const char	*text;
	} pairs[] = {
		{ PTWALK_REC_TABLE, 1, "does not follow" },
		{ PTWALK_REC_TABLE, 2, "does not follow" },
		{ PTWALK_REC_VMA, 2, "does not come after" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		size_t a = offset_of(self->data, pairs[i].type, pairs[i].nr - 1);
		size_t b = offset_of(self->data, pairs[i].type, pairs[i].nr);
		size_t size_a = ((struct ptwalk_record *)(self->data + a))->length;
		size_t size_b = ((struct ptwalk_record *)(self->data + b))->length;
		size_t between = b - a - size_a;
		char *data = exactly(self->data, self->size);
		struct dump *dump;

		memcpy(data + a, self->data + b, size_b);
		memcpy(data + a + size_b, self->data + a + size_a, between);
		memcpy(data + a + size_b + between, self->data + a, size_a);
		EXPECT_EQ(-EBADMSG, dump_parse(&dump, data, self->size,
					       &self->err));
		EXPECT_NE(NULL, strstr(self->err.text, pairs[i].text))
			TH_LOG("expected '%s' in '%s'", pairs[i].text,
			       self->err.text);
		free(data);
	}
}

TEST_F(hostile, two_dumps_in_a_file)
{
	char *data = malloc(2 * self->size);
	struct dump *dump;
	char expected[80];

	memcpy(data, self->data, self->size);
	memcpy(data + self->size, self->data, self->size);
	EXPECT_EQ(-EBADMSG, dump_parse(&dump, data, 2 * self->size, &self->err));
	snprintf(expected, sizeof(expected),
		 "corrupt dump: %zu bytes follow its end at offset %zu",
		 self->size, self->size);
	EXPECT_STREQ(expected, self->err.text);
	free(data);
}

TEST_HARNESS_MAIN
