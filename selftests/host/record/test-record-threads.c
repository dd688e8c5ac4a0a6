// SPDX-License-Identifier: GPL-2.0-only
/*
 * "record --stop" without a dump: are all threads of a process still while they are stopped, do
 * they run on afterwards, also where the one that stopped them is killed, and does nobody notice?
 * The process is a child of the test, and is stopped by another child, so that the test sees what
 * a parent sees.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "errmsg.h"
#include "kselftest_harness.h"
#include "proc-stat.h"
#include "record-halt.h"

#define THREADS	4

/* What the processes of a test share */
struct shared {
	unsigned long	counter[THREADS];
	unsigned long	created;	/* threads that have begun */
	unsigned long	signals;	/* that a handler has got */
	struct errmsg	err;
};

static struct shared *shared;

static void nap(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static void *count(void *arg)
{
	volatile unsigned long *counter = arg;

	for (;;)
		++*counter;
	return NULL;
}

static void target_counts(void)
{
	pthread_t thread;
	int i;

	for (i = 1; i < THREADS; i++)
		pthread_create(&thread, NULL, count, &shared->counter[i]);
	count(&shared->counter[0]);
}

/* The leader ends, and the others go on: it is a zombie that cannot be traced. */
static void target_without_leader(void)
{
	pthread_t thread;
	int i;

	for (i = 0; i < THREADS; i++)
		pthread_create(&thread, NULL, count, &shared->counter[i]);
	pthread_exit(NULL);
}

static void *begin_another(void *arg)
{
	pthread_t thread;

	(void)arg;
	__atomic_fetch_add(&shared->created, 1, __ATOMIC_RELAXED);
	pthread_detach(pthread_self());
	while (pthread_create(&thread, NULL, begin_another, NULL))
		;
	return NULL;
}

static void target_begins_threads(void)
{
	begin_another(NULL);
	count(&shared->counter[0]);
}

static void got_signal(int signal)
{
	(void)signal;
	shared->signals++;
}

static void target_handles_signals(void)
{
	signal(SIGRTMIN, got_signal);
	signal(SIGCONT, got_signal);
	shared->created = 1;
	for (;;)
		pause();
}

/* The thread that has called vfork() sleeps until its child calls execve() or ends. */
static void target_in_vfork(void)
{
	if (!vfork())
		for (;;)
			__atomic_store_n(&shared->created, 1, __ATOMIC_RELAXED);
}

FIXTURE(threads) {
	pid_t target;
	pid_t recorder;
	int to[2];	/* a byte to the recorder: let the target run */
	int from[2];	/* a byte from the recorder: 0, the target is stopped */
};

FIXTURE_SETUP(threads)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	ASSERT_EQ(0, pipe(self->to));
	ASSERT_EQ(0, pipe(self->from));
}

FIXTURE_TEARDOWN(threads)
{
	kill(-self->target, SIGKILL);	/* a child of vfork() is in its group */
	if (self->recorder)
		kill(self->recorder, SIGKILL);
	while (wait(NULL) > 0)
		;
}

static void end_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
}

static pid_t begin(void (*target)(void))
{
	pid_t pid = fork();

	if (!pid) {
		end_with_parent();
		setpgid(0, 0);
		target();
		_exit(1);
	}
	setpgid(pid, pid);	/* whoever comes first: the group is to be there */
	return pid;
}

/* Starts a process that stops the target, and waits until it has; returns 0, or an errno. */
static int stop_target(int *to, int *from, pid_t *recorder, pid_t target)
{
	unsigned char answer = 255;

	*recorder = fork();
	if (!*recorder) {
		struct record_threads threads;
		char byte;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer = -record_threads_stop(&threads, target, &shared->err);
		if (write(from[1], &answer, 1) != 1 || answer)
			_exit(answer);
		if (read(to[0], &byte, 1) != 1)
			_exit(1);
		record_threads_continue(&threads);
		_exit(0);
	}
	return read(from[0], &answer, 1) == 1 ? answer : 255;
}

