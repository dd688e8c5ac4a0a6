// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pager between standard output and the terminal: see pager.h.
 *
 * Messages on standard error go to the pager as well, where they stay with what they are about; a
 * pager on the screen would draw over them.  When the user leaves the pager early, the command
 * ends as if all had been read, with the status that it has anyway.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pager.h"
#include "signals.h"

extern char **environ;

/**
 * struct pager - the pager
 * @forbidden: --no-pager
 * @begun: pager_begin() was called
 * @pid: its process; 0 if none is running
 * @out: what standard output was before
 * @err: what standard error was before; -1 if it is still that
 */
static struct {
	bool	forbidden;
	bool	begun;
	pid_t	pid;
	int	out;
	int	err;
} pager;

/**
 * pager_forbid() - start no pager
 */
void pager_forbid(void)
{
	pager.forbidden = true;
}

/**
 * pager_running() - does a pager read standard output?
 *
 * Return: true if one does, or did until the user left it.
 */
bool pager_running(void)
{
	return pager.pid;
}

/**
 * pager_screen() - what people read
 *
 * Return: the descriptor of the terminal behind a pager, or that of standard output.
 */
int pager_screen(void)
{
	return pager.pid ? pager.out : STDOUT_FILENO;
}

/* The command of the pager; NULL for none */
static const char *pager_command(void)
{
	const char *term = getenv("TERM"), *command = getenv("PTWALK_PAGER");

	if (pager.forbidden || !isatty(STDOUT_FILENO) || !term || !strcmp(term, "dumb"))
		return NULL;
	if (!command)
		command = getenv("PAGER");
	if (!command)
		command = "less";
	return *command && strcmp(command, "cat") ? command : NULL;
}

/*
 * Run the pager with @from as its standard input, and without the signals that are blocked here.
 * Only a command line needs a shell.
 */
static int pager_spawn(const char *command, int from, const struct signals *signals)
{
	const bool plain = !strpbrk(command, " \t\n|&;<>()$`\\\"'*?[]#~=%{}");
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc;

	rc = posix_spawn_file_actions_init(&actions);
	if (rc)
		return rc;
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &signals->before);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
	if (!rc)
		rc = posix_spawnp(&pager.pid, plain ? command : argv[0], &actions, &attributes,
				  plain ? argv + 2 : argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* Give the pager the end of its input, and wait until the user has left it.  Signal-safe. */
static void pager_wait(void)
{
	if (!pager.pid)
		return;
	dup2(pager.out, STDOUT_FILENO);
	if (pager.err >= 0)
		dup2(pager.err, STDERR_FILENO);
	while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
		;
	pager.pid = 0;
}

static void pager_end(void)
{
	fflush(stdout);
	fflush(stderr);
	/* all is printed: what the user types is for the pager */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	pager_wait();
}

/* The shell must not have the terminal back while the pager has it. */
static void pager_signal(int sig)
{
	pager_wait();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The handler raises the signal again, which ends ptwalk when it returns: until then it is blocked. */
static void pager_catch(void)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	const struct sigaction action = { .sa_handler = pager_signal };
	struct sigaction was;
	size_t i;

	for (i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (!sigaction(ending[i], NULL, &was) && was.sa_handler == SIG_DFL)
			sigaction(ending[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Put the pager between standard output, and messages, and the terminal. */
static void pager_connect(int to)
{
	fflush(stdout);
	pager.out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	pager.err = -1;
	if (isatty(STDERR_FILENO))
		pager.err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	dup2(to, STDOUT_FILENO);
	if (pager.err >= 0)
		dup2(to, STDERR_FILENO);
}

/**
 * pager_begin() - start a pager, if standard output is a terminal and the user wants one
 *
 * Called before a command prints its result, for the first time or again.  Without a pager, or if
 * it cannot be run, nothing changes.
 */
void pager_begin(void)
{
	const char *command = pager.begun ? NULL : pager_command();
	struct signals signals;
	int ends[2];

	pager.begun = true;
	if (!command || pipe2(ends, O_CLOEXEC))
		return;
	/* leave what fits on a screen there; show colours; and no shell or editor for root */
	setenv("LESS", "FRX", false);
	setenv("LV", "-c", false);
	setenv("LESSSECURE", "1", false);
	/* one that ends ptwalk waits until the handler is there that waits for the pager */
	signals_hold(&signals);
	if (pager_spawn(command, ends[0], &signals)) {
		pager.pid = 0;
	} else {
		pager_connect(ends[1]);
		pager_catch();
		atexit(pager_end);
	}
	signals_release(&signals);
	close(ends[0]);
	close(ends[1]);
}
