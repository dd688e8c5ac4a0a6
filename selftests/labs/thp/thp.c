// SPDX-License-Identifier: GPL-2.0-only
/*
 * Eight windows of 2M in pages of 4K.  It gives some pages of two windows back, asks for huge
 * pages in six, declines them in one, and later asks for them in that one as well.
 */
#include <string.h>

#include "../lab.h"

#define WINDOW	(2 * MIB)

static void advise(char *p, size_t size, int advice)
{
	if (madvise(p, size, advice))
		err(1, "madvise");
}

int main(void)
{
	char *p = lab_memory(8 * WINDOW);

	/* Before madvise(): where "enabled" is "madvise", these are pages of 4K. */
	memset(p, 1, 8 * WINDOW);
	step("16 MiB are written at %p", p);
	advise(p + 4 * WINDOW, 100 * PAGE, MADV_DONTNEED);
	advise(p + 5 * WINDOW, 400 * PAGE, MADV_DONTNEED);
	advise(p, 6 * WINDOW, MADV_HUGEPAGE);
	advise(p + 6 * WINDOW, WINDOW, MADV_NOHUGEPAGE);
	step("pages of windows 4 and 5 are given back, and advice is given for windows 0 to 6");
	advise(p + 6 * WINDOW, WINDOW, MADV_HUGEPAGE);
	step("huge pages are wanted in window 6, too");
	return 0;
}
