// SPDX-License-Identifier: GPL-2.0-only
/*
 * Touches 64 MiB page by page, then 64 pages each in a 2M of its own, then 64 pages each in a 1G
 * of its own, and gives all pages back.
 */
#include "../lab.h"

#define PAGES	64
#define DENSE	(64 * MIB)

/* Address space without a promise of memory: 64 GiB may be more than the machine has. */
static char *space(char *at, size_t size)
{
	return lab_map(at, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void touch(char *p, size_t size, size_t distance)
{
	size_t i;

	for (i = 0; i < size; i += distance)
		p[i] = 1;
}

int main(void)
{
	char *dense = space(LAB_ADDRESS, DENSE);
	char *sparse = space(LAB_ADDRESS + 64 * GIB, PAGES * 2 * MIB);
	char *wide = space(LAB_ADDRESS + 128 * GIB, PAGES * GIB);

	step("64 MiB, 128 MiB and 64 GiB are mapped");
	touch(dense, DENSE, PAGE);
	step("64 MiB at %p are written", dense);
	touch(sparse, PAGES * 2 * MIB, 2 * MIB);
	step("one page in each 2M of 128 MiB at %p is written", sparse);
	touch(wide, PAGES * GIB, GIB);
	step("one page in each 1G of 64 GiB at %p is written", wide);
	if (madvise(dense, DENSE, MADV_DONTNEED) ||
	    madvise(sparse, PAGES * 2 * MIB, MADV_DONTNEED) ||
	    madvise(wide, PAGES * GIB, MADV_DONTNEED))
		err(1, "MADV_DONTNEED");
	step("all pages are given back");
	return 0;
}
