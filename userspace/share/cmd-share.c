// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk share: which page frames processes share, and what part of their memory is their own.
 * Owns the options, and the loading of the TARGETs and of all other processes.
 *
 * How often a frame is mapped is counted in the page tables of all processes.  Two processes with
 * one address space, as after vfork(), have one set of tables, which is counted once.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "cmd-share.h"
#include "procs.h"

#define TOP	10	/* rows of files and of other processes for people */

/* Physical address of the top-level table, which identifies the address space */
static __u64 share_top(const struct dump *dump)
{
	const unsigned int level = dump->header->levels;

	return dump->nr_tables[level] ? dump->table[level][0]->phys : 0;
}

static bool is_target(const struct command_share *c, const struct dump *dump)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (share_top(c->source[i].dump) == share_top(dump))
			return true;
	return false;
}

/* Is a dump one whose frames can be compared with those of the targets before it? */
static int share_check(const struct command_share *c, const struct source *source)
{
	const struct ptwalk_header *header = source->dump->header;

	if (header->half != PTWALK_HALF_USER || dump_lacks_vmas(source->dump)) {
		warn("%s: not a process: the kernel half and an image without areas have no Rss",
		     source->name);
		return -EINVAL;
	}
	if (header->pgd == PTWALK_PGD_USER) {
		warn("%s: share counts the page tables of kernel mode, which have all pages: leave out :user",
		     source->name);
		return -EINVAL;
	}
	if (!(source->dump->end->flags & PTWALK_END_COMPLETE)) {
		warn("%s: the dump is not complete: what it shares is not known", source->name);
		return -EINVAL;
	}
	if (c->nr && !dump_same_boot(c->source[0].dump->header, header)) {
		warn("%s, %s: the dumps are of two kernels, or of before and after a boot: their frames are not the same memory",
		     c->source[0].name, source->name);
		return -EINVAL;
	}
	if (is_target(c, source->dump)) {
		warn("%s: its page tables are those of another TARGET: threads, or one process twice",
		     source->name);
		return -EINVAL;
	}
	return 0;
}

static int share_open(struct command_share *c, const char *target)
{
	struct source *source = &c->source[c->nr];

	if (command_open(source, target, NULL))
		return -1;
	if (share_check(c, source)) {
		source_close(source);
		return -1;
	}
	c->nr++;
	untold_add(&c->untold, source->dump, 0, 0);
	if (share_add_target(&c->share, source->dump, c->nr - 1)) {
		warn("out of memory");
		return -1;
	}
	return 0;
}

/* Address spaces that were counted, by their top-level table */
struct share_seen {
	__u64	*top;
	size_t	nr;
};

static int take_other(struct command_share *c, struct source *source, int pid,
		      struct share_seen *seen)
{
	const struct dump *dump = source->dump;
	struct share_other other = { .pid = pid };
	const __u64 top = share_top(dump);
	size_t i;

	if (is_target(c, dump))
		return 0;
	for (i = 0; i < seen->nr; i++)
		if (seen->top[i] == top)
			return 0;
	untold_add(&c->untold, dump, 0, 0);
	if (array_add(seen->top, seen->nr, top) ||
	    share_add_other(&c->share, dump, &other.bytes))
		return -ENOMEM;
	memcpy(other.comm, dump->header->comm, sizeof(dump->header->comm));
	return other.bytes ? array_add(c->other, c->nr_others, other) : 0;
}

/* Count the mappings of one process. */
static int share_read_other(struct command_share *c, int pid, struct share_seen *seen)
{
	struct source source;
	int rc = command_open_listed(&source, pid, NULL);

	if (rc <= 0)
		return rc;
	rc = take_other(c, &source, pid, seen);
	if (rc)
		warn("out of memory");
	source_close(&source);
	return rc;
}

