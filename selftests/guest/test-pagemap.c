// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares every entry of a process in a dump with /proc/PID/pagemap, its page tables
 * with kpageflags, and sums with smaps; one variant per situation.  The target sleeps in
 * read(2), so its page tables do not change between the two readings.
 */
#include <string.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL
#define AREAS	512

FIXTURE(pagemap) {
	struct situation s;
	struct source source;
};

FIXTURE_VARIANT(pagemap) {
	const char *kind;
	int page_kind;		/* kind and level of the first entry of the situation */
	int level;
	uint32_t set;		/* flags that it has to have */
	uint32_t clear;		/* flags that it must not have */
	bool write;		/* the process can write to its first page */
};

#define VARIANT(name, ...)						\
	FIXTURE_VARIANT_ADD(pagemap, name) { __VA_ARGS__ }

#define P	PTWALK_F_P
#define W	PTWALK_F_RW
#define D	PTWALK_F_D
#define NX	PTWALK_F_NX
#define PS	PTWALK_F_PS
#define USED	(P | PTWALK_F_US | PTWALK_F_A)
#define WRITTEN	(USED | D)

VARIANT(anon, "anon", PTWALK_PAGE, 1, WRITTEN | W | NX, 0, true);
VARIANT(thp, "thp", PTWALK_PAGE, 2, WRITTEN | W | NX | PS, PTWALK_F_PAT, true);
VARIANT(readonly, "readonly", PTWALK_PAGE, 1, WRITTEN | NX, W);
VARIANT(protnone, "protnone", PTWALK_PROTNONE, 1, 0, P | PTWALK_F_G);
VARIANT(thp_protnone, "thp-protnone", PTWALK_PROTNONE, 2, PS, P | PTWALK_F_G);
VARIANT(exec, "exec", PTWALK_PAGE, 1, WRITTEN, W | NX);
VARIANT(zero, "zero", PTWALK_PAGE, 1, P | PTWALK_F_SPECIAL, W | D, true);
VARIANT(zero_huge, "zero-huge", PTWALK_PAGE, 2, USED | PS, W | D, true);
VARIANT(hole, "hole", PTWALK_NONE, 0, 0, P, true);
VARIANT(file, "file", PTWALK_PAGE, 1, P | PTWALK_F_A | NX, W | D);
VARIANT(file_cow, "file-cow", PTWALK_PAGE, 1, WRITTEN | W, 0, true);
VARIANT(shared, "shared", PTWALK_PAGE, 1, P | PTWALK_F_A, D, true);
VARIANT(shmem_thp, "shmem-thp", PTWALK_PAGE, 2, WRITTEN | W | PS, 0, true);
VARIANT(file_thp, "file-thp", PTWALK_PAGE, 2, P | PTWALK_F_A | NX | PS, W | D);
VARIANT(neighbours, "neighbours", PTWALK_PAGE, 1, WRITTEN | W, 0, true);
VARIANT(wp, "wp", PTWALK_PAGE, 1, USED | PTWALK_F_UFFD_WP, W);
VARIANT(wp_thp, "wp-thp", PTWALK_PAGE, 2, USED | PS | PTWALK_F_UFFD_WP, W);
VARIANT(rwp, "rwp", PTWALK_PROTNONE, 1, PTWALK_F_A | PTWALK_F_UFFD_WP, P | W);
VARIANT(rwp_thp, "rwp-thp", PTWALK_PROTNONE, 2, PTWALK_F_A | PS | PTWALK_F_UFFD_WP,
	P | W);
