// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF source while the target changes: it gives up the mmap lock when its time is over and
 * when somebody waits for it, and what happens to the target between two holds is seen: exit,
 * execve(), and VMAs that change where the walk has stopped.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bpf-private.h"
#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "proc-stat.h"

#define PAGE		4096UL
#define HUGE		(2UL << 20)
#define TABLES		512UL		/* of level 1, in the region of a target */
#define LENGTH		(TABLES * HUGE)
#define PATIENCE	60		/* seconds until a dump has to have met writers */
#define READY		'r'		/* what the target sends first */
#define ANSWER_MS	10000

FIXTURE(holds) {
	struct bpf_source *source;
	struct by_bpf by;
	pid_t pid;
	int to;
	char *region;
};

/*
 * Change each VMA of a region that is cut up into VMAs of 2M without a page, of which the first page
 * stays: cut it up, unmap the last page of each VMA, or make a page in its middle a VMA.
 */
static int change_each(char *region, char command)
{
	unsigned long i;
	int rc = 0;

	for (i = 0; i < LENGTH; i += HUGE) {
		if (command == 'h')
			rc |= munmap(region + i + HUGE - PAGE, PAGE);
		else if (command == 't')
			rc |= munmap(region + i + HUGE - 2 * PAGE, PAGE);
		else
			rc |= mprotect(region + i + HUGE / 2, PAGE, PROT_READ);
	}
	return rc;
}

/*
 * Sends @READY, then obeys commands: 'e' calls execve(), 'p' protects pages here and there, 'u'
 * unmaps the end, 'h', 't' and 's' are of change_each().  Answers a command with itself when it is
 * done, with nothing if it failed.
 */
static void obey(int to, char *region)
{
	unsigned long i = 0;
	char command = READY;
	int rc = 0;

	while (!rc && write(to, &command, 1) == 1 && read(to, &command, 1) == 1) {
		switch (command) {
		case 'e':
			execl("/bin/sleep", "sleep", "1000", NULL);
			_exit(1);
		case 'p':
			/* each page splits a VMA, until the next one joins it again */
			rc = mprotect(region + i, PAGE, PROT_READ | PROT_WRITE);
			i = (i + 37 * HUGE + 5 * PAGE) % LENGTH;
			rc |= mprotect(region + i, PAGE, PROT_READ);
			break;
		case 'u':
			rc = munmap(region + HUGE, LENGTH - HUGE);
			break;
		case 'h':
		case 't':
		case 's':
			rc = change_each(region, command);
			break;
		}
	}
	_exit(rc);
}

/* Waits for an answer; false if it is another one, or none comes. */
static bool answers(int from, char wanted)
{
	struct pollfd fd = { .fd = from, .events = POLLIN };
	char answer;

	return poll(&fd, 1, ANSWER_MS) == 1 && read(from, &answer, 1) == 1 && answer == wanted;
}

/* The target has one page in each of many tables, in one VMA. */
FIXTURE_SETUP(holds)
{
	int ends[2];

	ASSERT_NE(NULL, by_bpf_source);
	self->source = by_bpf_source;
	self->region = by_bpf_region(LENGTH);
	ASSERT_NE(MAP_FAILED, self->region);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	self->to = ends[0];
	self->pid = fork();
	if (!self->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		by_bpf_fill(self->region, LENGTH);
		close(ends[0]);
		obey(ends[1], self->region);
	}
	close(ends[1]);
	ASSERT_TRUE(answers(self->to, READY));
}

FIXTURE_TEARDOWN(holds)
{
	by_bpf_free(&self->by);
	kill(self->pid, SIGKILL);
	waitpid(self->pid, NULL, 0);
}

static bool is_named(pid_t pid, const char *name)
{
	struct proc_stat stat;

	return proc_stat_read(pid, &stat) && !strcmp(stat.comm, name);
}

/* For a name that the process does not have yet; if it never gets it, the harness ends the test. */
static void wait_for(pid_t pid, const char *name)
{
	while (!is_named(pid, name))
		usleep(1000);
}

/**
 * struct trouble - what is done to the target in the callback between two holds
 * @pid: the target
 * @to: where it reads commands
 * @command: 'k' to kill it, or a command of obey()
 * @times: how often
 * @done: how often it was done so far
 * @cursor: of the walk, when it was done first
 * @failed: the target did not obey, and is left alone
 */
