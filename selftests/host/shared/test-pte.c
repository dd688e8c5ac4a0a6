// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder for entries that are present, bit by bit.  The expected values were written
 * by hand from the Intel SDM, volume 3A, section 4.5 (tables 4-15 to 4-20), and from the
 * headers of Linux 6.1, 6.12 and 7.2.  Non-present entries are in test-pte-nonpresent.c,
 * random entries in test-pte-random.c.
 */
#include <string.h>

#include "forge.h"
#include "kselftest_harness.h"

#define HW (PTWALK_F_P | PTWALK_F_RW | PTWALK_F_US | PTWALK_F_A)

static struct ptwalk_dict dict_of(enum forge_kernel kernel)
{
	struct forge *f = forge_new(kernel, 4, PTWALK_HALF_USER);
	struct ptwalk_dict dict;

	forge_dict(f, PTWALK_DICT_FEATURES, PTWALK_CPU_NX | PTWALK_CPU_GBPAGES |
		   PTWALK_CPU_PKU);
	dict = forge_decoder_dict(f);
	forge_free(f);
	return dict;
}

/*
 * One letter for each bit, bit 0 first: the letter of a flag (pte.h), 'a' address,
 * 'r' reserved, 'R' reserved part of the address, 'k' protection key, '.' ignored,
 * '=' not tested, as it makes the entry another form.  MAXPHYADDR is 46.
 */
#define ADDR_4K		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"	/* 12 to 45 */
#define ADDR_2M		"aaaaaaaaaaaaaaaaaaaaaaaaa"		/* 21 to 45 */
#define ADDR_1G		"aaaaaaaaaaaaaaaa"			/* 30 to 45 */
#define RSVD_2M		"rrrrrrrr"				/* 13 to 20 */
#define RSVD_1G		"rrrrrrrrrrrrrrrrr"			/* 13 to 29 */
#define ABOVE		"RRRRRR"				/* 46 to 51 */

static const struct {
	enum forge_kernel	kernel;
	unsigned int		level;
	__u64			base;
	const char		*bits;
} forms[] = {
	/* table 4-20: a PT entry that maps a 4K page */
	{ FORGE_6_1,  1, E_P, "=WUTCADtGpus" ADDR_4K ABOVE "......vkkkkN" },
	{ FORGE_6_12, 1, E_P, "=WUTCADtGpus" ADDR_4K ABOVE ".....vdkkkkN" },
	{ FORGE_7_2,  1, E_P, "=WUTCADtGpus" ADDR_4K ABOVE "......dkkkkN" },
	/* table 4-18: a PD entry that maps a 2M page */
	{ FORGE_6_1,  2, E_P | E_PS,
	  "=WUTCAD=Gpust" RSVD_2M ADDR_2M ABOVE "......vkkkkN" },
	{ FORGE_6_12, 2, E_P | E_PS,
	  "=WUTCAD=Gpust" RSVD_2M ADDR_2M ABOVE ".....vdkkkkN" },
	/* table 4-16: a PDPT entry that maps a 1G page */
	{ FORGE_6_1,  3, E_P | E_PS,
	  "=WUTCAD=Gpust" RSVD_1G ADDR_1G ABOVE "......vkkkkN" },
	{ FORGE_6_12, 3, E_P | E_PS,
	  "=WUTCAD=Gpust" RSVD_1G ADDR_1G ABOVE ".....vdkkkkN" },
	/* tables 4-19 and 4-17: PD and PDPT entries that lead to a table */
	{ FORGE_6_1,  2, E_P, "=WUTCA.=...." ADDR_4K ABOVE "...........N" },
	{ FORGE_6_1,  3, E_P, "=WUTCA.=...." ADDR_4K ABOVE "...........N" },
	{ FORGE_6_12, 3, E_P, "=WUTCA.=...." ADDR_4K ABOVE "...........N" },
	/* table 4-15: PML4 and PML5 entries; bit 7 must be 0 */
	{ FORGE_6_1,  4, E_P, "=WUTCA.r...." ADDR_4K ABOVE "...........N" },
	{ FORGE_6_1,  5, E_P, "=WUTCA.r...." ADDR_4K ABOVE "...........N" },
};

