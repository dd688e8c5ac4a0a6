// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that frees and allocates its page tables (PTs) in an endless loop while nobody
 * takes its mmap lock for writing: since 6.14 MADV_DONTNEED frees the PT of a VMA that stays.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define HUGE	(2UL << 20)
#define PTS	8
/* microseconds; a walker that reads a freed PT too late must not find a new PT in that page */
#define PAUSE	80000

int main(void)
{
	size_t i;
	char *p = mmap(NULL, PTS * HUGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || madvise(p, PTS * HUGE, MADV_NOHUGEPAGE)) {
		perror("reclaim");
		return 1;
	}
	for (;;) {
		for (i = 0; i < PTS; i++)
			p[i * HUGE] = 1;
		usleep(PAUSE);
		madvise(p, PTS * HUGE, MADV_DONTNEED);
		usleep(PAUSE);
	}
}
