// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write a file that appears under its name only when it is complete: see outfile.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errmsg.h"
#include "outfile.h"
#include "signals.h"

#define CHUNK	(1024 * 1024)	/* bytes between two checks for signals */
#define SUFFIX	".XXXXXX"	/* suffix of a temporary file, for mkostemp() */

/**
 * struct outfile - a file that is being written
 * @fd: descriptor of the temporary file, pipe or device
 * @signals: blocked signals; if one is pending, writing stops.  NULL if none are blocked
 */
struct outfile {
	int			fd;
	const struct signals	*signals;
};

/**
 * outfile_put() - write to a file; called by an outfile_fill function
 * @out: file, as passed to the outfile_fill function
 * @data: bytes to write
 * @size: number of bytes
 *
 * Return: 0 or a negative errno; -EINTR if a signal is pending that will end ptwalk.
 */
int outfile_put(const struct outfile *out, const void *data, size_t size)
{
	ssize_t n;

	while (size) {
		if (out->signals && signals_pending(out->signals))
			return -EINTR;
		n = write(out->fd, data, size < CHUNK ? size : CHUNK);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data = (const char *)data + n;
			size -= n;
		}
	}
	return 0;
}

/* Write to a pipe or a device, for which there is no temporary file to rename. */
static int write_directly(int fd, const struct outfile_content *content,
			  struct errmsg *err)
{
	const struct outfile out = { .fd = fd };
	int rc;

	if (content->terminal && isatty(fd))
		return errmsg_set(err, -EINVAL, "%s", content->terminal);
	rc = content->fill(&out, content->arg);
	return rc ? errmsg_set(err, rc, "cannot write: %s", strerror(-rc)) : 0;
}

static int fill_temporary(char *temporary, const char *path,
			  const struct outfile_content *content,
			  const struct signals *signals, struct errmsg *err)
{
	struct outfile out = { .signals = signals };
	int rc;

	out.fd = mkostemp(temporary, O_CLOEXEC);
	if (out.fd < 0)
		return errmsg_set(err, -errno,
				  "cannot create a temporary file in its directory: %m");
	rc = content->fill(&out, content->arg);
	if (!rc && (fchmod(out.fd, content->mode) || fsync(out.fd)))
		rc = -errno;
	close(out.fd);
	if (!rc && signals_pending(signals))
		rc = -EINTR;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (!rc)
		return 0;
	unlink(temporary);
	return errmsg_set(err, rc, "cannot write: %s", strerror(-rc));
}

/*
 * How many bytes of a path to use for the temporary file, so that its name with SUFFIX
 * is not longer than NAME_MAX.
 */
static int kept_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t directory = slash ? slash + 1 - path : 0;
	size_t name = strlen(path + directory);

	if (name > NAME_MAX - strlen(SUFFIX))
		name = NAME_MAX - strlen(SUFFIX);
	return directory + name;
}

/*
 * Write a temporary file and rename it.  Signals are blocked while the temporary file
 * exists, so that none can end ptwalk and leave it behind.  outfile_put() checks for them
 * between writes; when the file is gone, they are unblocked and take effect.
 */
static int write_renamed(const char *path,
			 const struct outfile_content *content,
			 struct errmsg *err)
{
	struct signals signals;
	char *temporary;
	int rc;

	if (asprintf(&temporary, "%.*s" SUFFIX, kept_length(path), path) < 0)
		return errmsg_set(err, -ENOMEM, "out of memory");
	signals_hold(&signals);
	rc = fill_temporary(temporary, path, content, &signals, err);
	signals_release(&signals);
	free(temporary);
	return rc;
}

/**
 * outfile_name() - what to call a file in a message
 * @path: file, or - for standard output
 *
 * Return: @path or "standard output".
 */
const char *outfile_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard output";
}

/**
 * outfile_write() - write a file
 * @path: path of the file; "-" is standard output
 * @content: content of the file
 * @err: filled in on failure
 *
 * A symbolic link is followed: its target is replaced, and not the link.  A dangling link
 * is refused, as cp(1) does: somebody may have left it there to make ptwalk, which usually
 * runs as root, create a file in a place of their choice.  A device or a named pipe
 * is written to directly.
 *
 * Return: 0 or a negative errno.
 */
int outfile_write(const char *path, const struct outfile_content *content,
		  struct errmsg *err)
{
	char target[PATH_MAX];
	struct stat st;
	int fd, rc;

	if (!strcmp(path, "-"))
		return write_directly(STDOUT_FILENO, content, err);
	if (stat(path, &st)) {
		if (errno != ENOENT)
			return errmsg_set(err, -errno, "cannot write: %m");
		if (!lstat(path, &st))
			return errmsg_set(err, -ENOENT,
					  "it is a symbolic link to nothing: remove it, or name the file that it is to point to");
		return write_renamed(path, content, err);
	}
	if (S_ISDIR(st.st_mode))
		return errmsg_set(err, -EISDIR, "it is a directory");
	if (S_ISREG(st.st_mode)) {
		if (!realpath(path, target))
			return errmsg_set(err, -errno, "cannot write: %m");
		return write_renamed(target, content, err);
	}
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errmsg_set(err, -errno, "cannot write: %m");
	rc = write_directly(fd, content, err);
	close(fd);
	return rc;
}
