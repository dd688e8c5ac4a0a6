// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder for entries that are not present: swap, migration, hwpoison, device
 * memory, markers, PROT_NONE, invalid.  The raw values were computed by hand from the
 * drawing in asm/pgtable_64.h:
 *
 *	type in bits 63-59, ~offset in 58-9, exclusive 3, uffd-wp 2, soft-dirty 1
 */
#include "forge.h"
#include "kselftest_harness.h"

/* A raw value and all fields of its decoded form; fields that are not named are 0. */
static const struct {
	enum forge_kernel	kernel;
	unsigned int		level;
	__u64			raw;
	struct ptwalk_pte	is;
} values[] = {
	/* empty entries; some CPUs set A and D in them, which means nothing */
	{ FORGE_6_1, 1, 0x00, { .kind = PTWALK_NONE } },
	{ FORGE_6_1, 1, 0x20, { .kind = PTWALK_NONE } },
	{ FORGE_6_1, 4, 0x60, { .kind = PTWALK_NONE } },

	/* swap file 0, slot 0x77; file 3, the last slot; flags in the low bits */
	{ FORGE_6_1, 1, 0x07ffffffffff1000,
	  { .kind = PTWALK_SWAP, .offset = 0x77 } },
	{ FORGE_6_1, 1, 0x1800000000000000,
	  { .kind = PTWALK_SWAP, .offset = 0x3ffffffffffff, .swap_type = 3 } },
	{ FORGE_6_1, 1, 0x07ffffffffff1002,
	  { .kind = PTWALK_SWAP, .offset = 0x77,
	    .flags = PTWALK_F_SOFT_DIRTY } },
	{ FORGE_6_1, 1, 0x07ffffffffff1004,
	  { .kind = PTWALK_SWAP, .offset = 0x77, .flags = PTWALK_F_UFFD_WP } },
	{ FORGE_6_1, 1, 0x07ffffffffff1008,
	  { .kind = PTWALK_SWAP, .offset = 0x77,
	    .flags = PTWALK_F_EXCLUSIVE } },
	{ FORGE_6_1, 1, 0x07ffffffffff1060,
	  { .kind = PTWALK_SWAP, .offset = 0x77 } },

	/*
	 * The first type after those of swap files differs by kernel: 26, 27, 24.
	 * All with frame 0x12345: hwpoison, migration read, read exclusive, write.
	 */
	{ FORGE_6_1, 1, 0xcfffffffffff1000,
	  { .kind = PTWALK_SWAP, .offset = 0x77, .swap_type = 25 } },
	{ FORGE_6_1, 1, 0xd7fffffffdb97400,
	  { .kind = PTWALK_HWPOISON, .phys = 0x12345000, .swap_type = 26 } },
	{ FORGE_6_1, 1, 0xdffffffffdb97400,
	  { .kind = PTWALK_MIG_READ, .phys = 0x12345000, .swap_type = 27 } },
	{ FORGE_6_1, 1, 0xe7fffffffdb97400,
	  { .kind = PTWALK_MIG_READ_EXCL, .phys = 0x12345000,
	    .swap_type = 28 } },
	{ FORGE_6_1, 1, 0xeffffffffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 29 } },
	{ FORGE_6_12, 1, 0xd7ffffffffff1000,
	  { .kind = PTWALK_SWAP, .offset = 0x77, .swap_type = 26 } },
	{ FORGE_6_12, 1, 0xdffffffffdb97400,
	  { .kind = PTWALK_HWPOISON, .phys = 0x12345000, .swap_type = 27 } },
	{ FORGE_6_12, 1, 0xe7fffffffdb97400,
	  { .kind = PTWALK_MIG_READ, .phys = 0x12345000, .swap_type = 28 } },
	{ FORGE_6_12, 1, 0xeffffffffdb97400,
	  { .kind = PTWALK_MIG_READ_EXCL, .phys = 0x12345000,
	    .swap_type = 29 } },
	{ FORGE_6_12, 1, 0xf7fffffffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 30 } },
	{ FORGE_7_2, 1, 0xbfffffffffff1000,
	  { .kind = PTWALK_SWAP, .offset = 0x77, .swap_type = 23 } },
	{ FORGE_7_2, 1, 0xc7fffffffdb97400,
	  { .kind = PTWALK_HWPOISON, .phys = 0x12345000, .swap_type = 24 } },
	{ FORGE_7_2, 1, 0xcffffffffdb97400,
	  { .kind = PTWALK_MIG_READ, .phys = 0x12345000, .swap_type = 25 } },
	{ FORGE_7_2, 1, 0xd7fffffffdb97400,
	  { .kind = PTWALK_MIG_READ_EXCL, .phys = 0x12345000,
	    .swap_type = 26 } },
	{ FORGE_7_2, 1, 0xdffffffffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 27 } },

	/* device memory: 7.2 has it, with one exclusive type */
	{ FORGE_7_2, 1, 0xe7fffffffdb97400,
	  { .kind = PTWALK_DEV_WRITE, .phys = 0x12345000, .swap_type = 28 } },
	{ FORGE_7_2, 1, 0xeffffffffdb97400,
	  { .kind = PTWALK_DEV_READ, .phys = 0x12345000, .swap_type = 29 } },
	{ FORGE_7_2, 1, 0xf7fffffffdb97400,
	  { .kind = PTWALK_DEV_EXCL_WRITE, .phys = 0x12345000,
	    .swap_type = 30 } },

	/* migration keeps A in bit 34 and D in bit 35 of the offset */
	{ FORGE_6_1, 1, 0xefffe7fffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 29,
	    .flags = PTWALK_F_A | PTWALK_F_D } },
	{ FORGE_6_1, 1, 0xeffff7fffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 29,
	    .flags = PTWALK_F_A } },
	{ FORGE_6_12, 1, 0xf7ffe7fffdb97406,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 30,
	    .flags = PTWALK_F_A | PTWALK_F_D | PTWALK_F_SOFT_DIRTY |
		     PTWALK_F_UFFD_WP } },
	/* entries of a PD and of a PDPT */
	{ FORGE_6_1, 2, 0xeffffffffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 29 } },
	{ FORGE_6_1, 3, 0xd7fffffffdb97400,
	  { .kind = PTWALK_HWPOISON, .phys = 0x12345000, .swap_type = 26 } },

	/* 5.10: a frame of the whole offset, and neither A nor D above it */
	{ FORGE_5_10, 1, 0xfffffffffdb97400,
	  { .kind = PTWALK_MIG_WRITE, .phys = 0x12345000, .swap_type = 31 } },
	{ FORGE_5_10, 1, 0xf7fffffffdb97402,
	  { .kind = PTWALK_MIG_READ, .phys = 0x12345000, .swap_type = 30,
	    .flags = PTWALK_F_SOFT_DIRTY } },
	{ FORGE_5_10, 3, 0xeffffffffdb97400,
	  { .kind = PTWALK_HWPOISON, .phys = 0x12345000, .swap_type = 29 } },
	{ FORGE_5_10, 1, 0xe7ffffffffff1006,
	  { .kind = PTWALK_SWAP, .offset = 0x77, .swap_type = 28,
	    .flags = PTWALK_F_SOFT_DIRTY | PTWALK_F_UFFD_WP } },

	/* markers */
	{ FORGE_6_1, 1, 0xf7fffffffffffc00,
	  { .kind = PTWALK_MARKER, .offset = 1, .swap_type = 30 } },
	{ FORGE_6_12, 1, 0xfffffffffffffc00,
	  { .kind = PTWALK_MARKER, .offset = 1, .swap_type = 31 } },
	{ FORGE_6_12, 1, 0xfffffffffffffa00,
	  { .kind = PTWALK_MARKER, .offset = 2, .swap_type = 31 } },
	{ FORGE_7_2, 1, 0xfffffffffffff600,
	  { .kind = PTWALK_MARKER, .offset = 4, .swap_type = 31 } },
	{ FORGE_7_2, 2, 0xfffffffffffffc00,
	  { .kind = PTWALK_MARKER, .offset = 1, .swap_type = 31 } },
	/* in 6.1 type 31 is a swap-in error */
	{ FORGE_6_1, 1, 0xfffffffffffffe00,
	  { .kind = PTWALK_SWAPIN_ERROR, .offset = 0, .swap_type = 31 } },

	/* PROT_NONE: bit 8, and the address field inverted */
	{ FORGE_6_1, 1, 0x000fffffedcba120,
	  { .kind = PTWALK_PROTNONE, .phys = 0x12345000,
	    .flags = PTWALK_F_A } },
	{ FORGE_6_1, 1, 0x800fffffedcbaf60,
	  { .kind = PTWALK_PROTNONE, .phys = 0x12345000,
	    .flags = PTWALK_F_A | PTWALK_F_D | PTWALK_F_NX |
		     PTWALK_F_SOFT_DIRTY | PTWALK_F_UFFD_WP |
		     PTWALK_F_SPECIAL } },
	/* at level 1 bit 7 is PAT in a PROT_NONE entry, too */
	{ FORGE_6_1, 1, 0x000fffffedcba1a0,
	  { .kind = PTWALK_PROTNONE, .phys = 0x12345000,
	    .flags = PTWALK_F_A | PTWALK_F_PAT, .pat = 4 } },
	{ FORGE_6_1, 2, 0x000fffffbfe001a0,
	  { .kind = PTWALK_PROTNONE, .phys = 0x40000000,
	    .flags = PTWALK_F_A | PTWALK_F_PS } },
	/* bit 12 is PAT and not inverted */
	{ FORGE_6_1, 3, 0x000fffff800011a0,
	  { .kind = PTWALK_PROTNONE, .phys = 0x40000000,
	    .flags = PTWALK_F_A | PTWALK_F_PS | PTWALK_F_PAT, .pat = 4 } },

	/* a huge page made invalid: no bit 8, PS, the address inverted */
	{ FORGE_6_1, 2, 0x800fffffbfe000e6,
	  { .kind = PTWALK_INVALID, .phys = 0x40000000,
	    .flags = PTWALK_F_RW | PTWALK_F_US | PTWALK_F_A | PTWALK_F_D |
		     PTWALK_F_PS | PTWALK_F_NX } },
	{ FORGE_6_12, 3, 0x000fffff800000a0,
	  { .kind = PTWALK_INVALID, .phys = 0x40000000,
	    .flags = PTWALK_F_A | PTWALK_F_PS } },

	/* above level 3 Linux has no swap and no PROT_NONE entries */
	{ FORGE_6_1, 4, 0x07ffffffffff1000, { .kind = PTWALK_UNKNOWN } },
	{ FORGE_6_1, 5, 0x000fffffedcba120, { .kind = PTWALK_UNKNOWN } },
};

