// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes eight pages, and gives two of them back with MADV_DONTNEED and four with MADV_FREE.  It
 * writes to one of the four, then asks the kernel to reclaim all of them.
 */
#include <string.h>

#include "../lab.h"

#define PAGES	8

int main(void)
{
	char *p = lab_memory(PAGES * PAGE);

	memset(p, 'x', PAGES * PAGE);
	step("8 pages are written at %p", p);
	madvise(p, 2 * PAGE, MADV_DONTNEED);
	step("MADV_DONTNEED for two pages at %p", p);
	madvise(p + 4 * PAGE, 4 * PAGE, MADV_FREE);
	step("MADV_FREE for four pages at %p", p + 4 * PAGE);
	p[5 * PAGE] = 'y';
	step("a byte is written at %p", p + 5 * PAGE);
	/* as if memory were short, for these pages alone */
	madvise(p + 4 * PAGE, 4 * PAGE, MADV_PAGEOUT);
	step("the kernel was asked to reclaim the four pages");
	step("reads give %d, %d, %d, %d", p[4 * PAGE], p[5 * PAGE], p[6 * PAGE], p[0]);
	return 0;
}
