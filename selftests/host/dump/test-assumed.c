// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which assumed values of the dictionary the meaning of an entry rests on.  The entries are made
 * by hand, and the expected keys are those whose fields the entry has set.
 */
#include "explain.h"
#include "forge.h"
#include "kselftest_harness.h"

#define KEY(name)	(1ULL << PTWALK_DICT_##name)
#define ALL		((1ULL << PTWALK_DICT_NR) - 1)
/* what every entry in the swap format rests on */
#define LAYOUT		(KEY(PROTNONE) | KEY(SWAP_TYPE_SHIFT) | KEY(SWAP_TYPE_BITS) |	\
			 KEY(SWAP_OFFSET_SHIFT) | KEY(SWAP_OFFSET_BITS) |		\
			 KEY(SWAP_INVERTED) | KEY(MAX_SWAPFILES))

FIXTURE(assumed) {
	struct forge *f;
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;
};

FIXTURE_SETUP(assumed)
{
	/* swap types of 6.12: hwpoison 27, migration 28 to 30, marker 31 */
	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	self->dict = forge_decoder_dict(self->f);
}

FIXTURE_TEARDOWN(assumed)
{
	forge_free(self->f);
}

/* Checks the keys of a raw entry of a PT, if @these are assumed. */
#define EXPECT_KEYS(keys, these, raw)						\
do {										\
	self->dict.assumed = (these);						\
	ptwalk_decode(&self->dict, raw, 1, &self->pte);				\
	EXPECT_EQ(keys, explain_assumed(&self->dict, &self->pte))		\
		TH_LOG("raw 0x%llx: 0x%llx", (unsigned long long)(raw),		\
		       explain_assumed(&self->dict, &self->pte));		\
} while (0)

TEST_F(assumed, nothing)
{
	EXPECT_KEYS(0, 0, forge_swap(30, 0x1234));
	EXPECT_KEYS(0, 0, 0x1234000 | E_WRITTEN | E_SOFT_DIRTY);
	EXPECT_KEYS(0, ALL, 0);
}

TEST_F(assumed, page)
{
	const __u64 page = 0x1234000 | E_WRITTEN;

	/* bits that are clear do not count, and the address has other bits than the SDM's */
	EXPECT_KEYS(0, KEY(SOFT_DIRTY) | KEY(SPECIAL) | KEY(UFFD_WP) | KEY(DEVMAP) |
		    KEY(SAVED_DIRTY) | KEY(PAT), page);
	EXPECT_KEYS(KEY(SOFT_DIRTY), ALL & ~KEY(FEATURES), page | E_SOFT_DIRTY);
	EXPECT_KEYS(KEY(DEVMAP), ALL & ~KEY(FEATURES), page | 1ULL << 57);
	EXPECT_KEYS(KEY(SPECIAL) | KEY(UFFD_WP), ALL & ~KEY(FEATURES),
		    page | E_SPECIAL | E_UFFD_WP);
	EXPECT_KEYS(0, ALL & ~KEY(FEATURES) & ~KEY(SOFT_DIRTY), page | E_SOFT_DIRTY);
}

TEST_F(assumed, protnone)
{
	EXPECT_KEYS(KEY(PROTNONE), ALL & ~KEY(FEATURES), forge_protnone(0x1234000, E_A));
}

TEST_F(assumed, swap)
{
	EXPECT_KEYS(LAYOUT, ALL, forge_swap(3, 0x1234));
	EXPECT_KEYS(LAYOUT | KEY(SWAP_SOFT_DIRTY), ALL, forge_swap(3, 0x1234) | 1 << 1);
	EXPECT_KEYS(KEY(SWAP_UFFD_WP) | KEY(SWAP_EXCLUSIVE), ALL & ~LAYOUT,
		    forge_swap(3, 0x1234) | 1 << 2 | 1 << 3);
}

