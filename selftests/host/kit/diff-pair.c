// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares two forged dumps: see diff-pair.h.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff-pair.h"

/**
 * struct found - the changes in the order in which diff_dumps() reports them
 * @change: the changes
 * @nr: number of changes
 */
struct found {
	struct change	change[64];
	size_t		nr;
};

struct pair *pair_new(enum forge_kernel kernel, unsigned int levels,
		      enum ptwalk_half half)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	if (!pair)
		err(1, "pair");
	pair->was = forge_new(kernel, levels, half);
	pair->now = forge_new(kernel, levels, half);
	pair->wanted = (struct changes){ ~0U, ~0U, ~0U };
	return pair;
}

void pair_free(struct pair *pair)
{
	forge_free(pair->was);
	forge_free(pair->now);
	free(pair);
}

void pair_renew(struct pair *pair, enum forge_kernel was, enum forge_kernel now,
		unsigned int levels, enum ptwalk_half half)
{
	forge_free(pair->was);
	forge_free(pair->now);
	pair->was = forge_new(was, levels, half);
	pair->now = forge_new(now, levels, half);
}

void pair_areas(struct pair *pair)
{
	forge_vma(pair->was, HEAP, HEAP + G1, VMA_ANON, "[heap]");
	forge_vma(pair->now, HEAP, HEAP + G1, VMA_ANON, "[heap]");
}

void pair_both(struct pair *pair, unsigned int level, __u64 addr, __u64 raw)
{
	forge_entry(pair->was, level, addr, raw);
	forge_entry(pair->now, level, addr, raw);
}

void pair_other(struct pair *pair)
{
	struct ptwalk_header *header = forge_header(pair->now);

	header->tgid++;
	header->pid++;
	header->start_time += 5000000000;
}

void pair_fork(struct pair *pair)
{
	struct forge *both[] = { pair->was, pair->now };
	size_t i;

	for (i = 0; i < 2; i++) {
		forge_vma(both[i], 0x1000000, 0x1000000 + K4, VMA_CODE, "/bin/forged");
		forge_vma(both[i], 0x7ffffffde000, 0x7ffffffff000, VMA_ANON, "[stack]");
	}
	pair_other(pair);
}

void pair_swap(struct pair *pair)
{
	struct forge *was = pair->was;

	pair->was = pair->now;
	pair->now = was;
}

static int collect(const struct change *change, void *arg)
{
	struct found *found = arg;

	if (found->nr == ARRAY_SIZE(found->change))
		errx(1, "pair: more than %zu changes", found->nr);
	found->change[found->nr++] = *change;
	return 0;
}

static void write_down(struct pair *pair, const struct change *c)
{
	static const char *const subjects[] = { "VMA", "TABLE", "ENTRY" };
	size_t n = strlen(pair->text), size = sizeof(pair->text);
	char names[CHANGES_TEXT];
	unsigned int i;

	changes_format(&c->what, names, sizeof(names));
	n += snprintf(pair->text + n, size - n, "%s %u +0x%llx-0x%llx %llu %s",
		      subjects[c->subject], c->level, c->start - HEAP,
		      c->end - HEAP, c->entries, names);
	if (c->small)
		n += snprintf(pair->text + n, size - n, " %llu/%llu/%llu",
			      c->small_present, c->small, c->same_frames);
	if (c->small_swapped || c->small_other)
		n += snprintf(pair->text + n, size - n,
			      " %llu swapped %llu other", c->small_swapped,
			      c->small_other);
	if (c->small_zero || c->small_empty)
		n += snprintf(pair->text + n, size - n, " %llu zero %llu empty",
			      c->small_zero, c->small_empty);
	for (i = 0; i < CHANGE_PARTS && c->part[i].entries; i++)
		if (c->part[i].entries < c->small_present - c->small_zero &&
		    change_name(c->part[i].change, names, sizeof(names)))
			n += snprintf(pair->text + n, size - n, " %u with %s",
				      c->part[i].entries, names);
	snprintf(pair->text + n, size - n, "\n");
}

int pair_compare(struct pair *pair)
{
	struct dump *was = NULL, *now = NULL;
	struct found found = { .nr = 0 };
	size_t size_was, size_now, i;
	void *a, *b;
	int rc;

	a = forge_write(pair->was, &size_was);
	b = forge_write(pair->now, &size_now);
	pair->text[0] = '\0';
	pair->err.text[0] = '\0';
	rc = dump_parse(&was, a, size_was, &pair->err);
	if (!rc)
		rc = dump_parse(&now, b, size_now, &pair->err);
	if (!rc)
		rc = diff_dumps(was, now, &pair->wanted, collect, &found,
				&pair->report, &pair->err);
	qsort(found.change, found.nr, sizeof(found.change[0]), change_order);
	for (i = 0; i < found.nr; i++)
		write_down(pair, &found.change[i]);
	dump_free(was);
	dump_free(now);
	free(a);
	free(b);
	return rc;
}
