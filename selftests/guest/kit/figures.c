// SPDX-License-Identifier: GPL-2.0-only
/*
 * Byte counts of a process: see figures.h.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "figures.h"

#define PAGE	4096UL
#define UNKNOWN	2	/* exit status of "ptwalk check": a result is unknown, or an error */
#define DUMPS	20	/* how many dumps to try until one is of one moment */

/* bytes in a range of addresses that pagemap reports as present */
static uint64_t present(pid_t pid, uint64_t start, uint64_t end)
{
	static uint64_t entries[4096];
	uint64_t bytes = 0;
	ssize_t n, i;

	for (; start < end; start += n * PAGE) {
		n = end - start < sizeof(entries) / 8 * PAGE ?
		    (end - start) / PAGE : sizeof(entries) / 8;
		n = pagemap_read(pid, start, entries, n);
		if (n <= 0)
			break;
		for (i = 0; i < n; i++)
			bytes += entries[i] & PAGEMAP_PRESENT ? PAGE : 0;
	}
	return bytes;
}

static void add_line(struct oracle *o, const char *line)
{
	char field[32] = "";
	int64_t kb = 0;

	if (sscanf(line, "%31[^:]: %ld kB", field, &kb) != 2)
		return;
	if (!strcmp(field, "Rss"))
		o->sum.rss += kb * 1024;
	else if (!strcmp(field, "AnonHugePages") ||
		 !strcmp(field, "ShmemPmdMapped") ||
		 !strcmp(field, "FilePmdMapped"))
		o->sum.huge += kb * 1024;
	else if (!strcmp(field, "Private_Hugetlb") ||
		 !strcmp(field, "Shared_Hugetlb"))
		o->sum.hugetlb += kb * 1024;
}

bool oracle_read(pid_t pid, struct oracle *o)
{
	uint64_t start = 0, end = 0, from, to;
	char path[64], line[4096];
	FILE *f;

	memset(o, 0, sizeof(*o));
	o->sum.present = -1;
	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
			start = from;
			end = to;
		}
		add_line(o, line);
		/*
		 * VmFlags is the last line of a VMA.  Skip VM_PFNMAP ("pf"), and the
		 * vsyscall page, which is in the kernel half.
		 */
		if (strncmp(line, "VmFlags:", 8) || strstr(line, " pf") ||
		    start >> 63 || o->nr == FIGURES_AREAS)
			continue;
		o->areas[o->nr].start = start;
		o->areas[o->nr++].present = present(pid, start, end);
	}
	fclose(f);
	return o->nr;
}

static FILE *ask(const char *command)
{
	const char *ptwalk = getenv("PTWALK");
	char line[16384];

	snprintf(line, sizeof(line), "%s %s", ptwalk ?: "ptwalk", command);
	return popen(line, "re");
}

static void put(const pid_t *pids, unsigned int nr, struct figures *all, int pid,
		const struct figures *said)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (pids[i] == pid)
			all[i] = *said;
}

void figures_of_stat(const pid_t *pids, unsigned int nr, struct figures *stat,
		     struct figures *all)
{
	char command[2048] = "stat -rnb -o PID,PRESENT,RSS,HUGE,HUGETLB";
	struct figures said;
	size_t n = strlen(command);
	unsigned int i;
	FILE *f;
	int pid;

	for (i = 0; i < nr && n < sizeof(command); i++)
		if (pids[i])
			n += snprintf(command + n, sizeof(command) - n, " %d",
				      pids[i]);
	f = ask(command);
	while (f && fscanf(f, "%d %ld %ld %ld %ld", &pid, &said.present,
			   &said.rss, &said.huge, &said.hugetlb) == 5)
		put(pids, nr, stat, pid, &said);
	if (!f || pclose(f))
		note("%s: it failed", command);
	f = ask("stat --all -rnb -o PID,RSS,HUGE,HUGETLB");
	said.present = -1;
	while (f && fscanf(f, "%d %ld %ld %ld", &pid, &said.rss, &said.huge,
			   &said.hugetlb) == 4)
		put(pids, nr, all, pid, &said);
	if (!f || pclose(f))
		note("stat --all failed");
}

/* "ptwalk huge" counts zero pages in a column of their own, so add them to the present ones. */
struct figures figures_of_huge(pid_t pid)
{
	struct figures sum = { 0 }, row;
	char command[96];
	int64_t zero;
	FILE *f;

	snprintf(command, sizeof(command),
		 "huge --windows -rnb -o PRESENT,ZERO,RSS,HUGE,HUGETLB %d", pid);
	f = ask(command);
	while (f && fscanf(f, "%ld %ld %ld %ld %ld", &row.present, &zero,
			   &row.rss, &row.huge, &row.hugetlb) == 5) {
		sum.present += (row.present + zero) * (int64_t)PAGE;
		sum.rss += row.rss;
		sum.huge += row.huge;
		sum.hugetlb += row.hugetlb;
	}
	if (!f || pclose(f))
		note("%s: it failed", command);
	return sum;
}

/* Returns the exit status of "ptwalk check"; prints a note for each expression that fails. */
static int ask_check(pid_t pid, const char *command)
{
	char line[512];
	FILE *f = ask(command);
	int status;

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "holds ", 6))
			note("%d: check: %s", pid, strtok(line, "\n"));
	status = pclose(f);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/*
 * If a dump took several holds of the mmap lock, a kernel that does not count write locks
 * cannot tell whether VMAs changed between them, and "ptwalk check" may not know the answer.
 * The next dump may need one hold only, so try again.
 */
bool figures_checked(pid_t pid, const struct figures *right,
		     const struct oracle *o, const char *words)
{
	char command[16000];
	unsigned int i;
	int status;
	size_t n;

	n = snprintf(command, sizeof(command),
		     "check -rn -o RESULT,EXPR,AMOUNT,DETAIL %d present==%ldB resident==%ldB huge==%ldB hugetlb==%ldB",
		     pid, right->present, right->rss, right->huge, right->hugetlb);
	for (i = 0; i < o->nr && n < sizeof(command); i++)
		n += snprintf(command + n, sizeof(command) - n,
			      " present==%luB@vma:0x%lx", o->areas[i].present,
			      o->areas[i].start);
	if (n < sizeof(command))
		snprintf(command + n, sizeof(command) - n, " %s", words);
	for (i = 0; i < DUMPS; i++) {
		status = ask_check(pid, command);
		if (status != UNKNOWN)
			break;
	}
	return !status;
}
