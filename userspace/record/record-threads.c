// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stop all threads of a process by PTRACE_SEIZE and PTRACE_INTERRUPT.
 *
 * A signal would be simpler, and worse.  SIGSTOP tells the parent (SIGCHLD, waitpid() with
 * WUNTRACED), so that a shell takes the job for stopped and a service manager may act; SIGCONT
 * runs the handler that the process may have for it, and ends a stop that was there before.  And
 * a tracer that is killed leaves nothing behind: the kernel detaches its tracees, which run on,
 * or stay stopped if they were stopped before.
 *
 * What the process can notice: a system call in which it waits can return EINTR without a signal
 * handler (epoll_wait(), semop(), sigtimedwait(): signal(7)), as after any stop.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#include "area.h"
#include "array.h"
#include "errmsg.h"
#include "host.h"
#include "proc-stat.h"
#include "record-halt.h"

/*
 * A thread that sleeps and has not stopped after so many seconds waits for something, and not for a
 * signal.  One that waits for a CPU is given more time.  Pauses are counted instead of reading a
 * clock, which goes on while the machine, or the virtual one, stands still.
 */
#define PATIENCE	2
#define PATIENCE_CPU	60
#define PAUSE_NS	200000L
#define PAUSES(seconds)	((seconds) * (1000000000L / PAUSE_NS))

/* Seconds for which threads are looked for that the kernel counts, but does not list */
#define PATIENCE_LIST	1

static bool record_threads_has(const struct record_threads *threads, int tid)
{
	size_t i;

	for (i = 0; i < threads->nr; i++)
		if (threads->thread[i].tid == tid)
			return true;
	return false;
}

/* A number in /proc/TID/status, or 0 */
static int record_threads_number(int tid, const char *name)
{
	char value[16];

	return proc_status_read(tid, name, value, sizeof(value)) ? atoi(value) : 0;
}

static void record_threads_pause(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	nanosleep(&pause, NULL);
}

/*
 * May we access the thread's memory?  process_vm_readv() asks the kernel for the same permission as
 * PTRACE_SEIZE, but does not care whether the thread has a tracer.  Nothing is mapped at the
 * address, or nothing is done with what is there.
 */
static bool record_threads_accessible(int tid)
{
	char byte;
	struct iovec to = { .iov_base = &byte, .iov_len = 1 }, from = { .iov_len = 1 };

	return process_vm_readv(tid, &to, 1, &from, 1, 0) >= 0 || errno == EFAULT;
}

/* Why may a thread not be traced? */
static int record_threads_refused(int tid, int code, struct errmsg *err)
{
	const int tracer = record_threads_number(tid, "TracerPid");
	char name[80] = "", scope[8];
	struct proc_stat stat;

	if (code != -EPERM && code != -EACCES)
		return errmsg_set(err, code, "cannot stop thread %d: %s", tid, strerror(-code));
	if (tracer) {
		if (proc_stat_read(tracer, &stat))
			area_escape(stat.comm, strlen(stat.comm), name, sizeof(name));
		return errmsg_set(err, -EBUSY,
				  "thread %d is traced by process %d (%s), and there can be one tracer only: stop it there, or use --freeze",
				  tid, tracer, name);
	}
	if (!host_capable(CAP_SYS_PTRACE))
		return errmsg_set(err, code,
				  "stopping the process needs CAP_SYS_PTRACE: run it as root, or record without --stop");
	if (host_read_line("/proc/sys/kernel/yama/ptrace_scope", scope, sizeof(scope)) &&
	    !strcmp(scope, "3"))
		return errmsg_set(err, code,
				  "kernel.yama.ptrace_scope is 3, which forbids ptrace(2) until the next boot: use --freeze");
	/* TracerPid is 0 where the PID namespace of /proc does not have the tracer */
	if (record_threads_accessible(tid))
		return errmsg_set(err, -EBUSY,
				  "thread %d is traced by a process of another PID namespace, and there can be one tracer only: stop it there, or use --freeze",
				  tid);
	return errmsg_set(err, code,
			  "a security module, or another user namespace, denies ptrace access to thread %d: use --freeze",
			  tid);
}

/* Begin to stop a thread; 0 also if it has ended. */
static int record_threads_seize(struct record_threads *threads, int tid, struct errmsg *err)
{
	const struct record_thread thread = { .tid = tid };
	struct proc_stat stat;
	int code;

	if (ptrace(PTRACE_SEIZE, tid, NULL, NULL)) {
		code = -errno;
		/* it can have ended since the list was read; so can a leader with other threads */
		if (code == -ESRCH || !proc_stat_read(tid, &stat) || stat.state == 'Z' ||
		    stat.state == 'X')
			return 0;
		return record_threads_refused(tid, code, err);
	}
	if (array_add(threads->thread, threads->nr, thread))
		return errmsg_set(err, -ENOMEM, "out of memory");
	ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	return 0;
}

