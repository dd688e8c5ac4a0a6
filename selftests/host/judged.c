// SPDX-License-Identifier: GPL-2.0
/*
 * The first window of a forged dump, judged: see judged.h.
 */
#include <stdlib.h>

#include "errmsg.h"
#include "judged.h"

bool judge(struct forge *f, enum huge_judge judge, struct huge *h,
	   struct huge_window *w, char reason[HUGE_TEXT])
{
	struct errmsg err;
	struct dump *dump;
	bool found = false;
	size_t size;
	void *data;

	data = forge_write(f, &size);
	if (!dump_parse(&dump, data, size, &err)) {
		huge_begin(h, dump, judge);
		found = huge_next(h, w);
		if (found)
			huge_reason(&h->rules, w, reason);
		dump_free(dump);
	}
	free(data);
	return found;
}
