// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps 256 MiB, touches one page, then a few, then all of them.
 */
#include <string.h>

#include "../lab.h"

#define SIZE	(256 * MIB)

int main(void)
{
	char *p;

	step("nothing is mapped at %p", LAB_ADDRESS);
	p = lab_memory(SIZE);
	step("256 MiB are mapped at %p", p);
	p[0] = 1;
	step("a byte is written at %p", p);
	p[100 * MIB] = 1;
	step("another one 100 MiB above, at %p", p + 100 * MIB);
	memset(p, 1, SIZE);
	step("all of it is written");
	return 0;
}
