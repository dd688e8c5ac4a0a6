// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps two hugetlb pages of 2M and touches one, then maps one of 1G and touches it.
 */
#include <linux/mman.h>

#include "../lab.h"

#define HUGETLB	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB)

int main(void)
{
	char *p, *q;

	step("nothing is mapped at %p", LAB_ADDRESS);
	p = lab_map(LAB_ADDRESS, 4 * MIB, PROT_READ | PROT_WRITE, HUGETLB | MAP_HUGE_2MB, -1, 0);
	step("two hugetlb pages of 2M are mapped at %p", p);
	p[0] = 1;
	step("a byte is written at %p", p);
	q = lab_map(LAB_ADDRESS + GIB, GIB, PROT_READ | PROT_WRITE, HUGETLB | MAP_HUGE_1GB, -1, 0);
	q[0] = 1;
	step("a hugetlb page of 1G is mapped at %p, and a byte is written", q);
	if (munmap(p, 4 * MIB) || munmap(q, GIB))
		err(1, "munmap");
	step("all of it is unmapped");
	return 0;
}
