// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparisons of two random dumps, and the invariants that have to hold for all of them: a
 * dump equals itself; what is gained in one direction is lost in the other; the changes
 * add up to the difference of Rss; and each kind of change has as many bytes as in a
 * model that has 4K pages only, so that no page is forgotten or counted twice, whatever
 * its size in either dump.  The seed is fixed.
 */
#include <stdlib.h>

#include "change-list.h"
#include "diff-pair.h"
#include "kselftest_harness.h"
#include "random-number.h"
#include "stat.h"

#define ROUNDS	300
#define BASE	(HEAP & ~(G1 - 1))

#define SLOTS	8
#define PAGES	(SLOTS * 512)

/* The kind of an entry; only PAGE, PROTNONE and MIGRATION can be huge */
enum what { NOTHING, PAGE, PROTNONE, SWAP, MIGRATION, MARKER, POISON };

/**
 * struct model - the entries of a process, one for each 4K of [BASE, BASE + SLOTS * 2M)
 * @what: kind of the entry
 * @rw: bit 1 of the entry
 * @value: frame number, or offset in the swap file
 * @hugetlb: per slot of 2M: a hugetlb VMA, whose frames no other VMA has
 */
struct model {
	enum what	what[PAGES];
	bool		rw[PAGES];
	__u64		value[PAGES];
	bool		hugetlb[SLOTS];
};

/* Returns a random entry of @level for @addr, and stores it in @model as 4K entries. */
static __u64 random_entry(__u64 *state, unsigned int level, __u64 addr,
			  struct model *model)
{
	static const __u64 bits[] = {
		E_WRITTEN, E_READ, E_CODE, E_WRITTEN & ~E_RW, E_WRITTEN & ~E_D,
		E_READ | E_SPECIAL,
	};
	__u64 span = K4 << (9 * (level - 1)), ps = level > 1 ? E_PS : 0;
	__u64 r = random_number(state), raw = 0;
	__u64 value = (r >> 40) % 4 * (span / K4), i;
	enum what what = NOTHING;
	size_t n = (addr - BASE) / K4;

	if (model->hugetlb[n / 512])
		value += G1 / K4;

	switch (r % 10) {
	case 0:
		break;
	case 1:
		what = SWAP;
		value = r >> 60;
		raw = forge_swap(0, value);
		break;
	case 2:
		what = PROTNONE;
		raw = forge_protnone(value * K4, E_A | ps | (r >> 20 & E_RW));
		if (level > 1)
			raw &= ~0x1ff000ULL;
		break;
	case 3:
		what = MIGRATION;
		raw = forge_swap(29, value);
		break;
	case 4:
		what = POISON;
		raw = forge_swap(26, value);
		break;
	case 5:
		what = MARKER;
		value = 0;
		raw = 0xf7fffffffffffc00ULL;
		break;
	default:
		what = PAGE;
		raw = value * K4 | bits[r % ARRAY_SIZE(bits)] | ps;
	}
	/* these kinds exist only at level 1 */
	if (level > 1 && (what == SWAP || what == POISON || what == MARKER)) {
		what = NOTHING;
		raw = 0;
	}
	for (i = 0; i < span / K4; i++) {
		model->what[n + i] = what;
		model->value[n + i] = what < SWAP || what == MIGRATION ?
				      value + i : value;
		model->rw[n + i] = raw & E_RW;
	}
	return raw;
}

/*
 * Covers the slots with random VMAs, as entries outside of VMAs do not count as present.
 * A hugetlb VMA is always a whole slot, so that no huge page is partly in one.
 */
static void random_areas(__u64 *state, struct forge *f, struct model *model)
{
	struct ptwalk_vma *vma;

	__u64 addr = BASE, end, slot;

	while (addr < BASE + SLOTS * M2) {
		slot = (addr + M2) & ~(M2 - 1);
		end = addr + (1 + random_number(state) % 900) * K4;
		if (end > slot || (slot - addr == M2 && end > addr + M2 / 2))
			end = slot;
		vma = forge_vma(f, addr, end,
				random_number(state) % 3 ? VMA_ANON :
				VMA_ANON & ~PTWALK_VMA_WRITE, "");
		if (end - addr == M2 && random_number(state) % 2) {
			vma->hugetlb_shift = 21;
			model->hugetlb[(addr - BASE) / M2] = true;
		}
		addr = end;
	}
}

/* A process of SLOTS slots of 2M, each with a PT, a huge page or nothing, all in VMAs */
static struct forge *random_process(__u64 *state, struct model *model)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	unsigned int slot, i;
	__u64 addr, page;

	*model = (struct model){ 0 };
	random_areas(state, f, model);
	for (slot = 0; slot < SLOTS; slot++) {
		addr = BASE + slot * M2;
		switch (random_number(state) % 4) {
		case 0:
			break;
		case 1:
			forge_entry(f, 2, addr,
				    random_entry(state, 2, addr, model));
			break;
		default:
			for (i = random_number(state) % 40; i; i--) {
				page = addr + random_number(state) % 64 * K4;
				forge_entry(f, 1, page,
					    random_entry(state, 1, page,
							 model));
			}
		}
	}
	return f;
}

static struct diff_report compare(const struct dump *was,
				  const struct dump *now)
{
	struct changes all = { ~0U, ~0U, ~0U };
	struct diff_report report;

	if (diff_dumps(was, now, &all, NULL, NULL, &report, NULL))
		abort();
	return report;
}

static bool is_held(enum what what)
{
	return what == PAGE || what == PROTNONE || what == MIGRATION;
}

