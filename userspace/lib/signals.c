// SPDX-License-Identifier: GPL-2.0-only
/*
 * Block signals for a while: see signals.h.
 */
#include <stddef.h>
#include <sys/signalfd.h>
#include <time.h>

#include "pte.h"
#include "signals.h"

/**
 * signals_hold() - block the signals that would end the process
 * @signals: filled in
 *
 * Signals that are ignored, as SIGHUP after nohup(1), are left alone.
 */
void signals_hold(struct signals *signals)
{
	/* write() raises the last two; if they are blocked it fails with an errno */
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
 * signals_pending() - is one of the blocked signals pending?
 * @signals: from signals_hold()
 *
 * Return: true if one is.
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
 * signals_wait() - wait for one of the blocked signals, with a timeout
 * @signals: from signals_hold()
 * @ms: timeout in milliseconds
 *
 * The signal is consumed: it does not end the process after signals_release().
 *
 * Return: true if there was a signal, false on a timeout.
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
 * signals_open() - open a descriptor to poll(2) for the blocked signals
 * @signals: from signals_hold()
 *
 * Return: the descriptor, which becomes readable when a signal is pending, and which the
 * caller closes; -1 with errno set on failure.
 */
int signals_open(const struct signals *signals)
{
	return signalfd(-1, &signals->ending, SFD_CLOEXEC);
}

/**
 * signals_release() - restore the signal mask; a pending signal then takes effect
 * @signals: from signals_hold()
 */
void signals_release(const struct signals *signals)
{
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}