static __u32 flag_of(char letter)
{
	static const struct {
		char	letter;
		__u32	flag;
	} letters[] = {
		{ 'W', PTWALK_F_RW },	{ 'U', PTWALK_F_US },
		{ 'T', PTWALK_F_PWT },	{ 'C', PTWALK_F_PCD },
		{ 'A', PTWALK_F_A },	{ 'D', PTWALK_F_D },
		{ 't', PTWALK_F_PAT },	{ 'G', PTWALK_F_G },
		{ 'N', PTWALK_F_NX },	{ 'p', PTWALK_F_SPECIAL },
		{ 'u', PTWALK_F_UFFD_WP }, { 's', PTWALK_F_SOFT_DIRTY },
		{ 'v', PTWALK_F_DEVMAP }, { 'd', PTWALK_F_SAVED_DIRTY },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].letter == letter)
			return letters[i].flag;
	return 0;
}

TEST(every_bit_of_every_form)
{
	size_t i, bit;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct ptwalk_dict dict = dict_of(forms[i].kernel);
		unsigned int level = forms[i].level;
		bool leaf = level == 1 || (forms[i].base & E_PS);
		__u32 common = PTWALK_F_P |
			       (forms[i].base & E_PS ? PTWALK_F_PS : 0);

		ASSERT_EQ(64, strlen(forms[i].bits))
			TH_LOG("form %zu", i);
		for (bit = 1; bit < 64; bit++) {
			char letter = forms[i].bits[bit];
			__u64 raw = forms[i].base | 1ULL << bit;
			struct ptwalk_pte pte;
			unsigned int pkey = 0;

			if (letter == '=')
				continue;
			/* only an entry with US set has a protection key */
			if (letter == 'k') {
				raw |= E_US;
				common |= PTWALK_F_US;
				pkey = 1 << (bit - 59);
			}
			ptwalk_decode(&dict, raw, level, &pte);
			EXPECT_EQ(leaf ? PTWALK_PAGE : PTWALK_TABLE, pte.kind);
			EXPECT_EQ(common | flag_of(letter), pte.flags)
				TH_LOG("form %zu, bit %zu", i, bit);
			EXPECT_EQ(strchr("aR", letter) ? 1ULL << bit : 0,
				  pte.phys)
				TH_LOG("form %zu, bit %zu", i, bit);
			EXPECT_EQ(strchr("rR", letter) ? 1ULL << bit : 0,
				  pte.reserved)
				TH_LOG("form %zu, bit %zu", i, bit);
			EXPECT_EQ(pkey, pte.pkey)
				TH_LOG("form %zu, bit %zu", i, bit);
			EXPECT_EQ(letter == 't' ? 4 : letter == 'C' ? 2 :
				  letter == 'T' ? 1 : 0, pte.pat)
				TH_LOG("form %zu, bit %zu", i, bit);
			EXPECT_EQ(raw, pte.raw);
			EXPECT_EQ(level, pte.level);
			EXPECT_EQ(!leaf, ptwalk_leads_to_table(raw, level));
			common &= (__u32)~PTWALK_F_US;
		}
	}
}

