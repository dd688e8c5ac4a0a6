// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk huge --fix": for each reason what can be done about it, and which reasons come
 * after that, to the end (huge-cure.h); with the price, which is what Rss grows by.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd-huge.h"
#include "huge-text.h"
#include "terminal.h"

static const char *const ends[HUGE_ENDS] = {
	[HUGE_END_HUGE]		= "can be huge",
	[HUGE_END_CACHE]	= "are left to the page cache of their files",
	[HUGE_END_WRITE]	= "can become huge with the first write",
	[HUGE_END_SMALL]	= "get smaller pages with the first write; then run ptwalk huge again",
	[HUGE_END_WAIT]		= "are to be looked at again in a moment",
	[HUGE_END_ANEW]		= "have to be mapped differently first; then run ptwalk huge again",
	[HUGE_END_NEVER]	= "cannot be huge as they are",
	[HUGE_END_UNKNOWN]	= "are not known",
};

/* Resident bytes, or bytes of address space where nothing is resident */
static void print_amount(const struct output *out, const struct huge_sum *sum)
{
	const __u64 bytes = sum->rss ? sum->rss : sum->size;
	char text[24];

	if (out->bytes)
		printf("%llu", bytes);
	else
		printf("%s", output_format_size(text, sizeof(text), bytes));
	if (!sum->rss)
		printf(" of address space");
}

static void huge_fix_print_end(const struct output *out, const struct huge_sum *sum,
			       enum huge_end end)
{
	char text[24];

	print_amount(out, sum);
	printf(" %s", ends[end]);
	if (end != HUGE_END_HUGE)
		return;
	if (out->bytes)
		printf(", and Rss grows by %llu", sum->growth);
	else
		printf(", and Rss grows by %s",
		       output_format_size(text, sizeof(text), sum->growth));
}

static void print_fix(const struct huge_report *report, const struct huge_step *step,
		      unsigned int depth)
{
	const struct huge_window common = huge_common(&step->sum, step->verdict);
	char room[HUGE_TEXT], text[HUGE_TEXT + 64];
	const char *fix = huge_fix(&report->rules, &common, room);

	snprintf(text, sizeof(text), "%s%s",
		 fix && step->end == HUGE_END_NEVER && strncmp(fix, "nothing", 7) ?
		 "nothing as it is mapped now; instead: " : "",
		 fix ? fix : "nothing can be done about it");
	terminal_put(2 * depth + 2, text);
}

static void huge_fix_print_step(const struct command_huge *c, size_t i, unsigned int depth);

/*
 * Prints the steps after step @before (1-based; 0: the first ones), those that cost most
 * first.
 */
static void print_after(const struct command_huge *c, size_t before, unsigned int depth)
{
	const struct huge_road *road = &c->report.road;
	const struct huge_step *best, *last = NULL;
	size_t i;

	do {
		best = NULL;
		for (i = before; i < road->nr; i++)
			if (road->step[i].before == before &&
			    (!last || huge_step_order(&road->step[i], last) > 0) &&
			    (!best || huge_step_order(&road->step[i], best) < 0))
				best = &road->step[i];
		if (best)
			huge_fix_print_step(c, best - road->step, depth);
		last = best;
	} while (best);
}

/* Bytes of address space that can be huge as soon as the reason of this one step is mended */
static __u64 huge_at_once(const struct huge_road *road, size_t i)
{
	__u64 size = 0;
	size_t n;

	if (road->step[i].end == HUGE_END_HUGE)
		return road->step[i].sum.size;
	for (n = i + 1; n < road->nr; n++)
		if (road->step[n].before == i + 1 && road->step[n].end == HUGE_END_HUGE)
			size += road->step[n].sum.size;
	return size;
}

static void huge_fix_print_step(const struct command_huge *c, size_t i, unsigned int depth)
{
	const struct huge_report *report = &c->report;
	const struct huge_step *step = &report->road.step[i];
	const struct huge_window common = huge_common(&step->sum, step->verdict);
	char cause[HUGE_TEXT], instead[HUGE_TEXT];

	printf("%*s%s", 2 * depth, "", depth ? "then " : "");
	if (depth && step->end == HUGE_END_HUGE) {
		huge_fix_print_end(&c->out, &step->sum, step->end);
		printf("%s\n", huge_instead(&common, instead));
		return;
	}
	if (!depth)
		printf("%s: ", huge_verdict_name(step->verdict));
	print_amount(&c->out, &step->sum);
	if (depth)
		printf(" are %s", huge_verdict_name(step->verdict));
	huge_cause(&report->rules, &common, cause);
	printf("%s%s%s\n", depth ? ": " : ", ",
	       *cause ? cause : huge_summary(step->verdict), huge_instead(&common, instead));
	print_fix(report, step, depth);
	print_after(c, i + 1, depth + 1);
	if (!depth && step->huge.size > huge_at_once(&report->road, i)) {
		printf("  in the end ");
		huge_fix_print_end(&c->out, &step->huge, HUGE_END_HUGE);
		putchar('\n');
	}
}

/**
 * huge_print_fixes() - print what can be done about each reason, to the end
 * @c: the run
 */
void huge_print_fixes(const struct command_huge *c)
{
	unsigned int end;

	if (!c->out.noheadings) {
		huge_print_subject(c);
		puts("what can be done (files are below /sys/kernel/mm/transparent_hugepage/)\n");
	}
	huge_print_sharers(c);
	print_after(c, 0, 0);
	puts("\nwhen all of that is done");
	for (end = 0; end < HUGE_ENDS; end++) {
		if (!c->report.road.all[end].size)
			continue;
		printf("  ");
		huge_fix_print_end(&c->out, &c->report.road.all[end], end);
		putchar('\n');
	}
}
