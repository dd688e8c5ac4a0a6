/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes as text inside of a page: compressed by zlib (RFC 1950, which a browser calls "deflate"),
 * then in base64 (RFC 4648, 4).  A stream: nothing is in memory whole.  Never prints.
 */
#ifndef PTWALK_REPORT_TEXT_H
#define PTWALK_REPORT_TEXT_H

#include <stddef.h>

#include "report-pack.h"

struct report_text;

int report_text_new(struct report_text **text, report_put put, void *arg);
int report_text_put(void *text, const void *data, size_t size);
int report_text_end(struct report_text *text);
void report_text_free(struct report_text *text);

/* Characters of base64, without a NUL */
#define TEXT_BASE64(size)	(((size) + 2) / 3 * 4)

void text_base64(const unsigned char *data, size_t size, char *text);

#endif /* PTWALK_REPORT_TEXT_H */
