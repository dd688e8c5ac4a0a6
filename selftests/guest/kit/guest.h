/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests in a VM share: a situation made by another process, and the
 * oracles that are not ours: /proc/PID/pagemap, maps and smaps, /proc/kpageflags
 * and kpagecount, and the PAGEMAP_SCAN ioctl.
 */
#ifndef PTWALK_GUEST_H
#define PTWALK_GUEST_H

#include <errno.h>
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
 * @lacks: what this machine lacks to make it
 */
struct situation {
	pid_t		pid;
	uint64_t	start;
	uint64_t	length;
	FILE		*to;
	FILE		*from;
	char		lacks[96];
};

/* 0, or -1 with errno; ENOTSUP where the helper says that it lacks something */
int situation_start(struct situation *s, const char *kind);
/* sends a command; the number after "ok", 0 without one, -1 on "error"; it sleeps then */
long situation_do(struct situation *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* the same in two steps; the answer is there when situation_done() */
void situation_send(struct situation *s, const char *command);
bool situation_done(struct situation *s);
long situation_answer(struct situation *s);
void situation_stop(struct situation *s);

/*
 * Makes room for what situations need where the system can give it: hugetlb pages of
 * 2M and one of 1G, huge pages in files.  Which are missing, they will say.  The NUMA
 * balancer leaves them alone.
 */
void prepare(void);

/* In a test of the harness: start, or skip the test, or let it fail */
#define SITUATION(s, kind)						\
do {									\
	int started = situation_start(s, kind);				\
									\
	if (started && errno == ENOTSUP)				\
		SKIP(return, "%s", (s)->lacks);				\
	ASSERT_EQ(0, started) TH_LOG("situate %s", kind);		\
} while (0)

/* One entry of /proc/PID/pagemap: Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_PFN		((1ULL << 55) - 1)
#define PAGEMAP_SOFT_DIRTY	(1ULL << 55)
#define PAGEMAP_UFFD_WP		(1ULL << 57)
#define PAGEMAP_SWAP		(1ULL << 62)
#define PAGEMAP_PRESENT		(1ULL << 63)

/* reads @count entries from the page of @addr on; returns how many it got */
ssize_t pagemap_read(pid_t pid, uint64_t addr, uint64_t *entries, size_t count);

/*
 * PAGEMAP_SCAN (6.7) of a range: one struct scan_region a run of pages of the same
 * categories.  Returns how many, -1 with errno; ENOTTY where there is none.
 */
#define SCAN_WRITTEN		(1ULL << 1)	/* not write-protected by uffd */
#define SCAN_PRESENT		(1ULL << 3)
#define SCAN_SWAPPED		(1ULL << 4)	/* anything in the swap format */
#define SCAN_ZERO		(1ULL << 5)
#define SCAN_HUGE		(1ULL << 6)
#define SCAN_SOFT_DIRTY		(1ULL << 7)
#define SCAN_ACCESSED		(1ULL << 9)	/* 7.3: not protected against reads by uffd */

struct scan_region {
	uint64_t start;
	uint64_t end;
	uint64_t categories;
};

int pagemap_scan(pid_t pid, uint64_t start, uint64_t end,
		 struct scan_region *regions, int max);

/*
 * A frame in /proc/kpageflags and /proc/kpagecount: see pagemap.rst too.  All bits
 * set where the file says nothing of such a frame.
 */
#define KPF_LRU			(1ULL << 5)
#define KPF_ANON		(1ULL << 12)
#define KPF_HUGE		(1ULL << 17)
#define KPF_HWPOISON		(1ULL << 19)
#define KPF_NOPAGE		(1ULL << 20)
#define KPF_KSM			(1ULL << 21)
#define KPF_THP			(1ULL << 22)
#define KPF_ZERO_PAGE		(1ULL << 24)
#define KPF_PGTABLE		(1ULL << 26)

uint64_t kpage_flags(uint64_t pfn);
uint64_t kpage_count(uint64_t pfn);

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

/* a field of the area in smaps that holds an address, as it stands; -1 if none */
int64_t smaps_at(pid_t pid, uint64_t addr, const char *field);

/* writes a string to a file of /proc or /sys; 0, or -1 with errno */
int write_file(const char *path, const char *text);
int64_t read_number(const char *path);

/* is the running kernel of this release or a later one? */
bool kernel_since(int major, int minor);

#endif /* PTWALK_GUEST_H */
