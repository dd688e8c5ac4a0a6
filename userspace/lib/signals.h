/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals held back while there is something to be taken away again, a temporary
 * file or a tracing instance, or a line to be written to its end.  Those that end
 * a process are blocked, looked for or waited for, and let through afterwards.
 */
#ifndef PTWALK_SIGNALS_H
#define PTWALK_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/**
 * struct signals - signals held back
 * @ending: those that would end us
 * @before: what was blocked already
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
