// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which sums (present, Rss, huge, hugetlb) each kind of entry is counted in, compared with
 * smaps: the table below was written after reading smaps_pte_entry(), smaps_pmd_entry() and
 * smaps_hugetlb_range() in fs/proc/task_mmu.c of 5.10, 6.1, 6.12 and 7.2 (7.3 counts as 7.2
 * does).  "stat", "stat --all" with "huge", and "check" have to count the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "forged.h"
#include "huge.h"
#include "stat-all.h"
#include "stat.h"
#include "kselftest_harness.h"

#define FRAME	0x80000000ULL	/* a multiple of 1G */
#define AT	0x7f0000000000ULL
#define TYPE(key)	(1000 + PTWALK_DICT_SWP_##key)

/* The kernels that a row is for */
#define OLDEST	(1U << FORGE_5_10)
#define MIDDLE	(1U << FORGE_6_1)
#define OLD	(OLDEST | MIDDLE)
#define NEWER	(1U << FORGE_6_12 | 1U << FORGE_7_2)
#define SINCE	(MIDDLE | NEWER)
#define ALL	(OLD | NEWER)
#define LATEST	(1U << FORGE_7_2)

/* The sums that count the entry */
#define P	1U	/* present */
#define R	2U	/* Rss */
#define U	4U	/* memory, but not in Rss of this kernel */
#define H	8U	/* huge: AnonHugePages, ShmemPmdMapped, FilePmdMapped; also with U */
#define G	16U	/* Private_Hugetlb, Shared_Hugetlb */

/* The kind of VMA that the entry is in */
enum area { ANON, TLB, PFNMAP, DAX };

enum form { LEAF, NONE, PROTNONE, INVALID, SWAP };

