// SPDX-License-Identifier: GPL-2.0
/*
 * From the word TARGET to a checked dump: see source.h for what it owns.  Files
 * and standard input are here, the live process is in source-live.c.
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

#include "number.h"
#include "source.h"

#define READ_SIZE	(1024 * 1024)

/**
 * source_place() - is TARGET live, and what does it name?
 * @target: as typed: a PID, "self" or "kernel", with ":user" behind it for the
 *	    PGD of user mode
 * @place: filled in on success
 *
 * These words are always live, so that what a command does depends on no file
 * that happens to be there; a file is then ./123.
 *
 * Return: 0; -ENOENT where @target is a file or standard input; -ERANGE where it
 * is a number that no process has.
 */
int source_place(const char *target, struct source_place *place)
{
	size_t length = strcspn(target, ":");
	char word[16];
	__u64 number;

	*place = (struct source_place){ .pid = getpid() };
	if (length >= sizeof(word))
		return -ENOENT;
	snprintf(word, sizeof(word), "%.*s", (int)length, target);
	if (!strcmp(target + length, ":user"))
		place->pgd = PTWALK_PGD_USER;
	else if (target[length])
		return -ENOENT;

	if (!strcmp(word, "self"))
		return 0;
	if (!strcmp(word, "kernel")) {
		place->half = PTWALK_HALF_KERNEL;
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
 * How much is read of what may have no end.  A dump of this machine is smaller: it
 * is made of its page tables, which are in memory themselves.
 */
static size_t most_read(void)
{
	return get_phys_pages() / 2 * sysconf(_SC_PAGESIZE);
}

/*
 * All of what cannot be mapped.  Something that is no dump, or no longer one, is
 * not read to an end that it may not have (/dev/zero); dump_parse() will say what
 * it is.  Records that are well-formed, but never end, are read up to a limit.
 */
static int read_all(struct source *source, int fd,
		    const struct source_request *request, struct errmsg *err)
{
	size_t most = source->live ? SIZE_MAX : most_read();
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
					  "no end after %zu bytes, half of the memory of this machine; if it has one, write it to a file and name that, which is mapped",
					  most);
		if (request && request->progress)
			request->progress(source->size, request->arg);
	} while (n && !dump_is_over(source->data, source->size, &offset));
	return 0;
}

/*
 * A file that is cut short while it is mapped kills its reader by SIGBUS.  That
 * is the price of not copying hundreds of megabytes; record never shortens a
 * file, it renames.
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
	/* files of debugfs are regular and say that they are empty */
	if (S_ISREG(st.st_mode) && st.st_size)
		return map(source, fd, st.st_size, err);
	if (isatty(fd))
		return errmsg_set(err, -EINVAL,
				  "a terminal gives no dump; redirect a file or a pipe to it");
	return read_all(source, fd, NULL, err);
}

static int open_file(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT && !strchr(path, '/'))
		return errmsg_set(err, -ENOENT,
				  "there is no such file; TARGET is a PID, 'self', a dump file, or '-' for standard input");
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
		fd = source_live(&place, request, err);
	else if (!strcmp(source->name, "-"))
		fd = STDIN_FILENO;
	else
		fd = open_file(source->name, err);
	if (fd < 0)
		return fd;

	rc = source->live ? read_all(source, fd, request, err) :
			   load_file(source, fd, err);
	if (fd != STDIN_FILENO)
		close(fd);
	return rc;
}

/**
 * source_open() - read the dump that TARGET stands for
 * @source: filled in; to be closed with source_close() if 0 is returned
 * @target: what source_place() knows, "-" for standard input, else a path
 * @request: what to ask a live process for; a file is read as it is
 * @err: says why not, beginning with @target
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

/**
 * source_close() - let go of a dump and its bytes
 * @source: what source_open() filled in
 */
void source_close(struct source *source)
{
	dump_free(source->dump);
	if (source->mapped)
		munmap(source->data, source->size);
	else
		free(source->data);
	*source = (struct source){ 0 };
}
