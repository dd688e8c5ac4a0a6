// SPDX-License-Identifier: GPL-2.0-only
/*
 * The JSON of verdicts about huge pages: by reason with what it costs, what mends it and the
 * price; by area; and by window, for the map.  Verdicts and their words are huge.h's.
 */
#include <string.h>

#include "area.h"
#include "cmd-huge.h"
#include "huge-text.h"
#include "number.h"
#include "report.h"

/**
 * report_verdicts() - write the names of all verdicts with their words
 * @json: object to add a field to
 */
void report_verdicts(struct json_line *json)
{
	unsigned int verdict;

	json_field(json, "verdicts");
	for (verdict = 0; verdict < HUGE_VERDICTS; verdict++) {
		fprintf(json->to, "%s[\"%s\", ", verdict ? ", " : "[",
			huge_verdict_name(verdict));
		json_put_text(json->to, huge_summary(verdict), strlen(huge_summary(verdict)));
		putc(']', json->to);
	}
	putc(']', json->to);
}

static void put_text_or_null(FILE *to, const char *text)
{
	if (text && *text)
		json_put_text(to, text, strlen(text));
	else
		fputs("null", to);
}

/* The first step of a reason: nothing is mended before it */
static const struct huge_step *first_step(const struct huge_report *report, unsigned int verdict)
{
	size_t i;

	for (i = 0; i < report->road.nr; i++)
		if (!report->road.step[i].before && report->road.step[i].verdict == verdict)
			return &report->road.step[i];
	return NULL;
}

/* The names of the reasons that are met once that of a step is mended */
static void put_next_reasons(FILE *to, const struct huge_road *road, const struct huge_step *step)
{
	const char *before = "";
	size_t i;

	putc('[', to);
	for (i = 0; step && i < road->nr; i++) {
		if (road->step[i].before != (size_t)(step - road->step) + 1 ||
		    road->step[i].end == HUGE_END_HUGE)
			continue;
		fprintf(to, "%s%u", before, road->step[i].verdict);
		before = ", ";
	}
	putc(']', to);
}

/*
 * A reason: verdict, rss, size, growth, windows, what mends it, the reasons after that, and
 * what is huge in the end: its size, and by how much Rss grows then
 */
static void put_reason(FILE *to, const struct huge_report *report, unsigned int verdict)
{
	const struct huge_sum *sum = &report->sums.of[verdict];
	const struct huge_window common = huge_common(sum, verdict);
	const struct huge_step *step = first_step(report, verdict);
	char room[HUGE_TEXT];

	fprintf(to, "[%u, %llu, %llu, %llu, %llu, ", verdict, sum->rss, sum->size, sum->growth,
		sum->windows);
	put_text_or_null(to, verdict > HUGE_COLLAPSE ? huge_fix(&report->rules, &common, room) :
			 NULL);
	fputs(", ", to);
	put_next_reasons(to, &report->road, step);
	fprintf(to, ", %llu, %llu, %s]", step ? step->huge.size : 0,
		step ? step->huge.growth : 0, huge_curable(verdict) ? "true" : "false");
}

/* An area: start, rss, huge, growth, verdict, the reason in words, what mends it */
static void put_part(FILE *to, const struct huge_report *report, const struct huge_part *part)
{
	char reason[HUGE_TEXT], room[HUGE_TEXT];

	fprintf(to, "[\"0x%llx\", %llu, %llu, %llu, %u, ", part->vma->start, part->all.rss,
		part->huge, part->all.growth, part->reason.verdict);
	put_text_or_null(to, huge_reason(&report->rules, &part->reason, reason));
	fputs(", ", to);
	put_text_or_null(to, part->reason.verdict > HUGE_COLLAPSE ?
			 huge_fix(&report->rules, &part->reason, room) : NULL);
	putc(']', to);
}

/* Does @w, at @end of the windows before it, say the same as the first of them? */
static bool window_continues(const struct huge_window *last, __u64 end,
			     const struct huge_window *w)
{
	return last->windows && w->windows && last->vma == w->vma && end == w->start &&
	       last->verdict == w->verdict && last->number == w->number &&
	       last->limit == w->limit && huge_growth(last) * w->windows ==
	       huge_growth(w) * last->windows;
}

