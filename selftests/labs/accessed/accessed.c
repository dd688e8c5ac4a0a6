// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps four pages of a memory file, reads and writes them, and says what page faults that took.
 */
#include <sys/resource.h>

#include "../lab.h"

#define PAGES	4
#define OTHERS	64

/*
 * The CPU sets A when it reads an entry into the TLB, not when it finds it there.  The kernel
 * drops the whole TLB of a process when it unmaps so many pages.
 */
static void flush_tlb(void)
{
	munmap(mmap(NULL, OTHERS * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
		    -1, 0), OTHERS * PAGE);
}

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

int main(void)
{
	int fd = memfd_create("accessed", 0);
	volatile char *p;
	long before;
	int i, sum = 0;

	if (fd < 0 || ftruncate(fd, PAGES * PAGE))
		err(1, "memfd");
	p = lab_map(LAB_ADDRESS, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (i = 0; i < PAGES; i++)
		sum += p[i * PAGE];
	step("4 pages are mapped at %p and were read: %d", p, sum);

	flush_tlb();
	before = faults();
	sum += p[PAGE];
	step("the second page was read: %ld page faults", faults() - before);

	before = faults();
	p[2 * PAGE] = 1;
	step("the third page was written to: %ld page faults", faults() - before);

	flush_tlb();
	before = faults();
	p[2 * PAGE] = 2;
	p[3 * PAGE] = 1;
	step("the third and the fourth page were written to: %ld page faults", faults() - before);
	return 0;
}
