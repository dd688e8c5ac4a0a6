// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes settings of transparent huge pages: see knobs.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "knobs.h"

#define THP	"/sys/kernel/mm/transparent_hugepage/"

/* Reads a setting: the word in brackets ("always [madvise] never"), else the whole line. */
static int value_of(const char *path, char *value, size_t size)
{
	char line[128] = "", *p = line;
	FILE *f = fopen(path, "re");

	if (!f)
		return -1;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	p = strchr(line, '[');
	p = p ? p + 1 : line;
	p[strcspn(p, "]\n")] = '\0';
	snprintf(value, size, "%s", p);
	return 0;
}

static int set_one(struct knobs *knobs, const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), THP "%s", name);
	if (access(path, F_OK))
		return 1;
	if (knobs->nr == KNOBS_MAX) {
		note("no room for what %s was", path);
		return -1;
	}
	snprintf(knobs->saved[knobs->nr].name,
		 sizeof(knobs->saved[knobs->nr].name), "%s", name);
	if (value_of(path, knobs->saved[knobs->nr].value,
		     sizeof(knobs->saved[knobs->nr].value)) ||
	    write_file(path, value)) {
		note("%s: %s: %m", path, value);
		return -1;
	}
	knobs->nr++;
	return 0;
}

int knobs_set(struct knobs *knobs, const char *list)
{
	char *copy, *word, *rest, *equals;
	int err = 0;

	if (!list)
		return 0;
	copy = strdup(list);
	if (!copy)
		return -1;
	for (word = strtok_r(copy, " ", &rest); word && !err;
	     word = strtok_r(NULL, " ", &rest)) {
		equals = strchr(word, '=');
		if (!equals) {
			note("%s: not NAME=VALUE", word);
			err = -1;
			break;
		}
		*equals = '\0';
		err = set_one(knobs, word, equals + 1);
	}
	free(copy);
	return err;
}

void knobs_restore(struct knobs *knobs)
{
	char path[128];

	while (knobs->nr) {
		knobs->nr--;
		snprintf(path, sizeof(path), THP "%s",
			 knobs->saved[knobs->nr].name);
		if (write_file(path, knobs->saved[knobs->nr].value))
			note("%s: %s: %m", path, knobs->saved[knobs->nr].value);
	}
}
