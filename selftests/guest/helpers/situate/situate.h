/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kinds of situations share: the address range that they make (the region), the
 * helpers they make it with, and how they report that they cannot.
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

/* make() maps region_length bytes at region; if that fails, it exits instead of returning. */
struct kind {
	const char *name;
	void (*make)(void);
};

/* each array ends with an empty entry */
extern const struct kind plain_kinds[], absent_kinds[], bits_kinds[],
	hugetlb_kinds[], entry_window_kinds[], page_window_kinds[],
	area_window_kinds[], file_window_kinds[];

extern char *region;
extern size_t region_length;

/* Prints "error WHAT: " and the text of errno, and exits: the test fails. */
void die(const char *what) __attribute__((noreturn));
/* The machine lacks WHAT: prints "lack WHAT: " and the text of errno, exits: the test skips. */
void lack(const char *what) __attribute__((noreturn));

void *map(size_t length, int prot, int flags, int fd);
/* anonymous private memory, aligned to 2M, with nothing mapped next to it on either side */
void *map_aligned(size_t length, int prot);
/* the same with MADV_HUGEPAGE; calls lack() where THP is "never" */
void *map_thp(size_t length);
/* accesses one byte at each @step bytes */
void touch(char *p, size_t length, size_t step, bool write);
/* 4K pages, two of three written, so that runs of present pages and holes alternate */
void make_anon(void);
/* a memfd of @length bytes without any page */
int memory_file(size_t length);
/* an unlinked file; neighbouring pages differ in content; @name: template for mkstemp(3) */
int written_file(char *name, size_t length);
/*
 * Maps the memory of a PCI device that no driver has claimed.  @pattern is a glob(7)
 * pattern of resource files to try.  If @at is not NULL, the mapping goes there with
 * MAP_FIXED and replaces what is mapped at @at.
 */
void *map_device(const char *pattern, void *at, size_t length);
/* makes a memory error (MADV_HWPOISON) in the page at @p, or in the huge page around it */
void lose_page(char *p);
/* forks a child that reads this range of the region, then sleeps until we exit; -1: failed */
pid_t fork_sleeper(size_t offset, size_t length);

#define UFFD_MISSING	1
#define UFFD_WP		2
#define UFFD_RWP	4	/* 7.3 */
#ifndef UFFD_FEATURE_RWP
#define UFFD_FEATURE_RWP	(1 << 17)
#endif
/* registers the region, or a range, with a new userfaultfd(2) and returns it, still open */
int uffd_region(unsigned long long features, int mode);
int uffd_area(char *p, size_t length, unsigned long long features, int mode);
void uffd_protect(int uffd, char *p, size_t length);
/* protects a range against reads as well as writes: UFFD_RWP (7.3) */
void uffd_forbid(int uffd, char *p, size_t length);

/*
 * A window: one range of 2M, aligned to 2M, for khugepaged to scan.  window_map()
 * makes the region such a window, in an anonymous VMA of its own, and switches huge pages
 * off for the process.  The making of a window ends with window_offer(), which advises
 * MADV_HUGEPAGE, or window_end(), which does not; both switch huge pages on again.
 */
void window_map(void);
/* window_map(), then writes all pages */
void window_fill(void);
void window_offer(void);
void window_end(void);
/* makes the mark (see window.c) again in a child: fork() does not keep userfaultfd's setting */
void window_mark(void);
/* maps readable and writable memory at @p, replacing what is mapped there */
void map_at(char *p, size_t length, int flags, int fd);
/* empties the kernel's batches, so that advice reaches its pages; after window_offer() */
void window_settle(void);
/* collapses the window at once with MADV_COLLAPSE */
void window_collapse(void);
/* clears the accessed bits of this process */
void forget_accesses(void);
/* flushes the TLB, so that every later access sets the accessed bit in the page tables again */
void flush_tlb(void);

#endif /* PTWALK_SITUATE_H */
