// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's rule about a page that a window maps twice.  Among small anonymous pages,
 * only one that KSM has merged can be behind several PTEs of a window.
 * __collapse_huge_page_isolate() locks each page that it comes to, so at the second PTE
 * it finds the page locked, by itself.  A higher max_ptes_shared does not help, and every
 * later attempt ends the same way.
 */
#include "huge-private.h"

/* __collapse_huge_page_isolate(): "if (!folio_trylock(folio))" */
enum huge_verdict huge_end_repeated(const struct huge_asked *asked,
				    struct huge_window *window)
{
	struct huge_unit unit[PTWALK_ENTRIES];
	unsigned int i, again = 0;

	/* KSM pages are write-protected, and it takes two PTEs that map one */
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
