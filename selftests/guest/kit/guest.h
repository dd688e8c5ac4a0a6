/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by all tests that run in a VM.  It starts and stops situations: helper processes that
 * set up their memory in a known way.  And it reads the oracles, the kernel interfaces that
 * ptwalk's results are compared with: /proc/PID/pagemap, maps and smaps, /proc/kpageflags and
 * kpagecount, and the PAGEMAP_SCAN ioctl.
 */
#ifndef PTWALK_GUEST_H
#define PTWALK_GUEST_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* prints a diagnostic line; for functions outside of a test, where TH_LOG() cannot be used */
#define note(format, ...)						\
	fprintf(stderr, "# " format "\n", ##__VA_ARGS__)

/**
 * struct situation - a running helpers/situate process
 * @started: the process that situation_start() has started, and situation_stop() waits for
 * @pid: the process with the memory under test: @started or a child of it
 * @start: first address of that memory
 * @length: its size in bytes
 * @to: standard input of the process, for commands
 * @from: its standard output, for answers
 * @lacks: if situation_start() failed: the line that the helper printed, which says what
 *	   the machine lacks
 */
struct situation {
	pid_t		started;
	pid_t		pid;
	uint64_t	start;
	uint64_t	length;
	FILE		*to;
	FILE		*from;
	char		lacks[96];
};

/* returns 0; -1 with errno, which is ENOTSUP if the helper says what the machine lacks */
int situation_start(struct situation *s, const char *kind);
/*
 * Sends a command and waits for the answer.  Returns the number after "ok", 0 if there is none,
 * -1 for any other answer.  The process sleeps in read(2) when the function returns.
 */
long situation_do(struct situation *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* the same in two steps: situation_done() is true as soon as the answer can be read */
void situation_send(struct situation *s, const char *command);
bool situation_done(struct situation *s);
long situation_answer(struct situation *s);
void situation_stop(struct situation *s);

/*
 * Prepares the system for situations: allocates hugetlb pages of 2M and one of 1G, allows huge
 * pages in shmem, and switches NUMA balancing off.  A failure is no error: a situation that
 * lacks something says so itself.
 */
void prepare(void);

/* For a test of the harness: starts a situation; if the machine lacks something, skips the test */
#define SITUATION(s, kind)						\
do {									\
	int started = situation_start(s, kind);				\
									\
	if (started && errno == ENOTSUP)				\
		SKIP(return, "%s", (s)->lacks);				\
	ASSERT_EQ(0, started) TH_LOG("situate %s", kind);		\
} while (0)

/* Bits of an entry of /proc/PID/pagemap: Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_PFN		((1ULL << 55) - 1)
#define PAGEMAP_SOFT_DIRTY	(1ULL << 55)
#define PAGEMAP_UFFD_WP		(1ULL << 57)
#define PAGEMAP_SWAP		(1ULL << 62)
#define PAGEMAP_PRESENT		(1ULL << 63)

/* reads up to @count entries, from the page of @addr on; returns their number, -1 on error */
ssize_t pagemap_read(pid_t pid, uint64_t addr, uint64_t *entries, size_t count);

/*
 * PAGEMAP_SCAN (6.7) of a range: fills in one struct scan_region for each run of pages of the
 * same categories.  Returns their number, -1 with errno; ENOTTY on a kernel without it.
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
 * The value of a frame in /proc/kpageflags and /proc/kpagecount, see pagemap.rst; all bits set
 * if it cannot be read.
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

/* a VMA as /proc/PID/maps shows it */
struct area {
	uint64_t start;
	uint64_t end;
	char	 perm[5];
	char	 name[256];
};

/* returns the number of VMAs read, at most @max; -1 with errno */
int maps_read(pid_t pid, struct area *areas, int max);
/* the sum over all VMAs of a field of /proc/PID/smaps ("Rss"), in bytes; -1 with errno */
int64_t smaps_sum(pid_t pid, const char *field);

/*
 * A field in smaps of the VMA that contains an address; the number as printed, so sizes are in
 * KiB.  -1 if there is no such VMA or field.
 */
int64_t smaps_at(pid_t pid, uint64_t addr, const char *field);

/* writes a string to a file of /proc or /sys; returns 0, or -1 with errno */
int write_file(const char *path, const char *text);
/* reads the number at the start of a file; -1 if it cannot */
int64_t read_number(const char *path);
/* a number in /proc/PID/status, by the name of its field; -1 if it is not there */
int64_t read_status(pid_t pid, const char *field);

/* is the running kernel of this release or a later one? */
bool kernel_since(int major, int minor);

#endif /* PTWALK_GUEST_H */
