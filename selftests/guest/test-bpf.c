// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF source: its dump equals the module's, record by record; and for the ranges, threads
 * and processes that the module refuses or finds, it does the same.  once-bpf has all
 * situations.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "proc-stat.h"
#include "same.h"

#define PAGE	4096UL
#define HUGE	(2UL << 20)
#define VMAS	2000

FIXTURE(bpf) {
	struct situation s;
	struct by_bpf by;
};

FIXTURE_SETUP(bpf)
{
	ASSERT_NE(NULL, by_bpf_source);
}

FIXTURE_TEARDOWN(bpf)
{
	by_bpf_free(&self->by);
	situation_stop(&self->s);
}

/* Pages of all sizes, and tables of all levels: levels and PTI differ by the boot. */
TEST_F(bpf, some_situations)
{
	static const char *const kind[] = {
		"wide", "thp", "neighbours", "two-ways", "protnone", "swap", "high", "firmware",
		"hugetlb-shared", "giant",
	};
	const int nr = ARRAY_SIZE(kind);
	int lacking = 0;

	EXPECT_EQ(0, by_bpf_situations(kind, nr, &lacking));
	EXPECT_LT(lacking, nr / 2);
}

/* test-dict compares the learning itself; here it has to happen, by tables that BPF reads. */
TEST_F(bpf, dictionary)
{
	const struct bpf_request request = { .pid = getpid(), .end = PAGE };
	const __u64 learnt = 1ULL << PTWALK_DICT_PROTNONE | 1ULL << PTWALK_DICT_SPECIAL |
			     1ULL << PTWALK_DICT_SWAP_TYPE_SHIFT;
	const struct ptwalk_dict *ours;
	struct dump *module;
	struct errmsg err;
	size_t size;
	void *data;
	int key;

	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
	ours = &self->by.dump->dict;
	ASSERT_EQ(0, same_module(getpid(), "start=0 end=0x1000", &data, &size));
	ASSERT_EQ(0, dump_parse(&module, data, size, &err));
	EXPECT_EQ(learnt, ours->known & ~ours->assumed & learnt);
	for (key = 0; key < PTWALK_DICT_NR; key++)
		if (ours->known & ~ours->assumed & module->dict.known & 1ULL << key)
			EXPECT_EQ(module->dict.value[key], ours->value[key])
				TH_LOG("%s", ptwalk_dict_name(key));
	dump_free(module);
	free(data);
}

TEST_F(bpf, pgd_of_user_mode)
{
	struct bpf_request request = { .pgd = PTWALK_PGD_USER };
	struct ptwalk_header *header;
	void *data;
	size_t size;

	ASSERT_EQ(0, situation_start(&self->s, "anon"));
	request.pid = self->s.pid;
	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source,
				 &(struct bpf_request){ .pid = self->s.pid }));
	if (!(self->by.dump->dict.value[PTWALK_DICT_FEATURES] & PTWALK_CPU_PTI)) {
		EXPECT_EQ(-EOPNOTSUPP, bpf_dump(by_bpf_source, &request, &data, &size, NULL));
		SKIP(return, "PTI is off: refused");
	}
	ASSERT_EQ(0, by_bpf_compare(by_bpf_source, &request));
	by_bpf_free(&self->by);
	ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
	header = (void *)self->by.dump->header;
	EXPECT_EQ(PTWALK_PGD_USER, header->pgd);
}

TEST_F(bpf, ranges)
{
	const uint64_t half = 1ULL << (bpf_levels(by_bpf_source) == 5 ? 56 : 47);
	struct bpf_request request = { 0 };
	uint64_t start;

	ASSERT_EQ(0, situation_start(&self->s, "neighbours"));
	start = self->s.start;
	const struct {
		uint64_t start, end;
		int result;
	} range[] = {
		{ 0, half, 0 },
		{ 0, PAGE, 0 },
		{ half - PAGE, half, 0 },
		{ start, start + PAGE, 0 },
		{ start + PAGE, start + HUGE + PAGE, 0 },
		{ start & ~(HUGE - 1), start + PAGE, 0 },
		{ start - HUGE, start + self->s.length + HUGE, 0 },
		{ PAGE, half, 0 },
		{ start, start, -ERANGE },
		{ start + PAGE, start, -ERANGE },
		{ 0, half + PAGE, -ERANGE },
		{ PAGE, 0, -ERANGE },
		{ -PAGE, 0, -ERANGE },
		{ start + 1, start + PAGE, -EINVAL },
		{ start, start + 8, -EINVAL },
	};
	size_t i, size;
	void *data;

	request.pid = self->s.pid;
	for (i = 0; i < ARRAY_SIZE(range); i++) {
		request.start = range[i].start;
		request.end = range[i].end;
		if (!range[i].result) {
			EXPECT_EQ(0, by_bpf_compare(by_bpf_source, &request));
			continue;
		}
		EXPECT_EQ(range[i].result,
			  bpf_dump(by_bpf_source, &request, &data, &size, NULL));
	}
}

