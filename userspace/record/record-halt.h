/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stop a process while its dump is made: "ptwalk record --stop" and "--freeze".  record-halt.c
 * decides whether a process may be stopped at all, and owns what both ways share;
 * record-threads.c stops each thread by ptrace(2), record-freeze.c the whole cgroup.  Never
 * prints.
 *
 * Whatever ends ptwalk, the process runs on: the kernel detaches the threads of a tracer that has
 * ended, and for a cgroup a second process waits for that end (record-guard.c).
 */
#ifndef PTWALK_RECORD_HALT_H
#define PTWALK_RECORD_HALT_H

#include <linux/limits.h>
#include <linux/types.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct dump;
struct errmsg;

/**
 * enum record_how - what is done to a process while its dump is made
 * @RECORD_RUNNING: nothing
 * @RECORD_STOP: stop its threads
 * @RECORD_FREEZE: freeze its cgroup
 */
enum record_how {
	RECORD_RUNNING,
	RECORD_STOP,
	RECORD_FREEZE,
};

/**
 * struct record_thread - a thread that is traced
 * @tid: number of the thread
 * @gone: it has ended since
 * @stopped: it has stopped
 * @signal: signal that it was about to get when it stopped, which it gets when it goes on; or 0
 */
struct record_thread {
	int	tid;
	bool	gone;
	bool	stopped;
	int	signal;
};

/**
 * struct record_threads - the threads of a process
 * @thread: array of them
 * @nr: their number
 */
struct record_threads {
	struct record_thread	*thread;
	size_t			nr;
};

int record_threads_stop(struct record_threads *threads, int pid, struct errmsg *err);
void record_threads_continue(struct record_threads *threads);

/**
 * struct record_guard - the process that thaws a cgroup
 * @pid: its PID
 * @channel: socket to it
 */
struct record_guard {
	pid_t	pid;
	int	channel;
};

int record_guard_start(struct record_guard *guard, int file, struct errmsg *err);
int record_guard_end(struct record_guard *guard);

/**
 * struct record_freezer - a frozen cgroup
 * @guard: thaws it; its PID is 0 if the cgroup was frozen by somebody else before, and stays so
 * @file: descriptor of cgroup.freeze; -1 if it is not open
 * @events: descriptor of cgroup.events; -1 if it is not open
 * @pid: the process
 * @path: path of the cgroup
 * @cpu_ns: CPU time of the process when it was frozen, nanoseconds; 0 if it is not known
 */
struct record_freezer {
	struct record_guard	guard;
	int			file;
	int			events;
	int			pid;
	char			path[PATH_MAX];
	__u64			cpu_ns;
};

int record_freeze(struct record_freezer *freezer, int pid, struct errmsg *err);
const char *record_freeze_doubt(const struct record_freezer *freezer);
int record_thaw(struct record_freezer *freezer, struct errmsg *err);

/**
 * struct record_halt - a process that is stopped, or is not to be
 * @how: what was done to it
 * @threads: with RECORD_STOP, its threads
 * @freezer: with RECORD_FREEZE, its cgroup
 * @before: signal mask of ptwalk before
 * @since: when it was stopped, nanoseconds of CLOCK_MONOTONIC
 * @ns: how long it was stopped, once it runs again
 * @doubt: why it may have run meanwhile, a clause; NULL if it has not
 */
struct record_halt {
	enum record_how		how;
	struct record_threads	threads;
	struct record_freezer	freezer;
	sigset_t		before;
	__u64			since;
	__u64			ns;
	const char		*doubt;
};

int record_halt_begin(struct record_halt *halt, enum record_how how, int pid,
		      struct errmsg *err);
int record_halt_note(struct record_halt *halt, struct dump *dump, struct errmsg *err);
int record_halt_end(struct record_halt *halt, struct errmsg *err);

#endif /* PTWALK_RECORD_HALT_H */
