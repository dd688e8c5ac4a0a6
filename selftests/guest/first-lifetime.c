// SPDX-License-Identifier: GPL-2.0-only
/*
 * References: an open file pins the module, but not the target's memory.  If the target
 * exits during a dump, the dump ends as incomplete.  Dumps of processes that start and
 * exit all the time leak no mm_struct and no task_struct.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "churn.h"
#include "dump.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"

#define RAW		"/sys/kernel/debug/ptwalk/raw"
#define REFCNT		"/sys/module/ptwalk/refcnt"
#define DUMPS		200		/* dumps of a storm, ... */
#define LONG		90		/* ... which ends earlier after so many seconds, ... */
#define LEAST		60		/* ... but not before so many dumps */
#define WORKERS		6

/* Opens RAW and asks for a dump of @pid; returns the file, -1 on error. */
static int ask(pid_t pid)
{
	int fd = open(RAW, O_RDWR | O_CLOEXEC);

	if (fd >= 0 && dprintf(fd, "pid=%d\n", pid) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Reads the rest of a dump after @have bytes; returns the size of the whole dump, or -1. */
static ssize_t read_all(int fd, char **data, size_t have)
{
	size_t size = have, room = have;
	ssize_t n;

	do {
		if (room - size < (1 << 20)) {
			room = size + (4 << 20);
			*data = realloc(*data, room);
		}
		n = read(fd, *data + size, room - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		size += n;
	} while (n);
	return size;
}

TEST(open_file_holds_module)
{
	int fd = open(RAW, O_RDWR);

	ASSERT_LE(0, fd);
	EXPECT_EQ(1, read_number(REFCNT));
	EXPECT_EQ(-1, syscall(SYS_delete_module, "ptwalk", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	close(fd);
	EXPECT_EQ(0, read_number(REFCNT));
}

static int second_thread(void *shared)
{
	*(volatile pid_t *)shared = syscall(SYS_gettid);
	while (pause())
		;
	return 0;
}

/* Starts a process of two threads; its first thread (leader) exits if @leader_exits. */
static pid_t two_threads(bool leader_exits, pid_t *thread)
{
	pid_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = fork();

	if (!pid) {
		static char stack[16384] __attribute__((aligned(16)));

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (clone(second_thread, stack + sizeof(stack), CLONE_VM |
			  CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
			  shared) < 0)
			_exit(1);
		while (!leader_exits)
			pause();
		syscall(SYS_exit, 0);
	}
	while (!*(volatile pid_t *)shared)
		usleep(1000);
	*thread = *shared;
	munmap(shared, 4096);
	return pid;
}

TEST(first_thread_has_exited)
{
	struct ptwalk_header header;
	pid_t thread, pid = two_threads(true, &thread);
	int fd;

	ASSERT_LT(0, pid);
	usleep(100000);
	fd = ask(pid);
	ASSERT_LE(0, fd);
	ASSERT_EQ(sizeof(header), read(fd, &header, sizeof(header)));
	EXPECT_EQ(pid, header.tgid);
	close(fd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Nanoseconds since boot: the clock of the header's start_time. */
static uint64_t boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/*
 * Ask for a dump of a thread while its process is killed: the module must never read
 * tgid and start_time from a leader that has been freed.
 */
TEST(threads_that_are_killed)
{
	struct ptwalk_header header;
	int i, fd;

	for (i = 0; i < 100; i++) {
		uint64_t before = boot_ns();
		pid_t thread, pid = two_threads(false, &thread);

		ASSERT_LT(0, pid);
		if (!fork()) {
			kill(pid, SIGKILL);
			_exit(0);
		}
		fd = ask(thread);
		if (fd >= 0 && read(fd, &header, sizeof(header)) ==
		    sizeof(header)) {
			EXPECT_EQ(thread, header.pid);
			EXPECT_EQ(pid, header.tgid);
			EXPECT_LE(before, header.start_time);
			EXPECT_GE(boot_ns(), header.start_time);
		}
		close(fd);
		kill(pid, SIGKILL);
		while (wait(NULL) > 0)
			;
	}
}

TEST(target_exits_in_the_middle)
{
	struct situation s;
	struct errmsg err;
	struct dump *dump;
	char *data = malloc(4096);
	ssize_t first, size;
	int fd;

	ASSERT_EQ(0, situation_start(&s, "wide"));
	fd = ask(s.pid);
	ASSERT_LE(0, fd);
	/* The first read() returns what one hold of the mmap lock copied: less on a slow kernel. */
	first = read(fd, data, 4096);
	ASSERT_LT(0, first);
	situation_stop(&s);
	size = read_all(fd, &data, first);
	ASSERT_LT(first, size);
	ASSERT_EQ(0, dump_parse(&dump, data, size, &err))
		TH_LOG("%s", err.text);
	EXPECT_EQ(PTWALK_END_GONE, dump->end->flags &
		  (PTWALK_END_GONE | PTWALK_END_COMPLETE));
	EXPECT_GT(dump->header->end, dump->end->reached);
	dump_free(dump);
	free(data);
	close(fd);
}

static int64_t available(void)
{
	char line[128];
	int64_t kb = -1;
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %ld", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

TEST(open_file_holds_no_memory)
{
	size_t size = 256UL << 20;
	int64_t before, after;
	char byte;
	pid_t pid;
	int fd, p[2];

	before = available();
	ASSERT_EQ(0, pipe(p));
	pid = fork();
	if (!pid) {
		char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE |
				    MAP_ANONYMOUS, -1, 0);

		/* 65536 page faults would take a minute on a kernel with KASAN */
		madvise(memory, size, MADV_HUGEPAGE);
		memset(memory, 1, size);
		write(p[1], "x", 1);
		pause();
	}
	ASSERT_EQ(1, read(p[0], &byte, 1));
	fd = ask(pid);
	ASSERT_LE(0, fd);
	ASSERT_EQ(1, read(fd, &byte, 1));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	after = available();
	/* less than half of the target's memory may be gone; size / 2048 is half of it in kB */
	EXPECT_GT((int64_t)size / 2048, before - after);
	close(fd);
}

/* The number of live objects of a slab cache, after its empty slabs were freed. */
static int64_t objects(const char *cache)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", cache);
	write_file(path, "1");
	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/objects", cache);
	return read_number(path);
}

/* Waits up to five seconds until @cache has at most @goal objects; returns their number. */
static int64_t settled(const char *cache, int64_t goal)
{
	int64_t n = objects(cache);
	int i;

	for (i = 0; i < 50 && n > goal; i++) {
		usleep(100000);
		n = objects(cache);
	}
	return n;
}

/* Counting objects works because these two slab caches are never merged with others. */
TEST(storm)
{
	uint64_t complete = 0, gone = 0, changed = 0, retries = 0, tables = 0;
	int64_t mms = objects("mm_struct"), tasks = objects("task_struct");
	pid_t pid[WORKERS];
	time_t until;
	int i, k;

	ASSERT_LT(0, mms);
	ASSERT_LT(0, tasks);
	for (i = 0; i < WORKERS; i++) {
		pid[i] = fork();
		if (!pid[i])
			churn(i + 1);
	}
	until = time(NULL) + LONG;
	for (k = 0; k < LEAST || (k < DUMPS && time(NULL) < until); k++) {
		struct errmsg err = { "" };
		struct dump *dump;
		char *data = NULL;
		ssize_t size;
		int fd;

		/* Dumps are fast: give the workers time to change their tables in between. */
		usleep(20000);
		i = k % WORKERS;
		fd = ask(pid[i]);
		ASSERT_LE(0, fd);
		/* Every tenth target is killed after its dump was asked for, and replaced. */
		if (k % 10 == 9) {
			if (k % 20 == 19) {
				data = malloc(1);
				ASSERT_EQ(1, read(fd, data, 1));
			}
			kill(pid[i], SIGKILL);
			waitpid(pid[i], NULL, 0);
			pid[i] = fork();
			if (!pid[i])
				churn(k);
		}
		size = read_all(fd, &data, !!data);
		ASSERT_LT(0, size);
		ASSERT_EQ(0, dump_parse(&dump, data, size, &err))
			TH_LOG("dump %d: %s", k, err.text);
		complete += !!(dump->end->flags & PTWALK_END_COMPLETE);
		gone += !!(dump->end->flags & PTWALK_END_GONE);
		changed += !!(dump->end->flags & (PTWALK_END_VMAS_CHANGED |
						  PTWALK_END_TABLES_CHANGED));
		retries += dump->end->retries;
		tables += dump->end->tables;
		dump_free(dump);
		free(data);
		close(fd);
	}
	for (i = 0; i < WORKERS; i++) {
		kill(pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
	TH_LOG("%lu complete, %lu cut short, %lu changed meanwhile; %lu tables, %lu copied again",
	       complete, gone, changed, tables, retries);
	EXPECT_EQ(k, complete + gone);
	EXPECT_LT(0, gone);
	EXPECT_EQ(0, read_number(REFCNT));
	EXPECT_GE(mms + 4, settled("mm_struct", mms));
	EXPECT_GE(tasks + 4, settled("task_struct", tasks));
}

TEST_HARNESS_MAIN
