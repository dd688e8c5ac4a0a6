// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps that come through a pipe: in pieces, with nothing after them, and without
 * an end, on a machine that has little memory.
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

/* In place of libc's */
long get_phys_pages(void)
{
	return MEMORY / sysconf(_SC_PAGESIZE);
}

/**
 * struct piped - what goes through a pipe, and comes out of it
 * @data: a dump
 * @size: its bytes
 * @stdin: standard input as it was
 * @source: what source_open() made of it
 * @err: or said
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

/* The last @length bytes so often, as long as anybody reads; true if all of it */
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
 * Opens "-", to which a process writes; what source_open() returned.  The writer's
 * exit status is 0 if all was read.
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

/* In place of the rest of the dump, from its second record on */
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

/* Records that nobody knows are passed over, up to the memory of the machine. */
TEST_F(source, unknown_records_without_end)
{
	size_t size = put_record(&self->p, 1000, 1 << 16);
	int status;

	EXPECT_EQ(-EFBIG, open_pipe(&self->p, size, 1 << 16, SIZE_MAX, &status));
	EXPECT_STREQ("-: no end after 16777216 bytes, half of the memory of this machine; if it is a whole dump, save it to a file and name that file",
		     self->p.err.text);
	EXPECT_NE(0, status);
}

/* What is wrong with the second of them would be seen when all has been read. */
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

/* A file is mapped, however large it is. */
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
