// SPDX-License-Identifier: GPL-2.0
/*
 * Present, resident, huge and hugetlb memory of every process of the guest: the same
 * numbers in stat, stat --all, huge and check, and the kernel's: smaps has all of them
 * but present, which is pagemap's.  Processes are made with every kind of entry that
 * counts in one of the four, and stopped; of the others, those are compared of which
 * the kernel says the same before and after.
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
/* half seconds for the kernel to put its hints, as it looks at who uses the CPU */
#define PATIENCE	120

#define KIND(test, situation, ...)					\
	{ .name = test, .make = situation, __VA_ARGS__ }

/**
 * struct kind - what is in a process: few, as each costs two runs of ptwalk
 * @name: of the test
 * @make: situations of helpers/situate; what follows is of the last
 * @hints: pages are to be behind NUMA hints; the size of one
 * @protnone: so many bytes from its start are made PROT_NONE
 * @merged: its pages are to be merged by KSM
 * @words: what check is to say of all of it, or of its PROT_NONE part
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
 * struct process - one that is compared
 * @pid: of it
 * @kind: what it was made as, or NULL
 * @s: the situation, if it was made
 * @lacks: why it could not be made
 * @seen_huge: what smaps called huge before entries of it became PROT_NONE
 * @hinted: it has NUMA hints
 * @oracle: what the kernel says
 */
struct process {
	pid_t pid;
	const struct kind *kind;
	struct situation s;
	char lacks[96];
	int64_t seen_huge;
	bool hinted;
	struct oracle oracle;
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

/* the words of a kind, each of what it is said of */
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
 * smaps before 6.6 does not see a PROT_NONE entry of 2M, and so neither calls it
 * resident nor huge; it is huge all the same, as it was before.
 */
static bool compare(const struct process *p)
{
	const struct figures *stat = &stat_says[p - processes];
	struct figures right = p->oracle.sum, windows = figures_of_huge(p->pid);
	char words[512];
	bool good;

	if (p->kind && !kernel_since(6, 6))
		right.huge = p->seen_huge;
	/* the kernel's word on that is by area, in check */
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

/* false if @lacks says why not */
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

/* does it have a NUMA hint by now? */
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

/* The hints stay in who is stopped. */
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

/* what else runs here; not ourselves */
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

/* each kind of process, and what else there is */
static void make_all(void)
{
	unsigned int i;

	for (nr = 0; nr < NR_KINDS; nr++) {
		processes[nr].kind = &kinds[nr];
		make(&processes[nr]);
	}
	hint();
	/* nobody is to become huge from here on */
	knobs_set(&knobs, "enabled=never");
	for (i = 0; i < NR_KINDS; i++)
		if (processes[i].pid)
			kill(processes[i].pid, SIGSTOP);
	find_others();
	for (i = 0; i < nr; i++)
		if (!oracle_read(processes[i].pid, &processes[i].oracle) &&
		    !processes[i].kind)
			processes[i--] = processes[--nr];
}

/* A process that moved meanwhile proves nothing. */
static void result_of_others(void)
{
	unsigned int compared = 0, wrong = 0, i;
	bool good;

	for (i = NR_KINDS; i < nr; i++) {
		good = compare(&processes[i]);
		if (!stands_still(&processes[i]))
			continue;
		compared++;
		wrong += !good;
	}
	printf("# %u other processes stood still, of %lu\n", compared, nr - NR_KINDS);
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
