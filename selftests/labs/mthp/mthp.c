// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to 2 MiB, in which huge pages are wanted: one byte, another one, then all; and gives one
 * page back.
 */
#include "../lab.h"

#define WINDOW	(2 * MIB)

int main(void)
{
	char *p = lab_memory(WINDOW);
	size_t i;

	if (madvise(p, WINDOW, MADV_HUGEPAGE))
		err(1, "MADV_HUGEPAGE");
	step("2 MiB are mapped at %p", p);
	p[3 * PAGE] = 1;
	step("a byte is written at %p", p + 3 * PAGE);
	p[100 * PAGE] = 1;
	step("another one at %p", p + 100 * PAGE);
	for (i = 0; i < WINDOW; i += PAGE)
		p[i] = 1;
	step("all of it is written");
	if (madvise(p + 40 * PAGE, PAGE, MADV_DONTNEED))
		err(1, "MADV_DONTNEED");
	step("the page at %p is given back", p + 40 * PAGE);
	return 0;
}
