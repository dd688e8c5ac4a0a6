// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process for storms: see churn.h.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "churn.h"

#define HUGE	(2UL << 20)

void churn(unsigned int seed)
{
	size_t size = 32 * HUGE;
	char *p, *q;
	pid_t pid;
	size_t i;

	for (;;) {
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			 MAP_ANONYMOUS | (rand_r(&seed) % 4 ? 0 : MAP_POPULATE),
			 -1, 0);
		if (p == MAP_FAILED)
			continue;
		madvise(p, size, rand_r(&seed) % 2 ? MADV_HUGEPAGE :
			MADV_NOHUGEPAGE);
		for (i = 0; i < size; i += 4096 * (1 + rand_r(&seed) % 16))
			p[i] = 1;
		switch (rand_r(&seed) % 6) {
		case 0:
			madvise(p, size, MADV_DONTNEED);
			break;
		case 1:
			mprotect(p + HUGE, HUGE, PROT_NONE);
			break;
		case 2:
			q = mremap(p, size, size / 2, MREMAP_MAYMOVE);
			if (q != MAP_FAILED)
				munmap(q, size / 2);
			continue;
		case 3:
			pid = fork();
			if (!pid) {
				p[HUGE] = 2;
				_exit(0);
			}
			waitpid(pid, NULL, 0);
			break;
		case 4:
			madvise(p, size, 25 /* MADV_COLLAPSE */);
			break;
		}
		munmap(p, size);
	}
}