/* A typical raw value at levels 1 to 3, without and with bit 7 (PS, or PAT) and bit 12 */
TEST(one_value_at_each_level)
{
	const __u32 leaf = HW | PTWALK_F_D | PTWALK_F_NX | PTWALK_F_SOFT_DIRTY;
	static const struct {
		__u64		raw;
		unsigned int	level;
		unsigned int	kind;
		__u32		more;
		__u64		phys;
		__u64		reserved;
		unsigned int	pat;
	} values[] = {
		{ 0x8000000123456867, 1, PTWALK_PAGE, 0, 0x123456000, 0, 0 },
		{ 0x8000000123456867, 2, PTWALK_TABLE, 0, 0x123456000, 0, 0 },
		{ 0x8000000123456867, 3, PTWALK_TABLE, 0, 0x123456000, 0, 0 },
		{ 0x80000001234578e7, 1, PTWALK_PAGE, PTWALK_F_PAT,
		  0x123457000, 0, 4 },
		{ 0x80000001234578e7, 2, PTWALK_PAGE,
		  PTWALK_F_PS | PTWALK_F_PAT, 0x123400000, 0x56000, 4 },
		{ 0x80000001234578e7, 3, PTWALK_PAGE,
		  PTWALK_F_PS | PTWALK_F_PAT, 0x100000000, 0x23456000, 4 },
		{ 0x80000001234568ff, 2, PTWALK_PAGE,
		  PTWALK_F_PS | PTWALK_F_PWT | PTWALK_F_PCD, 0x123400000,
		  0x56000, 3 },
	};
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		struct ptwalk_pte pte;
		__u32 flags = values[i].more;

		flags |= values[i].kind == PTWALK_PAGE ? leaf :
							 HW | PTWALK_F_NX;
		ptwalk_decode(&dict, values[i].raw, values[i].level, &pte);
		EXPECT_EQ(values[i].kind, pte.kind);
		EXPECT_EQ(flags, pte.flags)
			TH_LOG("value %zu", i);
		EXPECT_EQ(values[i].phys, pte.phys)
			TH_LOG("value %zu", i);
		EXPECT_EQ(values[i].reserved, pte.reserved)
			TH_LOG("value %zu", i);
		EXPECT_EQ(values[i].pat, pte.pat);
	}
}

/* Bit 63 is reserved without EFER.NXE, PS in a PDPT entry on a CPU without 1G pages. */
TEST(reserved_by_feature)
{
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	struct ptwalk_pte pte;

	ptwalk_dict_set(&dict, PTWALK_DICT_FEATURES, PTWALK_CPU_GBPAGES);
	ptwalk_decode(&dict, E_NX | E_P, 1, &pte);
	EXPECT_EQ(E_NX, pte.reserved);
	ptwalk_dict_set(&dict, PTWALK_DICT_FEATURES, PTWALK_CPU_NX);
	ptwalk_decode(&dict, E_PS | E_P, 3, &pte);
	EXPECT_EQ(E_PS, pte.reserved);
	ptwalk_decode(&dict, E_PS | E_P, 2, &pte);
	EXPECT_EQ(0, pte.reserved);
	ptwalk_decode(&dict, E_NX | E_P, 1, &pte);
	EXPECT_EQ(0, pte.reserved);
}

TEST(key_needs_the_feature_and_user_mode)
{
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	struct ptwalk_pte pte;

	ptwalk_decode(&dict, 9ULL << 59 | E_P | E_US, 1, &pte);
	EXPECT_EQ(9, pte.pkey);
	ptwalk_decode(&dict, 9ULL << 59 | E_P, 1, &pte);
	EXPECT_EQ(0, pte.pkey);
	ptwalk_decode(&dict, 9ULL << 59 | E_P | E_US, 2, &pte);
	EXPECT_EQ(0, pte.pkey);
	ptwalk_decode(&dict, 9ULL << 59 | E_P | E_PS | E_US, 2, &pte);
	EXPECT_EQ(9, pte.pkey);
	ptwalk_dict_set(&dict, PTWALK_DICT_FEATURES, PTWALK_CPU_NX);
	ptwalk_decode(&dict, 9ULL << 59 | E_P | E_US, 1, &pte);
	EXPECT_EQ(0, pte.pkey);
}

