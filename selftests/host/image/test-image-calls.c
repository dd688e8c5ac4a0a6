// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls that are refused to the process that reads a compressed image.  A function that
 * tries one takes the place of libkdumpfile.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "image-kdump.h"
#include "kselftest_harness.h"
#include "library.h"

/* Bit 30 of a number says x32, see asm/unistd.h */
#define X32		0x40000000
/* getegid32() of i386, see unistd_32.h: on x86-64 it is futex(), which is allowed */
#define I386_GETEGID	202
#define NOT_TRIED	LONG_MIN

static void (*attempt)(void);
static long *result;

/* Instead of loading a library: whatever is called first does the attempt. */
int library_load(const char *file __attribute__((unused)),
		 const char *const *names __attribute__((unused)), void **functions, size_t nr,
		 struct errmsg *err __attribute__((unused)))
{
	while (nr--)
		functions[nr] = attempt;
	return 0;
}

static void call_i386(void)
{
	asm volatile ("int $0x80" : "=a" (*result) : "a" (I386_GETEGID)
		      : "memory", "r8", "r9", "r10", "r11");
	_exit(0);
}

static void call_x32(void)
{
	*result = syscall(X32 | SYS_lseek, STDIN_FILENO, 0, SEEK_CUR) ? -errno : 0;
	_exit(0);
}

FIXTURE(calls)
{
	struct kdump_shared	*shared;
	int			file;
	int			pair[2];
};

FIXTURE_SETUP(calls)
{
	self->file = open("/proc/self/exe", O_RDONLY);
	self->shared = mmap(NULL, sizeof(*self->shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->shared);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_SEQPACKET, 0, self->pair));
	result = (long *)self->shared->data;
	*result = NOT_TRIED;
#ifdef __SANITIZE_ADDRESS__
	SKIP(return, "with AddressSanitizer, no system calls are refused");
#endif
}

FIXTURE_TEARDOWN(calls)
{
	close(self->pair[0]);
	close(self->pair[1]);
	close(self->file);
	munmap(self->shared, sizeof(*self->shared));
}

/* Returns the status of a process that does the attempt, free or as one that reads an image. */
static int try_call(struct _test_data_calls *self, bool is_free)
{
	int status;
	pid_t pid = fork();

	if (!pid && is_free)
		attempt();
	if (!pid)
		kdump_child(self->file, self->pair[1], self->shared);
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* Most numbers of i386 are those of other calls on x86-64: 11, munmap(), is execve() there. */
TEST_F(calls, i386)
{
	int status;

	attempt = call_i386;
	if (try_call(self, true) || *result != getegid())
		SKIP(return, "this kernel has no system calls of i386");
	*result = NOT_TRIED;
	status = try_call(self, false);
	if (self->shared->code == -EOPNOTSUPP)
		SKIP(return, "%s", self->shared->text);
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(SIGSYS, WTERMSIG(status));
	EXPECT_EQ(NOT_TRIED, *result);
}

TEST_F(calls, x32)
{
	attempt = call_x32;
	try_call(self, false);
	if (self->shared->code == -EOPNOTSUPP)
		SKIP(return, "%s", self->shared->text);
	EXPECT_EQ(-EPERM, *result);
}

TEST_HARNESS_MAIN
