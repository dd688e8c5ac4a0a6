// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk record: writes the dump of a live process to a file.
 *
 * The whole dump is in memory and checked before its first byte is written.  That costs 8
 * bytes a page, 0.2 % of what it describes, and has two advantages: the process is looked
 * at for as short a time as possible, however slow the disk or the pipe is; and what is
 * written is known to be a valid dump.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "area.h"
#include "cmd.h"
#include "explain.h"
#include "facts-live.h"
#include "huge.h"
#include "number.h"
#include "outfile.h"
#include "output.h"
#include "source.h"

#define PROGRESS_NS	100000000ULL
#define NO_TERMINAL	"a dump is not for a terminal; redirect it, or name a file with -o"

/**
 * struct progress - the line that a terminal shows while a dump is read
 * @began: when reading began, nanoseconds of CLOCK_MONOTONIC
 * @next: when the line is to be written again, likewise
 * @shown: it was written at least once
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

/*
 * Writes the dump, with the records of facts in front of its end record: there, a reader
 * that does not know these records finds all other records before them.
 */
static int write_dump(const struct outfile *out, const void *arg)
{
	const struct source *source = arg;
	const struct facts *facts = &source->dump->facts;
	const char *data = source->data;
	const size_t last = source->dump->end->rec.length;
	size_t i;
	int rc;

	rc = outfile_put(out, data, source->size - last);
	for (i = 0; !rc && i < facts->nr_own; i++)
		rc = outfile_put(out, facts->own[i], facts->own[i]->length);
	return rc ? rc : outfile_put(out, data + source->size - last, last);
}

static size_t size_written(const struct source *source)
{
	const struct facts *facts = &source->dump->facts;
	size_t i, size = source->size;

	for (i = 0; i < facts->nr_own; i++)
		size += facts->own[i]->length;
	return size;
}

static void record_tell(const struct source *source, const char *file)
{
	const struct ptwalk_header *header = source->dump->header;
	const struct ptwalk_end *end = source->dump->end;
	char comm[4 * sizeof(header->comm) + 1];
	char size[16];

	area_escape((const char *)header->comm,
		    strnlen((const char *)header->comm, sizeof(header->comm)),
		    comm, sizeof(comm));
	fprintf(stderr,
		"ptwalk: process %d (%s) to %s: %s, %llu tables, %llu entries, %llu areas; mmap lock held %llu times, at most %llu us%s%s\n",
		header->tgid, comm, file,
		output_format_size(size, sizeof(size), size_written(source)),
		end->tables, end->entries, end->vmas, end->holds,
		end->hold_max_ns / 1000, end->holds ? ": " : "",
		end->holds ? dump_moment_text(end) : "");
}

/*
 * Adds facts of frames; with @pages also settings, smaps and pages, which "ptwalk huge"
 * needs beside the tables.
 */
static int add_facts(struct source *source, bool pages, struct errmsg *err)
{
	unsigned int what = FACTS_FRAMES | FACTS_NODES;
	struct source_place place;
	int rc;

	if (pages && source->dump->header->half != PTWALK_HALF_USER)
		return errmsg_set(err, -EINVAL,
				  "--pages works for processes only, not for the kernel half");
	source_place(source->name, &place);
	if (pages)
		what |= FACTS_KNOBS | FACTS_SMAPS;
	rc = facts_read(source->dump, place.pid, what, err);
	if (!rc && pages)
		rc = huge_look_up_pages(source->dump, true, HUGE_KHUGEPAGED, err);
	return rc;
}

static int record(const char *target, const char *file,
		  struct source_request *request, bool pages, bool verbose)
{
	struct progress progress = { .began = now() };
	const char *name = strcmp(file, "-") ? file : "standard output";
	int status = EXIT_SUCCESS;
	struct source source;
	/* for the owner alone: a dump shows physical addresses */
	const struct outfile_content content = {
		.fill = write_dump,
		.arg = &source,
		.mode = 0600,
		.terminal = NO_TERMINAL,
	};
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
	if (add_facts(&source, pages, &err)) {
		warn("%s: %s", target, err.text);
		source_close(&source);
		return EXIT_FAILURE;
	}

	rc = outfile_write(file, &content, &err);
	if (rc) {
		warn("%s: %s", name, err.text);
		status = EXIT_FAILURE;
	} else if (verbose) {
		record_tell(&source, name);
	}
	for (i = 0; explain_caveat(source.dump, i, &err); i++)
		warn("%s: %s", target, err.text);
	/* an incomplete dump is better kept than lost, but it is no success */
	if (!(source.dump->end->flags & PTWALK_END_COMPLETE))
		status = EXIT_FAILURE;
	source_close(&source);
	return status;
}

static int record_run(int argc, char **argv)
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
			if (number_page_range(optarg, &request.start,
					      &request.end, &err))
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
				   "'%s' is not a running process: give a PID, 'self' or 'kernel', or one of these with ':user' behind it",
				   argv[optind]);
	if (file && !*file)
		return usage_error(&cmd_record,
				   "the name of the file is empty: -o FILE, or -o - for standard output");
	if (!file)
		return usage_error(&cmd_record,
				   "no file given: -o FILE, or -o - for standard output");
	if (!strcmp(file, "-") && isatty(STDOUT_FILENO))
		return usage_error(&cmd_record,
				   NO_TERMINAL);
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
	" -v, --verbose           print a summary (always done on a terminal)\n",
	.run = record_run,
};
