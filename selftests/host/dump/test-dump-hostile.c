// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dump files that are broken, by accident or on purpose: each is either refused with the
 * right error and a message that names the offset and the reason, or read without harm.
 * Most useful with sanitizers: every dump is in an allocation of its exact size, so that
 * they find an access one byte beyond it.
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
#include "random-number.h"
#include "ranges.h"
#include "small-dump.h"
#include "stat.h"
#include "walk.h"

FIXTURE(hostile)
{
	char		*data;
	size_t		size;
	struct errmsg	err;
};

FIXTURE_SETUP(hostile)
{
	self->data = small_dump(&self->size);
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

/* Pseudo-random page flags (KPF_*) for the reader of stat_more */
static int some_flags(void *arg, __u64 frame, unsigned int nr, __u64 *flags)
{
	while (nr--)
		*flags++ = *(const __u64 *)arg >> (frame++ % 32);
	return 0;
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

/* Runs all code that reads dumps; the results do not matter. */
static void use(const struct dump *dump, const struct dump *other)
{
	struct changes all = { ~0U, ~0U, ~0U };
	static const struct filter filter;
	struct diff_report report;
	unsigned int limit = 10000, level;
	__u64 noise = 0x9e3779b97f4a7c15;
	const struct stat_more more = {
		.nodes = true,
		.read = some_flags,
		.arg = &noise,
	};
	struct stat_sums sums;
	struct ranges ranges;
	struct range range;
	struct walk walk;
	size_t i;

	if (!ranges_begin(&ranges, dump, &filter, RANGES_TABLES | RANGES_ENTRIES,
			  NULL))
		while (limit-- && ranges_next(&ranges, &range))
			continue;
	stat_sum_more(dump, &more, &sums);
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

/* Flips each bit of the file once: the dump is read or refused, without harm. */
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

/* Overwrites several places with 64-bit values that are valid at other places of a dump. */
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

/* A dump with settings, smaps and page flags, on which `huge` bases its verdicts; damaged */
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
		/* half of them have the magic number of a dump */
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
