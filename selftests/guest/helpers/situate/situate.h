/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kinds of situations share: the region that they make, and how they
 * say that they cannot.
 */
#ifndef PTWALK_SITUATE_H
#define PTWALK_SITUATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/types.h>

#define PAGE	4096UL
#define HUGE	(2UL << 20)
#define GIANT	(1UL << 30)
#define ANON	(MAP_PRIVATE | MAP_ANONYMOUS)
#define RW	(PROT_READ | PROT_WRITE)

/* make() maps region_length bytes at region; it does not return if it cannot */
struct kind {
	const char *name;
	void (*make)(void);
};

/* each ended by an empty one */
extern const struct kind plain_kinds[], absent_kinds[], bits_kinds[],
	hugetlb_kinds[], entry_window_kinds[], page_window_kinds[],
	area_window_kinds[], file_window_kinds[];

extern char *region;
extern size_t region_length;

/* it went wrong, errno says how: the test fails */
void die(const char *what) __attribute__((noreturn));
/* this machine has no such thing, errno says why: the test is skipped */
void lack(const char *what) __attribute__((noreturn));

void *map(size_t length, int prot, int flags, int fd);
/* a huge-page-aligned piece with nothing mapped on either side of it */
void *map_aligned(size_t length, int prot);
/* the same where huge pages may come; lacks them where THP is "never" */
void *map_thp(size_t length);
void touch(char *p, size_t length, size_t step, bool write);
/* 4K pages: two of three written, so that runs and holes alternate */
void make_anon(void);
/* a file of memory, all of it a hole */
int memory_file(size_t length);
/* a file without a name, whose pages differ; @name is one for mkstemp(3) */
int written_file(char *name, size_t length);
/*
 * The memory of a device that no driver has claimed, at a place that is taken
 * already if not NULL; @pattern is one for glob(7) of what may be such a device.
 */
void *map_device(const char *pattern, void *at, size_t length);
/* a memory error in the page at p, or in the huge page that it is in */
void lose_page(char *p);
/* a child that reads a piece of the region, then waits until we end; -1 if none */
pid_t fork_sleeper(size_t offset, size_t length);

#define UFFD_MISSING	1
#define UFFD_WP		2
#define UFFD_RWP	4	/* 7.3 */
#ifndef UFFD_FEATURE_RWP
#define UFFD_FEATURE_RWP	(1 << 17)
#endif
/* registers the region with a new userfaultfd(2), which stays open */
int uffd_region(unsigned long long features, int mode);
int uffd_area(char *p, size_t length, unsigned long long features, int mode);
void uffd_protect(int uffd, char *p, size_t length);
void uffd_forbid(int uffd, char *p, size_t length);

/*
 * A window: one aligned range of 2M, for khugepaged to judge.  window_map() makes
 * it the region, of an anonymous area of its own, and has nothing become huge until
 * window_offer(), which advises MADV_HUGEPAGE, or window_end(), which does not.
 * Either ends the making of a window.
 */
void window_map(void);
/* the same with all pages written */
void window_fill(void);
void window_offer(void);
void window_end(void);
/* the mark of a child: userfaultfd leaves nothing of its parent's */
void window_mark(void);
/* maps what may be read and written at a place that is taken already */
void map_at(char *p, size_t length, int flags, int fd);
/* what the kernel was told of pages has reached them; after window_offer() */
void window_settle(void);
/* has the window made huge at once */
void window_collapse(void);
/* no page of this process has been accessed */
void forget_accesses(void);
/* all accesses from here on are seen by the page tables */
void flush_tlb(void);

#endif /* PTWALK_SITUATE_H */
