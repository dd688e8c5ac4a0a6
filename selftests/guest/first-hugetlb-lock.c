// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module walks shared hugetlb memory under the lock of its file (i_mmap_rwsem), which
 * other processes can hold.  Here another process holds it nearly all the time, by
 * punching holes into the file.  The module must not keep the target's mmap lock while it
 * waits for that.  A dump must end, also where threads of the target contend for its mmap
 * lock, and has to say so (PTWALK_END_LEFT_OUT) if it leaves out the tables of this VMA.  And the
 * module must not keep the file, with all of its pages, for a reader that does not come back.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define HUGE		(2UL << 20)
#define GIANT		(1UL << 30)
#define PAGES		2		/* pages that stay; the rest becomes a hole repeatedly */
#define PUNCH_NS	20000000ULL	/* a punch has to hold the file's lock for this time */
#define MORE		100		/* mappings that are added to make a punch slower */
#define MOST		20000		/* mappings at most */
/* the target's mapping; its PD maps nothing else, so a dump that left it out has no such PD */
#define HERE		((char *)0x10000000000)
#define BUSY_SIZE	(8UL << 20)
#define DUMPS		8
#define CALM_DUMPS	5
#define ATTEMPTS	4
#define READERS		16	/* that read once and stay */
#define DIRECTORY	"/tmp/hugetlb-lock"
#define PATIENCE	120	/* seconds; until then a dump has to leave the tables out */

/**
 * struct shared - memory that the processes share
 * @touched: the target has its pages
 * @punch_ns: how long a punch of the hole takes
 * @ready: the puncher has begun to punch in an endless loop
 * @elsewhere: punch and map another file: the same load with another lock
 */
struct shared {
	volatile bool touched;
	volatile uint64_t punch_ns;
	volatile bool ready;
	volatile bool elsewhere;
};

FIXTURE(lock) {
	struct shared *shared;
	struct source source;
	int fd, other;
	pid_t puncher, mapper, target;
};

FIXTURE_VARIANT(lock) {
	bool busy;	/* threads contend for the target's mmap lock as well */
};

FIXTURE_VARIANT_ADD(lock, of_the_file) { false };
FIXTURE_VARIANT_ADD(lock, of_both) { true };

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static char *map_file(char *at, int fd)
{
	char *p = mmap(at, GIANT, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_NORESERVE |
		       (at ? MAP_FIXED_NOREPLACE : 0), fd, 0);

	if (p == MAP_FAILED)
		_exit(1);
	return p;
}

/*
 * Punches the hole; returns the nanoseconds that it took, about the time for which the
 * file's lock was held.  It grows with the number of mappings of the file.
 */
static uint64_t punch(int fd)
{
	uint64_t begin = now_ns();

	if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      PAGES * HUGE, GIANT - PAGES * HUGE))
		_exit(1);
	return now_ns() - begin;
}

static void keep_punching(int fd, int other, struct shared *shared)
{
	unsigned int mappings = 0, i;

	do {
		for (i = 0; i < MORE; i++)
			map_file(NULL, fd);
		mappings += MORE;
		shared->punch_ns = punch(fd);
	} while (shared->punch_ns < PUNCH_NS && mappings < MOST);
	map_file(NULL, other);
	shared->ready = true;
	for (;;)
		punch(shared->elsewhere ? other : fd);
}

/* Maps and unmaps the file endlessly, which takes its lock: so somebody always waits for it. */
static void keep_mapping(int fd, int other, struct shared *shared)
{
	for (;;)
		munmap(map_file(NULL, shared->elsewhere ? other : fd), GIANT);
}

/* Changes the protection of a VMA endlessly; large, so the mmap lock is taken nearly always. */
static void *keep_protecting(void *unused)
{
	char *p = mmap(NULL, BUSY_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	for (;;)
		if (mprotect(p, BUSY_SIZE, PROT_READ) ||
		    mprotect(p, BUSY_SIZE, PROT_READ | PROT_WRITE))
			_exit(1);
	return unused;
}

/* The target: sleeps, or has two threads contend for its mmap lock, so one always waits. */
static void be_target(int fd, bool busy, struct shared *shared)
{
	char *p = map_file(HERE, fd);
	pthread_t thread;
	size_t i;

	for (i = 0; i < PAGES; i++)
		p[i * HUGE] = 1;
	shared->touched = true;
	if (busy && !pthread_create(&thread, NULL, keep_protecting, NULL))
		keep_protecting(NULL);
	for (;;)
		pause();
}

/* Waits until *@done; false if process @pid exits before. */
static bool waited(volatile bool *done, pid_t pid)
{
	while (!*done && !waitpid(pid, NULL, WNOHANG))
		usleep(10000);
	return *done;
}

FIXTURE_SETUP(lock)
{
	prepare();
	mkdir(DIRECTORY, 0700);
	self->fd = -1;
	self->other = -1;
	if (mount("none", DIRECTORY, "hugetlbfs", 0, "pagesize=2M"))
		SKIP(return, "no hugetlb files");
	self->fd = open(DIRECTORY "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	self->other = open(DIRECTORY "/other", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ASSERT_LE(0, self->fd);
	ASSERT_LE(0, self->other);
	ASSERT_EQ(0, ftruncate(self->fd, GIANT));
	ASSERT_EQ(0, ftruncate(self->other, GIANT));
	self->shared = mmap(NULL, sizeof(*self->shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->shared);
	self->target = fork();
	if (!self->target) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		be_target(self->fd, variant->busy, self->shared);
	}
	ASSERT_LT(0, self->target);
	ASSERT_TRUE(waited(&self->shared->touched, self->target));
	self->puncher = fork();
	if (!self->puncher) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		keep_punching(self->fd, self->other, self->shared);
	}
	self->mapper = fork();
	if (!self->mapper) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		keep_mapping(self->fd, self->other, self->shared);
	}
	ASSERT_LT(0, self->puncher);
	ASSERT_LT(0, self->mapper);
	ASSERT_TRUE(waited(&self->shared->ready, self->puncher));
}