TEST(each_value)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		struct forge *f = forge_new(values[i].kernel, 4,
					    PTWALK_HALF_USER);
		struct ptwalk_dict dict = forge_decoder_dict(f);
		const struct ptwalk_pte *is = &values[i].is;
		struct ptwalk_pte pte;

		forge_free(f);
		ptwalk_decode(&dict, values[i].raw, values[i].level, &pte);
		EXPECT_STREQ(ptwalk_kind_name(is->kind),
			     ptwalk_kind_name(pte.kind))
			TH_LOG("value %zu", i);
		EXPECT_EQ(is->phys, pte.phys) TH_LOG("value %zu", i);
		EXPECT_EQ(is->offset, pte.offset) TH_LOG("value %zu", i);
		EXPECT_EQ(is->flags, pte.flags) TH_LOG("value %zu", i);
		EXPECT_EQ(is->pat, pte.pat) TH_LOG("value %zu", i);
		EXPECT_EQ(0, pte.reserved) TH_LOG("value %zu", i);
		EXPECT_EQ(is->swap_type, pte.swap_type) TH_LOG("value %zu", i);
		EXPECT_FALSE(ptwalk_leads_to_table(values[i].raw,
						   values[i].level));
		EXPECT_EQ(is->kind == PTWALK_NONE,
			  ptwalk_is_none(values[i].raw));
	}
}

