// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk map: the address space as a picture, a row for each VMA.  With two TARGETs it is the
 * picture of the second one, with what is not as in the first one marked.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area.h"
#include "cmd-map.h"
#include "cmd.h"
#include "facts-live.h"
#include "pager.h"
#include "source.h"
#include "where.h"

/* Addresses in no VMA that are worth a line */
#define GAP	(1ULL << 30)

/**
 * struct command_map - state of the command
 * @where: --range, or @WHERE
 * @request: its addresses
 * @drawing: the picture
 * @was: reads the first dump, if there are two
 * @now: reads the dump that is drawn
 * @rows: number of rows drawn
 * @changes: what changed since the first dump; empty if there is only one
 */
struct command_map {
	struct where		where;
	struct source_request	request;
	struct map_drawing	drawing;
	struct map_reader	was;
	struct map_reader	now;
	size_t			rows;
	struct change_list	changes;
};

static int draw_vma(struct command_map *c, struct map_reader *reader,
		    const struct ptwalk_vma *vma, char mark)
{
	struct map_band band;
	int rc = map_band(reader, vma, c->drawing.cells, &band);

	if (rc == -ENOMEM)
		warn("out of memory");
	else if (rc)
		warn("cannot read /proc/kpagecount: %s", strerror(-rc));
	if (rc)
		return rc;
	c->rows++;
	map_draw_band(&c->drawing, &band, mark);
	if (mark == ' ')
		map_draw_marks(&c->drawing, &band, &c->changes);
	map_band_free(&band);
	return 0;
}

static bool within(const struct map_reader *reader, const struct ptwalk_vma *vma)
{
	return vma->start <= reader->end - 1 &&
	       dump_vma_end(reader->dump, vma) - 1 >= reader->start;
}

/* Draw the VMAs of the first dump up to @last that overlap none of the second one. */
static int draw_gone(struct command_map *c, __u64 last, size_t *next)
{
	const struct dump *was = c->was.dump;
	int rc = 0;

	for (; !rc && was && *next < was->nr_vmas && was->vma[*next]->start <= last; ++*next) {
		const struct ptwalk_vma *vma = was->vma[*next];

		if (within(&c->was, vma) && !area_within(c->now.dump, vma->start, vma->end - 1))
			rc = draw_vma(c, &c->was, vma, '-');
	}
	return rc;
}

static int draw_all(struct command_map *c)
{
	const struct dump *was = c->was.dump, *now = c->now.dump;
	__u64 end = c->request.start;
	size_t i, next = 0;
	int rc = 0;

	for (i = 0; !rc && i < now->nr_vmas; i++) {
		const struct ptwalk_vma *vma = now->vma[i];
		char mark = ' ';

		if (!within(&c->now, vma))
			continue;
		rc = draw_gone(c, vma->start, &next);
		if (vma->start > end && vma->start - end >= GAP)
			map_draw_gap(&c->drawing, vma->start - end);
		end = vma->end;
		if (was && !area_within(was, vma->start, vma->end - 1))
			mark = '+';
		if (!rc)
			rc = draw_vma(c, &c->now, vma, mark);
	}
	if (!rc)
		rc = draw_gone(c, c->request.end - 1, &next);
	if (!rc && !c->rows)
		puts(" no area is there");
	return rc;
}

/* The highest first address of an area at or below @end */
static __u64 last_drawn(const struct dump *dump, __u64 end)
{
	size_t until = dump_vmas_until(dump, end);

	return until ? dump->vma[until - 1]->start : 0;
}

static void draw_heading(const struct command_map *c, const struct source *source)
{
	const struct ptwalk_header *header = source->dump->header;
	char comm[4 * sizeof(header->comm) + 1], name[4 * PATH_MAX];

	area_escape(source->name, PATH_MAX, name, sizeof(name));
	area_escape((const char *)header->comm, sizeof(header->comm), comm, sizeof(comm));
	printf("%s%s%s%s%s: a row is an area, a character what CELL bytes of it are\n",
	       terminal_style(&c->drawing.terminal, TERMINAL_BOLD), name,
	       *comm ? " " : "", comm, terminal_style(&c->drawing.terminal, TERMINAL_PLAIN));
	printf(" %-*s %6s %5s %s\n", (int)c->drawing.address, "START", "SIZE", "CELL", "PERM");
}

