// SPDX-License-Identifier: GPL-2.0-only
/*
 * Four sums of every process of the guest: present, resident, huge and hugetlb memory.
 * stat, stat --all, huge and check have to show the same sums as the kernel, which has
 * them in smaps, and present in pagemap.  The test makes and stops processes with every
 * kind of entry that counts in one of the sums.  It also compares all other processes.  One
 * that ran meanwhile may have had other sums for a moment, as a shell has for each command:
 * it counts only where all sums are the same.
 */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "figures.h"
#include "guest.h"
#include "knobs.h"
#include "kselftest.h"
#include "ksm.h"
#include "memdisk.h"
#include "view.h"

#define PAGE		4096UL
#define HUGE		(2UL << 20)
#define BALANCING	"/sys/kernel/debug/sched/numa_balancing/"
#define SWITCH		"/proc/sys/kernel/numa_balancing"
#define POOL		"/proc/sys/vm/nr_hugepages"
#define POOL_MORE	24
#define MOST_PROCESSES	128
/* tries of half a second until the NUMA balancer, which scans running tasks, has set hints */
#define PATIENCE	120

#define KIND(test, situation, ...)					\
	{ .name = test, .make = situation, __VA_ARGS__ }

/**
 * struct kind - the memory of one process; there are few, as each costs two runs of ptwalk
 * @name: name of the test
 * @make: situations of helpers/situate; all other fields are about the last one
 * @hints: size in bytes of the pages that get NUMA hints, or 0 for no hints
 * @protnone: number of bytes from its start that are made PROT_NONE
 * @merged: KSM merges its pages
 * @words: the words of `ptwalk check` that hold for its first @protnone bytes, or for all
 *	   of it where @protnone is 0
 */
