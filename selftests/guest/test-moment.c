// SPDX-License-Identifier: GPL-2.0
/*
 * Is a dump that says so of one moment?  The target does nothing but change its VMAs; what
 * cannot be true at one time must then not stand in such a dump: one private page that
 * can be written to at two addresses, a writable page where nothing may be written.  And
 * what is not of one moment is marked, on kernels that can tell.
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
/* far from everything, and with room between the two */
#define HERE	((char *)0x10000000000)
#define THERE	((char *)0x10040000000)
#define SECONDS	4

static char *map(char *at, int prot)
{
	char *p = mmap(at, SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE |
		       MAP_FIXED_NOREPLACE, -1, 0);

	if (p != at)
		_exit(1);
	madvise(p, SIZE, MADV_NOHUGEPAGE);
	return p;
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

/* the number of VMAs and pages is the same at both ends of the loop */
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
	bool often;
};

/* populating takes most of the time of the last one, and no lock for writing */
FIXTURE_VARIANT_ADD(moment, mremap) { only_mremap, true };
FIXTURE_VARIANT_ADD(moment, mprotect) { only_mprotect, true };
FIXTURE_VARIANT_ADD(moment, mmap) { only_mmap };

FIXTURE_SETUP(moment)
{
	self->pid = fork();
	if (!self->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
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

/* How many pages of the two places say what cannot be true at one time? */
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

/* Does this kernel count how often the mmap lock is taken for writing? */
static bool counts(void)
{
	return kernel_since(6, 4);
}

TEST_F(moment, busy)
{
	unsigned int nr[3] = { 0 }, wrong[3] = { 0 }, single = 0;
	time_t until = time(NULL) + SECONDS;

	while (time(NULL) < until) {
		struct source source;
		enum dump_moment m;
		unsigned int bad;

		ASSERT_EQ(0, view_take(&source, self->pid));
		m = dump_moment(source.dump->end);
		bad = contradictions(source.dump);
		nr[m]++;
		wrong[m] += !!bad;
		single += source.dump->end->holds == 1;
		if (m == DUMP_ONE_MOMENT) {
			EXPECT_EQ(0, bad);
			/* without a count, nothing but a single hold proves it */
			EXPECT_TRUE(counts() || source.dump->end->holds == 1);
		}
		if (source.dump->end->holds == 1)
			EXPECT_EQ(DUMP_ONE_MOMENT, m);
		source_close(&source);
	}
	TH_LOG("dumps of one moment %u (%u with contradictions), not of one %u (%u), perhaps %u (%u); %u in one hold",
	       nr[DUMP_ONE_MOMENT], wrong[DUMP_ONE_MOMENT],
	       nr[DUMP_NOT_ONE_MOMENT], wrong[DUMP_NOT_ONE_MOMENT],
	       nr[DUMP_MAYBE_ONE_MOMENT], wrong[DUMP_MAYBE_ONE_MOMENT], single);
	/* the target did change, and was seen to */
	EXPECT_TRUE(!variant->often ||
		    nr[DUMP_NOT_ONE_MOMENT] + nr[DUMP_MAYBE_ONE_MOMENT]);
	EXPECT_TRUE(!counts() || !nr[DUMP_MAYBE_ONE_MOMENT]);
}

/* Several holds; in between nobody takes the lock, but only some kernels know that */
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
 * A small process fits one hold, and is of one moment on any kernel; a busy machine may
 * still ask for the processor in the middle of one.  A kernel with KASAN takes about as long
 * for one as a hold may take: there it is enough that some fit.
 */
TEST(small)
{
	unsigned int i, once = 0;
	struct source source;
	struct situation s;

	ASSERT_EQ(0, situation_start(&s, "anon"));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, view_take(&source, s.pid));
		once += source.dump->end->holds == 1 &&
			dump_moment(source.dump->end) == DUMP_ONE_MOMENT;
		source_close(&source);
	}
	TH_LOG("%u of 20 dumps in one hold", once);
	EXPECT_LT(access("/sys/kernel/debug/kmemleak", F_OK) ? 10 : 0, once);
	situation_stop(&s);
}

TEST_HARNESS_MAIN
