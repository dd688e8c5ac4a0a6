// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the storm does to the machine while its targets run: reclaim, compaction, KSM, khugepaged,
 * NUMA balancing, removal of memory; and to the module: its parameters, and attempts to unload it.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "knobs.h"
#include "ksm.h"
#include "memdisk.h"
#include "proc-stat.h"
#include "storm.h"

#define PARAMETERS	"/sys/module/ptwalk/parameters/"
#define FULL_SPEED	"khugepaged/pages_to_scan=4096 "		\
			"khugepaged/alloc_sleep_millisecs=10 "		\
			"khugepaged/scan_sleep_millisecs=10"
#define BLOCKS		"/sys/devices/system/memory/memory*/state"

static struct knobs knobs;
static struct memdisk disk;
static pid_t makers[2];

/* settings that make more happen, with what they were before */
static struct {
	const char *path;
	const char *value;
	char was[32];
} settings[] = {
	{ "/proc/sys/kernel/numa_balancing", "1", "" },
	{ "/sys/kernel/debug/sched/numa_balancing/scan_delay_ms", "10", "" },
	{ "/sys/kernel/debug/sched/numa_balancing/scan_period_min_ms", "20", "" },
	{ "/sys/kernel/mm/ksm/pages_to_scan", "1000", "" },
	{ "/sys/kernel/mm/ksm/sleep_millisecs", "20", "" },
	{ "/sys/kernel/mm/ksm/run", "1", "" },
};

#define SETTINGS	(sizeof(settings) / sizeof(settings[0]))

static void set_all(void)
{
	FILE *f;
	size_t i;

	for (i = 0; i < SETTINGS; i++) {
		f = fopen(settings[i].path, "re");
		if (f && !fgets(settings[i].was, sizeof(settings[i].was), f))
			settings[i].was[0] = '\0';
		if (f)
			fclose(f);
		if (write_file(settings[i].path, settings[i].value))
			note("lacking: %s: %m", settings[i].path);
	}
}

static void restore_all(void)
{
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		if (settings[i].was[0])
			write_file(settings[i].path, settings[i].was);
}

/* Sets the priority of a thread of the kernel; returns what it was. */
static int renice(const char *comm, int nice)
{
	struct proc_stat stat;
	int pid, was;

	/* the kernel starts its threads first */
	for (pid = 2; pid < 300; pid++) {
		if (!proc_stat_read(pid, &stat) || strcmp(stat.comm, comm))
			continue;
		was = getpriority(PRIO_PROCESS, pid);
		if (setpriority(PRIO_PROCESS, pid, nice))
			note("%s: nice %d: %m", comm, nice);
		return was;
	}
	note("lacking: %s", comm);
	return 0;
}

/*
 * khugepaged runs at the lowest priority.  While it collapses pages of a file it has them locked:
 * it must not wait for its turn for minutes then, with all processes that map them.
 */
static void hurry(bool begin)
{
	static int khugepaged, ksmd;

	if (begin) {
		khugepaged = renice("khugepaged", -5);
		ksmd = renice("ksmd", -5);
	} else {
		renice("khugepaged", khugepaged);
		renice("ksmd", ksmd);
	}
}

void noises_begin(void)
{
	hurry(true);
	if (knobs_set(&knobs, FULL_SPEED))
		note("lacking: khugepaged");
	set_all();
	if (memdisk_on(&disk, 9) || memdisk_swap(&disk))
		note("lacking: swap");
}

void noises_end(void)
{
	memdisk_off(&disk);
	ksm_off();
	hurry(false);
	restore_all();
	knobs_restore(&knobs);
}

static bool compact(unsigned int *seed)
{
	(void)seed;
	return !write_file("/proc/sys/vm/compact_memory", "1");
}

static bool split(unsigned int *seed)
{
	(void)seed;
	return !write_file("/sys/kernel/debug/split_huge_pages", "1");
}

static bool drop(unsigned int *seed)
{
	(void)seed;
	return !write_file("/proc/sys/vm/drop_caches", "1");
}