#define STOP()		stop_target(self->to, self->from, &self->recorder, self->target)

/* Lets the target run again; returns the exit status of the recorder. */
#define CONTINUE()							\
({									\
	int status_ = -1;						\
									\
	EXPECT_EQ(1, write(self->to[1], "", 1));			\
	EXPECT_EQ(self->recorder, waitpid(self->recorder, &status_, 0)); \
	self->recorder = 0;						\
	status_;							\
})

/* Has a counter moved within @ms? */
static bool moves(volatile unsigned long *counter, long ms)
{
	unsigned long before = *counter;

	while (ms-- > 0 && *counter == before)
		nap(1);
	return *counter != before;
}

static bool reached(volatile unsigned long *counter)
{
	return *counter || moves(counter, 5000);
}

/* Has a process a state, or has it one within 5 seconds? */
static bool comes_to(pid_t pid, char state)
{
	struct proc_stat stat;
	int ms;

	for (ms = 0; ms < 5000; ms++) {
		proc_stat_read(pid, &stat);
		if (stat.state == state)
			return true;
		nap(1);
	}
	return false;
}

TEST_F(threads, all_are_still)
{
	int i, status;

	self->target = begin(target_counts);
	for (i = 0; i < THREADS; i++)
		ASSERT_TRUE(moves(&shared->counter[i], 5000));
	ASSERT_EQ(0, STOP()) TH_LOG("%s", shared->err.text);
	for (i = 0; i < THREADS; i++)
		EXPECT_FALSE(moves(&shared->counter[i], 50));
	/* the parent is not told */
	EXPECT_EQ(0, waitpid(self->target, &status, WNOHANG | WUNTRACED | WCONTINUED));
	EXPECT_EQ(0, CONTINUE());
	for (i = 0; i < THREADS; i++)
		EXPECT_TRUE(moves(&shared->counter[i], 5000));
	EXPECT_EQ(0, waitpid(self->target, &status, WNOHANG | WUNTRACED | WCONTINUED));
}

TEST_F(threads, killed_while_stopped)
{
	int i;

	self->target = begin(target_counts);
	ASSERT_TRUE(moves(&shared->counter[THREADS - 1], 5000));
	ASSERT_EQ(0, STOP());
	EXPECT_FALSE(moves(&shared->counter[0], 20));
	kill(self->recorder, SIGKILL);
	waitpid(self->recorder, NULL, 0);
	self->recorder = 0;
	for (i = 0; i < THREADS; i++)
		EXPECT_TRUE(moves(&shared->counter[i], 5000));
}

/* At whichever moment it is killed, the target runs. */
TEST_F(threads, killed_at_any_time)
{
	int i;

	self->target = begin(target_counts);
	ASSERT_TRUE(moves(&shared->counter[THREADS - 1], 5000));
	for (i = 0; i < 40; i++) {
		pid_t recorder = fork();
		struct record_threads threads;
		struct timespec time = { .tv_nsec = i * 50000 };

		if (!recorder)
			for (;;) {
				if (!record_threads_stop(&threads, self->target, NULL))
					record_threads_continue(&threads);
			}
		nanosleep(&time, NULL);
		kill(recorder, SIGKILL);
		waitpid(recorder, NULL, 0);
		EXPECT_TRUE(moves(&shared->counter[i % THREADS], 5000));
	}
}

