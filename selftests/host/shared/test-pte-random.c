// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder on random entries: properties that hold for every value.  The seed is
 * fixed, so that a failure can be reproduced.
 */
#include "forge.h"
#include "kselftest_harness.h"
#include "random-number.h"

#define VALUES	1048576
#define SEED	0x9e3779b97f4a7c15ULL

FIXTURE(pte)
{
	struct ptwalk_dict dict;
	__u64 state;
};

FIXTURE_VARIANT(pte)
{
	unsigned int level;
};

FIXTURE_VARIANT_ADD(pte, pt)	{ .level = 1 };
FIXTURE_VARIANT_ADD(pte, pd)	{ .level = 2 };
FIXTURE_VARIANT_ADD(pte, pdpt)	{ .level = 3 };
FIXTURE_VARIANT_ADD(pte, pml4)	{ .level = 4 };
FIXTURE_VARIANT_ADD(pte, pml5)	{ .level = 5 };

FIXTURE_SETUP(pte)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);

	forge_dict(f, PTWALK_DICT_FEATURES, PTWALK_CPU_NX | PTWALK_CPU_PKU |
		   PTWALK_CPU_GBPAGES);
	self->dict = forge_decoder_dict(f);
	self->state = SEED;
	forge_free(f);
}

FIXTURE_TEARDOWN(pte)
{
}

static unsigned int bit(__u64 raw, unsigned int n)
{
	return raw >> n & 1;
}

#define FLAG(f)		(!!(pte.flags & PTWALK_F_##f))

/* Each flag is set exactly if its bit in the entry is. */
TEST_F(pte, flags_are_bits)
{
	unsigned int level = variant->level, i;
	unsigned long wrong = 0;

	for (i = 0; i < VALUES; i++) {
		__u64 raw = random_number(&self->state) | E_P;
		bool leaf = level == 1 || (level < 4 && bit(raw, 7));
		struct ptwalk_pte pte;

		ptwalk_decode(&self->dict, raw, level, &pte);
		wrong += pte.kind != (leaf ? PTWALK_PAGE : PTWALK_TABLE);
		wrong += !FLAG(P) || FLAG(RW) != bit(raw, 1) || FLAG(US) != bit(raw, 2);
		wrong += FLAG(PWT) != bit(raw, 3) || FLAG(PCD) != bit(raw, 4);
		wrong += FLAG(A) != bit(raw, 5) || FLAG(D) != (leaf && bit(raw, 6));
		wrong += FLAG(G) != (leaf && bit(raw, 8)) || FLAG(NX) != bit(raw, 63);
		wrong += FLAG(PS) != (leaf && level > 1);
		wrong += FLAG(PAT) != (leaf && bit(raw, level == 1 ? 7 : 12));
		wrong += FLAG(SPECIAL) != (leaf && bit(raw, 9));
		wrong += FLAG(UFFD_WP) != (leaf && bit(raw, 10));
		wrong += FLAG(SOFT_DIRTY) != (leaf && bit(raw, 11));
		wrong += FLAG(DEVMAP) != (leaf && bit(raw, 57));
		wrong += FLAG(SAVED_DIRTY) != (leaf && bit(raw, 58));
		wrong += FLAG(EXCLUSIVE) || FLAG(ENC);
		wrong += pte.pat != 4 * FLAG(PAT) + 2 * bit(raw, 4) + bit(raw, 3);
		wrong += pte.pkey != (leaf && bit(raw, 2) ? raw << 1 >> 60 : 0);
		ASSERT_EQ(0, wrong)
			TH_LOG("raw %llx, level %u, flags %x", raw, level,
			       pte.flags);
	}
}

/* The physical address has all address bits and no others; reserved bits are none of flags. */
TEST_F(pte, address_is_no_attribute)
{
	unsigned int level = variant->level, i;
	const __u64 spans[] = { 0, K4, M2, G1 };

	for (i = 0; i < VALUES; i++) {
		__u64 raw = random_number(&self->state) | E_P, field;
		bool leaf = level == 1 || (level < 4 && bit(raw, 7));
		struct ptwalk_pte pte;

		field = 0x000ffffffffff000ULL;
		if (leaf)
			field &= ~(spans[level] - 1);
		ptwalk_decode(&self->dict, raw, level, &pte);
		ASSERT_EQ(raw & field, pte.phys)
			TH_LOG("raw %llx, level %u", raw, level);
		ASSERT_EQ(0, pte.offset);
		ASSERT_EQ(0, pte.reserved & ~raw);
		/* all bits above MAXPHYADDR are reserved, no bit of a flag is */
		ASSERT_EQ(raw & 0x000fc00000000000ULL,
			  pte.reserved & 0x000fc00000000000ULL);
		ASSERT_EQ(0, pte.reserved & 0xfff0000000000f7fULL)
			TH_LOG("raw %llx, level %u", raw, level);
	}
}

