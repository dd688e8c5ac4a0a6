// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk record: writes the dump of a live process, or of the page tables in a memory image,
 * to a file.
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
#include <unistd.h>

#include "area.h"
#include "cmd-record.h"
#include "cmd.h"
#include "explain.h"
#include "number.h"
#include "outfile.h"
#include "source.h"
#include "zstd-stream.h"

#define NO_TERMINAL	"a dump is not for a terminal; redirect it, or name a file with -o"

/**
 * struct recording - what is written
 * @source: the dump
 * @writer: compresses it; NULL to write it as it is
 */
struct recording {
	const struct source	*source;
	struct zstd_writer	*writer;
};

static int record_put(const struct recording *r, const struct outfile *out, const void *data,
		      size_t size)
{
	return r->writer ? zstd_writer_put(r->writer, out, data, size) :
			   outfile_put(out, data, size);
}

/*
 * Writes the dump, with the records of facts in front of its end record: there, a reader
 * that does not know these records finds all other records before them.
 */
static int write_dump(const struct outfile *out, const void *arg)
{
	const struct recording *r = arg;
	const struct facts *facts = &r->source->dump->facts;
	const char *data = r->source->data;
	const size_t last = r->source->dump->end->rec.length;
	size_t i;
	int rc;

	rc = record_put(r, out, data, r->source->size - last);
	for (i = 0; !rc && i < facts->nr_own; i++)
		rc = record_put(r, out, facts->own[i], facts->own[i]->length);
	if (!rc)
		rc = record_put(r, out, data + r->source->size - last, last);
	return rc || !r->writer ? rc : zstd_writer_end(r->writer, out);
}

static size_t size_written(const struct source *source)
{
	const struct facts *facts = &source->dump->facts;
	size_t i, size = source->size;

	for (i = 0; i < facts->nr_own; i++)
		size += facts->own[i]->length;
	return size;
}

/*
 * Print what was recorded, @packed bytes of a compressed file if it is not 0; only the module and
 * BPF hold a lock.  If the process was stopped for the dump, say for how long.
 */
static void record_tell(const struct source *source, const char *file, size_t packed,
			__u64 stopped_ns)
{
	const struct ptwalk_header *header = source->dump->header;
	const struct ptwalk_end *end = source->dump->end;
	char comm[4 * sizeof(header->comm) + 1], who[4 * sizeof(header->comm) + 32] = "";
	char size[48], less[16];

	output_format_size(size, sizeof(size), size_written(source));
	if (packed)
		snprintf(size + strlen(size), sizeof(size) - strlen(size), " (compressed %s)",
			 output_format_size(less, sizeof(less), packed));
	area_escape((const char *)header->comm,
		    strnlen((const char *)header->comm, sizeof(header->comm)),
		    comm, sizeof(comm));
	if (header->tgid)
		snprintf(who, sizeof(who), "process %d (%s)", header->tgid, comm);
	if (source->live && header->half == PTWALK_HALF_KERNEL)
		snprintf(who, sizeof(who), "the kernel half");
	if (!source->live || source->dump->tail.source == PTWALK_SOURCE_KCORE) {
		fprintf(stderr, "ptwalk: %s%s%s to %s: %s, %llu tables, %llu entries", who,
			source->live ? " by /proc/kcore" : *who ? " of image " : "image ",
			source->live ? "" : source->name, file, size, end->tables, end->entries);
		if (*who)
			fprintf(stderr, ", %llu areas", end->vmas);
	} else {
		fprintf(stderr,
			"ptwalk: %s to %s: %s, %llu tables, %llu entries, %llu areas; mmap lock held %llu times, at most %llu us%s%s",
			who, file, size, end->tables, end->entries,
			end->vmas, end->holds, end->hold_max_ns / 1000,
			end->holds ? ": " : "",
			end->holds ? dump_moment_text(end) : "");
	}
	if (stopped_ns)
		fprintf(stderr, "; stopped for %llu us%s", stopped_ns / 1000,
			dump_consistent(source->dump) ? ": consistent" : "");
	fputc('\n', stderr);
}

