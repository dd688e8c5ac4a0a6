// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture: what it costs to read the page tables of a process, by each way that this kernel has.
 * With the clock of -icount a nanosecond is an instruction of the guest; see bench/capture.
 *
 *	capture CASE...		start a process of each kind (bench/target) and read it
 *	capture pid NAME PID	the same for a process that runs already
 *	capture stall		how long a thread of a process of 1 GiB waits, which maps and
 *				unmaps in a loop, while the process is read, and how long
 *				that takes then
 *
 * Prints lines as bench/run wants them; of a dump also the longest hold of the mmap lock.  Each
 * cost is the least of five.  All reads go into one buffer, which has its pages.  So does the
 * read of a file in tmpfs as long as the dump, which is the floor: that is what one copy costs.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bpf.h"
#include "clock.h"
#include "dump.h"
#include "errmsg.h"
#include "guest.h"
#include "../../bench/target/target.h"

#define MIB	(1UL << 20)
#define GIB	(1UL << 30)
#define PAGE	4096UL
#define HUGE	(2 * MIB)
#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define FLOOR	"/dev/shm/floor"
#define ROUNDS	5

/* Room for a whole dump of 4 GiB, so that a way to read never waits for memory */
#define BUFFER	(16 * MIB)

static unsigned char *buffer;
static struct bpf_source *source;

/* What one way to read gave: 0 bytes stands for a way that this kernel does not have */
struct taken {
	size_t bytes;
	const struct ptwalk_end *end;
};

/* Read a file to its end, into the buffer again and again where @keep is false. */
static size_t read_all(int fd, size_t piece, bool keep)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, buffer + (keep ? used : 0), piece);
		if (n < 0)
			err(1, "read");
		used += n;
		if (keep && used + piece > BUFFER)
			errx(1, "more than %lu bytes", BUFFER);
	} while (n);
	return used;
}

static struct taken by_module(pid_t pid)
{
	struct taken taken = { 0 };
	int fd = open(RAW, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return (struct taken){ 0 };
	if (dprintf(fd, "pid=%d", pid) < 0)
		err(1, "%s", RAW);
	taken.bytes = read_all(fd, MIB, true);
	close(fd);
	taken.end = (void *)(buffer + taken.bytes - sizeof(*taken.end));
	return taken;
}

static struct taken by_bpf(pid_t pid)
{
	const struct bpf_request request = { .pid = pid };
	static struct ptwalk_end end;
	struct errmsg why = { "" };
	struct taken taken = { 0 };
	void *data;

	if (!source)
		return taken;
	if (bpf_dump(source, &request, &data, &taken.bytes, &why))
		errx(1, "%s", why.text);
	memcpy(&end, (char *)data + taken.bytes - sizeof(end), sizeof(end));
	free(data);
	taken.end = &end;
	return taken;
}

static int open_proc(pid_t pid, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static struct taken by_proc(pid_t pid, const char *name)
{
	int fd = open_proc(pid, name);
	struct taken taken = { .bytes = read_all(fd, MIB, false) };

	close(fd);
	return taken;
}

static struct taken by_maps(pid_t pid) { return by_proc(pid, "maps"); }
static struct taken by_smaps(pid_t pid) { return by_proc(pid, "smaps"); }
static struct taken by_rollup(pid_t pid) { return by_proc(pid, "smaps_rollup"); }

/* The VMAs of a process, from maps, which is read before the clock starts */
struct range {
	uint64_t start, end;
};

static struct range *ranges;
static size_t nr_ranges;

static void find_ranges(pid_t pid)
{
	FILE *maps = fdopen(open_proc(pid, "maps"), "r");
	char line[4500];
	struct range r;

	nr_ranges = 0;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64, &r.start, &r.end) != 2 || r.start >> 63)
			continue;
		ranges = realloc(ranges, (nr_ranges + 1) * sizeof(*ranges));
		ranges[nr_ranges++] = r;
	}
	fclose(maps);
}

