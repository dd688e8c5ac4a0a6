/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the VMA that contains an address of a process, in /proc/PID/maps.  Owns a cache of
 * VMAs and decides when to read them again: khugepaged goes through one process at a time and
 * can scan thousands of ranges a second.  Never prints.
 */
#ifndef PTWALK_OBSERVE_MAPS_H
#define PTWALK_OBSERVE_MAPS_H

#include <linux/types.h>
#include <stddef.h>

/**
 * struct observe_vma - a VMA
 * @start: first address
 * @end: first address after the VMA
 * @perm: permissions like "rw-p"
 * @name: path or other name as in /proc/PID/maps, which writes a newline as \012; "" without
 *	  a name
 */
struct observe_vma {
	__u64	start;
	__u64	end;
	char	perm[5];
	char	*name;
};

/**
 * struct observe_map - the VMAs of a process
 * @pid: process; 0 if this entry of the cache is unused
 * @read: when the VMAs were read, nanoseconds of CLOCK_MONOTONIC
 * @vma: VMAs of 2 MiB or more, ascending
 * @nr: number of VMAs in @vma
 */
struct observe_map {
	int			pid;
	__u64			read;
	struct observe_vma	*vma;
	size_t			nr;
};

#define OBSERVE_MAPS	16

/**
 * struct observe_maps - cache of the VMAs of recently scanned processes
 * @map: the processes, by PID modulo %OBSERVE_MAPS
 */
struct observe_maps {
	struct observe_map	map[OBSERVE_MAPS];
};

const struct observe_vma *observe_maps_find(struct observe_maps *maps, int pid,
					    __u64 addr, __u64 now);
void observe_maps_free(struct observe_maps *maps);

#endif /* PTWALK_OBSERVE_MAPS_H */
