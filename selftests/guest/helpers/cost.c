// SPDX-License-Identifier: GPL-2.0
/*
 * cost: what a dump costs, by the module and by BPF, for three processes: one with 1 GiB of 4K
 * pages, a small one, and one with a page in each of 256 GiB.  With the clock of -icount a
 * nanosecond is an instruction of the guest; see bench/sources.
 *
 * Prints, for each process and source, the time of the whole dump, the time for which the mmap
 * lock was held, the longest hold, the number of holds and that of tables; the least of five
 * dumps each.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf.h"
#include "clock.h"
#include "dump.h"
#include "errmsg.h"
#include "same.h"

#define GIB	(1UL << 30)
#define ROUNDS	5

static struct bpf_source *source;

/* Starts a process with a page at each @step bytes of @length. */
static pid_t start(size_t length, size_t step)
{
	int ready[2];
	size_t i;
	pid_t pid;
	char *p;

	if (pipe(ready))
		err(1, "pipe");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
		p = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
			 MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			err(1, "mmap");
		for (i = 0; i < length; i += step)
			p[i] = 1;
		if (write(ready[1], p, 1) == 1)
			pause();
		_exit(0);
	}
	if (read(ready[0], &i, 1) != 1)
		errx(1, "the process has ended");
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void by_bpf(pid_t pid, void **data, size_t *size)
{
	const struct bpf_request request = { .pid = pid };
	struct errmsg why = { "" };

	if (bpf_dump(source, &request, data, size, &why))
		errx(1, "%s", why.text);
}

static void by_module(pid_t pid, void **data, size_t *size)
{
	if (same_module(pid, "", data, size))
		exit(1);
}

static void measure(const char *what, const char *by, pid_t pid,
		    void (*dump)(pid_t pid, void **data, size_t *size))
{
	uint64_t took = ~0ULL, held = ~0ULL, longest = ~0ULL, now;
	const struct ptwalk_end *end;
	size_t size = 0;
	void *data;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		now = clock_ns(CLOCK_MONOTONIC);
		dump(pid, &data, &size);
		now = clock_ns(CLOCK_MONOTONIC) - now;
		end = (void *)((char *)data + size - sizeof(*end));
		if (now < took)
			took = now;
		if (end->hold_total_ns < held)
			held = end->hold_total_ns;
		if (end->hold_max_ns < longest)
			longest = end->hold_max_ns;
		if (i == ROUNDS - 1)
			printf("%-8s %-7s %12lu %12lu %12lu %6llu %8llu\n", what, by, took, held,
			       longest, end->holds, end->tables);
		free(data);
	}
}

int main(void)
{
	static const struct {
		const char *name;
		size_t length, step;
	} process[] = {
		{ "small",  4096, 4096 },
		{ "64M",    GIB / 16, 4096 },
		{ "1G",     GIB, 4096 },
		{ "sparse", 256 * GIB, GIB },
	};
	uint64_t now = clock_ns(CLOCK_MONOTONIC);
	struct errmsg why = { "" };
	size_t i, size;
	void *data;
	pid_t pid;

	if (bpf_open(&source, &why))
		errx(1, "%s", why.text);
	printf("loading the program: %llu\n", clock_ns(CLOCK_MONOTONIC) - now);
	now = clock_ns(CLOCK_MONOTONIC);
	by_bpf(getpid(), &data, &size);
	printf("first dump, with its dictionary: %llu\n", clock_ns(CLOCK_MONOTONIC) - now);
	free(data);
	printf("%-8s %-7s %12s %12s %12s %6s %8s\n", "PROCESS", "SOURCE", "DUMP", "HELD",
	       "LONGEST", "HOLDS", "TABLES");
	for (i = 0; i < sizeof(process) / sizeof(process[0]); i++) {
		pid = start(process[i].length, process[i].step);
		measure(process[i].name, "module", pid, by_module);
		measure(process[i].name, "bpf", pid, by_bpf);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	bpf_close(source);
	return 0;
}
