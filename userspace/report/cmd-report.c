// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk report: one page of HTML about one dump or several.  Owns the options, the opening of
 * the TARGETs and the writing of the file; what is in the page is report.h.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "facts-live.h"
#include "huge.h"
#include "library-zlib.h"
#include "outfile.h"
#include "report.h"
#include "untold.h"

#define NO_TERMINAL	"a page is not for a terminal; redirect it, or name a file with -o"

static int put_page(void *arg, const void *data, size_t size)
{
	const struct outfile **out = arg;

	return outfile_put(*out, data, size);
}

static int write_page(const struct outfile *out, const void *report)
{
	return report_page(report, put_page, &out);
}

/* What cannot be read gets a message, and makes verdicts unknown, not wrong. */
static void add_verdict_facts(struct source *source)
{
	struct source_place place;
	struct errmsg err;

	if (!source->live || source_place(source->name, &place) ||
	    place.half != PTWALK_HALF_USER)
		return;
	if (facts_read(source->dump, place.pid, FACTS_KNOBS, &err) ||
	    huge_look_up_pages(source->dump, false, HUGE_KHUGEPAGED, &err))
		warn("%s: %s", source->name, err.text);
}

static int report_open(struct source *source, const char *target)
{
	struct untold untold = { 0 };

	if (command_open(source, target, NULL))
		return -1;
	untold_add(&untold, source->dump, 0, 0);
	command_tell_untold(target, &untold);
	add_verdict_facts(source);
	return 0;
}

static int report_write(const char *file, const struct report *report)
{
	const struct outfile_content content = {
		.fill = write_page,
		.arg = report,
		/* for the owner alone: a page shows physical addresses, as a dump does */
		.mode = 0600,
		.terminal = NO_TERMINAL,
	};
	struct errmsg err;
	int rc;

	if (library_zlib_load(&err)) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	rc = outfile_write(file, &content, &err);
	if (rc)
		warn("%s: %s", outfile_name(file), err.text);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int report_targets(const char *file, char **target, unsigned int nr)
{
	struct source *source = calloc(nr, sizeof(*source));
	int status = EXIT_FAILURE;
	unsigned int i;

	if (!source) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	/* a page that lacks one of them would tell of changes that nobody asked for */
	for (i = 0; i < nr; i++)
		if (report_open(&source[i], target[i]))
			break;
	if (i == nr) {
		const struct report report = { .source = source, .nr = nr };

		status = report_write(file, &report);
	}
	while (i--)
		source_close(&source[i]);
	free(source);
	return status;
}

static int report_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help",	no_argument,	   NULL, 'h' },
		{ "output",	required_argument, NULL, 'o' },
		COMMAND_LONG,
		{ 0 }
	};
	const char *file = NULL;
	int c, i, inputs = 0;

	while ((c = command_getopt(&cmd_report, argc, argv, "ho:", options)) != -1) {
		switch (c) {
		case 'o':
			file = optarg;
			break;
		case 'h':
			return command_help(&cmd_report);
		default:
			if (!command_option(&cmd_report, NULL, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (argc <= optind)
		return usage_error(&cmd_report, "no TARGET given");
	if (!file)
		return usage_error(&cmd_report,
				   "no file given: -o FILE, or -o - for standard output");
	if (!*file)
		return usage_error(&cmd_report,
				   "the name of the file is empty: -o FILE, or -o - for standard output");
	if (!strcmp(file, "-") && isatty(STDOUT_FILENO))
		return usage_error(&cmd_report, NO_TERMINAL);
	for (i = optind; i < argc; i++)
		inputs += !strcmp(argv[i], "-");
	if (inputs > 1)
		return usage_error(&cmd_report,
				   "only one of the targets can be standard input");
	if (command_names(argv + optind, argc - optind))
		return EXIT_FAILURE;
	return report_targets(file, argv + optind, argc - optind);
}

const struct command cmd_report = {
	.name = "report",
	.summary = "write a page for the browser: map, walks, verdicts, changes",
	.usage = "[OPTION...] -o FILE TARGET...",
	.help =
	" -o, --output FILE       where to; - is standard output\n",
	.has_source = true,
	.notes =
	"The page is one file that needs no network.  Several TARGETs become a timeline,\n"
	"with what changed from each to the next.\n",
	.run = report_run,
};
