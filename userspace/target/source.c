// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the dump that the argument TARGET of a command names, and check it: see source.h.
 * This file reads files and standard input; source-live.c opens live targets.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "names.h"
#include "number.h"
#include "source-private.h"
#include "zstd-stream.h"

#define READ_SIZE	(1024 * 1024)
#define PIECE		(16UL * 1024 * 1024)

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22	/* 5.14 */
#endif

/**
 * source_place() - parse TARGET if it names a live target
 * @target: as typed: a PID, "self" or "kernel", followed by ":user" for the PGD of user
 *	    mode
 * @place: filled in on success
 *
 * These names are always live targets, even if there is a file of the same name, so that
 * a command does not depend on the files in the current directory.  A file with such a
 * name can be given as ./123.
 *
 * Return: 0; -ENOENT if @target is a file or standard input; -ERANGE if it is a number
 * that is not a valid PID.
 */
int source_place(const char *target, struct source_place *place)
{
	size_t length = strcspn(target, ":");
	char word[16];
	__u64 number;

	*place = (struct source_place){ .pid = -1 };
	if (length >= sizeof(word))
		return -ENOENT;
	snprintf(word, sizeof(word), "%.*s", (int)length, target);
	if (!strcmp(target + length, ":user"))
		place->pgd = PTWALK_PGD_USER;
	else if (target[length])
		return -ENOENT;

	if (!strcmp(word, "kernel"))
		place->half = PTWALK_HALF_KERNEL;
	if (!strcmp(word, "self") || place->half == PTWALK_HALF_KERNEL) {
		place->pid = getpid();
		return 0;
	}
	if (!*word || word[strspn(word, "0123456789")])
		return -ENOENT;
	if (number_parse(word, "PID", 1, INT_MAX, &number, NULL))
		return -ERANGE;
	place->pid = number;
	return 0;
}

/*
 * Maximum number of bytes to read from a stream that may never end: half of the memory
 * of this machine.  A dump made on this machine is smaller, because it is a copy of page
 * tables, which are in memory themselves.
 */
size_t source_most_read(void)
{
	return get_phys_pages() / 2 * sysconf(_SC_PAGESIZE);
}

/*
 * Read a dump from something that mmap() does not support: a pipe, a device, a file of
 * debugfs.  It may never end.  Stop as soon as the bytes cannot continue a valid dump
 * (/dev/zero); dump_parse() then says what is wrong.  A stream of valid records that
 * never ends is read up to source_most_read().  Compressed bytes are decompressed.  The dump of a
 * live target comes from the module, and has an end.
 */
int source_read_all(struct source *source, int fd,
		    const struct source_request *request, struct errmsg *err)
{
	size_t most = source->live ? SIZE_MAX : source_most_read();
	size_t capacity = 0, offset = 0;
	char *bigger;
	ssize_t n;

	do {
		if (capacity - source->size < READ_SIZE) {
			capacity = capacity ? capacity * 2 : 2 * READ_SIZE;
			bigger = realloc(source->data, capacity);
			if (!bigger)
				return errmsg_set(err, -ENOMEM,
						  "out of memory after %zu bytes of dump",
						  source->size);
			source->data = bigger;
		}
		n = read(fd, (char *)source->data + source->size,
			 capacity - source->size);
		if (n < 0 && errno != EINTR)
			return errmsg_set(err, -errno, "cannot read: %m");
		if (n > 0)
			source->size += n;
		if (source->size > most)
			return errmsg_set(err, -EFBIG,
					  "no end after %zu bytes, half of the memory of this machine; if it is a whole dump, save it to a file and name that file",
					  most);
		if (request && request->progress)
			request->progress(source->size, request->arg);
		if (!source->live && zstd_is(source->data, source->size))
			return source_unpack(source, fd, err);
	} while (n && (source->live || !dump_is_over(source->data, source->size, &offset)));
	return 0;
}

/*
 * Have all pages of a mapped dump there before it is parsed, which looks at each of them: to map them
 * one fault after the other takes longer.  A piece follows only where all before it are records, so
 * that a large file that is no dump is not read.
 */
