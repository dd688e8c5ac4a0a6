// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gets the verdict on the first window of a forged dump: see judged.h.
 */
#include <stdlib.h>

#include "errmsg.h"
#include "judged.h"

/* The dump of the last call, kept because the caller's @h and @w point into it */
static struct dump *kept;
static void *kept_data;

bool judge(struct forge *f, enum huge_judge judge, struct huge *h,
	   struct huge_window *w, char reason[HUGE_TEXT])
{
	struct errmsg err;
	size_t size;

	dump_free(kept);
	free(kept_data);
	kept = NULL;
	kept_data = forge_write(f, &size);
	if (dump_parse(&kept, kept_data, size, &err)) {
		kept = NULL;
		return false;
	}
	huge_begin(h, kept, judge);
	if (!huge_next(h, w))
		return false;
	huge_reason(&h->rules, w, reason);
	return true;
}
