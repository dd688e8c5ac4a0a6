// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk record PID: takes the dump of a live target with all that belongs to it, and stops the
 * process meanwhile if that was asked for.  cmd-record.c writes it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-record.h"
#include "cmd.h"
#include "facts-live.h"
#include "huge.h"
#include "proc-stat.h"
#include "progress.h"

#define PAGE		4096

static void record_show_progress(size_t bytes, void *arg)
{
	progress_show(arg, bytes);
}

/*
 * About how many bytes a dump will have: most of it is entries, and page tables take VmPTE.  0 for
 * the kernel half, and for a range.
 */
static __u64 record_estimate(const struct record_options *options)
{
	struct source_place place;
	char value[32];

	if (source_place(options->target, &place) || place.half != PTWALK_HALF_USER ||
	    options->request.start || options->request.end ||
	    !proc_status_read(place.pid, "VmPTE", value, sizeof(value)))
		return 0;
	return strtoull(value, NULL, 10) * 1024;
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

/*
 * Load what reads the target, and have it learn what this kernel stores in entries, before the
 * process is stopped: BPF needs longer for that than for the dump.  A failure is met again, and
 * explained, when the target is read.
 */
static void record_warm_up(void)
{
	const struct source_request nothing = { .start = 0, .end = PAGE };
	struct source source;
	struct errmsg err;

	if (!source_open(&source, "self", &nothing, &err))
		source_close(&source);
}

/* Add facts, and say on failure which target they are of; then the source is closed. */
static int record_add_facts(struct source *source, const struct record_options *options,
			    struct errmsg *err)
{
	char text[sizeof(err->text)];
	int rc = add_facts(source, options->pages, err);

	if (rc) {
		snprintf(text, sizeof(text), "%s", err->text);
		errmsg_set(err, rc, "%s: %s", options->target, text);
		source_close(source);
	}
	return rc;
}

/* Take the dump, with those facts that are to be of the same moment; prints progress only. */
static int record_take(struct source *source, struct record_options *options,
		       struct record_halt *halt, struct errmsg *err)
{
	struct progress progress;
	int rc;

	/* nothing is shown, and nothing read that is not needed, while a process is stopped */
	progress_begin(&progress, options->how ? 0 : record_estimate(options), NULL);
	if (!options->how) {
		options->request.progress = record_show_progress;
		options->request.arg = &progress;
	}
	rc = source_open(source, options->target, &options->request, err);
	progress_end(&progress);
	if (!rc && options->pages)
		rc = record_add_facts(source, options, err);
	if (rc)
		return rc;
	/* last, since it says that the process was stopped until then */
	rc = record_halt_note(halt, source->dump, err);
	if (rc)
		source_close(source);
	return rc;
}

/**
 * record_open_live() - take the dump of a live target, with messages on standard error
 * @source: filled in on success; the caller closes it with source_close()
 * @options: options of the command line
 * @stopped_ns: set to how long the process was stopped, nanoseconds; 0 if it was not all the time
 *
 * Nothing is printed while a process is stopped: it may be the one that reads what ptwalk prints.
 *
 * Return: 0 or a negative errno.
 */
int record_open_live(struct source *source, struct record_options *options, __u64 *stopped_ns)
{
	struct source_place place;
	struct record_halt halt;
	struct errmsg err, thaw;
	int rc, end;

	source_place(options->target, &place);
	if (options->how)
		record_warm_up();
	rc = record_halt_begin(&halt, options->how, place.pid, &err);
	if (rc) {
		warn("%s: %s", options->target, err.text);
		return rc;
	}
	rc = record_take(source, options, &halt, &err);
	end = record_halt_end(&halt, &thaw);
	/* which frames are memory of which node is not the process's to change */
	if (!rc && !options->pages)
		rc = record_add_facts(source, options, &err);
	if (rc) {
		warn("%s", err.text);
		if (options->verbose)
			fputs(source_bpf_log(), stderr);
	}
	if (halt.doubt)
		warn("%s: %s: the dump does not say that it was stopped; record it again",
		     options->target, halt.doubt);
	if (end) {
		warn("%s: %s", options->target, thaw.text);
		if (!rc)
			source_close(source);
	}
	*stopped_ns = halt.doubt ? 0 : halt.ns;
	return rc ? rc : end;
}