static const struct row {
	const char	*name;
	unsigned int	kernels;
	unsigned int	level;
	enum area	area;
	enum form	form;
	__u64		bits;	/* bits of the entry; of SWAP: TYPE(), or 0 for real swap */
	unsigned int	what;	/* the sums that count it: P, R, U, H, G */
} rows[] = {
	{ "4K page", ALL, 1, ANON, LEAF, E_WRITTEN, P | R },
	{ "zero page, KSM's also", ALL, 1, ANON, LEAF, E_READ | E_SPECIAL, P },
	{ "zero page written to by KSM", ALL, 1, ANON, LEAF, E_READ | E_SPECIAL | E_D, P },
	{ "uffd-wp page", ALL, 1, ANON, LEAF, E_READ | E_UFFD_WP, P | R },
	{ "4K PROT_NONE", ALL, 1, ANON, PROTNONE, E_A | E_D, P | R },
	{ "PROT_NONE of the zero page", ALL, 1, ANON, PROTNONE, E_A | E_SPECIAL, P },
	{ "PFN map", ALL, 1, PFNMAP, LEAF, E_WRITTEN | E_SPECIAL, P },
	{ "copied on write, of a PFN map", OLD, 1, PFNMAP, LEAF, E_WRITTEN, P | U },
	{ "copied on write, of a PFN map", NEWER, 1, PFNMAP, LEAF, E_WRITTEN, P | R },
	{ "DAX 4K", OLD, 1, DAX, LEAF, E_WRITTEN | E_SPECIAL | 1ULL << 58, P },
	{ "nothing", ALL, 1, ANON, NONE, 0, 0 },
	{ "swap", ALL, 1, ANON, SWAP, 0, 0 },
	{ "migration, read", ALL, 1, ANON, SWAP, TYPE(MIG_READ), R },
	{ "migration, read, exclusive", SINCE, 1, ANON, SWAP, TYPE(MIG_READ_EXCL), R },
	{ "migration, write", ALL, 1, ANON, SWAP, TYPE(MIG_WRITE), R },
	{ "hwpoison", OLDEST, 1, ANON, SWAP, TYPE(HWPOISON), 0 },
	{ "hwpoison", SINCE, 1, ANON, SWAP, TYPE(HWPOISON), R },
	{ "device-private, read", LATEST, 1, ANON, SWAP, TYPE(DEV_READ), R },
	{ "device-private, write", LATEST, 1, ANON, SWAP, TYPE(DEV_WRITE), R },
	{ "device-exclusive", LATEST, 1, ANON, SWAP, TYPE(DEV_EXCL_WRITE), R },
	{ "marker: uffd-wp, poison, guard", SINCE, 1, ANON, SWAP, TYPE(MARKER), 0 },
	{ "swap-in error", MIDDLE, 1, ANON, SWAP, TYPE(SWAPIN_ERROR), 0 },

	{ "2M page", ALL, 2, ANON, LEAF, E_WRITTEN | E_PS, P | R | H },
	{ "2M PROT_NONE", OLDEST, 2, ANON, PROTNONE, E_A | E_D | E_PS, P | R | H },
	{ "2M PROT_NONE", MIDDLE, 2, ANON, PROTNONE, E_A | E_D | E_PS, P | U | H },
	{ "2M PROT_NONE", NEWER, 2, ANON, PROTNONE, E_A | E_D | E_PS, P | R | H },
	{ "2M being split", ALL, 2, ANON, INVALID, E_A | E_PS, P | R | H },
	{ "huge zero page, since 6.18", LATEST, 2, ANON, LEAF, E_READ | E_PS | E_SPECIAL, P },
	{ "2M PFN map", NEWER, 2, PFNMAP, LEAF, E_WRITTEN | E_PS | E_SPECIAL, P },
	{ "2M migration", ALL, 2, ANON, SWAP, TYPE(MIG_WRITE), R | H },
	{ "2M device-private", LATEST, 2, ANON, SWAP, TYPE(DEV_WRITE), R | H },
	{ "DAX 2M", OLD, 2, DAX, LEAF, E_WRITTEN | E_PS | 1ULL << 58, P | R | H },
	{ "DAX 2M", 1U << FORGE_6_12, 2, DAX, LEAF, E_WRITTEN | E_PS | 1ULL << 57, P },
	{ "DAX 2M", LATEST, 2, DAX, LEAF, E_WRITTEN | E_PS, P | R | H },
	{ "DAX 1G", ALL, 3, DAX, LEAF, E_WRITTEN | E_PS, P | U | H },

	{ "hugetlb 2M", ALL, 2, TLB, LEAF, E_WRITTEN | E_PS, P | G },
	{ "hugetlb 2M PROT_NONE", ALL, 2, TLB, PROTNONE, E_A | E_PS, P | G },
	{ "hugetlb 2M migration", ALL, 2, TLB, SWAP, TYPE(MIG_READ), G },
	{ "hugetlb 2M hwpoison", OLDEST, 2, TLB, SWAP, TYPE(HWPOISON), 0 },
	{ "hugetlb 2M hwpoison", SINCE, 2, TLB, SWAP, TYPE(HWPOISON), G },
	{ "hugetlb 2M marker", SINCE, 2, TLB, SWAP, TYPE(MARKER), 0 },
	{ "hugetlb 1G", ALL, 3, TLB, LEAF, E_WRITTEN | E_PS, P | G },
	{ "hugetlb 1G PROT_NONE", ALL, 3, TLB, PROTNONE, E_A | E_PS, P | G },
	{ "hugetlb 1G hwpoison", SINCE, 3, TLB, SWAP, TYPE(HWPOISON), G },
};

static __u64 span_of(const struct row *row)
{
	return row->level == 1 ? K4 : row->level == 2 ? M2 : G1;
}

static __u64 raw_of(const struct row *row, const struct forge *f)
{
	const struct ptwalk_dict dict = forge_decoder_dict(f);

	switch (row->form) {
	case NONE:
		return 0;
	case LEAF:
		return FRAME | row->bits;
	case PROTNONE:
		return forge_protnone(FRAME, row->bits);
	case INVALID:
		return forge_protnone(FRAME, row->bits) & ~E_PROTNONE;
	case SWAP:
		break;
	}
	if (!row->bits)
		return forge_swap(0, 77);
	return forge_swap(dict.value[row->bits - 1000],
			  row->bits == TYPE(MARKER) ? 1 : FRAME / K4);
}

