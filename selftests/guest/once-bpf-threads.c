// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF source while threads of the target end: the iterator shows the VMAs of one thread, and
 * when that one has ended between two holds, the walk goes on by another one.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf-private.h"
#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "proc-stat.h"

#define HUGE		(2UL << 20)
#define TABLES		64UL		/* of level 1, in the region of a target */
#define LENGTH		(TABLES * HUGE)
#define STATE_MS	10000

FIXTURE(threads) {
	struct by_bpf by;
	char *region;
	pid_t pid;		/* of the target, and of its first thread */
	pid_t tid;		/* of its second thread */
	int to;
};

/* The second thread sends its TID and ends at the first byte that it reads. */
static void *second(void *arg)
{
	int fd = *(int *)arg;
	pid_t tid = syscall(SYS_gettid);
	char byte;

	if (write(fd, &tid, sizeof(tid)) == sizeof(tid) && read(fd, &byte, 1) < 0)
		_exit(1);
	return NULL;
}

/* The first thread ends at SIGUSR1; the process lives on. */
static void end_thread(int signal)
{
	syscall(SYS_exit, signal);
}

FIXTURE_SETUP(threads)
{
	pthread_t thread;
	int ends[2];

	ASSERT_NE(NULL, by_bpf_source);
	by_bpf_source->slice_ns = 1;
	self->region = by_bpf_region(LENGTH);
	ASSERT_NE(MAP_FAILED, self->region);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	self->to = ends[0];
	self->pid = fork();
	if (!self->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		by_bpf_fill(self->region, LENGTH);
		close(ends[0]);
		/* first: the TID of the second thread says that the target is ready */
		signal(SIGUSR1, end_thread);
		pthread_create(&thread, NULL, second, &ends[1]);
		for (;;)
			pause();
	}
	close(ends[1]);
	ASSERT_EQ(sizeof(self->tid), read(self->to, &self->tid, sizeof(self->tid)));
}

FIXTURE_TEARDOWN(threads)
{
	by_bpf_free(&self->by);
	kill(self->pid, SIGKILL);
	waitpid(self->pid, NULL, 0);
}

/**
 * struct ending - a thread that ends between two holds
 * @pid: its process
 * @tid: the thread
 * @to: the second thread reads here
 * @all: the whole process ends
 * @calls: holds so far
 * @ended: it has ended
 */
struct ending {
	pid_t pid;
	pid_t tid;
	int to;
	bool all;
	int calls;
	bool ended;
};

static void end_it(size_t bytes, void *arg)
{
	struct ending *e = arg;
	struct proc_stat stat;
	char byte = 0;
	int ms;

	/* somewhere in the region */
	if (!bytes || e->ended || e->calls++ < (int)TABLES / 17)
		return;
	if (e->all) {
		e->ended = !kill(e->pid, SIGKILL) && waitpid(e->pid, NULL, 0) == e->pid;
		return;
	}
	if (e->tid == e->pid)
		syscall(SYS_tgkill, e->pid, e->pid, SIGUSR1);
	else if (write(e->to, &byte, 1) != 1)
		return;
	for (ms = 0; ms < STATE_MS && !e->ended; ms++) {
		e->ended = !proc_stat_read(e->tid, &stat) || stat.state == 'Z';
		usleep(1000);
	}
}

#define ENDING(thread, process)						\
	struct ending ending = { .pid = self->pid, .tid = thread,	\
				 .to = self->to, .all = process };	\
	const struct bpf_request request = { .pid = thread,		\
		.progress = end_it, .arg = &ending }

#define EXPECT_WHOLE()							\
do {									\
	EXPECT_TRUE(ending.ended);					\
	EXPECT_EQ(PTWALK_END_COMPLETE, self->by.dump->end->flags &	\
		  (PTWALK_END_COMPLETE | PTWALK_END_GONE));		\
	EXPECT_EQ(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));	\
	EXPECT_EQ(self->pid, self->by.dump->header->tgid);		\
} while (0)

TEST_F(threads, thread_ends)
{
	ENDING(self->tid, false);

	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
	EXPECT_WHOLE();
	EXPECT_EQ(self->tid, self->by.dump->header->pid);
}

TEST_F(threads, first_thread_ends)
{
	ENDING(self->pid, false);

	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
	EXPECT_WHOLE();
	EXPECT_EQ(self->pid, self->by.dump->header->pid);
}

TEST_F(threads, process_ends)
{
	ENDING(self->tid, true);

	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
	EXPECT_TRUE(ending.ended);
	EXPECT_EQ(PTWALK_END_GONE, self->by.dump->end->flags &
		  (PTWALK_END_COMPLETE | PTWALK_END_GONE));
	EXPECT_GT(TABLES, by_bpf_tables(&self->by, self->region, LENGTH));
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
