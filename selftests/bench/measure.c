// SPDX-License-Identifier: GPL-2.0-only
/*
 * measure [-m] COMMAND [ARG...] - run a command once, with its output thrown away
 *
 * Prints how many microseconds of CPU it took, user and system together, and in how many it was
 * done.  With -m instead the peak of its anonymous memory in KiB: RssAnon of /proc/PID/status, read
 * every quarter of a millisecond.  ru_maxrss would count the pages of mapped files as well, which
 * are the page cache's.
 *
 * Fails where the command is killed, or ends with a status above 1, which says "differs" of cmp,
 * ptwalk diff and ptwalk check.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long microseconds(const struct timeval *t)
{
	return t->tv_sec * 1000000LL + t->tv_usec;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static pid_t start(char **argv)
{
	pid_t pid = fork();
	int null;

	if (pid < 0)
		err(2, "fork");
	if (pid)
		return pid;
	null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
		_exit(127);
	execvp(argv[0], argv);
	_exit(127);
}

/* RssAnon of a process in KiB; 0 if it has ended */
static long anonymous(pid_t pid)
{
	char path[64], line[128];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "RssAnon: %ld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

static int watch(pid_t pid, long *peak)
{
	const struct timespec pause = { .tv_nsec = 250000 };
	int status;
	long kib;

	while (!waitpid(pid, &status, WNOHANG)) {
		kib = anonymous(pid);
		if (kib > *peak)
			*peak = kib;
		nanosleep(&pause, NULL);
	}
	return status;
}

int main(int argc, char **argv)
{
	const int memory = argc > 1 && !strcmp(argv[1], "-m");
	struct rusage usage;
	long long began = now();
	long peak = 0;
	int status;
	pid_t pid;

	if (argc < 2 + memory)
		errx(2, "a command is expected");
	pid = start(argv + 1 + memory);
	if (memory)
		status = watch(pid, &peak);
	else if (wait4(pid, &status, 0, &usage) != pid)
		err(2, "wait4");
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		errx(2, "'%s' failed: status 0x%x", argv[1 + memory], status);
	if (memory)
		printf("%ld\n", peak);
	else
		printf("%lld %lld\n", microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime),
		       now() - began);
	return EXIT_SUCCESS;
}