TEST_F(assumed, migration)
{
	const __u64 young = 1ULL << 34, dirty = 1ULL << 35;
	const __u64 always = LAYOUT | KEY(SWP_PFN_BITS);

	EXPECT_KEYS(always | KEY(SWP_MIG_WRITE), ALL, forge_swap(30, 0x1234));
	EXPECT_KEYS(always | KEY(SWP_MIG_READ) | KEY(MIG_YOUNG), ALL,
		    forge_swap(28, 0x1234 | young));
	EXPECT_KEYS(KEY(MIG_DIRTY), KEY(MIG_YOUNG) | KEY(MIG_DIRTY),
		    forge_swap(28, 0x1234 | dirty));
	/* of another type, whatever is assumed about this one */
	EXPECT_KEYS(0, KEY(SWP_MIG_READ), forge_swap(30, 0x1234));
}

TEST_F(assumed, marker)
{
	EXPECT_KEYS(LAYOUT | KEY(SWP_MARKER) | KEY(MARKER_UFFD_WP), ALL, forge_swap(31, 1));
	EXPECT_KEYS(LAYOUT | KEY(SWP_MARKER) | KEY(MARKER_POISONED), ALL, forge_swap(31, 2));
	/* no release has this bit */
	EXPECT_KEYS(LAYOUT | KEY(SWP_MARKER), ALL, forge_swap(31, 1 << 10));
}

/* A type that the kernel does not have is not any kind */
TEST_F(assumed, unknown)
{
	EXPECT_KEYS(0, KEY(SWP_SWAPIN_ERROR) | KEY(SWP_DEV_READ),
		    forge_swap(30, 0x1234) & ~(1ULL << 8));
	self->dict.known &= ~KEY(SWP_MIG_WRITE);
	EXPECT_KEYS(0, KEY(SWP_MIG_READ) | KEY(SWP_HWPOISON), forge_swap(30, 0x1234));
	EXPECT_EQ(PTWALK_UNKNOWN, self->pte.kind);
}

TEST_F(assumed, memory_type)
{
	self->dict.assumed = ALL;
	/* WB, after a reset of the CPU as well */
	ptwalk_decode(&self->dict, 0x1234000 | E_WRITTEN, 1, &self->pte);
	EXPECT_EQ(0, explain_assumed_memtype(&self->dict, &self->pte));
	/* WC; WT after a reset */
	ptwalk_decode(&self->dict, 0x1234000 | E_WRITTEN | E_PWT, 1, &self->pte);
	EXPECT_EQ(KEY(PAT), explain_assumed_memtype(&self->dict, &self->pte));
	self->dict.assumed = ALL & ~KEY(PAT);
	EXPECT_EQ(0, explain_assumed_memtype(&self->dict, &self->pte));
	self->dict.assumed = ALL;
	self->dict.known &= ~KEY(PAT);
	EXPECT_EQ(0, explain_assumed_memtype(&self->dict, &self->pte));
	self->dict.known |= KEY(PAT);
	ptwalk_decode(&self->dict, forge_swap(3, 0x1234), 1, &self->pte);
	EXPECT_EQ(0, explain_assumed_memtype(&self->dict, &self->pte));
}

TEST(names)
{
	char buf[EXPLAIN_KEYS_SIZE];

	EXPECT_STREQ("", explain_keys(0, ",", buf));
	EXPECT_STREQ("pat", explain_keys(KEY(PAT), ",", buf));
	EXPECT_STREQ("devmap, pat", explain_keys(KEY(PAT) | KEY(DEVMAP), ", ", buf));
	/* all of them fit; bits of keys from a newer version have no name */
	explain_keys(~0ULL, ", ", buf);
	EXPECT_STREQ(", mm-disable-thp-except-advised, vma-flags",
		     buf + strlen(buf) - strlen(", mm-disable-thp-except-advised, vma-flags"));
	EXPECT_STREQ("vma-flags", explain_keys(PTWALK_ASSUMED_VMA_FLAGS, ",", buf));
}

TEST_HARNESS_MAIN
