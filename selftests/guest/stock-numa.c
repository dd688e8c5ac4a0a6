// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries that moving memory between NUMA nodes makes: migration entries while a page is
 * copied, and NUMA hints, which are PROT_NONE entries that make the next access fault, so
 * that the kernel sees which CPU uses the page.  Needs two nodes (numa=fake=2 on the
 * kernel's command line).
 *
 * Nobody can stop the kernel in the middle of a migration.  So situate moves a range
 * from node to node while the test takes dumps, until they have caught some migration
 * entries; each has to name the frame that pagemap reported before the move.
 *
 * try_to_migrate_one() of all kernels clears an entry, flushes the TLB, and only then
 * writes the migration entry, all of it under the lock of the page table.  pagemap
 * takes that lock and never sees the entry empty.  The module copies tables without it
 * and can see it empty.  So one entry of a table can be empty in a dump, the one that is
 * being replaced.  It must not be empty in the next dump as well: then the page would be
 * lost.  For a huge page, pmdp_invalidate() clears only the present bit.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "diff.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL
/* settings of the balancer, in 5.13 moved from one place to the other */
#define BALANCING	"/sys/kernel/debug/sched/numa_balancing/"
#define BALANCING_WAS	"/proc/sys/kernel/numa_balancing_"
#define ENOUGH	5		/* migration entries that a test has to catch, ... */
#define PATIENCE 60		/* ... in so many seconds */

FIXTURE(migration) {
	struct situation s;
	struct source source, before, after;
	uint64_t *frames;
};

FIXTURE_VARIANT(migration) {
	const char *kind;
	unsigned int level;
	unsigned int migrating;		/* kind of its migration entries */
	int cleared;			/* entries of one table that may be empty in a dump */
};

#define MIGRATION(name, ...)						\
	FIXTURE_VARIANT_ADD(migration, name) { __VA_ARGS__ }

MIGRATION(anon, "anon", 1, PTWALK_MIG_WRITE, 1);
MIGRATION(readonly, "readonly", 1, PTWALK_MIG_READ_EXCL, 1);
MIGRATION(file, "file", 1, PTWALK_MIG_READ, 1);
MIGRATION(thp, "thp", 2, PTWALK_MIG_WRITE, 0);
MIGRATION(hugetlb, "hugetlb", 2, PTWALK_MIG_WRITE, 1);

FIXTURE_SETUP(migration)
{
	prepare();
}

FIXTURE_TEARDOWN(migration)
{
	source_close(&self->after);
	source_close(&self->before);
	source_close(&self->source);
	situation_stop(&self->s);
	free(self->frames);
}

/* The kernel sets no NUMA hints in file VMAs that are only read, nor in hugetlb. */
FIXTURE(hint) {
	struct situation s;
	struct source source;
};

FIXTURE_VARIANT(hint) {
	const char *kind;
	unsigned int level;
};

FIXTURE_VARIANT_ADD(hint, anon) { "anon", 1 };
FIXTURE_VARIANT_ADD(hint, readonly) { "readonly", 1 };
FIXTURE_VARIANT_ADD(hint, thp) { "thp", 2 };

FIXTURE_SETUP(hint)
{
	prepare();
}

FIXTURE_TEARDOWN(hint)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

#define START()								\
do {									\
	if (access("/sys/devices/system/node/node1", F_OK))		\
		SKIP(return, "one node: no numa=fake=2 on the command line"); \
	SITUATION(&self->s, variant->kind);				\
	ASSERT_EQ(0, write_file("/proc/sys/kernel/numa_balancing", "0")); \
} while (0)

/* Tells situate to move its pages to a node; does not wait for the answer. */
static void go(struct situation *s, unsigned int level, int node)
{
	char command[64];

	snprintf(command, sizeof(command), "move 0 %llu %d", ptwalk_span(level),
		 node);
	situation_send(s, command);
}

/* The number of migration entries in a dump, -1 if one of them is wrong. */
static int on_the_way(const struct dump *dump, const struct situation *s,
		      unsigned int kind, unsigned int level,
		      const uint64_t *frames)
{
	uint64_t offset, frame;
	struct ptwalk_pte pte;
	uint32_t kept;
	int n = 0;

	/* up to 5.18, a page that can only be read is not known to be exclusive */
	if (kind == PTWALK_MIG_READ_EXCL &&
	    dump->dict.value[PTWALK_DICT_SWP_MIG_READ_EXCL] == PTWALK_NO_TYPE)
		kind = PTWALK_MIG_READ;
	for (offset = 0; offset < s->length; offset += ptwalk_span(level)) {
		view_page(dump, s->start + offset, &pte);
		if (!view_in_swap_format(pte.kind))
			continue;
		frame = frames[offset / PAGE] & PAGEMAP_PFN;
		/*
		 * All writable pages were written.  A migration entry keeps their A
		 * and D bits where its offset has room: not on CPUs with L1TF.
		 */
		kept = kind == PTWALK_MIG_WRITE &&
		       dump->dict.value[PTWALK_DICT_MIG_DIRTY] ?
		       PTWALK_F_A | PTWALK_F_D : 0;
		if (pte.kind != kind || pte.level != level ||
		    pte.phys != frame * PAGE || (pte.flags & kept) != kept) {
			note("%lx: raw %llx is %s at %llx, flags %x, should be %s at %llx, flags %x",
			     s->start + offset, pte.raw,
			     ptwalk_kind_name(pte.kind), pte.phys, pte.flags,
			     ptwalk_kind_name(kind), frame * PAGE, kept);
			return -1;
		}
		n++;
	}
	return n;
}

/*
 * The number of empty entries that had a page before the move; -1 if one table has more
 * than @most of them.
 */
static int cleared(const struct dump *dump, const struct situation *s,
		   unsigned int level, const uint64_t *frames, int most)
{
	uint64_t offset, addr, table = ptwalk_span(level + 1);
	struct ptwalk_pte pte;
	int n = 0, in_table = 0;

	for (offset = 0; offset < s->length; offset += ptwalk_span(level)) {
		addr = s->start + offset;
		if (!(addr & (table - 1)))
			in_table = 0;
		view_page(dump, addr, &pte);
		if (pte.kind != PTWALK_NONE ||
		    !(frames[offset / PAGE] & PAGEMAP_PRESENT))
			continue;
		n++;
		if (++in_table > most) {
			note("%lx: %d entries of its table are empty", addr,
			     in_table);
			return -1;
		}
	}
	return n;
}

/* The number of entries that had a page before the move and are empty in both dumps. */
static int lost(const struct dump *first, const struct dump *next,
		const struct situation *s, unsigned int level,
		const uint64_t *frames)
{
	struct ptwalk_pte then, now;
	uint64_t offset;
	int n = 0;

	for (offset = 0; offset < s->length; offset += ptwalk_span(level)) {
		view_page(first, s->start + offset, &then);
		view_page(next, s->start + offset, &now);
		if (then.kind != PTWALK_NONE || now.kind != PTWALK_NONE ||
		    !(frames[offset / PAGE] & PAGEMAP_PRESENT))
			continue;
		note("%lx: empty in two dumps", s->start + offset);
		n++;
	}
	return n;
}

/*
 * True if all entries that are empty in a dump come to be filled in a later one.  The CPU that has
 * emptied them may not have run meanwhile, if that is emulated by the thread that takes the dump.
 */
static bool come_back(const struct source *source, struct source *after,
		      const struct situation *s, unsigned int level, const uint64_t *frames)
{
	int tries, n = 1;

	for (tries = 0; n && tries < 50; tries++) {
		usleep(tries * 1000);
		if (view_take(after, s->pid))
			return false;
		n = lost(source->dump, after->dump, s, level, frames);
		source_close(after);
	}
	return !n;
}

/* The number of entries of a situation for which diff reports these changes. */
struct seen {
	const struct situation *s;
	uint64_t nonpresent;
	uint64_t unmapped;
};

static int count(const struct change *change, void *arg)
{
	struct seen *seen = arg;

	if (change->start - seen->s->start >= seen->s->length)
		return 0;
	if (changes_has(&change->what, CHANGE_NONPRESENT))
		seen->nonpresent += change->entries;
	if (changes_has(&change->what, CHANGE_UNMAPPED))
		seen->unmapped += change->entries;
	return 0;
}

/* True if diff reports @n entries of a situation as non-present and @empty as unmapped. */
static bool changed(const struct dump *before, const struct dump *dump,
		    const struct situation *s, int n, int empty)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct seen seen = { .s = s };
	struct diff_report report;

	if (!diff_dumps(before, dump, &all, count, &seen, &report, NULL) &&
	    seen.nonpresent == (uint64_t)n && seen.unmapped == (uint64_t)empty)
		return true;
	note("%d on the way, diff says %lu; %d empty, diff says %lu unmapped", n,
	     seen.nonpresent, empty, seen.unmapped);
	return false;
}