/* pagemap of all VMAs, of the sparse process too: who does not know the tables has to read it */
static struct taken by_pagemap(pid_t pid)
{
	int fd = open_proc(pid, "pagemap");
	struct taken taken = { 0 };
	uint64_t at, bytes;
	size_t i;
	ssize_t n;

	for (i = 0; i < nr_ranges; i++)
		for (at = ranges[i].start / PAGE * 8; at < ranges[i].end / PAGE * 8; at += n) {
			bytes = ranges[i].end / PAGE * 8 - at;
			n = pread(fd, buffer, bytes < MIB ? bytes : MIB, at);
			if (n <= 0)
				err(1, "pagemap");
			taken.bytes += n;
		}
	close(fd);
	return taken;
}

static struct taken by_scan(pid_t pid)
{
	const int most = BUFFER / sizeof(struct scan_region);
	struct scan_region *regions = (void *)buffer;
	struct taken taken = { 0 };
	uint64_t at;
	size_t i;
	int n;

	for (i = 0; i < nr_ranges; i++) {
		at = ranges[i].start;
		do {
			n = pagemap_scan(pid, at, ranges[i].end, regions, most);
			if (n < 0)
				return (struct taken){ 0 };
			taken.bytes += (n + 1) * sizeof(*regions);
			at = n ? regions[n - 1].end : 0;
		} while (n == most);
	}
	return taken;
}

/* A file of tmpfs as long as the dump before */
static struct taken by_floor(pid_t pid)
{
	struct taken taken = { 0 };
	int fd = open(FLOOR, O_RDONLY | O_CLOEXEC);

	(void)pid;
	if (fd < 0)
		err(1, FLOOR);
	taken.bytes = read_all(fd, MIB, true);
	close(fd);
	return taken;
}

#define LAST_OF_OURS	1

static const struct way {
	const char *name;
	struct taken (*take)(pid_t pid);
} ways[] = {
	{ "module",	  by_module },
	{ "bpf",	  by_bpf },
	{ "tmpfs",	  by_floor },
	{ "pagemap",	  by_pagemap },
	{ "PAGEMAP_SCAN", by_scan },
	{ "maps",	  by_maps },
	{ "smaps_rollup", by_rollup },
	{ "smaps",	  by_smaps },
};

static void make_floor(size_t bytes)
{
	int fd = open(FLOOR, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n;

	if (fd < 0)
		err(1, FLOOR);
	for (; bytes; bytes -= n) {
		n = write(fd, buffer, bytes < MIB ? bytes : MIB);
		if (n <= 0)
			err(1, FLOOR);
	}
	close(fd);
}

static void measure(const char *name, pid_t pid, unsigned long units, const char *unit)
{
	/* to read pagemap of 1 TiB five times takes minutes */
	const unsigned int rounds = strcmp(name, "sparse") ? ROUNDS : 1;
	uint64_t began, took, least, longest;
	unsigned int i, round;
	struct taken taken = { 0 };

	find_ranges(pid);
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		least = UINT64_MAX;
		longest = UINT64_MAX;
		for (round = 0; round < (i <= LAST_OF_OURS ? ROUNDS : rounds); round++) {
			began = clock_ns(CLOCK_MONOTONIC);
			taken = ways[i].take(pid);
			took = clock_ns(CLOCK_MONOTONIC) - began;
			if (took < least)
				least = took;
			if (taken.end && taken.end->hold_max_ns < longest)
				longest = taken.end->hold_max_ns;
			if (!taken.bytes)
				break;
		}
		if (!taken.bytes)
			continue;
		printf("%s/%s %" PRIu64 " insn %s/tmpfs %lu %s -\n", name, ways[i].name, least,
		       name, units, unit);
		if (taken.end)
			printf("%s/%s-hold %" PRIu64 " insn - - - -\n", name, ways[i].name, longest);
		fflush(stdout);
		if (!i)
			make_floor(taken.bytes);
	}
}

