// SPDX-License-Identifier: GPL-2.0-only
/*
 * huge_count() on random page tables, compared with counting entry by entry: it takes a faster
 * way where all entries are present pages.
 */
#include <stdlib.h>
#include <string.h>

#include "forge.h"
#include "huge-count.h"
#include "kselftest_harness.h"
#include "random-number.h"
#include "rss.h"
#include "run.h"

#define ROUNDS	20000

/* How random the entries of a table are */
enum {
	FLAGS,		/* pages that differ in A, D, RW, soft-dirty and uffd-wp */
	SPECIAL,	/* and some of them in the special bit */
	MIXED,		/* and some that are no pages */
	NR_MIXES,
};

static __u64 random_entry(__u64 *state, unsigned int mix, __u64 before)
{
	const __u64 r = random_number(state);
	const __u64 next = ((before & 0xfffff000) + K4) & 0xfffff000;
	__u64 raw = r >> 60 ? next : (r >> 40) % 4096 * K4;

	raw |= E_WRITTEN & ~(E_A | E_D);
	raw |= r & (E_A | E_D);
	if (!(r >> 8 & 31))
		raw ^= E_RW;
	if (!(r >> 16 & 31))
		raw |= E_SOFT_DIRTY;
	if (!(r >> 24 & 63))
		raw |= E_UFFD_WP;
	if (mix >= SPECIAL && !(r >> 32 & 63))
		raw |= E_SPECIAL;
	if (mix < MIXED || (r >> 33 & 31))
		return raw;
	switch (r >> 38 & 3) {
	case 0:
		return 0;
	case 1:
		return forge_swap(r >> 44 & 31, 1);
	}
	return forge_protnone(next, raw & (E_A | E_D | E_RW | E_SOFT_DIRTY));
}

/* The frame number plus 1 of an entry that is counted as present, else 0 */
static __u64 frame_of(const struct ptwalk_dict *dict, const struct ptwalk_table *table,
		      unsigned int i, bool anon)
{
	struct ptwalk_pte pte;

	ptwalk_decode(dict, ptwalk_table_entry(table, i), 1, &pte);
	if ((pte.kind != PTWALK_PAGE && pte.kind != PTWALK_PROTNONE) ||
	    (anon && (pte.flags & PTWALK_F_SPECIAL)))
		return 0;
	return (pte.phys >> 12) + 1;
}

/* Are the pages of 1 << @order entries from @i on one naturally aligned block? */
static bool is_block(const __u64 *frame, unsigned int i, unsigned int order)
{
	unsigned int k;

	for (k = 0; k < 1U << order; k++)
		if (!frame[i + k] || frame[i + k] != frame[i] + k)
			return false;
	return !((frame[i] - 1) & ((1ULL << order) - 1));
}

/* Count from @from up to @to as huge_counts are explained in huge-window.h, but for @lost. */
static void count_slowly(const struct ptwalk_dict *dict, const struct ptwalk_table *table,
			 unsigned int from, unsigned int to, bool anon, struct huge_counts *c)
{
	__u64 frame[PTWALK_ENTRIES + 1] = { 0 };
	unsigned int i, order;
	struct ptwalk_pte pte;

	for (i = from; i < to; i++) {
		ptwalk_decode(dict, ptwalk_table_entry(table, i), 1, &pte);
		frame[i] = frame_of(dict, table, i, anon);
		if (frame[i]) {
			const bool special = pte.flags & PTWALK_F_SPECIAL;

			c->present++;
			c->special += special;
			c->rss += special ? 0 : K4;
			c->accessed += !!(pte.flags & PTWALK_F_A);
			c->dirty += !!(pte.flags & (PTWALK_F_D | PTWALK_F_SAVED_DIRTY));
			c->writable += !!(pte.flags & PTWALK_F_RW);
			c->uffd_wp += !!(pte.flags & PTWALK_F_UFFD_WP);
			c->soft_dirty += !!(pte.flags & PTWALK_F_SOFT_DIRTY);
			c->protnone += pte.kind == PTWALK_PROTNONE;
			c->extents += i == from || !frame[i - 1] || frame[i] != frame[i - 1] + 1;
			continue;
		}
		c->none += pte.kind == PTWALK_NONE;
		c->swap += pte.kind == PTWALK_SWAP;
		c->zero += pte.kind == PTWALK_PAGE || pte.kind == PTWALK_PROTNONE;
		c->nonpresent += pte.kind > PTWALK_SWAP;
		c->uffd_wp += pte.kind == PTWALK_MARKER &&
			      (pte.offset & dict->value[PTWALK_DICT_MARKER_UFFD_WP]);
		c->rss += rss_of(dict, &pte, NULL) & RSS_MEMORY ? K4 : 0;
	}
	for (order = 1; order <= 9; order++)
		for (i = (from + (1U << order) - 1) & -(1U << order); i + (1U << order) <= to;
		     i += 1U << order)
			if (is_block(frame, i, order))
				c->order = order;
}

TEST(as_entry_by_entry)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	const struct ptwalk_dict dict = forge_decoder_dict(f);
	struct huge_counts got, expected;
	struct ptwalk_table *table;
	struct huge_masks masks;
	__u64 state = 1, raw;
	unsigned int round, i, from, to, mix;
	bool anon;

	table = calloc(1, sizeof(*table) + PTWALK_ENTRIES * sizeof(__u64));
	ASSERT_NE(NULL, table);
	huge_masks_init(&masks, &dict);
	for (round = 0; round < ROUNDS; round++) {
		mix = round % NR_MIXES;
		anon = random_number(&state) & 1;
		table->level = 1;
		table->first = round & 1 ? random_number(&state) % 40 : 0;
		table->count = PTWALK_ENTRIES - table->first -
			       (round & 2 ? random_number(&state) % 40 : 0);
		raw = (random_number(&state) & 512 ? 512 : 77) * K4;
		for (i = 0; i < table->count; i++) {
			raw = random_entry(&state, mix, raw);
			table->entry[i] = raw;
		}
		from = round & 4 ? random_number(&state) % 512 : 0;
		to = round & 8 ? from + random_number(&state) % (513 - from) : 512;
		memset(&got, 0, sizeof(got));
		memset(&expected, 0, sizeof(expected));
		huge_count(&masks, table, from, to, anon, &got);
		count_slowly(&dict, table, from, to, anon, &expected);
		expected.lost = got.lost;
		for (i = 0; i < sizeof(got) / sizeof(__u64); i++)
			ASSERT_EQ(((__u64 *)&expected)[i], ((__u64 *)&got)[i])
				TH_LOG("round %u, count %u, entries %u to %u", round, i, from, to);
		ASSERT_EQ(expected.rss, huge_count_rss(&masks, table, from, to))
			TH_LOG("round %u, entries %u to %u", round, from, to);
	}
	free(table);
	forge_free(f);
}

TEST_HARNESS_MAIN
