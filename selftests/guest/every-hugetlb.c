// SPDX-License-Identifier: GPL-2.0-only
/*
 * hugetlb memory: a dump has to distinguish it from other huge pages, and has to show
 * that processes share its page tables.  test-pagemap checks frames, bits and sums.
 */
#include "diff.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL
#define HUGE	(2ULL << 20)

FIXTURE(hugetlb) {
	struct situation s;
	struct source source;
};

FIXTURE_SETUP(hugetlb)
{
	prepare();
}

FIXTURE_TEARDOWN(hugetlb)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

/* Takes a dump and checks that the VMA is hugetlb with pages of the size of @level. */
static void expect_pages(struct __test_metadata *_metadata,
			 const struct situation *s, struct source *source,
			 unsigned int level)
{
	const struct ptwalk_vma *vma;
	struct ptwalk_pte pte;
	uint64_t addr;

	ASSERT_EQ(0, view_take(source, s->pid));
	vma = dump_vma(source->dump, s->start);
	EXPECT_EQ(PTWALK_VMA_HUGETLB, vma->flags & PTWALK_VMA_HUGETLB);
	EXPECT_EQ(ptwalk_shift(level), vma->hugetlb_shift);
	EXPECT_EQ(ptwalk_span(level),
		  1024 * smaps_at(s->pid, s->start, "MMUPageSize"));
	for (addr = s->start; addr < s->start + s->length;
	     addr += ptwalk_span(level)) {
		view_page(source->dump, addr, &pte);
		EXPECT_EQ(level, pte.level);
		EXPECT_EQ(0, pte.reserved);
		EXPECT_EQ(KPF_HUGE, kpage_flags(pte.phys / PAGE) & KPF_HUGE);
	}
}

TEST_F(hugetlb, private_2m)
{
	SITUATION(&self->s, "hugetlb");
	expect_pages(_metadata, &self->s, &self->source, 2);
}

TEST_F(hugetlb, shared_2m)
{
	SITUATION(&self->s, "hugetlb-shared");
	expect_pages(_metadata, &self->s, &self->source, 2);
}

TEST_F(hugetlb, private_1g)
{
	SITUATION(&self->s, "giant");
	expect_pages(_metadata, &self->s, &self->source, 3);
}

TEST_F(hugetlb, shared_1g)
{
	SITUATION(&self->s, "giant-shared");
	expect_pages(_metadata, &self->s, &self->source, 3);
}

/* The number of page tables that two dumps share, by diff_dumps(); -1 after a note. */
static long shared_tables(const struct dump *was, const struct dump *now)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct errmsg err = { "" };
	struct diff_report report;

	if (diff_dumps(was, now, &all, NULL, NULL, &report, &err)) {
		note("diff_dumps: %s", err.text);
		return -1;
	}
	return report.total[CHANGE_TABLE_SHARED].entries;
}

/*
 * One PD for two processes: it has the same physical address in both dumps, and a page
 * that one process touches appears in the dump of the other.
 */
TEST_F(hugetlb, shared_table)
{
	const struct ptwalk_table *ours, *theirs;
	struct source child;
	struct ptwalk_pte pte;
	uint64_t fresh;
	long pid;

	SITUATION(&self->s, "hugetlb-pd");
	fresh = self->s.start + 2 * HUGE;
	pid = situation_do(&self->s, "fork 0 %u", 1);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	ASSERT_EQ(0, view_take(&child, pid));
	ours = dump_table(self->source.dump, 2, self->s.start);
	theirs = dump_table(child.dump, 2, self->s.start);
	ASSERT_NE(NULL, ours);
	ASSERT_NE(NULL, theirs);
	EXPECT_EQ(ours->phys, theirs->phys);
	EXPECT_EQ(KPF_PGTABLE, kpage_flags(ours->phys / PAGE) & KPF_PGTABLE);
	/* each process has its own tables above the PD */
	EXPECT_NE(dump_table(self->source.dump, 3, self->s.start)->phys,
		  dump_table(child.dump, 3, self->s.start)->phys);
	/* diff finds this shared table and no other */
	EXPECT_EQ(1, shared_tables(self->source.dump, child.dump));
	view_page(child.dump, fresh, &pte);
	EXPECT_EQ(PTWALK_NONE, pte.kind);
	source_close(&child);

	ASSERT_EQ(0, situation_do(&self->s, "write %llu", 2 * HUGE));
	ASSERT_EQ(0, view_take(&child, pid));
	view_page(child.dump, fresh, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(0, view_differences(child.dump, pid, self->s.start, 4 * HUGE));
	source_close(&child);
}

/* A VMA of less than 1G: processes share its 2M pages, but not a PD. */
TEST_F(hugetlb, shared_pages_only)
{
	struct source child;
	struct ptwalk_pte pte;
	uint64_t phys;
	long pid;

	SITUATION(&self->s, "hugetlb-shared");
	pid = situation_do(&self->s, "fork 0 %llu", 2 * HUGE);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	ASSERT_EQ(0, view_take(&child, pid));
	view_page(self->source.dump, self->s.start, &pte);
	phys = pte.phys;
	view_page(child.dump, self->s.start, &pte);
	EXPECT_EQ(phys, pte.phys);
	EXPECT_EQ(0, shared_tables(self->source.dump, child.dump));
	source_close(&child);
}

TEST_HARNESS_MAIN