/* Write the dump to the file, or say why not. */
static int record_write(const struct record_options *options, const struct source *source,
			__u64 stopped_ns)
{
	const char *name = outfile_name(options->file);
	struct recording recording = { .source = source };
	/* for the owner alone: a dump shows physical addresses */
	const struct outfile_content content = {
		.fill = write_dump,
		.arg = &recording,
		.mode = 0600,
		.terminal = NO_TERMINAL,
	};
	struct errmsg err;
	size_t packed;
	int rc = 0;

	if (options->compress)
		rc = zstd_writer_new(&recording.writer, size_written(source), &err);
	if (!rc)
		rc = outfile_write(options->file, &content, &err);
	packed = zstd_writer_free(recording.writer);
	if (rc)
		warn("%s: %s", name, err.text);
	else if (options->verbose || isatty(STDERR_FILENO))
		record_tell(source, name, packed, stopped_ns);
	return rc;
}

static int record(struct record_options *options)
{
	int status = EXIT_SUCCESS;
	struct source source;
	struct errmsg err;
	__u64 stopped_ns = 0;
	unsigned int i;

	if (options->image ? record_open_image(&source, options) :
			     record_open_live(&source, options, &stopped_ns))
		return EXIT_FAILURE;
	if (record_write(options, &source, stopped_ns))
		status = EXIT_FAILURE;
	for (i = 0; explain_caveat(source.dump, i, &err); i++)
		warn("%s: %s", source.name, err.text);
	/* an incomplete dump is better kept than lost, but it is no success */
	if (!(source.dump->end->flags & PTWALK_END_COMPLETE))
		status = EXIT_FAILURE;
	source_close(&source);
	return status;
}

/* Check what the options say together; 0, or the exit status of a usage error. */
static int check_options(const struct record_options *options)
{
	const char *target = options->target;
	struct source_place place;

	if (options->image) {
		int rc = record_check_image(options);

		if (rc)
			return rc;
	} else if (options->cr3_given || options->levels || options->pid || options->list) {
		return usage_error(&cmd_record,
				   "--pid, --list, --cr3 and --levels need a memory image: give --image IMAGE");
	}
	if (options->out_given && !options->list)
		return usage_error(&cmd_record,
				   "-J, -O, -r, -P, -n, -b and -H are for --list: a dump is no table");
	if (options->list && options->compress)
		return usage_error(&cmd_record, "--list records nothing: it cannot be used with --compress");
	if (options->list)
		return 0;
	if (options->how && (options->image || (target && !strcmp(target, "kernel"))))
		return usage_error(&cmd_record,
				   "--stop and --freeze stop a running process: they cannot be used with %s",
				   options->image ? "--image" : "'kernel'");
	if (!options->image && !target)
		return usage_error(&cmd_record, "no process given");
	if (!options->image && source_place(target, &place) == -ENOENT)
		return usage_error(&cmd_record,
				   "'%s' is not a running process: give a PID, the name of a process, 'self' or 'kernel', or one of these with ':user' behind it",
				   target);
	if (options->file && !*options->file)
		return usage_error(&cmd_record,
				   "the name of the file is empty: -o FILE, or -o - for standard output");
	if (!options->file)
		return usage_error(&cmd_record,
				   "no file given: -o FILE, or -o - for standard output");
	if (!strcmp(options->file, "-") && isatty(STDOUT_FILENO))
		return usage_error(&cmd_record, NO_TERMINAL);
	return 0;
}