/* The mask is of the dump, so of anybody */
TEST(key_of_four_bits)
{
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	struct ptwalk_pte pte;

	ptwalk_dict_set(&dict, PTWALK_DICT_PKEY, ~0ULL);
	ptwalk_decode(&dict, 9ULL << 59 | E_NX | E_P | E_US, 1, &pte);
	EXPECT_EQ(9, pte.pkey);
}

/* AMD: the C-bit is not part of the address, though its position is within the field. */
TEST(encryption_bit)
{
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	const __u64 c_bit = 1ULL << 47;
	struct ptwalk_pte pte;
	unsigned int level;

	ptwalk_dict_set(&dict, PTWALK_DICT_PHYS_BITS, 43);
	ptwalk_dict_set(&dict, PTWALK_DICT_PHYS_MASK,
			0x000ffffffffff000ULL & ~c_bit);
	ptwalk_dict_set(&dict, PTWALK_DICT_ENC_MASK, c_bit);
	for (level = 1; level <= 5; level++) {
		ptwalk_decode(&dict, c_bit | 0x40000000 | E_P, level, &pte);
		EXPECT_EQ(0x40000000, pte.phys);
		EXPECT_EQ(PTWALK_F_P | PTWALK_F_ENC, pte.flags);
		EXPECT_EQ(0, pte.reserved);
	}
}

/* RW and US by AND, NX by OR, over all levels (SDM 4.6.1) */
TEST(effective_permissions)
{
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	const __u32 all = PTWALK_F_RW | PTWALK_F_US;
	unsigned int a, b;

	/* all eight combinations of the upper entry with all eight of the lower one */
	for (a = 0; a < 8; a++) {
		for (b = 0; b < 8; b++) {
			__u64 upper = E_P | (a & 1 ? E_RW : 0) |
				      (a & 2 ? E_US : 0) | (a & 4 ? E_NX : 0);
			__u64 lower = E_P | (b & 1 ? E_RW : 0) |
				      (b & 2 ? E_US : 0) | (b & 4 ? E_NX : 0);
			struct ptwalk_pte pte;
			__u32 e;

			ptwalk_decode(&dict, upper, 2, &pte);
			e = ptwalk_effective(&dict, all, &pte);
			ptwalk_decode(&dict, lower, 1, &pte);
			e = ptwalk_effective(&dict, e, &pte);
			EXPECT_EQ((a & b & 1 ? PTWALK_F_RW : 0) |
				  (a & b & 2 ? PTWALK_F_US : 0) |
				  ((a | b) & 4 ? PTWALK_F_NX : 0), e);
		}
	}
}

/* With page-table isolation, NX is set in the user entries of the kernel's PGD: ignore it. */
TEST(effective_under_isolation)
{
	const __u32 all = PTWALK_F_RW | PTWALK_F_US;
	struct ptwalk_dict dict = dict_of(FORGE_6_1);
	struct ptwalk_pte pte;

	ptwalk_decode(&dict, E_P | E_RW | E_US | E_NX, 4, &pte);
	EXPECT_EQ(all | PTWALK_F_NX, ptwalk_effective(&dict, all, &pte));
	ptwalk_dict_set(&dict, PTWALK_DICT_FEATURES,
			PTWALK_CPU_NX | PTWALK_CPU_PTI);
	EXPECT_EQ(all, ptwalk_effective(&dict, all, &pte));
	/* NX counts in lower levels and in entries of the kernel half */
	ptwalk_decode(&dict, E_P | E_RW | E_US | E_NX, 3, &pte);
	EXPECT_EQ(all | PTWALK_F_NX, ptwalk_effective(&dict, all, &pte));
	ptwalk_decode(&dict, E_P | E_RW | E_NX, 4, &pte);
	EXPECT_EQ(PTWALK_F_RW | PTWALK_F_NX,
		  ptwalk_effective(&dict, all, &pte));
}

