// SPDX-License-Identifier: GPL-2.0-only
/*
 * attempt [--passed] FILE [REQUEST] - open a file as ptwalk does, write a request to it, and read
 * it to its end.  Prints the name of the errno that one of these fails with, or "ok".
 *
 * With --passed, root opens the file and passes the descriptor through a socket to a process that
 * has no capability and is another user's: that one writes and reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY	65534

static const char *attempt(int fd, const char *request)
{
	static char buf[1 << 16];
	ssize_t got;

	if (request && write(fd, request, strlen(request)) < 0)
		return strerrorname_np(errno);
	do {
		got = read(fd, buf, sizeof(buf));
	} while (got > 0);
	return got ? strerrorname_np(errno) : "ok";
}

union message {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

static void pass(int to, int fd)
{
	union message m = { 0 };
	struct iovec byte = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &byte, .msg_iovlen = 1,
		.msg_control = &m, .msg_controllen = sizeof(m),
	};

	m.header.cmsg_level = SOL_SOCKET;
	m.header.cmsg_type = SCM_RIGHTS;
	m.header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&m.header), &fd, sizeof(fd));
	if (sendmsg(to, &message, 0) != 1)
		exit(2);
}

static int take(int from)
{
	union message m = { 0 };
	char text;
	struct iovec byte = { .iov_base = &text, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &byte, .msg_iovlen = 1,
		.msg_control = &m, .msg_controllen = sizeof(m),
	};
	int fd;

	if (recvmsg(from, &message, 0) != 1 || m.header.cmsg_type != SCM_RIGHTS)
		exit(2);
	memcpy(&fd, CMSG_DATA(&m.header), sizeof(fd));
	return fd;
}

int main(int argc, char **argv)
{
	int passed = argc > 1 && !strcmp(argv[1], "--passed"), fd = -1, pair[2], status;
	const char *file = argv[1 + passed], *request = file ? argv[2 + passed] : NULL;

	if (!file)
		return 2;
	if (passed && socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return 2;
	if (passed && !fork()) {
		/* from root to another user: all capabilities are gone */
		if (setgid(NOBODY) || setuid(NOBODY))
			return 2;
		fd = take(pair[1]);
		puts(open(file, O_RDWR) < 0 ? attempt(fd, request) : "opened");
		return 0;
	}
	fd = open(file, request ? O_RDWR : O_RDONLY);
	if (fd < 0)
		puts(strerrorname_np(errno));
	else if (!passed)
		puts(attempt(fd, request));
	else
		pass(pair[0], fd);
	if (passed)
		return wait(&status) < 0 || status ? 2 : 0;
	return 0;
}