VARIANT(pkey, "pkey", PTWALK_PAGE, 1, WRITTEN | W | NX, 0, true);
VARIANT(high, "high", PTWALK_PAGE, 1, WRITTEN | W | NX, 0, true);
VARIANT(secret, "secret", PTWALK_PAGE, 1, WRITTEN | W | NX, 0, true);
VARIANT(firmware, "firmware", PTWALK_PAGE, 1, P | PTWALK_F_SPECIAL, W | D);
VARIANT(hugetlb, "hugetlb", PTWALK_PAGE, 2, WRITTEN | W | PS, 0);
VARIANT(hugetlb_shared, "hugetlb-shared", PTWALK_PAGE, 2, WRITTEN | W | PS, 0);
VARIANT(hugetlb_protnone, "hugetlb-protnone", PTWALK_PROTNONE, 2, PS,
	P | PTWALK_F_G | PTWALK_F_PAT);
VARIANT(hugetlb_wp, "hugetlb-wp", PTWALK_PAGE, 2, USED | PS | PTWALK_F_UFFD_WP,
	W);
VARIANT(giant, "giant", PTWALK_PAGE, 3, WRITTEN | W | PS, 0);
VARIANT(giant_shared, "giant-shared", PTWALK_PAGE, 3, WRITTEN | W | PS, 0);
VARIANT(giant_protnone, "giant-protnone", PTWALK_PROTNONE, 3, PS,
	P | PTWALK_F_G | PTWALK_F_PAT);

FIXTURE_SETUP(pagemap)
{
	prepare();
}

FIXTURE_TEARDOWN(pagemap)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

/*
 * Compares the first entry of the situation with its variant.  This and the checks below
 * are no tests of their own, so that they share one process: starting it takes longest.
 */
static void first_page(struct __test_metadata *_metadata,
		       struct _test_data_pagemap *self,
		       const struct _fixture_variant_pagemap *variant)
{
	uint32_t set = variant->set, clear = variant->clear;
	struct ptwalk_pte pte = { .kind = PTWALK_NONE };
	struct ptwalk_run run;
	struct runs runs;

	runs_begin(&runs, self->source.dump);
	while (runs_next(&runs, &run))
		if (run.start <= self->s.start && self->s.start < run.end)
			break;
	if (run.kind != PTWALK_NONE)
		ptwalk_decode(&self->source.dump->dict, run.raw, run.level,
			      &pte);
	/* Since 6.6 pte_wrprotect() moves D to saved-dirty: no entry has D without RW. */
	if (self->source.dump->dict.value[PTWALK_DICT_SAVED_DIRTY]) {
		if ((set & PTWALK_F_D) && (clear & PTWALK_F_RW)) {
			set ^= PTWALK_F_D | PTWALK_F_SAVED_DIRTY;
			clear |= PTWALK_F_D;
		} else if (clear & PTWALK_F_D) {
			clear |= PTWALK_F_SAVED_DIRTY;
		}
	}
	EXPECT_EQ(variant->page_kind, pte.kind);
	EXPECT_EQ(variant->level, run.level);
	EXPECT_EQ(set, pte.flags & set);
	EXPECT_EQ(0, pte.flags & clear);
}

/* Checks that kpageflags marks the pages of ptwalk's tables as page tables, too. */
static void tables(struct __test_metadata *_metadata,
		   struct _test_data_pagemap *self)
{
	const struct dump *dump = self->source.dump;
	unsigned int level;
	size_t i;

	/* The kernel marks tables of levels 1 and 2, from 6.12 on also others. */
	for (level = 1; level <= 2; level++) {
		EXPECT_LT(0, dump->nr_tables[level]);
		for (i = 0; i < dump->nr_tables[level]; i++) {
			uint64_t pfn = dump->table[level][i]->phys / PAGE;

			EXPECT_NE(~0ULL, kpage_flags(pfn));
			EXPECT_EQ(KPF_PGTABLE, kpage_flags(pfn) & KPF_PGTABLE);
		}
	}
}

