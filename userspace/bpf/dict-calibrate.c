// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the page tables of the child process after each of its steps.  What the entries mean is
 * decided elsewhere (dict-bits.c, dict-swap.c); here they are only looked up.
 */
#include <errno.h>
#include <stdlib.h>

#include "dict-private.h"
#include "dump.h"

/* Take the entries of one step from a dump. */
static void calibrate_look(const struct dump *dump, __u64 base, enum dict_step step,
			   struct dict_seen *seen)
{
	struct entry_at at;
	unsigned int page;

	for (page = 0; page < DICT_PAGES; page++)
		if (!dump_entry(dump, 1, base + page * ptwalk_span(1), &at))
			seen->entry[step][page] = at.raw;
	seen->levels = dump->header->levels;
	seen->has_mm_flags = dump->tail_size >= sizeof(dump->tail.mm_flags);
	seen->mm_flags[step] = dump->tail.mm_flags;
}

static int calibrate_step(const struct dict_child *child, enum dict_step step,
			  dict_read_fn *read_tables, void *arg, struct dict_seen *seen,
			  struct errmsg *err)
{
	struct dump *dump;
	size_t size;
	void *data;
	int rc;

	rc = read_tables(child->pid, child->base,
			 child->base + DICT_PAGES * ptwalk_span(1), &data, &size, arg, err);
	if (rc)
		return rc;
	rc = dump_parse(&dump, data, size, err);
	if (!rc) {
		calibrate_look(dump, child->base, step, seen);
		dump_free(dump);
	}
	free(data);
	return rc;
}

/**
 * dict_calibrate() - have a child process make its situations, and read its page tables
 * @read_tables: reads them
 * @arg: passed to @read_tables
 * @seen: filled in
 * @err: says why it failed
 *
 * When it returns, the child is gone.
 *
 * Return: 0, or a negative errno.
 */
int dict_calibrate(dict_read_fn *read_tables, void *arg, struct dict_seen *seen,
		   struct errmsg *err)
{
	struct dict_child child;
	unsigned int step;
	int rc;

	*seen = (struct dict_seen){ 0 };
	rc = dict_child_start(&child, err);
	if (rc)
		return rc;
	for (step = 0; step < DICT_STEPS && !rc; step++) {
		if (step)
			dict_child_continue(&child);
		rc = dict_child_wait(&child, &seen->report, err);
		if (!rc)
			rc = calibrate_step(&child, step, read_tables, arg, seen, err);
	}
	dict_child_stop(&child);
	return rc;
}