TEST(letters)
{
	char buf[20];

	EXPECT_EQ(11, ptwalk_flag_letters(0, buf, sizeof(buf)));
	EXPECT_STREQ("-----------", buf);
	ptwalk_flag_letters(HW | PTWALK_F_D | PTWALK_F_NX, buf, sizeof(buf));
	EXPECT_STREQ("PWU--AD---N", buf);
	EXPECT_EQ(18, ptwalk_flag_letters(~0U, buf, sizeof(buf)));
	EXPECT_STREQ("PWUTCADStGNsupdvxe", buf);
	/* a small buffer truncates, and the string still ends with a NUL */
	EXPECT_EQ(3, ptwalk_flag_letters(~0U, buf, 4));
	EXPECT_STREQ("PWU", buf);
	EXPECT_EQ(0, ptwalk_flag_letters(~0U, buf, 1));
	EXPECT_STREQ("", buf);
}

TEST(names)
{
	EXPECT_STREQ("PT", ptwalk_level_name(1));
	EXPECT_STREQ("PML5", ptwalk_level_name(5));
	EXPECT_STREQ("?", ptwalk_level_name(0));
	EXPECT_STREQ("?", ptwalk_level_name(6));
	EXPECT_STREQ("pte", ptwalk_level_linux(1, 4));
	EXPECT_STREQ("pud", ptwalk_level_linux(3, 4));
	EXPECT_STREQ("pgd", ptwalk_level_linux(4, 4));
	EXPECT_STREQ("p4d", ptwalk_level_linux(4, 5));
	EXPECT_STREQ("pgd", ptwalk_level_linux(5, 5));
	EXPECT_STREQ("?", ptwalk_level_linux(9, 4));
	EXPECT_STREQ("swap", ptwalk_kind_name(PTWALK_SWAP));
	EXPECT_STREQ("?", ptwalk_kind_name(PTWALK_ALL_KINDS));
	EXPECT_STREQ("phys-bits", ptwalk_dict_name(0));
	EXPECT_EQ(NULL, ptwalk_dict_name(PTWALK_DICT_NR));
}

/* Each name exists and is unique: filters and JSON rely on that. */
TEST(names_are_complete)
{
	unsigned int i, j;

	for (i = 0; i < PTWALK_ALL_KINDS; i++) {
		ASSERT_NE(NULL, ptwalk_kind_name(i));
		for (j = 0; j < i; j++)
			EXPECT_STRNE(ptwalk_kind_name(i), ptwalk_kind_name(j));
	}
	for (i = 0; i < PTWALK_DICT_NR; i++) {
		ASSERT_NE(NULL, ptwalk_dict_name(i));
		for (j = 0; j < i; j++)
			EXPECT_STRNE(ptwalk_dict_name(i), ptwalk_dict_name(j));
	}
	for (i = 0; i < ptwalk_nr_flags; i++)
		for (j = 0; j < i; j++) {
			EXPECT_STRNE(ptwalk_flags[i].name, ptwalk_flags[j].name);
			EXPECT_NE(ptwalk_flags[i].letter,
				  ptwalk_flags[j].letter);
		}
}

TEST(spans)
{
	EXPECT_EQ(4096, ptwalk_span(1));
	EXPECT_EQ(2097152, ptwalk_span(2));
	EXPECT_EQ(1073741824, ptwalk_span(3));
	EXPECT_EQ(549755813888, ptwalk_span(4));
	EXPECT_EQ(281474976710656, ptwalk_span(5));
	EXPECT_EQ(0x0000800000000000, ptwalk_half_end(4));
	EXPECT_EQ(0x0100000000000000, ptwalk_half_end(5));
	EXPECT_EQ(511, ptwalk_index(~0ULL, 5));
	EXPECT_EQ(256, ptwalk_index(0xffff800000000000, 4));
	/* the indices of 0x7ffe12345678 from level 5 to 1 are 0, 255, 504, 145, 325 */
	EXPECT_EQ(0, ptwalk_index(0x7ffe12345678, 5));
	EXPECT_EQ(255, ptwalk_index(0x7ffe12345678, 4));
	EXPECT_EQ(504, ptwalk_index(0x7ffe12345678, 3));
	EXPECT_EQ(145, ptwalk_index(0x7ffe12345678, 2));
	EXPECT_EQ(325, ptwalk_index(0x7ffe12345678, 1));
}

