// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bad requests get a precise errno and change nothing: a good request is accepted after
 * them.  The errnos are an interface: Documentation/ABI/testing/debugfs-ptwalk lists them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "pte.h"

#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define TEXT	"/sys/kernel/debug/ptwalk/text"
#define INFO	"/sys/kernel/debug/ptwalk/info"

/* Writes a request; returns its errno, or 0 if it is accepted. */
static int request(int fd, const char *text)
{
	return write(fd, text, strlen(text)) < 0 ? errno : 0;
}

FIXTURE(request) {
	int fd;
};

FIXTURE_SETUP(request)
{
	self->fd = open(RAW, O_RDWR);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(request)
{
	close(self->fd);
}

TEST_F(request, words)
{
	static const struct {
		const char *text;
		int error;
	} bad[] = {
		{ "", EINVAL },
		{ "\n", EINVAL },
		{ "0", EINVAL },
		{ "pid=0", EINVAL },
		{ "pid=-1", EINVAL },
		{ "-1", EBADRQC },
		{ "+1", EBADRQC },
		{ "pid=+1", EINVAL },
		{ "pid=", EINVAL },
		{ "start=", EINVAL },
		{ "pid=12x", EINVAL },
		{ "12x", EINVAL },
		{ "0x10", EINVAL },
		{ "1 2", EINVAL },
		{ "pid=1 pid=1", EINVAL },
		{ "pid=1 1", EINVAL },
		{ "pid=99999999999999999999", ERANGE },
		{ "pid=4194305", ESRCH },
		{ "colour=blue", EBADRQC },
		{ "PID=1", EBADRQC },
		{ "pid=1 start=1", EINVAL },
		{ "pid=1 start=0x1800", EINVAL },
		{ "pid=1 start=pear", EINVAL },
		{ "pid=1 start=0x2000 end=0x1000", ERANGE },
		{ "pid=1 start=0x2000 end=0x2000", ERANGE },
		{ "pid=1 end=0", ERANGE },
		{ "pid=1 end=0xffffffffffffffff", EINVAL },
		{ "pid=1 start=0xffff800000000000 end=0xffff800000001000",
		  ERANGE },
		{ "pid=1 start=0x100000000000000 end=0x100000000001000",
		  ERANGE },
		{ "pid=1 end=0x10000000000000000", ERANGE },
		{ "pid=1 half=lower", EINVAL },
		{ "pid=1 half=kernel", EACCES },
		{ "pid=1 pgd=lower", EINVAL },
		{ "pid=1 paths=", EINVAL },
		{ "pid=1 paths=none", EINVAL },
		{ "pid=1 paths=no paths=yes", EINVAL },
		{ "pid=1 start=0xffffffff81000000", ERANGE },
	};
	struct ptwalk_record rec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		int error = request(self->fd, bad[i].text);

		EXPECT_EQ(bad[i].error, error)
			TH_LOG("for \"%s\"", bad[i].text);
	}
	/* after all of them a good one is still taken, and answered */
	EXPECT_EQ(0, request(self->fd, "  pid=1\tstart=0 half=user \n"));
	EXPECT_EQ(sizeof(rec), read(self->fd, &rec, sizeof(rec)));
	EXPECT_EQ(PTWALK_REC_HEADER, rec.type);
}

TEST_F(request, overlong)
{
	char text[PTWALK_REQUEST_MAX + 1];

	memset(text, ' ', sizeof(text));
	text[0] = '1';
	EXPECT_EQ(-1, write(self->fd, text, sizeof(text)));
	EXPECT_EQ(E2BIG, errno);
	EXPECT_EQ(PTWALK_REQUEST_MAX,
		  write(self->fd, text, PTWALK_REQUEST_MAX));
}

