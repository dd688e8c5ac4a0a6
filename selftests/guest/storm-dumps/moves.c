// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the targets of the storm do to their memory, apart from what churn() does.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "storm.h"

/* advice that is newer than the headers of the oldest system */
#define ADVICE_POPULATE_READ	22
#define ADVICE_POPULATE_WRITE	23
#define ADVICE_COLLAPSE		25
#define ADVICE_GUARD		102
#define ADVICE_NO_GUARD		103

#define WINDOWS			4	/* of 2M, in an anonymous region */
#define SHARED_SIZE		(4 * HUGE)
#define HUGETLB_PAGES		6
/* aligned to 1G, so that processes share the PD */
#define HUGETLB_AT		((char *)0x20000000000)

static void write_each(char *p, size_t length, size_t step)
{
	size_t i;

	for (i = 0; i < length; i += step)
		*(volatile char *)(p + i) = 1;
}

static void read_each(const char *p, size_t length, size_t step)
{
	size_t i;

	for (i = 0; i < length; i += step)
		(void)*(const volatile char *)(p + i);
}

/* to another node of memory, and perhaps back */
static void migrate(char *p, unsigned int *seed)
{
	int node[32], status[32];
	void *page[32];
	size_t i;

	for (i = 0; i < 32; i++) {
		page[i] = p + i * PAGE;
		node[i] = rand_r(seed) % 2;
	}
	syscall(SYS_move_pages, 0, 32UL, page, node, status, 2 /* MPOL_MF_MOVE */);
}

