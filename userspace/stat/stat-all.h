/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sums of many processes: for each, how much of its memory is in huge pages, how much could
 * be, and what prevents it, from one pass over its dump; also the sums of all processes of one
 * name or cgroup.  Does not own the sums of one dump in detail (stat.h).  Never prints.
 */
#ifndef PTWALK_STAT_ALL_H
#define PTWALK_STAT_ALL_H

#include "dump.h"
#include "huge-window.h"

/* Name of the sum of all processes whose names or cgroups are not among the largest */
#define STAT_OTHER	"(other)"

/* Bytes that are kept of the path of a cgroup, with the NUL */
#define STAT_CGROUP_SIZE	512

/**
 * struct stat_process - sums of one process, or of several; all sizes are in bytes
 * @processes: number of processes
 * @pid: process ID; of several processes, that of one of them
 * @comm: name of the process, any bytes but NUL
 * @cgroup: path of its systemd unit, pod or container, see cgroup_unit(); "" if it was not
 *	    asked for
 * @rss: size of what Rss of smaps counts (%RSS_RESIDENT)
 * @memory: @rss and the memory that smaps fails to count (%RSS_MEMORY)
 * @verdict: by enum huge_verdict: size of @memory with that verdict; %HUGE_IS is in huge pages
 * @eligible: of @memory, size in ranges that are huge or may become so: neither the VMA nor a
 *	      setting forbids it
 * @growth: bytes by which @rss grows when khugepaged has collapsed what it will collapse: sum
 *	    of huge_growth()
 * @hugetlb: size of hugetlb pages, which are not in @rss
 * @tables: size of page tables
 * @hold_max_ns: longest single hold of the mmap lock for the dump, nanoseconds
 * @hold_total_ns: sum of all holds, nanoseconds
 */
struct stat_process {
	__u64	processes;
	int	pid;
	char	comm[16 + 1];
	char	cgroup[STAT_CGROUP_SIZE];
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

/* What processes are added up by */
enum stat_key { STAT_BY_COMM, STAT_BY_CGROUP };

void stat_process_sums(const struct dump *dump, const struct huge_sums *sums,
		       struct stat_process *process);
void stat_process(const struct dump *dump, struct stat_process *process);
void stat_by_size(struct stat_process *process, size_t nr);
size_t stat_by_name(struct stat_process *process, size_t nr, size_t max, enum stat_key key);
const char *stat_name(const struct stat_process *process, enum stat_key key);

#endif /* PTWALK_STAT_ALL_H */