TEST_F(threads, stopped_before)
{
	int i, status;

	self->target = begin(target_counts);
	ASSERT_TRUE(moves(&shared->counter[THREADS - 1], 5000));
	kill(self->target, SIGSTOP);
	ASSERT_EQ(self->target, waitpid(self->target, &status, WUNTRACED));
	ASSERT_EQ(0, STOP());
	EXPECT_EQ(0, CONTINUE());
	/* it stays stopped, and the parent is not told a second time */
	for (i = 0; i < THREADS; i++)
		EXPECT_FALSE(moves(&shared->counter[i], 20));
	EXPECT_TRUE(comes_to(self->target, 'T'));
	EXPECT_EQ(0, waitpid(self->target, &status, WNOHANG | WUNTRACED | WCONTINUED));
	/* likewise if the recorder is killed */
	ASSERT_EQ(0, STOP());
	kill(self->recorder, SIGKILL);
	waitpid(self->recorder, NULL, 0);
	self->recorder = 0;
	EXPECT_FALSE(moves(&shared->counter[0], 20));
	EXPECT_TRUE(comes_to(self->target, 'T'));
	kill(self->target, SIGCONT);
	EXPECT_TRUE(moves(&shared->counter[0], 5000));
}

/* Thread after thread: none is missed, so that none is created while all are stopped. */
TEST_F(threads, that_begin_others)
{
	int i;

	self->target = begin(target_begins_threads);
	ASSERT_TRUE(moves(&shared->created, 5000));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, STOP()) TH_LOG("%s", shared->err.text);
		EXPECT_FALSE(moves(&shared->created, 5));
		EXPECT_EQ(0, CONTINUE());
		EXPECT_TRUE(moves(&shared->created, 5000));
	}
}

TEST_F(threads, without_a_leader)
{
	int i;

	self->target = begin(target_without_leader);
	for (i = 0; i < THREADS; i++)
		ASSERT_TRUE(moves(&shared->counter[i], 5000));
	ASSERT_TRUE(comes_to(self->target, 'Z'));
	ASSERT_EQ(0, STOP()) TH_LOG("%s", shared->err.text);
	for (i = 0; i < THREADS; i++)
		EXPECT_FALSE(moves(&shared->counter[i], 20));
	EXPECT_EQ(0, CONTINUE());
	for (i = 0; i < THREADS; i++)
		EXPECT_TRUE(moves(&shared->counter[i], 5000));
}

/* No signal is lost, and none is added: a SIGCONT would be counted. */
TEST_F(threads, signals_arrive_once)
{
	unsigned long sent = 0;
	int i, j;

	self->target = begin(target_handles_signals);
	ASSERT_TRUE(reached(&shared->created));
	for (i = 0; i < 50; i++) {
		for (j = 0; j < 5; j++)
			sent += !sigqueue(self->target, SIGRTMIN, (union sigval){ 0 });
		ASSERT_EQ(0, STOP());
		sent += !sigqueue(self->target, SIGRTMIN, (union sigval){ 0 });
		EXPECT_EQ(0, CONTINUE());
	}
	while (moves(&shared->signals, 500))
		;
	EXPECT_EQ(sent, shared->signals);
}

TEST_F(threads, traced_by_another)
{
	int status;

	self->target = begin(target_counts);
	ASSERT_TRUE(moves(&shared->counter[0], 5000));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, self->target, NULL, NULL));
	EXPECT_EQ(EBUSY, STOP());
	EXPECT_NE(NULL, strstr(shared->err.text, "is traced by process"));
	EXPECT_EQ(self->recorder, waitpid(self->recorder, &status, 0));
	self->recorder = 0;
	EXPECT_TRUE(moves(&shared->counter[0], 5000));
}

/* What cannot be stopped is not waited for forever, and runs on. */
TEST_F(threads, in_vfork)
{
	int status;

	self->target = begin(target_in_vfork);
	ASSERT_TRUE(reached(&shared->created));
	EXPECT_EQ(ETIMEDOUT, STOP());
	EXPECT_NE(NULL, strstr(shared->err.text, "has not stopped within"));
	EXPECT_EQ(self->recorder, waitpid(self->recorder, &status, 0));
	self->recorder = 0;
}

TEST_F(threads, gone)
{
	self->target = begin(target_counts);
	kill(self->target, SIGKILL);
	waitpid(self->target, NULL, 0);
	EXPECT_EQ(ESRCH, STOP());
	waitpid(self->recorder, NULL, 0);
	self->recorder = 0;
	self->target = begin(target_counts);
}

TEST_HARNESS_MAIN