/* many VMAs, as each one differs from its neighbours; then advice for any part of them */
static void one_move(char *p, unsigned int *seed)
{
	static const int advice[] = {
		MADV_DONTNEED, MADV_FREE, ADVICE_COLLAPSE, MADV_PAGEOUT, MADV_COLD, ADVICE_GUARD,
		ADVICE_NO_GUARD, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_MERGEABLE,
	};
	size_t at = rand_r(seed) % WINDOWS * HUGE, i;
	size_t length = rand_r(seed) % 2 ? HUGE : (1 + rand_r(seed) % 64) * PAGE;
	char *q;

	switch (rand_r(seed) % 8) {
	case 0:
		for (i = 0; i < 64; i += 2)
			mprotect(p + at + i * PAGE, PAGE, PROT_READ);
		mprotect(p + at, HUGE, PROT_READ | PROT_WRITE);
		break;
	case 1:
		q = mremap(p + at, HUGE, HUGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			   p + (WINDOWS + 1) * HUGE);
		if (q != MAP_FAILED)
			mremap(q, HUGE, HUGE, MREMAP_MAYMOVE | MREMAP_FIXED, p + at);
		break;
	case 2:
		munmap(p + at, length);
		mmap(p + at, length, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		break;
	case 3:
		migrate(p + at, seed);
		break;
	default:
		madvise(p + at, length, advice[rand_r(seed) %
					       (sizeof(advice) / sizeof(advice[0]))]);
	}
	/* a guard page or PROT_READ would end the process: only what is writable is written */
	madvise(p, WINDOWS * HUGE, ADVICE_NO_GUARD);
	write_each(p + at, length, (1 + rand_r(seed) % 8) * PAGE);
}

void move_anonymous(unsigned int seed)
{
	char *p = mmap(NULL, (WINDOWS + 3) * HUGE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	p = (char *)(((uintptr_t)p + HUGE - 1) & -HUGE);
	for (;;) {
		mmap(p, WINDOWS * HUGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		madvise(p, WINDOWS * HUGE, rand_r(&seed) % 2 ? MADV_HUGEPAGE : MADV_MERGEABLE);
		write_each(p, WINDOWS * HUGE, PAGE * (1 + rand_r(&seed) % 16));
		do {
			one_move(p, &seed);
		} while (rand_r(&seed) % 16);
	}
}

/* Several processes map the file, and each of them takes pages of it away from the others. */
void move_shared(unsigned int seed, int fd)
{
	char *p = mmap(NULL, SHARED_SIZE + HUGE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t at;

	if (p == MAP_FAILED)
		_exit(1);
	p = (char *)(((uintptr_t)p + HUGE - 1) & -HUGE);
	for (;;) {
		mmap(p, SHARED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
		madvise(p, SHARED_SIZE, MADV_HUGEPAGE);
		do {
			at = rand_r(&seed) % (SHARED_SIZE / HUGE) * HUGE;
			/* unlike a write, these do not end in SIGBUS where the file is shorter by now */
			madvise(p + at, HUGE, ADVICE_POPULATE_READ);
			madvise(p + at, HUGE / 2, ADVICE_POPULATE_WRITE);
			switch (rand_r(&seed) % 6) {
			case 0:
				fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, HUGE);
				break;
			case 1:
				if (ftruncate(fd, at) || ftruncate(fd, SHARED_SIZE))
					_exit(1);
				break;
			case 2:
				madvise(p + at, HUGE, ADVICE_COLLAPSE);
				break;
			case 3:
				madvise(p + at, HUGE, MADV_PAGEOUT);
				break;
			case 4:
				madvise(p + at, HUGE, MADV_REMOVE);
				break;
			default:
				madvise(p + at, HUGE, MADV_DONTNEED);
			}
		} while (rand_r(&seed) % 16);
	}
}

/*
 * Can a shared hugetlb VMA be split without a complaint of lockdep?  In the series 6.1,
 * hugetlb_split() asserts that i_mmap_rwsem is held, which __vma_adjust() takes only after it.
 */
bool hugetlb_splits(void)
{
	return kernel_since(6, 3) || access("/proc/lockdep", F_OK);
}

/* The file is sparse and has 1G, so that its PD is shared; a hole that is punched unshares it. */
void move_hugetlb(unsigned int seed, int fd)
{
	const bool splits = hugetlb_splits();
	size_t page;

	if (ftruncate(fd, GIANT))
		_exit(1);
	for (;;) {
		if (mmap(HUGETLB_AT, GIANT, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED | MAP_NORESERVE, fd, 0) == MAP_FAILED)
			_exit(1);
		do {
			page = rand_r(&seed) % HUGETLB_PAGES;
			/* populating, unlike a write, reports an empty pool instead of SIGBUS */
			madvise(HUGETLB_AT + page * HUGE, HUGE, ADVICE_POPULATE_WRITE);
			switch (rand_r(&seed) % 4) {
			case 0:
				fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
					  HUGETLB_PAGES * HUGE);
				break;
			case 1:
				if (ftruncate(fd, page * HUGE) || ftruncate(fd, GIANT))
					_exit(1);
				break;
			case 2:
				if (!splits)
					break;
				/* unshares, as the VMA is split inside of the PD's range */
				mprotect(HUGETLB_AT + page * HUGE, HUGE, PROT_READ);
				mprotect(HUGETLB_AT + page * HUGE, HUGE, PROT_READ | PROT_WRITE);
				break;
			}
		} while (rand_r(&seed) % 8);
		munmap(HUGETLB_AT, GIANT);
	}
}

/* Protects memory by userfaultfd and releases it again; what is protected is only read. */
void move_protected(unsigned int seed)
{
	struct uffdio_api api = {
		.api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP,
	};
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect wp = { 0 };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	char *p;

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		_exit(1);
	for (;;) {
		p = mmap(NULL, 4 * HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			_exit(1);
		madvise(p, 4 * HUGE, rand_r(&seed) % 2 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
		write_each(p, 4 * HUGE, PAGE * (1 + rand_r(&seed) % 4));
		range.range.start = (uintptr_t)p;
		range.range.len = 4 * HUGE;
		if (ioctl(fd, UFFDIO_REGISTER, &range))
			_exit(1);
		do {
			wp.range.start = (uintptr_t)p + rand_r(&seed) % 4 * HUGE;
			wp.range.len = rand_r(&seed) % 2 ? HUGE : 16 * PAGE;
			wp.mode = UFFDIO_WRITEPROTECT_MODE_WP;
			ioctl(fd, UFFDIO_WRITEPROTECT, &wp);
			read_each(p, 4 * HUGE, 16 * PAGE);
			if (rand_r(&seed) % 4 == 0)
				madvise((void *)(uintptr_t)wp.range.start, wp.range.len, MADV_DONTNEED);
			wp.mode = 0;
			ioctl(fd, UFFDIO_WRITEPROTECT, &wp);
		} while (rand_r(&seed) % 8);
		munmap(p, 4 * HUGE);
	}
}

/* Starts processes that copy memory on write, exec a program, or just end. */
void move_processes(unsigned int seed, atomic_int *child)
{
	char *p = mmap(NULL, HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned int way;
	pid_t pid;

	if (p == MAP_FAILED)
		_exit(1);
	for (;;) {
		write_each(p, HUGE, PAGE);
		way = rand_r(&seed) % 3;
		pid = fork();
		if (!pid) {
			if (way == 0)
				execl("/bin/true", "true", NULL);
			if (way == 1)
				write_each(p, HUGE, 2 * PAGE);
			_exit(0);
		}
		atomic_store(child, pid);
		waitpid(pid, NULL, 0);
	}
}