/* Takes a block of memory away, and gives it back: one of those above all that the kernel needs. */
static bool remove_memory(unsigned int *seed)
{
	glob_t found;
	bool done = false;
	unsigned int tries;
	char *path;

	if (glob(BLOCKS, 0, NULL, &found))
		return false;
	for (tries = 0; tries < 4 && !done; tries++) {
		path = found.gl_pathv[rand_r(seed) % found.gl_pathc];
		done = !write_file(path, "offline");
		if (done && write_file(path, "online"))
			note("%s stays offline: %m", path);
	}
	globfree(&found);
	return done;
}

/* Any of the targets, and some processes that are not there */
static bool list_pids(unsigned int *seed)
{
	char text[160] = "";
	unsigned int i;
	int n = 0;

	for (i = 0; i < TARGETS; i++)
		if (rand_r(seed) % 2 && atomic_load(&storm->pid[i]) > 0)
			n += snprintf(text + n, sizeof(text) - n, "%d,",
				      atomic_load(&storm->pid[i]));
	snprintf(text + n, sizeof(text) - n, "%u", 100000 + rand_r(seed) % 100000);
	return !write_file(PARAMETERS "pids", text);
}

static bool allow_kernel(unsigned int *seed)
{
	return !write_file(PARAMETERS "kernel", rand_r(seed) % 2 ? "1" : "0");
}

/* The module must not go while a file is open, be it before or during a dump. */
static bool unload_refused(unsigned int *seed)
{
	int fd = open("/sys/kernel/debug/ptwalk/raw", O_RDWR | O_CLOEXEC);
	char byte;
	bool refused;

	if (fd < 0)
		return false;
	if (rand_r(seed) % 2 && read(fd, &byte, 1) != 1)
		note("no dump of a noise: %m");
	refused = syscall(SYS_delete_module, "ptwalk", O_NONBLOCK) && errno == EWOULDBLOCK;
	if (!refused) {
		note("unloaded with an open file");
		storm->counts[0].failed++;
	}
	close(fd);
	return refused;
}

/* the first of these are made by one process, the rest, of the module, by another */
#define OF_MACHINE	4

static const struct {
	const char *name;
	bool (*make)(unsigned int *seed);
} noises[] = {
	{ "compaction",			compact },
	{ "splitting of huge pages",	split },
	{ "dropping of caches",		drop },
	{ "removal of memory",		remove_memory },
	{ "list of pids written",	list_pids },
	{ "kernel= written",		allow_kernel },
	{ "unloading refused",		unload_refused },
};

#define NR_NOISES	(sizeof(noises) / sizeof(noises[0]))

_Static_assert(NR_NOISES <= NOISES, "no room to count all noises");

static void make_noises(unsigned int first, unsigned int end)
{
	unsigned int seed = first + 1, i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpriority(PRIO_PROCESS, 0, -5);
	while (!atomic_load(&storm->over)) {
		/* the files of the module are about to go */
		if (first && atomic_load(&storm->pause)) {
			atomic_fetch_add(&storm->waiting, 1);
			while (atomic_load(&storm->pause) && !atomic_load(&storm->over))
				usleep(10000);
			atomic_fetch_sub(&storm->waiting, 1);
		}
		i = first + rand_r(&seed) % (end - first);
		if (noises[i].make(&seed))
			atomic_fetch_add(&storm->rounds[i], 1);
		usleep(100000 + rand_r(&seed) % 200000);
	}
	_exit(0);
}

void noises_start(void)
{
	makers[0] = fork();
	if (!makers[0])
		make_noises(0, OF_MACHINE);
	makers[1] = fork();
	if (!makers[1])
		make_noises(OF_MACHINE, NR_NOISES);
}

void noises_stop(void)
{
	waitpid(makers[0], NULL, 0);
	waitpid(makers[1], NULL, 0);
	write_file(PARAMETERS "pids", "\n");
	write_file(PARAMETERS "kernel", "0");
}

void noises_count(void)
{
	unsigned int i;

	for (i = 0; i < NR_NOISES; i++)
		if (atomic_load(&storm->rounds[i]))
			note("%s: %lu times", noises[i].name, atomic_load(&storm->rounds[i]));
		else
			note("lacking: %s", noises[i].name);
}
