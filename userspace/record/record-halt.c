// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stop a process for its dump, and let it run again: which processes are never stopped, and what
 * the dump says of it.  See record-halt.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area.h"
#include "clock.h"
#include "dump.h"
#include "errmsg.h"
#include "proc-stat.h"
#include "record-halt.h"

/* Does /proc number processes as the system calls of this process do? */
static bool record_halt_proc_is_ours(void)
{
	char link[16] = "";

	return readlink("/proc/self", link, sizeof(link) - 1) > 0 && atoi(link) == getpid();
}

/* Refuse a process that must not be stopped, or that cannot be. */
static int record_halt_check(int pid, struct errmsg *err)
{
	struct proc_stat stat;
	char name[80];

	if (!record_halt_proc_is_ours())
		return errmsg_set(err, -EINVAL,
				  "/proc is of another PID namespace, so that %d may be two processes: none is stopped; mount /proc again (unshare --mount-proc)",
				  pid);
	if (!proc_stat_read(pid, &stat))
		return errmsg_set(err, -ESRCH, "there is no such process");
	area_escape(stat.comm, strlen(stat.comm), name, sizeof(name));
	if (stat.flags & PROC_STAT_KTHREAD)
		return errmsg_set(err, -ENXIO,
				  "%s is a kernel thread: it has no address space of its own, and is not stopped",
				  name);
	if (pid == getpid())
		return errmsg_set(err, -EINVAL,
				  "ptwalk cannot stop itself: record it without --stop and --freeze");
	if (pid == 1)
		return errmsg_set(err, -EINVAL,
				  "process 1 (%s) is not stopped, as all others depend on it: record it without --stop and --freeze",
				  name);
	return 0;
}

/* A ptwalk that Ctrl-Z stops would leave the process stopped: let it wait. */
static void record_halt_hold_signals(struct record_halt *halt)
{
	sigset_t stops;

	sigemptyset(&stops);
	sigaddset(&stops, SIGTSTP);
	sigaddset(&stops, SIGTTIN);
	sigaddset(&stops, SIGTTOU);
	sigprocmask(SIG_BLOCK, &stops, &halt->before);
}

/**
 * record_halt_begin() - stop a process
 * @halt: filled in; on success, to be given to record_halt_end()
 * @how: in which way; with RECORD_RUNNING nothing is done
 * @pid: the process, or one of its threads
 * @err: filled in on failure, with what to do instead
 *
 * Return: 0, when it has stopped; or a negative errno, and it runs on.
 */
int record_halt_begin(struct record_halt *halt, enum record_how how, int pid,
		      struct errmsg *err)
{
	int rc;

	*halt = (struct record_halt){ .freezer.file = -1 };
	if (how == RECORD_RUNNING)
		return 0;
	rc = record_halt_check(pid, err);
	if (rc)
		return rc;
	record_halt_hold_signals(halt);
	halt->since = clock_ns(CLOCK_MONOTONIC);
	rc = how == RECORD_STOP ? record_threads_stop(&halt->threads, pid, err) :
				  record_freeze(&halt->freezer, pid, err);
	if (rc)
		sigprocmask(SIG_SETMASK, &halt->before, NULL);
	else
		halt->how = how;
	return rc;
}

/**
 * record_halt_note() - have the dump say that the process was stopped, if that is true
 * @halt: the process is still stopped, unless somebody else let it run: then @halt.doubt is set
 * @dump: its dump
 * @err: filled in on failure
 *
 * Return: 0, -EBADMSG or -ENOMEM.
 */
int record_halt_note(struct record_halt *halt, struct dump *dump, struct errmsg *err)
{
	if (halt->how == RECORD_FREEZE)
		halt->doubt = record_freeze_doubt(&halt->freezer);
	if (halt->how == RECORD_RUNNING || halt->doubt)
		return 0;
	return facts_add_knob(&dump->facts, FACTS_STOPPED,
			      halt->how == RECORD_STOP ? "threads" : "cgroup", err);
}

/**
 * record_halt_end() - let the process run again, if it ran before
 * @halt: from record_halt_begin(); calling it once more does nothing
 * @err: filled in on failure
 *
 * Return: 0; a negative errno if the cgroup could not be thawed.
 */
int record_halt_end(struct record_halt *halt, struct errmsg *err)
{
	int rc = 0;

	if (halt->how == RECORD_RUNNING)
		return 0;
	if (halt->how == RECORD_STOP)
		record_threads_continue(&halt->threads);
	else
		rc = record_thaw(&halt->freezer, err);
	halt->how = RECORD_RUNNING;
	halt->ns = clock_ns(CLOCK_MONOTONIC) - halt->since;
	sigprocmask(SIG_SETMASK, &halt->before, NULL);
	return rc;
}
