// SPDX-License-Identifier: GPL-2.0-only
/*
 * The region, and the helpers that make situations: described in situate.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "situate.h"

char *region;
size_t region_length;

void die(const char *what)
{
	printf("error %s: %s\n", what, strerror(errno));
	exit(1);
}

void lack(const char *what)
{
	printf("lack %s: %s\n", what, strerror(errno));
	exit(1);
}

void *map(size_t length, int prot, int flags, int fd)
{
	char *p = mmap(NULL, length, prot, flags, fd, 0);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

void *map_aligned(size_t length, int prot)
{
	char *wide = map(length + 2 * HUGE, PROT_NONE, ANON, -1);
	char *p = (char *)(((unsigned long)wide + HUGE) & ~(HUGE - 1));

	munmap(wide, p - wide);
	munmap(p + length, wide + length + 2 * HUGE - (p + length));
	if (mprotect(p, length, prot))
		die("mprotect");
	return p;
}

void *map_thp(size_t length)
{
	FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
	char enabled[64] = "";
	void *p;

	if (!f || !fgets(enabled, sizeof(enabled), f))
		lack("transparent huge pages");
	fclose(f);
	if (strstr(enabled, "[never]")) {
		errno = EOPNOTSUPP;
		lack("transparent huge pages, which are \"never\"");
	}
	p = map_aligned(length, RW);
	if (madvise(p, length, MADV_HUGEPAGE))
		die("MADV_HUGEPAGE");
	return p;
}

void touch(char *p, size_t length, size_t step, bool write)
{
	size_t i;

	for (i = 0; i < length; i += step) {
		if (write)
			*(volatile char *)(p + i) = 1;
		else
			(void)*(volatile char *)(p + i);
	}
}

int memory_file(size_t length)
{
	int fd = memfd_create("situate", 0);

	if (fd < 0 || ftruncate(fd, length))
		die("memfd");
	return fd;
}

int written_file(char *name, size_t length)
{
	char page[PAGE];
	int fd = mkstemp(name);
	size_t i;

	if (fd < 0)
		die("mkstemp");
	unlink(name);
	for (i = 0; i < length; i += PAGE) {
		memset(page, 'a' + (i / PAGE) % 26, PAGE);
		if (write(fd, page, PAGE) != (ssize_t)PAGE)
			die("write");
	}
	return fd;
}

void *map_device(const char *pattern, void *at, size_t length)
{
	void *p = MAP_FAILED;
	struct stat st;
	glob_t found;
	size_t i;
	int fd;

	errno = ENOENT;
	if (glob(pattern, 0, NULL, &found))
		lack(pattern);
	for (i = 0; i < found.gl_pathc && p == MAP_FAILED; i++) {
		fd = open(found.gl_pathv[i], O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (!fstat(fd, &st) && st.st_size >= (off_t)length)
			p = mmap(at, length, PROT_READ,
				 MAP_SHARED | (at ? MAP_FIXED : 0), fd, 0);
		close(fd);
	}
	globfree(&found);
	if (p == MAP_FAILED)
		lack("a device without a driver that has memory");
	return p;
}

static void survive(int signal)
{
	(void)signal;
}

void lose_page(char *p)
{
	/* Since 6.10 the caller of MADV_HWPOISON receives a SIGBUS as well. */
	signal(SIGBUS, survive);
	if (madvise(p, PAGE, MADV_HWPOISON)) {
		if (errno == EINVAL)
			lack("MADV_HWPOISON");
		die("MADV_HWPOISON");
	}
	signal(SIGBUS, SIG_DFL);
}

pid_t fork_sleeper(size_t offset, size_t length)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		touch(region + offset, length, PAGE, false);
		close(ready[1]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1))
		pid = -1;
	close(ready[0]);
	return pid;
}

#ifndef UFFDIO_RWPROTECT			/* 7.3 */
#define UFFDIO_REGISTER_MODE_RWP	(1ULL << 3)
struct uffdio_rwprotect {
	struct uffdio_range range;
	__u64 mode;
};

#define UFFDIO_RWPROTECT_MODE_RWP	(1ULL << 0)
#define UFFDIO_RWPROTECT	_IOWR(UFFDIO, 0x09, struct uffdio_rwprotect)
#endif

int uffd_area(char *p, size_t length, unsigned long long features, int mode)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.range = { (unsigned long)p, length },
		.mode = (mode & UFFD_MISSING ? UFFDIO_REGISTER_MODE_MISSING : 0) |
			(mode & UFFD_WP ? UFFDIO_REGISTER_MODE_WP : 0) |
			(mode & UFFD_RWP ? UFFDIO_REGISTER_MODE_RWP : 0),
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd < 0)
		lack("userfaultfd");
	api.features = features;
	if (ioctl(fd, UFFDIO_API, &api))
		lack("a feature of userfaultfd");
	if (ioctl(fd, UFFDIO_REGISTER, &range))
		die("UFFDIO_REGISTER");
	return fd;
}

int uffd_region(unsigned long long features, int mode)
{
	return uffd_area(region, region_length, features, mode);
}

void uffd_protect(int uffd, char *p, size_t length)
{
	struct uffdio_writeprotect wp = {
		.range = { (unsigned long)p, length },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	if (ioctl(uffd, UFFDIO_WRITEPROTECT, &wp))
		die("UFFDIO_WRITEPROTECT");
}

/* Userfaultfd makes the entries PROT_NONE and sets its own bit in them. */
void uffd_forbid(int uffd, char *p, size_t length)
{
	struct uffdio_rwprotect rwp = {
		.range = { (unsigned long)p, length },
		.mode = UFFDIO_RWPROTECT_MODE_RWP,
	};

	if (ioctl(uffd, UFFDIO_RWPROTECT, &rwp))
		die("UFFDIO_RWPROTECT");
}
