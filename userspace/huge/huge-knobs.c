// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the text of the settings: see struct huge_knobs.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "huge-rules.h"

static const char *const modes[] = {
	[HUGE_MODE_ALWAYS]	= "always",
	[HUGE_MODE_MADVISE]	= "madvise",
	[HUGE_MODE_INHERIT]	= "inherit",
	[HUGE_MODE_NEVER]	= "never",
	[HUGE_MODE_WITHIN_SIZE]	= "within_size",
	[HUGE_MODE_ADVISE]	= "advise",
	[HUGE_MODE_DENY]	= "deny",
	[HUGE_MODE_FORCE]	= "force",
};

/**
 * huge_mode_named() - parse a setting that is a word
 * @word: "always"
 *
 * Return: its value, %HUGE_MODE_NONE for any other word.
 */
enum huge_mode huge_mode_named(const char *word)
{
	size_t i;

	for (i = 1; i < ARRAY_SIZE(modes); i++)
		if (!strcmp(word, modes[i]))
			return i;
	return HUGE_MODE_NONE;
}

/* "always [madvise] never": the word in brackets is in force. */
static enum huge_mode mode(const struct facts *facts, const char *name)
{
	char value[FACTS_TEXT], *word;

	if (!facts_knob(facts, name, value))
		return HUGE_MODE_NONE;
	word = strchr(value, '[');
	if (!word)
		return HUGE_MODE_NONE;
	word++;
	word[strcspn(word, "]")] = '\0';
	return huge_mode_named(word);
}

/* A setting that is a number.  The kernel keeps each in an unsigned int or smaller. */
static __s64 number(const struct facts *facts, const char *name)
{
	char value[FACTS_TEXT], *end;
	unsigned long n;

	if (!facts_knob(facts, name, value) || *value < '0' || *value > '9')
		return HUGE_UNSET;
	n = strtoul(value, &end, 10);
	return *end || n > UINT_MAX ? HUGE_UNSET : (__s64)n;
}

/* A setting with a small range: max_ptes_* and switches */
static int small(const struct facts *facts, const char *name)
{
	__s64 n = number(facts, name);

	return n > 1 << 20 ? HUGE_UNSET : n;
}

/**
 * huge_knob_process() - parse the one setting that is a process's
 * @facts: facts of its dump
 *
 * Return: as &huge_knobs.process.
 */
int huge_knob_process(const struct facts *facts)
{
	return small(facts, "status/THP_enabled");
}

/**
 * huge_knobs_read() - parse the settings of a dump
 * @knobs: filled in
 * @facts: facts of the dump
 */
void huge_knobs_read(struct huge_knobs *knobs, const struct facts *facts)
{
	unsigned int order;
	char name[64];

	*knobs = (struct huge_knobs){
		.enabled = mode(facts, "enabled"),
		.shmem = mode(facts, "shmem_enabled"),
		.max_none = small(facts, "khugepaged/max_ptes_none"),
		.max_swap = small(facts, "khugepaged/max_ptes_swap"),
		.max_shared = small(facts, "khugepaged/max_ptes_shared"),
		.process = huge_knob_process(facts),
		.reclaim = small(facts, "vm/zone_reclaim_mode"),
		.pages_to_scan = number(facts, "khugepaged/pages_to_scan"),
		.sleep_ms = number(facts, "khugepaged/scan_sleep_millisecs"),
	};
	for (order = 0; order <= HUGE_ORDER; order++) {
		snprintf(name, sizeof(name), "hugepages-%ukB/enabled",
			 4U << order);
		knobs->size[order] = mode(facts, name);
		snprintf(name, sizeof(name), "hugepages-%ukB/shmem_enabled",
			 4U << order);
		knobs->shmem_size[order] = mode(facts, name);
	}
}
