// SPDX-License-Identifier: GPL-2.0
/*
 * A process whose PTs are freed and made again, for good, without its mmap lock
 * ever being taken for writing: MADV_DONTNEED frees the PT of a live area (6.14).
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define HUGE	(2UL << 20)
#define PTS	8
/* microseconds; what was freed must not be a PT again when it is read too late */
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
