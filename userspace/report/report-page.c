// SPDX-License-Identifier: GPL-2.0
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

#include "array.h"
#include "page.h"
#include "report-pack.h"
#include "report.h"

#define TABLES	"<script type=\"application/octet-stream;base64\" class=\"tables\">"

/* Takes over @text, also if it fails */
static int page_add(struct report_page *page, char *text, size_t size)
{
	size_t nr = page->nr;

	if (!text)
		return -ENOMEM;
	if (array_add(page->text, nr, text)) {
		free(text);
		return -ENOMEM;
	}
	nr = page->nr++;
	return array_add(page->size, nr, size);
}

static int page_add_copy(struct report_page *page, const void *text, size_t size)
{
	char *copy = malloc(size);

	if (copy)
		memcpy(copy, text, size);
	return page_add(page, copy, size);
}

static int page_add_text(struct report_page *page, const char *text)
{
	return page_add_copy(page, text, strlen(text));
}

static int page_add_json(struct report_page *page, const struct report *report)
{
	char *json = NULL, *text;
	size_t size = 0, escaped;
	FILE *to = open_memstream(&json, &size);
	int rc;

	if (!to)
		return -ENOMEM;
	rc = report_json(to, report);
	if (fclose(to) || rc) {
		free(json);
		return -ENOMEM;
	}
	escaped = report_escape(json, size, NULL);
	text = malloc(escaped);
	if (text)
		report_escape(json, size, text);
	free(json);
	return page_add(page, text, escaped);
}

static int page_add_tables(struct report_page *page, const struct dump *dump,
			   const struct dump *before)
{
	struct pack pack = { 0 };
	char *text;
	int rc;

	rc = pack_tables(&pack, dump, before);
	if (!rc)
		rc = pack_compress(&pack);
	if (!rc) {
		text = malloc(PACK_BASE64(pack.size) + 1);
		if (text)
			pack_base64(pack.data, pack.size, text);
		rc = page_add(page, text, PACK_BASE64(pack.size));
	}
	pack_free(&pack);
	return rc;
}

static int page_add_all(struct report_page *page, const struct report *report)
{
	size_t i;
	int rc;

	rc = page_add_copy(page, page_before, sizeof(page_before)) ||
	     page_add_text(page, "<script type=\"application/json\" id=\"report\">") ||
	     page_add_json(page, report) ||
	     page_add_text(page, "</script>\n");
	for (i = 0; i < report->nr && !rc; i++)
		rc = page_add_text(page, TABLES) ||
		     page_add_tables(page, report->source[i].dump,
				     i ? report->source[i - 1].dump : NULL) ||
		     page_add_text(page, "</script>\n");
	return rc || page_add_copy(page, page_after, sizeof(page_after)) ? -ENOMEM : 0;
}

/**
 * report_page() - make a page
 * @page: filled in; to be freed with report_page_free()
 * @report: what it is about; library_zlib_load() has been called
 *
 * Return: 0 or -ENOMEM.
 */
int report_page(struct report_page *page, const struct report *report)
{
	int rc;

	*page = (struct report_page){ 0 };
	rc = page_add_all(page, report);
	if (rc)
		report_page_free(page);
	return rc;
}

/**
 * report_page_free() - free a page
 * @page: page
 */
void report_page_free(struct report_page *page)
{
	size_t i;

	for (i = 0; i < page->nr; i++)
		free(page->text[i]);
	free(page->text);
	free(page->size);
	*page = (struct report_page){ 0 };
}
