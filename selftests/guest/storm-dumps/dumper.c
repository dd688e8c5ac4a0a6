// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dumpers of the storm: each takes one dump after the other, of any target, and holds it to
 * what pagemap said before and after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "by-bpf.h"
#include "errmsg.h"
#include "guest.h"
#include "proc-stat.h"
#include "storm.h"

#define FILES	"/sys/kernel/debug/ptwalk/"
#define ROOM	(8UL << 20)

/* what a dump is taken of, and by whom */
struct one {
	struct storm_counts *counts;
	enum dumper_way way;
	unsigned int seed;
	unsigned int target;
	pid_t pid;
	bool guest;		/* a process that soon ends, and has no sentinel */
	bool whole;		/* not the range around the sentinel only */
	char *data;
	size_t size;
};

static unsigned int one_of(struct one *one, unsigned int n)
{
	return rand_r(&one->seed) % n;
}

/* Opens a file that was asked for the dump; returns -1 with errno. */
static int ask(struct one *one)
{
	const char *name = one->way == WAY_TEXT ? "text" : "raw";
	char path[64], words[96];
	int fd, n;

	/* that of a list of pids, if the process is on it just now */
	if (one->whole && one_of(one, 4) == 0) {
		snprintf(path, sizeof(path), FILES "pid/%d/%s", one->pid, name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0)
			return fd;
	}
	snprintf(path, sizeof(path), FILES "%s", name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = snprintf(words, sizeof(words), "pid=%d", one->pid);
	if (!one->whole)
		snprintf(words + n, sizeof(words) - n, " start=%#lx end=%#lx", SENTINEL - GIANT,
			 SENTINEL + GIANT);
	if (write(fd, words, strlen(words)) < 0) {
		n = errno;
		close(fd);
		errno = n;
		return -1;
	}
	return fd;
}

static size_t piece(struct one *one)
{
	if (one->way == WAY_TINY)
		return 1 + one_of(one, one_of(one, 8) ? 8192 : 64);
	return one->way == WAY_TEXT ? 1 + one_of(one, 65536) : 1 << 20;
}

/* Reads a dump; returns 0, or an errno. */
static int take(struct one *one)
{
	int fd = ask(one), err = 0;
	size_t want;
	ssize_t n;

	one->size = 0;
	if (fd < 0)
		return errno;
	do {
		want = piece(one);
		if (want > ROOM - 1 - one->size)
			want = ROOM - 1 - one->size;
		n = read(fd, one->data + one->size, want);
		if (n > 0)
			one->size += n;
		else if (n < 0 && errno != EINTR)
			err = errno;
		if (one->way == WAY_TINY && one_of(one, 64) == 0)
			usleep(one_of(one, 2000));
	} while (n > 0 && !err);
	close(fd);
	one->data[one->size] = '\0';
	return err;
}

/* Lets a reader be killed somewhere in the middle. */
static void take_half(struct one *one)
{
	pid_t pid = fork();
	int fd;

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fd = ask(one);
		while (read(fd, one->data, piece(one)) > 0)
			;
		/* with the file still open */
		pause();
	}
	usleep(one_of(one, 20000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	one->counts->killed++;
}

/* Has the process ended, or been replaced by another one? */
static bool ended(const struct one *one)
{
	struct proc_stat stat;

	if (one->guest || atomic_load(&storm->pid[one->target]) != one->pid)
		return true;
	return !proc_stat_read(one->pid, &stat) || stat.state == 'Z' || stat.state == 'X';
}

static void complain(struct one *one, unsigned long *count, const char *what)
{
	++*count;
	note("process %d (%s), way %d, %s: %s", one->pid,
	     one->guest ? "short-lived" : target_name(one->target), one->way,
	     one->whole ? "whole" : "range", what);
}

/* Counts whether a dump reached the end.  One of a process that is still there has to. */
static void count_end(struct one *one, bool complete, bool gone)
{
	one->counts->dumps++;
	one->counts->complete += complete;
	one->counts->gone += gone;
	if (complete == gone)
		complain(one, &one->counts->contradict, "neither complete nor cut short");
	else if (gone && !ended(one))
		complain(one, &one->counts->contradict, "cut short, but the process is there");
}

static void judge_text(struct one *one, const uint64_t *before, const uint64_t *after)
{
	bool complete = strstr(one->data, "\n# end: complete, ");

	count_end(one, complete, strstr(one->data, "\n# end: INCOMPLETE"));
	if (!complete || !before)
		return;
	one->counts->compared++;
	if (!sentinel_right_in_text(one->data, before, after, &one->counts->moved))
		complain(one, &one->counts->wrong, "the sentinel is wrong");
}

static void judge(struct one *one, const uint64_t *before, const uint64_t *after)
{
	struct storm_counts *counts = one->counts;
	struct errmsg err = { "" };
	struct dump *dump;
	__u64 flags;

	if (dump_parse(&dump, one->data, one->size, &err)) {
		counts->dumps++;
		complain(one, &counts->contradict, err.text);
		return;
	}
	flags = dump->end->flags;
	count_end(one, flags & PTWALK_END_COMPLETE, flags & PTWALK_END_GONE);
	counts->calm += dump_calm(dump);
	counts->changed += !!(flags & (PTWALK_END_VMAS_CHANGED | PTWALK_END_TABLES_CHANGED));
	counts->retries += dump->end->retries;
	/* BPF holds no lock of a hugetlb file, and says so */
	if (!(flags & PTWALK_END_BEST_EFFORT) && !verdict_consistent(dump))
		complain(one, &counts->contradict, "it contradicts itself");
	if ((flags & PTWALK_END_COMPLETE) && before) {
		counts->compared++;
		if (!sentinel_right(dump, before, after, &counts->moved))
			complain(one, &counts->wrong, "the sentinel is wrong");
	}
	dump_free(dump);
}

static int take_by_bpf(struct one *one)
{
	struct bpf_request request = { .pid = one->pid };
	struct errmsg err = { "" };
	void *data;
	int rc;

	if (!one->whole) {
		request.start = SENTINEL - GIANT;
		request.end = SENTINEL + GIANT;
	}
	rc = bpf_dump(by_bpf_source, &request, &data, &one->size, &err);
	if (rc)
		return -rc;
	free(one->data);
	one->data = data;
	return 0;
}

static void one_dump(struct one *one)
{
	uint64_t before[PAGES], after[PAGES];
	bool has = !one->guest && pagemap_read(one->pid, SENTINEL, before, PAGES) == PAGES;
	int err = one->way == WAY_BPF ? take_by_bpf(one) : take(one);

	if (err) {
		if (!ended(one)) {
			errno = err;
			note("%m");
			complain(one, &one->counts->failed, "no dump");
		}
		return;
	}
	has = has && pagemap_read(one->pid, SENTINEL, after, PAGES) == PAGES &&
	      atomic_load(&storm->pid[one->target]) == one->pid;
	if (one->way == WAY_TEXT)
		judge_text(one, has ? before : NULL, after);
	else
		judge(one, has ? before : NULL, after);
}

static unsigned long milliseconds(const struct timeval *time)
{
	return time->tv_sec * 1000UL + time->tv_usec / 1000;
}

static void count_cpu(struct storm_counts *counts)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	counts->user_ms = milliseconds(&usage.ru_utime);
	counts->system_ms = milliseconds(&usage.ru_stime);
}

void dumper(unsigned int i, enum dumper_way way)
{
	struct one one = { .counts = &storm->counts[i], .way = way, .seed = i + 1 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* as khugepaged and ksmd, so that dumps are not made in their pauses only */
	setpriority(PRIO_PROCESS, 0, -5);
	one.data = malloc(ROOM);
	while (!atomic_load(&storm->over)) {
		if (atomic_load(&storm->pause)) {
			atomic_fetch_add(&storm->waiting, 1);
			while (atomic_load(&storm->pause) && !atomic_load(&storm->over))
				usleep(10000);
			atomic_fetch_sub(&storm->waiting, 1);
		}
		one.target = one_of(&one, TARGETS);
		one.pid = atomic_load(&storm->guest[one.target]);
		one.guest = one.pid && one_of(&one, 2);
		if (!one.guest)
			one.pid = atomic_load(&storm->pid[one.target]);
		one.whole = one.guest || one_of(&one, 8) == 0;
		if (one.pid <= 0)
			usleep(1000);
		else if (way != WAY_BPF && one_of(&one, 32) == 0)
			take_half(&one);
		else
			one_dump(&one);
	}
	count_cpu(one.counts);
	_exit(0);
}
