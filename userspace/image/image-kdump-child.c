// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process that reads a compressed image by libkdumpfile: see image-kdump.c.  A hostile image
 * can make it crash, run in circles or execute anything.  So it has no other files than the
 * image, a limit of memory, and no system calls but those that read the image, answer, and
 * allocate; it ends with its parent.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "errmsg.h"
#include "image-kdump.h"

/* Answers are sent when the memory that is shared is filled in. */
static void child_answer(int socket)
{
	if (send(socket, "", 1, MSG_NOSIGNAL) != 1)
		_exit(1);
}

#ifndef PTWALK_LIBKDUMPFILE
void kdump_child(int file __attribute__((unused)), int socket, struct kdump_shared *shared)
{
	shared->code = -EOPNOTSUPP;
	snprintf(shared->text, sizeof(shared->text),
		 "it is compressed, and this ptwalk was built without libkdumpfile, which reads such files: build it with the library");
	child_answer(socket);
	_exit(0);
}
#else
#include <libkdumpfile/kdumpfile.h>

/* The most memory: some for the library, and some times what can be in the file */
#define MAX_MEMORY	(512ULL << 20)
#define TIMES_FILE	4

/* Descriptors that are kept, besides standard error */
#define FILE_FD		3
#define SOCKET_FD	4

#ifndef __SANITIZE_ADDRESS__	/* which needs terabytes of addresses, and more calls */
/* What allocates memory, reads the file and the socket, answers, and ends */
static const unsigned int allowed[] = {
	SYS_pread64, SYS_recvfrom, SYS_sendto, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap,
	SYS_madvise, SYS_futex, SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_getrandom,
	SYS_exit_group,
};

#define NR_ALLOWED	(sizeof(allowed) / sizeof(allowed[0]))

/*
 * Refuse all other system calls, with EPERM: a library of another version may do without.  The
 * numbers are those of x86-64.  int $0x80 takes those of i386, where they are other calls, such as
 * execve(): nobody does that by mistake, and it ends the process.  A number of x32 has bit 30 set,
 * so that it is none of @allowed.
 */
static int child_restrict_calls(void)
{
	struct sock_filter filter[NR_ALLOWED + 6] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	const struct sock_fprog program = {
		.len = NR_ALLOWED + 6, .filter = filter,
	};
	size_t i;

	for (i = 0; i < NR_ALLOWED; i++)
		filter[4 + i] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], NR_ALLOWED - i, 0);
	filter[4 + NR_ALLOWED] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	filter[5 + NR_ALLOWED] = (struct sock_filter)
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static int child_restrict_memory(void)
{
	struct rlimit limit;
	struct stat st;
	rlim_t most;

	if (getrlimit(RLIMIT_AS, &limit) || fstat(FILE_FD, &st))
		return -1;
	/* holes need no memory */
	most = MAX_MEMORY + (rlim_t)st.st_blocks * 512 * TIMES_FILE;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_AS, &limit);
}
#endif

/* Keep nothing but the file, the socket and memory.  0 on success. */
static int child_restrict(int file, int socket)
{
	const struct rlimit none = { 0, 0 };
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -1;
	/* to places that none of them has */
	file = fcntl(file, F_DUPFD, 10);
	socket = fcntl(socket, F_DUPFD, 10);
	/* the C library says on standard error why it aborts */
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0 || dup2(file, FILE_FD) < 0 ||
	    dup2(socket, SOCKET_FD) < 0 ||
	    syscall(SYS_close_range, SOCKET_FD + 1, ~0U, 0) ||
	    setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -1;
#ifdef __SANITIZE_ADDRESS__
	return 0;
#else
	return child_restrict_memory() || child_restrict_calls();
#endif
}

/* Fill in the answer from a status of libkdumpfile that is no success. */
static void child_explain(kdump_ctx_t *ctx, kdump_status status, struct kdump_shared *shared)
{
	shared->code = -EBADMSG;
	if (status == KDUMP_ERR_SYSTEM && errno)
		shared->code = -errno;
	else if (status == KDUMP_ERR_NOTIMPL)
		shared->code = -EOPNOTSUPP;
	else if (status == KDUMP_ERR_EOF)
		shared->code = -ENODATA;
	snprintf(shared->text, sizeof(shared->text), "%s", kdump_get_err(ctx));
}

/* Files of QEMU do not say what is needed to be sure; they are taken for those of a PC. */
static bool child_is_x86(kdump_ctx_t *ctx, struct kdump_shared *shared)
{
	const char *name;

	if (kdump_get_string_attr(ctx, KDUMP_ATTR_ARCH_NAME, &name) != KDUMP_OK ||
	    !strcmp(name, KDUMP_ARCH_X86_64))
		return true;
	shared->code = -EOPNOTSUPP;
	snprintf(shared->text, sizeof(shared->text),
		 "it is of another architecture: %s, expected %s", name, KDUMP_ARCH_X86_64);
	return false;
}

/* Open the image, and say what is known of it.  What is allocated ends with the process. */
static kdump_ctx_t *child_open(struct kdump_shared *shared)
{
	kdump_ctx_t *ctx = kdump_new();
	kdump_status status;
	kdump_num_t pages;
	char *text;

	if (!ctx) {
		shared->code = -ENOMEM;
		snprintf(shared->text, sizeof(shared->text), "out of memory");
		return NULL;
	}
	/* with a mapping, a file that is cut short meanwhile is a SIGBUS, and not an error */
	kdump_set_number_attr(ctx, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);
	status = kdump_open_fd(ctx, FILE_FD);
	if (status != KDUMP_OK) {
		child_explain(ctx, status, shared);
		return NULL;
	}
	if (!child_is_x86(ctx, shared))
		return NULL;
	/* a file without VMCOREINFO may have it in its memory */
	if (kdump_vmcoreinfo_raw(ctx, &text) == KDUMP_OK) {
		shared->notes_size = strnlen(text, sizeof(shared->data));
		memcpy(shared->data, text, shared->notes_size);
	}
	if (kdump_get_number_attr(ctx, "max_pfn", &pages) == KDUMP_OK)
		shared->pages = pages;
	return ctx;
}

static void child_read(kdump_ctx_t *ctx, const struct kdump_request *request,
		       struct kdump_shared *shared)
{
	size_t length = request->size;
	const kdump_status status = kdump_read(ctx, KDUMP_MACHPHYSADDR, request->phys,
					       shared->data, &length);

	if (status == KDUMP_ERR_NODATA || (status == KDUMP_OK && length != request->size))
		shared->code = -ENXIO;
	else if (status == KDUMP_OK)
		shared->code = 0;
	else
		child_explain(ctx, status, shared);
}

/**
 * kdump_child() - read a compressed image on behalf of the parent, until it closes the socket
 * @file: descriptor of the image
 * @socket: socket to the parent
 * @shared: memory that is shared with it
 */
void kdump_child(int file, int socket, struct kdump_shared *shared)
{
	struct kdump_request request;
	struct errmsg missing;
	kdump_ctx_t *ctx;

	if (kdump_load(&missing)) {
		shared->code = -EOPNOTSUPP;
		snprintf(shared->text, sizeof(shared->text),
			 "it is compressed, and only libkdumpfile reads such files: %s",
			 missing.text);
		child_answer(socket);
		_exit(0);
	}
	if (child_restrict(file, socket))
		_exit(1);
	ctx = child_open(shared);
	child_answer(SOCKET_FD);
	while (ctx && recv(SOCKET_FD, &request, sizeof(request), 0) == sizeof(request)) {
		child_read(ctx, &request, shared);
		child_answer(SOCKET_FD);
	}
	_exit(0);
}
#endif