TEST_F(request, nul_byte)
{
	EXPECT_EQ(-1, write(self->fd, "1\0", 2));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(request, bad_pointer)
{
	void *volatile nowhere = (void *)8;	/* volatile avoids a compiler warning */

	EXPECT_EQ(-1, write(self->fd, nowhere, 8));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(0, request(self->fd, "1"));
	EXPECT_EQ(-1, read(self->fd, nowhere, 8));
	EXPECT_EQ(EFAULT, errno);
}

TEST_F(request, second)
{
	EXPECT_EQ(0, request(self->fd, "1"));
	EXPECT_EQ(EBUSY, request(self->fd, "1"));
}

TEST_F(request, after_the_first_read)
{
	char byte;

	EXPECT_EQ(1, read(self->fd, &byte, 1));
	EXPECT_EQ(EBUSY, request(self->fd, "1"));
}

TEST_F(request, no_seeking)
{
	char byte;

	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->fd, &byte, 1, 0));
	EXPECT_EQ(ESPIPE, errno);
}

/* Read the dump that is requested of this process; returns its size. */
static size_t dump_self(const char *paths, char *buf, size_t size)
{
	int fd = open(RAW, O_RDWR);
	size_t used = 0;
	char text[64];
	ssize_t n;

	snprintf(text, sizeof(text), "%d %s", getpid(), paths);
	if (request(fd, text))
		return 0;
	do {
		n = read(fd, buf + used, size - used);
		used += n > 0 ? n : 0;
	} while (n > 0);
	close(fd);
	return n ? 0 : used;
}

static const struct ptwalk_vma *next_vma(const char *buf, size_t size, size_t *at)
{
	const struct ptwalk_record *rec;

	while (*at < size) {
		rec = (const void *)(buf + *at);
		*at += rec->length;
		if (rec->type == PTWALK_REC_VMA)
			return (const void *)rec;
	}
	return NULL;
}

static __u32 header_flags(const char *buf)
{
	const struct ptwalk_header *h = (const void *)buf;
	const struct ptwalk_header_tail *tail = (const void *)&h->dict[h->dict_count];

	return tail->flags;
}

/* Without paths a VMA record is the same, but for the name of a file that is in a directory. */
TEST_F(request, without_paths)
{
	const size_t room = 4 << 20;
	char *with = malloc(room), *without = malloc(room);
	unsigned int left_out = 0, memfds = 0, others = 0;
	size_t i = 0, j = 0, size, less;
	const struct ptwalk_vma *v, *w;
	int fd = memfd_create("kept", 0);

	ASSERT_EQ(0, ftruncate(fd, 4096));
	ASSERT_NE(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0));
	/* the buffers have their VMAs and pages before the first dump */
	memset(with, 0, room);
	memset(without, 0, room);
	size = dump_self("paths=yes", with, room);
	less = dump_self("paths=no", without, room);
	ASSERT_LT(0, size);
	ASSERT_LT(0, less);
	EXPECT_EQ(0, header_flags(with));
	EXPECT_EQ(PTWALK_HEADER_PATHLESS, header_flags(without));
	while ((v = next_vma(with, size, &i))) {
		w = next_vma(without, less, &j);
		ASSERT_NE(NULL, w);
		EXPECT_EQ(0, memcmp(&v->start, &w->start,
				    offsetof(struct ptwalk_vma, name_length) -
				    offsetof(struct ptwalk_vma, start)));
		if ((v->flags & PTWALK_VMA_FILE) && !(v->flags & PTWALK_VMA_INTERNAL)) {
			left_out += v->name_length > 0;
			EXPECT_EQ(0, w->name_length);
			continue;
		}
		EXPECT_EQ(v->name_length, w->name_length);
		EXPECT_EQ(0, memcmp(v->name, w->name, v->name_length));
		memfds += v->name_length > 11 && !memcmp(v->name, "/memfd:kept", 11);
		others += v->name_length == 7 && !memcmp(v->name, "[stack]", 7);
	}
	EXPECT_EQ(NULL, next_vma(without, less, &j));
	EXPECT_LT(0, left_out);
	EXPECT_EQ(1, memfds);
	EXPECT_EQ(1, others);
	free(with);
	free(without);
	close(fd);
}