/* 5 levels: more frame bits, so that A and D are bits 40 and 41 */
TEST(migration_with_five_levels)
{
	struct forge *f = forge_new(FORGE_6_1, 5, PTWALK_HALF_USER);
	struct ptwalk_dict dict = forge_decoder_dict(f);
	struct ptwalk_pte pte;

	ptwalk_decode(&dict, 0xeff9fffffdb97400, 1, &pte);
	EXPECT_EQ(PTWALK_MIG_WRITE, pte.kind);
	EXPECT_EQ(0x12345000, pte.phys);
	EXPECT_EQ(PTWALK_F_A | PTWALK_F_D, pte.flags);
	/* with 5 levels bits 34 and 35 belong to the frame */
	ptwalk_decode(&dict, 0xefffe7fffdb97400, 1, &pte);
	EXPECT_EQ(0xc00012345000, pte.phys);
	EXPECT_EQ(0, pte.flags);
	forge_free(f);
}

/* Without the masks in the dictionary, A and D of a migration entry are not guessed. */
TEST(migration_without_the_masks)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;

	forge_dict_drop(f, PTWALK_DICT_MIG_YOUNG);
	forge_dict_drop(f, PTWALK_DICT_MIG_DIRTY);
	dict = forge_decoder_dict(f);
	ptwalk_decode(&dict, 0xefffe7fffdb97400, 1, &pte);
	EXPECT_EQ(PTWALK_MIG_WRITE, pte.kind);
	EXPECT_EQ(0x12345000, pte.phys);
	EXPECT_EQ(0, pte.flags);
	forge_free(f);
}

