// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fills 64 pages with the same bytes and lets KSM merge them.  Then it reads a page, and writes
 * to another one.
 */
#include <string.h>

#include "../lab.h"

#define PAGES	64

int main(void)
{
	char *p = lab_memory(PAGES * PAGE);

	memset(p, 0x5a, PAGES * PAGE);
	step("64 equal pages are written at %p", p);
	if (madvise(p, PAGES * PAGE, MADV_MERGEABLE))
		err(1, "MADV_MERGEABLE");
	step("they may be merged");
	*(volatile char *)(p + 10 * PAGE);
	step("the page at %p is read", p + 10 * PAGE);
	p[20 * PAGE] = 1;
	step("the page at %p is written to", p + 20 * PAGE);
	p[20 * PAGE] = 0x5a;
	step("and is like the others again");
	return 0;
}