static int map_compare(struct command_map *c, const struct source *was, const struct source *now)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct diff_report report;
	struct errmsg err = { "out of memory" };

	if (diff_dumps(was->dump, now->dump, &all, change_list_add, &c->changes, &report, &err)) {
		warn("%s, %s: %s", was->name, now->name, err.text);
		return -1;
	}
	change_list_sort(&c->changes);
	if (!report.by_place)
		return 0;
	warn("%s, %s: the addresses of two processes that are not copies of each other mean different things: compare them with ptwalk diff",
	     was->name, now->name);
	return -1;
}

/* Draw @now, with what is not as in @was marked; @was is NULL if there is only one. */
static int map_draw(struct command_map *c, const struct source *was, const struct source *now)
{
	const struct dump *const dumps[] = { now->dump, was ? was->dump : NULL };
	const struct dump *dump = now->dump;
	struct errmsg err;
	int fd = -1, rc;

	if (where_resolve(&c->where, dumps, was ? 2 : 1, &c->request.start, &c->request.end,
			  &err) ||
	    dump_clip(dump, &c->request.start, &c->request.end, &err)) {
		warn("%s: %s", now->name, err.text);
		return EXIT_FAILURE;
	}
	if (was && map_compare(c, was, now))
		return EXIT_FAILURE;
	/* frames of a dump file may belong to others by now */
	if (now->live && dump->header->half == PTWALK_HALF_USER)
		fd = facts_frames_open("/proc/kpagecount", &err);
	if (was)
		map_read(&c->was, was->dump, c->request.start, c->request.end,
			 was->live ? fd : -1);
	map_read(&c->now, dump, c->request.start, c->request.end, fd);
	pager_begin();
	map_draw_begin(&c->drawing, last_drawn(dump, c->request.end - 1));
	draw_heading(c, now);
	rc = draw_all(c);
	if (!rc)
		map_draw_legend(&c->drawing);
	if (fd >= 0)
		close(fd);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int map_targets(struct command_map *c, char **target, size_t nr)
{
	struct source source[2];
	int status;

	if (c->where.kind == WHERE_RANGE) {
		c->request.start = c->where.start;
		c->request.end = c->where.end;
	}
	if (command_open(&source[0], target[0], &c->request))
		return EXIT_FAILURE;
	if (nr == 1) {
		status = map_draw(c, NULL, &source[0]);
	} else if (command_open(&source[1], target[1], &c->request)) {
		status = EXIT_FAILURE;
	} else {
		status = map_draw(c, &source[0], &source[1]);
		source_close(&source[1]);
	}
	change_list_free(&c->changes);
	source_close(&source[0]);
	return status;
}

static int map_run(int argc, char **argv)
{
	enum { OPT_RANGE = 256 };
	static const struct option options[] = {
		{ "range", required_argument, NULL, OPT_RANGE },
		{ "help", no_argument, NULL, 'h' },
		COMMAND_DRAW_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct command_map c = { 0 };
	struct errmsg err;
	int opt;

	while ((opt = command_getopt(&cmd_map, argc, argv, "h", options)) != -1) {
		switch (opt) {
		case OPT_RANGE:
			if (where_parse(optarg, &c.where, &err))
				return usage_error(&cmd_map, "%s", err.text);
			break;
		case 'h':
			return command_help(&cmd_map);
		default:
			if (!command_option(&cmd_map, NULL, opt, optarg))
				return EXIT_USAGE;
		}
	}
	if (command_where(&cmd_map, &argc, argv, &c.where))
		return EXIT_USAGE;
	if (argc - optind != 1 && argc - optind != 2)
		return usage_error(&cmd_map, argc == optind ?
				   "no TARGET given" : "more than two TARGETs");
	if (command_names(argv + optind, argc - optind))
		return EXIT_FAILURE;
	return map_targets(&c, argv + optind, argc - optind);
}

const struct command cmd_map = {
	.name = "map",
	.summary = "the address space as a picture, a row for each area",
	.usage = "[OPTION...] TARGET [TARGET] [@WHERE]",
	.help =
	"     --range WHERE       these addresses only: START-END, START+SIZE, ADDRESS,\n"
	"                         vma:ADDRESS or the name of an area; or @WHERE\n",
	.notes =
	"With two TARGETs, the picture is of the second one; what is not as in the first\n"
	"one is marked.\n",
	.has_source = true,
	.draws = true,
	.run = map_run,
};
