/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a process does to its page tables in a storm.
 */
#ifndef PTWALK_CHURN_H
#define PTWALK_CHURN_H

/* moves, frees and replaces page tables at random, in an endless loop */
void churn(unsigned int seed) __attribute__((noreturn));

#endif /* PTWALK_CHURN_H */
