// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a dump does not tell about an entry, for dictionaries that lack some keys: the flags that
 * the entry may have, and the kinds that it may be of.  The entries are made by hand.
 */
#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"
#include "untold.h"

#define KIND(name)	(1U << PTWALK_##name)
#define E_SAVED_DIRTY	(1ULL << 58)
#define E_DEVMAP	(1ULL << 57)
#define PAGE		(0x12345000ULL | E_WRITTEN)

FIXTURE(untold) {
	struct forge *f;
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;
};

FIXTURE_SETUP(untold)
{
	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	self->dict = forge_decoder_dict(self->f);
}

FIXTURE_TEARDOWN(untold)
{
	forge_free(self->f);
}

static void forget(struct ptwalk_dict *dict, unsigned int key)
{
	dict->known &= ~(1ULL << key);
	dict->value[key] = 0;
}

#define EXPECT_UNTOLD(flags, kinds, raw, level)				\
do {									\
	ptwalk_decode(&self->dict, raw, level, &self->pte);		\
	EXPECT_EQ((__u32)(flags), untold_flags(&self->dict, &self->pte)) \
		TH_LOG("%s", #raw);					\
	EXPECT_EQ((__u32)(kinds), untold_kinds(&self->dict, &self->pte)) \
		TH_LOG("%s", #raw);					\
} while (0)

TEST_F(untold, whole_dictionary)
{
	EXPECT_UNTOLD(0, 0, PAGE | E_SOFT_DIRTY | E_SPECIAL | E_SAVED_DIRTY, 1);
	EXPECT_UNTOLD(0, 0, PAGE | E_PS | E_UFFD_WP, 2);
	EXPECT_UNTOLD(0, 0, forge_swap(0, 77), 1);
	EXPECT_UNTOLD(0, 0, forge_swap(31, 1), 1);
	EXPECT_UNTOLD(0, 0, forge_protnone(0x1000, E_A), 1);
	EXPECT_UNTOLD(0, 0, 0, 1);
}

/* Only bits that are set, and that no known key claims, leave a flag open. */
TEST_F(untold, one_key)
{
	forget(&self->dict, PTWALK_DICT_SOFT_DIRTY);
	EXPECT_UNTOLD(0, 0, PAGE, 1);
	EXPECT_UNTOLD(PTWALK_F_SOFT_DIRTY, 0, PAGE | E_SOFT_DIRTY, 1);
	EXPECT_UNTOLD(0, 0, PAGE | E_SPECIAL | E_UFFD_WP | E_SAVED_DIRTY, 1);
	EXPECT_UNTOLD(PTWALK_F_SOFT_DIRTY, 0, PAGE | E_PS | 1ULL << 52, 2);
	/* protection keys are on: their bits are none of Linux's */
	self->dict.value[PTWALK_DICT_FEATURES] |= PTWALK_CPU_PKU;
	EXPECT_UNTOLD(0, 0, PAGE | 1ULL << 59, 1);
	self->dict.value[PTWALK_DICT_FEATURES] &= ~PTWALK_CPU_PKU;
	EXPECT_UNTOLD(PTWALK_F_SOFT_DIRTY, 0, PAGE | 1ULL << 59, 1);
	/* the swap format has a key of its own */
	EXPECT_UNTOLD(0, 0, forge_swap(0, 77) | 2, 1);
	forget(&self->dict, PTWALK_DICT_SWAP_SOFT_DIRTY);
	EXPECT_UNTOLD(PTWALK_F_SOFT_DIRTY, 0, forge_swap(0, 77) | 2, 1);
	/* bit 3 is known as the exclusive bit */
	EXPECT_UNTOLD(0, 0, forge_swap(0, 77) | 8, 1);
}

TEST_F(untold, special)
{
	forget(&self->dict, PTWALK_DICT_SPECIAL);
	EXPECT_UNTOLD(PTWALK_F_SPECIAL, KIND(ZERO_PAGE), PAGE | E_SPECIAL, 1);
	EXPECT_UNTOLD(PTWALK_F_SPECIAL, KIND(HUGE_ZERO_PAGE), PAGE | E_PS | E_SPECIAL, 2);
	EXPECT_UNTOLD(PTWALK_F_SPECIAL, 0, PAGE | E_PS | E_SPECIAL, 3);
	EXPECT_UNTOLD(0, 0, PAGE | E_SOFT_DIRTY, 1);
}

TEST_F(untold, encryption)
{
	const __u64 c_bit = 1ULL << 47;

	forget(&self->dict, PTWALK_DICT_ENC_MASK);
	self->dict.value[PTWALK_DICT_PHYS_MASK] = (1ULL << 46) - K4;
	EXPECT_UNTOLD(PTWALK_F_ENC, 0, PAGE | c_bit, 1);
	EXPECT_UNTOLD(PTWALK_F_ENC, 0, 0x1000 | E_TABLE | c_bit, 2);
	EXPECT_UNTOLD(0, 0, PAGE, 1);
	forget(&self->dict, PTWALK_DICT_PHYS_MASK);
	EXPECT_UNTOLD(PTWALK_F_ENC, 0, PAGE, 1);
}

TEST_F(untold, migration)
{
	/* 6.12: type 30 is a writable page under migration, the frame number has 34 bits */
	const __u64 offset = 0x1234 | 1ULL << 34;

	EXPECT_UNTOLD(0, 0, forge_swap(30, offset), 1);
	forget(&self->dict, PTWALK_DICT_MIG_YOUNG);
	EXPECT_UNTOLD(PTWALK_F_A, 0, forge_swap(30, offset), 1);
	EXPECT_UNTOLD(0, 0, forge_swap(30, 0x1234), 1);
}

TEST_F(untold, marker)
{
	forget(&self->dict, PTWALK_DICT_MARKER_GUARD);
	EXPECT_UNTOLD(0, 0, forge_swap(31, 1), 1);
	EXPECT_UNTOLD(0, KIND(GUARD) | KIND(POISON) | KIND(UFFD_WP_MARKER), forge_swap(31, 4), 1);
}

/* The dictionary of a memory image: everything about an entry that is not present is open. */
TEST_F(untold, image)
{
	const __u32 never = KIND(NONE) | KIND(TABLE) | KIND(PAGE) | KIND(ZERO_PAGE) |
			    KIND(HUGE_ZERO_PAGE) | KIND(UNREAD) | KIND(REPEAT) | KIND(UNKNOWN);
	const __u32 any = ((1U << PTWALK_ALL_KINDS) - 1) & ~never;

	ptwalk_dict_hardware(&self->dict);
	forge_dict(self->f, PTWALK_DICT_PHYS_MASK, (1ULL << 46) - K4);
	self->dict.known |= 1ULL << PTWALK_DICT_PHYS_MASK;
	self->dict.value[PTWALK_DICT_PHYS_MASK] = (1ULL << 46) - K4;
	EXPECT_UNTOLD(~PTWALK_F_P, any, forge_protnone(0x1000, E_A), 2);
	EXPECT_UNTOLD(~PTWALK_F_P, any & ~KIND(INVALID), forge_swap(0, 77), 1);
	EXPECT_UNTOLD(0, 0, PAGE, 1);
	EXPECT_UNTOLD(PTWALK_F_SPECIAL | PTWALK_F_UFFD_WP | PTWALK_F_SOFT_DIRTY |
		      PTWALK_F_SAVED_DIRTY | PTWALK_F_DEVMAP, KIND(ZERO_PAGE),
		      PAGE | E_SOFT_DIRTY, 1);
	EXPECT_UNTOLD(0, 0, 0, 1);
}

TEST_F(untold, sums)
{
	const __u64 heap = 0x555555600000ULL;
	struct untold sum = { 0 };
	struct errmsg err;
	struct dump *dump;
	size_t size;
	void *data;

	forge_dict_drop(self->f, PTWALK_DICT_PROTNONE);
	forge_dict_drop(self->f, PTWALK_DICT_SOFT_DIRTY);
	forge_vma(self->f, heap, heap + 2 * M2, VMA_ANON, "[heap]");
	forge_map(self->f, 1, heap, 8 * K4, 0x12345000, E_WRITTEN | E_SOFT_DIRTY);
	forge_entry(self->f, 1, heap + 8 * K4, forge_protnone(0x1000, E_A));
	forge_entry(self->f, 2, heap + M2, forge_protnone(M2, E_A | E_PS));
	data = forge_write(self->f, &size);
	ASSERT_EQ(0, dump_parse(&dump, data, size, &err)) TH_LOG("%s", err.text);
	untold_add(&sum, dump, 0, 0);
	EXPECT_EQ(2, sum.entries);
	EXPECT_EQ(M2 + K4, sum.bytes);
	EXPECT_EQ(PTWALK_F_SOFT_DIRTY, sum.flags);
	/* a range, added to what is there */
	untold_add(&sum, dump, heap, heap + M2);
	EXPECT_EQ(3, sum.entries);
	EXPECT_EQ(M2 + 2 * K4, sum.bytes);
	dump_free(dump);
	free(data);
}

TEST_HARNESS_MAIN
