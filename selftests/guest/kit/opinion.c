// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk's verdict on a window: see opinion.h.  Calls the library as cmd-huge.c does and does
 * not start ptwalk: on an emulated machine, starting a program takes longer than all the rest.
 */
#include <inttypes.h>

#include "facts-live.h"
#include "huge.h"
#include "huge-text.h"
#include "opinion.h"
#include "view.h"

static void name_lacks(unsigned int lacks, char *text, size_t size)
{
	unsigned int bit;
	size_t used = 0;

	text[0] = '\0';
	for (bit = 0; huge_lack_name(bit); bit++)
		if (lacks & (1U << bit) && used < size)
			used += snprintf(text + used, size - used, "%s%s",
					 used ? "," : "", huge_lack_name(bit));
}

int opinion_ask(pid_t pid, uint64_t addr, enum huge_judge judge,
		bool pages, struct opinion *opinion)
{
	unsigned int what = FACTS_FRAMES | FACTS_KNOBS;
	struct huge_window window;
	struct source source;
	struct errmsg err;
	struct huge h;
	int rc = -1;

	if (view_take(&source, pid))
		return -1;
	if (pages)
		what |= FACTS_SMAPS;
	if (facts_read(source.dump, pid, what, &err) ||
	    huge_look_up_pages(source.dump, pages, judge, &err)) {
		note("facts of %d: %s", pid, err.text);
		goto out;
	}
	huge_begin(&h, source.dump, judge);
	while (rc && huge_next(&h, &window)) {
		if (addr < window.start || addr >= window.end)
			continue;
		snprintf(opinion->verdict, sizeof(opinion->verdict), "%s",
			 huge_verdict_name(window.verdict));
		name_lacks(window.lacks, opinion->lacks, sizeof(opinion->lacks));
		rc = 0;
	}
	if (rc)
		note("ptwalk knows no window at 0x%" PRIx64 " of %d", addr, pid);
out:
	source_close(&source);
	return rc;
}