/* If the dictionary lacks a key that is needed, the kind is unknown and not guessed. */
TEST(unknown)
{
	static const struct {
		__u32	key;
		__u64	raw;
	} needs[] = {
		{ PTWALK_DICT_PROTNONE,		 0x000fffffedcba120 },
		{ PTWALK_DICT_PROTNONE,		 0x07ffffffffff1000 },
		{ PTWALK_DICT_SWAP_TYPE_SHIFT,	 0x07ffffffffff1000 },
		{ PTWALK_DICT_SWAP_TYPE_BITS,	 0x07ffffffffff1000 },
		{ PTWALK_DICT_SWAP_OFFSET_SHIFT, 0x07ffffffffff1000 },
		{ PTWALK_DICT_SWAP_OFFSET_BITS,	 0x07ffffffffff1000 },
		{ PTWALK_DICT_MAX_SWAPFILES,	 0x07ffffffffff1000 },
		{ PTWALK_DICT_SWP_HWPOISON,	 0xd7fffffffdb97400 },
		{ PTWALK_DICT_SWP_MIG_WRITE,	 0xeffffffffdb97400 },
		{ PTWALK_DICT_SWP_MARKER,	 0xf7fffffffffffc00 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
		struct ptwalk_dict dict = forge_decoder_dict(f);
		struct ptwalk_pte pte;

		ptwalk_decode(&dict, needs[i].raw, 1, &pte);
		EXPECT_NE(PTWALK_UNKNOWN, pte.kind);
		forge_dict_drop(f, needs[i].key);
		dict = forge_decoder_dict(f);
		ptwalk_decode(&dict, needs[i].raw, 1, &pte);
		EXPECT_EQ(PTWALK_UNKNOWN, pte.kind)
			TH_LOG("without %s", ptwalk_dict_name(needs[i].key));
		forge_free(f);
	}
}

/* An entry with a swap type that the kernel does not have is of unknown kind. */
TEST(no_such_type)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;

	forge_dict(f, PTWALK_DICT_SWP_SWAPIN_ERROR, PTWALK_NO_TYPE);
	dict = forge_decoder_dict(f);
	ptwalk_decode(&dict, 0xfffffffffffffe00, 1, &pte);
	EXPECT_EQ(PTWALK_UNKNOWN, pte.kind);
	EXPECT_EQ(31, pte.swap_type);
	forge_free(f);
}

TEST_HARNESS_MAIN