static const struct kind {
	const char *name;
	const char *make;
	unsigned long hints;
	unsigned long protnone;
	bool merged;
	const char *words;
} kinds[] = {
	KIND("hints_4K", "dense", .hints = PAGE, .words = "present 4k rw no-x"),
	KIND("hints_2M", "thp", .hints = HUGE, .words = "present huge rw no-x"),
	KIND("mapped", "protnone+zero+zero-huge+file-cow+shared+shmem-thp+thp",
	     .protnone = HUGE, .words = "present huge no-rw no-ro no-us nx"),
	KIND("hugetlb", "hugetlb-hwpoison+hugetlb-shared+hugetlb-protnone",
	     .words = "hugetlb present 2m no-rw nx"),
	KIND("hugetlb_1G", "giant", .words = "hugetlb 1g rw"),
	KIND("swap_ksm", "hwpoison+swap+ksm", .merged = true,
	     .words = "present ro"),
	KIND("guard", "marker-guard", .words = "no-huge"),
	KIND("rwp", "rwp+rwp-thp", .words = "present huge"),
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/**
 * struct process - a process whose sums are compared
 * @pid: its pid, or 0 if it could not be made
 * @kind: the kind that the test made it as, or NULL for any other process
 * @s: the situation, if the test made it
 * @lacks: why it could not be made
 * @seen_huge: its huge memory in smaps before entries became PROT_NONE
 * @hinted: it has NUMA hints
 * @oracle: the kernel's sums
 * @switches: how often it had run when they were read
 */
struct process {
	pid_t pid;
	const struct kind *kind;
	struct situation s;
	char lacks[96];
	int64_t seen_huge;
	bool hinted;
	struct oracle oracle;
	int64_t switches;
};

static struct process processes[MOST_PROCESSES];
static struct figures stat_says[MOST_PROCESSES], all_says[MOST_PROCESSES];
static unsigned int nr;
static struct memdisk swap_disk;
static struct knobs knobs;

static bool same(const struct process *p, const char *who,
		 const struct figures *said, const struct figures *right)
{
	if ((said->present < 0 || said->present == right->present) &&
	    said->rss == right->rss && said->huge == right->huge &&
	    said->hugetlb == right->hugetlb)
		return true;
	note("%d: %s: present %ld, resident %ld, huge %ld, hugetlb %ld; should be %ld %ld %ld %ld",
	     p->pid, who, said->present, said->rss, said->huge, said->hugetlb,
	     right->present, right->rss, right->huge, right->hugetlb);
	return false;
}

/* Writes the words of a kind to @words, each with its range: "WORD@START+LENGTH". */
static void words_of(const struct process *p, char *words, size_t size)
{
	char list[64] = "", *word;
	size_t n = 0;

	words[0] = '\0';
	if (p->kind && p->kind->words)
		snprintf(list, sizeof(list), "%s", p->kind->words);
	for (word = strtok(list, " "); word && n < size; word = strtok(NULL, " "))
		n += snprintf(words + n, size - n, " %s@0x%lx+%lu", word,
			      p->s.start, p->kind->protnone ?: p->s.length);
}

/*
 * smaps before 6.6 does not see a PROT_NONE entry of 2M, and so counts it neither as
 * resident nor as huge.  Its memory is as huge as it was before mprotect(): @seen_huge.
 */
static bool compare(const struct process *p)
{
	const struct figures *stat = &stat_says[p - processes];
	struct figures right = p->oracle.sum, windows = figures_of_huge(p->pid);
	char words[512];
	bool good;

	if (p->kind && !kernel_since(6, 6))
		right.huge = p->seen_huge;
	/* figures_checked() compares present memory with the kernel, VMA by VMA. */
	right.present = stat->present;
	words_of(p, words, sizeof(words));
	good = same(p, "stat", stat, &right);
	good &= same(p, "stat --all", &all_says[p - processes], &right);
	good &= same(p, "huge", &windows, &right);
	good &= figures_checked(p->pid, &right, &p->oracle, words);
	return good;
}

static bool stands_still(const struct process *p)
{
	static struct oracle now;

	return oracle_read(p->pid, &now) && !memcmp(&now, &p->oracle, sizeof(now));
}

/* How often a CPU took up and left a process of one thread, or -2 if it is gone. */
static int64_t switches_of(pid_t pid)
{
	return read_status(pid, "voluntary_ctxt_switches") +
	       read_status(pid, "nonvoluntary_ctxt_switches");
}

/* Makes the process of a kind; false if it cannot, then @p->lacks is the reason. */
static bool make(struct process *p)
{
	static struct oracle before;
	const struct kind *kind = p->kind;
	const char *lacks = "";

	if (kind->hints && access("/sys/devices/system/node/node1", F_OK))
		lacks = "one node: no numa=fake=2 on the command line";
	else if (kind->hints && access(BALANCING, F_OK))
		lacks = "no NUMA balancing";
	else if (strstr(kind->make, "swap") && !swap_disk.swap)
		lacks = "no disk in memory to swap to";
	else if (situation_start(&p->s, kind->make))
		lacks = *p->s.lacks ? p->s.lacks : "it cannot be made";
	snprintf(p->lacks, sizeof(p->lacks), "%s", lacks);
	if (*p->lacks)
		return false;
	p->pid = p->s.pid;
	if (kind->hints)
		situation_do(&p->s, "move 0 %lu 1", kind->hints);
	oracle_read(p->pid, &before);
	p->seen_huge = before.sum.huge;
	if (kind->protnone)
		situation_do(&p->s, "protect 0 %lu 0", kind->protnone);
	if (kind->merged && ksm_merge(p->pid, p->s.start, p->s.length, false))
		note("%s: not merged", kind->name);
	return true;
}

/* True if an entry of the situation has a NUMA hint, which looks like PROT_NONE. */
static bool has_hint(const struct situation *s)
{
	struct source source = { 0 };
	struct ptwalk_pte pte;
	bool found = false;
	uint64_t addr;

	if (view_take(&source, s->pid))
		return false;
	for (addr = s->start; addr < s->start + s->length && !found; addr += PAGE) {
		view_page(source.dump, addr, &pte);
		found = pte.kind == PTWALK_PROTNONE;
	}
	source_close(&source);
	return found;
}

/* Lets the NUMA balancer set hints; a process that has some is stopped, so that they stay. */
static void hint(void)
{
	unsigned int left = 0, i, n;

	for (i = 0; i < NR_KINDS; i++)
		left += processes[i].pid && kinds[i].hints;
	write_file(BALANCING "scan_delay_ms", "10");
	write_file(BALANCING "scan_period_min_ms", "100");
	write_file(SWITCH, "1");
	for (n = 0; left && n < PATIENCE; n++) {
		for (i = 0; i < NR_KINDS; i++) {
			struct process *p = &processes[i];

			if (!p->pid || !kinds[i].hints || p->hinted)
				continue;
			situation_do(&p->s, "spin 0 500");
			p->hinted = has_hint(&p->s);
			if (!p->hinted)
				continue;
			kill(p->pid, SIGSTOP);
			left--;
		}
	}
	write_file(SWITCH, "0");
}

static bool is_known(pid_t pid)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (processes[i].pid == pid)
			return true;
	return false;
}

