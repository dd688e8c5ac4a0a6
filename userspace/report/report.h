/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One page of HTML about several dumps.  What is text and numbers goes into the page as JSON
 * (report-json.c, and for its parts report-huge.c and report-changes.c), the tables as packed
 * bytes (report-pack.h); the page itself, made from page/ when ptwalk is built, is put around
 * them by report-page.c.  Never prints.
 */
#ifndef PTWALK_REPORT_H
#define PTWALK_REPORT_H

#include <stdio.h>

#include "json.h"
#include "report-pack.h"
#include "source.h"

/**
 * struct report - what a page is about
 * @source: the dumps, in the order of the page
 * @nr: how many
 */
struct report {
	const struct source	*source;
	size_t			nr;
};

int report_page(const struct report *report, report_put put, void *arg);

/* report-json.c */
int report_json(FILE *to, const struct report *report);
size_t report_escape(const char *json, size_t size, char *text);

/* report-huge.c */
int report_huge(struct json_line *json, const struct dump *dump);
void report_verdicts(struct json_line *json);

/* report-changes.c */
int report_changes(FILE *to, const struct dump *was, const struct dump *now);

#endif /* PTWALK_REPORT_H */