static const struct kind {
	const char *name;
	unsigned long units;
	const char *unit;
} kinds[] = {
	{ "small",   1,                "dump" },
	{ "64M",     64 * MIB / PAGE,  "entry" },
	{ "1G",	     GIB / PAGE,       "entry" },
	{ "4G",	     4 * GIB / PAGE,   "entry" },
	{ "thp",     GIB / HUGE,       "2M" },
	{ "hugetlb", 64 * MIB / HUGE,  "2M" },
	{ "sparse",  1024,             "page" },
	{ "vmas",    2000,             "VMA" },
};

/* Starts a process of bench/target; returns when it has its memory. */
static pid_t start(const char *kind)
{
	const char *build = getenv("PTWALK_BUILD");
	char path[4096], byte;
	int ready[2];
	pid_t pid;

	snprintf(path, sizeof(path), "%s/selftests/bench/target", build ?: "build");
	if (pipe2(ready, O_CLOEXEC))
		err(1, "pipe");
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ready[1], STDOUT_FILENO);
		execl(path, path, kind, NULL);
		err(1, "%s", path);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(1, "%s: the process has ended", kind);
	close(ready[0]);
	return pid;
}

static void run_kind(const char *name)
{
	size_t i;
	pid_t pid;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name))
			continue;
		pid = start(name);
		measure(name, pid, kinds[i].units, kinds[i].unit);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return;
	}
	errx(1, "no case %s", name);
}

/*
 * With -icount one emulated CPU stands still while another runs, until the next timer of any is
 * due: some million instructions, with the ticks of the kernel alone.
 */
static pid_t start_timer(void)
{
	const struct timespec often = { .tv_nsec = 50000 };
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_TIMERSLACK, 1UL);
	for (;;)
		nanosleep(&often, NULL);
}

/* Run on this CPU, as processes do that are started from now on */
static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "CPU %d", cpu);
}

/*
 * The slowest round of the loop in two seconds, beside each way to read, and beside none.  Loop,
 * timer and reader have a CPU each, so that none waits for one.
 */
static void stall(void)
{
	int fd = open(TARGET_LOOP, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t i, n = sizeof(ways) / sizeof(ways[0]);
	struct target_loop *loop;
	struct taken taken = { 0 };
	uint64_t began, end, times;
	pid_t pid, timer;

	if (fd < 0 || ftruncate(fd, PAGE))
		err(1, TARGET_LOOP);
	loop = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (loop == MAP_FAILED)
		err(1, "mmap");
	run_on(2);
	timer = start_timer();
	run_on(1);
	pid = start("loop");
	run_on(0);
	find_ranges(pid);
	for (i = 0; i <= n; i++) {
		if (i < n && ways[i].take == by_floor)
			continue;
		atomic_store(&loop->worst, 0);
		began = clock_ns(CLOCK_MONOTONIC);
		times = 0;
		do {
			if (i < n)
				taken = ways[i].take(pid);
			else
				usleep(1000);
			times++;
			end = clock_ns(CLOCK_MONOTONIC);
		} while ((i == n || taken.bytes) && end < began + 2 * CLOCK_SECOND);
		if (i == n || taken.bytes)
			printf("stall/%s %" PRIu64 " insn stall/smaps_rollup - - -\n",
			       i < n ? ways[i].name : "none", atomic_load(&loop->worst));
		if (i < n && taken.bytes)
			printf("stall/%s-each %" PRIu64 " insn - - - -\n", ways[i].name,
			       (end - began) / times);
		fflush(stdout);
	}
	kill(timer, SIGKILL);
	waitpid(timer, NULL, 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(TARGET_LOOP);
}

int main(int argc, char **argv)
{
	struct errmsg why = { "" };
	int i;

	buffer = mmap(NULL, BUFFER, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (buffer == MAP_FAILED)
		err(1, "mmap");
	if (bpf_open(&source, &why))
		warnx("%s", why.text);
	if (argc == 4 && !strcmp(argv[1], "pid"))
		measure(argv[2], atoi(argv[3]), 1, "dump");
	else if (argc == 2 && !strcmp(argv[1], "stall"))
		stall();
	else
		for (i = 1; i < argc; i++)
			run_kind(argv[i]);
	unlink(FLOOR);
	bpf_close(source);
	return 0;
}
