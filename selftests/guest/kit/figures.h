/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is counted of a process: by the kernel, and by those commands of ptwalk that
 * count the same.
 */
#ifndef PTWALK_FIGURES_H
#define PTWALK_FIGURES_H

#include "guest.h"

#define FIGURES_AREAS	256

/**
 * struct figures - bytes of a process
 * @present: -1 where it was not said
 * @rss: resident
 * @huge: of that, in 2M pages
 * @hugetlb: not of that
 */
struct figures {
	int64_t present;
	int64_t rss;
	int64_t huge;
	int64_t hugetlb;
};

/**
 * struct oracle - what the kernel says of a process
 * @sum: from smaps, which does not say how much is present
 * @areas: where pagemap says that, by area: no PFN maps, which are holes to it
 * @nr: how many
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
 * oracle_read() - ask the kernel
 * @pid: of the process
 * @o: put here
 *
 * Return: false where it has no memory, and where it has gone.
 */
bool oracle_read(pid_t pid, struct oracle *o);

/**
 * figures_of_stat() - ask "ptwalk stat" of some processes, and "ptwalk stat --all"
 * @pids: of them; 0 is none
 * @nr: how many
 * @stat: what the first says of each
 * @all: what the second says of each
 */
void figures_of_stat(const pid_t *pids, unsigned int nr, struct figures *stat,
		     struct figures *all);

/**
 * figures_of_huge() - the sums of all windows in "ptwalk huge"
 * @pid: of the process
 *
 * Return: them.
 */
struct figures figures_of_huge(pid_t pid);

/**
 * figures_checked() - have "ptwalk check" agree to figures
 * @pid: of the process
 * @right: they, in all
 * @o: what is present in each area
 * @words: more expressions, or ""
 *
 * Return: do all of them hold?  If not, after a note of those that do not.
 */
bool figures_checked(pid_t pid, const struct figures *right,
		     const struct oracle *o, const char *words);

#endif /* PTWALK_FIGURES_H */
