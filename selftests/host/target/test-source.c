// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps that are read from a pipe: complete ones, incomplete ones, and endless ones on a
 * machine with little memory.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "small-dump.h"
#include "source.h"

#define MEMORY	(32ULL << 20)

/* Replaces the function of libc: a machine with 32 MiB */
long get_phys_pages(void)
{
	return MEMORY / sysconf(_SC_PAGESIZE);
}

/**
 * struct piped - a dump that is written to a pipe, and read from it
 * @data: the dump
 * @size: its size in bytes
 * @stdin: a copy of the original standard input
 * @source: filled by source_open()
 * @err: message of source_open() if it fails
 */
struct piped {
	char		*data;
	size_t		size;
	int		stdin;
	struct source	source;
	struct errmsg	err;
};

FIXTURE(source)
{
	struct piped	p;
};

FIXTURE_SETUP(source)
{
	self->p.data = small_dump(&self->p.size);
	self->p.stdin = dup(STDIN_FILENO);
	self->p.err.text[0] = '\0';
}

FIXTURE_TEARDOWN(source)
{
	dup2(self->p.stdin, STDIN_FILENO);
	close(self->p.stdin);
	free(self->p.data);
}

/*
 * Writes @size bytes of @data, then its last @length bytes @times times more.  Stops when
 * the reader is gone; returns true if all was written.
 */
static bool write_all(int fd, const char *data, size_t size, size_t length,
		      size_t times)
{
	bool all = write(fd, data, size) == (ssize_t)size;

	while (all && times--)
		all = write(fd, data + size - length, length) ==
		      (ssize_t)length;
	return all;
}

/*
 * Opens "-" while a child process writes to it; returns the result of source_open().
 * *@status is the wait status of the writer, 0 if it could write everything.
 */
static int open_pipe(struct piped *p, size_t size, size_t length, size_t times,
		     int *status)
{
	int fds[2], rc;
	pid_t writer;

	if (pipe(fds))
		exit(1);
	writer = fork();
	if (!writer) {
		close(fds[0]);
		signal(SIGPIPE, SIG_IGN);
		_exit(!write_all(fds[1], p->data, size, length, times));
	}
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	rc = source_open(&p->source, "-", NULL, &p->err);
	dup2(p->stdin, STDIN_FILENO);
	waitpid(writer, status, 0);
	return rc;
}

/* Replaces everything after the first record by one record; returns the new size. */
static size_t put_record(struct piped *p, __u32 type, __u32 length)
{
	size_t offset = ((struct ptwalk_record *)p->data)->length;
	struct ptwalk_record *rec;

	p->data = realloc(p->data, offset + length);
	rec = (void *)(p->data + offset);
	memset(rec, 0, length);
	rec->type = type;
	rec->length = length;
	return offset + length;
}

TEST_F(source, all_of_it)
{
	int status;

	ASSERT_EQ(0, open_pipe(&self->p, self->p.size, 0, 0, &status))
		TH_LOG("%s", self->p.err.text);
	EXPECT_EQ(0, status);
	EXPECT_EQ(self->p.size, self->p.source.size);
	EXPECT_FALSE(self->p.source.live);
	EXPECT_FALSE(self->p.source.mapped);
	source_close(&self->p.source);
}

/* Records of unknown types are skipped, up to half of the machine's memory. */
TEST_F(source, unknown_records_without_end)
{
	size_t size = put_record(&self->p, 1000, 1 << 16);
	int status;

	EXPECT_EQ(-EFBIG, open_pipe(&self->p, size, 1 << 16, SIZE_MAX, &status));
	EXPECT_STREQ("-: no end after 16777216 bytes, half of the memory of this machine; if it is a whole dump, save it to a file and name that file",
		     self->p.err.text);
	EXPECT_NE(0, status);
}

/* The second VMA record is wrong, but that is only checked after the end of the dump. */
TEST_F(source, areas_without_end)
{
	size_t size = put_record(&self->p, PTWALK_REC_VMA, 1 << 12);
	int status;

	EXPECT_EQ(-EFBIG, open_pipe(&self->p, size, 1 << 12, SIZE_MAX, &status));
	EXPECT_NE(0, status);
}

TEST_F(source, less_than_the_limit)
{
	size_t size = put_record(&self->p, 1000, 1 << 16);
	int status;

	EXPECT_EQ(-ENODATA, open_pipe(&self->p, size, 1 << 16, 254, &status));
	EXPECT_EQ(0, status);
	EXPECT_NE(NULL, strstr(self->p.err.text, "without an end record"));
}

TEST_F(source, no_dump_without_end)
{
	int status;

	memset(self->p.data, 0, self->p.size);
	EXPECT_EQ(-EINVAL, open_pipe(&self->p, self->p.size, self->p.size,
				     SIZE_MAX, &status));
	EXPECT_NE(0, status);
	EXPECT_NE(NULL, strstr(self->p.err.text, "not a ptwalk dump"));
}

/* A regular file is mapped, so its size does not matter. */
TEST_F(source, a_large_file)
{
	size_t size = put_record(&self->p, 1000, 1 << 16);
	char path[] = "/tmp/ptwalk-test-source-XXXXXX";
	int fd = mkstemp(path);

	ASSERT_LE(0, fd);
	ASSERT_TRUE(write_all(fd, self->p.data, size, 1 << 16, 300));
	close(fd);
	EXPECT_EQ(-ENODATA, source_open(&self->p.source, path, NULL, &self->p.err));
	unlink(path);
	EXPECT_NE(NULL, strstr(self->p.err.text, "without an end record"));
}

TEST_HARNESS_MAIN
