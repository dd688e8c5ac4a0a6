// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMAs of processes, from /proc/PID/maps: see observe-maps.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "observe-maps.h"
#include "observe.h"

#define SECOND	1000000000ULL
#define OLD	(10 * SECOND)	/* the age at which the VMAs of a process are read again */
#define STALE	SECOND		/* the same if they do not have the address that is looked up */

static void forget(struct observe_map *map)
{
	size_t i;

	for (i = 0; i < map->nr; i++)
		free(map->vma[i].name);
	free(map->vma);
	*map = (struct observe_map){ 0 };
}

/*
 * Add the VMA in a line of /proc/PID/maps.  VMAs below 2 MiB have no range that is scanned, so
 * they are skipped.  If there is no memory, the VMA is left out.
 */
static void add_line(struct observe_map *map, const char *line)
{
	struct observe_vma vma;
	unsigned long long start, end;
	int at = 0;

	if (sscanf(line, "%llx-%llx %4s %*x %*s %*u %n", &start, &end, vma.perm,
		   &at) < 3 || !at || end - start < OBSERVE_WINDOW)
		return;
	vma.start = start;
	vma.end = end;
	vma.name = strndup(line + at, strcspn(line + at, "\n"));
	if (!vma.name || array_add(map->vma, map->nr, vma))
		free(vma.name);
}

static void read_map(struct observe_map *map, int pid, __u64 now)
{
	char path[32], *line = NULL;
	size_t size = 0;
	FILE *file;

	forget(map);
	map->pid = pid;
	map->read = now;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	while (getline(&line, &size, file) > 0)
		add_line(map, line);
	free(line);
	fclose(file);
}

static const struct observe_vma *find_vma(const struct observe_map *map,
					  __u64 addr)
{
	size_t from = 0, to = map->nr, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (addr < map->vma[middle].start)
			to = middle;
		else if (addr >= map->vma[middle].end)
			from = middle + 1;
		else
			return &map->vma[middle];
	}
	return NULL;
}

/**
 * observe_maps_find() - find the VMA that contains an address
 * @maps: cache of VMAs, all 0 before the first call
 * @pid: process, as /proc numbers it
 * @addr: address
 * @now: nanoseconds of CLOCK_MONOTONIC
 *
 * The VMAs of a process are kept for up to ten seconds.  If a VMA was replaced since, the
 * result can still be the old one.
 *
 * Return: the VMA, valid until the next call; NULL if no VMA of 2 MiB or more contains @addr,
 * or if the process has ended.
 */
const struct observe_vma *observe_maps_find(struct observe_maps *maps, int pid,
					    __u64 addr, __u64 now)
{
	struct observe_map *map = &maps->map[(unsigned int)pid % OBSERVE_MAPS];
	const struct observe_vma *vma;

	if (map->pid != pid || now - map->read >= OLD)
		read_map(map, pid, now);
	vma = find_vma(map, addr);
	if (!vma && now - map->read >= STALE) {
		read_map(map, pid, now);
		vma = find_vma(map, addr);
	}
	return vma;
}

/**
 * observe_maps_free() - free all cached VMAs
 * @maps: cache of VMAs
 */
void observe_maps_free(struct observe_maps *maps)
{
	size_t i;

	for (i = 0; i < OBSERVE_MAPS; i++)
		forget(&maps->map[i]);
}