static void end(pid_t *pid)
{
	if (*pid <= 0)
		return;
	kill(*pid, SIGKILL);
	waitpid(*pid, NULL, 0);
	*pid = 0;
}

/* Returns false if the file system stays in use after all who had its files have ended. */
static bool unmounted(void)
{
	unsigned int i;

	/* the last reference of a process that has ended is dropped a moment later */
	for (i = 0; i < 100 && umount(DIRECTORY) && errno == EBUSY; i++)
		usleep(50000);
	return i < 100;
}

FIXTURE_TEARDOWN(lock)
{
	end(&self->mapper);
	end(&self->puncher);
	end(&self->target);
	source_close(&self->source);
	close(self->fd);
	close(self->other);
	unmounted();
	rmdir(DIRECTORY);
}

/* True if the dump has the pages of the file that are outside the hole. */
static bool has_pages(const struct dump *dump)
{
	struct ptwalk_pte pte;
	unsigned int i;

	for (i = 0; i < PAGES; i++) {
		view_page(dump, (uint64_t)HERE + i * HUGE, &pte);
		if (pte.kind != PTWALK_PAGE || pte.level != 2)
			return false;
	}
	return true;
}

static int compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t median(uint64_t *ns, unsigned int nr)
{
	qsort(ns, nr, sizeof(*ns), compare_ns);
	return ns[nr / 2];
}

/*
 * If the module waited for the file's lock during a hold of the mmap lock, the hold would
 * last half a punch longer on average.  A busy CPU makes holds longer, too: so the holds
 * are compared with those under the same load on another file.  What else the host does may change
 * between the two: so there are several attempts, all of which a module that waits would fail.
 */
TEST_F(lock, held_by_another)
{
	uint64_t holds[DUMPS], calm_holds[CALM_DUMPS], calm = 0, typical;
	uint64_t punch_ns = self->shared->punch_ns;
	time_t until = time(NULL) + PATIENCE;
	unsigned int left_out = 0, attempt = 0, n;

again:
	self->shared->elsewhere = !variant->busy;
	/* Wait for the end of a punch of the first file that has begun. */
	usleep(punch_ns / 500);
	for (n = 0; !variant->busy && n < CALM_DUMPS; n++) {
		source_close(&self->source);
		ASSERT_EQ(0, view_take(&self->source, self->target));
		calm_holds[n] = self->source.dump->end->hold_max_ns;
		EXPECT_TRUE(has_pages(self->source.dump));
	}
	if (n)
		calm = median(calm_holds, n);
	self->shared->elsewhere = false;

	/* In the busy variant, take dumps until one leaves the tables out. */
	for (n = 0; variant->busy ? !left_out && time(NULL) < until : n < DUMPS; n++) {
		const struct ptwalk_end *end;

		source_close(&self->source);
		ASSERT_EQ(0, view_take(&self->source, self->target));
		end = self->source.dump->end;
		EXPECT_TRUE(end->flags & PTWALK_END_COMPLETE);
		holds[n % DUMPS] = end->hold_max_ns;
		if (end->flags & PTWALK_END_LEFT_OUT) {
			left_out++;
			EXPECT_EQ(NULL, dump_table(self->source.dump, 2,
						   (uint64_t)HERE));
		} else {
			EXPECT_TRUE(has_pages(self->source.dump));
		}
	}
	ASSERT_LT(0, n);
	typical = median(holds, n < DUMPS ? n : DUMPS);
	TH_LOG("%u dumps beside a hole that takes %lu us: %u without the area's tables, holds of %lu us, elsewhere of %lu us",
	       n, punch_ns / 1000, left_out, typical / 1000, calm / 1000);
	if (variant->busy) {
		EXPECT_LT(0, left_out);
	} else {
		EXPECT_EQ(0, left_out);
		if (calm + punch_ns / 4 <= typical && ++attempt < ATTEMPTS)
			goto again;
		EXPECT_GT(calm + punch_ns / 4, typical);
	}
}

/*
 * A reader gets the records up to the VMA whose lock is not free, and stops there.  Everybody else
 * lets go of the file: its file system is not in use any more.
 */
TEST_F(lock, not_kept_for_a_reader)
{
	char request[32], buf[4096];
	int readers[READERS];
	unsigned int i;

	snprintf(request, sizeof(request), "pid=%d", self->target);
	for (i = 0; i < READERS; i++) {
		readers[i] = open("/sys/kernel/debug/ptwalk/raw", O_RDWR | O_CLOEXEC);
		ASSERT_LE(0, readers[i]);
		ASSERT_LT(0, write(readers[i], request, strlen(request)));
		EXPECT_LT(0, read(readers[i], buf, sizeof(buf)));
	}
	end(&self->mapper);
	end(&self->puncher);
	end(&self->target);
	close(self->fd);
	close(self->other);
	self->fd = -1;
	self->other = -1;
	EXPECT_TRUE(unmounted());
	for (i = 0; i < READERS; i++)
		close(readers[i]);
}

TEST_HARNESS_MAIN
