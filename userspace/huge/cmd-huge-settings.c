// SPDX-License-Identifier: GPL-2.0-only
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
	char value[FACTS_TEXT], text[FACTS_TEXT], word[2 * FACTS_TEXT] = "";
	unsigned int at;
	size_t i;

	at = printf("\nsettings:") - 1;
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!facts_knob(rules->facts, settings[i].name, value))
			continue;
		/* the one before, now that another one follows */
		if (*word)
			terminal_word(strcat(word, ","), &at);
		/* a dump from somebody else can have any bytes here */
		snprintf(word, sizeof(word), "%s %s", settings[i].label,
			 area_escape(huge_in_force(value), sizeof(value), text, sizeof(text)));
	}
	terminal_word(*word ? word : "not in the dump", &at);
	putchar('\n');
}

/* "8 windows every 10 s" */
static void pace_text(const struct huge_knobs *knobs, char text[64])
{
	const __s64 windows = (knobs->pages_to_scan + PTWALK_ENTRIES - 1) / PTWALK_ENTRIES;
	const char *more = windows == 1 ? "" : "s";

	if (knobs->sleep_ms)
		snprintf(text, 64, "%lld window%s every %.10g s", windows, more,
			 knobs->sleep_ms / 1000.0);
	else
		snprintf(text, 64, "%lld window%s at a time, without a pause", windows, more);
}

/* In seconds, minutes or hours, as the pace can be set to anything */
static void duration_text(double seconds, char text[32])
{
	if (seconds < 1000)
		snprintf(text, 32, "%.*f s", seconds < 10 && seconds != (int)seconds, seconds);
	else if (seconds < 1000 * 60)
		snprintf(text, 32, "%.0f min", seconds / 60);
	else
		snprintf(text, 32, "%.0f h", seconds / 3600);
}

/* How long the windows of the process take at that pace */
static void rounds_text(const struct huge_report *report, char text[160])
{
	const struct huge_knobs *knobs = &report->rules.knobs;
	const __u64 rounds = (report->progress + knobs->pages_to_scan - 1) / knobs->pages_to_scan;
	char duration[32];

	text[0] = '\0';
	if (!report->progress)
		return;
	duration_text(rounds * knobs->sleep_ms / 1000.0, duration);
	if (knobs->sleep_ms)
		snprintf(text, 160,
			 ": about %s for these if memory is free, plus the time for all other processes",
			 duration);
	else
		snprintf(text, 160, ", shared with all other processes");
}

static void print_estimate(const struct huge_report *report)
{
	const struct huge_knobs *knobs = &report->rules.knobs;
	const __u64 ready = report->sums.of[HUGE_COLLAPSE].windows +
			    report->sums.of[HUGE_MTHP].windows;
	char text[400], pace[64] = "", rounds[160] = "";

	if (knobs->pages_to_scan > 0 && knobs->sleep_ms >= 0) {
		pace_text(knobs, pace);
		rounds_text(report, rounds);
	}
	snprintf(text, sizeof(text),
		 "khugepaged: %llu window%s to collapse, of %llu that it looks at here%s%s%s", ready,
		 ready == 1 ? "" : "s", report->visited, *pace ? "; " : "", pace, rounds);
	terminal_put(0, text);
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
	if (!huge_khugepaged_runs(&report->rules))
		puts("khugepaged: does not run, as no setting starts it");
	else if (!report->rules.visited)
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
	char sharers[sizeof(c->sharers) + 32];

	snprintf(sharers, sizeof(sharers), "pages are shared with %s", c->sharers);
	if (*c->sharers)
		terminal_put_beside(TERMINAL_PLAIN, "", "copy on write: ", sharers);
}
