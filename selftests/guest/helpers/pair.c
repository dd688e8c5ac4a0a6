// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process with two pages whose order tells whether a dump is of one moment: the second page is
 * never there without the first.  Between them are so many tables that a dump has read the first
 * long before it reads the second.  It maps and unmaps memory as well, so that its VMAs change all
 * the time.  Prints "PID FIRST SECOND", the addresses in hexadecimal, and runs until it is killed.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE	4096UL
#define STEP	(2UL << 20)
#define TABLES	512
#define BASE	((char *)0x10000000000)

/* So that about as much time passes with both pages as without */
static void pass_time(void)
{
	volatile int i;

	for (i = 0; i < 1000; i++)
		;
}

int main(void)
{
	char *p = mmap(BASE, TABLES * STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
		       MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
	char *first = p, *second = p + (TABLES - 1) * STEP, *other;
	int i;

	if (p != BASE || madvise(p, TABLES * STEP, MADV_NOHUGEPAGE))
		return 1;
	for (i = 0; i < TABLES; i++)
		p[i * STEP] = 1;
	printf("%d %lx %lx\n", getpid(), (unsigned long)first, (unsigned long)second);
	fflush(stdout);
	for (;;) {
		madvise(second, PAGE, MADV_DONTNEED);
		madvise(first, PAGE, MADV_DONTNEED);
		pass_time();
		*(volatile char *)first = 1;
		*(volatile char *)second = 1;
		pass_time();
		other = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (other == MAP_FAILED || munmap(other, PAGE))
			return 1;
	}
}
