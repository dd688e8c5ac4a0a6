// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk record: the dump of a live process into a file.
 *
 * The dump is in memory and checked before its first byte is written.  It costs
 * 8 bytes a page, 0.2 % of what it describes, and two things are worth that:
 * the process is looked at for as short a time as can be, however slow
 * the disk or the pipe is; and what is written is known to be whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "area.h"
#include "cmd.h"
#include "explain.h"
#include "facts-live.h"
#include "number.h"
#include "output.h"
#include "source.h"

#define CHUNK		(1024 * 1024)	/* between two looks for signals */
#define PROGRESS_NS	100000000ULL
#define SUFFIX		".XXXXXX"	/* of a temporary file, for mkostemp() */

/**
 * struct progress - the line that a terminal is shown while a dump is read
 * @began: nanoseconds of CLOCK_MONOTONIC
 * @next: when it is to be written again
 * @shown: there is one
 */
struct progress {
	__u64	began;
	__u64	next;
	bool	shown;
};

static __u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void show_progress(size_t bytes, void *arg)
{
	struct progress *progress = arg;
	__u64 time = now();
	char size[16];

	if (time < progress->next)
		return;
	progress->next = time + PROGRESS_NS;
	progress->shown = true;
	fprintf(stderr, "\r%s, %llu MB/s\033[K",
		output_format_size(size, sizeof(size), bytes),
		bytes * 1000ULL / (time - progress->began + 1));
}

static void end_progress(const struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}

/* Signals that end us, but for those that are ignored, as after nohup. */
static void ending_signals(sigset_t *signals)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;
	size_t i;

	sigemptyset(signals);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		if (!sigaction(ending[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(signals, ending[i]);
}

/* While they are blocked, they are seen here. */
static bool interrupted(const sigset_t *signals)
{
	sigset_t pending;
	int sig;

	sigpending(&pending);
	for (sig = 1; sig < NSIG; sig++)
		if (sigismember(signals, sig) == 1 &&
		    sigismember(&pending, sig) == 1)
			return true;
	return false;
}

/* With @signals, one of them ends it with -EINTR. */
static int write_all(int fd, const char *data, size_t size,
		     const sigset_t *signals)
{
	ssize_t n;

	while (size) {
		if (signals && interrupted(signals))
			return -EINTR;
		n = write(fd, data, size < CHUNK ? size : CHUNK);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			size -= n;
		}
	}
	return 0;
}

/*
 * The dump, with the facts that were read for it before its last record: there,
 * who does not know such records finds all that they come after.
 */
static int write_dump(const struct source *source, int fd, const sigset_t *signals)
{
	const struct facts *facts = &source->dump->facts;
	const char *data = source->data;
	const size_t last = source->dump->end->rec.length;
	size_t i;
	int rc;

	rc = write_all(fd, data, source->size - last, signals);
	for (i = 0; !rc && i < facts->nr_own; i++)
		rc = write_all(fd, (const char *)facts->own[i],
			       facts->own[i]->length, signals);
	return rc ? rc : write_all(fd, data + source->size - last, last, signals);
}

/* To a pipe or a device: there is nothing to rename. */
static int write_directly(const struct source *source, int fd,
			  struct errmsg *err)
{
	int rc;

	if (isatty(fd))
		return errmsg_set(err, -EINVAL,
				  "a dump is not for a terminal; redirect it, or name a file with -o");
	rc = write_dump(source, fd, NULL);
	return rc ? errmsg_set(err, rc, "cannot write: %s", strerror(-rc)) : 0;
}

/* mkstemp() gives mode 0600, and it stays: a dump shows physical addresses. */
static int fill_temporary(const struct source *source, char *temporary,
			  const char *path, const sigset_t *signals,
			  struct errmsg *err)
{
	int fd, rc;

	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return errmsg_set(err, -errno,
				  "cannot create a file beside it: %m");
	rc = write_dump(source, fd, signals);
	if (!rc && fsync(fd))
		rc = -errno;
	close(fd);
	if (!rc && interrupted(signals))
		rc = -EINTR;
	if (!rc && rename(temporary, path))
		rc = -errno;
	if (!rc)
		return 0;
	unlink(temporary);
	return errmsg_set(err, rc, "cannot write: %s", strerror(-rc));
}

/* How much of a path stays so that the suffix of a temporary file can follow. */
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
 * Signals are blocked as long as there is a temporary file, and looked for
 * between writes; when it is gone, they are let through and do what they do.
 */
static int write_renamed(const struct source *source, const char *path,
			 struct errmsg *err)
{
	sigset_t signals, before;
	char *temporary;
	int rc;

	if (asprintf(&temporary, "%.*s" SUFFIX, kept_length(path), path) < 0)
		return errmsg_set(err, -ENOMEM, "out of memory");
	ending_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, &before);
	rc = fill_temporary(source, temporary, path, &signals, err);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(temporary);
	return rc;
}

/*
 * A link is followed, so that what it leads to is replaced and not the link; one
 * that leads nowhere is refused, as cp(1) does: who left it there may want a file
 * where we should make none.  A device or a named pipe is written to and stays.
 */
static int write_file(const struct source *source, const char *file,
		      struct errmsg *err)
{
	char path[PATH_MAX];
	struct stat st;
	int fd, rc;

