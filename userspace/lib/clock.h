/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read clocks in nanoseconds, the unit of all times in a dump.
 */
#ifndef PTWALK_CLOCK_H
#define PTWALK_CLOCK_H

#include <linux/types.h>
#include <time.h>

#define CLOCK_SECOND	1000000000ULL

/**
 * clock_ns() - read a clock
 * @clock: clock as for clock_gettime(): CLOCK_MONOTONIC and the like
 *
 * Return: time of the clock in nanoseconds.
 */
static inline __u64 clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * CLOCK_SECOND + ts.tv_nsec;
}

#endif /* PTWALK_CLOCK_H */
