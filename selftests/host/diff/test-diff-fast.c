// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two dumps with the same dictionary are compared by raw bits first, and only what differs is
 * decoded.  The same two dumps with dictionaries that differ in nothing that matters are compared
 * entry by entry: the changes have to be the same.
 */
#include <stdlib.h>

#include "diff.h"
#include "forged.h"
#include "kselftest_harness.h"
#include "random-number.h"

#define BASE	0x555555600000ULL
#define TABLES	4
#define ROUNDS	200

/**
 * struct found - the changes between two dumps
 * @change: the changes
 * @nr: number of changes
 * @report: report of the comparison
 */
struct found {
	struct change		change[TABLES * 512 + 64];
	size_t			nr;
	struct diff_report	report;
};

static int collect(const struct change *change, void *arg)
{
	struct found *found = arg;

	if (found->nr == ARRAY_SIZE(found->change))
		abort();
	found->change[found->nr++] = *change;
	return 0;
}

static __u64 random_entry(__u64 *state)
{
	const __u64 r = random_number(state);

	switch (r % 8) {
	case 0:
		return 0;
	case 1:
		return forge_swap(0, r >> 60);
	case 2:
		return forge_protnone((r >> 40) % 64 * K4, r & (E_A | E_D | E_RW));
	case 3:
		return r & (E_A | E_D);	/* empty */
	}
	return (r >> 40) % 64 * K4 | (E_WRITTEN & ~(E_A | E_D)) | (r & (E_A | E_D));
}

/* Tables of which the records leave out a random part, and the same with some entries changed */
static void random_pair(__u64 *state, struct forge *was, struct forge *now)
{
	const unsigned int rare = 1 + random_number(state) % 300;
	unsigned int t, i;
	__u64 addr, raw;

	forge_vma(was, BASE, BASE + TABLES * M2 - 7 * K4, VMA_ANON, "");
	forge_vma(now, BASE, BASE + TABLES * M2 - 7 * K4, VMA_ANON, "");
	for (t = 0; t < TABLES; t++) {
		const unsigned int from = random_number(state) % 3 * 100;
		const unsigned int to = 512 - random_number(state) % 3 * 100;

		for (i = 0; i < 512; i++) {
			addr = BASE + t * M2 + i * K4;
			raw = i < from || i >= to ? 0 : random_entry(state);
			forge_entry(was, 1, addr, raw);
			if (!(random_number(state) % rare))
				raw = random_entry(state);
			if (random_number(state) % 16 || t)
				forge_entry(now, 1, addr, raw);
		}
	}
}

static void compare(const struct dump *was, const struct dump *now, struct found *found)
{
	struct changes all = { ~0U, ~0U, ~0U };

	found->nr = 0;
	if (diff_dumps(was, now, &all, collect, found, &found->report, NULL))
		abort();
}

TEST(as_entry_by_entry)
{
	struct found *fast = malloc(sizeof(*fast)), *slow = malloc(sizeof(*slow));
	__u64 state = 1;
	unsigned int round;
	size_t i;

	ASSERT_TRUE(fast && slow);
	for (round = 0; round < ROUNDS; round++) {
		struct forge *f[] = {
			forge_new(FORGE_6_12, 4, PTWALK_HALF_USER),
			forge_new(FORGE_6_12, 4, PTWALK_HALF_USER),
		};
		struct dump *was, *now;
		void *data[2];

		random_pair(&state, f[0], f[1]);
		was = forged_dump(f[0], &data[0]);
		now = forged_dump(f[1], &data[1]);
		compare(was, now, fast);
		ASSERT_TRUE(fast->report.rules.same_dict);
		now->dict.assumed ^= 1;
		compare(was, now, slow);
		ASSERT_FALSE(slow->report.rules.same_dict);
		ASSERT_EQ(slow->nr, fast->nr);
		for (i = 0; i < slow->nr; i++) {
			const struct change *a = &slow->change[i], *b = &fast->change[i];

			ASSERT_EQ(a->start, b->start);
			ASSERT_EQ(a->end, b->end);
			ASSERT_EQ(a->entries, b->entries);
			ASSERT_TRUE(changes_equal(&a->what, &b->what));
			ASSERT_EQ(a->was.raw, b->was.raw);
			ASSERT_EQ(a->now.raw, b->now.raw);
			ASSERT_EQ(a->rss, b->rss);
		}
		ASSERT_EQ(slow->report.runs, fast->report.runs);
		ASSERT_EQ(slow->report.rss, fast->report.rss);
		for (i = 0; i < CHANGE_NR; i++) {
			ASSERT_EQ(slow->report.total[i].entries, fast->report.total[i].entries);
			ASSERT_EQ(slow->report.total[i].bytes, fast->report.total[i].bytes);
		}
		dump_free(was);
		dump_free(now);
		for (i = 0; i < 2; i++) {
			free(data[i]);
			forge_free(f[i]);
		}
	}
	free(fast);
	free(slow);
}

TEST_HARNESS_MAIN
