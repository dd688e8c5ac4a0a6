// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk stat: the sums of one dump or of several.  Owns the options and the loading of the
 * TARGETs.  By default cmd-stat-page.c prints a page of lines with a column for each TARGET;
 * with -J, -r, -P or -o cmd-stat-rows.c prints a row for each.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "cmd-stat.h"
#include "cmd.h"
#include "facts-live.h"
#include "number.h"
#include "source.h"
#include "untold.h"

/*
 * Is memory by NUMA node to be printed?  Rows have it if the column was chosen.  The page has it
 * if there are several nodes, which sum_up() checks once they are known.
 */
static bool wants_nodes(const struct output *out, const struct dump *dump)
{
	return dump->header->half == PTWALK_HALF_USER &&
	       (output_is_words(out) || stat_rows_have_nodes(out));
}

/**
 * struct options - options of the command line
 * @out: output options
 * @all: --all: all processes
 * @pages: --pages: also sum up what only the flags of page frames tell
 * @flags_fd: with @pages, descriptor of /proc/kpageflags
 * @metrics: --openmetrics, --by-cgroup, --top: metrics to write; no path without the first
 * @cgroup: --cgroup: only the processes in it, or NULL
 * @max_ns: --max-time: read no further process then, nanoseconds; 0 if it was not given
 */
struct options {
	struct output	out;
	bool		all;
	bool		pages;
	int		flags_fd;
	struct stat_metrics metrics;
	const char	*cgroup;
	__u64		max_ns;
};

static int read_flags(void *arg, __u64 frame, unsigned int nr, __u64 *flags)
{
	const struct options *options = arg;

	return facts_frames_read(options->flags_fd, frame, nr, flags);
}

static int sum_up(struct options *options, struct source *source,
		  struct stat_subject *subject)
{
	struct stat_more more = {
		.read = options->pages ? read_flags : NULL,
		.arg = options,
	};
	struct dump *dump = source->dump;
	struct errmsg err;
	int rc;

	more.nodes = wants_nodes(&options->out, dump);
	if (more.nodes && source->live && facts_read(dump, 0, FACTS_NODES, &err)) {
		warn("%s: %s", source->name, err.text);
		return -1;
	}
	more.nodes &= output_is_words(&options->out) ? nodes_several(dump->facts.nodes) :
						       !!dump->facts.nodes;
	rc = stat_sum_more(dump, &more, &subject->sums);
	if (rc == -ENOMEM)
		warn("out of memory");
	else if (rc)
		warn("cannot read /proc/kpageflags: %s", strerror(-rc));
	return rc;
}

static int stat_load(struct options *options, struct stat_subject *subject,
		     const char *target)
{
	const struct ptwalk_header *header;
	struct untold untold = { 0 };
	struct source source;
	int rc;

	if (command_open(&source, target, NULL))
		return -1;
	untold_add(&untold, source.dump, 0, 0);
	command_tell_untold(target, &untold);
	header = source.dump->header;
	subject->target = target;
	subject->pid = header->tgid;
	subject->end = *source.dump->end;
	subject->source = source.dump->tail.source;
	subject->process = header->half == PTWALK_HALF_USER &&
			   !dump_lacks_vmas(source.dump);
	subject->consistent = dump_consistent(source.dump);
	subject->exact = dump_exact_text(source.dump);
	subject->pages = options->pages;
	memcpy(subject->comm, header->comm, sizeof(header->comm));
	rc = sum_up(options, &source, subject);
	source_close(&source);
	return rc;
}

static int stat_targets(struct options *options, char **target, size_t nr)
{
	struct stat_subject *subject = calloc(nr, sizeof(*subject));
	bool failed = false;
	size_t i, loaded = 0;
	int rc;

	if (!subject) {
		warn("out of memory");
		return EXIT_FAILURE;
	}
	/* if a TARGET fails, such as a process that has ended, print the others anyway */
	for (i = 0; i < nr; i++) {
		if (stat_load(options, &subject[loaded], target[i]))
			failed = true;
		else
			loaded++;
	}
	nr = loaded;
	if (!nr) {
		rc = EXIT_FAILURE;
	} else if (output_is_words(&options->out)) {
		stat_print_page(&options->out, subject, nr);
		rc = EXIT_SUCCESS;
	} else {
		rc = stat_print_rows(&options->out, subject, nr);
	}
	free(subject);
	return rc || !failed ? rc : EXIT_FAILURE;
}

/* --pages: only live processes, as only the running kernel has the flags of their frames. */
static int stat_pages(struct options *options, char **target, size_t nr)
{
	struct source_place place;
	struct errmsg err;
	size_t i;
	int rc;

	for (i = 0; i < nr; i++)
		if (source_place(target[i], &place) || place.half != PTWALK_HALF_USER)
			return usage_error(&cmd_stat,
					   "--pages is for live processes, not for '%s'",
					   target[i]);
	options->flags_fd = facts_frames_open("/proc/kpageflags", &err);
	if (options->flags_fd < 0) {
		warn("%s", err.text);
		return EXIT_FAILURE;
	}
	rc = stat_targets(options, target, nr);
	close(options->flags_fd);
	return rc;
}

