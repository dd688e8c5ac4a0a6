// SPDX-License-Identifier: GPL-2.0
/*
 * "ptwalk huge": the settings that the rules used, and how long khugepaged takes for one
 * pass over the process.  Settings that the dump does not have are left out.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-huge.h"
#include "huge-text.h"
#include "run.h"

/* Settings that decide; and defrag, how hard the kernel tries to get a huge page */
static const struct {
	const char	*name;
	const char	*label;
} settings[] = {
	{ "enabled", "enabled" },
	{ "hugepages-2048kB/enabled", "2048kB/enabled" },
	{ "shmem_enabled", "shmem_enabled" },
	{ "hugepages-2048kB/shmem_enabled", "2048kB/shmem_enabled" },
	{ "defrag", "defrag" },
	{ "khugepaged/defrag", "khugepaged/defrag" },
	{ "khugepaged/max_ptes_none", "max_ptes_none" },
	{ "khugepaged/max_ptes_swap", "max_ptes_swap" },
	{ "khugepaged/max_ptes_shared", "max_ptes_shared" },
};

static void print_settings(const struct huge_rules *rules)
{
	char value[FACTS_TEXT], text[FACTS_TEXT];
	const char *before = "";
	size_t i;

	printf("\nsettings: ");
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!facts_knob(rules->facts, settings[i].name, value))
			continue;
		/* a dump from somebody else can have any bytes here */
		printf("%s%s %s", before, settings[i].label,
		       area_escape(huge_in_force(value), sizeof(value), text, sizeof(text)));
		before = ", ";
	}
	puts(*before ? "" : "not in the dump");
}

/* "8 windows every 10 s" */
static void print_pace(const struct huge_knobs *knobs)
{
	const __s64 windows = (knobs->pages_to_scan + PTWALK_ENTRIES - 1) / PTWALK_ENTRIES;

	printf("%lld window%s", windows, windows == 1 ? "" : "s");
	if (knobs->sleep_ms)
		printf(" every %.10g s", knobs->sleep_ms / 1000.0);
	else
		printf(" at a time, without a pause");
}

/* In seconds, minutes or hours, as the pace can be set to anything */
static void print_duration(double seconds)
{
	if (seconds < 1000)
		printf("%.*f s", seconds < 10 && seconds != (int)seconds, seconds);
	else if (seconds < 1000 * 60)
		printf("%.0f min", seconds / 60);
	else
		printf("%.0f h", seconds / 3600);
}

static void print_estimate(const struct huge_report *report)
{
	const struct huge_knobs *knobs = &report->rules.knobs;
	const __u64 ready = report->sums.of[HUGE_COLLAPSE].windows +
			    report->sums.of[HUGE_MTHP].windows;
	__u64 rounds;

	printf("khugepaged: %llu window%s to collapse, of %llu that it looks at here", ready,
	       ready == 1 ? "" : "s", report->visited);
	if (knobs->pages_to_scan > 0 && knobs->sleep_ms >= 0) {
		printf("; ");
		print_pace(knobs);
		rounds = (report->progress + knobs->pages_to_scan - 1) / knobs->pages_to_scan;
		if (knobs->sleep_ms && report->progress) {
			printf(": about ");
			print_duration(rounds * knobs->sleep_ms / 1000.0);
			printf(" for these if memory is free, plus the time for all other processes");
		} else if (report->progress) {
			printf(", shared with all other processes");
		}
	}
	putchar('\n');
}

/**
 * huge_print_settings() - print the settings used, and how long khugepaged takes
 * @c: the run; nothing is printed for MADV_COLLAPSE
 */
void huge_print_settings(const struct command_huge *c)
{
	const struct huge_report *report = &c->report;

	if (c->judge != HUGE_KHUGEPAGED)
		return;
	print_settings(&report->rules);
	if (!report->rules.visited)
		puts("khugepaged: does not visit this process");
	else if (!(report->sums.lacks & HUGE_LACKS_KNOBS))
		print_estimate(report);
}

/**
 * huge_print_sharers() - print which processes prevent a collapse by sharing pages
 * @c: the run; nothing is printed if there are none, or none was found
 */
void huge_print_sharers(const struct command_huge *c)
{
	if (*c->sharers)
		printf("copy on write: pages are shared with %s\n", c->sharers);
}
