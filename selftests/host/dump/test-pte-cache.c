// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries decoded one after the other (pte-cache.h): each as ptwalk_decode() decodes it alone.
 */
#include <string.h>

#include "forge.h"
#include "kselftest_harness.h"
#include "pte-cache.h"
#include "random-number.h"

#define ENTRIES		200000

static bool equal(const struct ptwalk_pte *a, const struct ptwalk_pte *b)
{
	return a->raw == b->raw && a->phys == b->phys && a->offset == b->offset &&
	       a->reserved == b->reserved && a->flags == b->flags && a->level == b->level &&
	       a->kind == b->kind && a->swap_type == b->swap_type && a->pkey == b->pkey &&
	       a->pat == b->pat;
}

/* Neighbours of all kinds: the same but for one bit, for the frame, or for everything */
static __u64 next_entry(__u64 raw, __u64 *state)
{
	const __u64 how = random_number(state);

	switch (how % 4) {
	case 0:
		return raw ^ 1ULL << (how >> 8 & 63);
	case 1:
		return (raw & ~0xffffff000ULL) | (random_number(state) & 0xffffff000ULL);
	case 2:
		return raw + ptwalk_span(1);
	default:
		return random_number(state) | (how >> 8 & 1);
	}
}

/* Returns how many of the entries were decoded wrongly. */
static unsigned int wrong(const struct ptwalk_dict *dict, __u64 state)
{
	struct pte_cache cache;
	struct ptwalk_pte pte;
	unsigned int i, n = 0;
	__u64 raw = 0;

	pte_cache_init(&cache, dict);
	for (i = 0; i < ENTRIES; i++) {
		/* levels change seldom, as in a dump */
		const unsigned int level = i % 1000 < 900 ? 1 : 1 + i % 5;

		raw = next_entry(raw, &state);
		ptwalk_decode(dict, raw, level, &pte);
		n += !equal(&pte, pte_cache_decode(&cache, raw, level));
	}
	return n;
}

TEST(of_each_kernel)
{
	unsigned int kernel;

	for (kernel = FORGE_6_1; kernel <= FORGE_7_3; kernel++) {
		struct forge *f = forge_new(kernel, 4, PTWALK_HALF_USER);
		const struct ptwalk_dict dict = forge_decoder_dict(f);

		EXPECT_EQ(0, wrong(&dict, 1 + kernel))
			TH_LOG("kernel %u", kernel);
		forge_free(f);
	}
}

/* Bits of the address that also mean something else, as in no kernel but in a broken dump */
TEST(of_any_dictionary)
{
	struct ptwalk_dict dict;
	unsigned int i, key;
	__u64 state = 7;

	for (i = 0; i < 20; i++) {
		dict = (struct ptwalk_dict){ .kernel = i % 2 };
		for (key = 0; key < PTWALK_DICT_NR; key++)
			if (random_number(&state) % 2)
				ptwalk_dict_set(&dict, key, random_number(&state) >>
						random_number(&state) % 64);
		EXPECT_EQ(0, wrong(&dict, i + 1));
	}
}

/* What is to be gained: with the bits of a 6.12 kernel on a CPU of 40 bits, 28 are the frame. */
TEST(frame)
{
	struct ptwalk_dict dict;
	struct pte_cache cache;

	ptwalk_dict_hardware(&dict);
	pte_cache_init(&cache, &dict);
	EXPECT_EQ(0xffffffffff000ULL, cache.frame);
	ptwalk_dict_set(&dict, PTWALK_DICT_PHYS_BITS, 40);
	pte_cache_init(&cache, &dict);
	EXPECT_EQ(0xfffffff000ULL, cache.frame);
	/* memory encrypted by AMD's SEV */
	ptwalk_dict_set(&dict, PTWALK_DICT_ENC_MASK, 1ULL << 39);
	pte_cache_init(&cache, &dict);
	EXPECT_EQ(0x7ffffff000ULL, cache.frame);
}

TEST_HARNESS_MAIN
