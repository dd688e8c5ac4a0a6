// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dump with PTWALK_END_ONE_MOMENT has to show one moment of the target.  The target
 * changes its VMAs all the time, and such a dump must not contain what cannot be true at
 * one time: a private page that is writable at two addresses, or a writable page in a VMA
 * without write permission.  On kernels that count the writers of the mmap lock, every
 * other dump has to be marked as not of one moment.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096UL
#define SIZE	(4UL << 20)
/* two addresses far from all other VMAs, 1G apart */
#define HERE	((char *)0x10000000000)
#define THERE	((char *)0x10040000000)
/* pages before them, each with a PT of its own: tables enough for several holds of the lock */
#define BEFORE	((char *)0xff00000000)
#define STEP	(2UL << 20)
#define TABLES	1024
#define SECONDS	4
#define PATIENCE 60	/* seconds; until then dumps have to be of both sorts */

static char *map(char *at, int prot)
{
	char *p = mmap(at, SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE |
		       MAP_FIXED_NOREPLACE, -1, 0);

	if (p != at)
		_exit(1);
	madvise(p, SIZE, MADV_NOHUGEPAGE);
	return p;
}

/* Tables that a dump reads before it comes to the two addresses */
static void tables_before(void)
{
	unsigned long i;
	char *p = mmap(BEFORE, TABLES * STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		       MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (p != BEFORE || madvise(p, TABLES * STEP, MADV_NOHUGEPAGE))
		_exit(1);
	for (i = 0; i < TABLES; i++)
		p[i * STEP] = 1;
}

static void only_mremap(void)
{
	char *from = map(HERE, PROT_READ | PROT_WRITE), *to = THERE, *p;

	for (;;) {
		p = mremap(from, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
		if (p != to)
			_exit(1);
		to = from;
		from = p;
	}
}

static void only_mprotect(void)
{
	char *p = map(HERE, PROT_READ | PROT_WRITE);

	for (;;)
		if (mprotect(p, SIZE, PROT_NONE) ||
		    mprotect(p, SIZE, PROT_READ | PROT_WRITE))
			_exit(1);
}

/* Maps in turn at two addresses; the number of VMAs and pages is the same after each turn. */
static void only_mmap(void)
{
	char *p = HERE, *q = THERE;

	for (;;) {
		map(p, PROT_READ | PROT_WRITE);
		munmap(p, SIZE);
		map(q, PROT_READ | PROT_WRITE);
		munmap(q, SIZE);
	}
}

FIXTURE(moment) {
	pid_t pid;
};

FIXTURE_VARIANT(moment) {
	void (*target)(void);
	bool often;	/* changes VMAs so often that some dumps cannot be of one moment */
};

/* The last target mostly populates pages, which does not take the mmap lock for writing. */
FIXTURE_VARIANT_ADD(moment, mremap) { only_mremap, true };
FIXTURE_VARIANT_ADD(moment, mprotect) { only_mprotect, true };
FIXTURE_VARIANT_ADD(moment, mmap) { only_mmap };

FIXTURE_SETUP(moment)
{
	self->pid = fork();
	if (!self->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		tables_before();
		variant->target();
	}
	ASSERT_LT(0, self->pid);
}

FIXTURE_TEARDOWN(moment)
{
	if (self->pid > 0) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
	}
}

static bool can_write(const struct ptwalk_pte *pte)
{
	return pte->kind == PTWALK_PAGE && (pte->flags & PTWALK_F_RW);
}

/* The number of pages at the two addresses that contradict each other or their VMA. */
static unsigned int contradictions(const struct dump *dump)
{
	const struct ptwalk_vma *here, *there;
	struct ptwalk_pte one, other;
	unsigned int nr = 0;
	unsigned long at;

	for (at = 0; at < SIZE; at += PAGE) {
		view_page(dump, (uint64_t)HERE + at, &one);
		view_page(dump, (uint64_t)THERE + at, &other);
		here = dump_vma(dump, (uint64_t)HERE + at);
		there = dump_vma(dump, (uint64_t)THERE + at);
		nr += can_write(&one) && here &&
		      !(here->flags & PTWALK_VMA_WRITE);
		nr += can_write(&other) && there &&
		      !(there->flags & PTWALK_VMA_WRITE);
		nr += can_write(&one) && can_write(&other) &&
		      one.phys == other.phys;
	}
	return nr;
}

/* True if this kernel counts how often the mmap lock is taken for writing. */
static bool counts(void)
{
	return kernel_since(6, 4);
}

/*
 * Whole dumps take many holds, so that the target changes between two of them; dumps of the two
 * addresses often take one.  A machine that emulates both CPUs with one thread lets dump and
 * target run in turn: go on until both sorts of dumps were seen.
 */
TEST_F(moment, busy)
{
	unsigned int nr[3] = { 0 }, wrong[3] = { 0 }, single = 0, n;
	time_t began = time(NULL), took = 0;
	bool seen = false;

	for (n = 0; took < (seen ? SECONDS : PATIENCE); n++) {
		struct source source;
		enum dump_moment m;
		unsigned int bad;

		ASSERT_EQ(0, n % 2 ? view_take(&source, self->pid) :
			     view_take_range(&source, self->pid, (uintptr_t)HERE,
					     (uintptr_t)THERE + SIZE));
		m = dump_moment(source.dump->end);
		bad = contradictions(source.dump);
		nr[m]++;
		wrong[m] += !!bad;
		single += source.dump->end->holds == 1;
		if (m == DUMP_ONE_MOMENT) {
			EXPECT_EQ(0, bad);
			/* without that count only a dump in one hold is of one moment */
			EXPECT_TRUE(counts() || source.dump->end->holds == 1);
		}
		if (source.dump->end->holds == 1)
			EXPECT_EQ(DUMP_ONE_MOMENT, m);
		source_close(&source);
		seen = nr[DUMP_ONE_MOMENT] && (!variant->often ||
			nr[DUMP_NOT_ONE_MOMENT] + nr[DUMP_MAYBE_ONE_MOMENT]);
		took = time(NULL) - began;
	}
	TH_LOG("dumps of one moment %u (%u with contradictions), not of one %u (%u), perhaps %u (%u); %u in one hold",
	       nr[DUMP_ONE_MOMENT], wrong[DUMP_ONE_MOMENT],
	       nr[DUMP_NOT_ONE_MOMENT], wrong[DUMP_NOT_ONE_MOMENT],
	       nr[DUMP_MAYBE_ONE_MOMENT], wrong[DUMP_MAYBE_ONE_MOMENT], single);
	EXPECT_LT(0, nr[DUMP_ONE_MOMENT]);
	/* some dumps have seen the target change */
	EXPECT_TRUE(!variant->often ||
		    nr[DUMP_NOT_ONE_MOMENT] + nr[DUMP_MAYBE_ONE_MOMENT]);
	EXPECT_TRUE(!counts() || !nr[DUMP_MAYBE_ONE_MOMENT]);
}

/*
 * A dump in several holds of a target at rest: nobody takes the lock for writing in
 * between, but only kernels with the count can prove that.
 */
TEST(at_rest)
{
	struct source source;
	struct situation s;

	ASSERT_EQ(0, situation_start(&s, "wide"));
	ASSERT_EQ(0, view_take(&source, s.pid));
	EXPECT_LT(1, source.dump->end->holds);
	EXPECT_EQ(counts() ? DUMP_ONE_MOMENT : DUMP_MAYBE_ONE_MOMENT,
		  dump_moment(source.dump->end));
	source_close(&source);
	situation_stop(&s);
}

/*
 * A small process fits one hold of the mmap lock, so its dump is of one moment on any
 * kernel; but on a busy machine the module may have to reschedule in the middle.  On a
 * kernel with KASAN such a dump takes about as long as one hold may: there it is enough
 * that some dumps of a few tables of the process fit.
 */
TEST(small)
{
	bool checked = !access("/sys/kernel/debug/kmemleak", F_OK);
	unsigned int i, once = 0;
	struct source source;
	struct situation s;

	ASSERT_EQ(0, situation_start(&s, "anon"));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, checked ? view_take_range(&source, s.pid, s.start,
						       s.start + s.length) :
			     view_take(&source, s.pid));
		if (source.dump->end->holds == 1) {
			once++;
			EXPECT_EQ(DUMP_ONE_MOMENT, dump_moment(source.dump->end));
		}
		source_close(&source);
	}
	TH_LOG("%u of 20 dumps in one hold", once);
	EXPECT_LT(checked ? 0 : 10, once);
	situation_stop(&s);
}

TEST_HARNESS_MAIN
