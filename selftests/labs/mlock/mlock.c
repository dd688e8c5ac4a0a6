// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps 16 GiB that nobody uses, then 4 MiB with MAP_POPULATE, 4 MiB that mlock() is called for,
 * and 4 MiB that it is called for with MLOCK_ONFAULT.
 */
#include "../lab.h"

#define SIZE	(4 * MIB)
#define PRIVATE	(MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
	const int rw = PROT_READ | PROT_WRITE;
	char *p = LAB_ADDRESS;

	lab_map(p, 16 * GIB, rw, PRIVATE | MAP_NORESERVE, -1, 0);
	step("16 GiB are mapped at %p", p);
	munmap(p, 16 * GIB);

	lab_map(p, SIZE, rw, PRIVATE | MAP_POPULATE, -1, 0);
	step("4 MiB are mapped with MAP_POPULATE at %p", p);

	p += GIB;
	lab_map(p, SIZE, rw, PRIVATE, -1, 0);
	if (mlock(p, SIZE))
		err(1, "mlock");
	step("4 MiB are mapped and locked at %p", p);

	p += GIB;
	lab_map(p, SIZE, rw, PRIVATE, -1, 0);
	if (mlock2(p, SIZE, MLOCK_ONFAULT))
		err(1, "mlock2");
	p[PAGE] = 1;
	step("4 MiB are locked on fault at %p, and a byte is written", p);
	return 0;
}