static int record_run(int argc, char **argv)
{
	enum { OPT_RANGE = CHAR_MAX + 1, OPT_PAGES, OPT_IMAGE, OPT_CR3, OPT_LEVELS,
	       OPT_PID, OPT_LIST, OPT_COMPRESS, OPT_STOP, OPT_FREEZE };
	static const struct option table[] = {
		{ "cr3",     required_argument, NULL, OPT_CR3 },
		{ "freeze",  no_argument,	NULL, OPT_FREEZE },
		{ "image",   required_argument, NULL, OPT_IMAGE },
		{ "levels",  required_argument, NULL, OPT_LEVELS },
		{ "list",    no_argument,	NULL, OPT_LIST },
		{ "compress", no_argument,	NULL, OPT_COMPRESS },
		{ "pages",   no_argument,	NULL, OPT_PAGES },
		{ "pid",     required_argument, NULL, OPT_PID },
		{ "range",   required_argument, NULL, OPT_RANGE },
		{ "stop",    no_argument,	NULL, OPT_STOP },
		OUTPUT_LONG,
		{ "verbose", no_argument,	NULL, 'v' },
		{ "help",    no_argument,	NULL, 'h' },
		COMMAND_LONG,
		{ 0 }
	};
	struct record_options options = { 0 };
	enum record_how how;
	struct errmsg err;
	__u64 number = 0;
	int c, rc = 0;

	while ((c = command_getopt(&cmd_record, argc, argv, "vh" OUTPUT_SHORT, table)) != -1) {
		switch (c) {
		case 'o':
			options.file = optarg;
			break;
		case OPT_RANGE:
			rc = number_page_range(optarg, &options.request.start,
					       &options.request.end, &err);
			break;
		case OPT_PAGES:
			options.pages = true;
			break;
		case OPT_IMAGE:
			options.image = optarg;
			break;
		case OPT_CR3:
			rc = number_parse(optarg, "CR3", 0, ~0ULL, &options.cr3, &err);
			options.cr3_given = true;
			break;
		case OPT_PID:
			rc = number_parse(optarg, "PID", 1, INT_MAX, &number, &err);
			options.pid = number;
			break;
		case OPT_STOP:
		case OPT_FREEZE:
			how = c == OPT_STOP ? RECORD_STOP : RECORD_FREEZE;
			if (options.how && options.how != how)
				return usage_error(&cmd_record,
						   "--stop stops the process, --freeze its whole cgroup: give one of them");
			options.how = how;
			break;
		case OPT_COMPRESS:
			options.compress = true;
			break;
		case OPT_LIST:
			options.list = true;
			break;
		case OPT_LEVELS:
			rc = number_parse(optarg, "number of levels", 4, 5, &number, &err);
			options.levels = number;
			break;
		case 'v':
			options.verbose = true;
			break;
		case 'h':
			return command_help(&cmd_record);
		default:
			if (!command_option(&cmd_record, &options.out, c, optarg))
				return EXIT_USAGE;
			options.out_given |= c != COMMAND_SOURCE && c != OUTPUT_COLOR &&
					     c != OUTPUT_NO_PAGER;
			options.source_given |= c == COMMAND_SOURCE;
		}
		if (rc)
			return usage_error(&cmd_record, "%s", err.text);
	}
	if (argc - optind > 1)
		return usage_error(&cmd_record, "one process at a time");
	if (optind < argc && !options.image && command_name(&argv[optind], false))
		return EXIT_FAILURE;
	options.target = argv[optind];
	rc = check_options(&options);
	if (rc)
		return rc;
	options.out.list = options.file;
	return options.list ? record_list(options.image, &options.out) : record(&options);
}

const struct command cmd_record = {
	.name = "record",
	.summary = "write page tables, live or in a memory image, to a dump file",
	.usage = "[OPTION...] -o FILE PID | --image IMAGE ... [kernel]",
	.help =
	" -o, --output FILE       where to; - is standard output\n"
	"     --compress              by zstd; all commands read such a file as any other\n"
	"     --range RANGE       these addresses only: START-END or START+SIZE\n"
	"     --stop              stop the process meanwhile, for a dump of one moment\n"
	"     --freeze            freeze its cgroup, all of the service, meanwhile\n"
	"     --pages             also settings, smaps and what the kernel says of each\n"
	"                         page, for ptwalk huge\n"
	"     --image IMAGE       from a memory image: an ELF core of QEMU or kdump, a\n"
	"                         kdump file, raw memory, or /proc/kcore\n"
	"     --list              print the processes of the image\n"
	"     --pid PID           the process in the image\n"
	"     --cr3 ADDRESS       page tables in the image: CR3, or where the top one is\n"
	"     --levels NUMBER     4 or 5, if the image does not say how many levels\n"
	"                         they have\n"
	" -v, --verbose           print a summary (always done on a terminal); if the\n"
	"                         kernel refuses the BPF program, the last lines of its\n"
	"                         reasons\n",
	.has_source = true,
	.notes =
	"With --list, -o LIST chooses columns, and -O, -J, -r, -P, -n, -b, -H and --color\n"
	"print the list as ptwalk show prints its table.\n",
	.run = record_run,
};