/* Windows that say the same: start, how many, verdict, growth of each, number, limit */
static void put_windows(FILE *to, const struct dump *dump)
{
	struct huge_window w, last = { 0 };
	const char *before = "";
	__u64 windows = 0, end = 0;
	struct huge h;
	bool more;

	huge_begin(&h, dump, HUGE_KHUGEPAGED);
	putc('[', to);
	do {
		more = huge_next(&h, &w);
		if (more && windows && window_continues(&last, end, &w)) {
			end = w.end;
			windows += w.windows;
			continue;
		}
		if (windows) {
			fprintf(to, "%s[\"0x%llx\", %llu, %u, %llu, %llu, %llu]", before,
				last.start, windows, last.verdict,
				huge_growth(&last) / last.windows, last.number, last.limit);
			before = ", ";
		}
		last = w;
		end = w.end;
		windows = w.windows;
	} while (more);
	putc(']', to);
}

static void put_settings(FILE *to, const struct huge_rules *rules)
{
	static const char *const settings[] = {
		"enabled", "hugepages-2048kB/enabled", "shmem_enabled",
		"hugepages-2048kB/shmem_enabled", "defrag", "khugepaged/defrag",
		"khugepaged/max_ptes_none", "khugepaged/max_ptes_swap",
		"khugepaged/max_ptes_shared",
	};
	char value[FACTS_TEXT];
	const char *before = "", *text;
	size_t i;

	putc('[', to);
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!facts_knob(rules->facts, settings[i], value))
			continue;
		text = huge_in_force(value);
		fprintf(to, "%s[\"%s\", ", before, settings[i]);
		json_put_text(to, text, strlen(text));
		putc(']', to);
		before = ", ";
	}
	putc(']', to);
}

/* What is not known of this dump, and what of any */
static void put_unknown(FILE *to, const struct huge_report *report)
{
	const char *before = "", *text;
	unsigned int i;

	putc('[', to);
	for (i = 0; huge_lack_name(i); i++) {
		if (!(report->sums.lacks & (1U << i)))
			continue;
		fputs(before, to);
		put_text_or_null(to, huge_lack(1U << i));
		before = ", ";
	}
	for (i = 0; (text = huge_unseen(&report->rules, i)); i++) {
		if (!*text)
			continue;
		fputs(before, to);
		put_text_or_null(to, text);
		before = ", ";
	}
	putc(']', to);
}

static void put_verdicts(struct json_line *json, const struct dump *dump,
			 const struct huge_report *report)
{
	const struct huge_sums *sums = &report->sums;
	const char *before = "";
	struct json_line huge;
	unsigned int verdict;
	size_t i;

	json_field(json, "huge");
	json_begin(&huge, json->to);
	json_string(&huge, "rules", report->rules.release);
	json_boolean(&huge, "same", report->rules.same);
	json_number(&huge, "rss", sums->all.rss);
	json_number(&huge, "huge", sums->of[HUGE_IS].rss);
	json_number(&huge, "growth", sums->all.growth);
	json_field(&huge, "settings");
	put_settings(huge.to, &report->rules);
	json_field(&huge, "reasons");
	putc('[', huge.to);
	for (verdict = 0; verdict < HUGE_VERDICTS; verdict++) {
		if (!sums->of[verdict].size)
			continue;
		fputs(before, huge.to);
		put_reason(huge.to, report, verdict);
		before = ", ";
	}
	putc(']', huge.to);
	json_field(&huge, "areas");
	for (i = 0; i < report->nr_parts; i++) {
		fputs(i ? ",\n" : "[", huge.to);
		put_part(huge.to, report, &report->part[i]);
	}
	fputs(report->nr_parts ? "]" : "[]", huge.to);
	json_field(&huge, "windows");
	put_windows(huge.to, dump);
	json_field(&huge, "unknown");
	put_unknown(huge.to, report);
	json_end(&huge);
}

/**
 * report_huge() - write the verdicts about a dump
 * @json: object of the dump, to add fields to
 * @dump: dump, with its facts
 *
 * A dump about which there can be no verdicts gets the reason instead.
 *
 * Return: 0 or -ENOMEM.
 */
int report_huge(struct json_line *json, const struct dump *dump)
{
	struct huge_report report = { 0 };
	struct huge h;
	int rc;

	if (dump->header->half != PTWALK_HALF_USER || dump_lacks_vmas(dump)) {
		json_string(json, "no_huge", dump_lacks_vmas(dump) ?
			    "the dump of a memory image by CR3 has no areas, by which khugepaged decides" :
			    "the kernel half has no areas that khugepaged would look at");
		return 0;
	}
	huge_begin(&h, dump, HUGE_KHUGEPAGED);
	report.rules = h.rules;
	rc = huge_report(&report, &h, true);
	if (!rc)
		put_verdicts(json, dump, &report);
	huge_report_free(&report);
	return rc;
}
