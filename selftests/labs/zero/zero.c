// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads eight pages that it never wrote to, then writes to one of them.
 */
#include "../lab.h"

#define PAGES	8

int main(void)
{
	volatile char *p = lab_memory(PAGES * PAGE);
	int sum = 0;
	int i;

	step("8 pages are mapped at %p", p);
	sum += p[0];
	step("a byte is read: it is %d", sum);
	for (i = 1; i < PAGES; i++)
		sum += p[i * PAGE];
	step("a byte of each page is read: the sum is %d", sum);
	p[3 * PAGE] = 1;
	step("a byte is written at %p", p + 3 * PAGE);
	return 0;
}
