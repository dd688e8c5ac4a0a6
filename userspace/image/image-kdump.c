// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressed memory images, as makedumpfile writes them: see image-private.h.  libkdumpfile
 * owns the format.  Pages that makedumpfile has left out are not in the image.
 *
 * An image is a hostile input, and libkdumpfile was not made for those: 0.5.1 writes behind its
 * buffer where a page is larger than a page, and does worse.  So a child process does all that
 * needs the library (image-kdump-child.c), and can do nothing else.  This file owns that
 * process: asks it for pages, checks what it answers, and says so if it dies or hangs.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "errmsg.h"
#include "image-kdump.h"
#include "image-notes.h"
#include "image-private.h"
#include "pte.h"

/* How long to wait for an answer.  Even of a slow disk, a megabyte takes less. */
#define PATIENCE_MS	60000

/* No page: the address of a page is page-aligned */
#define NO_PAGE		1

/**
 * struct image_kdump - the process that reads a compressed image
 * @pid: its PID
 * @fd: socket to it
 * @shared: memory that is shared with it
 * @at: physical address of the page in @page; NO_PAGE if there is none
 * @page: the page that was read last, as structures are read member by member
 */
struct image_kdump {
	pid_t			pid;
	int			fd;
	struct kdump_shared	*shared;
	__u64			at;
	char			page[4096];
};

static int kdump_died(struct errmsg *err)
{
	return errmsg_set(err, -EBADMSG,
			  "corrupt image: libkdumpfile has crashed on it, or was stopped because it did not end");
}

/* The message of an answer, of which nothing is certain, with what can be printed only */
static int kdump_refused(int code, const struct kdump_shared *shared, struct errmsg *err)
{
	char text[sizeof(shared->text)];
	size_t i;

	memcpy(text, shared->text, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for (i = 0; text[i]; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
	return errmsg_set(err, code, "%s", text);
}

/* Wait for an answer. */
static int kdump_answer(struct image_kdump *kdump, struct errmsg *err)
{
	struct pollfd wait = { .fd = kdump->fd, .events = POLLIN };
	struct kdump_shared *shared = kdump->shared;
	char answer;
	int n, code;

	do {
		n = poll(&wait, 1, PATIENCE_MS);
	} while (n < 0 && errno == EINTR);
	if (n != 1 || recv(kdump->fd, &answer, 1, 0) != 1) {
		kill(kdump->pid, SIGKILL);
		return kdump_died(err);
	}
	code = shared->code;
	if (!code || code == -ENXIO)
		return code;
	if (code > 0 || code < -4095)
		return kdump_died(err);
	return kdump_refused(code, shared, err);
}

/* Read within what the shared memory can hold. */
static int kdump_ask(struct image_kdump *kdump, __u64 phys, void *buf, size_t size,
		     struct errmsg *err)
{
	const struct kdump_request request = { .phys = phys, .size = size };
	int rc;

	if (send(kdump->fd, &request, sizeof(request), MSG_NOSIGNAL) != sizeof(request))
		return kdump_died(err);
	rc = kdump_answer(kdump, err);
	if (!rc)
		memcpy(buf, kdump->shared->data, size);
	return rc;
}

/* Begin the process.  Returns 0, or a negative errno with nothing left of it. */
static int kdump_begin(struct image_kdump *kdump, int file, struct errmsg *err)
{
	int pair[2], code;

	kdump->shared = mmap(NULL, sizeof(*kdump->shared), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (kdump->shared == MAP_FAILED)
		return errmsg_set(err, -ENOMEM, "out of memory");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		code = errmsg_set(err, -errno, "cannot make a socket: %m");
		munmap(kdump->shared, sizeof(*kdump->shared));
		return code;
	}
	kdump->pid = fork();
	if (!kdump->pid)
		kdump_child(file, pair[1], kdump->shared);
	code = -errno;
	close(pair[1]);
	kdump->fd = pair[0];
	if (kdump->pid > 0)
		return 0;
	close(pair[0]);
	munmap(kdump->shared, sizeof(*kdump->shared));
	return errmsg_set(err, code, "cannot begin a process: %s", strerror(-code));
}

/* Take over what the process has found when it opened the image. */
static int kdump_take(struct image *image, struct errmsg *err)
{
	struct kdump_shared *shared = image->kdump->shared;
	const __u64 pages = shared->pages;
	const size_t length = shared->notes_size;
	int rc = 0;

	if (!pages || pages > IMAGE_ADDRESS / ptwalk_span(1))
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: it does not say how much memory it has");
	if (length > sizeof(shared->data))
		return kdump_died(err);
	if (length)
		rc = image_notes_take(&image->notes, shared->data, length);
	return rc ? errmsg_set(err, rc, "out of memory") :
		    image_add_segment(image, 0, pages * ptwalk_span(1), 0, err);
}

/**
 * image_load_kdump() - open a compressed image
 * @image: image, with @fd and @size set; the rest is filled in
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno, as image_open(); -EOPNOTSUPP if ptwalk was built without
 * libkdumpfile.
 */
int image_load_kdump(struct image *image, struct errmsg *err)
{
	struct image_kdump *kdump = calloc(1, sizeof(*kdump));
	int rc;

	if (!kdump)
		return errmsg_set(err, -ENOMEM, "out of memory");
	rc = kdump_begin(kdump, image->fd, err);
	if (rc) {
		free(kdump);
		return rc;
	}
	kdump->at = NO_PAGE;
	image->kdump = kdump;
	rc = kdump_answer(kdump, err);
	return rc ? rc : kdump_take(image, err);
}

/**
 * image_read_kdump() - read physical memory from a compressed image
 * @image: image
 * @phys: physical address, any
 * @buf: filled in
 * @size: number of bytes
 * @err: filled in on failure, except for -ENXIO
 *
 * Return: as image_read().
 */
int image_read_kdump(const struct image *image, __u64 phys, void *buf, size_t size,
		     struct errmsg *err)
{
	struct image_kdump *kdump = image->kdump;
	const __u64 inside = phys % sizeof(kdump->page);
	size_t n;
	int rc = 0;

	if (size <= sizeof(kdump->page) - inside) {
		if (kdump->at != phys - inside) {
			kdump->at = NO_PAGE;
			rc = kdump_ask(kdump, phys - inside, kdump->page, sizeof(kdump->page), err);
			if (rc)
				return rc;
			kdump->at = phys - inside;
		}
		memcpy(buf, kdump->page + inside, size);
		return 0;
	}
	for (; !rc && size; size -= n, phys += n, buf = (char *)buf + n) {
		n = size < sizeof(kdump->shared->data) ? size : sizeof(kdump->shared->data);
		rc = kdump_ask(kdump, phys, buf, n, err);
	}
	return rc;
}

/**
 * image_close_kdump() - end the process that reads a compressed image
 * @image: image; need not be a compressed one
 */
void image_close_kdump(struct image *image)
{
	struct image_kdump *kdump = image->kdump;

	if (!kdump)
		return;
	kill(kdump->pid, SIGKILL);
	while (waitpid(kdump->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(kdump->fd);
	munmap(kdump->shared, sizeof(*kdump->shared));
	free(kdump);
	image->kdump = NULL;
}