/* Adds all other processes of the guest, without the test itself. */
static void find_others(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	int pid;

	while (dir && nr < MOST_PROCESSES && (d = readdir(dir))) {
		pid = atoi(d->d_name);
		if (pid > 0 && pid != getpid() && !is_known(pid))
			processes[nr++].pid = pid;
	}
	if (dir)
		closedir(dir);
}

static void result(const struct process *p)
{
	if (!p->pid)
		ksft_test_result_skip("%s: %s\n", p->kind->name, p->lacks);
	else if (p->kind->hints && !p->hinted)
		ksft_test_result_fail("%s: no hints\n", p->kind->name);
	else
		ksft_test_result(stands_still(p) && compare(p), "%s\n", p->kind->name);
}

/* Makes a process of each kind, finds the others, and reads the kernel's sums of all. */
static void make_all(void)
{
	unsigned int i;

	for (nr = 0; nr < NR_KINDS; nr++) {
		processes[nr].kind = &kinds[nr];
		make(&processes[nr]);
	}
	hint();
	/* From here on khugepaged must not change any of these processes. */
	knobs_set(&knobs, "enabled=never");
	for (i = 0; i < NR_KINDS; i++)
		if (processes[i].pid)
			kill(processes[i].pid, SIGSTOP);
	find_others();
	for (i = 0; i < nr; i++) {
		processes[i].switches = switches_of(processes[i].pid);
		if (!oracle_read(processes[i].pid, &processes[i].oracle) &&
		    !processes[i].kind)
			processes[i--] = processes[--nr];
	}
}

/* A process that changed during the comparison proves nothing and is not counted. */
static void result_of_others(void)
{
	unsigned int compared = 0, wrong = 0, i;
	bool good, ran;

	for (i = NR_KINDS; i < nr; i++) {
		good = compare(&processes[i]);
		ran = switches_of(processes[i].pid) != processes[i].switches;
		if (!stands_still(&processes[i]) || (ran && !good))
			continue;
		compared++;
		wrong += !good;
	}
	printf("# %u other processes compared, of %lu\n", compared, nr - NR_KINDS);
	ksft_test_result(compared && !wrong, "every_other_process\n");
}

static void write_number(const char *path, int64_t value)
{
	char number[24];

	snprintf(number, sizeof(number), "%ld", value);
	write_file(path, number);
}

int main(void)
{
	int64_t pool;
	pid_t pids[MOST_PROCESSES];
	unsigned int i;

	ksft_print_header();
	ksft_set_plan(NR_KINDS + 1);
	prepare();
	pool = read_number(POOL);
	write_number(POOL, pool + POOL_MORE);
	knobs_set(&knobs, "enabled=madvise");
	if (memdisk_on(&swap_disk, 0) || memdisk_swap(&swap_disk))
		note("there is nothing to swap to");
	make_all();
	for (i = 0; i < nr; i++)
		pids[i] = processes[i].pid;
	figures_of_stat(pids, nr, stat_says, all_says);
	for (i = 0; i < NR_KINDS; i++)
		result(&processes[i]);
	result_of_others();
	for (i = 0; i < NR_KINDS; i++)
		situation_stop(&processes[i].s);
	ksm_off();
	memdisk_off(&swap_disk);
	knobs_restore(&knobs);
	write_number(POOL, pool);
	ksft_finished();
}