static int most_first(const void *a, const void *b)
{
	const struct share_other *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static int read_others(struct command_share *c)
{
	struct share_seen seen = { 0 };
	struct errmsg err;
	size_t nr, i;
	int *pids;
	int rc;

	rc = procs_list(&pids, &nr, &err);
	if (rc) {
		warn("%s", err.text);
		return rc;
	}
	/* without ptwalk itself, which maps some of the libraries only while it looks at them */
	for (i = 0; !rc && i < nr; i++)
		if (pids[i] != getpid())
			rc = share_read_other(c, pids[i], &seen);
	if (c->nr_others)
		qsort(c->other, c->nr_others, sizeof(*c->other), most_first);
	free(seen.top);
	free(pids);
	return rc;
}

static bool all_live(const struct command_share *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (!c->source[i].live)
			return false;
	return true;
}

static int share_count(struct command_share *c)
{
	int rc;

	if (!all_live(c))
		warn("note: of dump files only these are counted: a page that another process maps looks like their own in PSS and USS");
	else if (read_others(c))
		return -1;
	rc = share_settle(&c->share);
	if (rc)
		warn("out of memory");
	return rc;
}

/* Several tables with lines between them?  Scripts get one. */
static bool share_for_people(const struct output *out)
{
	return output_is_words(out) && !out->noheadings;
}

static int share_print_all(const struct command_share *c)
{
	if (c->chosen || !share_for_people(&c->out))
		return share_print(c, c->rows, 0);
	if (share_print(c, SHARE_PROCESSES, 0))
		return -1;
	puts("\nby file, those with the most shared memory");
	if (share_print(c, SHARE_FILES, TOP))
		return -1;
	if (!c->nr_others)
		return 0;
	puts("\nwho else maps some of it");
	return share_print(c, SHARE_WHO, TOP);
}

static int share_targets(struct command_share *c, char **target, size_t nr)
{
	int rc = 0;
	size_t i;

	for (i = 0; !rc && i < nr; i++)
		rc = share_open(c, target[i]);
	if (!rc)
		rc = share_count(c);
	if (!rc)
		rc = share_print_all(c);
	if (!rc)
		command_tell_untold(NULL, &c->untold);
	for (i = 0; i < c->nr; i++)
		source_close(&c->source[i]);
	share_free(&c->share);
	free(c->other);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int share_run(int argc, char **argv)
{
	enum { OPT_AREA = 256, OPT_FILE, OPT_WHO };
	static const struct option options[] = {
		{ "by-area", no_argument, NULL, OPT_AREA },
		{ "by-file", no_argument, NULL, OPT_FILE },
		{ "who", no_argument, NULL, OPT_WHO },
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		COMMAND_CGROUP_LONG,
		{ 0 }
	};
	struct command_share c = { 0 };
	const char *cgroup = NULL;
	struct targets targets;
	int opt, rc;

	while ((opt = command_getopt(&cmd_share, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		if (opt == 'h')
			return command_help(&cmd_share);
		if (opt == COMMAND_CGROUP) {
			cgroup = optarg;
			continue;
		}
		if (opt < OPT_AREA || opt > OPT_WHO) {
			if (!command_option(&cmd_share, &c.out, opt, optarg))
				return EXIT_USAGE;
			continue;
		}
		if (c.chosen)
			return usage_error(&cmd_share,
					   "--by-area, --by-file and --who exclude each other");
		c.chosen = true;
		c.rows = opt == OPT_AREA ? SHARE_AREAS : opt == OPT_FILE ? SHARE_FILES : SHARE_WHO;
	}
	if (command_settled(&cmd_share, &c.out, share_form(c.rows), &rc))
		return rc;
	if (argc == optind && !cgroup)
		return usage_error(&cmd_share, "no TARGET given");
	rc = command_targets(&cmd_share, &targets, argv + optind, argc - optind, cgroup);
	if (rc)
		return rc;
	if (targets.nr > SHARE_TARGETS)
		rc = usage_error(&cmd_share, "%zu targets given, and %d are the most", targets.nr,
				 SHARE_TARGETS);
	else
		rc = share_targets(&c, targets.word, targets.nr);
	free(targets.word);
	return rc;
}

const struct command cmd_share = {
	.name = "share",
	.summary = "which page frames processes share: RSS, PSS and USS from the page tables",
	.usage = "[OPTION...] TARGET... | --cgroup PATH",
	.help =
	"     --by-area           a row for each area of each process\n"
	"     --by-file           a row for each file, and for memory without one\n"
	"     --who               a row for each other process that maps some of them\n"
	COMMAND_CGROUP_HELP,
	.has_output = true,
	.has_source = true,
	.run = share_run,
};