static void populate(char *data, size_t size)
{
	size_t offset = 0, done = 0, piece;

	while (done < size && !dump_is_over(data, done, &offset)) {
		piece = size - done < PIECE ? size - done : PIECE;
		if (madvise(data + done, piece, MADV_POPULATE_READ))
			return;
		done += piece;
	}
}

/*
 * Map a file instead of copying hundreds of megabytes.  The risk is a SIGBUS if somebody
 * truncates the file meanwhile.  "ptwalk record" never does: it writes a new file and
 * renames it.
 */
static int map(struct source *source, int fd, size_t size, struct errmsg *err)
{
	void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (data == MAP_FAILED)
		return errmsg_set(err, -errno, "cannot map %zu bytes: %m",
				  size);
	source->data = data;
	source->size = size;
	source->mapped = true;
	if (zstd_is(data, size))
		return source_unpack(source, -1, err);
	populate(data, size);
	return 0;
}

static int load_file(struct source *source, int fd, struct errmsg *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return errmsg_set(err, -errno, "cannot read: %m");
	if (S_ISDIR(st.st_mode))
		return errmsg_set(err, -EISDIR,
				  "it is a directory, not a dump");
	/* files of debugfs are regular files of size 0: read them */
	if (S_ISREG(st.st_mode) && st.st_size)
		return map(source, fd, st.st_size, err);
	if (isatty(fd))
		return errmsg_set(err, -EINVAL,
				  "a terminal gives no dump; redirect a file or a pipe to it");
	return source_read_all(source, fd, NULL, err);
}

static int open_file(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct nearest near;

	if (fd >= 0)
		return fd;
	if (errno == ENOENT && !strchr(path, '/')) {
		nearest_begin(&near, path, strlen(path));
		names_offer(&near);
		return errmsg_set(err, -ENOENT,
				  "there is no such file%s; TARGET is a PID, 'self', a dump file, the name of a process, unit or container, or '-' for standard input",
				  nearest_text(&near));
	}
	return errmsg_set(err, -errno, "cannot open: %m");
}

static int open_target(struct source *source,
		       const struct source_request *request, struct errmsg *err)
{
	struct source_place place;
	int fd, rc;

	rc = source_place(source->name, &place);
	if (rc == -ERANGE)
		return errmsg_set(err, rc,
				  "no process has this number; write ./%s for a file",
				  source->name);
	source->live = !rc;
	if (source->live)
		return source_live(source, &place, request, err);
	fd = strcmp(source->name, "-") ? open_file(source->name, err) : STDIN_FILENO;
	if (fd < 0)
		return fd;

	rc = load_file(source, fd, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return rc;
}

/**
 * source_open() - read and check the dump that TARGET names
 * @source: filled in; the caller closes it with source_close() if 0 is returned
 * @target: a live target as in source_place(), "-" for standard input, else a path; must
 *	    live as long as @source
 * @request: range and progress function for a live target, or NULL; ignored for a file
 * @err: filled in on failure; the text begins with @target
 *
 * "self" is the process of ptwalk itself.
 *
 * Return: 0 or a negative errno.
 */
int source_open(struct source *source, const char *target,
		const struct source_request *request, struct errmsg *err)
{
	struct errmsg why = { "" };
	int rc;

	*source = (struct source){ .name = target };
	rc = open_target(source, request, &why);
	if (!rc)
		rc = dump_parse(&source->dump, source->data, source->size,
				&why);
	if (!rc)
		return 0;
	source_close(source);
	return errmsg_set(err, rc, "%s: %s", *target ? target : "''", why.text);
}

/* Free the bytes of a dump. */
void source_drop(struct source *source)
{
	if (source->mapped)
		munmap(source->data, source->size);
	else
		free(source->data);
	source->data = NULL;
	source->size = 0;
	source->mapped = false;
}

/**
 * source_close() - free a dump and its bytes
 * @source: from source_open(); all fields are 0 afterwards
 */
void source_close(struct source *source)
{
	dump_free(source->dump);
	source_drop(source);
	*source = (struct source){ 0 };
}
