// SPDX-License-Identifier: GPL-2.0-only
/*
 * The number of holds in a dump by BPF is the number of times that the iterator has taken the
 * target's mmap lock, as the tracepoint mmap_lock_acquire_returned counts them: an iterator also
 * drops the lock by itself for somebody who waits, and each time is a chance for VMAs to change.
 *
 * The dumps are made without /proc: /proc/PID/maps takes the same lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bpf-private.h"
#include "by-bpf.h"
#include "guest.h"
#include "harness.h"

#define PAGE		4096UL
#define HUGE		(2UL << 20)
#define VMAS		40UL
#define LENGTH		(VMAS * 3 * HUGE)
#define SECONDS		5

#define TRACEFS		"/sys/kernel/tracing"
#define INSTANCE	TRACEFS "/instances/ptwalk-locks"
#define MM		"mmap_lock_acquire_returned: mm="
#define EVENT		INSTANCE "/events/mmap_lock/mmap_lock_acquire_returned/enable"

FIXTURE(locks) {
	struct by_bpf by;
	pid_t pid;
	char *region;
	unsigned long long mm;
};

/* A VMA of three tables, one of none, and so on; writes to its mm all the time. */
static void target(char *region)
{
	unsigned long i;
	void *p;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (i = 0; i < LENGTH; i += 3 * HUGE)
		mprotect(region + i, PAGE, PROT_NONE);
	for (i = HUGE / 2; i < LENGTH; i += HUGE)
		region[i] = 1;
	for (;;) {
		p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		munmap(p, PAGE);
		/* so that the lock is free most of the time, and a dump meets few writers */
		usleep(50);
	}
}

static int without_proc(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -1;
	return mount("none", "/proc", "tmpfs", 0, NULL);
}

static void clear_trace(void)
{
	close(open(INSTANCE "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC));
}

/* The mm that @pid takes the lock of for writing; 0 if it has not */
static unsigned long long written_by(pid_t pid)
{
	unsigned long long mm = 0;
	char line[512], name[24];
	const char *at;
	FILE *f = fopen(INSTANCE "/trace", "re");

	snprintf(name, sizeof(name), "-%d ", pid);
	while (f && !mm && fgets(line, sizeof(line), f)) {
		at = strstr(line, MM);
		if (at && strstr(line, name) && strstr(line, "write=true"))
			mm = strtoull(at + strlen(MM), NULL, 16);
	}
	if (f)
		fclose(f);
	return mm;
}

/* How often this process has taken the lock of @mm for reading */
static unsigned long readings(unsigned long long mm)
{
	char line[512], name[24];
	unsigned long nr = 0;
	const char *at;
	FILE *f = fopen(INSTANCE "/trace", "re");

	snprintf(name, sizeof(name), "-%d ", getpid());
	while (f && fgets(line, sizeof(line), f)) {
		at = strstr(line, MM);
		nr += at && strtoull(at + strlen(MM), NULL, 16) == mm && strstr(line, name) &&
		      strstr(line, "write=false") && strstr(line, "success=true");
	}
	if (f)
		fclose(f);
	return nr;
}

FIXTURE_SETUP(locks)
{
	int ms;

	ASSERT_NE(NULL, by_bpf_source);
	if (access(TRACEFS "/instances", F_OK))
		ASSERT_EQ(0, mount("none", TRACEFS, "tracefs", 0, NULL));
	ASSERT_TRUE(!mkdir(INSTANCE, 0700) || errno == EEXIST);
	self->region = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
			    MAP_NORESERVE, -1, 0);
	ASSERT_NE(MAP_FAILED, self->region);
	madvise(self->region, LENGTH, MADV_NOHUGEPAGE);
	self->pid = fork();
	if (!self->pid)
		target(self->region);

	/* the numbers of processes in the trace, not their names */
	ASSERT_EQ(0, write_file(INSTANCE "/trace_options", "norecord-cmd"));
	ASSERT_EQ(0, write_file(EVENT, "1"));
	for (ms = 0; ms < 10000 && !self->mm; ms += 10) {
		usleep(10000);
		self->mm = written_by(self->pid);
	}
	ASSERT_NE(0, self->mm);
	ASSERT_EQ(0, without_proc());
}

FIXTURE_TEARDOWN(locks)
{
	by_bpf_free(&self->by);
	kill(self->pid, SIGKILL);
	waitpid(self->pid, NULL, 0);
	write_file(EVENT, "0");
	rmdir(INSTANCE);
}

TEST_F(locks, as_many_as_holds)
{
	const struct bpf_request request = { .pid = self->pid };
	const time_t until = time(NULL) + SECONDS;
	unsigned long dumps = 0, wrong = 0, most = 0, taken;

	do {
		by_bpf_free(&self->by);
		clear_trace();
		ASSERT_EQ(0, by_bpf_take(&self->by, by_bpf_source, &request));
		taken = readings(self->mm);
		dumps++;
		if (taken != self->by.dump->end->holds) {
			wrong++;
			TH_LOG("dump %lu: %llu holds, the lock was taken %lu times", dumps,
			       self->by.dump->end->holds, taken);
		}
		if (taken > most)
			most = taken;
	} while (time(NULL) < until && wrong < 10);
	TH_LOG("%lu dumps, at most %lu holds", dumps, most);
	EXPECT_EQ(0, wrong);
	EXPECT_LT(1, most);
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