TEST_F(bpf, many_vmas)
{
	struct bpf_request request = { 0 };
	int ready[2], i;
	char byte;

	ASSERT_EQ(0, pipe(ready));
	request.pid = fork();
	if (!request.pid) {
		char *p = mmap(NULL, VMAS * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (i = 0; i < VMAS; i += 2)
			mprotect(p + i * PAGE, PAGE, PROT_READ | PROT_WRITE);
		for (i = 0; i < VMAS; i += 2)
			p[i * PAGE] = 1;
		if (write(ready[1], p, 1) == 1)
			pause();
		_exit(1);
	}
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	usleep(100000);
	EXPECT_EQ(0, by_bpf_compare(by_bpf_source, &request));
	kill(request.pid, SIGKILL);
	waitpid(request.pid, NULL, 0);
}

static int refused(int pid)
{
	const struct bpf_request request = { .pid = pid };
	size_t size;
	void *data;
	int rc = bpf_dump(by_bpf_source, &request, &data, &size, NULL);

	if (!rc)
		free(data);
	return rc;
}

TEST_F(bpf, who_has_no_tables)
{
	pid_t pid = fork();
	siginfo_t info;

	if (!pid)
		_exit(0);
	waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	EXPECT_EQ(-ESRCH, refused(pid));
	waitpid(pid, NULL, 0);
	EXPECT_EQ(-ESRCH, refused(pid));
	/* kthreadd */
	EXPECT_EQ(-ENXIO, refused(2));
}

static int second_thread(void *shared)
{
	*(volatile pid_t *)shared = syscall(SYS_gettid);
	while (pause())
		;
	return 0;
}

/* The state of a thread in /proc/TID/stat, 0 if there is none */
static char state_of(pid_t tid)
{
	struct proc_stat stat;

	proc_stat_read(tid, &stat);
	return stat.state;
}

/*
 * Starts a process of two threads, of which both sleep; if @leader_exits, its first thread
 * (leader) has ended, and is a zombie until the second one has.
 */
static pid_t two_threads(bool leader_exits, pid_t *thread)
{
	pid_t *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			     -1, 0);
	pid_t pid = fork();

	if (!pid) {
		static char stack[16384] __attribute__((aligned(16)));

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (clone(second_thread, stack + sizeof(stack), CLONE_VM | CLONE_FS |
			  CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, shared) < 0)
			_exit(1);
		while (!leader_exits)
			pause();
		syscall(SYS_exit, 0);
	}
	while (!*(volatile pid_t *)shared)
		usleep(1000);
	*thread = *shared;
	munmap(shared, PAGE);
	while (state_of(*thread) != 'S' || state_of(pid) != (leader_exits ? 'Z' : 'S'))
		usleep(1000);
	return pid;
}

TEST_F(bpf, threads)
{
	struct bpf_request request = { 0 };
	pid_t thread, pid;

	pid = two_threads(false, &thread);
	request.pid = thread;
	EXPECT_EQ(0, by_bpf_compare(by_bpf_source, &request));
	request.pid = pid;
	EXPECT_EQ(0, by_bpf_compare(by_bpf_source, &request));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

TEST_F(bpf, first_thread_has_exited)
{
	pid_t thread, pid = two_threads(true, &thread);
	const struct bpf_request request = { .pid = pid };

	EXPECT_EQ(0, by_bpf_compare(by_bpf_source, &request));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/*
 * In another pid namespace the same numbers are other processes: here, number 2 is a child of
 * this test, and in /proc, which is not mounted again, it is kthreadd.
 */
TEST_F(bpf, pid_namespace)
{
	struct bpf_source *source = NULL;
	int status = 0;
	pid_t pid;

	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	pid = fork();
	if (!pid) {
		const struct bpf_request request = { .pid = 2 };
		const struct bpf_request outer = { .pid = getppid() ?: 77 };
		struct errmsg err = { "" };
		void *data;
		size_t size;
		pid_t two;
		struct by_bpf by;

		two = fork();
		if (!two) {
			prctl(PR_SET_NAME, "number two");
			pause();
		}
		usleep(100000);
		if (two != 2 || bpf_open(&source, &err)) {
			note("%d %s", two, err.text);
			_exit(1);
		}
		if (by_bpf_take(&by, source, &request))
			_exit(2);
		if (strcmp((const char *)by.dump->header->comm, "number two") ||
		    by.dump->header->tgid == 2)
			_exit(3);
		if (bpf_dump(source, &outer, &data, &size, &err) != -ESRCH)
			_exit(4);
		by_bpf_free(&by);
		bpf_close(source);
		kill(two, SIGKILL);
		waitpid(two, NULL, 0);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	EXPECT_EQ(0, status);
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
