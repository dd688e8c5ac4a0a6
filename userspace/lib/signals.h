/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block the signals that end a process while it must not end: while a temporary file or
 * a tracing instance exists that has to be removed, or until a line is written
 * completely.  Meanwhile the caller checks or waits for them, and unblocks them
 * afterwards.
 */
#ifndef PTWALK_SIGNALS_H
#define PTWALK_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/**
 * struct signals - blocked signals
 * @ending: signals that signals_hold() blocks: those that would end the process
 * @before: signal mask before signals_hold()
 */
struct signals {
	sigset_t	ending;
	sigset_t	before;
};

void signals_hold(struct signals *signals);
bool signals_pending(const struct signals *signals);
bool signals_wait(const struct signals *signals, unsigned int ms);
int signals_open(const struct signals *signals);
void signals_release(const struct signals *signals);

#endif /* PTWALK_SIGNALS_H */
