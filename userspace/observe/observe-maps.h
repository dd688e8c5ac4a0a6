/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VMA that an address of a process is in, by /proc/PID/maps.  Owns what it has
 * read, and when to read it again: khugepaged goes through one process at a time, and
 * can look at thousands of ranges a second.  Never prints.
 */
#ifndef PTWALK_OBSERVE_MAPS_H
#define PTWALK_OBSERVE_MAPS_H

#include <linux/types.h>
#include <stddef.h>

/**
 * struct observe_vma - a VMA
 * @start: first address
 * @end: first address after it
 * @perm: "rw-p"
 * @name: path or other name, "" without one; as the file has it, which writes a
 *	  newline as \012
 */
struct observe_vma {
	__u64	start;
	__u64	end;
	char	perm[5];
	char	*name;
};

/**
 * struct observe_map - the VMAs of a process
 * @pid: process; 0: free to be used
 * @read: when they were read, nanoseconds of CLOCK_MONOTONIC
 * @vma: those of 2 MiB or more, ascending
 * @nr: how many
 */
struct observe_map {
	int			pid;
	__u64			read;
	struct observe_vma	*vma;
	size_t			nr;
};

#define OBSERVE_MAPS	16

/**
 * struct observe_maps - VMAs of processes that were asked for lately
 * @map: they, by PID modulo %OBSERVE_MAPS
 */
struct observe_maps {
	struct observe_map	map[OBSERVE_MAPS];
};

const struct observe_vma *observe_maps_find(struct observe_maps *maps, int pid,
					    __u64 addr, __u64 now);
void observe_maps_free(struct observe_maps *maps);

#endif /* PTWALK_OBSERVE_MAPS_H */