static struct forge *forge_row(const struct row *row, enum forge_kernel kernel)
{
	struct forge *f = forge_new(kernel, 4, PTWALK_HALF_USER);
	__u64 size = span_of(row) < M2 ? M2 : span_of(row);
	struct ptwalk_vma *vma;

	vma = forge_vma(f, AT, AT + size, VMA_ANON, "");
	if (row->area == PFNMAP)
		vma->flags |= PTWALK_VMA_PFNMAP;
	if (row->area == DAX)
		vma->flags = VMA_FILE | PTWALK_VMA_DAX;
	if (row->area == TLB) {
		vma->flags |= PTWALK_VMA_HUGETLB;
		vma->hugetlb_shift = 3 + 9 * row->level;
	}
	forge_entry(f, row->level, AT, raw_of(row, f));
	return f;
}

/* The bytes for which @name holds, by "check"; ~0 if it is unknown or refused */
static __u64 checked_bytes(const struct dump *dump, const char *name)
{
	char word[32], *arg[] = { word };
	struct check_result result;
	struct check_expr expr;
	struct errmsg err;

	snprintf(word, sizeof(word), "%s>=0", name);
	if (check_expr_parse(&expr, arg, 1, &err) < 0)
		return ~0ULL;
	check_judge(dump, &expr, 1, &result);
	return result.state == CHECK_UNKNOWN ? ~0ULL : result.part[1].bytes;
}

#define EXPECT_SAME(expected, seen)					\
	EXPECT_EQ(expected, seen)					\
		TH_LOG("%s, %s", row->name, forge_header(f)->release)

static void expect_row(struct __test_metadata *_metadata,
		       const struct row *row, enum forge_kernel kernel)
{
	__u64 span = span_of(row), rss, unseen, huge, tlb;
	struct forge *f = forge_row(row, kernel);
	struct stat_process process;
	struct stat_sums sums;
	struct dump *dump;
	void *data;

	dump = forged_dump(f, &data);
	stat_sum(dump, &sums);
	stat_process(dump, &process);
	rss = row->what & R ? span : 0;
	unseen = row->what & U ? span : 0;
	huge = row->what & H ? span : 0;
	tlb = row->what & G ? span : 0;
	EXPECT_SAME(row->what & P ? span : 0, sums.present);
	EXPECT_SAME(rss, sums.rss);
	EXPECT_SAME(unseen, sums.unseen);
	EXPECT_SAME(huge, sums.huge);
	EXPECT_SAME(tlb, sums.hugetlb);
	EXPECT_SAME(rss, process.rss);
	EXPECT_SAME(rss + unseen, process.memory);
	EXPECT_SAME(huge, process.verdict[HUGE_IS]);
	EXPECT_SAME(tlb, process.hugetlb);
	EXPECT_SAME(sums.present, checked_bytes(dump, "present"));
	EXPECT_SAME(rss, checked_bytes(dump, "resident"));
	EXPECT_SAME(huge, checked_bytes(dump, "huge"));
	EXPECT_SAME(tlb, checked_bytes(dump, "hugetlb"));
	dump_free(dump);
	free(data);
	forge_free(f);
}

FIXTURE(rss)
{
};

FIXTURE_VARIANT(rss)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(rss, linux_5_10) { .kernel = FORGE_5_10 };
FIXTURE_VARIANT_ADD(rss, linux_6_1) { .kernel = FORGE_6_1 };
FIXTURE_VARIANT_ADD(rss, linux_6_12) { .kernel = FORGE_6_12 };
FIXTURE_VARIANT_ADD(rss, linux_7_2) { .kernel = FORGE_7_2 };

FIXTURE_SETUP(rss)
{
}

FIXTURE_TEARDOWN(rss)
{
}

TEST_F(rss, as_smaps)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].kernels & (1U << variant->kernel))
			expect_row(_metadata, &rows[i], variant->kernel);
}

TEST_HARNESS_MAIN
