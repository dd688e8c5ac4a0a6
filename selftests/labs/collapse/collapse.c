// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two windows of 2M with huge pages.  It gives one page of the first back, and makes one page
 * of the second read-only.
 */
#include "../lab.h"

#define WINDOW	(2 * MIB)

int main(void)
{
	char *p = lab_memory(2 * WINDOW);

	if (madvise(p, 2 * WINDOW, MADV_HUGEPAGE))
		err(1, "MADV_HUGEPAGE");
	step("4 MiB are mapped at %p", p);
	p[0] = 1;
	p[WINDOW] = 1;
	step("a byte is written at %p, and one at %p", p, p + WINDOW);
	if (madvise(p + 1 * MIB, PAGE, MADV_DONTNEED))
		err(1, "MADV_DONTNEED");
	step("the page at %p is given back", p + 1 * MIB);
	if (mprotect(p + WINDOW + 1 * MIB, PAGE, PROT_READ))
		err(1, "mprotect");
	step("the page at %p is read-only", p + WINDOW + 1 * MIB);
	if (mprotect(p + WINDOW + 1 * MIB, PAGE, PROT_READ | PROT_WRITE))
		err(1, "mprotect");
	step("and writable again");
	return 0;
}