/* Non-present entries: few bits decide the kind, and decoding loses no information. */
TEST_F(pte, not_present)
{
	unsigned int level = variant->level, i;
	const __u64 spans[] = { 0, K4, M2, G1 };

	for (i = 0; i < VALUES; i++) {
		__u64 raw = random_number(&self->state) & ~E_P;
		struct ptwalk_pte pte;

		/* without bits 7 and 8 an entry has the swap format */
		if (i % 2)
			raw &= ~(E_PS | E_PROTNONE);
		ptwalk_decode(&self->dict, raw, level, &pte);
		ASSERT_EQ(0, pte.flags & PTWALK_F_P);
		ASSERT_EQ(0, pte.reserved);
		ASSERT_EQ(0, pte.pkey & ~15);
		if (level > 3) {
			ASSERT_EQ(PTWALK_UNKNOWN, pte.kind);
			continue;
		}
		if (bit(raw, 8) || (level > 1 && bit(raw, 7))) {
			ASSERT_EQ(bit(raw, 8) ? PTWALK_PROTNONE : PTWALK_INVALID,
				  pte.kind);
			ASSERT_EQ(~raw & 0x000ffffffffff000ULL &
				  ~(spans[level] - 1), pte.phys);
			ASSERT_EQ(0, FLAG(G));
			continue;
		}
		/* types below 27 are swap files in 6.12 */
		if (raw >> 59 < 27) {
			ASSERT_EQ(PTWALK_SWAP, pte.kind);
			ASSERT_EQ(raw & ~0x1ffULL,
				  forge_swap(pte.swap_type, pte.offset));
			ASSERT_EQ(bit(raw, 3), FLAG(EXCLUSIVE));
		}
		ASSERT_EQ(raw >> 59, pte.swap_type);
		ASSERT_NE(PTWALK_UNKNOWN, pte.kind);
		ASSERT_EQ(bit(raw, 1), FLAG(SOFT_DIRTY));
		ASSERT_EQ(bit(raw, 2), FLAG(UFFD_WP));
	}
}

/* Down the levels, permissions are only lost and NX is only gained. */
TEST_F(pte, effective_is_monotonous)
{
	const __u32 may = PTWALK_F_RW | PTWALK_F_US;
	unsigned int i;

	for (i = 0; i < VALUES; i++) {
		__u64 raw = random_number(&self->state) | E_P;
		__u32 above = may & random_number(&self->state);
		struct ptwalk_pte pte;
		__u32 e;

		above |= PTWALK_F_NX & random_number(&self->state);
		ptwalk_decode(&self->dict, raw, variant->level, &pte);
		e = ptwalk_effective(&self->dict, above, &pte);
		ASSERT_EQ(0, e & ~(may | PTWALK_F_NX));
		ASSERT_EQ(0, e & may & ~above);
		ASSERT_EQ(0, e & may & ~pte.flags);
		ASSERT_EQ(e & PTWALK_F_NX, (above | pte.flags) & PTWALK_F_NX);
		/* the same entry again changes nothing */
		ASSERT_EQ(e, ptwalk_effective(&self->dict, e, &pte));
	}
}

/* ptwalk_leads_to_table() and ptwalk_is_none(), which read raw bits, match the decoder. */
TEST_F(pte, predicates)
{
	unsigned int level = variant->level, i;

	for (i = 0; i < VALUES; i++) {
		__u64 raw = random_number(&self->state);
		struct ptwalk_pte pte;

		/* keep few bits, so that some entries are empty */
		if (i % 2)
			raw &= 0xe3;
		ptwalk_decode(&self->dict, raw, level, &pte);
		ASSERT_EQ(pte.kind == PTWALK_TABLE,
			  ptwalk_leads_to_table(raw, level));
		ASSERT_EQ(pte.kind == PTWALK_NONE, ptwalk_is_none(raw));
	}
}

/* With any dictionary that is accepted, decoding any entry must not crash. */
TEST(hostile_dictionary)
{
	__u64 state = SEED;
	unsigned int i, key;

	for (i = 0; i < VALUES / 16; i++) {
		struct ptwalk_dict dict = { 0 };
		struct ptwalk_pte pte;

		for (key = 0; key < PTWALK_DICT_NR; key++) {
			__u64 value = random_number(&state);

			ptwalk_dict_set(&dict, key, value >> (value & 63));
		}
		for (key = 1; key <= 5; key++)
			ptwalk_decode(&dict, random_number(&state) & ~(i & 1ULL),
				      key, &pte);
		ASSERT_GT(PTWALK_NR_KINDS, pte.kind);
	}
}

TEST_HARNESS_MAIN
