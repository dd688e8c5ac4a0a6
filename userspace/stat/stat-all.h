/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sums of many processes: of each, how much of it is in huge pages, how much
 * could be, and what is in the way, from one pass over its dump; and of all
 * processes of one name together.  Never prints.
 */
#ifndef PTWALK_STAT_ALL_H
#define PTWALK_STAT_ALL_H

#include "dump.h"
#include "huge-window.h"

/* What is not among the largest names */
#define STAT_OTHER	"(other)"

/**
 * struct stat_process - a process, or several together; sizes in bytes
 * @processes: how many
 * @pid: its number; of one of them
 * @comm: its name, any bytes but NUL
 * @rss: what Rss of smaps counts (%RSS_RESIDENT)
 * @memory: that and what it should count (%RSS_MEMORY)
 * @verdict: of @memory, by enum huge_verdict: %HUGE_IS is in huge pages
 * @eligible: of that, in windows that may be huge, and in those that are: neither
 *	      the area nor a setting is against it
 * @growth: what @rss will grow by once khugepaged has been through: huge_growth() of
 *	    the windows that it collapses
 * @hugetlb: in hugetlb pages, not in @rss
 * @tables: page tables
 * @hold_max_ns: longest time that the mmap lock was held for the dump
 * @hold_total_ns: sum of these times
 */
struct stat_process {
	__u64	processes;
	int	pid;
	char	comm[16 + 1];
	__u64	rss;
	__u64	memory;
	__u64	verdict[HUGE_VERDICTS];
	__u64	eligible;
	__u64	growth;
	__u64	hugetlb;
	__u64	tables;
	__u64	hold_max_ns;
	__u64	hold_total_ns;
};

void stat_process(const struct dump *dump, struct stat_process *process);
void stat_by_size(struct stat_process *process, size_t nr);
size_t stat_by_name(struct stat_process *process, size_t nr, size_t max);

#endif /* PTWALK_STAT_ALL_H */