TEST_F(migration, caught)
{
	time_t begin = time(NULL);
	int node, n, empty, moves, dumps = 0, caught = 0, holes = 0;

	START();
	self->frames = calloc(self->s.length / PAGE, sizeof(uint64_t));
	ASSERT_NE(NULL, self->frames);
	for (moves = 0, node = 1; caught < ENOUGH; moves++, node = !node) {
		ASSERT_LT(0, pagemap_read(self->s.pid, self->s.start, self->frames,
					  self->s.length / PAGE));
		source_close(&self->before);
		ASSERT_EQ(0, view_take(&self->before, self->s.pid));
		go(&self->s, variant->level, node);
		while (!situation_done(&self->s)) {
			ASSERT_EQ(0, view_take(&self->source, self->s.pid));
			n = on_the_way(self->source.dump, &self->s,
				       variant->migrating, variant->level,
				       self->frames);
			ASSERT_LE(0, n);
			empty = cleared(self->source.dump, &self->s,
					variant->level, self->frames,
					variant->cleared);
			ASSERT_LE(0, empty);
			EXPECT_TRUE(changed(self->before.dump,
					    self->source.dump, &self->s, n, empty));
			if (empty)
				EXPECT_TRUE(come_back(&self->source, &self->after, &self->s,
						      variant->level, self->frames));
			source_close(&self->source);
			caught += n;
			holes += empty;
			dumps++;
		}
		/* the answer is the number of moved pages */
		ASSERT_LT(0, situation_answer(&self->s));
		ASSERT_GT(PATIENCE, time(NULL) - begin)
			TH_LOG("%d caught in %d dumps of %d moves", caught, dumps,
			       moves);
	}
	TH_LOG("%s: %d caught, and %d empty, in %d dumps of %d moves",
	       variant->kind, caught, holes, dumps, moves);
}

