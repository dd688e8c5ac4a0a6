// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's rule about a page that a window has twice.  Of small anonymous pages,
 * only those that KSM has merged can stand behind several entries of one window.
 * __collapse_huge_page_isolate() locks each page that it comes to, so at the second
 * entry of one it finds it locked, by itself.  max_ptes_shared does not help, and
 * every later attempt ends so as well.
 */
#include <stdlib.h>

#include "huge-private.h"
#include "run.h"

static int by_frame(const void *a, const void *b)
{
	const __u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* __collapse_huge_page_isolate(): "if (!folio_trylock(folio))" */
enum huge_verdict huge_end_repeated(const struct huge_asked *asked,
				    struct huge_window *window)
{
	__u64 frame[PTWALK_ENTRIES], raw, again = 0;
	struct huge_entry entry;
	unsigned int i, nr = 0;

	/* what is merged is write-protected */
	if (window->counts.present < window->counts.writable + 2 ||
	    huge_area_any_order(asked->area))
		return HUGE_COLLAPSE;
	for (i = 0; i < PTWALK_ENTRIES; i++) {
		raw = ptwalk_table_entry(window->table, i);
		huge_entry_read(asked->masks, raw, true, &entry);
		if (entry.kind == PTWALK_PAGE && !entry.zero &&
		    !(raw & asked->masks->writable))
			frame[nr++] = raw & asked->masks->addr;
	}
	qsort(frame, nr, sizeof(frame[0]), by_frame);
	for (i = 1; i < nr; i++)
		again += frame[i] == frame[i - 1];
	if (!again)
		return HUGE_COLLAPSE;
	window->number = again;
	window->limit = 0;
	window->needs = again;
	return HUGE_PAGE_LOCK;
}