/* Begin to stop all threads that are not yet traced. */
static int record_threads_list(struct record_threads *threads, int pid, struct errmsg *err)
{
	struct dirent *entry;
	char path[32];
	int tid, rc = 0;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	if (!tasks)
		return errmsg_set(err, -ESRCH, "there is no such process");
	while (!rc && (entry = readdir(tasks))) {
		tid = atoi(entry->d_name);
		if (tid > 0 && !record_threads_has(threads, tid))
			rc = record_threads_seize(threads, tid, err);
	}
	closedir(tasks);
	return rc;
}

/* Wait until a thread has stopped or ended. */
static int record_threads_wait(struct record_thread *thread, struct errmsg *err)
{
	struct proc_stat stat = { 0 };
	int status, got;
	long n;

	for (n = 0; n < PAUSES(PATIENCE_CPU); n++) {
		got = waitpid(thread->tid, &status, __WALL | WNOHANG);
		if (got == thread->tid && WIFSTOPPED(status)) {
			/* a stop without an event is the delivery of a signal */
			thread->signal = status >> 16 ? 0 : WSTOPSIG(status);
			thread->stopped = true;
			return 0;
		}
		if (got > 0 || (got < 0 && errno != EINTR)) {
			thread->gone = true;
			return 0;
		}
		if (n && !(n % PAUSES(PATIENCE)) &&
		    proc_stat_read(thread->tid, &stat) && stat.state != 'R')
			break;
		record_threads_pause();
	}
	return errmsg_set(err, -ETIMEDOUT,
			  "thread %d has not stopped within %d s (state %c): it waits for %s; the process runs on: try again, or record without --stop",
			  thread->tid, stat.state == 'R' ? PATIENCE_CPU : PATIENCE, stat.state,
			  stat.state == 'R' ? "a CPU" :
				"a device, a file system or a child of vfork()");
}

/*
 * Have all threads stopped?  A list that is read while one thread begins another and ends can lack
 * the new one, so the kernel's count decides; a leader that has ended before the others counts.
 */
static bool record_threads_all(const struct record_threads *threads, int pid)
{
	int nr = record_threads_number(pid, "Threads");
	struct proc_stat stat;
	size_t i;

	for (i = 0; i < threads->nr; i++)
		nr -= threads->thread[i].stopped;
	return nr <= 0 || (nr == 1 && proc_stat_read(pid, &stat) && stat.state == 'Z');
}

/**
 * record_threads_stop() - stop all threads of a process
 * @threads: filled in on success; to be given to record_threads_continue()
 * @pid: the process, or one of its threads
 * @err: filled in on failure
 *
 * A thread that runs can create others, so the list is read until it has no new one: then none is
 * left that could.
 *
 * Return: 0, when all have stopped; or a negative errno.  Then all that had stopped run on; a
 * thread that had not cannot be detached, so the caller has to end, which detaches it.
 */
int record_threads_stop(struct record_threads *threads, int pid, struct errmsg *err)
{
	size_t known, i;
	long vain = 0;
	int rc;

	*threads = (struct record_threads){ 0 };
	for (;;) {
		known = threads->nr;
		rc = record_threads_list(threads, pid, err);
		for (i = known; !rc && i < threads->nr; i++)
			rc = record_threads_wait(&threads->thread[i], err);
		if (rc)
			break;
		if (threads->nr > known)
			continue;
		if (record_threads_all(threads, pid))
			return 0;
		/* a thread that is about to end is counted, but cannot be stopped */
		if (++vain == PAUSES(PATIENCE_LIST)) {
			rc = errmsg_set(err, -EAGAIN,
					"process %d: /proc counts more threads than the %zu that were stopped",
					pid, threads->nr);
			break;
		}
		record_threads_pause();
	}
	record_threads_continue(threads);
	return rc;
}

/**
 * record_threads_continue() - let threads run as before
 * @threads: from record_threads_stop(); empty afterwards
 *
 * Threads that were stopped by a signal before stay stopped.
 */
void record_threads_continue(struct record_threads *threads)
{
	const struct record_thread *thread;
	size_t i;

	for (i = 0; i < threads->nr; i++) {
		thread = &threads->thread[i];
		if (thread->stopped)
			ptrace(PTRACE_DETACH, thread->tid, NULL, (void *)(long)thread->signal);
	}
	free(threads->thread);
	*threads = (struct record_threads){ 0 };
}
