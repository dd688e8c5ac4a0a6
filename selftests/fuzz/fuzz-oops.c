// SPDX-License-Identifier: GPL-2.0-only
/*
 * "ptwalk decode" of what a kernel printed: an input is a line of its log.
 */
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "explain.h"
#include "kit.h"
#include "oops.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	char buf[EXPLAIN_SENTENCE_SIZE];
	struct errmsg err = { "" };
	struct oops_item item;
	struct oops oops;

	oops_begin(&oops, text);
	while (oops_next(&oops, &item, &err) > 0)
		explain_fault(item.code, item.known, buf);
	free(text);
	return 0;
}