/* The options of @options are right, and so is the number of @targets. */
static int stat_choose(struct options *options, const struct targets *targets)
{
	const struct output *out = &options->out;

	if (options->pages)
		return stat_pages(options, targets->word, targets->nr);
	if (options->metrics.path)
		return stat_metrics(&options->metrics, options->cgroup, targets, options->max_ns);
	return options->all ? stat_all(out, options->cgroup, options->max_ns) :
			      stat_targets(options, targets->word, targets->nr);
}

static int stat(struct options *options, char **target, size_t nr)
{
	/* these look for the processes of the cgroup themselves, and go on if one has ended */
	bool later = options->all || options->metrics.path;
	struct targets targets;
	int status;

	if (options->all && nr)
		return usage_error(&cmd_stat, "--all takes no TARGET");
	if (!options->all && !nr && !options->cgroup)
		return usage_error(&cmd_stat, "no TARGET given");
	if (options->max_ns && (nr || !later))
		return usage_error(&cmd_stat, "--max-time is for --all");
	if ((options->metrics.key == STAT_BY_CGROUP || options->metrics.top) && !options->metrics.path)
		return usage_error(&cmd_stat, "--by-cgroup and --top are for --openmetrics");
	if (options->metrics.key == STAT_BY_CGROUP && nr)
		return usage_error(&cmd_stat, "--by-cgroup is for --all");
	if (options->pages && later)
		return usage_error(&cmd_stat,
				   "--pages is neither for --all nor for --openmetrics");
	if (options->metrics.path && !*options->metrics.path)
		return usage_error(&cmd_stat,
				   "--openmetrics: the name of the file is empty");
	if (options->metrics.path && !output_is_words(&options->out))
		return usage_error(&cmd_stat,
				   "--openmetrics cannot be combined with -J, -r, -P or -o");
	status = command_targets(&cmd_stat, &targets, target, nr,
				 later && !nr ? NULL : options->cgroup);
	if (status)
		return status;
	status = stat_choose(options, &targets);
	free(targets.word);
	return status;
}

static int stat_run(int argc, char **argv)
{
	enum {
		OPT_ALL = CHAR_MAX + 1, OPT_METRICS, OPT_PAGES, OPT_MAX_TIME, OPT_CGROUP, OPT_TOP,
	};
	static const struct option long_options[] = {
		{ "all", no_argument, NULL, OPT_ALL },
		{ "openmetrics", required_argument, NULL, OPT_METRICS },
		{ "by-cgroup", no_argument, NULL, OPT_CGROUP },
		{ "top", required_argument, NULL, OPT_TOP },
		{ "max-time", required_argument, NULL, OPT_MAX_TIME },
		{ "pages", no_argument, NULL, OPT_PAGES },
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		COMMAND_CGROUP_LONG,
		{ 0 }
	};
	struct options options = { 0 };
	struct errmsg err;
	int c, status;
	__u64 top;

	while ((c = command_getopt(&cmd_stat, argc, argv, "h" OUTPUT_SHORT, long_options)) != -1) {
		switch (c) {
		case OPT_ALL:
			options.all = true;
			break;
		case OPT_METRICS:
			options.metrics.path = optarg;
			break;
		case OPT_CGROUP:
			options.metrics.key = STAT_BY_CGROUP;
			break;
		case OPT_TOP:
			if (number_parse(optarg, "--top", 1, STAT_TOP_MAX, &top, &err))
				return usage_error(&cmd_stat, "%s", err.text);
			options.metrics.top = top;
			break;
		case OPT_MAX_TIME:
			if (number_seconds(optarg, "time", 1, 86400 * CLOCK_SECOND,
					   &options.max_ns, &err))
				return usage_error(&cmd_stat, "%s", err.text);
			break;
		case OPT_PAGES:
			options.pages = true;
			break;
		case COMMAND_CGROUP:
			options.cgroup = optarg;
			break;
		case 'h':
			return command_help(&cmd_stat);
		default:
			if (!command_option(&cmd_stat, &options.out, c, optarg))
				return EXIT_USAGE;
		}
	}
	if (command_settled(&cmd_stat, &options.out,
			    options.all ? &stat_all_form : &stat_form, &status))
		return status;
	return stat(&options, argv + optind, argc - optind);
}

const struct command cmd_stat = {
	.name = "stat",
	.summary = "sum up what is present, in which page sizes, and what the tables cost",
	.usage = "[OPTION...] TARGET... | --all | --cgroup PATH",
	.help =
	"     --all               all processes, a row for each\n"
	"     --max-time SECONDS  with --all: read no further process then; says how many\n"
	"                         are missing\n"
	"     --openmetrics FILE  metrics for Prometheus, by process name; - is\n"
	"                         standard output\n"
	"     --by-cgroup         with --openmetrics: by systemd unit, pod and container\n"
	"     --top N             with --openmetrics: the N largest names or cgroups have\n"
	"                         series of their own (default 32), the others are one\n"
	"                         together\n"
	"     --pages             of live processes: also what needs the flags of page\n"
	"                         frames: LAZYFREE and HELD\n"
	COMMAND_CGROUP_HELP,
	.has_output = true,
	.has_source = true,
	.run = stat_run,
};