/* A shift or width that would exceed 64 bits is refused. */
TEST(dictionary_values)
{
	struct ptwalk_dict dict = { 0 };

	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_SWAP_TYPE_SHIFT, 59));
	EXPECT_FALSE(ptwalk_dict_set(&dict, PTWALK_DICT_SWAP_TYPE_SHIFT, 64));
	EXPECT_FALSE(ptwalk_dict_set(&dict, PTWALK_DICT_PHYS_BITS, 64));
	EXPECT_FALSE(ptwalk_dict_set(&dict, PTWALK_DICT_SWAP_OFFSET_BITS, ~0ULL));
	EXPECT_FALSE(ptwalk_dict_set(&dict, PTWALK_DICT_SWP_PFN_BITS, 64));
	EXPECT_FALSE(ptwalk_dict_set(&dict, PTWALK_DICT_SWAP_TYPE_BITS, 9));
	EXPECT_EQ(1ULL << PTWALK_DICT_SWAP_TYPE_SHIFT, dict.known);
	EXPECT_EQ(59, dict.value[PTWALK_DICT_SWAP_TYPE_SHIFT]);
	/* a key of a newer format is no error, and changes nothing */
	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_NR, 64));
	EXPECT_TRUE(ptwalk_dict_set(&dict, 0xffffffff, 64));
	EXPECT_EQ(1ULL << PTWALK_DICT_SWAP_TYPE_SHIFT, dict.known);
}

/* The kernel half has neither soft-dirty nor userfaultfd, and uses a bit of theirs for itself. */
TEST(kernel_half)
{
	struct ptwalk_dict dict = { .kernel = true };
	struct ptwalk_pte pte;

	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_SOFT_DIRTY, 1 << 11));
	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_UFFD_WP, 1 << 10));
	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_SPECIAL, 1 << 9));
	ptwalk_decode(&dict, 0x123456e63, 1, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(PTWALK_F_P | PTWALK_F_RW | PTWALK_F_A | PTWALK_F_D | PTWALK_F_SPECIAL, pte.flags);
	/* in the user half it is soft-dirty */
	dict = (struct ptwalk_dict){ 0 };
	EXPECT_TRUE(ptwalk_dict_set(&dict, PTWALK_DICT_SOFT_DIRTY, 1 << 11));
	ptwalk_decode(&dict, 0x123456e63, 1, &pte);
	EXPECT_TRUE(pte.flags & PTWALK_F_SOFT_DIRTY);
}

TEST(hardware_dictionary)
{
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;

	ptwalk_dict_hardware(&dict);
	ptwalk_decode(&dict, 0x8000000123456867, 1, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(HW | PTWALK_F_D | PTWALK_F_NX, pte.flags);
	EXPECT_EQ(0x123456000, pte.phys);
	/* without a kernel's dictionary, Linux's forms are not guessed */
	ptwalk_decode(&dict, forge_swap(0, 77), 1, &pte);
	EXPECT_EQ(PTWALK_UNKNOWN, pte.kind);
	ptwalk_decode(&dict, forge_protnone(0x1000, E_A), 1, &pte);
	EXPECT_EQ(PTWALK_UNKNOWN, pte.kind);
	dict.kernel = true;
	ptwalk_decode(&dict, forge_protnone(0x1000, E_A), 1, &pte);
	EXPECT_EQ(PTWALK_UNKNOWN, pte.kind);
	ptwalk_decode(&dict, E_A, 1, &pte);
	EXPECT_EQ(PTWALK_NONE, pte.kind);
}

TEST_HARNESS_MAIN
