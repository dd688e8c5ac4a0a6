// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts a page together: the page as it was built, with the data of some dumps inside.
 *
 * The data stands in front of the script, so that the script finds it, and behind all that is
 * to be seen, so that this is seen first.  Data blocks are no scripts: a browser runs none of
 * them, and the policy at the top of the page allows no script but the page's own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "report-text.h"
#include "report.h"
#include "text-stream.h"

#define TABLES	"<script type=\"application/octet-stream;base64\" class=\"tables\">"

/**
 * struct page - a page that is being written
 * @put: takes its bytes
 * @arg: for @put
 */
struct page {
	report_put	put;
	void		*arg;
};

static int page_put_text(const struct page *page, const char *text)
{
	return page->put(page->arg, text, strlen(text));
}

static int page_put_json(const struct page *page, const struct report *report)
{
	struct text_stream json = { 0 };
	FILE *to = text_stream_open(&json);
	size_t escaped;
	char *text;
	int rc;

	if (!to)
		return -ENOMEM;
	rc = report_json(to, report) || ferror(to);
	if (fclose(to) || rc) {
		free(json.data);
		return -ENOMEM;
	}
	escaped = report_escape(json.data, json.size, NULL);
	text = malloc(escaped);
	if (text)
		report_escape(json.data, json.size, text);
	free(json.data);
	rc = text ? page->put(page->arg, text, escaped) : -ENOMEM;
	free(text);
	return rc;
}

static int page_put_tables(const struct page *page, const struct dump *dump,
			   const struct dump *before)
{
	struct report_text *text;
	int rc = report_text_new(&text, page->put, page->arg);

	if (rc)
		return rc;
	rc = pack_tables(dump, before, report_text_put, text);
	if (!rc)
		rc = report_text_end(text);
	report_text_free(text);
	return rc;
}

static int page_put_json_block(const struct page *page, const struct report *report)
{
	int rc = page_put_text(page, "<script type=\"application/json\" id=\"report\">");

	if (!rc)
		rc = page_put_json(page, report);
	return rc ? rc : page_put_text(page, "</script>\n");
}

static int page_put_tables_block(const struct page *page, const struct dump *dump,
				 const struct dump *before)
{
	int rc = page_put_text(page, TABLES);

	if (!rc)
		rc = page_put_tables(page, dump, before);
	return rc ? rc : page_put_text(page, "</script>\n");
}

/**
 * report_page() - write a page
 * @report: what it is about; library_zlib_load() has been called
 * @put: takes its bytes
 * @arg: for @put
 *
 * Return: 0, -ENOMEM, or what @put returned.
 */
int report_page(const struct report *report, report_put put, void *arg)
{
	const struct page page = { .put = put, .arg = arg };
	size_t i;
	int rc;

	rc = put(arg, page_before, sizeof(page_before));
	if (!rc)
		rc = page_put_json_block(&page, report);
	for (i = 0; i < report->nr && !rc; i++)
		rc = page_put_tables_block(&page, report->source[i].dump,
					   i ? report->source[i - 1].dump : NULL);
	return rc ? rc : put(arg, page_after, sizeof(page_after));
}
