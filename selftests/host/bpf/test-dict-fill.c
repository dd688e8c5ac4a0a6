// SPDX-License-Identifier: GPL-2.0-only
/*
 * What entries of the child process become in the dictionary.  The entries are written down here
 * as a kernel makes them (asm/pgtable_types.h, asm/pgtable_64.h of 6.12): first the usual ones,
 * then kernels and machines that no guest has: memory encryption, other configurations, what is
 * refused, and entries that contradict each other.
 */
#include "dict-private.h"
#include "forge.h"
#include "kselftest_harness.h"

#define KEY(name)	(1ULL << PTWALK_DICT_##name)
#define LAYOUT		(KEY(SWAP_TYPE_SHIFT) | KEY(SWAP_TYPE_BITS) |			\
			 KEY(SWAP_OFFSET_SHIFT) | KEY(SWAP_OFFSET_BITS) | KEY(SWAP_INVERTED))

#define E_SAVED		(1ULL << 58)
#define WRITTEN		(E_WRITTEN | E_SOFT_DIRTY)
#define PROTECTED	(E_SAVED | (WRITTEN & ~E_RW & ~E_D))
#define FRAME(n)	((n) * 0x1000ULL)
#define ADDRESS		0x000ffffffffff000ULL

FIXTURE(fill) {
	struct dict_seen seen;
	struct dict_build build;
	struct ptwalk_dict dict;
};

/* 6.12 of Debian: 27 swap files, no device memory; with swap space, nothing refused */
FIXTURE_SETUP(fill)
{
	__u64 *made = self->seen.entry[DICT_MADE];
	__u64 *changed = self->seen.entry[DICT_CHANGED];
	__u64 *cleared = self->seen.entry[DICT_CLEARED];
	unsigned int i;

	self->build = (struct dict_build){
		.hwpoison = true, .migration = true, .userfaultfd = true,
		.anon_exclusive = true, .pfn_t = true, .swapfiles = 27,
	};
	self->seen.levels = 4;
	self->seen.has_mm_flags = true;
	self->seen.mm_flags[DICT_MADE] = 0xcd;
	self->seen.mm_flags[DICT_CHANGED] = 0xcd | 1 << 24;
	self->seen.mm_flags[DICT_CLEARED] = 0xcd | 1 << 23;
	self->seen.mm_flags[DICT_ADVISED] = 0xcd | 1 << 17;

	for (i = 0; i < DICT_ZERO; i++)
		made[i] = FRAME(0x100 + i) | WRITTEN;
	made[DICT_ZERO] = FRAME(0x50) | E_READ | E_SPECIAL;
	made[DICT_UFFD] = made[DICT_ZERO];
	memcpy(changed, made, sizeof(self->seen.entry[0]));
	changed[DICT_READONLY] = FRAME(0x101) | PROTECTED;
	changed[DICT_NONE] = (~FRAME(0x102) & ADDRESS) | E_SAVED | E_NX | E_A |
			     E_SOFT_DIRTY | E_PROTNONE;
	for (i = 0; i < 4; i++)
		changed[DICT_PKEY + i] |= 1ULL << (59 + i);
	changed[DICT_UFFD] |= E_UFFD_WP;
	changed[DICT_MARKER] = forge_swap(31, 1);
	changed[DICT_POISON] = forge_swap(31, 2);
	changed[DICT_GUARD] = forge_swap(31, 4);
	changed[DICT_SWAP] = forge_swap(0, 0x80) | 1 << 3 | 1 << 1;
	changed[DICT_SWAP_UFFD] = forge_swap(0, 0x81) | 1 << 3 | 1 << 2 | 1 << 1;
	changed[DICT_SWAP_SHARED] = forge_swap(0, 0x82) | 1 << 1;
	memcpy(cleared, changed, sizeof(self->seen.entry[0]));
	cleared[DICT_PLAIN] = FRAME(0x100) | (PROTECTED & ~E_SOFT_DIRTY);
	cleared[DICT_SWAP] &= ~(1ULL << 1);
}

FIXTURE_TEARDOWN(fill)
{
}

/* As bpf_dict_learn() does, without the CPU. */
static void fill(struct _test_data_fill *self)
{
	self->dict = (struct ptwalk_dict){ 0 };
	dict_bits_fill(&self->seen, &self->build, &self->dict);
	dict_swap_fill(&self->seen, &self->build, &self->dict);
	dict_types_fill(&self->build, &self->dict);
}

