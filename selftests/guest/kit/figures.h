/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Byte counts of a process (present, resident, huge): from the kernel's files, and from the
 * commands of ptwalk that report the same counts.
 */
#ifndef PTWALK_FIGURES_H
#define PTWALK_FIGURES_H

#include "guest.h"

#define FIGURES_AREAS	256

/**
 * struct figures - counts of a process, in bytes
 * @present: mapped by present entries; -1 if the source does not report it
 * @rss: resident
 * @huge: part of @rss that is mapped by 2M entries
 * @hugetlb: hugetlb pages; not part of @rss
 */
struct figures {
	int64_t present;
	int64_t rss;
	int64_t huge;
	int64_t hugetlb;
};

/**
 * struct oracle - the kernel's counts of a process
 * @sum: from smaps; @sum.present is -1, since smaps does not report it
 * @areas: by VMA: its start and the present bytes from pagemap; without VM_PFNMAP VMAs,
 *	   which pagemap shows as holes
 * @nr: number of elements in @areas
 */
struct oracle {
	struct figures sum;
	struct {
		uint64_t start;
		uint64_t present;
	} areas[FIGURES_AREAS];
	unsigned int nr;
};

/**
 * oracle_read() - read the kernel's counts of a process
 * @pid: process
 * @o: filled in
 *
 * Return: true; false if the process has exited or has no address space.
 */
bool oracle_read(pid_t pid, struct oracle *o);

/**
 * figures_of_stat() - run "ptwalk stat PID..." and "ptwalk stat --all"
 * @pids: processes; elements that are 0 are skipped
 * @nr: number of elements in @pids, @stat and @all
 * @stat: counts of each process from "ptwalk stat PID..."
 * @all: counts of each process from "ptwalk stat --all"
 */
void figures_of_stat(const pid_t *pids, unsigned int nr, struct figures *stat,
		     struct figures *all);

/**
 * figures_of_huge() - sum the counts of all windows in "ptwalk huge --windows"
 * @pid: process
 *
 * Return: the sums.
 */
struct figures figures_of_huge(pid_t pid);

/**
 * figures_checked() - test counts with "ptwalk check"
 * @pid: process
 * @right: the expected counts of the whole process
 * @o: the expected present bytes of each VMA
 * @words: further expressions, or ""
 *
 * Return: true if all expressions hold; false after a note about those that do not.
 */
bool figures_checked(pid_t pid, const struct figures *right,
		     const struct oracle *o, const char *words);

#endif /* PTWALK_FIGURES_H */