	if (stat(file, &st)) {
		if (errno != ENOENT)
			return errmsg_set(err, -errno, "cannot write: %m");
		if (!lstat(file, &st))
			return errmsg_set(err, -ENOENT,
					  "it is a link that leads nowhere: remove it, or name what it is to lead to");
		return write_renamed(source, file, err);
	}
	if (S_ISDIR(st.st_mode))
		return errmsg_set(err, -EISDIR, "it is a directory");
	if (S_ISREG(st.st_mode)) {
		if (!realpath(file, path))
			return errmsg_set(err, -errno, "cannot write: %m");
		return write_renamed(source, path, err);
	}
	fd = open(file, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errmsg_set(err, -errno, "cannot write: %m");
	rc = write_directly(source, fd, err);
	close(fd);
	return rc;
}

static size_t size_written(const struct source *source)
{
	const struct facts *facts = &source->dump->facts;
	size_t i, size = source->size;

	for (i = 0; i < facts->nr_own; i++)
		size += facts->own[i]->length;
	return size;
}

static void tell(const struct source *source, const char *file)
{
	const struct ptwalk_header *header = source->dump->header;
	const struct ptwalk_end *end = source->dump->end;
	char comm[4 * sizeof(header->comm) + 1];
	char size[16];

	area_escape((const char *)header->comm,
		    strnlen((const char *)header->comm, sizeof(header->comm)),
		    comm, sizeof(comm));
	fprintf(stderr,
		"ptwalk: process %d (%s) to %s: %s, %llu tables, %llu entries, %llu areas; mmap lock held %llu times, at most %llu us\n",
		header->tgid, comm, file,
		output_format_size(size, sizeof(size), size_written(source)),
		end->tables, end->entries, end->vmas, end->holds,
		end->hold_max_ns / 1000);
}

/* Settings, smaps and pages: what "ptwalk huge" judges by, beside the tables */
static int add_facts(struct source *source, struct errmsg *err)
{
	struct source_place place;

	if (source->dump->header->half != PTWALK_HALF_USER)
		return errmsg_set(err, -EINVAL,
				  "--pages is about processes, the kernel half has none of it");
	source_place(source->name, &place);
	return facts_read(source->dump, place.pid,
			  FACTS_KNOBS | FACTS_SMAPS | FACTS_ALL_PAGES,
			  HUGE_KHUGEPAGED, err);
}

static int record(const char *target, const char *file,
		  struct source_request *request, bool pages, bool verbose)
{
	struct progress progress = { .began = now() };
	bool to_stdout = !strcmp(file, "-");
	int status = EXIT_SUCCESS;
	struct source source;
	struct errmsg err;
	unsigned int i;
	int rc;

	progress.next = progress.began + PROGRESS_NS;
	if (isatty(STDERR_FILENO)) {
		request->progress = show_progress;
		request->arg = &progress;
		verbose = true;
	}
	rc = source_open(&source, target, request, &err);
	end_progress(&progress);
	if (rc) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	if (pages && add_facts(&source, &err)) {
		warn("%s: %s", target, err.text);
		source_close(&source);
		return EXIT_FAILURE;
	}

	rc = to_stdout ? write_directly(&source, STDOUT_FILENO, &err) :
			 write_file(&source, file, &err);
	if (rc) {
		warn("%s: %s", to_stdout ? "standard output" : file, err.text);
		status = EXIT_FAILURE;
	} else if (verbose) {
		tell(&source, to_stdout ? "standard output" : file);
	}
	for (i = 0; explain_caveat(source.dump, i, &err); i++)
		warn("%s: %s", target, err.text);
	/* half a process is better kept than lost, but it is no success */
	if (!(source.dump->end->flags & PTWALK_END_COMPLETE))
		status = EXIT_FAILURE;
	source_close(&source);
	return status;
}

static int run(int argc, char **argv)
{
	enum { OPT_RANGE = CHAR_MAX + 1, OPT_PAGES };
	static const struct option options[] = {
		{ "output",  required_argument, NULL, 'o' },
		{ "pages",   no_argument,	NULL, OPT_PAGES },
		{ "range",   required_argument, NULL, OPT_RANGE },
		{ "verbose", no_argument,	NULL, 'v' },
		{ "help",    no_argument,	NULL, 'h' },
		{ 0 }
	};
	struct source_request request = { 0 };
	const char *file = NULL;
	struct errmsg err;
	bool pages = false, verbose = false;
	struct source_place place;
	int c;

	while ((c = getopt_long(argc, argv, "o:vh", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			file = optarg;
			break;
		case OPT_RANGE:
			if (number_range(optarg, &request.start, &request.end,
					 &err))
				return usage_error(&cmd_record, "%s", err.text);
			break;
		case OPT_PAGES:
			pages = true;
			break;
		case 'v':
			verbose = true;
			break;
		case 'h':
			return command_help(&cmd_record);
		default:
			return EXIT_USAGE;
		}
	}
	if (optind + 1 != argc)
		return usage_error(&cmd_record,
				   optind == argc ? "no process given" :
						    "one process at a time");
	if (source_place(argv[optind], &place) == -ENOENT)
		return usage_error(&cmd_record,
				   "'%s' is not live: give a PID, 'self' or 'kernel'",
				   argv[optind]);
	if (file && !*file)
		return usage_error(&cmd_record,
				   "the name of the file is empty: -o FILE, or -o - for standard output");
	if (!file)
		return usage_error(&cmd_record,
				   "no file given: -o FILE, or -o - for standard output");
	if (!strcmp(file, "-") && isatty(STDOUT_FILENO))
		return usage_error(&cmd_record,
				   "a dump is not for a terminal; redirect it, or name a file with -o");
	return record(argv[optind], file, &request, pages, verbose);
}

const struct command cmd_record = {
	.name = "record",
	.summary = "write the page tables of a live process to a dump file",
	.usage = "PID -o FILE [--range RANGE] [--pages]",
	.help =
	" -o, --output FILE       where to; - is standard output\n"
	"     --range RANGE       these addresses only: START-END or START+SIZE\n"
	"     --pages             also settings, smaps and what the kernel says of each page,\n"
	"                         for ptwalk huge\n"
	" -v, --verbose           say what was recorded, as on a terminal\n",
	.run = run,
};
