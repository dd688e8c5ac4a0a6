/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The clocks in one unit, which is that of a dump's times.
 */
#ifndef PTWALK_CLOCK_H
#define PTWALK_CLOCK_H

#include <linux/types.h>
#include <time.h>

#define CLOCK_SECOND	1000000000ULL

/**
 * clock_ns() - read a clock
 * @clock: CLOCK_*
 *
 * Return: nanoseconds.
 */
static inline __u64 clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * CLOCK_SECOND + ts.tv_nsec;
}

#endif /* PTWALK_CLOCK_H */