/* Ranges that begin or end inside a VMA */
TEST_F(request, part_of_an_area)
{
	struct area areas[64];
	char text[96], buf[1 << 14];
	uint64_t from;
	ssize_t n;
	int i, half;

	i = maps_read(getpid(), areas, 64);
	ASSERT_LT(0, i);
	while (i--) {
		if (areas[i].end - areas[i].start < 8192 ||
		    areas[i].start >> 63)
			continue;
		for (half = 0; half < 2; half++) {
			struct ptwalk_end *end;
			int fd = open(RAW, O_RDWR);

			from = areas[i].start + half * 4096;
			snprintf(text, sizeof(text), "%d start=0x%lx end=0x%lx",
				 getpid(), from, from + 4096);
			ASSERT_EQ(0, request(fd, text)) TH_LOG("%s", text);
			for (n = 0; n < (ssize_t)sizeof(buf);) {
				ssize_t got = read(fd, buf + n,
						   sizeof(buf) - n);

				ASSERT_LE(0, got);
				if (!got)
					break;
				n += got;
			}
			end = (void *)(buf + n - sizeof(*end));
			EXPECT_EQ(PTWALK_REC_END, end->rec.type);
			EXPECT_EQ(PTWALK_END_COMPLETE,
				  end->flags & ~PTWALK_END_ONE_MOMENT);
			EXPECT_EQ(1, end->vmas);
			EXPECT_EQ(from + 4096, end->reached);
			close(fd);
		}
	}
}

/* kthreadd, which has no mm, always has pid 2. */
TEST_F(request, kernel_thread)
{
	EXPECT_EQ(ENXIO, request(self->fd, "2"));
}

TEST_F(request, zombie)
{
	char text[16];
	siginfo_t info;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	ASSERT_EQ(0, waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	snprintf(text, sizeof(text), "%d", pid);
	EXPECT_EQ(ESRCH, request(self->fd, text));
	waitpid(pid, NULL, 0);
	EXPECT_EQ(ESRCH, request(self->fd, text));
}

/* Without a request the reader gets a dump of itself. */
TEST_F(request, none)
{
	struct ptwalk_header header;

	ASSERT_EQ(sizeof(header), read(self->fd, &header, sizeof(header)));
	EXPECT_EQ(getpid(), header.tgid);
	EXPECT_EQ(getpid(), header.pid);
}

TEST(open_modes)
{
	char byte;
	int fd;

	EXPECT_EQ(-1, open(RAW, O_WRONLY));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, open(TEXT, O_WRONLY));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, open(INFO, O_WRONLY | O_TRUNC | O_CREAT | O_EXCL, 0600));

	fd = open(RAW, O_RDONLY);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, write(fd, "1", 1));
	EXPECT_EQ(EBADF, errno);
	EXPECT_EQ(1, read(fd, &byte, 1));
	close(fd);
}

/* A user with access to the files by their mode, but without any capability, gets EPERM. */
TEST(no_capability)
{
	static const char *const files[] = { RAW, TEXT, INFO };
	int status;
	size_t i;
	pid_t pid;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		pid = fork();
		if (!pid) {
			/* own directory and file, so that their mode allows the access */
			int dir = open("/sys/kernel/debug/ptwalk", O_PATH);

			if (fchownat(dir, "", 65534, -1, AT_EMPTY_PATH) ||
			    chown(files[i], 65534, -1))
				_exit(1);
			if (setuid(65534))
				_exit(2);
			if (openat(dir, strrchr(files[i], '/') + 1,
				   O_RDONLY) >= 0)
				_exit(3);
			_exit(errno == EPERM ? 0 : 4);
		}
		waitpid(pid, &status, 0);
		EXPECT_EQ(0, status);
		chown(files[i], 0, -1);
	}
	chown("/sys/kernel/debug/ptwalk", 0, -1);
}

TEST_HARNESS_MAIN
