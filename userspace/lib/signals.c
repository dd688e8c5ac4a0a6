// SPDX-License-Identifier: GPL-2.0
/*
 * Signals held back: see signals.h.
 */
#include <stddef.h>
#include <sys/signalfd.h>
#include <time.h>

#include "pte.h"
#include "signals.h"

/**
 * signals_hold() - hold back the signals that would end us
 * @signals: filled in
 *
 * But not those that are ignored, as after nohup(1).
 */
void signals_hold(struct signals *signals)
{
	/* the last two come of a write, which then fails instead */
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM,
				      SIGXCPU, SIGUSR1, SIGUSR2, SIGPIPE, SIGXFSZ };
	struct sigaction action;
	size_t i;

	sigemptyset(&signals->ending);
	for (i = 0; i < ARRAY_SIZE(ending); i++)
		if (!sigaction(ending[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&signals->ending, ending[i]);
	sigprocmask(SIG_BLOCK, &signals->ending, &signals->before);
}

/**
 * signals_pending() - has one of them come?
 * @signals: what signals_hold() filled in
 *
 * Return: true if so.
 */
bool signals_pending(const struct signals *signals)
{
	sigset_t pending;
	int sig;

	sigpending(&pending);
	for (sig = 1; sig < NSIG; sig++)
		if (sigismember(&signals->ending, sig) == 1 &&
		    sigismember(&pending, sig) == 1)
			return true;
	return false;
}

/**
 * signals_wait() - wait until one of them comes, but not for ever
 * @signals: what signals_hold() filled in
 * @ms: milliseconds
 *
 * One that came is taken, and will not end us any more.
 *
 * Return: true if one came.
 */
bool signals_wait(const struct signals *signals, unsigned int ms)
{
	const struct timespec time = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L,
	};

	return sigtimedwait(&signals->ending, NULL, &time) > 0;
}

/**
 * signals_open() - a descriptor to poll(2) for one of them, among others
 * @signals: what signals_hold() filled in
 *
 * Return: the descriptor, which can be read from when one has come, to be closed
 * by the caller; -1 with errno set where there is none.
 */
int signals_open(const struct signals *signals)
{
	return signalfd(-1, &signals->ending, SFD_CLOEXEC);
}

/**
 * signals_release() - let through what has come, and what comes
 * @signals: what signals_hold() filled in
 */
void signals_release(const struct signals *signals)
{
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}
