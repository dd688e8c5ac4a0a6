/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests in a VM share: a situation made by another process, and the
 * oracles that are not ours: /proc/PID/pagemap, maps and smaps.
 */
#ifndef PTWALK_GUEST_H
#define PTWALK_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* a line of diagnosis, where kselftest's TH_LOG() does not reach */
#define note(format, ...)						\
	fprintf(stderr, "# " format "\n", ##__VA_ARGS__)

/**
 * struct situation - a running helpers/situate
 * @pid: its pid
 * @start: where the situation is
 * @length: bytes
 * @to: its standard input
 * @from: its standard output
 */
struct situation {
	pid_t		pid;
	uint64_t	start;
	uint64_t	length;
	FILE		*to;
	FILE		*from;
};

/* 0, or -1 with errno; -ENOTSUP's errno where the helper says it cannot */
int situation_start(struct situation *s, const char *kind);
/* sends a command; the number after "ok", 0 without one, -1 on "error" */
long situation_do(struct situation *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void situation_stop(struct situation *s);

/* One entry of /proc/PID/pagemap: Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_PFN		((1ULL << 55) - 1)
#define PAGEMAP_SOFT_DIRTY	(1ULL << 55)
#define PAGEMAP_SWAP		(1ULL << 62)
#define PAGEMAP_PRESENT		(1ULL << 63)

/* reads @count entries from the page of @addr on; returns how many it got */
ssize_t pagemap_read(pid_t pid, uint64_t addr, uint64_t *entries, size_t count);

/* an area of /proc/PID/maps */
struct area {
	uint64_t start;
	uint64_t end;
	char	 perm[5];
	char	 name[256];
};

/* returns how many, at most @max; -1 with errno */
int maps_read(pid_t pid, struct area *areas, int max);
/* the sum of a field of /proc/PID/smaps, "Rss" say, in bytes; -1 with errno */
int64_t smaps_sum(pid_t pid, const char *field);

/* writes a string to a file of /proc or /sys; 0, or -1 with errno */
int write_file(const char *path, const char *text);
int64_t read_number(const char *path);

#endif /* PTWALK_GUEST_H */
