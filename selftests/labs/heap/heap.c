// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes 4 MB from malloc() in small pieces, then 4 MiB in one, and frees both.
 */
#include <malloc.h>
#include <string.h>

#include "../lab.h"

#define SMALL	1000
#define PIECES	4096

int main(void)
{
	static char *pieces[PIECES];
	char *large, *last;
	int i;

	/* the default, fixed: else free() of a large piece raises this limit, and that of mmap() */
	mallopt(M_TRIM_THRESHOLD, 128 * KIB);
	for (i = 0; i < PIECES; i++)
		pieces[i] = memset(malloc(SMALL), 1, SMALL);
	last = memset(malloc(SMALL), 1, SMALL);
	step("%d small pieces and a last one are written", PIECES);
	large = memset(malloc(4 * MIB), 1, 4 * MIB);
	step("0x%lx", (unsigned long)large & ~(PAGE - 1));
	free(large);
	step("the large one is free");
	for (i = 0; i < PIECES; i++)
		free(pieces[i]);
	step("all small ones but the last are free");
	malloc_trim(0);
	step("malloc_trim() was called");
	free(last);
	step("the last one is free");
	return 0;
}