/* Names are pasted here, as some of them are macros of forge.h. */
#define EXPECT_LEARNT(name, is)							\
do {										\
	EXPECT_EQ(is, self->dict.value[PTWALK_DICT_##name]);			\
	EXPECT_EQ(1, self->dict.known >> PTWALK_DICT_##name & 1);		\
	EXPECT_EQ(0, self->dict.assumed >> PTWALK_DICT_##name & 1);		\
} while (0)

#define EXPECT_ASSUMED(name, is)						\
do {										\
	EXPECT_EQ(is, self->dict.value[PTWALK_DICT_##name]);			\
	EXPECT_EQ(1, self->dict.known >> PTWALK_DICT_##name & 1);		\
	EXPECT_EQ(1, self->dict.assumed >> PTWALK_DICT_##name & 1);		\
} while (0)

#define EXPECT_UNKNOWN(name)							\
do {										\
	EXPECT_EQ(0, self->dict.known >> PTWALK_DICT_##name & 1);		\
	EXPECT_EQ(0, self->dict.assumed >> PTWALK_DICT_##name & 1);		\
} while (0)

TEST_F(fill, usual)
{
	fill(self);
	EXPECT_LEARNT(PHYS_MASK, ADDRESS);
	EXPECT_LEARNT(ENC_MASK, 0);
	EXPECT_LEARNT(SPECIAL, E_SPECIAL);
	EXPECT_LEARNT(UFFD_WP, E_UFFD_WP);
	EXPECT_LEARNT(SOFT_DIRTY, E_SOFT_DIRTY);
	EXPECT_LEARNT(SAVED_DIRTY, E_SAVED);
	EXPECT_ASSUMED(DEVMAP, 1ULL << 57);
	EXPECT_LEARNT(PROTNONE, E_PROTNONE);
	EXPECT_LEARNT(PKEY, 15ULL << 59);
	EXPECT_LEARNT(SWAP_TYPE_SHIFT, 59);
	EXPECT_LEARNT(SWAP_TYPE_BITS, 5);
	EXPECT_LEARNT(SWAP_OFFSET_SHIFT, 9);
	EXPECT_LEARNT(SWAP_OFFSET_BITS, 50);
	EXPECT_LEARNT(SWAP_INVERTED, 1);
	EXPECT_LEARNT(SWAP_SOFT_DIRTY, 1 << 1);
	EXPECT_LEARNT(SWAP_UFFD_WP, 1 << 2);
	EXPECT_LEARNT(SWAP_EXCLUSIVE, 1 << 3);
	EXPECT_LEARNT(MAX_SWAPFILES, 27);
	EXPECT_ASSUMED(SWP_HWPOISON, 27);
	EXPECT_ASSUMED(SWP_MIG_READ, 28);
	EXPECT_ASSUMED(SWP_MIG_READ_EXCL, 29);
	EXPECT_ASSUMED(SWP_MIG_WRITE, 30);
	EXPECT_LEARNT(SWP_DEV_READ, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_DEV_WRITE, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_DEV_EXCL_READ, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MARKER, 31);
	EXPECT_LEARNT(SWP_SWAPIN_ERROR, PTWALK_NO_TYPE);
	EXPECT_LEARNT(MARKER_UFFD_WP, 1);
	EXPECT_LEARNT(MARKER_POISONED, 2);
	EXPECT_LEARNT(MARKER_GUARD, 4);
	EXPECT_LEARNT(MM_NO_THP, 1 << 24);
	EXPECT_LEARNT(MM_ADVISED_THP, 1 << 23);
	EXPECT_LEARNT(MM_HUGEPAGE, 1 << 17);
}

/* AMD's C-bit is set in each entry, and PROT_NONE does not invert it. */
TEST_F(fill, encrypted)
{
	const __u64 c_bit = 1ULL << 51;

	self->seen.entry[DICT_MADE][DICT_NONE] |= c_bit;
	fill(self);
	EXPECT_LEARNT(PHYS_MASK, ADDRESS & ~c_bit);
	EXPECT_LEARNT(ENC_MASK, c_bit);
}

/* The shared bit of TDX is not inverted either, but it is clear in private memory. */
TEST_F(fill, shared_bit)
{
	const __u64 shared = 1ULL << 51;

	self->seen.entry[DICT_CHANGED][DICT_NONE] &= ~shared;
	fill(self);
	EXPECT_LEARNT(PHYS_MASK, ADDRESS & ~shared);
	EXPECT_LEARNT(ENC_MASK, 0);
}

/* The page has moved to another frame between the two looks. */
TEST_F(fill, moved)
{
	self->seen.entry[DICT_CHANGED][DICT_NONE] ^= FRAME(0x3f);
	fill(self);
	EXPECT_UNKNOWN(PHYS_MASK);
	EXPECT_UNKNOWN(ENC_MASK);
	EXPECT_ASSUMED(PROTNONE, E_PROTNONE);
}

TEST_F(fill, nothing_seen)
{
	memset(self->seen.entry, 0, sizeof(self->seen.entry));
	self->seen.report = (struct dict_report){
		.uffd = EPERM, .poison = EPERM, .guard = EPERM, .pkey = ENOSPC,
		.clear_refs = EACCES, .thp = EPERM, .thp_advised = EPERM,
	};
	self->seen.has_mm_flags = false;
	fill(self);
	EXPECT_UNKNOWN(PHYS_MASK);
	EXPECT_UNKNOWN(SAVED_DIRTY);
	EXPECT_UNKNOWN(DEVMAP);
	EXPECT_UNKNOWN(SOFT_DIRTY);
	EXPECT_UNKNOWN(SWAP_SOFT_DIRTY);
	EXPECT_UNKNOWN(MARKER_GUARD);
	EXPECT_UNKNOWN(MM_NO_THP);
	EXPECT_UNKNOWN(MM_ADVISED_THP);
	EXPECT_UNKNOWN(MM_HUGEPAGE);
	EXPECT_ASSUMED(SPECIAL, E_SPECIAL);
	EXPECT_ASSUMED(UFFD_WP, E_UFFD_WP);
	EXPECT_ASSUMED(PKEY, 15ULL << 59);
	EXPECT_EQ(LAYOUT, self->dict.assumed & LAYOUT);
	EXPECT_ASSUMED(SWAP_UFFD_WP, 1 << 2);
	EXPECT_ASSUMED(SWP_MARKER, 31);
	EXPECT_ASSUMED(MARKER_UFFD_WP, 1);
	EXPECT_ASSUMED(MARKER_POISONED, 2);
}

/* Of a process that may not clear soft-dirty, the bit is what a write sets. */
TEST_F(fill, clear_refs_refused)
{
	self->seen.report.clear_refs = EACCES;
	memcpy(self->seen.entry[DICT_CLEARED], self->seen.entry[DICT_CHANGED],
	       sizeof(self->seen.entry[0]));
	fill(self);
	EXPECT_ASSUMED(SOFT_DIRTY, E_SOFT_DIRTY);
	EXPECT_ASSUMED(SWAP_SOFT_DIRTY, 1 << 1);
}

/* CONFIG_MEM_SOFT_DIRTY=n: no write sets a bit. */
TEST_F(fill, no_soft_dirty)
{
	unsigned int step, page;

	for (step = 0; step < DICT_STEPS; step++)
		for (page = 0; page < DICT_PAGES; page++)
			if (self->seen.entry[step][page] & E_P)
				self->seen.entry[step][page] &= ~E_SOFT_DIRTY;
	self->seen.entry[DICT_CHANGED][DICT_SWAP] &= ~(1ULL << 1);
	fill(self);
	EXPECT_LEARNT(SOFT_DIRTY, 0);
	EXPECT_ASSUMED(SWAP_SOFT_DIRTY, 0);
}

/* 6.1 keeps D when it write-protects, and its DEVMAP is where SAVED_DIRTY is later. */
TEST_F(fill, no_saved_dirty)
{
	self->seen.entry[DICT_CHANGED][DICT_READONLY] = FRAME(0x101) | (WRITTEN & ~E_RW);
	fill(self);
	EXPECT_LEARNT(SAVED_DIRTY, 0);
	EXPECT_ASSUMED(DEVMAP, 1ULL << 58);
}

TEST_F(fill, no_devmap)
{
	self->build.pfn_t = false;
	fill(self);
	EXPECT_ASSUMED(DEVMAP, 0);
}

TEST_F(fill, no_userfaultfd)
{
	self->build.userfaultfd = false;
	self->seen.report.uffd = ENOSYS;
	self->seen.report.poison = ENOSYS;
	self->seen.entry[DICT_CHANGED][DICT_UFFD] &= ~E_UFFD_WP;
	self->seen.entry[DICT_CHANGED][DICT_MARKER] = 0;
	self->seen.entry[DICT_CHANGED][DICT_POISON] = 0;
	fill(self);
	EXPECT_LEARNT(UFFD_WP, 0);
	EXPECT_LEARNT(MARKER_UFFD_WP, 0);
	EXPECT_ASSUMED(MARKER_POISONED, 2);
	/* the guard is a marker as well */
	EXPECT_LEARNT(SWP_MARKER, 31);
}

TEST_F(fill, no_protection_keys)
{
	self->seen.report.pkey = ENOSYS;
	memcpy(&self->seen.entry[DICT_CHANGED][DICT_PKEY],
	       &self->seen.entry[DICT_MADE][DICT_PKEY], 4 * sizeof(__u64));
	fill(self);
	EXPECT_LEARNT(PKEY, 0);
}

/* A layout that does not explain an entry is wrong for all of them. */
TEST_F(fill, other_layout)
{
	self->seen.entry[DICT_CHANGED][DICT_POISON] = ~forge_swap(31, 2) & ~0x1ffULL;
	fill(self);
	EXPECT_EQ(0, self->dict.known & LAYOUT);
	EXPECT_UNKNOWN(SWAP_EXCLUSIVE);
	EXPECT_UNKNOWN(MARKER_UFFD_WP);
}

TEST_F(fill, markers_of_two_types)
{
	self->seen.entry[DICT_CHANGED][DICT_POISON] = forge_swap(30, 2);
	fill(self);
	EXPECT_EQ(0, self->dict.known & LAYOUT);
}

TEST_F(fill, marker_is_a_swap_file)
{
	self->seen.entry[DICT_CHANGED][DICT_GUARD] = forge_swap(3, 4);
	fill(self);
	EXPECT_EQ(0, self->dict.known & LAYOUT);
}

TEST_F(fill, marker_of_two_bits)
{
	self->seen.entry[DICT_CHANGED][DICT_GUARD] = forge_swap(31, 5);
	fill(self);
	EXPECT_EQ(0, self->dict.known & LAYOUT);
}

/* Pages that were not paged out are still pages. */
TEST_F(fill, no_swap_space)
{
	__u64 *changed = self->seen.entry[DICT_CHANGED];

	changed[DICT_SWAP] = FRAME(0x200) | WRITTEN;
	changed[DICT_SWAP_UFFD] = FRAME(0x201) | PROTECTED | E_UFFD_WP;
	changed[DICT_SWAP_SHARED] = FRAME(0x202) | (WRITTEN & ~E_RW);
	fill(self);
	EXPECT_LEARNT(SWAP_TYPE_SHIFT, 59);
	EXPECT_ASSUMED(SWAP_SOFT_DIRTY, 1 << 1);
	EXPECT_ASSUMED(SWAP_UFFD_WP, 1 << 2);
	EXPECT_ASSUMED(SWAP_EXCLUSIVE, 1 << 3);
}

/* The kernel before 6.13 does not know MADV_GUARD_INSTALL: the page is still there. */
TEST_F(fill, no_guard)
{
	self->seen.report.guard = EINVAL;
	self->seen.entry[DICT_CHANGED][DICT_GUARD] = self->seen.entry[DICT_MADE][DICT_GUARD];
	fill(self);
	EXPECT_LEARNT(MARKER_GUARD, 0);
}

TEST_F(fill, huge_pages_off)
{
	self->seen.mm_flags[DICT_ADVISED] = self->seen.mm_flags[DICT_MADE];
	self->seen.report.thp_advised = EINVAL;
	self->seen.mm_flags[DICT_CLEARED] = self->seen.mm_flags[DICT_CHANGED];
	fill(self);
	EXPECT_ASSUMED(MM_HUGEPAGE, 1 << 17);
	EXPECT_LEARNT(MM_ADVISED_THP, 0);
}

/* 6.1 of Debian: a marker is type 30, and there is a type for swap-in errors. */
TEST_F(fill, types_of_6_1)
{
	self->build.swapfiles = 26;
	self->seen.entry[DICT_CHANGED][DICT_MARKER] = forge_swap(30, 1);
	self->seen.entry[DICT_CHANGED][DICT_POISON] = 0;
	self->seen.entry[DICT_CHANGED][DICT_GUARD] = self->seen.entry[DICT_MADE][DICT_GUARD];
	self->seen.report.poison = ENOTSUP;
	self->seen.report.guard = EINVAL;
	fill(self);
	EXPECT_ASSUMED(SWP_HWPOISON, 26);
	EXPECT_ASSUMED(SWP_MIG_WRITE, 29);
	EXPECT_LEARNT(SWP_MARKER, 30);
	EXPECT_ASSUMED(SWP_SWAPIN_ERROR, 31);
	EXPECT_LEARNT(MARKER_POISONED, 0);
}

/*
 * 5.10: no markers, two types of migration, and no entry that tells an exclusive page from a
 * shared one.  With device memory it has two more types, which BTF does not tell.
 */
TEST_F(fill, types_of_5_10)
{
	__u64 *changed = self->seen.entry[DICT_CHANGED];

	self->build.anon_exclusive = false;
	self->build.swapfiles = 29;
	changed[DICT_MARKER] = 0;
	changed[DICT_POISON] = 0;
	changed[DICT_GUARD] = self->seen.entry[DICT_MADE][DICT_GUARD];
	changed[DICT_SWAP_SHARED] = changed[DICT_SWAP];
	self->seen.report.poison = ENOTSUP;
	self->seen.report.guard = EINVAL;
	fill(self);
	EXPECT_ASSUMED(SWP_HWPOISON, 29);
	EXPECT_ASSUMED(SWP_MIG_READ, 30);
	EXPECT_LEARNT(SWP_MIG_READ_EXCL, PTWALK_NO_TYPE);
	EXPECT_ASSUMED(SWP_MIG_WRITE, 31);
	EXPECT_LEARNT(SWP_DEV_WRITE, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MARKER, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_SWAPIN_ERROR, PTWALK_NO_TYPE);
	EXPECT_LEARNT(MARKER_UFFD_WP, 0);
	EXPECT_LEARNT(MARKER_POISONED, 0);
	EXPECT_LEARNT(SWAP_EXCLUSIVE, 0);

	self->build.swapfiles = 27;
	fill(self);
	EXPECT_ASSUMED(SWP_MIG_WRITE, 29);
	EXPECT_ASSUMED(SWP_DEV_WRITE, 30);
	EXPECT_ASSUMED(SWP_DEV_READ, 31);
	EXPECT_LEARNT(SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_DEV_EXCL_READ, PTWALK_NO_TYPE);
}

/* 6.1 and 6.12 have four types of device memory, later kernels three. */
TEST_F(fill, types_of_device_memory)
{
	self->build.device_private = true;
	self->build.swapfiles = 23;
	fill(self);
	EXPECT_ASSUMED(SWP_MIG_WRITE, 26);
	EXPECT_ASSUMED(SWP_DEV_WRITE, 27);
	EXPECT_ASSUMED(SWP_DEV_READ, 28);
	EXPECT_ASSUMED(SWP_DEV_EXCL_WRITE, 29);
	EXPECT_ASSUMED(SWP_DEV_EXCL_READ, 30);
	EXPECT_LEARNT(SWP_MARKER, 31);

	self->build.swapfiles = 24;
	fill(self);
	EXPECT_ASSUMED(SWP_DEV_WRITE, 28);
	EXPECT_ASSUMED(SWP_DEV_READ, 29);
	EXPECT_ASSUMED(SWP_DEV_EXCL_WRITE, 30);
	EXPECT_LEARNT(SWP_DEV_EXCL_READ, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MARKER, 31);
}

TEST_F(fill, types_without_hwpoison_and_migration)
{
	self->build.hwpoison = false;
	self->build.migration = false;
	self->build.swapfiles = 31;
	fill(self);
	EXPECT_LEARNT(SWP_HWPOISON, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MIG_READ, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MIG_WRITE, PTWALK_NO_TYPE);
	EXPECT_LEARNT(SWP_MARKER, 31);
}

/* A kernel with a type that nobody here knows */
TEST_F(fill, types_do_not_come_out)
{
	self->build.swapfiles = 25;
	fill(self);
	EXPECT_LEARNT(MAX_SWAPFILES, 25);
	EXPECT_UNKNOWN(SWP_HWPOISON);
	EXPECT_UNKNOWN(SWP_MIG_READ);
	EXPECT_UNKNOWN(SWP_SWAPIN_ERROR);
	/* this one was seen */
	EXPECT_LEARNT(SWP_MARKER, 31);
}

TEST_F(fill, no_swapfiles)
{
	self->build.swapfiles = 0;
	fill(self);
	EXPECT_UNKNOWN(MAX_SWAPFILES);
	EXPECT_UNKNOWN(SWP_MIG_READ);
	EXPECT_EQ(LAYOUT, self->dict.assumed & LAYOUT);
}

TEST_HARNESS_MAIN