/* Compares resident, huge and hugetlb memory of the whole process with smaps. */
static void sums(struct __test_metadata *_metadata, struct _test_data_pagemap *self,
		 const struct _fixture_variant_pagemap *variant)
{
	uint64_t rss = 0, huge = 0, hugetlb = 0;
	struct ptwalk_run run;
	struct ptwalk_pte pte;
	struct runs runs;

	runs_begin(&runs, self->source.dump);
	while (runs_next(&runs, &run)) {
		uint64_t bytes = run.end - run.start;

		if (run.kind == PTWALK_NONE)
			continue;
		ptwalk_decode(&self->source.dump->dict, run.raw, run.level,
			      &pte);
		/*
		 * smaps counts PROT_NONE pages of 4K.  PROT_NONE pages of 2M it
		 * does not count in 6.1, where follow_trans_huge_pmd() refuses
		 * them; it does in 5.10, where that function does not, and in
		 * 6.12, where smaps_pmd_entry() calls vm_normal_page_pmd().
		 * It never counts memory without a struct page.
		 */
		if (pte.kind == PTWALK_PROTNONE && run.level == 2 &&
		    !run.vma->hugetlb_shift && kernel_since(6, 1) && !kernel_since(6, 12))
			continue;
		if ((pte.kind != PTWALK_PAGE && pte.kind != PTWALK_PROTNONE) ||
		    (pte.flags & PTWALK_F_SPECIAL))
			continue;
		if (kpage_flags(pte.phys / PAGE) & KPF_ZERO_PAGE)
			continue;
		if (run.vma->hugetlb_shift)
			hugetlb += bytes;
		else
			rss += bytes;
		if (run.level == 2 && !run.vma->hugetlb_shift)
			huge += bytes;
	}
	EXPECT_EQ(smaps_sum(self->s.pid, "Rss"), rss);
	EXPECT_EQ(smaps_sum(self->s.pid, "AnonHugePages") +
		  smaps_sum(self->s.pid, "ShmemPmdMapped") +
		  smaps_sum(self->s.pid, "FilePmdMapped"), huge);
	EXPECT_EQ(smaps_sum(self->s.pid, "Private_Hugetlb") +
		  smaps_sum(self->s.pid, "Shared_Hugetlb"), hugetlb);
	if (!strcmp(variant->kind, "thp"))
		EXPECT_EQ(self->s.length, huge);
}

/* Compares all VMAs of the process page by page with pagemap; returns the number of pages. */
static uint64_t every_page(struct __test_metadata *_metadata,
			   struct _test_data_pagemap *self)
{
	struct area areas[AREAS];
	uint64_t pages = 0;
	int i, n;

	n = maps_read(self->s.pid, areas, AREAS);
	EXPECT_LT(0, n);
	EXPECT_EQ(PTWALK_END_COMPLETE, self->source.dump->end->flags &
		  ~PTWALK_END_ONE_MOMENT);
	for (i = 0; i < n; i++) {
		uint64_t length = areas[i].end - areas[i].start;

		if (!strcmp(areas[i].name, "[vsyscall]"))
			continue;
		EXPECT_NE(NULL, dump_vma(self->source.dump, areas[i].start));
		EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
					      areas[i].start, length))
			TH_LOG("%s", areas[i].name);
		pages += length / PAGE;
	}
	return pages;
}

TEST_F(pagemap, as_the_kernel_says)
{
	char path[64];
	uint64_t pages;

	SITUATION(&self->s, variant->kind);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	first_page(_metadata, self, variant);
	tables(_metadata, self);
	sums(_metadata, self, variant);
	pages = every_page(_metadata, self);

	/* once more with soft-dirty cleared everywhere but one page */
	snprintf(path, sizeof(path), "/proc/%d/clear_refs", self->s.pid);
	ASSERT_EQ(0, write_file(path, "4"));
	if (variant->write)
		EXPECT_EQ(0, situation_do(&self->s, "write 0"));
	source_close(&self->source);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	pages += every_page(_metadata, self);
	EXPECT_LT(self->s.length / PAGE, pages);
	TH_LOG("%s: %lu pages compared", variant->kind, pages);
}

TEST_HARNESS_MAIN