struct trouble {
	pid_t pid;
	int to;
	char command;
	int times;
	int done;
	uint64_t cursor;
	bool failed;
};

static bool obeyed(const struct trouble *t)
{
	if (t->command == 'k')
		return !kill(t->pid, SIGKILL) && waitpid(t->pid, NULL, 0) == t->pid;
	if (send(t->to, &t->command, 1, MSG_NOSIGNAL) != 1)
		return false;
	if (t->command != 'e')
		return answers(t->to, t->command);
	wait_for(t->pid, "sleep");
	return true;
}

static void make_trouble(size_t bytes, void *arg)
{
	struct trouble *t = arg;

	if (!bytes || t->failed || t->done == t->times)
		return;
	if (!t->done)
		t->cursor = by_bpf_source->walk->cur;
	t->failed = !obeyed(t);
	t->done += !t->failed;
}

#define TROUBLE(word, nr)						\
	struct trouble trouble = { .pid = self->pid, .to = self->to,	\
				   .command = word, .times = nr };	\
	const struct bpf_request request = { .pid = self->pid,		\
		.progress = make_trouble, .arg = &trouble }

#define FLAGS(mask)	(self->by.dump->end->flags & (mask))

/* The clock is read once in 16 steps, and a step is at most one table. */
TEST_F(holds, end_by_time)
{
	const struct bpf_request request = { .pid = self->pid };
	unsigned long holds;

	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
	holds = self->by.dump->end->holds;
	/* 128 tables fit into the shared memory */
	EXPECT_LE(TABLES / WALK_TABLES, holds);
	TH_LOG("%lu holds, longest %llu ns", holds, self->by.dump->end->hold_max_ns);
	by_bpf_free(&self->by);

	self->source->slice_ns = 1;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	TH_LOG("with slices of 1 ns: %llu holds", self->by.dump->end->holds);
	EXPECT_LT(TABLES / 17, self->by.dump->end->holds);
	EXPECT_EQ(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
	EXPECT_EQ(PTWALK_END_COMPLETE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
}

/* Threads of this process map and unmap memory all the time, so there is always a writer. */
static volatile bool stop_writers;

static void *write_lock(void *unused)
{
	while (!stop_writers) {
		void *p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		munmap(p, PAGE);
	}
	return unused;
}

TEST_F(holds, end_for_writers)
{
	pthread_t writer[2];
	unsigned long alone;
	pid_t pid;
	unsigned long i;
	time_t until;

	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		by_bpf_fill(self->region, LENGTH);
		for (i = 0; i < 2; i++)
			pthread_create(&writer[i], NULL, write_lock, NULL);
		prctl(PR_SET_NAME, "writing");
		pause();
		_exit(0);
	}
	wait_for(pid, "writing");
	const struct bpf_request quiet = { .pid = self->pid }, busy = { .pid = pid };

	/* ten seconds: holds end for lack of room, or for writers */
	self->source->slice_ns = 10000000000ULL;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &quiet));
	alone = self->by.dump->end->holds;
	by_bpf_free(&self->by);
	EXPECT_GE(2 * TABLES / WALK_TABLES, alone);
	/*
	 * Where one thread of the host emulates both CPUs, the dump can be over before a writer
	 * runs.  While one waits for its CPU, the reader gets the lock again and again (lock
	 * stealing, rwsem_down_read_slowpath()): holds end, but nothing changes in between.  Take
	 * dumps until one has met writers.
	 */
	until = time(NULL) + PATIENCE;
	do {
		by_bpf_free(&self->by);
		ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &busy));
		EXPECT_EQ(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
		EXPECT_EQ(PTWALK_END_COMPLETE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	} while ((self->by.dump->end->holds <= 2 * alone || !FLAGS(PTWALK_END_VMAS_CHANGED)) &&
		 time(NULL) < until);
	TH_LOG("%lu holds without writers, %llu with them", alone, self->by.dump->end->holds);
	EXPECT_LT(2 * alone, self->by.dump->end->holds);
	EXPECT_EQ(PTWALK_END_VMAS_CHANGED,
		  FLAGS(PTWALK_END_VMAS_CHANGED | PTWALK_END_ONE_MOMENT));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

TEST_F(holds, target_exits)
{
	TROUBLE('k', 1);

	self->source->slice_ns = 1;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(1, trouble.done);
	EXPECT_EQ(PTWALK_END_GONE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_GT(self->by.dump->header->end, self->by.dump->end->reached);
}

TEST_F(holds, target_calls_execve)
{
	TROUBLE('e', 1);

	self->source->slice_ns = 1;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(1, trouble.done);
	EXPECT_EQ(PTWALK_END_GONE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_GT(self->by.dump->header->end, self->by.dump->end->reached);
}

/* Pages in the middle of the VMA become VMAs of their own: no table may be missed. */
TEST_F(holds, vma_is_split)
{
	TROUBLE('p', 100000);

	self->source->slice_ns = 1;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(PTWALK_END_COMPLETE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_EQ(PTWALK_END_VMAS_CHANGED,
		  FLAGS(PTWALK_END_VMAS_CHANGED | PTWALK_END_ONE_MOMENT));
	EXPECT_EQ(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
	TH_LOG("%d changes, %zu VMAs", trouble.done, self->by.dump->nr_vmas);
	EXPECT_FALSE(trouble.failed);
	EXPECT_LT(20, trouble.done);
}

/* Most of the region is unmapped while the walk is in it, or before it comes there. */
TEST_F(holds, vma_is_unmapped)
{
	TROUBLE('u', 1);

	self->source->slice_ns = 1;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(1, trouble.done);
	EXPECT_EQ(PTWALK_END_COMPLETE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_EQ(PTWALK_END_VMAS_CHANGED,
		  FLAGS(PTWALK_END_VMAS_CHANGED | PTWALK_END_ONE_MOMENT));
	EXPECT_GT(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
}

/* VMAs between two addresses of a region that is cut up which are not in a dump */
static size_t count_missing(const struct dump *dump, uintptr_t start, uintptr_t end)
{
	size_t nr = 0;

	for (; start < end; start += HUGE)
		nr += !dump_vma(dump, start);
	return nr;
}

static void cut_up(struct _test_data_holds *self, struct __test_metadata *_metadata)
{
	const char command = 'h';

	ASSERT_EQ(1, write(self->to, &command, 1));
	ASSERT_TRUE(answers(self->to, command));
}

/*
 * A hold that ends for lack of room ends before a VMA that the iterator has shown already, and of
 * which it remembers the end alone.  That VMA gets another end meanwhile: it must not be missed.
 * Dumps up to @end, and returns where that VMA starts.
 */
static uintptr_t unsent_vma_changes(struct _test_data_holds *self,
				    struct __test_metadata *_metadata, uintptr_t end, char command)
{
	const uintptr_t region = (uintptr_t)self->region;
	struct trouble trouble = { .pid = self->pid, .to = self->to, .command = command,
				   .times = 1 };
	const struct bpf_request request = { .pid = self->pid, .end = end,
					     .progress = make_trouble, .arg = &trouble };

	self->source->slice_ns = 10000000000ULL;
	ASSERT_EQ(0, by_bpf_take(&self->by, self->source, &request));
	EXPECT_EQ(1, trouble.done);
	EXPECT_GT(end - region, trouble.cursor - region);
	EXPECT_EQ(0, (trouble.cursor - region) % HUGE);
	EXPECT_EQ(PTWALK_END_COMPLETE, FLAGS(PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_EQ(PTWALK_END_VMAS_CHANGED,
		  FLAGS(PTWALK_END_VMAS_CHANGED | PTWALK_END_ONE_MOMENT));
	EXPECT_EQ(0, count_missing(self->by.dump, region, end));
	by_bpf_free(&self->by);
	return trouble.cursor;
}

TEST_F(holds, unsent_vma_is_trimmed)
{
	cut_up(self, _metadata);
	unsent_vma_changes(self, _metadata, (uintptr_t)self->region + LENGTH, 't');
}

TEST_F(holds, unsent_vma_is_split)
{
	cut_up(self, _metadata);
	unsent_vma_changes(self, _metadata, (uintptr_t)self->region + LENGTH, 's');
}

/* So that the iterator shows a VMA behind the range next */
TEST_F(holds, range_ends_in_unsent_vma)
{
	uintptr_t last;

	cut_up(self, _metadata);
	last = unsent_vma_changes(self, _metadata, (uintptr_t)self->region + LENGTH, 't');
	EXPECT_EQ(last, unsent_vma_changes(self, _metadata, last + PAGE, 's'));
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
