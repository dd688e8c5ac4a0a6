// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's rule about a page that a window has twice.  Of small anonymous pages,
 * only those that KSM has merged can stand behind several entries of one window.
 * __collapse_huge_page_isolate() locks each page that it comes to, so at the second
 * entry of one it finds it locked, by itself.  max_ptes_shared does not help, and
 * every later attempt ends so as well.
 */
#include "huge-private.h"

/* __collapse_huge_page_isolate(): "if (!folio_trylock(folio))" */
enum huge_verdict huge_end_repeated(const struct huge_asked *asked,
				    struct huge_window *window)
{
	struct huge_unit unit[PTWALK_ENTRIES];
	unsigned int i, again = 0;

	/* what is merged is write-protected */
	if (window->counts.present < window->counts.writable + 2 ||
	    huge_area_any_order(asked->area))
		return HUGE_COLLAPSE;
	huge_units_read(asked, window, unit);
	for (i = 0; i < PTWALK_ENTRIES; i++)
		again += unit[i].again;
	if (!again)
		return HUGE_COLLAPSE;
	window->number = again;
	window->limit = 0;
	window->needs = again;
	return HUGE_PAGE_LOCK;
}
