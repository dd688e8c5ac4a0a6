// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation and each copy from or to user memory fails once, in every call that leads into
 * the module (/proc/self/fail-nth): the caller is told ENOMEM or EFAULT, nothing is leaked, and the
 * same call made again succeeds.  The kernel's own failures on the way, as of open(2), are among
 * them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dump.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"

#define FILES	"/sys/kernel/debug/ptwalk/"
#define PIDS	"/sys/module/ptwalk/parameters/pids"
#define REFCNT	"/sys/module/ptwalk/refcnt"
#define ROOM	(4UL << 20)
#define MOST	300		/* calls that can fail are far fewer in one system call */

static const struct {
	const char *path;
	const char *value;
} settings[] = {
	/* also allocations that may sleep, which those of the module may */
	{ "/sys/kernel/debug/failslab/ignore-gfp-wait", "N" },
	{ "/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N" },
	{ "/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem", "N" },
	{ "/sys/kernel/debug/fail_page_alloc/min-order", "0" },
	/* a trace of each failure in the log would be taken for a complaint */
	{ "/sys/kernel/debug/failslab/verbose", "0" },
	{ "/sys/kernel/debug/fail_page_alloc/verbose", "0" },
	{ "/sys/kernel/debug/fail_usercopy/verbose", "0" },
};

FIXTURE(each) {
	int nth;		/* /proc/self/fail-nth */
	char *data;
};

FIXTURE_SETUP(each)
{
	char path[64];
	size_t i;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth", syscall(SYS_gettid));
	self->nth = open(path, O_RDWR | O_CLOEXEC);
	if (self->nth < 0)
		return;
	for (i = 0; i < ARRAY_SIZE(settings); i++)
		ASSERT_EQ(0, write_file(settings[i].path, settings[i].value))
			TH_LOG("%s: %m", settings[i].path);
	/* of pages that are there: page faults could fail as well, but not in the module */
	self->data = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	ASSERT_NE(MAP_FAILED, self->data);
}

FIXTURE_TEARDOWN(each)
{
	close(self->nth);
}

/* Lets the @n-th call that can fail do so, from now on. */
static void arm(int nth, unsigned int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	if (write(nth, text, strlen(text)) < 0)
		note("fail-nth: %m");
}

/* Lets no further call fail; returns whether one has. */
static bool disarm(int nth)
{
	char text[16] = "";
	bool failed;

	/* the copy of this number can be what fails: then none has in the call under test */
	failed = pread(nth, text, sizeof(text) - 1, 0) > 0 && atoi(text) == 0;
	while (pwrite(nth, "0", 1, 0) != 1)
		;
	return failed;
}

/* Did a call fail in one of the ways in which one without memory may? */
static bool is_lack(int err)
{
	return err == ENOMEM || err == EFAULT;
}

static const char request[] = "pid=1 start=0 end=0x7fffffff0000";

/* the calls under test: each returns at least 0, or -1 with errno */
enum call {
	OPEN_RAW, OPEN_TEXT, OPEN_INFO, WRITE_RAW, WRITE_TEXT, READ_SMALL, READ_LARGE, READ_OTHER,
	READ_TEXT, READ_INFO, WRITE_PIDS, CALLS
};

static const struct {
	const char *name;
	const char *path;
	int flags;
	bool opens;		/* the open is under test */
	const char *ask;	/* written before what is under test */
	const char *write;	/* is under test */
	size_t read;		/* likewise */
} calls[CALLS] = {
	[OPEN_RAW]	= { "open raw", FILES "raw", O_RDWR, .opens = true },
	[OPEN_TEXT]	= { "open text", FILES "text", O_RDWR, .opens = true },
	[OPEN_INFO]	= { "open info", FILES "info", O_RDONLY, .opens = true },
	[WRITE_RAW]	= { "request of raw", FILES "raw", O_RDWR, .write = request },
	[WRITE_TEXT]	= { "request of text", FILES "text", O_RDWR, .write = request },
	[READ_SMALL]	= { "read raw, small pieces", FILES "raw", O_RDWR, .read = 4096 },
	[READ_LARGE]	= { "read raw, large pieces", FILES "raw", O_RDWR, .read = 1 << 20 },
	[READ_OTHER]	= { "read raw of another", FILES "raw", O_RDWR, .ask = "1", .read = 1 << 20 },
	[READ_TEXT]	= { "read text", FILES "text", O_RDWR, .read = 1 << 16 },
	[READ_INFO]	= { "read info", FILES "info", O_RDONLY, .read = 4096 },
	[WRITE_PIDS]	= { "write pids=", PIDS, O_WRONLY, .write = "1" },
};

