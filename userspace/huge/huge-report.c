// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums up the windows of a dump, as a whole and by VMA: see cmd-huge.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "array.h"
#include "cmd-huge.h"

/**
 * struct building - a VMA whose windows are being summed up
 * @part: the VMA
 * @sums: its sums by verdict
 * @joined: by verdict, its windows, joined
 */
struct building {
	struct huge_part	part;
	struct huge_sums	sums;
	struct huge_window	joined[HUGE_VERDICTS];
};

/*
 * Does @verdict matter more in this VMA than @than?  More resident bytes count, then more
 * addresses; %HUGE_IS counts only where nothing else is.
 */
static bool weighs_more(const struct building *b, unsigned int verdict,
			unsigned int than)
{
	const struct huge_sum *a = &b->sums.of[verdict];
	const struct huge_sum *other = &b->sums.of[than];

	if (!a->size)
		return false;
	if (!other->size || than == HUGE_IS)
		return true;
	if (a->rss != other->rss)
		return a->rss > other->rss;
	return a->size > other->size;
}

static int end_part(struct huge_report *report, struct building *b)
{
	unsigned int verdict, most = HUGE_IS;

	if (!b->part.vma)
		return 0;
	for (verdict = HUGE_COLLAPSE; verdict < HUGE_VERDICTS; verdict++)
		if (weighs_more(b, verdict, most))
			most = verdict;
	b->part.all = b->sums.all;
	b->part.huge = b->sums.of[HUGE_IS].rss;
	b->part.reason = b->joined[most];
	return array_add(report->part, report->nr_parts, b->part);
}

/**
 * huge_report() - sum up the remaining windows of an iterator
 * @report: filled in; to be freed with huge_report_free()
 * @h: iterator, at its end afterwards
 * @road: find out what comes after each reason, too
 *
 * Return: 0 or -ENOMEM.
 */
int huge_report(struct huge_report *report, struct huge *h, bool road)
{
	struct building b = { 0 };
	struct huge_window w;

	*report = (struct huge_report){ .rules = h->rules };
	while (huge_next(h, &w)) {
		if (w.vma != b.part.vma) {
			if (end_part(report, &b))
				return -ENOMEM;
			b = (struct building){
				.part = { .vma = w.vma, .end = h->area.end },
			};
		}
		if (!b.sums.of[w.verdict].size)
			b.joined[w.verdict] = w;
		else
			huge_join(&b.joined[w.verdict], &w);
		huge_add(&b.sums, &w);
		huge_add(&report->sums, &w);
		/* khugepaged skips a VMA that a rule about VMAs refuses */
		if (!h->area.reasons) {
			report->visited += w.windows;
			report->progress += huge_rules_progress(&h->rules, &w);
		}
		if (road && huge_road_add(&report->road, h, &w))
			return -ENOMEM;
	}
	return end_part(report, &b);
}

/**
 * huge_report_free() - free what huge_report() allocated
 * @report: report
 */
void huge_report_free(struct huge_report *report)
{
	free(report->part);
	report->part = NULL;
	huge_road_free(&report->road);
}
