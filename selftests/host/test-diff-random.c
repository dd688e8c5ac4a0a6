// SPDX-License-Identifier: GPL-2.0
/*
 * The comparison of two random dumps: what must hold whatever is in them.  A
 * dump equals itself; what is gained one way is lost the other way; and the
 * changes add up to the difference in what is present, and in Rss, so that no
 * page is forgotten or counted twice.  The seed is fixed.
 */
#include <stdlib.h>

#include "diff-pair.h"
#include "kselftest_harness.h"
#include "stat.h"

#define ROUNDS	300
#define BASE	(HEAP & ~(G1 - 1))

/**
 * struct seen - sums over all changes
 * @report: as the comparison counts
 * @small: by direction: bytes of small pages, before or after a change of size
 * @large: by direction: bytes of the large ones
 */
struct seen {
	struct diff_report	report;
	__u64			small[2];
	__u64			large[2];
};

/* splitmix64 */
static __u64 random_number(__u64 *state)
{
	__u64 z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static __u64 random_entry(__u64 *state, unsigned int level)
{
	static const __u64 bits[] = {
		E_WRITTEN, E_READ, E_CODE, E_WRITTEN & ~E_RW, E_WRITTEN & ~E_D,
		E_READ | E_SPECIAL,
	};
	__u64 span = K4 << (9 * (level - 1));
	__u64 r = random_number(state);
	__u64 phys = (r >> 40) % 4 * span;

	switch (r % 8) {
	case 0:
		return 0;
	case 1:
		return level == 1 ? forge_swap(0, r >> 60) : 0;
	case 2:
		return level == 1 ? forge_protnone(phys, E_A) : 0;
	default:
		return phys | bits[r % ARRAY_SIZE(bits)] |
		       (level > 1 ? E_PS : 0);
	}
}

/*
 * A few 2M slots, each a table, a huge page, or empty, all within areas: what
 * lies outside of them does not count as present.
 */
static struct forge *random_process(__u64 *state)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	__u64 addr = BASE, end;
	unsigned int slot, i;

	while (addr < BASE + 8 * M2) {
		end = addr + (1 + random_number(state) % 900) * K4;
		forge_vma(f, addr, end, random_number(state) % 3 ? VMA_ANON :
			  VMA_ANON & ~PTWALK_VMA_WRITE, "");
		addr = end;
	}
	for (slot = 0; slot < 8; slot++) {
		addr = BASE + slot * M2;
		switch (random_number(state) % 4) {
		case 0:
			break;
		case 1:
			forge_entry(f, 2, addr, random_entry(state, 2));
			break;
		default:
			for (i = random_number(state) % 40; i; i--)
				forge_entry(f, 1, addr +
					    random_number(state) % 64 * K4,
					    random_entry(state, 1));
		}
	}
	return f;
}

static int count(const struct change *change, void *arg)
{
	struct seen *seen = arg;
	bool split = change->was.kind != PTWALK_TABLE;

	if (change->small) {
		seen->small[split] += change->small_present * K4;
		seen->large[split] += change->end - change->start;
	}
	return 0;
}

static struct seen compare(const struct dump *was, const struct dump *now)
{
	struct changes all = { ~0U, ~0U, ~0U };
	struct seen seen = { 0 };

	if (diff_dumps(was, now, &all, count, &seen, &seen.report, NULL))
		abort();
	return seen;
}

/* Present pages and PROT_NONE ones, which hold a page as well */
static __u64 held(const struct dump *dump)
{
	struct stat_sums sums;

	stat_sum(dump, &sums);
	return sums.present + sums.kind[PTWALK_PROTNONE] * K4;
}

#define BYTES(seen, change)	((seen).report.total[change].bytes)

TEST(invariants)
{
	static const struct {
		unsigned int one;
		unsigned int other;
	} opposites[] = {
		{ CHANGE_MAPPED, CHANGE_UNMAPPED },
		{ CHANGE_PROMOTED, CHANGE_SPLIT },
		{ CHANGE_SWAPPED_IN, CHANGE_SWAPPED_OUT },
		{ CHANGE_PROTNONE_SET, CHANGE_PROTNONE_CLEARED },
		{ CHANGE_NONPRESENT, CHANGE_NONPRESENT },
		{ CHANGE_VMA_CHANGED, CHANGE_VMA_CHANGED },
		{ CHANGE_VMA_RESIZED, CHANGE_VMA_RESIZED },
		{ CHANGE_TABLE_GAINED, CHANGE_TABLE_LOST },
		{ CHANGE_TABLE_MOVED, CHANGE_TABLE_MOVED },
	};
	__u64 state = 7, promoted = 0;
	unsigned int round, i;

	for (round = 0; round < ROUNDS; round++) {
		struct seen there, back, self;
		struct stat_sums was, now;
		struct dump *dump[2];
		void *data[2];
		size_t size;

		for (i = 0; i < 2; i++) {
			struct forge *f = random_process(&state);
			struct errmsg err;

			data[i] = forge_write(f, &size);
			ASSERT_EQ(0, dump_parse(&dump[i], data[i], size, &err))
				TH_LOG("%s", err.text);
			forge_free(f);
		}
		self = compare(dump[0], dump[0]);
		for (i = 0; i < CHANGE_NR; i++)
			ASSERT_EQ(0, self.report.total[i].runs);

		there = compare(dump[0], dump[1]);
		back = compare(dump[1], dump[0]);
		for (i = 0; i < ARRAY_SIZE(opposites); i++)
			ASSERT_EQ(BYTES(there, opposites[i].one),
				  BYTES(back, opposites[i].other))
				TH_LOG("round %u, %u", round, i);
		for (i = CHANGE_GAINED; i < CHANGE_LOST; i++)
			ASSERT_EQ(BYTES(there, i), BYTES(back, i + 32))
				TH_LOG("round %u, %u", round, i);
		/* copy-on-write seen backward is a page that moved */
		ASSERT_EQ(BYTES(there, CHANGE_COW) + BYTES(there, CHANGE_MOVED),
			  BYTES(back, CHANGE_COW) + BYTES(back, CHANGE_MOVED));

		stat_sum(dump[0], &was);
		stat_sum(dump[1], &now);
		ASSERT_EQ((__s64)(now.rss - was.rss), there.report.rss)
			TH_LOG("round %u", round);
		ASSERT_EQ(-there.report.rss, back.report.rss);

		ASSERT_EQ(held(dump[0]) +
			  BYTES(there, CHANGE_MAPPED) +
			  BYTES(there, CHANGE_SWAPPED_IN) +
			  there.large[0] + there.small[1],
			  held(dump[1]) +
			  BYTES(there, CHANGE_UNMAPPED) +
			  BYTES(there, CHANGE_SWAPPED_OUT) +
			  there.small[0] + there.large[1])
			TH_LOG("round %u", round);
		promoted += BYTES(there, CHANGE_PROMOTED);
		for (i = 0; i < 2; i++) {
			dump_free(dump[i]);
			free(data[i]);
		}
	}
	/* or the test has nothing to test */
	EXPECT_LT(20 * M2, promoted);
}

TEST_HARNESS_MAIN
