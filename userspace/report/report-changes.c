// SPDX-License-Identifier: GPL-2.0-only
/*
 * The JSON of what changed from one dump to the next: sums, and rows as "ptwalk diff" has them.
 * Changes and their words are diff.h's and change-text.h's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "change-list.h"
#include "change-text.h"
#include "report.h"

/* Rows that a page has for each pair of dumps: more than somebody reads, less than is slow */
#define ROWS	4000

_Static_assert(CHANGES_TEXT >= CHANGE_TEXT, "one buffer for either text");

static void put_row_text(FILE *to, const char *text)
{
	fputs(", ", to);
	json_put_text(to, text, strlen(text));
}

/* A row: start, end, level, Rss, what changed, was, now, detail, name of the area */
static void put_row(FILE *to, const struct change *change, const struct change_rules *rules)
{
	const struct ptwalk_vma *vma = change->now.vma ? change->now.vma : change->was.vma;
	char text[CHANGES_TEXT];
	char name[AREA_NAME_SIZE];

	fprintf(to, "[\"0x%llx\", \"0x%llx\", %u, %lld", change->start, change->end,
		change->level, change->rss);
	changes_format(&change->what, text, sizeof(text));
	put_row_text(to, text);
	put_row_text(to, change_side_text(change, &change->was, text));
	put_row_text(to, change_side_text(change, &change->now, text));
	put_row_text(to, change_detail(change, rules, text));
	put_row_text(to, vma ? area_name(vma, name) : "");
	putc(']', to);
}

static void put_totals(FILE *to, const struct diff_report *report)
{
	const char *before = "";
	unsigned int change;
	char name[32];

	putc('[', to);
	for (change = 0; change < CHANGE_NR; change++) {
		const struct change_total *total = &report->total[change];

		if (!total->runs || !change_name(change, name, sizeof(name)))
			continue;
		fprintf(to, "%s[\"%s\", %llu, %llu, %llu, %lld]", before, name, total->runs,
			total->entries, total->bytes, total->rss);
		before = ", ";
	}
	putc(']', to);
}

static void put_changes(struct json_line *json, struct change_list *list,
			const struct diff_report *report)
{
	const size_t nr = list->nr < ROWS ? list->nr : ROWS;
	size_t i;

	json_boolean(json, "same_process", report->rules.same_process);
	json_boolean(json, "by_place", report->by_place);
	json_boolean(json, "areas", report->rules.areas);
	json_signed(json, "rss", report->rss);
	json_number(json, "runs", report->runs);
	json_number(json, "unread", report->unread_bytes);
	json_field(json, "totals");
	put_totals(json->to, report);
	change_list_sort(list);
	json_field(json, "rows");
	putc('[', json->to);
	for (i = 0; i < nr; i++) {
		fputs(i ? ",\n" : "", json->to);
		put_row(json->to, &list->change[i], &report->rules);
	}
	putc(']', json->to);
	json_number(json, "rows_left_out", list->nr - nr);
}

/**
 * report_changes() - write what changed between two dumps
 * @to: where to
 * @was: the first one
 * @now: the second one
 *
 * Dumps that cannot be compared get the reason instead.
 *
 * Return: 0 or -ENOMEM.
 */
int report_changes(FILE *to, const struct dump *was, const struct dump *now)
{
	const struct changes all = { ~0U, ~0U, ~0U };
	struct change_list list = { 0 };
	struct errmsg err = { "" };
	struct diff_report report;
	struct json_line json;
	int rc;

	rc = diff_dumps(was, now, &all, change_list_add, &list, &report, &err);
	json_begin(&json, to);
	if (rc)
		json_string(&json, "why_not", err.text);
	else
		put_changes(&json, &list, &report);
	json_end(&json);
	change_list_free(&list);
	return rc == -ENOMEM ? rc : 0;
}