static ssize_t make(enum call call, int *fd, char *data)
{
	if (calls[call].opens)
		return *fd = open(calls[call].path, calls[call].flags | O_CLOEXEC);
	if (calls[call].write)
		return write(*fd, calls[call].write, strlen(calls[call].write));
	return read(*fd, data, calls[call].read);
}

/* Reads on to the end; returns the bytes in all, or -1. */
static ssize_t read_on(int fd, char *data, size_t have, size_t piece)
{
	ssize_t n;

	while ((n = read(fd, data + have, piece < ROOM - have ? piece : ROOM - have)) > 0)
		have += n;
	return n ? -1 : (ssize_t)have;
}

/* Is all as it should be after a call that has succeeded, perhaps the second time? */
static bool goes_on(enum call call, int fd, char *data, ssize_t got)
{
	struct errmsg err = { "" };
	struct dump *dump;
	bool complete;
	ssize_t size;

	if (call == WRITE_PIDS)
		return !access(FILES "pid/1/raw", R_OK) && !access(FILES "pid/1/text", R_OK) &&
		       !write_file(PIDS, "\n");
	size = read_on(fd, data, calls[call].read ? got : 0,
		       calls[call].read ? calls[call].read : 1 << 20);
	if (size <= 0)
		return false;
	if (strstr(calls[call].path, "info"))
		return !memcmp(data, "version: ", 9);
	if (strstr(calls[call].path, "text")) {
		data[size < (ssize_t)ROOM ? size : (ssize_t)ROOM - 1] = '\0';
		return strstr(data, "\n# end: complete, ");
	}
	if (dump_parse(&dump, data, size, &err)) {
		note("%s: %s", calls[call].name, err.text);
		return false;
	}
	complete = dump->end->flags & PTWALK_END_COMPLETE;
	dump_free(dump);
	return complete;
}

TEST_F(each, call)
{
	unsigned int call, n, injected, refused;
	bool failed;
	int fd, err;
	ssize_t got;

	if (self->nth < 0)
		SKIP(return, "no fault injection");
	for (call = 0; call < CALLS; call++) {
		injected = 0;
		refused = 0;
		failed = true;
		for (n = 1; failed && n < MOST; n++) {
			fd = -1;
			if (!calls[call].opens)
				fd = open(calls[call].path, calls[call].flags | O_CLOEXEC);
			if (calls[call].ask)
				ASSERT_LT(0, write(fd, calls[call].ask, strlen(calls[call].ask)));
			arm(self->nth, n);
			got = make(call, &fd, self->data);
			err = errno;
			failed = disarm(self->nth);
			injected += failed;
			if (got < 0) {
				refused++;
				EXPECT_TRUE(is_lack(err)) TH_LOG("%s, failure %u: %s",
								 calls[call].name, n, strerror(err));
				got = make(call, &fd, self->data);
				EXPECT_LE(0, got) TH_LOG("%s again after failure %u: %m",
							 calls[call].name, n);
			}
			EXPECT_TRUE(goes_on(call, fd, self->data, got))
				TH_LOG("%s, failure %u", calls[call].name, n);
			close(fd);
		}
		TH_LOG("%s: %u failures injected, %u refused", calls[call].name, injected, refused);
		EXPECT_FALSE(failed);
		EXPECT_LT(0, injected);
	}
	EXPECT_EQ(0, read_number(REFCNT));
}

TEST_HARNESS_MAIN
