// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes the list of processes (module parameter pids) while a process reads the files
 * of pids on it.  An open dump can be read to its end, whether its pid stays on the list
 * or not.  Writing the parameter does not wait for a reader, not even for one that sleeps
 * in a page fault of its buffer forever.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "pte.h"

#define PARAMETER	"/sys/module/ptwalk/parameters/pids"
#define FILES		"/sys/kernel/debug/ptwalk/pid/"
#define PAGE		4096UL

FIXTURE(pids) {
	struct situation s;
	int fd;
};

FIXTURE_SETUP(pids)
{
	char text[64];

	/* many tables, so that a dump takes many reads */
	ASSERT_EQ(0, situation_start(&self->s, "wide"));
	snprintf(text, sizeof(text), "%d", self->s.pid);
	ASSERT_EQ(0, write_file(PARAMETER, text));
	snprintf(text, sizeof(text), FILES "%d/raw", self->s.pid);
	self->fd = open(text, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(pids)
{
	close(self->fd);
	write_file(PARAMETER, "\n");
	situation_stop(&self->s);
}

/*
 * Reads the rest of a dump after @begun bytes; returns the number of tables in its end
 * record, -1 if that is missing or says that the dump is incomplete.
 */
static long read_on(int fd, size_t begun)
{
	struct ptwalk_end end = { 0 };
	size_t size = 8 << 20, n = begun;
	char *buf = malloc(size);
	ssize_t got = 1;

	while (buf && got > 0 && n < size) {
		got = read(fd, buf + n, size - n);
		n += got > 0 ? got : 0;
	}
	if (got)
		note("read: %m");
	else if (n >= begun + sizeof(end))
		memcpy(&end, buf + n - sizeof(end), sizeof(end));
	free(buf);
	return end.rec.type == PTWALK_REC_END && (end.flags & PTWALK_END_COMPLETE) ?
	       (long)end.tables : -1;
}

/* Changes to a list that keeps the pid of a dump that has begun, then to one without it. */
TEST_F(pids, changed_while_open)
{
	struct ptwalk_record rec;
	char text[64];
	int later;

	ASSERT_EQ(sizeof(rec), read(self->fd, &rec, sizeof(rec)));
	EXPECT_EQ(PTWALK_REC_HEADER, rec.type);
	snprintf(text, sizeof(text), "%d,%d", self->s.pid, getpid());
	ASSERT_EQ(0, write_file(PARAMETER, text));
	snprintf(text, sizeof(text), FILES "%d/raw", getpid());
	EXPECT_EQ(0, access(text, R_OK));
	later = open(text, O_RDONLY | O_CLOEXEC);
	EXPECT_LE(0, later);
	EXPECT_EQ(1, read(self->fd, &rec, 1));
	/* Both pids leave the list; of one of the dumps nothing has been read yet. */
	ASSERT_EQ(0, write_file(PARAMETER, "1"));
	EXPECT_NE(0, access(text, F_OK));
	EXPECT_LT(128, read_on(self->fd, sizeof(rec) + 1));
	EXPECT_LT(0, read_on(later, 0));
	close(later);
}

/* Memory whose page faults wait until *@uffd, its userfaultfd, is closed; NULL on failure */
static char *endless(int *uffd)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.range.len = PAGE, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	range.range.start = (uintptr_t)p;
	if (p == MAP_FAILED || *uffd < 0 || ioctl(*uffd, UFFDIO_API, &api) ||
	    ioctl(*uffd, UFFDIO_REGISTER, &range))
		return NULL;
	return p;
}

struct reader {
	int fd;
	char *buf;
	ssize_t got;
};

static void *read_once(void *arg)
{
	struct reader *r = arg;

	r->got = read(r->fd, r->buf, PAGE);
	return NULL;
}

TEST_F(pids, reader_that_stays_away)
{
	struct pollfd faults = { .events = POLLIN };
	struct reader reader = { .fd = self->fd, .buf = endless(&faults.fd) };
	pthread_t thread;

	ASSERT_NE(NULL, reader.buf);
	ASSERT_EQ(0, pthread_create(&thread, NULL, read_once, &reader));
	/* A fault event means that the thread sleeps in copy_to_user() inside read(). */
	ASSERT_EQ(1, poll(&faults, 1, 10000));
	EXPECT_EQ(0, write_file(PARAMETER, "1"));
	EXPECT_EQ(0, write_file(PARAMETER, "1,2"));
	EXPECT_EQ(0, reader.got);
	/* close() lets the fault continue; the reader has to get the whole dump. */
	close(faults.fd);
	EXPECT_EQ(0, pthread_join(thread, NULL));
	/* fewer bytes than asked for, if the hold of the mmap lock was over before */
	EXPECT_LT(0, reader.got);
	EXPECT_LT(128, read_on(self->fd, reader.got));
}

TEST_HARNESS_MAIN