/* The NUMA balancer scans only a process that uses the CPU: hence the command "spin". */
TEST_F(hint, given_and_taken)
{
	time_t begin = time(NULL);
	const struct ptwalk_vma *vma;
	struct ptwalk_pte pte;
	uint64_t addr, first = 0, hinted = 0;

	START();
	if ((write_file(BALANCING "scan_delay_ms", "10") ||
	     write_file(BALANCING "scan_period_min_ms", "100")) &&
	    (write_file(BALANCING_WAS "scan_delay_ms", "10") ||
	     write_file(BALANCING_WAS "scan_period_min_ms", "100")))
		SKIP(return, "no NUMA balancing");
	go(&self->s, variant->level, 1);
	ASSERT_LT(0, situation_answer(&self->s));
	ASSERT_EQ(0, write_file("/proc/sys/kernel/numa_balancing", "1"));
	while (!hinted && time(NULL) - begin < PATIENCE) {
		ASSERT_EQ(0, situation_do(&self->s, "spin 0 500"));
		source_close(&self->source);
		ASSERT_EQ(0, view_take(&self->source, self->s.pid));
		for (addr = self->s.start; addr < self->s.start + self->s.length;
		     addr += ptwalk_span(variant->level)) {
			view_page(self->source.dump, addr, &pte);
			if (pte.kind != PTWALK_PROTNONE)
				continue;
			EXPECT_EQ(variant->level, pte.level);
			first = first ?: addr;
			hinted++;
		}
	}
	ASSERT_EQ(0, write_file("/proc/sys/kernel/numa_balancing", "0"));
	ASSERT_LT(0, hinted);
	TH_LOG("%s: %lu entries", variant->kind, hinted);

	/* It is a hint, not mprotect(): the VMA is readable, and pagemap shows the page. */
	vma = dump_vma(self->source.dump, first);
	EXPECT_EQ(PTWALK_VMA_READ, vma->flags & PTWALK_VMA_READ);
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));

	/* an access faults and makes the entry present again */
	ASSERT_EQ(0, situation_do(&self->s, "read %lu", first - self->s.start));
	source_close(&self->source);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	view_page(self->source.dump, first, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
}

TEST_HARNESS_MAIN
