/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers for tests: splitmix64, whose numbers are the same on every machine, so that a
 * seed that a test prints repeats its failure.
 */
#ifndef RANDOM_NUMBER_H
#define RANDOM_NUMBER_H

#include <linux/types.h>

/* The next number; @state begins with any seed */
static inline __u64 random_number(__u64 *state)
{
	__u64 z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

#endif /* RANDOM_NUMBER_H */