/* Adds up the bytes of each kind of change that the model has; COW is counted as MOVED. */
static void count_model(const struct model *was, const struct model *now,
			__u64 bytes[CHANGE_NR])
{
	size_t i;

	for (i = 0; i < PAGES; i++) {
		enum what a = was->what[i], b = now->what[i];
		bool held = is_held(a), holds = is_held(b);
		bool same = was->value[i] == now->value[i];

		if (held && b == SWAP) {
			bytes[CHANGE_SWAPPED_OUT] += K4;
			continue;
		}
		if (holds && a == SWAP) {
			bytes[CHANGE_SWAPPED_IN] += K4;
			continue;
		}
		if (held && !holds)
			bytes[CHANGE_UNMAPPED] += K4;
		if (!held && holds)
			bytes[CHANGE_MAPPED] += K4;
		if ((a >= SWAP || b >= SWAP) &&
		    (a != b || (a == SWAP && !same)))
			bytes[CHANGE_NONPRESENT] += K4;
		if (((held && holds) || (a == POISON && b == POISON)) && !same)
			bytes[CHANGE_MOVED] += K4;
		if (!held || !holds || a == MIGRATION || b == MIGRATION)
			continue;
		if (a == PROTNONE && b == PAGE)
			bytes[CHANGE_PROTNONE_CLEARED] += K4;
		if (a == PAGE && b == PROTNONE)
			bytes[CHANGE_PROTNONE_SET] += K4;
		if (was->rw[i] != now->rw[i])
			bytes[now->rw[i] ? CHANGE_GAINED + 1 :
					   CHANGE_LOST + 1] += K4;
	}
}

#define BYTES(report, change)	((report).total[change].bytes)

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
	static const unsigned int modelled[] = {
		CHANGE_MAPPED, CHANGE_UNMAPPED, CHANGE_SWAPPED_OUT,
		CHANGE_SWAPPED_IN, CHANGE_NONPRESENT, CHANGE_PROTNONE_SET,
		CHANGE_PROTNONE_CLEARED, CHANGE_GAINED + 1, CHANGE_LOST + 1,
	};
	static struct model model[2];
	__u64 state = 7, promoted = 0;
	unsigned int round, i;

	for (round = 0; round < ROUNDS; round++) {
		struct diff_report there, back, self;
		__u64 bytes[CHANGE_NR] = { 0 };
		struct stat_sums was, now;
		struct dump *dump[2];
		void *data[2];
		size_t size;

		for (i = 0; i < 2; i++) {
			struct forge *f = random_process(&state, &model[i]);
			struct errmsg err;

			data[i] = forge_write(f, &size);
			ASSERT_EQ(0, dump_parse(&dump[i], data[i], size, &err))
				TH_LOG("%s", err.text);
			forge_free(f);
		}
		self = compare(dump[0], dump[0]);
		for (i = 0; i < CHANGE_NR; i++)
			ASSERT_EQ(0, self.total[i].runs);

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
		ASSERT_EQ((__s64)(now.rss - was.rss), there.rss)
			TH_LOG("round %u", round);
		ASSERT_EQ(-there.rss, back.rss);

		count_model(&model[0], &model[1], bytes);
		for (i = 0; i < ARRAY_SIZE(modelled); i++)
			ASSERT_EQ(bytes[modelled[i]],
				  BYTES(there, modelled[i]))
				TH_LOG("round %u, change %u", round,
				       modelled[i]);
		ASSERT_EQ(bytes[CHANGE_MOVED],
			  BYTES(there, CHANGE_MOVED) +
			  BYTES(there, CHANGE_COW))
			TH_LOG("round %u", round);
		promoted += BYTES(there, CHANGE_PROMOTED);
		for (i = 0; i < 2; i++) {
			dump_free(dump[i]);
			free(data[i]);
		}
	}
	/* enough promotions happened for the invariants to mean something */
	EXPECT_LT(20 * M2, promoted);
}

/* Compares a change with the next one of a list that has all of them. */
static int next_is_same(const struct change *change, void *arg)
{
	const struct change **next = arg;

	return memcmp(change, (*next)++, sizeof(*change)) ? -EINVAL : 0;
}

/*
 * However few changes are kept, they come in the order of a list that is sorted as a whole, of one
 * process and of two.  One that is refused is the last.
 */
TEST(in_order)
{
	static struct model model;
	struct change_list all = { 0 };
	unsigned int round, i, places = 0;
	__u64 state = 11;

	for (round = 0; round < ROUNDS; round++) {
		struct change_job job = {
			.wanted = { ~0U, ~0U, ~0U }, .keep = 1 + round % 50,
		};
		const struct change *next;
		struct diff_report report;
		struct dump *dump[2];
		struct errmsg err;
		void *data[2];
		size_t size;

		for (i = 0; i < 2; i++) {
			struct forge *f = random_process(&state, &model);

			forge_header(f)->tgid += i * (round % 2);
			data[i] = forge_write(f, &size);
			ASSERT_EQ(0, dump_parse(&dump[i], data[i], size, &err));
			forge_free(f);
		}
		job.was = dump[0];
		job.now = dump[1];
		ASSERT_EQ(0, diff_dumps(job.was, job.now, &job.wanted, change_list_add, &all,
					&report, &err));
		change_list_sort(&all);
		ASSERT_EQ(0, change_list_compare(&job, &report, &err));
		ASSERT_EQ(all.nr <= job.keep, job.all);
		places += report.by_place;
		next = all.change;
		ASSERT_EQ(0, change_list_each(&job, next_is_same, &next))
			TH_LOG("round %u, change %zu", round, next - all.change);
		ASSERT_EQ(all.nr, next - all.change);
		change_list_free(&all);
		change_list_free(&job.list);
		for (i = 0; i < 2; i++) {
			dump_free(dump[i]);
			free(data[i]);
		}
	}
	EXPECT_EQ(ROUNDS / 2, places);
}

TEST_HARNESS_MAIN
